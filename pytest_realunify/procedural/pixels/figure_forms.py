"""Questions of figures, read back by the words that each kind of figure brings."""

from __future__ import annotations

import re
from typing import Final

from pytest_realunify.procedural.pixels.forms import place_of, where_of
from pytest_realunify.procedural.world import queries as q
from pytest_realunify.procedural.world.figures.base import Reader
from pytest_realunify.procedural.world.figures.kinds import READERS
from pytest_realunify.procedural.world.queries import Query, What
from pytest_realunify.procedural.world.scene import SHAPES
from pytest_realunify.procedural.world.words import COLOUR, FIGURES, NUMBERS, ORDINALS

_THE: Final = place_of("a", f"(?:{'|'.join(FIGURES)})")
_FORMS: Final = [(re.compile(reader.asks.replace("{the}", _THE)), reader) for reader in READERS]
_ORDINAL: Final = "|".join(ORDINALS)
_SQUARE: Final = rf"the (?P<row>{_ORDINAL}) row from the top and the (?P<column>{_ORDINAL}) column from the left"
_EMPTY: Final = re.compile(rf"on the board, is the square in {_SQUARE} empty")
_HELD: Final = re.compile(rf"on the board, is there an? (?P<colour>{COLOUR}) (?P<kind>{'|'.join(SHAPES)}) in {_SQUARE}")
_HIGH: Final = re.compile(
    rf"is the (?P<colour>{COLOUR}) bar of the bar chart (?:exactly )?(?P<n>{'|'.join(NUMBERS)}) units? high"
)
_HIGHER: Final = re.compile(rf"is the (?P<one>{COLOUR}) bar of the bar chart higher than its (?P<other>{COLOUR}) bar")


def figure_query(said: str) -> Query | None:
    """What a question in small letters and without its mark asks of a figure; None for any other."""
    if match := _EMPTY.fullmatch(said):
        return q.SquareIs(ORDINALS.index(match["row"]), ORDINALS.index(match["column"]), None)
    if match := _HELD.fullmatch(said):
        what = What(match["kind"], match["colour"])
        return q.SquareIs(ORDINALS.index(match["row"]), ORDINALS.index(match["column"]), what)
    if match := _HIGH.fullmatch(said):
        return q.BarIs(match["colour"], NUMBERS.index(match["n"]))
    if match := _HIGHER.fullmatch(said):
        return q.BarHigher(match["one"], match["other"])
    return next((query for form, reader in _FORMS if (query := _of_figure(form, reader, said))), None)


def _of_figure(form: re.Pattern[str], reader: Reader, said: str) -> Query | None:
    match = form.fullmatch(said)
    if match is None:
        return None
    groups = {key: value for key, value in match.groupdict().items() if value is not None}
    where = where_of(groups, "a")
    try:
        figure = reader.build(match)
    except (ValueError, LookupError):  # no such figure can be
        return None
    return q.FigureIs(where, figure) if where is not None and figure.fits() else None
