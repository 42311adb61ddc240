"""Puzzles of conditions: read into constraints and solved by search; supposed changes: carried out on what is "
"described."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pytest_realunify.procedural.reference.refining.declared import solvers_in
from pytest_realunify.procedural.reference.refining.logical_reasoning import (
    assignments,
    boards,
    changes,
    counterfactuals,
    dominoes,
    glasses,
    latin,
    leftovers,
    orders,
    patterns,
    seats,
    truths,
    turns,
)
from pytest_realunify.procedural.reference.refining.phrases import first_answer
from pytest_realunify.procedural.world.scene import Scene

READERS: Final[tuple[Callable[[str], Scene | None], ...]] = (
    *(boards.moved, boards.placed, dominoes.chained),
    *(turns.arrows, glasses.read, turns.numbers, counterfactuals.weather, counterfactuals.exchanges, changes.read),
    *(latin.read, seats.read, truths.labels, truths.speakers, leftovers.read),
    *(patterns.alternation, patterns.mirror, patterns.repeat),
    *(assignments.read, orders.read),
)
MOST: Final = 4000
"""Characters of a request: no puzzle is as long, and patterns stay quick."""


def refine(request: str) -> Scene | None:
    """The scene that the conditions leave; None where there are none, or more than one scene is left."""
    if len(request) > MOST:
        return None
    text = " ".join(request.split())
    for read in READERS:
        try:
            scene = read(text)
        except (
            ValueError,
            LookupError,
        ):  # the conditions are met by what cannot be drawn, or speak of what is not there
            continue
        if scene is not None:
            return scene
    return first_answer(solvers_in(__name__), text)
