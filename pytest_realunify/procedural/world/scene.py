"""What a picture of the flat-shape world shows: rows of items on a plain ground."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from pytest_realunify.procedural.world.figures.base import Figure
from pytest_realunify.procedural.world.shapes import COLOURS, SHAPES, SIZES, Shape

__all__ = [
    "COLOURS",
    "DIRECTIONS",
    "LEVELS",
    "MAX_PER_ROW",
    "MAX_ROWS",
    "MAX_TEXT",
    "SHAPES",
    "SIZES",
    "TEXT_COLOURS",
    "THINGS",
    "Arrow",
    "Cut",
    "Figure",
    "Flag",
    "Glass",
    "Halves",
    "Item",
    "Pie",
    "Scene",
    "Shape",
    "Sign",
    "check",
    "column",
    "group",
    "row",
    "rows_of",
    "text_kind",
]

DIRECTIONS: Final = {
    "up": (0, -1),
    "upper right": (1, -1),
    "right": (1, 0),
    "lower right": (1, 1),
    "down": (0, 1),
    "lower left": (-1, 1),
    "left": (-1, 0),
    "upper left": (-1, -1),
}
"""Where an arrow points, as (x, y) with y downwards; clockwise from the top."""

LEVELS: Final = ("empty", "a quarter full", "half full", "three quarters full", "full")
"""How high a glass is filled, in quarters."""

TEXT_COLOURS: Final = ("black", "red", "green", "blue", "purple", "brown")
"""Colours that read well on a white sign."""

Cut = Literal["vertical", "horizontal"]
MAX_TEXT: Final = 8
MAX_PER_ROW: Final = 12
MAX_ROWS: Final = 12


@dataclass(frozen=True, slots=True)
class Arrow:
    """A straight arrow."""

    colour: str
    direction: str
    size: str = "medium"


@dataclass(frozen=True, slots=True)
class Sign:
    """A white sign with a number, a letter, a word in capitals or a time such as 7:45."""

    text: str
    colour: str = "black"


@dataclass(frozen=True, slots=True)
class Flag:
    """Equal stripes, from top to bottom when horizontal, from left to right when vertical."""

    stripes: Cut
    colours: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Glass:
    """A glass filled to `level` quarters, with a thing floating on the liquid or lying at the bottom.

    An empty glass has no liquid, and in it nothing floats.
    """

    level: int
    liquid: str | None = None
    thing: Shape | None = None
    floats: bool = False


@dataclass(frozen=True, slots=True)
class Halves:
    """A circle of two halves: left and right of a vertical cut, above and below a horizontal one."""

    cut: Cut
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Pie:
    """A circle of equal sectors, `filled` of them in `colour` (clockwise from the top), the others white."""

    sectors: int
    filled: int
    colour: str


Item = Shape | Arrow | Sign | Flag | Glass | Halves | Pie | Figure


@dataclass(frozen=True, slots=True)
class Scene:
    """Rows from top to bottom, each from left to right and centred; every item stands in a cell of its own.

    Raises ValueError for what cannot be drawn.
    """

    rows: tuple[tuple[Item, ...], ...]

    def __post_init__(self) -> None:
        if not 0 < len(self.rows) <= MAX_ROWS:
            raise ValueError(f"a scene of {len(self.rows)} rows")
        for row in self.rows:
            if not 0 < len(row) <= MAX_PER_ROW:
                raise ValueError(f"a row of {len(row)} items")
            for item in row:
                check(item)

    def __iter__(self) -> Iterator[Item]:
        return (item for row in self.rows for item in row)


def row(*items: Item) -> Scene:
    """Items side by side, from left to right."""
    return Scene((items,))


def column(*items: Item) -> Scene:
    """Items one below the other."""
    return Scene(tuple((item,) for item in items))


def group(item: Item, count: int) -> Scene:
    """`count` equal items in rows of up to six, as equally long as can be."""
    return rows_of([item] * count)


def rows_of(items: Sequence[Item]) -> Scene:
    """Items in reading order, in as few rows of up to six as hold them. 1 to 72 items."""
    count = len(items)
    lines = -(-count // 6)
    width = -(-count // lines)
    return Scene(tuple(tuple(items[start : start + width]) for start in range(0, count, width)))


def check(item: Item) -> None:
    """Raise ValueError unless the item can be drawn: a generator's slip shows where it is made, not in a picture."""
    if isinstance(item, Shape):
        fits = item.kind in SHAPES and item.colour in COLOURS and item.size in SIZES
    elif isinstance(item, Arrow):
        fits = item.colour in COLOURS and item.direction in DIRECTIONS and item.size in SIZES
    elif isinstance(item, Sign):
        fits = 0 < len(item.text) <= MAX_TEXT and text_kind(item.text) != "" and item.colour in TEXT_COLOURS
    elif isinstance(item, Flag):
        neighbours = zip(item.colours, item.colours[1:], strict=False)
        fits = 2 <= len(item.colours) <= 7 and all(one != other for one, other in neighbours)
        fits = fits and set(item.colours) <= set(COLOURS)
    elif isinstance(item, Glass):
        fits = _fits_glass(item)
    elif isinstance(item, Halves):
        fits = {item.first, item.second} <= set(COLOURS) and item.first != item.second
    elif isinstance(item, Pie):
        fits = 2 <= item.sectors <= 12 and 0 <= item.filled <= item.sectors
        fits = fits and item.colour in set(COLOURS) - {"white", "black"}
    else:
        fits = item.fits()
    if not fits:
        raise ValueError(f"cannot be drawn: {item}")


def _fits_glass(glass: Glass) -> bool:
    filled = glass.liquid in COLOURS if 1 <= glass.level <= 4 else glass.level == 0 and glass.liquid is None
    thing = glass.thing
    if thing is None:
        return filled and not glass.floats
    # In its own colour a thing would not be seen under the liquid; under black its outline is not.
    visible = thing.kind in THINGS and thing.colour in COLOURS and thing.colour not in (glass.liquid, "white")
    visible = visible and glass.liquid != "black"
    return filled and visible and (not glass.floats or 1 <= glass.level <= 3)


THINGS: Final = ("circle", "square", "triangle", "diamond", "star", "heart")
"""What may lie in a glass: shapes that stay recognisable at its size."""


def text_kind(text: str) -> str:
    """number, letter, word or time; "" for what a sign cannot show."""
    if text.isascii() and text.isdigit():
        return "number"
    if text.isascii() and text.isalpha() and text.isupper():
        return "letter" if len(text) == 1 else "word"
    hour, colon, minute = text.partition(":")
    return "time" if colon and hour.isdigit() and len(minute) == 2 and minute.isdigit() else ""
