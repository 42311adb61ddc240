"""One tree in the four seasons."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Final

from pytest_realunify.procedural.drawing import PALETTE
from pytest_realunify.procedural.world.figures.base import Brush, Point, Reader, around
from pytest_realunify.procedural.world.shapes import Shape

DRESSES: Final = {"spring": "pink blossom", "summer": "green leaves", "autumn": "orange leaves", "winter": ""}
"""What the tree wears; nothing in winter."""
_BRANCHES: Final[tuple[tuple[Point, ...], ...]] = (
    ((0, 0.1), (0, -0.4)),
    ((0, 0.0), (-0.3, -0.24)),
    ((0, -0.06), (0.3, -0.3)),
    ((-0.16, -0.12), (-0.2, -0.36)),
    ((0.14, -0.18), (0.14, -0.4)),
    ((-0.1, -0.08), (-0.36, -0.1)),
    ((0.1, -0.14), (0.36, -0.14)),
)


@dataclass(frozen=True, slots=True)
class Tree:
    """Pink blossom in spring, green leaves in summer, orange leaves in autumn, bare in winter."""

    season: str
    noun: ClassVar[str] = "tree"
    extent: ClassVar[float] = 0.9
    room: ClassVar[float] = 120.0
    parts: ClassVar[int] = 1

    def fits(self) -> bool:
        return self.season in DRESSES

    def phrase(self) -> tuple[str, str, str]:
        dress = DRESSES[self.season]
        return ("", self.noun, f" with {dress}") if dress else ("bare ", self.noun, "")

    def asks(self, the: str) -> str:
        dress = DRESSES[self.season]
        return f"Does {the} have {dress}?" if dress else f"Is {the} bare?"

    def draw(self, brush: Brush, x: float, y: float) -> None:
        cell = brush.cell
        wide = 0.07 * cell
        brown = PALETTE["brown"]
        if self.season == "winter":
            for branch in _BRANCHES:
                brush.stroke(around(x, y, branch, cell), 0.03 * cell, brown)
        brush.box(x - wide, y + 0.02 * cell, x + wide, y + 0.45 * cell, brown)
        if self.season != "winter":
            colour = DRESSES[self.season].split()[0]
            brush.area(around(x, y - 0.13 * cell, _crown(), cell), PALETTE[colour])

    def slips(self) -> Iterator[Tree]:
        yield from (Tree(season) for season in DRESSES if season != self.season)

    def things(self) -> tuple[Shape, ...]:
        return ()


def _crown() -> list[Point]:
    """A round cloud of seven bulges; its lowest point covers the top of the trunk."""
    turns = [place / 84 * math.tau for place in range(84)]
    radii = [0.295 + 0.025 * abs(math.sin(3.5 * turn)) for turn in turns]
    return [(radius * math.sin(turn), -radius * math.cos(turn)) for turn, radius in zip(turns, radii, strict=True)]


def _read(match: re.Match[str]) -> Tree:
    dress = match.groupdict().get("dress")
    return Tree(next(season for season, each in DRESSES.items() if each == (dress or "").lower()))


_DRESS: Final = rf"(?P<dress>{'|'.join(filter(None, DRESSES.values()))})"
READERS: Final = (
    Reader(rf"{{n}} trees? with {_DRESS}", rf"does {{the}} have {_DRESS}", _read),
    Reader(r"{n} bare trees?", r"is {the} bare", _read),
)
