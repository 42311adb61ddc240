"""Small scenes in which something can be counted: candles on a cake, windows of a house, birds on a wire."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar, Final

from pytest_realunify.procedural.drawing import INK, PALETTE
from pytest_realunify.procedural.world.figures.base import Brush, Reader, around
from pytest_realunify.procedural.world.shapes import Shape
from pytest_realunify.procedural.world.words import NUMBERS, number

MOST: Final = 6


@dataclass(frozen=True, slots=True)
class Cake:
    """One to six burning candles in a row on a pink cake."""

    candles: int
    noun: ClassVar[str] = "cake"
    extent: ClassVar[float] = 0.86
    room: ClassVar[float] = 170.0

    @property
    def parts(self) -> int:
        return self.candles

    def fits(self) -> bool:
        return 1 <= self.candles <= MOST

    def phrase(self) -> tuple[str, str, str]:
        return "", self.noun, f" with {_some(self.candles, 'candle')}"

    def asks(self, the: str) -> str:
        return _how_many(self.candles, "candle", f"on {the}")

    def draw(self, brush: Brush, x: float, y: float) -> None:
        cell = brush.cell
        half, top = 0.43 * cell, y + 0.04 * cell
        for place in range(self.candles):
            middle = x + (place - (self.candles - 1) / 2) * 0.135 * cell
            brush.box(middle - 0.02 * cell, top - 0.24 * cell, middle + 0.02 * cell, top, PALETTE["blue"])
            flame = [(0, -0.11), (0.032, -0.03), (0, 0.02), (-0.032, -0.03)]
            brush.area(around(middle, top - 0.25 * cell, flame, cell), PALETTE["yellow"])
        brush.box(x - half, top, x + half, y + 0.36 * cell, PALETTE["pink"])
        brush.patch(x - half + brush.line, y + 0.17 * cell, x + half - brush.line, y + 0.22 * cell, PALETTE["white"])

    def slips(self) -> Iterator[Cake]:
        yield from (Cake(self.candles + off) for off in (1, -1, 2, -2, 3, -3))

    def things(self) -> tuple[Shape, ...]:
        return ()


@dataclass(frozen=True, slots=True)
class House:
    """One to six blue windows, three on a floor, filled from the upper left; below them a door."""

    windows: int
    noun: ClassVar[str] = "house"
    extent: ClassVar[float] = 0.92
    room: ClassVar[float] = 170.0

    @property
    def parts(self) -> int:
        return self.windows

    def fits(self) -> bool:
        return 1 <= self.windows <= MOST

    def phrase(self) -> tuple[str, str, str]:
        return "", self.noun, f" with {_some(self.windows, 'window')}"

    def asks(self, the: str) -> str:
        return _how_many(self.windows, "window", f"in {the}")

    def draw(self, brush: Brush, x: float, y: float) -> None:
        cell = brush.cell
        brush.box(x - 0.33 * cell, y - 0.16 * cell, x + 0.33 * cell, y + 0.45 * cell, PALETTE["yellow"])
        roof = [(-0.42, -0.16), (0, -0.46), (0.42, -0.16)]
        brush.area(around(x, y, roof, cell), PALETTE["red"])
        brush.box(x - 0.07 * cell, y + 0.27 * cell, x + 0.07 * cell, y + 0.45 * cell, PALETTE["brown"])
        for place in range(self.windows):
            middle, floor = x + (place % 3 - 1) * 0.2 * cell, y + (0.19 * (place // 3) - 0.03) * cell
            half = 0.062 * cell
            brush.box(middle - half, floor - half, middle + half, floor + half, PALETTE["blue"])

    def slips(self) -> Iterator[House]:
        yield from (House(self.windows + off) for off in (1, -1, 2, -2, 3, -3))

    def things(self) -> tuple[Shape, ...]:
        return ()


@dataclass(frozen=True, slots=True)
class Wire:
    """One to six black birds side by side on a wire between two poles."""

    birds: int
    noun: ClassVar[str] = "wire"
    extent: ClassVar[float] = 0.94
    room: ClassVar[float] = 190.0

    @property
    def parts(self) -> int:
        return self.birds

    def fits(self) -> bool:
        return 1 <= self.birds <= MOST

    def phrase(self) -> tuple[str, str, str]:
        return "", self.noun, f" with {_some(self.birds, 'bird')} on it"

    def asks(self, the: str) -> str:
        return _how_many(self.birds, "bird", f"on {the}")

    def draw(self, brush: Brush, x: float, y: float) -> None:
        cell = brush.cell
        for side in (-0.44, 0.44):
            pole = x + side * cell
            brush.box(pole - 0.025 * cell, y - 0.14 * cell, pole + 0.025 * cell, y + 0.3 * cell, PALETTE["brown"])
        wire = y + 0.02 * cell
        brush.stroke([(x - 0.44 * cell, wire), (x + 0.44 * cell, wire)], 1.5 * brush.line, INK)
        for place in range(self.birds):
            middle = x + (place - (self.birds - 1) / 2) * 0.138 * cell
            tail = [(-0.038, 0.025), (-0.017, 0.0), (0.0, 0.085), (-0.026, 0.1)]
            brush.area(around(middle, wire - 0.042 * cell, tail, cell), INK)
            brush.dot(middle, wire - 0.046 * cell, 0.084 * cell, INK)
            brush.dot(middle + 0.017 * cell, wire - 0.098 * cell, 0.055 * cell, INK)
            beak = [(0.038, -0.012), (0.064, 0.0), (0.038, 0.01)]
            brush.area(around(middle, wire - 0.098 * cell, beak, cell), PALETTE["orange"])

    def slips(self) -> Iterator[Wire]:
        yield from (Wire(self.birds + off) for off in (1, -1, 2, -2, 3, -3))

    def things(self) -> tuple[Shape, ...]:
        return ()


def _some(count: int, noun: str) -> str:
    return f"{number(count)} {noun}{'' if count == 1 else 's'}"


def _how_many(count: int, noun: str, where: str) -> str:
    return f"{'Is' if count == 1 else 'Are'} there exactly {_some(count, noun)} {where}?"


def _reader(cls: Callable[[int], Cake | House | Wire], noun: str, part: str, joint: str, tail: str = "") -> Reader:
    several = rf"(?P<many>{'|'.join(NUMBERS[1 : MOST + 1])}) {part}s?"

    def read(match: re.Match[str]) -> Cake | House | Wire:
        return cls(NUMBERS.index(match["many"].lower()))

    asks = rf"(?:is|are) there (?:exactly )?{several} {joint} {{the}}"
    return Reader(rf"{{n}} {noun}s? with {several}{tail}", asks, read)


READERS: Final = (
    _reader(Cake, "cake", "candle", "on"),
    _reader(House, "house", "window", "in"),
    _reader(Wire, "wire", "bird", "on", " on (?:it|them)"),
)
