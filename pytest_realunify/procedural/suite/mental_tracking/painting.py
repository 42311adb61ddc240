"""Choosing the digits of each panel and the original colours that make right and wrong readings show them.

A *reading* is the set of original colours that a solver counts as having the asked colour in the end. Beside the right
one there are the slip's and the stray one; every option is what one of them, or both mistakes together, make of the
picture.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator
from typing import Final

from pytest_realunify.procedural.drawing import DIGIT_SEGMENTS
from pytest_realunify.procedural.suite.mental_tracking.programs import Program

Reading = frozenset[str]

Digits = tuple[int, int, int, int]
"""What a panel shows rightly, by the slip, by the stray reading, and by both mistakes."""

_SQUARE: Final[tuple[Digits, ...]] = ((8, 6, 9, 5), (6, 8, 5, 9), (9, 5, 8, 6), (5, 9, 6, 8))
"""The only four digits that two mistakes in different segments make of one another: upper right and lower left."""


def digits(rng: random.Random, panels: int) -> list[Digits]:
    """Each panel is open to one mistake, and both mistakes find a panel; a single panel is open to both.

    Whatever the four numbers, each is as likely as the others to be the right one.
    """
    if panels == 1:
        return [rng.choice(_SQUARE)]
    slipping = rng.sample(range(panels), rng.randint(1, panels - 1))
    pairs = [rng.sample(range(10), 2) for _ in range(panels)]
    return [(x, y, x, y) if place in slipping else (x, x, y, y) for place, (x, y) in enumerate(pairs)]


def stray(rng: random.Random, program: Program) -> Reading:
    """A mistake apart from the slip: one colour that counts is lost on the way, one that does not is taken in.

    Two rules leave no colours for it: then it is the slip again, made in other panels.
    """
    right, slipped = program.counts()
    neither = set(program.colours) - right - slipped - {program.asked}
    named = {colour for rule in program.rules for move in rule.moves for colour in move}
    taken = sorted(neither & named) or sorted(neither)
    if len(right & slipped) < 2 or not taken:
        return slipped
    return right - {rng.choice(sorted((right & slipped) - {program.asked}))} | {rng.choice(taken)}


def painted(rng: random.Random, program: Program, panels: Iterable[Digits]) -> tuple[tuple[str, ...], ...]:
    """The original colours of the segments, a to g, panel by panel."""
    pots = _pots(rng, program)
    return tuple(
        tuple(next(pots[tuple(name in DIGIT_SEGMENTS[digit] for digit in panel[:3])]) for name in "abcdefg")
        for panel in panels
    )


def _pots(rng: random.Random, program: Program) -> dict[tuple[bool, ...], Iterator[str]]:
    """Colours to draw from, by whether they count rightly, by the slip, and by the stray reading.

    So a colour is treated alike wherever it stands, and no option can be ruled out for treating one in two ways.
    """
    readings = (*program.counts(), stray(rng, program))
    pots: dict[tuple[bool, ...], Iterator[str]] = {}
    for kind in itertools.product((False, True), repeat=3):
        wanted = kind if readings[1] != readings[2] or len(set(kind)) == 1 else (kind[0], not kind[0], not kind[0])
        pots[kind] = _dealt(
            rng, [name for name in program.colours if tuple(name in reading for reading in readings) == wanted]
        )
    return pots


def _dealt(rng: random.Random, colours: list[str]) -> Iterator[str]:
    """All colours in changing order, again and again: no colour is left out while another is drawn twice."""
    while colours:
        rng.shuffle(colours)
        yield from colours
