"""What can be set for a model of the transformers library, checked before anything is loaded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pytest_realunify.errors import UsageError
from pytest_realunify.models.settings import Kind, checked

_PINNED: Final = re.compile(r"[0-9a-f]{40}")
_RATIO: Final = re.compile(r"[1-9]\d*:[1-9]\d*")
_SAMPLING: Final[Mapping[str, Kind]] = {"do_sample": bool, "temperature": float, "top_k": int, "top_p": float}
_IMAGE: Final[Mapping[str, Kind]] = {
    **_SAMPLING,
    "guidance_scale": float,
    "negative_prompt": str,
    "ratio": str,
    "image_area": int,
}
_VERBS: Final = ("understand", "generate")
_KNOWN: Final[Mapping[str, Kind]] = {
    "target": str,
    "revision": str,
    "dtype": str,
    "device": str,
    "device_map": (str, dict),
    "attn_implementation": str,
    "quantization": dict,
    "trust_remote_code": bool,
    "backend": str,
    "processor": dict,
    "max_new_tokens": int,
    **_SAMPLING,
    "generation": dict,
    "image": dict,
    "system": str,
    "prompt_template": dict,
    "chat_template": str,
    "chat_template_kwargs": dict,
    "max_batch": dict,
    "verbs": list,
}


@dataclass(frozen=True)
class Sampling:
    """How tokens are drawn. Where a number is None, the checkpoint's own counts."""

    do_sample: bool = False
    temperature: float | None = None
    top_k: int | None = None
    top_p: float | None = None


@dataclass(frozen=True)
class Drawing:
    """How pictures are drawn. `ratio` and `image_area` are Emu3's; Janus draws in one size."""

    sampling: Sampling = Sampling(do_sample=True)
    guidance_scale: float | None = None
    negative_prompt: str = ""
    ratio: str | None = None
    image_area: int | None = None


@dataclass(frozen=True)
class Settings:
    """The keys of a `[tool.realunify.models.NAME]` table with `adapter = "transformers"`."""

    target: str
    """A folder that `save_pretrained` wrote, or a hub id."""
    revision: str | None = None
    dtype: str = "auto"
    device: str | None = None
    device_map: str | Mapping[str, Any] | None = None
    attn_implementation: str | None = None
    quantization: Mapping[str, Any] = field(default_factory=dict)
    """`class` names the library's config class, such as BitsAndBytesConfig; the other keys are its arguments."""
    trust_remote_code: bool = False
    backend: str = "pil"
    """Of the image processor: `pil` needs no torchvision, and gives the same pixels everywhere."""
    processor: Mapping[str, Any] = field(default_factory=dict)
    max_new_tokens: int = 512
    sampling: Sampling = Sampling()
    generation: Mapping[str, Any] = field(default_factory=dict)
    """More arguments of `generate` for text, such as repetition_penalty."""
    image: Drawing = Drawing()
    system: str | None = None
    prompt_template: Mapping[str, str] = field(default_factory=dict)
    chat_template: str | None = None
    chat_template_kwargs: Mapping[str, Any] = field(default_factory=dict)
    max_batch: Mapping[str, int] = field(default_factory=dict)
    verbs: tuple[str, ...] = _VERBS
    """What the model is asked, of what it can do."""

    @classmethod
    def of(cls, given: Mapping[str, Any], place: str) -> Settings:
        """Check what a user wrote; `place` is where. Raises UsageError."""
        given = checked(given, _KNOWN, place)
        if not given.get("target"):
            raise UsageError(f'{place} needs a target: --model=transformers:FOLDER_OR_ID, or target = "…"')
        _check_target(given["target"], place)
        _check_parts(given, place)
        _check_trust(given, place)
        parts = {
            "sampling": Sampling(**_only(given, _SAMPLING)),
            "image": _drawing(checked(given.get("image", {}), _IMAGE, f"{place}, image")),
            "verbs": tuple(given.get("verbs", _VERBS)),
        }
        return cls(**{**{name: value for name, value in given.items() if name not in _SAMPLING}, **parts})

    def is_local(self) -> bool:
        """Whether the target is a folder here; else it is a hub id."""
        return Path(self.target).is_dir()


def _drawing(given: Mapping[str, Any]) -> Drawing:
    rest = {name: value for name, value in given.items() if name not in _SAMPLING}
    return Drawing(sampling=Sampling(**{"do_sample": True, **_only(given, _SAMPLING)}), **rest)


def _only(given: Mapping[str, Any], names: Mapping[str, Kind]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name in names}


def _check_parts(given: Mapping[str, Any], place: str) -> None:
    """The tables within the table, and numbers that cannot be."""
    templates = checked(given.get("prompt_template", {}), dict.fromkeys(_VERBS, str), f"{place}, prompt_template")
    for verb, template in templates.items():
        if "{prompt}" not in template:
            raise UsageError(f"{place}: prompt_template.{verb} does not say where the prompt goes: {{prompt}}")
    batches = checked(given.get("max_batch", {}), dict.fromkeys(_VERBS, int), f"{place}, max_batch")
    for name, number in {**batches, "max_new_tokens": given.get("max_new_tokens", 1)}.items():
        if number < 1:
            raise UsageError(f"{place}: {name} is {number}, expected at least 1")
    if own := sorted(given.get("generation", {}).keys() & {*_SAMPLING, "max_new_tokens"}):
        raise UsageError(f"{place}: {own[0]} is a setting of the table itself, not of its generation")
    for verb in given.get("verbs", ()):
        if verb not in _VERBS:
            raise UsageError.unknown(f"verb in {place}", str(verb), _VERBS)
    if not _RATIO.fullmatch(ratio := given.get("image", {}).get("ratio", "1:1")):
        raise UsageError(f"{place}: image.ratio is {ratio!r}, expected such as '4:3'")
    if "quantization" in given and not isinstance(given["quantization"].get("class"), str):
        raise UsageError(f'{place}: quantization needs class = "…", such as BitsAndBytesConfig')


def _check_target(target: str, place: str) -> None:
    """What can only be a path must be a folder: the hub would be asked for it, and answer with half a page."""
    path_like = target.startswith((".", "/", "~")) or target.count("/") > 1
    if path_like and not Path(target).is_dir():
        raise UsageError(f"{place}: no such folder: {target}")


def _check_trust(given: Mapping[str, Any], place: str) -> None:
    """A model's own code runs only where the table says so, and from the hub only the revision that somebody read."""
    pinned = _PINNED.fullmatch(given.get("revision", ""))
    if given.get("trust_remote_code") and not pinned and not Path(given["target"]).is_dir():
        raise UsageError(
            f"{place}: trust_remote_code runs code from the hub, and needs the revision that you trust:\n"
            'revision = "…", the full commit hash of 40 hexadecimal digits'
        )
