"""What can be set for BAGEL, checked before anything is loaded."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pytest_realunify.errors import UsageError
from pytest_realunify.models.settings import Kind, checked
from pytest_realunify.taxonomy import VERBS, Verb

_TEXT: Final[Mapping[str, Kind]] = {
    "think": bool,
    "max_think_token_n": int,
    "do_sample": bool,
    "text_temperature": float,
}
_PICTURE: Final[Mapping[str, Kind]] = {
    **_TEXT,
    "cfg_text_scale": float,
    "cfg_img_scale": float,
    "cfg_interval": list,
    "cfg_renorm_min": float,
    "cfg_renorm_type": str,
    "timestep_shift": float,
    "num_timesteps": int,
    "enable_taylorseer": bool,
}
_ARGUMENTS: Final[Mapping[Verb, Mapping[str, Kind]]] = {
    "understand": _TEXT,
    "generate": {**_PICTURE, "image_shapes": list},
    "edit": _PICTURE,
}
"""Keyword arguments of InterleaveInferencer.interleave_inference; an edited picture has the given one's shape."""

_DEFAULTS: Final[Mapping[Verb, Mapping[str, Any]]] = {
    "understand": {"max_think_token_n": 512, "do_sample": False},
    "generate": {"max_think_token_n": 1024, "do_sample": False, "cfg_text_scale": 4.0, "cfg_interval": [0.4, 1.0]},
    "edit": {
        "max_think_token_n": 1024,
        "do_sample": False,
        "cfg_text_scale": 4.0,
        "cfg_img_scale": 2.0,
        "cfg_interval": [0.0, 1.0],
        "cfg_renorm_type": "text_channel",
    },
}
"""As in the project's own app, which differ from the defaults of its inferencer; the rest is the inferencer's own."""

_TABLE: Final = """{place} names the weights alone, and BAGEL is run by its own code: write into pyproject.toml
[tool.realunify.models.bagel]
adapter = "bagel"
repo = "Bagel"    # git clone https://github.com/ByteDance-Seed/Bagel
target = {target}
Then type --model=bagel"""
_QUANTIZATIONS: Final = ("nf4", "int8")
_CODE: Final = "inferencer.py"
_CONFIGS: Final = ("llm_config.json", "vit_config.json", "ae.safetensors")
_KNOWN: Final[Mapping[str, Kind]] = {
    "target": str,
    "repo": str,
    "checkpoint": str,
    "quantization": str,
    "max_memory": str,
    "offload_folder": str,
    "vae_device": str,
    "allow_cpu": bool,
    "think": bool,
    "verbs": list,
    **dict.fromkeys(VERBS, dict),
}


@dataclass(frozen=True)
class Settings:
    """The keys of a `[tool.realunify.models.NAME]` table with `adapter = "bagel"`."""

    target: str
    """The folder of the checkpoint: configs, tokenizer, `ae.safetensors` and the weights."""
    repo: str
    """The clone of the project's repository, whose code is imported."""
    checkpoint: str = "ema.safetensors"
    quantization: str | None = None
    """`nf4` or `int8`, by bitsandbytes."""
    max_memory: str | None = None
    """Of each GPU, such as 80GiB; without one, what is free."""
    offload_folder: str | None = None
    vae_device: str | None = None
    """Where pictures are encoded and decoded; without one, where the model's first layers are."""
    allow_cpu: bool = False
    """Whether to load it where there is no CUDA device: its attention needs one, so this serves tests of loading."""
    think: bool = False
    """Whether a chain of thought is written before answering, drawing and editing; a verb's table may say otherwise."""
    arguments: Mapping[Verb, Mapping[str, Any]] = field(default_factory=dict)
    """Of the inferencer's call, by verb."""
    verbs: tuple[str, ...] = VERBS

    @classmethod
    def of(cls, given: Mapping[str, Any], place: str) -> Settings:
        """Check what a user wrote; `place` is where. Raises UsageError."""
        given = checked(given, _KNOWN, place)
        _check_folders(given, place)
        if (name := given.get("quantization")) is not None and name not in _QUANTIZATIONS:
            raise UsageError.unknown(f"quantization in {place}", name, _QUANTIZATIONS)
        for verb in given.get("verbs", ()):
            if verb not in VERBS:
                raise UsageError.unknown(f"verb in {place}", str(verb), VERBS)
        think = {"think": given.get("think", False)}
        arguments = {verb: {**think, **_arguments(verb, given.get(verb, {}), place)} for verb in VERBS}
        rest = {name: value for name, value in given.items() if name not in VERBS}
        return cls(**{**rest, "arguments": arguments, "verbs": tuple(given.get("verbs", VERBS))})


def _arguments(verb: Verb, given: Mapping[str, Any], place: str) -> dict[str, Any]:
    arguments = {**_DEFAULTS[verb], **checked(given, _ARGUMENTS[verb], f"{place}, {verb}")}
    for name in ("cfg_interval", "image_shapes"):
        if name in arguments:
            pair = arguments[name]
            if len(pair) != 2 or not all(isinstance(each, (int, float)) for each in pair):
                raise UsageError(f"{place}, {verb}: {name} is {pair!r}, expected two numbers")
            arguments[name] = tuple(pair)
    return arguments


def _check_folders(given: Mapping[str, Any], place: str) -> None:
    if place.startswith("--model=") and not given.get("repo"):
        # TOML quotes text as JSON does
        target = json.dumps(given.get("target") or "models/BAGEL-7B-MoT", ensure_ascii=False)
        raise UsageError(_TABLE.format(place=place, target=target))
    for name, what, needed in (
        ("repo", "a clone of https://github.com/ByteDance-Seed/Bagel", (_CODE,)),
        ("target", "the folder of its checkpoint", (*_CONFIGS, given.get("checkpoint", "ema.safetensors"))),
    ):
        folder = given.get(name)
        if not folder:
            raise UsageError(f'{place} needs {name} = "…": {what}')
        for file in needed:
            if not (Path(folder).expanduser() / file).is_file():
                raise UsageError(f"{place}: {name} is not {what}: there is no {Path(folder) / file}")
