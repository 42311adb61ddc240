"""Programs whose output hangs on conditions: numbers, words, flags, nested and chained branches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pytest_realunify.procedural.suite.base import Chance, Knob, Sketch, Subtask
from pytest_realunify.procedural.suite.code_to_image import choosing, reckoning

KNOBS: Final = {"depth": Knob(2, 1, 4, "decisions on the way to each part of the output")}
MAKERS: Final = (
    *(choosing.sorted_out, choosing.sorted_out, choosing.logic, choosing.orders, choosing.spelling),
    *(reckoning.nested, reckoning.till, reckoning.swaps),
)


def build(rng: Chance, difficulty: Mapping[str, int]) -> Sketch:
    """One of the kinds, dealt in turn."""
    make = rng.deal(MAKERS)
    return make(rng, difficulty["depth"])


SUBTASK: Final = Subtask("code_to_image", "branching", 1, KNOBS, build, place=1)
