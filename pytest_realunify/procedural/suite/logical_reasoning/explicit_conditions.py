"""Conditions that are all stated: where each thing stands, or what it is like, follows by elimination."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pytest_realunify.procedural.suite.base import Chance, Knob, Sketch, Subtask
from pytest_realunify.procedural.suite.logical_reasoning import assignments, boards, orders
from pytest_realunify.procedural.suite.objects import OBJECTS

KNOBS: Final = {
    "things": Knob(
        4, 3, 6, "things to be put in order or told apart, where the puzzle has room for them", easy=3, hard=5
    ),
    "objects": OBJECTS,
}
KINDS: Final = (
    *(orders.in_line, orders.in_line, orders.flag, orders.grid, boards.placed),
    *(assignments.colours, assignments.directions, assignments.levels, assignments.sizes, assignments.heights),
)


def build(rng: Chance, difficulty: Mapping[str, int]) -> Sketch:
    """One of the kinds, dealt in turn."""
    make = rng.deal(KINDS)
    return make(rng, min(difficulty["things"], difficulty["objects"]))


SUBTASK: Final = Subtask("logical_reasoning", "explicit_conditions", 2, KNOBS, build, place=1)
