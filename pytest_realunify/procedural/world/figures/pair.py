"""Two shapes that touch: one inside, on top of or partly behind the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from pytest_realunify.procedural.world.figures.base import Brush, Reader
from pytest_realunify.procedural.world.outlines import height
from pytest_realunify.procedural.world.shapes import COLOURS, Shape
from pytest_realunify.procedural.world.words import with_article

KINDS: Final = ("circle", "square", "triangle", "diamond", "pentagon", "hexagon", "star", "heart")
"""What one of the two may be: shapes that are told apart when they are small or half hidden."""
OTHERS: Final = {
    "inside": ("circle", "square", "hexagon", "pentagon"),
    "on top of": ("square", "bar"),
    "behind": ("circle", "square", "hexagon"),
}
"""What can be around, below or in front of it."""
BIG, LITTLE = 0.84, 0.3
"""Sizes of the outer and the inner shape, in cells."""
STACKED: Final = 0.43
"""Size of each of two shapes of which one lies on the other."""
OVERLAPPING: Final = 0.52
SHIFT: Final = 0.135


@dataclass(frozen=True, slots=True)
class Pair:
    """`one` is inside, on top of or behind `other`."""

    one: Shape
    relation: str
    other: Shape
    noun: ClassVar[str] = "pair"
    extent: ClassVar[float] = 0.9
    room: ClassVar[float] = 150.0
    parts: ClassVar[int] = 2

    def fits(self) -> bool:
        inks = {self.one.colour, self.other.colour}
        plain = self.one.size == self.other.size == "medium" and "white" not in inks
        known = self.one.kind in KINDS and self.other.kind in OTHERS.get(self.relation, ())
        return known and plain and len(inks) == 2 and inks <= set(COLOURS)

    def phrase(self) -> tuple[str, str, str]:
        relation = "partly behind" if self.relation == "behind" else self.relation
        after = f" {relation} {with_article(f'{self.other.colour} {self.other.kind}')}"
        return f"{self.one.colour} ", self.one.kind, after

    def asks(self, the: str) -> str:
        """Both have names, so `the` says nothing more."""
        del the
        relation = "partly hidden behind" if self.relation == "behind" else self.relation
        return f"Is the {self.one.colour} {self.one.kind} {relation} the {self.other.colour} {self.other.kind}?"

    def draw(self, brush: Brush, x: float, y: float) -> None:
        cell, one, other = brush.cell, self.one, self.other
        if self.relation == "inside":
            brush.shape(other.kind, other.colour, x, y, BIG * cell)
            brush.shape(one.kind, one.colour, x, y, LITTLE * cell)
        elif self.relation == "behind":
            off, size = SHIFT * cell, OVERLAPPING * cell
            brush.shape(one.kind, one.colour, x + off, y - off, size)
            brush.shape(other.kind, other.colour, x - off, y + off, size)
        else:
            size = STACKED * cell
            heights = [height(each.kind) * size for each in (one, other)]
            top = y - sum(heights) / 2
            brush.shape(one.kind, one.colour, x, top + heights[0] / 2, size)
            brush.shape(other.kind, other.colour, x, top + heights[0] + heights[1] / 2, size)

    def slips(self) -> Iterator[Pair]:
        """The other way round, another relation, colours exchanged, another kind or colour of either."""
        yield Pair(self.other, self.relation, self.one)
        yield from (replace(self, relation=relation) for relation in OTHERS if relation != self.relation)
        one, other = self.one, self.other
        yield Pair(Shape(one.kind, other.colour), self.relation, Shape(other.kind, one.colour))
        yield Pair(Shape(other.kind, one.colour), self.relation, Shape(one.kind, other.colour))
        yield from (replace(self, one=replace(one, kind=kind)) for kind in KINDS if kind != one.kind)
        yield from (replace(self, other=replace(other, kind=kind)) for kind in OTHERS[self.relation])
        for colour in ("red", "blue", "green", "yellow"):
            yield replace(self, one=replace(one, colour=colour))
            yield replace(self, other=replace(other, colour=colour))

    def things(self) -> tuple[Shape, ...]:
        return self.one, self.other


_C: Final = "|".join(COLOURS)
_K: Final = "|".join((*KINDS, "bar"))


def _shapes(relation: str) -> str:
    return rf"(?P<colour>{_C}) (?P<kind>{_K})s? {relation}"


def _read(match: re.Match[str]) -> Pair:
    said = {key: value.lower() for key, value in match.groupdict().items() if value and key != "n"}
    relation = said["relation"].removeprefix("partly ").removeprefix("hidden ")
    return Pair(Shape(said["kind"], said["colour"]), relation, Shape(said["of_kind"], said["of_colour"]))


_OTHER: Final = rf"(?P<of_colour>{_C}) (?P<of_kind>{_K})"
READER: Final = Reader(
    rf"{{n}} {_shapes('(?P<relation>inside|on top of|partly behind)')} an? {_OTHER}",
    rf"is the {_shapes('(?P<relation>inside|on top of|(?:partly )?(?:hidden )?behind)')} the {_OTHER}",
    _read,
)
