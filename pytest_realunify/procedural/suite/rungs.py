"""A subtask from easy to hard: its main setting takes every value, one after the other, and the others stay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pytest_realunify.interfaces import Instance, Listing, UEGInstance
from pytest_realunify.procedural.suite.difficulty import Difficulty
from pytest_realunify.procedural.suite.registry import subtasks
from pytest_realunify.procedural.suite.suite import ProceduralSuite
from pytest_realunify.taxonomy import CATEGORY, Axis

if TYPE_CHECKING:
    from PIL.Image import Image

_MAIN: Final = {
    "hypothetical_changes": "changes",  # what is thought through, rather than how many things there are
    "sequential": "steps",
    "simultaneous": "rules",
    "quantity": "clutter",  # a larger picture with as much in it is no harder to one who scales it down
    "ocr": "clutter",
    "attribute": "clutter",
}
"""Of subtasks whose first setting is not what makes them hard."""

_MOST: Final = 27
"""Rungs of a ladder: of a setting with more values every second one, or third."""

FIRST: Final = 1000
"""Index of a ladder's first question: those of a run's own cases are lower."""


@dataclass(frozen=True, slots=True)
class Difficulties:
    """Which setting a subtask's ladder turns, and its values from easy to hard."""

    subtask: str
    axis: Axis
    setting: str
    values: tuple[int, ...]


class Rungs:
    """A suite of every subtask at every value of its main setting, by index. Other settings are as the run has them,
    and of the medium stratum where it does not say."""

    def __init__(self, seed: int, difficulty: Difficulty) -> None:
        self.seed = seed
        self.name: Final = "procedural"
        self.fingerprint: Final = ""
        self._base = replace(difficulty, stratum=difficulty.stratum or "medium")
        self._at = lru_cache(maxsize=64)(self._suite)

    @property
    def ladders(self) -> Mapping[str, Difficulties]:
        """By subtask, in table order."""
        return {name: _difficulties(name) for name in subtasks()}

    def listing(self, subtask: str, value: int, number: int) -> Listing:
        """The `number`th question of a ladder, counted from 0, at one value of its setting."""
        made = subtasks()[subtask]
        axis = CATEGORY[made.category].axis
        index = FIRST + number
        name = f"{made.category}-{subtask}-{_difficulties(subtask).setting}{value}-{index:04d}"
        return Listing(name, axis, made.category, subtask, index, ("direct", "stepwise"))

    def instance(self, listing: Listing, protocol: str) -> Instance:
        """Of one of `listing`'s."""
        value = _value(listing.id)
        found = self._at(listing.subtask, value).instance(listing, protocol)
        if isinstance(found, UEGInstance):
            return replace(found, id=listing.id)
        inner = "" if found.intermediate is None else f"{value}/{found.intermediate}"
        return replace(found, id=listing.id, image=f"{value}/{found.image}", intermediate=inner or None)

    def open(self, reference: str) -> Image:
        """A picture of one of its instances."""
        value, _, inner = reference.partition("/")
        return self._at(inner.partition("/")[0], int(value)).open(inner)

    def file(self, reference: str) -> Path | None:
        """None has a file."""
        del reference
        return None

    def _suite(self, subtask: str, value: int) -> ProceduralSuite:
        given = self._base.settings
        own = {**given.get(subtask, {}), _difficulties(subtask).setting: value}
        return ProceduralSuite("", self.seed, {**given, subtask: own}, self._base.stratum)


def _difficulties(name: str) -> Difficulties:
    subtask = subtasks()[name]
    setting = _MAIN.get(name) or next(iter(subtask.knobs))
    knob = subtask.knobs[setting]
    apart = -(-(knob.most - knob.least + 1) // _MOST)
    values = tuple(range(knob.least, knob.most + 1, apart))
    return Difficulties(name, CATEGORY[subtask.category].axis, setting, values)


def _value(name: str) -> int:
    """Of a listing's id, the value of the setting."""
    return int("".join(filter(str.isdecimal, name.rsplit("-", 2)[1])))
