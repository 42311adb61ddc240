"""A path on a grid of dots, as a turtle leaves it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import ClassVar, Final

from pytest_realunify.procedural.drawing import INK, PALETTE
from pytest_realunify.procedural.world.figures.base import Brush, Reader
from pytest_realunify.procedural.world.shapes import COLOURS, Shape
from pytest_realunify.procedural.world.words import NUMBERS, number

STEPS: Final = {"up": (0, -1), "right": (1, 0), "down": (0, 1), "left": (-1, 0)}
"""Clockwise; y downwards."""
REACH: Final = 6
"""Steps from one side of the grid to the other."""
PITCH: Final = 0.125
"""Length of a step, in cells."""


@dataclass(frozen=True, slots=True)
class Path:
    """One straight step after the other from a black dot; it never meets itself."""

    colour: str
    steps: tuple[str, ...]
    noun: ClassVar[str] = "path"
    extent: ClassVar[float] = 0.9
    room: ClassVar[float] = 240.0

    @property
    def parts(self) -> int:
        return len(self.runs)

    @property
    def runs(self) -> tuple[tuple[str, int], ...]:
        """Straight stretches, such as `("right", 3)`."""
        return tuple((way, len(list(run))) for way, run in groupby(self.steps))

    def points(self) -> list[tuple[int, int]]:
        """Where it goes, counted from the dot."""
        found = [(0, 0)]
        for step in self.steps:
            dx, dy = STEPS[step]
            found.append((found[-1][0] + dx, found[-1][1] + dy))
        return found

    def fits(self) -> bool:
        if not self.steps or not set(self.steps) <= set(STEPS) or self.colour not in COLOURS:
            return False
        points = self.points()
        spans = [max(each) - min(each) for each in zip(*points, strict=True)]
        return len(set(points)) == len(points) and max(spans) <= REACH and self.colour not in ("white", "black")

    def phrase(self) -> tuple[str, str, str]:
        return f"{self.colour} ", self.noun, f" that runs from its dot {self._told()}"

    def asks(self, the: str) -> str:
        return f"Is {the} {self.colour}, and does it run from its dot {self._told()}?"

    def _told(self) -> str:
        """`two steps right, then one step up`."""
        runs = [f"{number(many)} step{'' if many == 1 else 's'} {way}" for way, many in self.runs]
        return ", then ".join(runs)

    def draw(self, brush: Brush, x: float, y: float) -> None:
        cell, half = brush.cell, self.extent * brush.cell / 2
        brush.box(x - half, y - half, x + half, y + half, PALETTE["white"])
        points = self.points()
        lows = [min(each) for each in zip(*points, strict=True)]
        spans = [max(each) - min(each) for each in zip(*points, strict=True)]
        first = [(REACH - span) // 2 - low - REACH / 2 for span, low in zip(spans, lows, strict=True)]
        for column in range(REACH + 1):
            for row in range(REACH + 1):
                px, py = (column - REACH / 2) * PITCH, (row - REACH / 2) * PITCH
                brush.dot(x + px * cell, y + py * cell, 0.016 * cell, PALETTE["grey"])
        way = [(x + (px + first[0]) * PITCH * cell, y + (py + first[1]) * PITCH * cell) for px, py in points]
        brush.stroke(way, 0.042 * cell, PALETTE[self.colour])
        brush.dot(*way[0], 0.075 * cell, INK)

    def slips(self) -> Iterator[Path]:
        """Turned, mirrored, one step too many or too few, told from its end."""
        names = list(STEPS)

        def turned(by: int) -> tuple[str, ...]:
            return tuple(names[(names.index(step) + by) % 4] for step in self.steps)

        mirror = {"left": "right", "right": "left"}
        yield replace(self, steps=tuple(mirror.get(step, step) for step in self.steps))
        yield replace(self, steps=tuple({"up": "down", "down": "up"}.get(step, step) for step in self.steps))
        yield from (replace(self, steps=turned(by)) for by in (1, 2, 3))
        yield replace(self, steps=tuple(reversed(self.steps)))
        for place, step in enumerate(self.steps):
            yield replace(self, steps=(*self.steps[:place], *self.steps[place + 1 :]))
            yield replace(self, steps=(*self.steps[: place + 1], *self.steps[place:]))
            for other in STEPS:
                if other != step:
                    yield replace(self, steps=(*self.steps[:place], other, *self.steps[place + 1 :]))

    def things(self) -> tuple[Shape, ...]:
        return ()


def of_runs(runs: Sequence[tuple[str, int]]) -> tuple[str, ...]:
    """The single steps of straight stretches."""
    return tuple(way for way, many in runs for _ in range(many))


_RUN: Final = rf"(?:{'|'.join(NUMBERS[1:13])}) steps? (?:{'|'.join(STEPS)})"
_TOLD: Final = rf"(?P<told>{_RUN}(?:, then {_RUN})*)"


def _read(match: re.Match[str]) -> Path:
    runs = [phrase.split() for phrase in match["told"].lower().split(", then ")]
    steps = of_runs([(way, NUMBERS.index(many)) for many, _, way in runs])
    return Path(match["colour"].lower(), steps)


_C: Final = rf"(?P<colour>{'|'.join(COLOURS)})"
READER: Final = Reader(
    rf"{{n}} {_C} paths? that runs? from (?:its|their) dot {_TOLD}",
    rf"is {{the}} {_C}, and does it run from its dot {_TOLD}",
    _read,
)
