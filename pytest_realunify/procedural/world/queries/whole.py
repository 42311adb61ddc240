"""Questions of a whole row, or of the whole picture, at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, groupby
from typing import Final

from pytest_realunify.procedural.world.english import items_phrase, of_several_sizes
from pytest_realunify.procedural.world.layout import Placed
from pytest_realunify.procedural.world.queries.what import Seen, rows
from pytest_realunify.procedural.world.scene import Arrow, Glass, Halves, Item, Pie, Shape
from pytest_realunify.procedural.world.words import ORDINALS, listed

Items = tuple[Item, ...]
_SIZED: Final = (Shape, Arrow)
APART: Final = 1.18
"""Sizes differ by 1.4 or not at all."""


@dataclass(frozen=True, slots=True)
class Only:
    """So many equal things, wherever they stand, and nothing else."""

    item: Item
    number: int

    @property
    def text(self) -> str:
        phrase = items_phrase(self.item, self.number)
        one = f"one {phrase.split(' ', 1)[1]}" if self.number == 1 else phrase
        return f"Does the picture show exactly {one} and nothing else?"

    def holds(self, seen: Seen) -> bool:
        return len(seen) == self.number and are(seen, (self.item,) * self.number)


@dataclass(frozen=True, slots=True)
class Line:
    """All objects stand in one row, or in one column, and are these, from left to right or from top to bottom."""

    items: Items
    upright: bool = False

    @property
    def text(self) -> str:
        order = "From top to bottom" if self.upright else "From left to right"
        return f"{order}, are the objects exactly {said(self.items)}?"

    def holds(self, seen: Seen) -> bool:
        found = rows(seen)
        in_line = all(len(row) == 1 for row in found) if self.upright else len(found) == 1
        return in_line and are([each for row in found for each in row], self.items)


@dataclass(frozen=True, slots=True)
class RowIs:
    """A row, by its place from the top counted from 0, holds exactly these, from left to right."""

    row: int
    items: Items

    @property
    def text(self) -> str:
        order = ", from left to right" if len(set(self.items)) > 1 else " and nothing else"
        return f"Does the {ORDINALS[self.row]} row from the top hold exactly {said(self.items)}{order}?"

    def holds(self, seen: Seen) -> bool:
        found = rows(seen)
        return self.row < len(found) and are(found[self.row], self.items)


@dataclass(frozen=True, slots=True)
class RowsAre:
    """The rows from top to bottom, each from left to right; there are no others."""

    rows: tuple[Items, ...]

    @property
    def text(self) -> str:
        told = " / ".join("; ".join(runs(row)) for row in self.rows)
        return f"Row by row from the top, each from left to right, are the objects exactly these: {told}?"

    def holds(self, seen: Seen) -> bool:
        found = rows(seen)
        if [len(row) for row in found] != [len(row) for row in self.rows]:
            return False
        return are([each for row in found for each in row], [item for row in self.rows for item in row])


def said(items: Items) -> str:
    """`two red circles and a blue star`; phrases with commas of their own stand after a colon, between semicolons."""
    phrases = runs(items)
    if any("," in phrase or " and " in phrase for phrase in phrases):
        return f"these: {'; '.join(phrases)}"
    return listed(phrases)


def runs(items: Sequence[Item]) -> list[str]:
    """Equal neighbours together. Sizes are said where not all are alike."""
    sized = of_several_sizes(items)
    plain = items if sized else [_sizeless(item) for item in items]
    return [items_phrase(item, len(list(run)), sized) for item, run in groupby(plain)]


def are(found: Sequence[Placed], items: Sequence[Item]) -> bool:
    """Whether what is seen is this, thing by thing. Sizes are compared with one another, where there are several."""
    if len(found) != len(items):
        return False
    if any(looks(one.item) != looks(other) for one, other in zip(found, items, strict=True)):
        return False
    sized = [(one.extent, other.size) for one, other in zip(found, items, strict=True) if isinstance(other, _SIZED)]
    if len({size for _, size in sized}) < 2:
        return True
    return all(_as_large(one, other) for one, other in combinations(sized, 2))


def _as_large(one: tuple[float, str], other: tuple[float, str]) -> bool:
    order = ("small", "medium", "large")
    (extent, size), (second, other_size) = one, other
    if size == other_size:
        return max(extent, second) <= APART * min(extent, second)
    large, little = (extent, second) if order.index(size) > order.index(other_size) else (second, extent)
    return large > APART * little


def looks(item: Item) -> Item:
    """What is seen of an item by itself: no size, and a white half on the left of a coloured one is a cut circle."""
    if isinstance(item, Halves) and (item.cut, item.first) == ("vertical", "white") and item.second != "black":
        return Pie(2, 1, item.second)
    if isinstance(item, Pie) and item.filled == 0:
        return replace(item, colour="red")
    if isinstance(item, Glass) and item.thing is not None and item.thing.size != "medium":
        return replace(item, thing=replace(item.thing, size="medium"))
    return _sizeless(item)


def _sizeless(item: Item) -> Item:
    return replace(item, size="medium") if isinstance(item, _SIZED) and item.size != "medium" else item
