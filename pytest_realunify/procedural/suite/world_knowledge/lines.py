"""Lines of a picture that facts decide: a phrase that implies objects, the objects, and what a mistake would show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from pytest_realunify.procedural.suite.base import Chance
from pytest_realunify.procedural.suite.objects import WIDEST
from pytest_realunify.procedural.world.scene import Item, Scene, rows_of

Items = tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Room:
    """Objects that a picture may hold, and that one row of it may."""

    alone: int
    row: int

    @classmethod
    def of(cls, objects: int) -> Room:
        return cls(objects, min(objects, WIDEST))


@dataclass(frozen=True, slots=True)
class Line:
    """`phrase` follows upon "Draw". `placed`: it says the order of its objects, so it must be one row."""

    phrase: str
    items: Items
    wrong: tuple[Items, ...]
    placed: bool = False

    def scene(self, items: Items) -> Scene:
        """The items as a picture of their own."""
        return Scene((items,)) if self.placed else rows_of(items)


class Combinations(Sequence[Any]):
    """All combinations of one of each axis, made when asked for: a pool that costs nothing to hold."""

    def __init__(self, *axes: Sequence[Any]) -> None:
        self.axes = axes

    def __len__(self) -> int:
        return prod(map(len, self.axes))

    def __getitem__(self, place: Any) -> Any:
        chosen = []
        for axis in self.axes:
            place, here = divmod(place, len(axis))
            chosen.append(axis[here])
        return tuple(chosen)


@dataclass(frozen=True, slots=True)
class Way:
    """A way to make lines. `pool` are its beginnings, dealt so that no two instances of a round have the same one, and
    `small` those for a line among several, where they differ. `facts` is how many facts a line combines; `alone`: no
    other line may stand beside it."""

    facts: int
    pool: Sequence[Any]
    line: Callable[[Chance, Any], Line]
    alone: bool = False
    weight: int = 1
    small: Sequence[Any] = ()

    def starts(self, several: bool) -> Sequence[Any]:
        return self.small if several and self.small else self.pool
