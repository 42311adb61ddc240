"""Choosing the digits of each panel, and the original colours that make right and wrong readings show them."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from typing import Final

from pytest_realunify.procedural.drawing import DIGIT_SEGMENTS
from pytest_realunify.procedural.suite.mental_tracking.programs import Course, Program

GROUPS: Final = 3
"""Every wrong option has the digits of one group right and the others wrong: the right one has all. So each group
parts the four options in two another way, and no digit can be left out."""


def digits(rng: random.Random, panels: int) -> tuple[list[tuple[int, int]], list[str]]:
    """Right and wrong digit of every panel, and the four numbers, the right one first.

    Whatever the four numbers, each is as likely as the others to be the right one: to exchange right and wrong digits
    in two groups gives the same four.
    """
    pairs = [(right, wrong) for right, wrong in (rng.sample(range(10), 2) for _ in range(panels))]
    groups = _groups(rng, panels)
    kept: tuple[int | None, ...] = (None, *range(GROUPS))
    numbers = [
        "".join(str(pair[whole is not None and whole != group]) for pair, group in zip(pairs, groups, strict=True))
        for whole in kept
    ]
    return pairs, numbers


def _groups(rng: random.Random, panels: int) -> list[int]:
    """None is empty; of two panels one is right in two options, the other in two others."""
    groups = list(range(min(panels, GROUPS))) + [rng.randrange(GROUPS) for _ in range(panels - GROUPS)]
    return rng.sample(groups, len(groups))


def painted(
    rng: random.Random, program: Program, colours: Sequence[str], pairs: Sequence[tuple[int, int]]
) -> tuple[tuple[str, ...], ...]:
    """The original colours of the segments, a to g, panel by panel."""
    return tuple(_panel(rng, course, colours, pair) for course, pair in zip(program.courses, pairs, strict=True))


def _panel(rng: random.Random, course: Course, colours: Sequence[str], pair: tuple[int, int]) -> tuple[str, ...]:
    pots = {
        (right, slipped): _dealt(
            rng, [name for name in colours if (name in course.right, name in course.slipped) == (right, slipped)]
        )
        for right, slipped in itertools.product((False, True), repeat=2)
    }
    right, wrong = (DIGIT_SEGMENTS[digit] for digit in pair)
    return tuple(next(pots[name in right, name in wrong]) for name in "abcdefg")


def _dealt(rng: random.Random, colours: list[str]) -> Iterator[str]:
    """All colours in changing order, again and again: no colour is left out while another is drawn twice."""
    while colours:
        rng.shuffle(colours)
        yield from colours
