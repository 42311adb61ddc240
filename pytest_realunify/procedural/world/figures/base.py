"""What a figure is: a thing of several parts that knows its words, its drawing and what a careless drawer makes of it.

The older things of this world (shapes, arrows, signs, flags, glasses, cut circles) are told apart by `isinstance`
where they are spoken of, drawn and read. A figure brings all that along: a new one is one module.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol

from pytest_realunify.procedural.world.shapes import Shape

if TYPE_CHECKING:
    from pytest_realunify.procedural.drawing import RGB

Point = tuple[float, float]


class Brush(Protocol):
    """What a figure draws with. Places and lengths are pixels of the picture; `cell` is the figure's room, `line` the
    width of an outline."""

    @property
    def cell(self) -> float: ...
    @property
    def line(self) -> float: ...

    def box(self, left: float, top: float, right: float, bottom: float, fill: RGB) -> None:
        """A rectangle with an outline."""

    def patch(self, left: float, top: float, right: float, bottom: float, fill: RGB) -> None:
        """A rectangle without one."""

    def disc(self, x: float, y: float, size: float, fill: RGB) -> None:
        """A circle of this diameter with an outline."""

    def dot(self, x: float, y: float, size: float, fill: RGB) -> None:
        """A circle without one."""

    def area(self, corners: Sequence[Point], fill: RGB) -> None:
        """A polygon with an outline."""

    def stroke(self, points: Sequence[Point], width: float, fill: RGB) -> None:
        """A line through the points, with round joints and ends."""

    def write(self, x: float, y: float, text: str, size: float, fill: RGB) -> None:
        """Text around a middle."""

    def shape(self, kind: str, colour: str, x: float, y: float, size: float) -> None:
        """A plain shape; `size` is the longer side of its box."""


class Figure(Protocol):
    """An item of a scene. Frozen; equal figures look the same."""

    noun: ClassVar[str]
    """One word of `words.NOUNS`, or two."""
    extent: ClassVar[float]
    """Its longer side as a part of its cell."""

    @property
    def room(self) -> float:
        """Pixels of cell from which eye and machine can read it."""
        ...

    def fits(self) -> bool:
        """Whether it can be drawn."""
        ...

    def phrase(self) -> tuple[str, str, str]:
        """What stands before its noun, the noun, and what follows it, in explicit English."""
        ...

    def asks(self, the: str) -> str:
        """The question whether it is as it is; `the` names it, such as `the leftmost clock`."""
        ...

    def draw(self, brush: Brush, x: float, y: float) -> None:
        """Around its middle."""
        ...

    def slips(self) -> Iterator[Figure]:
        """What a careless drawer makes of it, the likeliest first; what cannot be drawn may be among them."""
        ...

    @property
    def parts(self) -> int:
        """How many things have to be drawn exactly."""
        ...

    def things(self) -> tuple[Shape, ...]:
        """Plain shapes that are seen in it."""
        ...


@dataclass(frozen=True, slots=True)
class Reader:
    """The inverse of a figure's words. `phrase` is a pattern such as `{n} clocks? showing …`; `asks` is one of the
    question in small letters, in which `{the}` stands for its name. `build` gets the groups of either, and may raise
    ValueError or LookupError for what no figure is."""

    phrase: str
    asks: str
    build: Callable[[re.Match[str]], Figure]


def around(x: float, y: float, points: Sequence[Point], size: float) -> list[Point]:
    """Points in units of `size` around (0, 0), in pixels around a middle."""
    return [(x + px * size, y + py * size) for px, py in points]
