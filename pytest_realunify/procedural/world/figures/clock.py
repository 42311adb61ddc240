"""A clock face with two hands."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from pytest_realunify.procedural.drawing import INK, PALETTE
from pytest_realunify.procedural.world.figures.base import Brush, Point, Reader
from pytest_realunify.procedural.world.shapes import Shape

HANDS: Final = ((0.24, 0.05), (0.37, 0.028))
"""Length and width of the hour hand and the minute hand as parts of the cell."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Hours 1 to 12 and minutes in fives. The hour hand moves on with the minutes."""

    hour: int
    minute: int
    noun: ClassVar[str] = "clock"
    extent: ClassVar[float] = 0.88
    room: ClassVar[float] = 150.0
    parts: ClassVar[int] = 1

    @property
    def time(self) -> str:
        """`4:05`."""
        return f"{self.hour}:{self.minute:02d}"

    def fits(self) -> bool:
        return 1 <= self.hour <= 12 and 0 <= self.minute < 60 and self.minute % 5 == 0

    def phrase(self) -> tuple[str, str, str]:
        return "", self.noun, f" showing {self.time}"

    def asks(self, the: str) -> str:
        return f"Does {the} show {self.time}?"

    def draw(self, brush: Brush, x: float, y: float) -> None:
        cell = brush.cell
        brush.disc(x, y, self.extent * cell, PALETTE["white"])
        for place in range(12):
            length = 0.07 if place % 3 == 0 else 0.035
            ends = (_at(place / 12, 0.41 - length), _at(place / 12, 0.41))
            brush.stroke([(x + px * cell, y + py * cell) for px, py in ends], brush.line, INK)
        turns = ((self.hour % 12 + self.minute / 60) / 12, self.minute / 60)
        for turn, (length, width) in zip(turns, HANDS, strict=True):
            px, py = _at(turn, length)
            brush.stroke([(x, y), (x + px * cell, y + py * cell)], width * cell, INK)
        brush.dot(x, y, 0.07 * cell, INK)

    def slips(self) -> Iterator[Clock]:
        """The hands taken for each other, the hours and the minutes off, the hour hand at rest on another hour."""
        yield Clock((self.minute // 5) or 12, 5 * (self.hour % 12))
        for off in (1, -1, 2, -2, 3, 6):
            yield replace(self, hour=(self.hour + off - 1) % 12 + 1)
        for off in (30, 15, -15, 5, -5, 10, -10):
            yield replace(self, minute=(self.minute + off) % 60)

    def things(self) -> tuple[Shape, ...]:
        return ()


def _at(turn: float, radius: float) -> Point:
    """Clockwise from the top."""
    return radius * math.sin(turn * math.tau), -radius * math.cos(turn * math.tau)


def _read(match: re.Match[str]) -> Clock:
    return Clock(int(match["hour"]), int(match["minute"]))


_TIME: Final = r"(?P<hour>\d{1,2}):(?P<minute>\d\d)"
READER: Final = Reader(rf"{{n}} clocks? showing {_TIME}", rf"does {{the}} show (?:the time )?{_TIME}", _read)
