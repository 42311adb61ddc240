"""A painter of its own with Pillow, in three styles: none of its lines, colours, forms or light is the package's.

Only where the parts of a figure (a clock, a board) lie is asked of the figure itself, through its `Brush`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from own_forms import Point, boxed, circle, form, moved, turned
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from pytest_realunify.procedural.drawing import PALETTE
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

RGB = tuple[int, int, int]
SCALE: Final = 2
SIDE: Final = 640


@dataclass(frozen=True)
class Style:
    """`line`: width of outlines as a part of a thing's size; `depth`: how much light and dark there is in a fill."""

    colours: Mapping[str, RGB]
    ground: RGB
    line: float
    ink: RGB
    depth: float = 0.0
    shadow: float = 0.0


def _table(texts: str) -> dict[str, RGB]:
    found = {}
    for pair in texts.split():
        name, value = pair.split("=")
        found[name] = (int(value[:2], 16), int(value[2:4], 16), int(value[4:], 16))
    return found


STYLES: Final[dict[str, Style]] = {
    "outlined": Style(
        _table(
            "red=e5342f orange=f58a1f yellow=ffe14a green=2fa84f cyan=2cd3e8 blue=2a6bdb purple=8e3fb8 pink=ff9ec4 "
            "brown=8a4b22 black=111111 white=ffffff grey=8f8f8f"
        ),
        (255, 255, 255),
        0.03,
        (25, 25, 30),
    ),
    "flat": Style(
        _table(
            "red=ef4444 orange=ff8a15 yellow=facc15 green=22a94f cyan=22d3ee blue=2f6ff0 purple=9333c8 pink=f9a0cc "
            "brown=7c4a21 black=171717 white=ffffff grey=8b8f96"
        ),
        (241, 243, 246),
        0.0,
        (60, 64, 72),
    ),
    "shaded": Style(
        _table(
            "red=d8262c orange=f28a18 yellow=f6d21f green=2c9a46 cyan=35c9dc blue=2c62d0 purple=8238b4 pink=f48fbe "
            "brown=84502a black=1a1a1d white=fbfbfb grey=8a8a8d"
        ),
        (250, 244, 230),
        0.02,
        (50, 44, 44),
        0.3,
        0.25,
    ),
}


def paint(style: Style, scene: Scene) -> Image.Image:
    """RGB; rows centred."""
    columns, rows = max(map(len, scene.rows)), len(scene.rows)
    side = SIDE if max(columns, rows) < 6 else 960
    plain = all(isinstance(item, Shape | Arrow | Sign | Flag | Glass | Halves | Pie) for item in scene)
    cell = side * min(0.9 / max(columns, rows), 0.45 if plain else 0.75)
    hand = _Hand(style, side, cell)
    for number, line in enumerate(scene.rows):
        for place, item in enumerate(line):
            x, y = (side / 2 + (at - (count - 1) / 2) * cell for at, count in ((place, len(line)), (number, rows)))
            hand.item(item, x, y)
    return hand.image.resize((side, side), Image.Resampling.BOX)


