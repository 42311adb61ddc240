"""A balance with two pans."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Final

from pytest_realunify.procedural.drawing import INK, PALETTE
from pytest_realunify.procedural.world.figures.base import Brush, Reader
from pytest_realunify.procedural.world.shapes import Shape

TILTS: Final = {"left": 0.12, "right": -0.12, "neither": 0.0}
"""By how many cells the left end of the beam hangs below its middle."""


@dataclass(frozen=True, slots=True)
class Balance:
    """A beam on a post. `lower` is the pan that hangs lower: left, right or neither."""

    lower: str
    noun: ClassVar[str] = "balance"
    extent: ClassVar[float] = 0.92
    room: ClassVar[float] = 140.0
    parts: ClassVar[int] = 1

    def fits(self) -> bool:
        return self.lower in TILTS

    def phrase(self) -> tuple[str, str, str]:
        after = " with its pans level" if self.lower == "neither" else f" with its {self.lower} pan lower"
        return "", self.noun, after

    def asks(self, the: str) -> str:
        if self.lower == "neither":
            return f"Are the two pans of {the} level?"
        return f"Does the {self.lower} pan of {the} hang lower than the other?"

    def draw(self, brush: Brush, x: float, y: float) -> None:
        cell, tilt = brush.cell, TILTS[self.lower]
        wide = 1.6 * brush.line
        brush.stroke([(x, y - 0.28 * cell), (x, y + 0.4 * cell)], 2 * wide, INK)
        brush.box(x - 0.17 * cell, y + 0.38 * cell, x + 0.17 * cell, y + 0.44 * cell, PALETTE["brown"])
        ends = ((-0.31, tilt), (0.31, -tilt))
        brush.stroke([(x + px * cell, y + (py - 0.28) * cell) for px, py in ends], 2 * wide, INK)
        for px, py in ends:
            middle, top = x + px * cell, y + (py - 0.28) * cell
            pan = top + 0.32 * cell
            brush.stroke([(middle - 0.12 * cell, pan), (middle, top), (middle + 0.12 * cell, pan)], wide, INK)
            corners = [(-0.15, 0), (0.15, 0), (0.09, 0.07), (-0.09, 0.07)]
            brush.area([(middle + cx * cell, pan + cy * cell) for cx, cy in corners], PALETTE["grey"])

    def slips(self) -> Iterator[Balance]:
        other = {"left": "right", "right": "left", "neither": "left"}[self.lower]
        yield Balance(other)
        yield from (Balance(lower) for lower in TILTS if lower not in (self.lower, other))

    def things(self) -> tuple[Shape, ...]:
        return ()


def _read(match: re.Match[str]) -> Balance:
    return Balance((match.groupdict().get("lower") or "neither").lower())


_LOWER: Final = r"(?P<lower>left|right) pan"
READERS: Final = (
    Reader(
        rf"{{n}} balances? with (?:its|their) {_LOWER} lower",
        rf"does the {_LOWER} of {{the}} hang lower(?: than the other)?",
        _read,
    ),
    Reader(r"{n} balances? with (?:its|their) pans level", r"are the (?:two )?pans of {the} level", _read),
)
