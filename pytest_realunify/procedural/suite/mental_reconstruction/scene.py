"""What a puzzle's picture shows: a piece of country from above, decided completely before anything is drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

Point = tuple[float, float]

KINDS: Final = ("star", "triangle", "cross", "circle", "diamond")
COLOURS: Final = ("red", "orange", "yellow", "purple", "pink", "black")
"""Palette colours that neither the ground, the house, a river nor a road comes near."""

HOUSE_RADIUS: Final = 36.0


@dataclass(frozen=True, slots=True)
class Token:
    """One coloured shape. `radius` is that of its circumscribed circle in pixels, `tilt` is in degrees."""

    kind: str
    colour: str
    x: float
    y: float
    radius: float
    tilt: float

    @property
    def label(self) -> str:
        """How an option names it."""
        return f"the {self.colour} {self.kind}"


@dataclass(frozen=True, slots=True)
class Way:
    """A river from side to opposite side, or a road from the house out of the picture.

    A river's points run along y when it is `upright`, along x otherwise, so every place has one bank.
    """

    name: Literal["river", "road"]
    points: tuple[Point, ...]
    width: float
    upright: bool = False

    def clearance(self, x: float, y: float) -> float:
        """Pixels between a place and the way's brink; negative on the way itself."""
        return min(math.hypot(px - x, py - y) for px, py in self.points) - self.width / 2

    def bank(self, x: float, y: float) -> bool:
        """On which of a river's two sides a place lies."""
        along, across = (y, x) if self.upright else (x, y)
        here = min(self.points, key=lambda point: abs(point[1 if self.upright else 0] - along))
        return across > here[0 if self.upright else 1]


@dataclass(frozen=True, slots=True)
class Scene:
    """`size` is the side of the square picture in pixels, a multiple of `grid`. `grain` seeds the ground's texture."""

    size: int
    grid: int
    theme: int
    grain: int
    house: Point
    way: Way
    tokens: tuple[Token, ...]
