"""Conditions that must be inferred: what rules, statements and choices imply and nobody says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pytest_realunify.procedural.suite.base import Chance, Knob, Sketch, Subtask
from pytest_realunify.procedural.suite.logical_reasoning import dominoes, latin, leftovers, patterns, seats, truths
from pytest_realunify.procedural.suite.objects import OBJECTS

KNOBS: Final = {
    "size": Knob(4, 3, 5, "people, colours or things a puzzle is about, where it has room for them", easy=3, hard=5),
    "objects": OBJECTS,
}


def build(rng: Chance, difficulty: Mapping[str, int]) -> Sketch:
    """One of the kinds, dealt in turn."""
    make = rng.deal(KINDS)
    return make(rng, min(difficulty["size"], difficulty["objects"]))


def _latin(rng: Chance, size: int) -> Sketch:
    """Five by five has 161,280 squares, too many to go through for every instance."""
    return latin.build(rng, min(size, 4))


KINDS: Final = (
    *(_latin, seats.build, truths.labels, truths.speakers, leftovers.build, dominoes.chained),
    *(patterns.alternation, patterns.mirror, patterns.repeat),
)


SUBTASK: Final = Subtask("logical_reasoning", "implicit_conditions", 2, KNOBS, build, place=2)
