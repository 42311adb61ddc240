"""Draws scenes: flat colours with a dark outline on plain paper, antialiased."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from pytest_realunify.procedural.drawing import INK, PALETTE, PAPER, RGB, Canvas, font
from pytest_realunify.procedural.world.layout import PARTS, Plan, plan
from pytest_realunify.procedural.world.outlines import Point, arrow, outline
from pytest_realunify.procedural.world.scene import (
    DIRECTIONS,
    SIZES,
    Arrow,
    Flag,
    Glass,
    Halves,
    Item,
    Pie,
    Scene,
    Shape,
    Sign,
)

if TYPE_CHECKING:
    from PIL.Image import Image

OUTLINE: Final = 0.016
"""Width of the outline as a part of the cell, at least two pixels."""

SPACING: Final = 0.04
"""Between a sign's letters, as a part of the font size. No kerning: with a J pushed under it, a T reads as an I."""

GLASS: Final = (0.54, 0.84)
"""Width and height of a glass as parts of its cell."""

WATERLINES: Final = (0.0, 0.265, 0.51, 0.755, 0.94)
"""Height of the liquid by level, as a part of the whole height: quarters of the inside; full leaves the rim free."""


def paint(scene: Scene) -> Image:
    """An RGB picture, square, 512 px or larger. The same scene gives the same pixels."""
    layout = plan(scene)
    canvas = Canvas(layout.side, layout.side, scale=2)
    pen = Pen(canvas, layout)
    for placed in layout.placed:
        pen.draw(placed.item, placed.x, placed.y)
    return canvas.finish()


def line_width(cell: float) -> float:
    """Pixels."""
    return max(2.0, OUTLINE * cell)


def text_size(text: str, cell: float) -> int:
    """Font size in pixels of the writing on a sign: as high as fits, or as wide."""
    room = PARTS[Sign] * cell - 8 * line_width(cell)
    return int(min(0.4 * cell, room / _length(text)))


def _length(text: str) -> float:
    """Width of the writing as a part of its font size."""
    return sum(font(40).getlength(letter) / 40 for letter in text) + SPACING * (len(text) - 1)


