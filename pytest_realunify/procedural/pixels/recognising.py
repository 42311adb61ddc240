"""Who recognises what, and in which order: the first that knows a thing says what it is."""

from __future__ import annotations

from typing import Final

from pytest_realunify.procedural.pixels.bodies import Body
from pytest_realunify.procedural.pixels.findings import Found, Recognise, Sheet
from pytest_realunify.procedural.pixels.inside import Inside
from pytest_realunify.procedural.pixels.kinds import discs, figures, flags, glasses, plain, signs, strange

RECOGNISERS: Final[tuple[Recognise, ...]] = (
    figures.figure,
    glasses.glass,
    signs.sign,
    flags.flag,
    discs.disc,
    plain.plain,
    strange.strange,
)
"""What has marks of its own first; the last knows everything."""


def recognised(body: Body, within: Inside, sheet: Sheet) -> Found:
    """By the first who knows it."""
    return next(found for each in RECOGNISERS if (found := each(body, within, sheet)) is not None)
