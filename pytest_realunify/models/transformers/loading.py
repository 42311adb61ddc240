"""From a folder or a hub id to a model and its processor, or one line that says what is wrong."""

from __future__ import annotations

import copy
import importlib.util
from dataclasses import dataclass
from typing import Any, Final

from pytest_realunify.errors import ModelError, UsageError
from pytest_realunify.models.libraries import library, loading_trouble
from pytest_realunify.models.transformers.identity import ADAPTER, template_of
from pytest_realunify.models.transformers.settings import Settings

_SAMPLED: Final = ("temperature", "top_k", "top_p", "min_p", "typical_p", "top_h", "epsilon_cutoff", "eta_cutoff")


@dataclass(frozen=True)
class Loaded:
    """A model on its device, and what turns requests into its inputs."""

    model: Any
    processor: Any
    """Of a language model the tokenizer."""
    defaults: Any
    """The checkpoint's own generation config."""

    @property
    def tokenizer(self) -> Any:
        return getattr(self.processor, "tokenizer", self.processor)

    @property
    def takes_pictures(self) -> bool:
        return hasattr(self.processor, "image_processor")

    @property
    def draws(self) -> bool:
        """`output_modalities` is where the library says so; in 5.23 of Janus and Emu3."""
        return "image" in getattr(self.model, "output_modalities", ()) and hasattr(self.model, "decode_image_tokens")


def load(settings: Settings) -> Loaded:
    """Raises ModelError for what is missing or does not fit, UsageError for names the libraries do not know."""
    torch = library("torch", ADAPTER)
    transformers = library("transformers", ADAPTER)
    where = {"revision": settings.revision, "trust_remote_code": settings.trust_remote_code}
    given = _given(settings, torch, transformers)
    try:
        config = transformers.AutoConfig.from_pretrained(settings.target, **where)
        model = _kind(config, transformers).from_pretrained(settings.target, **where, **given)
        processor = transformers.AutoProcessor.from_pretrained(
            settings.target, **where, backend=settings.backend, **settings.processor
        )
    except (ImportError, OSError, ValueError) as error:
        raise ModelError(f"{settings.target} cannot be loaded: {loading_trouble(error)}") from error
    if "device_map" not in given:
        model.to(device_of(settings))
    loaded = Loaded(model.eval(), processor, copy.deepcopy(model.generation_config))
    _prepare(loaded, settings)
    return loaded


def device_of(settings: Settings) -> str:
    """Where the table says; else the first accelerator, else the CPU."""
    if settings.device:
        return settings.device
    torch = library("torch", ADAPTER)
    found = torch.accelerator.current_accelerator(check_available=True)
    return str(found) if found is not None else "cpu"


def _given(settings: Settings, torch: Any, transformers: Any) -> dict[str, Any]:
    """Arguments of the model's from_pretrained."""
    device_map = settings.device_map
    if (
        device_map is None
        and (settings.quantization or device_of(settings) != "cpu")
        and importlib.util.find_spec("accelerate")
    ):
        device_map = {"": device_of(settings)}  # weights go there file by file, not through the CPU's memory
    given = {
        "dtype": _dtype(settings.dtype, torch),
        "device_map": device_map,
        "attn_implementation": settings.attn_implementation,
        "quantization_config": _quantization(settings, transformers),
    }
    return {name: value for name, value in given.items() if value is not None}


def _dtype(name: str, torch: Any) -> Any:
    known = sorted(each for each in dir(torch) if isinstance(getattr(torch, each), torch.dtype))
    if name == "auto":
        return name
    if name not in known:
        raise UsageError.unknown("dtype of the transformers adapter", name, ["auto", *known])
    return getattr(torch, name)


def _quantization(settings: Settings, transformers: Any) -> Any:
    if not settings.quantization:
        return None
    name, arguments = settings.quantization["class"], dict(settings.quantization)
    del arguments["class"]
    module = transformers.utils.quantization_config
    kinds = {each for each in vars(module).values() if isinstance(each, type)}
    known = sorted(each.__name__ for each in kinds if issubclass(each, module.QuantizationConfigMixin))
    if name not in known:
        raise UsageError.unknown("class in quantization of the transformers adapter", name, known)
    return getattr(transformers, name)(**arguments)


def _kind(config: Any, transformers: Any) -> Any:
    """The auto class that knows the model. A model with code of its own says itself which those are."""
    own = getattr(config, "auto_map", None) or {}
    modelling = transformers.models.auto.modeling_auto
    multimodal = config.model_type in modelling.MODEL_FOR_MULTIMODAL_LM_MAPPING_NAMES
    if multimodal or "AutoModelForMultimodalLM" in own:
        return transformers.AutoModelForMultimodalLM
    if "AutoModelForImageTextToText" in own:
        return transformers.AutoModelForImageTextToText
    if "AutoModel" in own and "AutoModelForCausalLM" not in own:
        return transformers.AutoModel
    return transformers.AutoModelForCausalLM


def _prepare(loaded: Loaded, settings: Settings) -> None:
    """Left padding, and a generation config that is greedy and says nothing the adapter says itself."""
    tokenizer, generation = loaded.tokenizer, loaded.model.generation_config
    tokenizer.padding_side = "left"
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    if generation.pad_token_id is None:
        generation.pad_token_id = tokenizer.pad_token_id
    generation.update(do_sample=False, guidance_scale=None, max_length=None, **dict.fromkeys(_SAMPLED))
    if (template := template_of(settings)) is not None:
        loaded.processor.chat_template = template
