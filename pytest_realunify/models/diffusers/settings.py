"""What can be set for a pipeline of the diffusers library, checked before anything is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pytest_realunify.errors import UsageError
from pytest_realunify.models.diffusers.abilities import PLACES, Editing
from pytest_realunify.models.settings import Kind, checked

_VERBS: Final = ("generate", "edit")
_OFFLOADS: Final = ("model", "sequential")
_DTYPES: Final = ("bfloat16", "float16", "float32", "float64")
_OURS: Final = ("prompt", "image", "generator", "latents", "num_images_per_prompt", "output_type", "return_dict")
_KNOWN: Final[Mapping[str, Kind]] = {
    "target": str,
    "revision": str,
    "variant": str,
    "dtype": str,
    "device": str,
    "device_map": str,
    "offload": str,
    "attention_slicing": bool,
    "vae_slicing": bool,
    "vae_tiling": bool,
    "safety_checker": bool,
    "steps": int,
    "guidance_scale": float,
    "image_guidance_scale": float,
    "height": int,
    "width": int,
    "negative_prompt": str,
    "call": dict,
    "generate_batch": bool,
    "edit_batch": bool,
    "edit": dict,
    "verbs": list,
}
_EDIT: Final[Mapping[str, Kind]] = {"picture": str, "list": bool, "prompt": str, "call": dict}


@dataclass(frozen=True)
class Settings:
    """The keys of a `[tool.realunify.models.NAME]` table with `adapter = "diffusers"`."""

    target: str
    """A folder that `save_pretrained` wrote, or a hub id."""
    revision: str | None = None
    variant: str | None = None
    """Of the weights' files, such as fp16."""
    dtype: str | None = None
    """Without one bfloat16 on an accelerator, float32 on the CPU."""
    device: str | None = None
    device_map: str | None = None
    """How the pipeline's parts are spread over several devices, such as `balanced`."""
    offload: str | None = None
    """`model` or `sequential`: parts wait in the CPU's memory until they are needed."""
    attention_slicing: bool = False
    vae_slicing: bool = False
    vae_tiling: bool = False
    safety_checker: bool = True
    steps: int | None = None
    guidance_scale: float | None = None
    image_guidance_scale: float | None = None
    height: int | None = None
    width: int | None = None
    negative_prompt: str | None = None
    call: Mapping[str, Any] = field(default_factory=dict)
    """More arguments of the pipeline's call, such as true_cfg_scale."""
    generate_batch: bool = True
    """False draws one by one: no pixel depends on the neighbours in a batch."""
    edit_batch: bool | None = None
    """Without one as the pipeline's class allows."""
    editing: Editing | None = None
    """How the pipeline takes the picture to edit, where the table's `edit` says so: then any pipeline edits."""
    edit_call: Mapping[str, Any] = field(default_factory=dict)
    """Arguments of the call for edits alone, over the others."""
    verbs: tuple[str, ...] = _VERBS
    """What the model is asked, of what it can do."""

    @classmethod
    def of(cls, given: Mapping[str, Any], place: str) -> Settings:
        """Check what a user wrote; `place` is where. Raises UsageError."""
        given = checked(given, _KNOWN, place)
        _check_target(given.get("target", ""), place)
        _check_values(given, place)
        edit = given.pop("edit", None)
        declared = {"editing": _editing(edit, place), "edit_call": edit.get("call", {})} if edit is not None else {}
        return cls(**{**given, **declared, "verbs": tuple(given.get("verbs", _VERBS))})

    def is_local(self) -> bool:
        """Whether the target is a folder here; else it is a hub id."""
        return Path(self.target).is_dir()

    def arguments(self) -> dict[str, Any]:
        """Of the pipeline's call, for every request alike. What the table does not say is left to the pipeline."""
        named = {
            "num_inference_steps": self.steps,
            "guidance_scale": self.guidance_scale,
            "image_guidance_scale": self.image_guidance_scale,
            "height": self.height,
            "width": self.width,
            "negative_prompt": self.negative_prompt,
        }
        return {**{name: value for name, value in named.items() if value is not None}, **self.call}


def _editing(edit: Mapping[str, Any], place: str) -> Editing | None:
    """None where the table only adds arguments to what is known of the pipeline."""
    if not edit.keys() - {"call"}:
        return None
    if "picture" not in edit:
        raise UsageError(f'{place}, edit: needs picture = "…", the argument of the call that takes the picture to edit')
    prompt = edit.get("prompt", "{prompt}")
    if not any(each in prompt for each in PLACES):
        raise UsageError(f"{place}, edit: prompt has neither of {' and '.join(PLACES)}: {prompt!r}")
    return Editing(edit["picture"], edit.get("list", False), prompt)


def _check_target(target: str, place: str) -> None:
    if not target:
        raise UsageError(f'{place} needs a target: --model=diffusers:FOLDER_OR_ID, or target = "…"')
    folder = Path(target)
    if folder.is_dir():
        if not (folder / "model_index.json").is_file():
            raise UsageError(f"{place}: {target} holds no model_index.json, so no pipeline was saved there")
    elif folder.is_absolute() or target.startswith(("./", "../", "~")):
        raise UsageError(f"{place}: no such folder: {target}")


def _check_values(given: Mapping[str, Any], place: str) -> None:
    for verb in given.get("verbs", ()):
        if verb not in _VERBS:
            raise UsageError.unknown(f"verb in {place}", str(verb), _VERBS)
    for name, known in (("offload", _OFFLOADS), ("dtype", _DTYPES)):
        if name in given and given[name] not in known:
            raise UsageError.unknown(f"{name} in {place}", given[name], known)
    if {"offload", "device_map"} <= given.keys():
        raise UsageError(f"{place}: offload and device_map both say where the parts are; choose one")
    for name in ("steps", "height", "width"):
        if given.get(name, 1) < 1:
            raise UsageError(f"{place}: {name} is {given[name]}, expected at least 1")
    _check_calls(given, place)


def _check_calls(given: Mapping[str, Any], place: str) -> None:
    edit = checked(given.get("edit", {}), _EDIT, f"{place}, edit")
    for where, call in (("call", given.get("call", {})), ("edit.call", edit.get("call", {}))):
        for name in call:
            if name in (*_OURS, edit.get("picture", "image")):
                raise UsageError(f"{place}: {where}.{name} is not for the table to say: it follows from the request")
