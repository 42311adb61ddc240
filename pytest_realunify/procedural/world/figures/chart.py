"""A bar chart on a scale from 0 to 8."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from pytest_realunify.procedural.drawing import INK, PALETTE
from pytest_realunify.procedural.world.figures.base import Brush, Reader
from pytest_realunify.procedural.world.shapes import COLOURS, Shape

HIGHEST: Final = 8
FLOOR: Final = 0.36
"""Where the bars stand, in cells below the middle."""
UNIT: Final = 0.092
"""Height of a unit, in cells."""
LEFT: Final = -0.31
"""Where the bars begin, in cells; they end as far from the right edge of the board."""
RIGHT: Final = 0.43
BAR: Final = 0.7
"""Width of a bar as a part of its share of the floor."""


@dataclass(frozen=True, slots=True)
class BarChart:
    """Two to six bars of different colours, each of 1 to 8 whole units, on a white board with a scale."""

    colours: tuple[str, ...]
    heights: tuple[int, ...]
    noun: ClassVar[str] = "bar chart"
    extent: ClassVar[float] = 0.94
    room: ClassVar[float] = 280.0

    @property
    def parts(self) -> int:
        return len(self.heights)

    def fits(self) -> bool:
        inks = set(self.colours)
        fits = 2 <= len(self.colours) == len(self.heights) == len(inks) <= 6
        return fits and inks <= set(COLOURS) - {"white"} and all(1 <= height <= HIGHEST for height in self.heights)

    def phrase(self) -> tuple[str, str, str]:
        return "", self.noun, f" with bars of these heights from left to right ({self._told()})"

    def asks(self, the: str) -> str:
        return f"From left to right, are the bars of {the} as high as this: {self._told()}?"

    def _told(self) -> str:
        """`red 3, blue 5`."""
        return ", ".join(f"{colour} {height}" for colour, height in zip(self.colours, self.heights, strict=True))

    def draw(self, brush: Brush, x: float, y: float) -> None:
        cell, half = brush.cell, self.extent * brush.cell / 2
        brush.box(x - half, y - half, x + half, y + half, PALETTE["white"])
        for height in range(HIGHEST + 1):
            level = y + (FLOOR - height * UNIT) * cell
            ink = INK if height == 0 else (205, 205, 205)
            brush.stroke([(x + LEFT * cell, level), (x + RIGHT * cell, level)], brush.line, ink)
            brush.write(x + (LEFT - 0.07) * cell, level, str(height), 0.065 * cell, INK)
        share = (RIGHT - LEFT) / len(self.heights)
        for place, (colour, height) in enumerate(zip(self.colours, self.heights, strict=True)):
            middle = x + (LEFT + (place + 0.5) * share) * cell
            wide = BAR * share * cell / 2
            top, floor = y + (FLOOR - height * UNIT) * cell, y + FLOOR * cell
            brush.box(middle - wide, top, middle + wide, floor, PALETTE[colour])

    def slips(self) -> Iterator[BarChart]:
        """A bar too high or too low, two heights or two bars exchanged, the other way round."""
        for place, height in enumerate(self.heights):
            for off in (1, -1, 2, -2):
                yield replace(self, heights=(*self.heights[:place], height + off, *self.heights[place + 1 :]))
        for one in range(len(self.heights)):
            for other in range(one + 1, len(self.heights)):
                heights, colours = list(self.heights), list(self.colours)
                heights[one], heights[other] = heights[other], heights[one]
                colours[one], colours[other] = colours[other], colours[one]
                yield replace(self, heights=tuple(heights))
                yield replace(self, colours=tuple(colours))
                yield BarChart(tuple(colours), tuple(heights))
        yield BarChart(self.colours[::-1], self.heights[::-1])
        yield BarChart(self.colours[:-1], self.heights[:-1])

    def things(self) -> tuple[Shape, ...]:
        return ()


_C: Final = "|".join(COLOURS)
_BARS: Final = rf"(?P<told>(?:{_C}) \d(?:, (?:{_C}) \d)+)"


def _read(match: re.Match[str]) -> BarChart:
    bars = [bar.split() for bar in match["told"].lower().split(", ")]
    return BarChart(tuple(colour for colour, _ in bars), tuple(int(height) for _, height in bars))


READER: Final = Reader(
    rf"{{n}} bar charts? with bars of these heights from left to right \({_BARS}\)",
    rf"from left to right, are the bars of {{the}} as high as this: {_BARS}",
    _read,
)
