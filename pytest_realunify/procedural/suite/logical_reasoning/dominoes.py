"""A chain of dominoes: halves that touch are alike, so few numbers imply the rest."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from pytest_realunify.procedural.suite.asking import pose
from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.world.figures.die import Domino
from pytest_realunify.procedural.world.scene import Scene, row
from pytest_realunify.procedural.world.words import ORDINALS, listed, number

MOST: Final = 6


def chained(rng: Chance, size: int) -> Sketch:
    """Two to four tiles in a row, told by their totals; the first half or the last one is told."""
    count = max(2, min(size - 1, 4))
    ends = tuple(rng.randint(0, MOST) for _ in range(count + 1))
    forward = rng.random() < 0.5
    totals = [one + other for one, other in pairwise(ends)]
    told = listed([f"the {ORDINALS[place]} has {_dots(total)}" for place, total in enumerate(totals)])
    known = f"the {'left half of the first' if forward else 'right half of the last'} tile has "
    known += _dots(ends[0] if forward else ends[-1])
    prompt = rng.choice(
        (
            (
                f"{number(count).capitalize()} dominoes lie flat in a row, end to end, by the rule that halves which "
                f"touch are alike. Counted from the left and both halves together, {told}; {known}. Draw the row of "
                "dominoes with a little room between the tiles."
            ),
            (
                f"In a row of {number(count)} flat dominoes every half has as many dots as the half of the next tile "
                f"that it meets. From left to right, with both halves counted, {told}, and {known}. Draw the tiles in "
                "one row, a little apart."
            ),
        )
    )
    shifted = tuple((end + 1) % (MOST + 1) for end in ends)
    return pose(rng, prompt, _chain(ends), [_chain(ends[::-1]), _chain(shifted), _unmatched(totals)])


def _dots(count: int) -> str:
    return "one dot" if count == 1 else f"{'no' if count == 0 else number(count)} dots"


def _chain(ends: tuple[int, ...]) -> Scene:
    return row(*(Domino(left, right) for left, right in pairwise(ends)))


def _unmatched(totals: list[int]) -> Scene:
    """Each tile by its total alone."""
    return row(*(Domino(total // 2, total - total // 2) for total in totals))