class Pen:
    """Draws items at a place, all in units of the layout's cell."""

    def __init__(self, canvas: Canvas, layout: Plan) -> None:
        self.canvas = canvas
        self.cell = layout.cell
        self.line = line_width(layout.cell)

    def draw(self, item: Item, x: float, y: float) -> None:
        if isinstance(item, Shape):
            self.shape(item.kind, item.colour, x, y, SIZES[item.size] * self.cell)
        elif isinstance(item, Arrow):
            self.polygon(arrow(*DIRECTIONS[item.direction]), item.colour, x, y, SIZES[item.size] * self.cell)
        elif isinstance(item, Sign):
            self.sign(item, x, y)
        elif isinstance(item, Flag):
            self.flag(item, x, y)
        elif isinstance(item, Glass):
            self.glass(item, x, y)
        elif isinstance(item, Halves):
            self.halves(item, x, y)
        elif isinstance(item, Pie):
            self.pie(item, x, y)
        else:
            item.draw(self, x, y)

    def shape(self, kind: str, colour: str, x: float, y: float, size: float) -> None:
        """`size` is the longer side of the outline's box."""
        if kind in ("circle", "ring"):
            self.disc(x, y, size, PALETTE[colour])
            if kind == "ring":
                self.disc(x, y, size * 0.56, PAPER)
            return
        self.polygon(outline(kind), colour, x, y, size)

    def disc(self, x: float, y: float, size: float, fill: tuple[int, int, int]) -> None:
        half = size / 2
        box = self.canvas.at(x - half, y - half, x + half, y + half)
        self.canvas.draw.ellipse(box, fill=fill, outline=INK, width=self._width())

    def polygon(self, points: Sequence[Point], colour: str, x: float, y: float, size: float) -> None:
        """Points in units of `size`, around (0, 0)."""
        corners = [self.canvas.at(x + px * size, y + py * size) for px, py in points]
        self.canvas.draw.polygon(corners, fill=PALETTE[colour])
        self.canvas.draw.line([*corners, *corners[:2]], fill=INK, width=self._width(), joint="curve")

    def sign(self, sign: Sign, x: float, y: float) -> None:
        width, height = PARTS[Sign] * self.cell, 0.5 * self.cell
        box = self.canvas.at(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
        self.canvas.draw.rectangle(box, fill=PALETTE["white"], outline=INK, width=self._width())
        size = text_size(sign.text, self.cell)
        x -= size * _length(sign.text) / 2
        for letter in sign.text:
            self.canvas.text(x, y, letter, size, PALETTE[sign.colour], anchor="lm")
            x += size * (_length(letter) + SPACING)

    def flag(self, flag: Flag, x: float, y: float) -> None:
        width, height = PARTS[Flag] * self.cell, PARTS[Flag] * self.cell * 2 / 3
        left, top, count = x - width / 2, y - height / 2, len(flag.colours)
        for place, colour in enumerate(flag.colours):
            if flag.stripes == "horizontal":
                box = (left, top + place * height / count, left + width, top + (place + 1) * height / count)
            else:
                box = (left + place * width / count, top, left + (place + 1) * width / count, top + height)
            self.canvas.draw.rectangle(self.canvas.at(*box), fill=PALETTE[colour])
        frame = self.canvas.at(left, top, left + width, top + height)
        self.canvas.draw.rectangle(frame, outline=INK, width=self._width())

    def glass(self, glass: Glass, x: float, y: float) -> None:
        width, height = GLASS[0] * self.cell, GLASS[1] * self.cell
        left, top, floor = x - width / 2, y - height / 2, y + height / 2
        surface = floor - WATERLINES[glass.level] * height
        inside = self.canvas.at(left, top, left + width, floor)
        self.canvas.draw.rectangle(inside, fill=PALETTE["white"])
        if glass.liquid:
            self.canvas.draw.rectangle(self.canvas.at(left, surface, left + width, floor), fill=PALETTE[glass.liquid])
            # Without a line of its own the surface of a white liquid would not be seen.
            ends = self.canvas.at(left, surface, left + width, surface)
            self.canvas.draw.line(ends, fill=INK, width=self._width())
        if glass.thing:
            size = 0.5 * width * SIZES[glass.thing.size] / SIZES["medium"] * 0.8
            middle = surface - 0.12 * size if glass.floats else floor - size / 2 - 2 * self.line
            self.shape(glass.thing.kind, glass.thing.colour, x, middle, size)
        walls = [(left, top), (left, floor), (left + width, floor), (left + width, top)]
        corners = [self.canvas.at(*wall) for wall in walls]
        self.canvas.draw.line(corners, fill=INK, width=int(2 * self._width()), joint="curve")

    def halves(self, halves: Halves, x: float, y: float) -> None:
        size = PARTS[Halves] * self.cell
        start = 90 if halves.cut == "vertical" else 180
        box = self.canvas.at(x - size / 2, y - size / 2, x + size / 2, y + size / 2)
        for turn, colour in ((start, halves.first), (start + 180, halves.second)):
            self.canvas.draw.pieslice(box, turn, turn + 180, fill=PALETTE[colour], outline=INK, width=self._width())

    def pie(self, pie: Pie, x: float, y: float) -> None:
        size = PARTS[Pie] * self.cell
        box = self.canvas.at(x - size / 2, y - size / 2, x + size / 2, y + size / 2)
        step = 360 / pie.sectors
        for place in range(pie.sectors):
            colour = PALETTE[pie.colour if place < pie.filled else "white"]
            turn = place * step - 90
            self.canvas.draw.pieslice(box, turn, turn + step, fill=colour, outline=INK, width=self._width())

    def box(self, left: float, top: float, right: float, bottom: float, fill: RGB) -> None:
        corners = self.canvas.at(left, top, right, bottom)
        self.canvas.draw.rectangle(corners, fill=fill, outline=INK, width=self._width())

    def patch(self, left: float, top: float, right: float, bottom: float, fill: RGB) -> None:
        self.canvas.draw.rectangle(self.canvas.at(left, top, right, bottom), fill=fill)

    def dot(self, x: float, y: float, size: float, fill: RGB) -> None:
        half = size / 2
        self.canvas.draw.ellipse(self.canvas.at(x - half, y - half, x + half, y + half), fill=fill)

    def area(self, corners: Sequence[Point], fill: RGB) -> None:
        large = [self.canvas.at(*corner) for corner in corners]
        self.canvas.draw.polygon(large, fill=fill)
        self.canvas.draw.line([*large, *large[:2]], fill=INK, width=self._width(), joint="curve")

    def stroke(self, points: Sequence[Point], width: float, fill: RGB) -> None:
        large = [self.canvas.at(*point) for point in points]
        self.canvas.draw.line(large, fill=fill, width=max(1, round(width * self.canvas.scale)), joint="curve")
        for x, y in (points[0], points[-1]):
            self.dot(x, y, width, fill)

    def write(self, x: float, y: float, text: str, size: float, fill: RGB) -> None:
        self.canvas.text(x, y, text, max(6, round(size)), fill)

    def _width(self) -> int:
        return round(self.line * self.canvas.scale)
