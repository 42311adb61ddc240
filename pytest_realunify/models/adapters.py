"""The built-in adapters: what each builds, how its table is checked, what it can say of a model before it is loaded.

Their modules are imported when one of these is called: several import torch.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any, Final

from pytest_realunify.extensions.importing import Factory

Check = Callable[[Mapping[str, Any], str], Mapping[str, Any]]
"""From a table and its place to what is filled in. Raises UsageError."""
Told = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""From settings to an identity."""

_HERE: Final = "pytest_realunify.models."


def _of(module: str, name: str) -> Callable[..., Any]:
    def call(*given: Any, **settings: Any) -> Any:
        return getattr(importlib.import_module(_HERE + module), name)(*given, **settings)

    return call


def _checked(module: str) -> Check:
    def check(settings: Mapping[str, Any], place: str) -> Mapping[str, Any]:
        importlib.import_module(_HERE + module).Settings.of(settings, place)
        return settings

    return check


def _recorded(**settings: Any) -> Any:
    from pytest_realunify.models.recorded import Recorded, Settings

    made = Settings.of(settings, "model recorded")
    return Recorded.load(made.target, made.pictures, made.places)


def _checked_openai(settings: Mapping[str, Any], place: str) -> Mapping[str, Any]:
    from pytest_realunify.models.openai.settings import Settings, filled

    Settings.of(settings, place).key()
    return filled(settings, place)


ADAPTERS: Final[dict[str, Factory]] = {
    "recorded": _recorded,
    "openai": _of("openai", "OpenAI"),
    "transformers": _of("transformers", "Transformers"),
    "diffusers": _of("diffusers", "Diffusers"),
    "bagel": _of("bagel", "Bagel"),
    "torchumm": _of("torchumm", "TorchUMM"),
}
"""They take what follows the colon as `target`, and a table's other keys as settings."""
TARGETS: Final = {
    "recorded": "PATH",
    "openai": "MODEL",
    "transformers": "FOLDER_OR_ID",
    "diffusers": "FOLDER_OR_ID",
    "torchumm": "BACKBONE",
}
"""What an adapter can be told in one word; `bagel` and `composed` need a table."""
CHECKS: Final[dict[str, Check]] = {
    "recorded": _checked("recorded.settings"),
    "openai": _checked_openai,
    "transformers": _checked("transformers.settings"),
    "diffusers": _checked("diffusers.settings"),
    "bagel": _checked("bagel.settings"),
    "torchumm": _checked("torchumm"),
}
TOLD: Final[dict[str, Told]] = {
    "recorded": lambda settings: _recorded(**settings).identity(),
    "openai": _of("openai.identity", "told_of"),
    "transformers": _of("transformers.identity", "told_of"),
    "diffusers": _of("diffusers.identity", "told_of"),
    "bagel": _of("bagel.identity", "told_of"),
    "torchumm": _of("torchumm", "told_of"),
}
