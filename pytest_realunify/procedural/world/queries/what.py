"""What a question is, what it speaks of, and how a thing is found by its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final, Protocol

from pytest_realunify.procedural.world.figures.path import Path
from pytest_realunify.procedural.world.layout import Placed, view
from pytest_realunify.procedural.world.scene import Arrow, Flag, Glass, Halves, Item, Pie, Scene, Shape, Sign
from pytest_realunify.procedural.world.words import ORDINALS, plural

Seen = Sequence[Placed]
"""Everything in a picture, in reading order: a plan's items, or what `pixels` made out."""


class Query(Protocol):
    """A question whose presuppositions count: "is the red circle left of …" is no where there is no red circle."""

    @property
    def text(self) -> str: ...

    def holds(self, seen: Seen) -> bool: ...


def true_of(query: Query, scene: Scene) -> bool:
    """Whether the answer is yes for a picture that shows exactly this scene."""
    return query.holds(view(scene))


@dataclass(frozen=True, slots=True)
class What:
    """What is spoken of: a noun of `words.NOUNS`, and a colour where one is named. Glasses, flags, signs and circles of
    several colours have none. Things in a glass count as shapes, not as objects."""

    noun: str = "object"
    colour: str | None = None

    @property
    def one(self) -> str:
        return f"{self.colour} {self.noun}" if self.colour else self.noun

    @property
    def many(self) -> str:
        return f"{self.colour} {plural(self.noun)}" if self.colour else plural(self.noun)

    def fits(self, item: Item) -> bool:
        if self.noun not in ("object", noun_of(item)):
            return False
        return self.colour is None or (isinstance(item, _COLOURED) and self.colour == item.colour)

    def among(self, seen: Seen) -> list[Placed]:
        found = [placed for placed in seen if self.fits(placed.item)]
        return found if self.noun == "object" else found + [each for each in _things(seen) if self.fits(each.item)]


_COLOURED: Final = (Shape, Arrow, Path)


def noun_of(item: Item) -> str:
    """The noun an item goes by."""
    if isinstance(item, Shape):
        return item.kind
    return _NOUNS[type(item)] if isinstance(item, Arrow | Sign | Flag | Glass | Halves | Pie) else item.noun


_NOUNS: Final[dict[type[Item], str]] = {
    Arrow: "arrow",
    Sign: "sign",
    Flag: "flag",
    Glass: "glass",
    Halves: "circle",
    Pie: "circle",
}


def _things(seen: Seen) -> list[Placed]:
    """Shapes that are a part of something: in a glass, on a board, inside another one."""
    return [Placed(thing, placed.x, placed.y, placed.extent / 4) for placed in seen for thing in _within(placed.item)]


_WITHOUT: Final = (Shape, Arrow, Sign, Flag, Halves, Pie)


def _within(item: Item) -> tuple[Shape, ...]:
    if isinstance(item, _WITHOUT):
        return ()
    if isinstance(item, Glass):
        return () if item.thing is None else (item.thing,)
    return item.things()


PLACES: Final = {
    "leftmost": ("x", 0),
    "rightmost": ("x", -1),
    "topmost": ("y", 0),
    "bottommost": ("y", -1),
}
"""Where an object can be looked for, besides "middle" and "second from the left"."""


def nth(place: int, side: str) -> str:
    """A place such as `third from the right`; `place` counts from 0."""
    return f"{ORDINALS[place]} from the {side}"


def find(where: str, found: Sequence[Placed]) -> Placed | None:
    """The one at a place; None where there is none, or no single one."""
    if where == "only":
        return found[0] if len(found) == 1 else None
    axis, place = _axis_and_place(where, found)
    ordered = sorted(found, key=coordinate(axis))
    if not -len(ordered) <= place < len(ordered):
        return None
    chosen = ordered[place]
    room = 0.4 * median(each.extent for each in found)
    at = coordinate(axis)
    alone = sum(abs(at(each) - at(chosen)) < room for each in found) == 1
    return chosen if alone else None


def _axis_and_place(where: str, found: Sequence[Placed]) -> tuple[str, int]:
    if where in PLACES:
        return PLACES[where]
    if where == "middle":
        wide = _spread(found, "x") >= _spread(found, "y")
        return "x" if wide else "y", len(found) // 2 if len(found) % 2 else len(found)
    ordinal, _, side = where.partition(" from the ")
    place = ORDINALS.index(ordinal)
    return "x" if side in ("left", "right") else "y", place if side in ("left", "top") else -1 - place


def _spread(found: Sequence[Placed], axis: str) -> float:
    values = [coordinate(axis)(each) for each in found]
    return max(values, default=0.0) - min(values, default=0.0)


def coordinate(axis: str) -> Callable[[Placed], float]:
    return (lambda placed: placed.x) if axis == "x" else (lambda placed: placed.y)


def rows(seen: Seen) -> list[list[Placed]]:
    """Objects by row, from top to bottom, each from left to right."""
    found: list[list[Placed]] = []
    room = 0.5 * max((placed.extent for placed in seen), default=0.0)
    for placed in sorted(seen, key=lambda each: each.y):
        if found and placed.y - found[-1][-1].y < room:
            found[-1].append(placed)
        else:
            found.append([placed])
    return [sorted(row, key=lambda each: each.x) for row in found]


def object_at(where: str, noun: str = "object") -> str:
    """`the leftmost object`, `the second glass from the left`, `the object in the middle`."""
    if where == "only":
        return f"the {noun}"
    if where == "middle":
        return f"the {noun} in the middle"
    ordinal, from_the, side = where.partition(" from the ")
    return f"the {ordinal} {noun}{from_the}{side}"
