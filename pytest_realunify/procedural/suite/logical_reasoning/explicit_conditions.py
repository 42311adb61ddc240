"""Conditions that are all stated: where each thing stands, or what it is like, follows by elimination."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pytest_realunify.procedural.suite.base import Chance, Knob, Sketch, Subtask
from pytest_realunify.procedural.suite.logical_reasoning import assignments, orders

KNOBS: Final = {"objects": Knob(4, 3, 6, "things to be put in order or told apart, where the puzzle has room for them")}
KINDS: Final = (
    *(orders.in_line, orders.in_line, orders.flag, orders.grid),
    *(assignments.colours, assignments.directions, assignments.levels, assignments.sizes),
)


def build(rng: Chance, difficulty: Mapping[str, int]) -> Sketch:
    """One of the kinds, dealt in turn."""
    make = rng.deal(KINDS)
    return make(rng, difficulty["objects"])


SUBTASK: Final = Subtask("logical_reasoning", "explicit_conditions", 1, KNOBS, build, place=1)
