"""A board of squares, some of which hold a shape."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product
from typing import ClassVar, Final

from pytest_realunify.procedural.drawing import INK, PALETTE
from pytest_realunify.procedural.world.figures.base import Brush, Reader
from pytest_realunify.procedural.world.shapes import COLOURS, Shape
from pytest_realunify.procedural.world.words import NUMBERS, number

Squares = tuple[tuple[Shape | None, ...], ...]
LEAST, MOST = 2, 6
TOKENS: Final = ("circle", "square", "triangle", "diamond", "pentagon", "hexagon", "star", "heart", "cross")
"""What a square may hold: shapes that are told apart when they are small."""
TOKEN: Final = 0.62
"""Size of a shape as a part of its square."""


@dataclass(frozen=True, slots=True)
class Board:
    """Rows from top to bottom, each from left to right, all of one length; None is an empty square."""

    squares: Squares
    noun: ClassVar[str] = "board"
    extent: ClassVar[float] = 0.94

    @property
    def room(self) -> float:
        return 76.0 * max(len(self.squares), len(self.squares[0]))

    @property
    def parts(self) -> int:
        return len(self.things())

    def fits(self) -> bool:
        widths = {len(row) for row in self.squares}
        if len(widths) != 1 or not LEAST <= len(self.squares) <= MOST or not LEAST <= max(widths) <= MOST:
            return False
        return bool(self.things()) and all(
            each.kind in TOKENS and each.colour in COLOURS and each.colour != "white" and each.size == "medium"
            for each in self.things()
        )

    def phrase(self) -> tuple[str, str, str]:
        size = f"{number(len(self.squares))} rows and {number(len(self.squares[0]))} columns"
        return "", self.noun, f" of {size}, from its top row down ({self._told()})"

    def asks(self, the: str) -> str:
        return f"Row by row from the top, are these the squares of {the}: {self._told()}?"

    def _told(self) -> str:
        """`red circle, empty / empty, blue star`."""
        rows = ([f"{each.colour} {each.kind}" if each else "empty" for each in row] for row in self.squares)
        return " / ".join(", ".join(row) for row in rows)

    def draw(self, brush: Brush, x: float, y: float) -> None:
        rows, columns = len(self.squares), len(self.squares[0])
        square = self.extent * brush.cell / max(rows, columns)
        left, top = x - columns * square / 2, y - rows * square / 2
        brush.box(left, top, left + columns * square, top + rows * square, PALETTE["white"])
        half = brush.line / 2
        for at in range(1, columns):
            x_at = left + at * square
            brush.patch(x_at - half, top, x_at + half, top + rows * square, INK)
        for at in range(1, rows):
            y_at = top + at * square
            brush.patch(left, y_at - half, left + columns * square, y_at + half, INK)
        for row, column in product(range(rows), range(columns)):
            if each := self.squares[row][column]:
                middle = left + (column + 0.5) * square, top + (row + 0.5) * square
                brush.shape(each.kind, each.colour, *middle, TOKEN * square)

    def slips(self) -> Iterator[Board]:
        """Two squares exchanged; a shape gone, too many or of another look; mirrored, turned, a line more or less."""
        rows, columns = len(self.squares), len(self.squares[0])
        places = list(product(range(rows), range(columns)))
        for one, other in combinations(places, 2):
            if self._at(one) != self._at(other):
                yield self._with({one: self._at(other), other: self._at(one)})
        looks = list(dict.fromkeys(self.things()))
        for place in places:
            yield from (self._with({place: look}) for look in (None, *looks) if look != self._at(place))
        yield Board(self.squares[::-1])
        yield Board(tuple(row[::-1] for row in self.squares))
        yield Board(tuple(zip(*self.squares, strict=True)))
        for row in (self.squares[0], self.squares[-1]):
            yield Board((*self.squares, row))
        yield Board(self.squares[:-1])
        yield Board(self.squares[1:])
        yield Board(tuple((*row, None) for row in self.squares))
        yield Board(tuple(row[:-1] for row in self.squares))
        for look in looks:
            kind = next(each for each in ("circle", "square", "star") if each != look.kind)
            colour = next(each for each in ("red", "blue", "green") if each != look.colour)
            for new in (Shape(look.kind, colour), Shape(kind, look.colour)):
                yield Board(tuple(tuple(new if each == look else each for each in row) for row in self.squares))

    def _at(self, place: tuple[int, int]) -> Shape | None:
        return self.squares[place[0]][place[1]]

    def _with(self, new: dict[tuple[int, int], Shape | None]) -> Board:
        return Board(
            tuple(
                tuple(new.get((row, column), each) for column, each in enumerate(line))
                for row, line in enumerate(self.squares)
            )
        )

    def things(self) -> tuple[Shape, ...]:
        return tuple(each for row in self.squares for each in row if each)


_SQUARE: Final = rf"(?:empty|(?:{'|'.join(COLOURS)}) (?:{'|'.join(TOKENS)}))"
_ROW: Final = rf"{_SQUARE}(?:, {_SQUARE})*"
_TOLD: Final = rf"(?P<told>{_ROW}(?: / {_ROW})*)"
_N: Final = "|".join(NUMBERS[LEAST : MOST + 1])


def _read(match: re.Match[str]) -> Board:
    rows = [row.split(", ") for row in match["told"].lower().split(" / ")]
    return Board(tuple(tuple(_square(each) for each in row) for row in rows))


def _square(text: str) -> Shape | None:
    colour, _, kind = text.partition(" ")
    return Shape(kind, colour) if kind else None


READER: Final = Reader(
    rf"{{n}} boards? of (?:{_N}) rows and (?:{_N}) columns, from (?:its|their) top row down \({_TOLD}\)",
    rf"row by row from the top, are these the squares of {{the}}: {_TOLD}",
    _read,
)
