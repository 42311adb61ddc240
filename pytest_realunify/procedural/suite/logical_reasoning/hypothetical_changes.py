"""A described picture and a supposed change: what is to be drawn is what would be, never what is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pytest_realunify.procedural.suite.base import Chance, Knob, Sketch, Subtask
from pytest_realunify.procedural.suite.logical_reasoning import changes, counterfactuals, turns

KNOBS: Final = {
    "objects": Knob(4, 3, 6, "things in the picture, where the story has room for them"),
    "changes": Knob(2, 1, 4, "changes that are supposed one after the other"),
}
KINDS: Final = (
    *(changes.build, changes.build, turns.arrows, turns.glasses),
    *(turns.numbers, counterfactuals.weather, counterfactuals.exchanges),
)


def build(rng: Chance, difficulty: Mapping[str, int]) -> Sketch:
    """One of the kinds, dealt in turn."""
    make = rng.deal(KINDS)
    return make(rng, difficulty["objects"], difficulty["changes"])


SUBTASK: Final = Subtask("logical_reasoning", "hypothetical_changes", 1, KNOBS, build, place=3)
