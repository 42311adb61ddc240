"""The room's one door to the twin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pytest_realunify.procedural.suite.base import Knob
from pytest_realunify.procedural.suite.places import Place, Places, easiest, parse_place, place_at

__all__ = ["SUITE", "Knob", "Place", "Places", "easiest", "knobs_of", "place", "place_at"]

SUITE: Final = Places()


def place(id_: str) -> Place:
    """The instance of that id, such as `cognitive_navigation-maze-size9.seed3-0007` or `maze-0007`: as a failing test
    prints it. Raises UsageError naming what is valid."""
    return parse_place(id_)


def knobs_of(subtask: str) -> Mapping[str, Knob]:
    """The settings of a subtask, in its own order."""
    return SUITE.knobs[subtask]
