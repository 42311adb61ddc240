"""BAGEL's inferencer, put together from its repository's modules the way its own app does."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from pytest_realunify.errors import ModelError
from pytest_realunify.models.bagel.identity import ADAPTER
from pytest_realunify.models.bagel.settings import Settings
from pytest_realunify.models.bagel.vae import Placed
from pytest_realunify.models.libraries import library, one_line

_ATTENTION: Final = re.compile(r"\bflash_attn(_2_cuda)?\b")
FLASH: Final = "pip install flash_attn==2.5.8 --no-build-isolation"
"""As in the project's README; its requirements.txt has the line commented out."""
_PACKAGES: Final = ("data", "modeling", "inferencer")
_WHOLE: Final = ("Bagel", "Qwen2MoTDecoderLayer")
"""Classes whose modules stay on one device."""
_FIRST: Final = "language_model.model.embed_tokens"
_WITH_FIRST: Final = (
    _FIRST,
    "time_embedder",
    "latent_pos_embed",
    "vae2llm",
    "llm2vae",
    "connector",
    "vit_pos_embed",
)
"""Modules whose outputs are added up, so that they must be on one device."""


def load(settings: Settings) -> Any:
    """An InterleaveInferencer. Raises ModelError for what is missing or does not fit."""
    torch = library("torch", ADAPTER)
    library("accelerate", ADAPTER)
    if not (torch.cuda.is_available() or settings.allow_cpu):
        raise ModelError(
            f"BAGEL needs a CUDA device, and torch {torch.__version__} sees none here: its attention (flash_attn) runs "
            "on nothing else, and a picture would take hours; allow_cpu = true loads it all the same"
        )
    repo = Path(settings.repo).expanduser().resolve()
    try:
        with _importable(repo):
            return _inferencer(settings, Path(settings.target).expanduser())
    except ImportError as error:
        what = FLASH if _ATTENTION.search(str(error)) else f"pip install -r {repo / 'requirements.txt'}"
        raise ModelError(f"BAGEL's code in {repo} cannot be imported: {one_line(error)}; {what}") from error
    except (OSError, ValueError, AttributeError, KeyError) as error:
        raise ModelError(f"BAGEL cannot be loaded from {settings.target}: {one_line(error)}") from error


def _inferencer(settings: Settings, folder: Path) -> Any:
    bagel, data = importlib.import_module("modeling.bagel"), importlib.import_module("data.transforms")
    vae, vae_config = importlib.import_module("modeling.autoencoder").load_ae(local_path=str(folder / "ae.safetensors"))
    bare = _skeleton(bagel, vae_config, folder)
    placed = _device_map(bare, settings)
    model = _weighted(bare, settings, folder, placed)
    tokenizer = importlib.import_module("modeling.qwen2").Qwen2Tokenizer.from_pretrained(str(folder))
    tokenizer, new_token_ids, _ = importlib.import_module("data.data_utils").add_special_tokens(tokenizer)
    return importlib.import_module("inferencer").InterleaveInferencer(
        model=model,
        vae_model=Placed.on(settings.vae_device or _first_device(placed), vae),
        tokenizer=tokenizer,
        # longest side, shortest side and stride, in pixels: the sizes it was trained with
        vae_transform=data.ImageTransform(1024, 512, 16),
        vit_transform=data.ImageTransform(980, 224, 14),
        new_token_ids=new_token_ids,
    )


def _skeleton(bagel: Any, vae_config: Any, folder: Path) -> Any:
    """The model without weights. The configs on disk are those of the models it grew from; what changed is set here."""
    llm_config = bagel.Qwen2Config.from_json_file(str(folder / "llm_config.json"))
    llm_config.qk_norm, llm_config.tie_word_embeddings = True, False
    llm_config.layer_module = "Qwen2MoTDecoderLayer"
    vit_config = bagel.SiglipVisionConfig.from_json_file(str(folder / "vit_config.json"))
    vit_config.rope = False
    vit_config.num_hidden_layers -= 1
    config = bagel.BagelConfig(
        visual_gen=True,
        visual_und=True,
        llm_config=llm_config,
        vit_config=vit_config,
        vae_config=vae_config,
        vit_max_num_patch_per_side=70,
        connector_act="gelu_pytorch_tanh",
        latent_patch_size=2,
        max_latent_size=64,
    )
    with library("accelerate", ADAPTER).init_empty_weights():
        vit = bagel.SiglipVisionModel(vit_config)
        model = bagel.Bagel(bagel.Qwen2ForCausalLM(llm_config), vit, config)
        model.vit_model.vision_model.embeddings.convert_conv2d_to_linear(vit_config, meta=True)
    return model


def _weighted(model: Any, settings: Settings, folder: Path, placed: Mapping[str, Any]) -> Any:
    accelerate, torch = library("accelerate", ADAPTER), library("torch", ADAPTER)
    where = {"device_map": dict(placed), "offload_folder": settings.offload_folder}
    weights = str(folder / settings.checkpoint)
    if settings.quantization is None:
        loaded = accelerate.load_checkpoint_and_dispatch(
            model, checkpoint=weights, **where, offload_buffers=True, dtype=torch.bfloat16, force_hooks=True
        )
        return loaded.eval()
    if settings.quantization == "nf4":
        bits = {"load_in_4bit": True, "bnb_4bit_compute_dtype": torch.bfloat16, "bnb_4bit_quant_type": "nf4"}
    else:
        bits = {"load_in_8bit": True, "torch_dtype": torch.float32}
    config = accelerate.utils.BnbQuantizationConfig(**bits)
    quantized = accelerate.utils.load_and_quantize_model(
        model, weights_location=weights, bnb_quantization_config=config, **where
    )
    return quantized.eval()


def _device_map(model: Any, settings: Settings) -> dict[str, Any]:
    accelerate, torch = library("accelerate", ADAPTER), library("torch", ADAPTER)
    limits = None
    if settings.max_memory is not None:
        limits = dict.fromkeys(range(torch.cuda.device_count()), settings.max_memory) or None
    placed: dict[str, Any] = accelerate.infer_auto_device_map(
        model, max_memory=limits, no_split_module_classes=list(_WHOLE), dtype=torch.bfloat16
    )
    first = placed.get(_FIRST, placed.get(""))
    there = {name for name, _ in model.named_modules()}
    return placed if first is None else {**placed, **{name: first for name in _WITH_FIRST if name in there}}


def _first_device(placed: Mapping[str, Any]) -> str:
    """Where the first layers are, as torch names it."""
    first = placed.get(_FIRST, next(iter(placed.values()), "cpu"))
    return f"cuda:{first}" if isinstance(first, int) else "cpu" if first == "disk" else str(first)


@contextmanager
def _importable(repo: Path) -> Iterator[None]:
    """The repository first on the path while it is being loaded. Its packages have names that others have too."""
    for name in _PACKAGES:
        if (module := sys.modules.get(name)) is not None and not _is_in(repo, module):
            raise ModelError(f"BAGEL's code has a package {name!r}, and another one of that name is already imported")
    sys.path.insert(0, str(repo))
    try:
        yield
    finally:
        sys.path.remove(str(repo))


def _is_in(repo: Path, module: Any) -> bool:
    places = [getattr(module, "__file__", None) or "", *getattr(module, "__path__", [])]
    found = [Path(place).resolve() for place in places if place]
    return any(repo in (place, *place.parents) for place in found)
