"""Mental tracking: seven-segment digits recoloured in chains or at once, cups moved about, paper folded and punched.

The same question is asked of the picture before and of the picture after, so the rules must find nothing to act on in
the latter: all segments have become white or grey (black or grey), the cups are gone, the dots are holes. Each field
says how.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Final

from pytest_realunify.procedural.suite.base import Knob, Puzzle, Subtask
from pytest_realunify.procedural.suite.mental_tracking import programs
from pytest_realunify.procedural.suite.mental_tracking.cups import shuffled
from pytest_realunify.procedural.suite.mental_tracking.display import COLOURS
from pytest_realunify.procedural.suite.mental_tracking.paper import punched
from pytest_realunify.procedural.suite.mental_tracking.segments import recoloured

OTHERS: Final = 0.3
"""Share of instances that are not about digits."""


def _sequential(rng: random.Random, difficulty: Mapping[str, int]) -> Puzzle:
    panels, steps = difficulty["digits"], difficulty["steps"]
    if rng.random() < OTHERS:
        return shuffled(rng, cups=max(5, panels + 2), moves=steps + 1)
    return recoloured(rng, programs.sequential(rng, COLOURS, panels, steps))


def _simultaneous(rng: random.Random, difficulty: Mapping[str, int]) -> Puzzle:
    panels, rules = difficulty["digits"], difficulty["rules"]
    if rng.random() < OTHERS:
        return punched(rng, folds=max(1, rules // 2))
    return recoloured(rng, programs.simultaneous(rng, COLOURS, panels, rules))


SUBTASKS: Final = (
    Subtask(
        "mental_tracking",
        "sequential",
        2,
        {
            "digits": Knob(3, 2, 6, "seven-segment panels in the picture; two cups more, five at least", hard=5),
            "steps": Knob(4, 2, 10, "recolourings that each digit goes through; one move of cups more", easy=2, hard=7),
        },
        _sequential,
    ),
    Subtask(
        "mental_tracking",
        "simultaneous",
        2,
        {
            "digits": Knob(3, 2, 6, "seven-segment panels in the picture", hard=5),
            "rules": Knob(
                4, 2, 6, "recolourings at once of each digit; folds of paper are half as many", easy=2, hard=6
            ),
        },
        _simultaneous,
    ),
)
