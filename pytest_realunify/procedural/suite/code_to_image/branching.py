"""Programs whose output hangs on conditions: numbers, words, flags, nested and chained branches, calls of itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pytest_realunify.procedural.suite.base import Chance, Knob, Sketch, Subtask
from pytest_realunify.procedural.suite.code_to_image import choosing, reckoning, recurring, steering
from pytest_realunify.procedural.suite.objects import OBJECTS

KNOBS: Final = {
    "depth": Knob(1, 1, 4, "decisions on the way to each part of the output", hard=2),
    "objects": OBJECTS,
}
MAKERS: Final = (
    *(choosing.sorted_out, choosing.sorted_out, choosing.logic, choosing.orders, choosing.spelling),
    *(reckoning.nested, reckoning.till, reckoning.swaps, recurring.calls),
    *(steering.signals, steering.heights, steering.steered),
)


def build(rng: Chance, difficulty: Mapping[str, int]) -> Sketch:
    """One of the kinds, dealt in turn."""
    make = rng.deal(MAKERS)
    return make(rng, difficulty["depth"], difficulty["objects"])


SUBTASK: Final = Subtask("code_to_image", "branching", 2, KNOBS, build, place=1)
