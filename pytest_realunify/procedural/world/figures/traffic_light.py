"""A traffic light of three lamps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Final

from pytest_realunify.procedural.drawing import PALETTE
from pytest_realunify.procedural.world.figures.base import Brush, Reader
from pytest_realunify.procedural.world.shapes import Shape

LAMPS: Final = ("red", "yellow", "green")
"""From top to bottom."""
HOUSING: Final = (70, 70, 75)
UNLIT: Final = (25, 25, 28)


@dataclass(frozen=True, slots=True)
class TrafficLight:
    """Exactly one lamp is lit; the others are dark."""

    lit: str
    noun: ClassVar[str] = "traffic light"
    extent: ClassVar[float] = 0.92
    room: ClassVar[float] = 120.0
    parts: ClassVar[int] = 1

    def fits(self) -> bool:
        return self.lit in LAMPS

    def phrase(self) -> tuple[str, str, str]:
        return "", self.noun, f" with only its {self.lit} lamp lit"

    def asks(self, the: str) -> str:
        return f"Is only the {self.lit} lamp of {the} lit?"

    def draw(self, brush: Brush, x: float, y: float) -> None:
        high = self.extent * brush.cell
        wide = 0.4 * high
        brush.box(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2, HOUSING)
        for place, lamp in enumerate(LAMPS):
            fill = PALETTE[lamp] if lamp == self.lit else UNLIT
            brush.disc(x, y + (place - 1) * 0.31 * high, 0.27 * high, fill)

    def slips(self) -> Iterator[TrafficLight]:
        yield from (TrafficLight(lamp) for lamp in LAMPS if lamp != self.lit)

    def things(self) -> tuple[Shape, ...]:
        return ()


def _read(match: re.Match[str]) -> TrafficLight:
    return TrafficLight(match["lit"].lower())


_LIT: Final = rf"(?P<lit>{'|'.join(LAMPS)}) lamp"
READER: Final = Reader(
    rf"{{n}} traffic lights? with only (?:its|their) {_LIT} lit", rf"is only the {_LIT} of {{the}} lit", _read
)
