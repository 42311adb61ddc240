"""What is known to suit a server and a model: tables that a table builds on, each a file with its source."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pytest_realunify.errors import UsageError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FOLDER: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Preset:
    """One file of this folder."""

    name: str
    """Server and model, such as `vllm-omni:bagel`."""
    serve: str
    """The command that starts the server."""
    source: tuple[str, ...]
    """The files of the server and of the model's own code that its values are from."""
    table: Mapping[str, Any]
    """Keys of a `[tool.realunify.models.NAME]` table, `adapter` and `base_url` aside."""


def names() -> list[str]:
    """All there are."""
    return sorted(f"{file.parent.name}:{file.stem}" for file in FOLDER.glob("*/*.toml"))


def load(name: str, place: str) -> Preset:
    """Raises UsageError, for `place`, where there is none of that name."""
    if name not in (known := names()):
        raise UsageError.unknown(f"preset in {place}", name, known)
    server, _, model = name.partition(":")
    read = tomllib.loads((FOLDER / server / f"{model}.toml").read_text(encoding="utf-8"))
    return Preset(name, read["serve"], tuple(read["source"]), read["table"])


def built_on(table: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """What was given, and the table's values wherever nothing was, within tables too: to draw smaller loses no seed."""
    return {**table, **{name: _over(table.get(name), value) for name, value in given.items()}}


def _over(kept: Any, value: Any) -> Any:
    return built_on(kept, value) if isinstance(kept, Mapping) and isinstance(value, Mapping) else value
