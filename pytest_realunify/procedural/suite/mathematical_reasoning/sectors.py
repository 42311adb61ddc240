"""Shares and remainders as sectors of a circle."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.suite.mathematical_reasoning.picturing import MisfitError, Picture
from pytest_realunify.procedural.suite.mathematical_reasoning.showing import LIQUIDS
from pytest_realunify.procedural.world.scene import Pie, row


def pie(request: str, colour: str, sectors: int, filled: int, slips: Sequence[tuple[int, int]]) -> Picture:
    """A cut circle; `slips` are (sectors, filled) that typical mistakes give."""
    fits = [each for each in slips if 2 <= each[0] <= 12 and 0 < each[1] < each[0]]
    return Picture(request, row(Pie(sectors, filled, colour)), tuple(row(Pie(*each, colour)) for each in fits))


def fewest_sectors(rng: Chance, story: str, what: str, share: Fraction, taken: Sequence[str] = ()) -> Sketch:
    """A share as a part of a circle. `what` follows "show": `the chance of winning`; `taken` are colours that mean
    something else. Raises MisfitError for too few sectors or too many."""
    colour = rng.choice([each for each in LIQUIDS if each not in taken])
    sectors, filled = share.denominator, share.numerator
    if not 3 <= sectors <= 12:
        raise MisfitError
    request = rng.choice(
        (
            (
                f"Show {what} as a circle cut into equal sectors, as few as possible, with this share of them in "
                f"{colour} and the others white."
            ),
            (
                f"Draw a circle cut into the smallest number of equal sectors with which {what} can be shown, and make "
                f"just this part of them {colour}, the rest white."
            ),
        )
    )
    slips = [(sectors, sectors - filled), (2 * sectors, filled), (filled + sectors, filled)]
    return pie(request, colour, sectors, filled, slips).of(rng, story)
