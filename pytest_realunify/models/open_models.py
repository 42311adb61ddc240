"""Open unified models by their hub ids, and how each is run: so that a name which another library cannot load is
answered with what to type, and not with that library's half page."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any, Final

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE: Final = Path(__file__).with_suffix(".toml")
LIBRARIES: Final = ("transformers", "diffusers")
"""Adapters that take any hub id, and of whose models people take these for one."""
_LARGEST: Final = 1 << 20
_PRESET: Final = "preset:"
_OWN: Final = "own"


@dataclass(frozen=True, slots=True)
class OpenModel:
    """One entry of the file."""

    name: str
    ids: tuple[str, ...]
    """The hub's; `*` stands for any text."""
    way: str
    """`adapter:target`, with {id} or {name} (the id without its owner) for what was asked; `preset:NAME`; or `own`."""
    verbs: str
    state: str
    """What of it was tried."""
    also: str = ""
    """Another way, in words."""
    model_type: tuple[str, ...] = ()
    """In the config.json of a checkpoint as its authors publish it."""

    def matches(self, hub_id: str) -> bool:
        """Whether it is known by this id."""
        return any(fnmatchcase(hub_id.lower(), each.lower()) for each in self.ids)

    def way_of(self, hub_id: str) -> str:
        """The way of one of its ids; of any other name, that of the first of them."""
        told = hub_id if self.matches(hub_id) else self.ids[0]
        return self.way.replace("{id}", told).replace("{name}", told.rpartition("/")[2])


@cache
def known() -> tuple[OpenModel, ...]:
    """All of the file, in its order."""
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))["model"]
    return tuple(OpenModel(**{name: _frozen(value) for name, value in each.items()}) for each in read)


def another_way(adapter: str, target: str) -> str | None:
    """What to type for a model that the library of this adapter does not load; None where it may."""
    found = next((model for model in known() if model.matches(target)), None) or _by_config(Path(target))
    if found is None:
        return None
    way = found.way_of(target)
    if way.lower() == f"{adapter}:{target}".lower():
        return None
    return f"{target} is {found.name}, which the {adapter} library does not load as it is: {_told(way)}"


def _told(way: str) -> str:
    if way == _OWN:
        return (
            "write a class of your own in ten lines, as docs/models.md shows, and type --model=mymodel:MyModel "
            "(the template: docs/ten_line_model_example.py)"
        )
    if way.startswith(_PRESET):
        name = way.removeprefix(_PRESET)
        return f'it is served, by a table with preset = "{name}" and base_url = "…" (docs/adapters/openai.md)'
    page = "" if way.startswith(LIBRARIES) else f" (docs/adapters/{way.partition(':')[0]}.md)"
    return f"type --model={way}{page}"


def _by_config(folder: Path) -> OpenModel | None:
    """Of a checkpoint on this machine, by what its config.json calls it."""
    kinds = set(_model_types(folder / "config.json"))
    return next((model for model in known() if kinds & set(model.model_type)), None)


def _model_types(config: Path) -> Iterator[str]:
    try:
        if not config.is_file() or config.stat().st_size > _LARGEST:
            return
        read = json.loads(config.read_bytes())
    except (OSError, ValueError, RecursionError):  # whoever loads it will say what is wrong with it
        return
    if isinstance(read, dict) and isinstance(read.get("model_type"), str):
        yield read["model_type"]


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
