"""Figures in a hand's colours, lines, light and font. Where their parts lie is theirs: each figure knows that alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pytest_realunify.procedural.drawing import PALETTE
from pytest_realunify.procedural.styles.drawing import Pen, at
from pytest_realunify.procedural.styles.outlines import Point, circle
from pytest_realunify.procedural.styles.palettes import RGB
from pytest_realunify.procedural.styles.plain import draw_shape
from pytest_realunify.procedural.world.figures.base import Figure

_NAMES: Final = {value: name for name, value in PALETTE.items()}
_INK: Final[RGB] = (50, 50, 56)
_DARK: Final = 60


class Brush:
    """What `world.figures.base.Brush` asks for, in a style."""

    def __init__(self, pen: Pen, cell: float) -> None:
        self.pen = pen
        self.cell = cell
        self.line = max(1.0, max(pen.style.line.width, 0.012) * cell)
        self._cast = True

    def box(self, left: float, top: float, right: float, bottom: float, fill: RGB) -> None:
        self._solid([(left, top), (right, top), (right, bottom), (left, bottom)], fill)

    def patch(self, left: float, top: float, right: float, bottom: float, fill: RGB) -> None:
        corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
        self.pen.area(corners, self._colour(fill), shaded=False)

    def disc(self, x: float, y: float, size: float, fill: RGB) -> None:
        self._solid(at(circle(), x, y, size), fill)

    def dot(self, x: float, y: float, size: float, fill: RGB) -> None:
        self.pen.area(at(circle(), x, y, size), self._colour(fill), shaded=False)

    def area(self, corners: Sequence[Point], fill: RGB) -> None:
        self._solid(corners, fill)

    def stroke(self, points: Sequence[Point], width: float, fill: RGB) -> None:
        self.pen.stroke(points, self._colour(fill), max(1.0, width))

    def write(self, x: float, y: float, text: str, size: float, fill: RGB) -> None:
        self.pen.text(x, y, text, size, self._colour(fill))

    def shape(self, kind: str, colour: str, x: float, y: float, size: float) -> None:
        draw_shape(self.pen, kind, self.pen.colour(colour), x, y, size, 0.0)

    def _solid(self, points: Sequence[Point], fill: RGB) -> None:
        """The first part casts the shadow of the whole; what is white has a rim on a white ground in any hand."""
        colour = self._colour(fill)
        xs, ys = zip(*points, strict=True)
        size = max(max(xs) - min(xs), max(ys) - min(ys))
        line = self.pen.style.line
        self.pen.solid(points, colour, min(self.cell, max(size, 0.3 * self.cell)), shadow=self._cast)
        self._cast = False
        if line.width <= 0 and fill == PALETTE["white"]:
            self.pen.stroke(points, (110, 110, 116), max(1.0, 0.01 * self.cell), closed=True)

    def _colour(self, fill: RGB) -> RGB:
        """A name's colour is the hand's; ink is its line's, greys stay as they are."""
        if fill in _NAMES:
            return self.pen.colour(_NAMES[fill])
        line = self.pen.style.line
        if max(fill) < _DARK:
            return line.colour if not isinstance(line.colour, str) and max(line.colour) < 120 else _INK
        return fill


def figure(pen: Pen, item: Figure, x: float, y: float, cell: float, tilt: float) -> None:
    """Upright: no figure is asked for aslant."""
    del tilt
    item.draw(Brush(pen, cell), x, y)
