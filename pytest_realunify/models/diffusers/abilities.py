"""What a pipeline can be asked. The library has no word for it: an edit and noise-and-denoise look alike in a call."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

_PROMPT: Final = "{prompt}"
PLACES: Final = (_PROMPT, "{json}")
"""Where a prompt takes the instruction: as it is, or as JSON text with its quotes."""


_PLACE: Final = re.compile("|".join(map(re.escape, PLACES)))


@dataclass(frozen=True)
class Editing:
    """How a pipeline takes the picture that it is to edit."""

    picture: str = "image"
    """The argument of its call."""
    listed: bool = False
    """Whether each prompt has a list of pictures, be it of one."""
    prompt: str = _PROMPT
    """Around the instruction, where pictures are marked in it."""
    paired: bool = False
    """Whether a list of pictures was seen to be one per prompt. The others take a list for several pictures of one
    prompt (Flux2Klein shares it among all prompts) or were not tried."""
    multiple: int | None = None
    """Where the call takes height and width: what they are multiples of; the picture's own, rounded down."""
    area: bool = False
    """Whether the call is told the picture's pixels too (`max_area`), to which it would scale what is drawn."""

    def asked(self, instruction: str) -> str:
        """The prompt of an instruction. Not `str.format`: instructions hold other braces."""
        texts = {_PROMPT: instruction, PLACES[1]: json.dumps(instruction)}
        return _PLACE.sub(lambda match: texts[match[0]], self.prompt)

    def sizes(self, picture: Any) -> dict[str, int]:
        """Height and width of the edited picture, in pixels, where they can be told; else nothing."""
        step = self.multiple
        if step is None:
            return {}
        found = {name: max(step, getattr(picture, name) // step * step) for name in ("height", "width")}
        return {**found, "max_area": found["height"] * found["width"]} if self.area else found


_VAE: Final = 8
"""Pixels per side of a VAE's cell, of one that does not say."""

_ONE: Final = Editing()
_PAIRED: Final = Editing(paired=True)
_EDITS: Final[Mapping[str, Editing]] = {
    "StableDiffusionInstructPix2PixPipeline": _PAIRED,
    "StableDiffusionXLInstructPix2PixPipeline": _PAIRED,
    "FluxKontextPipeline": _PAIRED,
    "GlmImagePipeline": Editing(listed=True, multiple=32),
    "OmniGenPipeline": Editing("input_images", listed=True, prompt=f"<img><|image_1|></img> {_PROMPT}"),
    "JoyImageEditPlusPipeline": Editing("images", listed=True),
    **dict.fromkeys(
        (
            *("Flux2Pipeline", "Flux2KleinPipeline", "Flux2KleinKVPipeline"),
            *("QwenImageEditPipeline", "QwenImageEditPlusPipeline", "QwenImage21Pipeline"),
            *("LongCatImageEditPipeline", "Kandinsky5I2IPipeline", "ZImageOmniPipeline", "JoyImageEditPipeline"),
            *("DreamLitePipeline", "DreamLiteMobilePipeline"),
        ),
        _ONE,
    ),
}
"""Pipelines that follow an instruction about a picture."""

_SIZES: Final = {"GlmImagePipeline": {"height": 1024, "width": 1024}}
"""Of what is drawn, where the call has no sizes of its own and fails without."""

_BOTH: Final = frozenset(
    {
        "FluxKontextPipeline",
        "Flux2Pipeline",
        "Flux2KleinPipeline",
        "Flux2KleinKVPipeline",
        "QwenImage21Pipeline",
        "ZImageOmniPipeline",
        "DreamLitePipeline",
        "DreamLiteMobilePipeline",
        "GlmImagePipeline",
        "OmniGenPipeline",
        "BriaFibo2Pipeline",
        "StableCascadeCombinedPipeline",
    }
)
"""Pipelines that take a picture and do without one."""

_ALONE: Final = frozenset({"DreamLitePipeline", "DreamLiteMobilePipeline", "GlmImagePipeline"})
"""Pipelines that take one prompt, or whose language model samples from torch's one generator for the whole batch."""

_OTHER_MEDIA: Final = ("image", "video", "frames", "audio")
_HARMLESS: Final = ("num_images_per_prompt", "image_guidance_scale")
_OTHER_OUTPUT: Final = ("Prior", "Audio", "LLaDA2", "ShapE")
"""In the names of pipelines from text to embeddings, sound, text and solids, whose calls look like the others."""


@dataclass(frozen=True)
class Abilities:
    """Read off the pipeline's class and the signature of its call."""

    draws: bool
    editing: Editing | None
    """None where it does not edit."""
    draws_batches: bool
    edits_batches: bool
    """Whether several pictures in one call are paired with as many prompts."""
    sizes: Mapping[str, int]
    """Of what is drawn, where nothing says so."""
    arguments: frozenset[str]
    """Names that its call takes. Where it takes any, those are old names it warns of, and a misspelt one is lost."""

    @classmethod
    def of(cls, pipeline: Any, declared: Editing | None = None) -> Abilities:
        """Nothing is run. `declared` is what a user says of its editing, whatever its class is."""
        names = {kind.__name__ for kind in type(pipeline).__mro__}
        parameters = inspect.signature(type(pipeline).__call__).parameters
        known = [each for name, each in _EDITS.items() if name in names and {each.picture, "prompt"} <= set(parameters)]
        editing = _sized(declared or next(iter(known), None), pipeline, parameters)
        alone = bool(names & _ALONE)
        return cls(
            draws="prompt" in parameters
            and (bool(names & _BOTH) or _text_to_picture(type(pipeline).__name__, parameters)),
            editing=editing,
            draws_batches=not alone,
            edits_batches=editing is not None and editing.paired and not alone,
            sizes=next((sizes for name, sizes in _SIZES.items() if name in names), {}),
            arguments=frozenset(parameters) - {"self", "kwargs"},
        )


def _sized(editing: Editing | None, pipeline: Any, parameters: Mapping[str, Any]) -> Editing | None:
    """An edit is as large as what was given, wherever the call can be told: several pipelines draw a square without."""
    if editing is None or not {"height", "width"} <= parameters.keys():
        return editing
    return replace(editing, multiple=editing.multiple or _step(pipeline), area="max_area" in parameters)


def _step(pipeline: Any) -> int:
    """Pixels per side of what the model sees as one: of a VAE's cells most take two by two."""
    given = (getattr(pipeline, name, None) for name in ("vae_scale_factor", "vae_scale_factor_spatial"))
    return 2 * max((int(each) for each in given if isinstance(each, (int, float)) and each), default=_VAE)


def _text_to_picture(kind: str, parameters: Mapping[str, inspect.Parameter]) -> bool:
    """Not from or guided by a picture, and not to frames or sound. IP adapters are optional wherever they are."""
    plain = [name for name in parameters if "ip_adapter" not in name and name not in _HARMLESS]
    other = any(word in name for name in plain for word in _OTHER_MEDIA)
    return not other and not any(word in kind for word in _OTHER_OUTPUT)
