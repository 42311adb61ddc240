"""A wall thermometer from 0 to 50 degrees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Final

from pytest_realunify.procedural.drawing import INK, PALETTE
from pytest_realunify.procedural.world.figures.base import Brush, Reader
from pytest_realunify.procedural.world.shapes import Shape

HIGHEST: Final = 50
WIDTH: Final = 0.46
SCALE: Final = (0.27, -0.37)
"""Where 0 and 50 degrees stand, in cells below the middle."""
TUBE: Final = (-0.09, 0.1)
"""The middle of the tube and its width, in cells."""


@dataclass(frozen=True, slots=True)
class Thermometer:
    """Red liquid in a tube, on a white board with a scale; in steps of 5 degrees."""

    degrees: int
    noun: ClassVar[str] = "thermometer"
    extent: ClassVar[float] = 0.92
    room: ClassVar[float] = 220.0
    parts: ClassVar[int] = 1

    def fits(self) -> bool:
        return 0 <= self.degrees <= HIGHEST and self.degrees % 5 == 0

    def phrase(self) -> tuple[str, str, str]:
        return "", self.noun, f" standing at {self.degrees} degrees"

    def asks(self, the: str) -> str:
        return f"Does {the} stand at {self.degrees} degrees?"

    def draw(self, brush: Brush, x: float, y: float) -> None:
        cell = brush.cell
        half, high = WIDTH * cell / 2, self.extent * cell / 2
        brush.box(x - half, y - high, x + half, y + high, PALETTE["white"])
        middle, wide = x + TUBE[0] * cell, TUBE[1] * cell
        top, floor = y + (SCALE[1] - 0.03) * cell, y + (SCALE[0] + 0.08) * cell
        for degrees in range(0, HIGHEST + 1, 10):
            level = y + _height(degrees) * cell
            brush.stroke([(middle + 0.07 * cell, level), (middle + 0.12 * cell, level)], brush.line, INK)
            brush.write(middle + 0.2 * cell, level, str(degrees), 0.085 * cell, INK)
        brush.box(middle - wide / 2, top, middle + wide / 2, floor, PALETTE["white"])
        brush.disc(middle, floor, 1.9 * wide, PALETTE["red"])
        inner = wide / 2 - brush.line
        brush.patch(middle - inner, y + _height(self.degrees) * cell, middle + inner, floor, PALETTE["red"])

    def slips(self) -> Iterator[Thermometer]:
        yield from (Thermometer(self.degrees + off) for off in (10, -10, 5, -5, 20, -20, 15, -15))

    def things(self) -> tuple[Shape, ...]:
        return ()


def _height(degrees: int) -> float:
    low, high = SCALE
    return low + (high - low) * degrees / HIGHEST


def _read(match: re.Match[str]) -> Thermometer:
    return Thermometer(int(match["degrees"]))


_AT: Final = r"(?P<degrees>\d{1,2}) degrees"
READER: Final = Reader(rf"{{n}} thermometers? standing at {_AT}", rf"does {{the}} stand at {_AT}", _read)