class _Hand:
    """Draws in pixels of the picture, on a sheet SCALE times as large. What figures call a brush."""

    def __init__(self, style: Style, side: int, cell: float) -> None:
        self.style = style
        self.cell = cell
        self.line = max(1.5, 0.016 * cell)
        self.image = Image.new("RGB", (side * SCALE, side * SCALE), style.ground)

    def item(self, item: Item, x: float, y: float) -> None:
        cell, name = self.cell, self.style.colours
        if isinstance(item, Shape):
            self.shape(item.kind, item.colour, x, y, SIZES[item.size] * cell)
        elif isinstance(item, Arrow):
            dx, dy = DIRECTIONS[item.direction]
            head = [(-0.5, -0.1), (0.08, -0.1), (0.08, -0.29), (0.5, 0), (0.08, 0.29), (0.08, 0.1), (-0.5, 0.1)]
            self._solid(moved(turned(head, math.atan2(dy, dx)), x, y, SIZES[item.size] * cell), name[item.colour])
        elif isinstance(item, Sign):
            self._sign(item, x, y)
        elif isinstance(item, Flag):
            self._flag(item, x, y)
        elif isinstance(item, Glass):
            self._glass(item, x, y)
        elif isinstance(item, Halves):
            first, second = name[item.first], name[item.second]
            start = 90 if item.cut == "vertical" else 180
            self._sectors(x, y, [(start, 180, first), (start + 180, 180, second)])
        elif isinstance(item, Pie):
            step = 360 / item.sectors
            fills = [name[item.colour if place < item.filled else "white"] for place in range(item.sectors)]
            self._sectors(x, y, [(place * step - 90, step, fill) for place, fill in enumerate(fills)], parted=True)
        else:
            item.draw(self, x, y)

    def shape(self, kind: str, colour: str, x: float, y: float, size: float) -> None:
        fill = self.style.colours[colour]
        if kind == "ring":
            self._solid(moved(circle(), x, y, size), fill, hole=moved(circle(), x, y, 0.6 * size))
        else:
            self._solid(moved(boxed(form(kind)), x, y, size), fill, rim=colour == "white")

    def box(self, left: float, top: float, right: float, bottom: float, fill: RGB) -> None:
        corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
        self._solid(corners, self._own(fill), rim=fill == PALETTE["white"])

    def patch(self, left: float, top: float, right: float, bottom: float, fill: RGB) -> None:
        self._fill([(left, top), (right, top), (right, bottom), (left, bottom)], self._own(fill))

    def disc(self, x: float, y: float, size: float, fill: RGB) -> None:
        self._solid(moved(circle(), x, y, size), self._own(fill), rim=fill == PALETTE["white"])

    def dot(self, x: float, y: float, size: float, fill: RGB) -> None:
        self._fill(moved(circle(), x, y, size), self._own(fill))

    def area(self, corners: Sequence[Point], fill: RGB) -> None:
        self._solid(corners, self._own(fill))

    def stroke(self, points: Sequence[Point], width: float, fill: RGB) -> None:
        self._line(points, width, self._own(fill))

    def write(self, x: float, y: float, text: str, size: float, fill: RGB) -> None:
        pen = ImageDraw.Draw(self.image)
        pen.text((x * SCALE, y * SCALE), text, fill=self._own(fill), font=_font(round(size * SCALE)), anchor="mm")

    def _sign(self, sign: Sign, x: float, y: float) -> None:
        wide, high = 0.86 * self.cell, 0.46 * self.cell
        corners = [(x - wide / 2, y - high / 2), (x + wide / 2, y - high / 2)]
        self._solid(
            [*corners, *((px, y + high / 2) for px, _ in reversed(corners))], self.style.colours["white"], rim=True
        )
        size = 0.7 * high
        size *= min(1.0, 0.8 * wide / (_font(100).getlength(sign.text) * size / 100))
        self.write(x, y, sign.text, size, PALETTE[sign.colour])

    def _flag(self, flag: Flag, x: float, y: float) -> None:
        wide, high, count = 0.84 * self.cell, 0.56 * self.cell, len(flag.colours)
        left, top = x - wide / 2, y - high / 2
        whole = [(left, top), (left + wide, top), (left + wide, top + high), (left, top + high)]
        self._cast(whole)
        for place, colour in enumerate(flag.colours):
            low, far = place / count, (place + 1) / count
            u, v = ((0, 1), (low, far)) if flag.stripes == "horizontal" else ((low, far), (0, 1))
            corners = [(u[0], v[0]), (u[1], v[0]), (u[1], v[1]), (u[0], v[1])]
            self._fill([(left + a * wide, top + b * high) for a, b in corners], self.style.colours[colour], whole)
        self._rim(whole, rim="white" in flag.colours)

    def _glass(self, glass: Glass, x: float, y: float) -> None:
        wide, high, colours = 0.5 * self.cell, 0.8 * self.cell, self.style.colours
        left, right, top, floor = x - wide / 2, x + wide / 2, y - high / 2, y + high / 2
        self._fill([(left, top), (right, top), (right, floor), (left, floor)], colours["white"])
        surface = floor - (0.0, 0.25, 0.5, 0.75, 0.96)[glass.level] * high
        if glass.liquid:
            self._fill([(left, surface), (right, surface), (right, floor), (left, floor)], colours[glass.liquid])
            if glass.liquid == "white" or self.style.line:
                self._line([(left, surface), (right, surface)], 0.012 * high, self.style.ink)
        if glass.thing:
            size = 0.42 * wide * SIZES[glass.thing.size] / SIZES["medium"]
            middle = surface - 0.1 * size if glass.floats else floor - size / 2 - 0.03 * high
            self.shape(glass.thing.kind, glass.thing.colour, x, middle, size)
        self._line([(left, top), (left, floor), (right, floor), (right, top)], 0.03 * high, self.style.ink)

    def _sectors(self, x: float, y: float, parts: Sequence[tuple[float, float, RGB]], *, parted: bool = False) -> None:
        size = 0.76 * self.cell
        whole = moved(circle(), x, y, size)
        self._cast(whole)
        for start, span, fill in parts:
            turns = [math.radians(start + span * step / 24) for step in range(25)]
            self._fill(moved([(0, 0), *((math.cos(t) / 2, math.sin(t) / 2) for t in turns)], x, y, size), fill, whole)
        for start, _, _ in parts if parted or self.style.line else ():
            end = math.radians(start)
            self._line(
                [(x, y), (x + size / 2 * math.cos(end), y + size / 2 * math.sin(end))], 0.018 * size, self.style.ink
            )
        self._rim(whole, rim=True)

    def _solid(self, points: Sequence[Point], fill: RGB, *, hole: Sequence[Point] = (), rim: bool = False) -> None:
        self._cast(points, hole)
        self._fill(points, fill, hole=hole)
        self._rim(points, rim=rim)
        if hole:
            self._rim(hole, rim=rim)

    def _rim(self, points: Sequence[Point], *, rim: bool) -> None:
        """White things have one in every style: on a light ground nothing else shows them."""
        size = max(max(axis) - min(axis) for axis in zip(*points, strict=True))
        if self.style.line or rim:
            self._line([*points, points[0], points[1]], max(1.0, (self.style.line or 0.012) * size), self.style.ink)

    def _cast(self, points: Sequence[Point], hole: Sequence[Point] = ()) -> None:
        if not self.style.shadow:
            return
        size = max(max(axis) - min(axis) for axis in zip(*points, strict=True))
        dark = self._mask([(x + 0.02 * size, y + 0.05 * size) for x, y in points], hole)
        soft = dark.filter(ImageFilter.GaussianBlur(0.03 * size * SCALE)).point(lambda v: round(v * self.style.shadow))
        self.image.paste((40, 34, 28), mask=soft)

    def _fill(
        self, points: Sequence[Point], fill: RGB, whole: Sequence[Point] = (), hole: Sequence[Point] = ()
    ) -> None:
        mask = self._mask(points, hole)
        if not self.style.depth:
            self.image.paste(fill, mask=mask)
            return
        ys = [y * SCALE for _, y in whole or points]
        share = np.clip((np.arange(self.image.height) - min(ys)) / max(1.0, max(ys) - min(ys)), 0, 1)[:, None]
        light, dark = 0.5 * self.style.depth * (1 - 2 * share).clip(0), 0.5 * self.style.depth * (2 * share - 1).clip(0)
        column = (np.array(fill) * (1 - light) + 255 * light) * (1 - dark)
        self.image.paste(
            Image.fromarray(column.round().astype(np.uint8)[:, None]).resize(self.image.size, Image.Resampling.NEAREST),
            mask=mask,
        )

    def _mask(self, points: Sequence[Point], hole: Sequence[Point] = ()) -> Image.Image:
        mask = Image.new("L", self.image.size)
        ImageDraw.Draw(mask).polygon([(x * SCALE, y * SCALE) for x, y in points], fill=255)
        if hole:
            inner = Image.new("L", self.image.size)
            ImageDraw.Draw(inner).polygon([(x * SCALE, y * SCALE) for x, y in hole], fill=255)
            mask = ImageChops.subtract(mask, inner)
        return mask

    def _line(self, points: Sequence[Point], width: float, colour: RGB) -> None:
        broad = max(2, round(width * SCALE))
        pen = ImageDraw.Draw(self.image)
        pen.line([(x * SCALE, y * SCALE) for x, y in points], fill=colour, width=broad, joint="curve")

    def _own(self, fill: RGB) -> RGB:
        """This hand's colour for one that a figure names, its ink for the package's."""
        name = next((name for name, value in PALETTE.items() if value == fill), None)
        return self.style.colours[name] if name else self.style.ink if max(fill) < 60 else fill


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    loaded = ImageFont.load_default(size=size)
    assert isinstance(loaded, ImageFont.FreeTypeFont)
    return loaded
