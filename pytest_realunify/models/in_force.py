"""Every setting that a model is asked with, defaults too: for a run's record, and for whoever repeats it."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Final

from pytest_realunify.errors import UsageError
from pytest_realunify.extensions.defaults import defaults_of
from pytest_realunify.extensions.identity import plain
from pytest_realunify.extensions.importing import IMPORT_PATH
from pytest_realunify.extensions.public import public

_SETTINGS: Final = {
    "openai": "openai.settings",
    "transformers": "transformers.settings",
    "diffusers": "diffusers.settings",
    "bagel": "bagel.settings",
    "torchumm": "torchumm",
    "recorded": "recorded.settings",
}
"""The module of each adapter's `Settings`; none of them imports torch."""


def settings_in_force(kind: str, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Of an adapter, or of `package.module:name`, with what a table says, without secrets. Where it cannot be told from
    here, such as of folders of another machine, the table's alone."""
    if kind in _SETTINGS:
        module = importlib.import_module(f"pytest_realunify.models.{_SETTINGS[kind]}")
        try:
            return told(module.Settings.of(settings, kind))
        except (UsageError, OSError):
            return told(settings)
    if IMPORT_PATH.fullmatch(kind):
        return told({**defaults_of(kind), **settings})
    return told(settings)


def told(settings: Any) -> dict[str, Any]:
    """Plain JSON without secrets; a dataclass by its fields, at every depth."""
    found: dict[str, Any] = public(plain(_opened(settings)))
    return found


def _opened(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: _opened(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {key: _opened(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_opened(each) for each in value]
    return value
