"""Mental tracking: chains and simultaneous sets of recolourings of seven-segment digits.

Every segment of every panel has some colour, so nothing can be read until the rules have been followed. Two mistakes
are laid out beside the right reading: a slip (the order mistaken, a rule forgotten or done backwards) and a colour gone
astray. The options are what no mistake, either one and both make of the picture. Each panel is open to one of them, so
its two digits stand in two options each, and they are as likely the other way round: no vote over the options and no
prior over numbers finds the right one.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from pytest_realunify.procedural.suite.base import Knob, Puzzle, Subtask
from pytest_realunify.procedural.suite.mental_tracking import programs
from pytest_realunify.procedural.suite.mental_tracking.display import Display, draw
from pytest_realunify.procedural.suite.mental_tracking.painting import digits, painted
from pytest_realunify.procedural.suite.mental_tracking.programs import Program
from pytest_realunify.procedural.suite.mental_tracking.wording import texts

_DIGITS: Final = Knob(3, 1, 5, "seven-segment panels in the picture")


def _sequential(rng: random.Random, difficulty: Mapping[str, int]) -> Puzzle:
    return _puzzle(rng, difficulty["digits"], partial(programs.sequential, steps=difficulty["steps"]))


def _simultaneous(rng: random.Random, difficulty: Mapping[str, int]) -> Puzzle:
    return _puzzle(rng, difficulty["digits"], partial(programs.simultaneous, rules=difficulty["rules"]))


def _puzzle(rng: random.Random, panels: int, find: Callable[[random.Random, tuple[str, ...]], Program]) -> Puzzle:
    display = Display.by_chance(rng, panels)
    program = find(rng, display.finish.colours)
    shown = digits(rng, panels)
    right, *wrong = ("".join(str(panel[reading]) for panel in shown) for reading in range(4))
    before = painted(rng, program, shown)
    after = tuple(tuple(program.after(colour) for colour in panel) for panel in before)
    words = texts(rng, program.rules, program.way, program.asked, panels)
    first, second, third = rng.sample(wrong, 3)
    return Puzzle(
        question=words.question,
        right=right,
        wrong=(first, second, third),
        edit_prompt=words.edit_prompt,
        render=partial(draw, display, before),
        render_intermediate=partial(draw, display, after),
    )


SUBTASKS: Final = (
    Subtask(
        "mental_tracking",
        "sequential",
        1,
        {"digits": _DIGITS, "steps": Knob(4, 2, 7, "recolourings, one after another")},
        _sequential,
    ),
    Subtask(
        "mental_tracking",
        "simultaneous",
        1,
        {"digits": _DIGITS, "rules": Knob(4, 2, 6, "recolourings that all happen at once")},
        _simultaneous,
    ),
)
