"""A described picture and a supposed change: what is to be drawn is what would be, never what is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pytest_realunify.procedural.suite.base import Chance, Knob, Sketch, Subtask
from pytest_realunify.procedural.suite.logical_reasoning import boards, changes, counterfactuals, turns
from pytest_realunify.procedural.suite.objects import OBJECTS

KNOBS: Final = {
    "things": Knob(4, 3, 6, "things in the picture, where the story has room for them", easy=3, hard=5),
    "changes": Knob(1, 1, 4, "changes that are supposed one after the other", hard=2),
    "objects": OBJECTS,
}
KINDS: Final = (
    *(changes.build, changes.build, turns.arrows, turns.glasses),
    *(turns.numbers, counterfactuals.weather, counterfactuals.exchanges, boards.moved),
)


def build(rng: Chance, difficulty: Mapping[str, int]) -> Sketch:
    """One of the kinds, dealt in turn."""
    make = rng.deal(KINDS)
    return make(rng, min(difficulty["things"], difficulty["objects"]), difficulty["changes"])


SUBTASK: Final = Subtask("logical_reasoning", "hypothetical_changes", 2, KNOBS, build, place=3)
