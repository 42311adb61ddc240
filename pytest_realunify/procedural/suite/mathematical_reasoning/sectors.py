"""Shares and remainders as sectors of a circle."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.suite.mathematical_reasoning.picturing import CLOSINGS, SEEN, MisfitError, Picture
from pytest_realunify.procedural.suite.mathematical_reasoning.showing import LIQUIDS
from pytest_realunify.procedural.world.queries import Query, Sectors, SectorsIn
from pytest_realunify.procedural.world.scene import Pie, row


def pie(rng: Chance, request: str, colour: str, sectors: int, filled: int, slips: Sequence[tuple[int, int]]) -> Picture:
    """A cut circle; `slips` are (sectors, filled) that typical mistakes give."""
    fits = [
        (cut, part) for cut, part in slips if 2 <= cut <= 12 and 0 < part < cut and (cut, part) != (sectors, filled)
    ]
    fits += [(sectors, part) for part in (filled + 1, filled - 1) if 0 < part < sectors]
    fits += [(sectors + 1, filled)]
    (cut, part), *more = dict.fromkeys(fits)
    yes: list[Query] = [Sectors(sectors), SectorsIn(filled, colour)]
    no: list[Query] = [Sectors(cut) if cut != sectors else SectorsIn(part, colour)]
    if rng.random() < 0.6:
        no.append(_not_filled(rng, colour, sectors, filled, no[0]))
    wrong = [(cut, part), *more[:1]]
    return Picture(
        request,
        row(Pie(sectors, filled, colour)),
        tuple(yes),
        tuple(no),
        tuple(row(Pie(*each, colour)) for each in wrong if each[0] <= 12),
    )


def _not_filled(rng: Chance, colour: str, sectors: int, filled: int, asked: Query) -> Query:
    parts = [part for part in range(1, sectors) if part != filled and SectorsIn(part, colour) != asked]
    other = rng.choice([each for each in SEEN if each not in (colour, "black")])
    return SectorsIn(rng.choice(parts), colour) if parts else SectorsIn(filled, other)


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
                f"{colour} and the others white. {rng.choice(CLOSINGS)}"
            ),
            (
                f"Draw a circle cut into the smallest number of equal sectors with which {what} can be shown, and make "
                f"just this part of them {colour}, the rest white. {rng.choice(CLOSINGS)}"
            ),
        )
    )
    slips = [(sectors, sectors - filled), (2 * sectors, filled), (filled + sectors, filled)]
    return pie(rng, request, colour, sectors, filled, slips).of(rng, story)
