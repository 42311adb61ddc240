"""One instance of the twin, whatever its settings: its address, which may be typed, and a suite of all addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from pytest_realunify.errors import UsageError
from pytest_realunify.interfaces import GEUInstance, Instance, Listing
from pytest_realunify.procedural.suite.base import Knob, Sketch
from pytest_realunify.procedural.suite.registry import subtasks
from pytest_realunify.procedural.suite.suite import VERSION, ProceduralSuite
from pytest_realunify.taxonomy import CATEGORY, PROTOCOLS

if TYPE_CHECKING:
    from PIL.Image import Image

_SEED: Final = "seed"
_LIKE: Final = "such as cognitive_navigation-maze-size9.seed3-0007; settings that are left out are the medium ones"
_SETTING: Final = re.compile(r"([a-z_]+)([0-9]+)")
_LONGEST: Final = 18
"""Digits of a seed or an index."""


class Printer(Protocol):
    """What IPython and hypothesis hand to `_repr_pretty_`."""

    def text(self, text: str, /) -> object:
        """Add it to what is printed."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one instance is, in this version of the suite. `place_at` and `parse_place` make one."""

    subtask: str
    seed: int
    index: int
    values: tuple[tuple[str, int], ...]
    """Every setting of the subtask with its value, in the subtask's own order."""

    @property
    def id(self) -> str:
        """`CATEGORY-SUBTASK-SETTINGS-INDEX`, with nothing in it that `-k`, a shell, a file's name or xdist's `@` reads
        as more than a letter. `parse_place` is its inverse."""
        said = ".".join(f"{name}{value}" for name, value in (*self.values, (_SEED, self.seed)))
        return f"{subtasks()[self.subtask].category}-{self.subtask}-{said}-{self.index:04d}"

    def __repr__(self) -> str:
        """As a failing test prints it, to be pasted."""
        return f"place({self.id!r})"

    def _repr_pretty_(self, printer: Printer, _cycle: bool) -> None:
        """The same in hypothesis's "Failing test case" and in notebooks: both print a dataclass field by field."""
        printer.text(repr(self))

    @property
    def effort(self) -> tuple[int, ...]:
        """How hard it is meant to be: setting by setting, how far from the easiest. Then seed and index."""
        knobs = subtasks()[self.subtask].knobs
        return (*(abs(value - easiest(knobs[name])) for name, value in self.values), self.seed, self.index)


def easiest(knob: Knob) -> int:
    """The end of its range on the easy side: the least value, or the most where less is harder (size of print)."""
    return knob.least if knob.at("easy") <= knob.at("hard") else knob.most


def place_at(subtask: str, seed: int = 0, index: int = 0, **values: int) -> Place:
    """Settings that are not given are the medium ones. Raises UsageError naming what is valid."""
    if subtask not in subtasks():
        raise UsageError.unknown("subtask", subtask, subtasks())
    knobs = subtasks()[subtask].knobs
    for name, value in values.items():
        if name not in knobs:
            raise UsageError.unknown(f"setting of {subtask}", name, knobs)
        if not knobs[name].least <= value <= knobs[name].most:
            knob = knobs[name]
            raise UsageError(
                f"{subtask}.{name} ({knob.meaning}) is a number from {knob.least} to {knob.most}, not {value}"
            )
    for what, number in ((_SEED, seed), ("index", index)):
        if number < 0 or len(str(number)) > _LONGEST:
            raise UsageError(f"the {what} of an instance is a number of 0 or more, {_LONGEST} digits at most: {number}")
    return Place(subtask, seed, index, tuple((name, values.get(name, knob.default)) for name, knob in knobs.items()))


def parse_place(text: str) -> Place:
    """From an id; its category, its settings and its seed may be left out: `maze-0007`, `maze-size9-0007`.

    Raises UsageError naming what is wrong, what is valid and what is nearest.
    """
    head, _, number = text.strip().rpartition("-")
    parts = head.split("-") if head else []
    if not number.isascii() or not number.isdecimal() or not 1 <= len(parts) <= 3:
        raise UsageError(f"an instance of the twin is CATEGORY-SUBTASK-SETTINGS-INDEX, not {text!r}\n{_LIKE}")
    if parts[0] in CATEGORY and len(parts) > 1:
        category = parts.pop(0)
        if (made := subtasks().get(parts[0])) is not None and made.category != category:
            raise UsageError(f"{parts[0]} is a subtask of {made.category}, not of {category}: {text!r}")
    elif len(parts) == 3:
        raise UsageError.unknown("category", parts[0], CATEGORY)
    settings = _settings(parts[1], text) if len(parts) > 1 else {}
    return place_at(parts[0], settings.pop(_SEED, 0), _number(number), **settings)


def _settings(said: str, text: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in said.split("."):
        if (match := _SETTING.fullmatch(part)) is None:
            raise UsageError(f"settings of an instance are NAME and NUMBER with dots between, not {part!r} in {text!r}")
        name, value = match.groups()
        if name in found:
            raise UsageError(f"{name} is there twice: {text!r}")
        found[name] = _number(value)
    return found


def _number(digits: str) -> int:
    """Of digits without end as many as tell that they are too many."""
    return int(digits.lstrip("0")[: _LONGEST + 1] or "0")


class Places:
    """A suite of every place there is: what is listed is what is asked for."""

    name: Final = "procedural"
    fingerprint: Final = ""
    judge: Final = "pixels"
    version: Final = VERSION

    def __init__(self) -> None:
        self.notes: Sequence[str] = ()
        self._suite = lru_cache(maxsize=64)(_suite)

    @property
    def knobs(self) -> Mapping[str, Mapping[str, Knob]]:
        """Of each subtask, in table order."""
        return {name: subtask.knobs for name, subtask in subtasks().items()}

    def listings(self) -> Sequence[Listing]:
        """None: they are without end."""
        return ()

    def listing(self, at: Place) -> Listing:
        """How a run knows it."""
        category = CATEGORY[subtasks()[at.subtask].category]
        protocols = tuple(name for name in PROTOCOLS if category.axis == "GEU" or name != "blind")
        return Listing(at.id, category.axis, category.name, at.subtask, at.index, protocols)

    def instance(self, at: Place | Listing, protocol: str = "") -> Instance:
        """The same under every protocol: the procedural suite's under these settings, with an id of its own."""
        del protocol
        listing = at if isinstance(at, Listing) else self.listing(at)
        at = parse_place(at.id) if isinstance(at, Listing) else at
        found = self._suite(at.subtask, at.seed, at.values).instance(listing, "direct")
        if not isinstance(found, GEUInstance):
            return found
        return replace(found, image=f"{at.id}/input", intermediate=f"{at.id}/intermediate")

    def sketch(self, at: Place) -> Sketch:
        """What stands behind an instance that is to be drawn."""
        return self._suite(at.subtask, at.seed, at.values).sketch(at.subtask, at.index)

    def open(self, reference: str) -> Image:
        """A picture of one of its instances."""
        name, _, part = reference.rpartition("/")
        at = parse_place(name)
        return self._suite(at.subtask, at.seed, at.values).open(f"{at.subtask}/{at.index}/{part}")

    def file(self, reference: str) -> Path | None:
        """None has a file."""
        del reference
        return None


def _suite(subtask: str, seed: int, values: tuple[tuple[str, int], ...]) -> ProceduralSuite:
    return ProceduralSuite("", seed, {subtask: dict(values)})
