"""Drawing in an item's own units, and the parts that every kind of item has: sign, emblem, card, slots."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import Final

from pytest_realunify.procedural.drawing import INK, PALETTE, RGB, Canvas, font
from pytest_realunify.procedural.suite.attentional_focusing.layout import PRINT
from pytest_realunify.procedural.suite.attentional_focusing.scene import SLOTS, Item

Point = tuple[float, float]

SIGNS: Final[tuple[tuple[RGB, RGB], ...]] = (
    ((252, 238, 205), (70, 40, 20)),
    ((219, 233, 247), (20, 40, 90)),
    ((222, 242, 218), (20, 70, 40)),
    ((247, 222, 222), (110, 20, 40)),
    ((232, 226, 244), (60, 30, 100)),
)
"""Plate and lettering. Light enough for every emblem, and none near the white or the yellow of the cards."""


class Pen:
    """Shapes and text relative to a corner, in units of `unit` pixels."""

    def __init__(self, canvas: Canvas, x: float, y: float, unit: float) -> None:
        self.canvas, self.x, self.y, self.unit = canvas, x, y, unit

    def _at(self, *points: Point) -> list[Point]:
        """To bitmap coordinates, on whole bitmap pixels so that equal parts come out equal."""
        scale = self.canvas.scale
        return [(round((self.x + x * self.unit) * scale), round((self.y + y * self.unit) * scale)) for x, y in points]

    def rectangle(
        self, x: float, y: float, width: float, height: float, fill: RGB, outline: RGB | None = None, radius: float = 0
    ) -> None:
        first, second = self._at((x, y), (x + width, y + height))
        self.canvas.draw.rounded_rectangle(
            (*first, second[0] - 1, second[1] - 1),
            radius * self.unit * self.canvas.scale,
            fill,
            outline,
            width=self.canvas.scale,
        )

    def ellipse(self, x: float, y: float, width: float, height: float, fill: RGB, outline: RGB | None = None) -> None:
        """Around its middle."""
        first, second = self._at((x - width / 2, y - height / 2), (x + width / 2, y + height / 2))
        self.canvas.draw.ellipse((*first, *second), fill, outline, width=self.canvas.scale)

    def polygon(self, points: Sequence[Point], fill: RGB, outline: RGB | None = None) -> None:
        self.canvas.draw.polygon(self._at(*points), fill, outline, width=self.canvas.scale)

    def line(self, points: Sequence[Point], fill: RGB, width: float = 1) -> None:
        thick = max(1, round(width * self.unit * self.canvas.scale))
        self.canvas.draw.line(self._at(*points), fill, thick, joint="curve")

    def text(self, x: float, y: float, text: str, fill: RGB) -> None:
        """In the smallest print, centred on the middle of its capitals' height."""
        scale, size = self.canvas.scale, round(PRINT * self.unit)
        face = font(size * scale)
        [(middle, height)] = self._at((x, y))
        baseline = round(height + 0.35 * size * scale)
        start = round(middle - face.getlength(text) / 2)
        self.canvas.draw.text((start, baseline), text, fill=fill, font=face, anchor="ls")


def sign(pen: Pen, item: Item, x: float, y: float, width: float) -> None:
    """A plate with the emblem and the name, 27 units high."""
    plate, ink = SIGNS[item.look % len(SIGNS)]
    height, emblem = PRINT + 12, PRINT + 2
    pen.rectangle(x, y, width, height, plate, ink, radius=3)
    emblem_middle = x + 5 + emblem / 2
    draw_emblem(pen, emblem_middle, y + height / 2, emblem, item.shape, PALETTE[item.colours["emblem"]])
    rest = emblem_middle + emblem / 2 + 7
    # A little above the middle: descenders need room above the plate's edge.
    pen.text((rest + x + width - 5) / 2, y + height / 2 - 0.07 * PRINT, item.name, ink)


def card(pen: Pen, x: float, y: float, width: float, colour: str, text: str) -> None:
    """A yellow or white card, 22 units high."""
    pen.rectangle(x, y, width, PRINT + 7, PALETTE[colour], (120, 110, 90), radius=1.5)
    pen.text(x + width / 2, y + (PRINT + 7) / 2, text, INK)


def slots(item: Item) -> list[str | None]:
    """What each of the slots holds: the item's things in a mixed order, and empty ones."""
    filled: list[str | None] = [thing for thing, count in item.counts.items() for _ in range(count)]
    filled += [None] * (SLOTS - len(filled))
    random.Random(item.look).shuffle(filled)
    return filled


def draw_emblem(pen: Pen, x: float, y: float, size: float, shape: str, fill: RGB) -> None:
    """A small flat shape around (x, y)."""
    if shape == "circle":
        pen.ellipse(x, y, 0.96 * size, 0.96 * size, fill)
    else:
        pen.polygon([(x + size * across / 2, y + size * down / 2) for across, down in outline(shape)], fill)


def outline(shape: str) -> list[Point]:
    """Corners of a shape that fits -1..1, y downwards."""
    if shape == "heart":
        turns = [math.tau * step / 40 for step in range(40)]
        return [
            (
                math.sin(turn) ** 3,
                -(13 * math.cos(turn) - 5 * math.cos(2 * turn) - 2 * math.cos(3 * turn) - math.cos(4 * turn)) / 16.5,
            )
            for turn in turns
        ]
    if shape == "crescent":
        outer = [_on_circle(0.0, 1.0, 40 + 280 * step / 30) for step in range(31)]
        inner = [_on_circle(0.42, 0.73, 318 - 276 * step / 30) for step in range(31)]
        return [(across + 0.1, down) for across, down in outer + inner]
    if shape == "star":
        return [_on_circle(0.0, 1.05 if step % 2 == 0 else 0.43, 270 + 36 * step) for step in range(10)]
    return list(_POLYGONS[shape])


def _on_circle(centre: float, radius: float, degrees: float) -> Point:
    turn = math.radians(degrees)
    return centre + radius * math.cos(turn), radius * math.sin(turn)


_POLYGONS: Final[dict[str, tuple[Point, ...]]] = {
    "square": ((-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)),
    "triangle": ((0, -0.95), (1, 0.85), (-1, 0.85)),
    "diamond": ((0, -1), (0.8, 0), (0, 1), (-0.8, 0)),
    "cross": (
        *((-0.32, -0.95), (0.32, -0.95), (0.32, -0.32), (0.95, -0.32), (0.95, 0.32), (0.32, 0.32)),
        *((0.32, 0.95), (-0.32, 0.95), (-0.32, 0.32), (-0.95, 0.32), (-0.95, -0.32), (-0.32, -0.32)),
    ),
}
