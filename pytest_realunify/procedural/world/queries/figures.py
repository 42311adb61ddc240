"""Questions of figures: whether one is as it should be, what a square of a board holds, how high a bar is."""

from __future__ import annotations

from dataclasses import dataclass

from pytest_realunify.procedural.world.figures.base import Figure
from pytest_realunify.procedural.world.figures.board import Board
from pytest_realunify.procedural.world.figures.chart import BarChart
from pytest_realunify.procedural.world.figures.pair import Pair
from pytest_realunify.procedural.world.queries.what import Seen, What, find, object_at
from pytest_realunify.procedural.world.words import ORDINALS, number, with_article


@dataclass(frozen=True, slots=True)
class FigureIs:
    """The figure at a place among its kind ("only" where there is one) is exactly this."""

    where: str
    figure: Figure

    @property
    def text(self) -> str:
        return self.figure.asks(object_at(self.where, self.figure.noun))

    def holds(self, seen: Seen) -> bool:
        alike = [each for each in seen if type(each.item) is type(self.figure)]
        if isinstance(self.figure, Pair):  # its shapes say which
            return any(each.item == self.figure for each in alike)
        found = find(self.where, alike)
        return found is not None and found.item == self.figure


@dataclass(frozen=True, slots=True)
class SquareIs:
    """A square of the only board, by row from the top and column from the left counted from 0; None: it is empty."""

    row: int
    column: int
    what: What | None

    @property
    def text(self) -> str:
        where = f"the {ORDINALS[self.row]} row from the top and the {ORDINALS[self.column]} column from the left"
        if self.what is None:
            return f"On the board, is the square in {where} empty?"
        return f"On the board, is there {with_article(self.what.one)} in {where}?"

    def holds(self, seen: Seen) -> bool:
        boards = [each.item for each in seen if isinstance(each.item, Board)]
        if len(boards) != 1 or self.row >= len(boards[0].squares) or self.column >= len(boards[0].squares[0]):
            return False
        held = boards[0].squares[self.row][self.column]
        return held is None if self.what is None else held is not None and self.what.fits(held)


@dataclass(frozen=True, slots=True)
class BarIs:
    """The bar of a colour in the only bar chart has this height."""

    colour: str
    height: int

    @property
    def text(self) -> str:
        units = "one unit" if self.height == 1 else f"{number(self.height)} units"
        return f"Is the {self.colour} bar of the bar chart exactly {units} high?"

    def holds(self, seen: Seen) -> bool:
        return bars(seen).get(self.colour) == self.height


@dataclass(frozen=True, slots=True)
class BarHigher:
    """One bar of the only bar chart is higher than another."""

    one: str
    other: str

    @property
    def text(self) -> str:
        return f"Is the {self.one} bar of the bar chart higher than its {self.other} bar?"

    def holds(self, seen: Seen) -> bool:
        heights = bars(seen)
        return self.one in heights and self.other in heights and heights[self.one] > heights[self.other]


def bars(seen: Seen) -> dict[str, int]:
    """Heights by colour of the only bar chart; nothing where there is no single one."""
    charts = [each.item for each in seen if isinstance(each.item, BarChart)]
    return dict(zip(charts[0].colours, charts[0].heights, strict=True)) if len(charts) == 1 else {}
