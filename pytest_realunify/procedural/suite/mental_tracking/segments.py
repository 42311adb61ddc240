"""Recoloured seven-segment digits: every segment has some colour, so nothing can be read until rules are followed."""

from __future__ import annotations

import random
from functools import partial

from pytest_realunify.procedural.suite.base import Puzzle
from pytest_realunify.procedural.suite.mental_tracking.display import COLOURS, Display, draw
from pytest_realunify.procedural.suite.mental_tracking.painting import digits, painted
from pytest_realunify.procedural.suite.mental_tracking.programs import Program
from pytest_realunify.procedural.suite.mental_tracking.wording import texts


def recoloured(rng: random.Random, program: Program) -> Puzzle:
    """A panel for every course of the program."""
    display = Display.by_chance(rng, len(program.courses))
    lit, out = display.finish.lit, display.finish.out
    pairs, (right, *wrong) = digits(rng, len(program.courses))
    before = painted(rng, program, COLOURS, pairs)
    after = tuple(
        tuple(lit if course.after(colour) == program.asked else out for colour in panel)
        for course, panel in zip(program.courses, before, strict=True)
    )
    words = texts(rng, program, lit, out)
    first, second, third = rng.sample(wrong, 3)
    return Puzzle(
        question=words.question,
        right=right,
        wrong=(first, second, third),
        edit_prompt=words.edit_prompt,
        render=partial(draw, display, before),
        render_intermediate=partial(draw, display, after),
    )
