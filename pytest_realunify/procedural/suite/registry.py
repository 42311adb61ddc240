"""Every generator of the suite, found by its own declaration.

A module of a category's folder that declares `SUBTASK` (or `SUBTASKS`, for generators that share one) is in the suite:
nothing else lists it. Docs, digests, baseline and calibration are rebuilt from here by `python -m tools.regenerate`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Final

from pytest_realunify.procedural.suite.base import Subtask
from pytest_realunify.taxonomy import CATEGORIES

_DECLARES: Final = re.compile(r"^SUBTASKS?\b", re.MULTILINE)


@cache
def subtasks() -> dict[str, Subtask]:
    """Every generator by its subtask's name: category by category in table order, then by `place`, then as declared."""
    found: dict[str, Subtask] = {}
    for category in CATEGORIES:
        declared = sorted(_declared(category.name), key=lambda subtask: subtask.place)
        for subtask in declared:
            assert subtask.category == category.name, f"{subtask.name} lies in {category.name}: {subtask.category}"
            assert subtask.name not in found, f"{subtask.name} is declared twice"
            found[subtask.name] = subtask
    return found


def in_category(category: str) -> tuple[Subtask, ...]:
    """A category's generators, in the order of `subtasks`."""
    return tuple(subtask for subtask in subtasks().values() if subtask.category == category)


def _declared(category: str) -> Iterator[Subtask]:
    package = import_module(f"{__package__}.{category}")
    yield from _of(package)
    for info in iter_modules(package.__path__, f"{package.__name__}."):
        if _declares(info.name):
            yield from _of(import_module(info.name))


def _declares(module: str) -> bool:
    """By its text: the modules beside it, some of which draw, are imported when a picture is wanted.

    Its file's text, because the loader may be pytest's: it rewrites the assertions of installed plugins, and gives out
    no source.
    """
    spec = find_spec(module)
    return bool(spec and spec.origin and _DECLARES.search(Path(spec.origin).read_text(encoding="utf-8")))


def _of(module: ModuleType) -> tuple[Subtask, ...]:
    one: Subtask | None = getattr(module, "SUBTASK", None)
    return (one,) if one is not None else tuple(getattr(module, "SUBTASKS", ()))
