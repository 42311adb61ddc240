"""What a pipeline can be asked. The library has no word for it: an edit and noise-and-denoise look alike in a call."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

_EDITS: Final[Mapping[str, bool]] = {
    "StableDiffusionInstructPix2PixPipeline": True,
    "StableDiffusionXLInstructPix2PixPipeline": True,
    "FluxKontextPipeline": True,
    "Flux2Pipeline": False,
    "Flux2KleinPipeline": False,
    "Flux2KleinKVPipeline": False,
    "QwenImageEditPipeline": False,
    "QwenImageEditPlusPipeline": False,
    "QwenImage21Pipeline": False,
    "LongCatImageEditPipeline": False,
    "Kandinsky5I2IPipeline": False,
    "ZImageOmniPipeline": False,
    "JoyImageEditPipeline": False,
    "DreamLitePipeline": False,
    "DreamLiteMobilePipeline": False,
}
"""Pipelines that follow an instruction about a picture; True where a list of pictures was seen to be one per prompt.
The others take a list for several pictures of one prompt (Flux2Klein shares it among all prompts) or were not tried."""

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
    edits: bool
    draws_batches: bool
    edits_batches: bool
    """Whether several pictures in one call are paired with as many prompts."""
    arguments: frozenset[str]
    """Names that its call takes. Where it takes any, those are old names it warns of, and a misspelt one is lost."""

    @classmethod
    def of(cls, pipeline: Any) -> Abilities:
        """Nothing is run."""
        names = {kind.__name__ for kind in type(pipeline).__mro__}
        parameters = inspect.signature(type(pipeline).__call__).parameters
        paired = [pairs for name, pairs in _EDITS.items() if name in names and {"image", "prompt"} <= set(parameters)]
        alone = bool(names & _ALONE)
        return cls(
            draws="prompt" in parameters
            and (bool(names & _BOTH) or _text_to_picture(type(pipeline).__name__, parameters)),
            edits=bool(paired),
            draws_batches=not alone,
            edits_batches=any(paired) and not alone,
            arguments=frozenset(parameters) - {"self", "kwargs"},
        )


def _text_to_picture(kind: str, parameters: Mapping[str, inspect.Parameter]) -> bool:
    """Not from or guided by a picture, and not to frames or sound. IP adapters are optional wherever they are."""
    plain = [name for name in parameters if "ip_adapter" not in name and name not in _HARMLESS]
    other = any(word in name for name in plain for word in _OTHER_MEDIA)
    return not other and not any(word in kind for word in _OTHER_OUTPUT)
