"""Where things stand: rows of items with a plaque at the head of each row, loosely spaced. Draws nothing.

All lengths follow the print, and the print follows the picture's size: a picture twice as large shows the same twice as
finely. So a model that scales pictures down sees how crowded one is, not how many pixels it had.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

from pytest_realunify.procedural.suite.attentional_focusing.words import HOUSE, PANEL, STALL, Kind

PRINT: Final = 15
"""Font size of the smallest print in units; a unit is `Layout.unit` pixels."""
ITEM_WIDTH: Final = 128
"""Width of an item in units."""
HEIGHTS: Final = {STALL.noun: 158, HOUSE.noun: 165, PANEL.noun: 143}
"""Heights of items in units. The painters know the same sums."""
PLAQUE: Final = (117, 29)
"""Width and height of a row's plaque in units: the longest name, and its margins."""
GAP: Final = 14
"""Least distance between items in units: room for the frame of one of them."""
MARGIN: Final = 13
"""In units."""
FRAMED: Final = 12
"""Least gap and margin in pixels: the frame of an item is as thick in every picture."""


@dataclass(frozen=True, slots=True)
class Box:
    """Left and top corner, width and height, in pixels."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    def around(self, other: Box) -> Box:
        """The smallest box that holds both."""
        x, y = min(self.x, other.x), min(self.y, other.y)
        return Box(x, y, max(self.right, other.right) - x, max(self.bottom, other.bottom) - y)


@dataclass(frozen=True, slots=True)
class Layout:
    """The boxes of all items, row by row and from left to right, and of the rows' plaques."""

    width: int
    height: int
    unit: float
    rows: tuple[tuple[Box, ...], ...]
    plaques: tuple[Box, ...]


def arrange(rng: random.Random, kind: Kind, size: int, clutter: int, small_print: int) -> Layout:
    """At most `clutter` items, as far as there is room, in a picture whose longer side is `size` pixels.

    `small_print` is in thousandths of that side.
    """
    width, height = rng.choice(((size, size), (size, size * 3 // 4), (size * 3 // 4, size)))
    unit = round(small_print * size / 1000) / PRINT
    gap, margin, plaque = max(GAP * unit, FRAMED), max(MARGIN * unit, FRAMED), PLAQUE[0] * unit
    item = int(unit * ITEM_WIDTH), int(unit * HEIGHTS[kind.noun])
    wanted = clutter * width * height / size**2
    room, depth = width - 2 * margin - plaque - gap, height - 2 * margin
    most_columns, most_rows = int((room + gap) / (item[0] + gap)), int((depth + gap) / (item[1] + gap))
    rows = max(2, min(most_rows, round((wanted * depth * item[0] / (room * item[1])) ** 0.5)))
    columns = max(3, min(most_columns, round(wanted / rows)))
    pitch = (depth + gap) / rows
    tops = [int(margin + row * pitch + rng.random() * (pitch - gap - item[1])) for row in range(rows)]
    left = int(width - margin - room)
    return Layout(
        width=width,
        height=height,
        unit=unit,
        rows=tuple(_row(rng, Box(left, top, *item), room, columns, gap) for top in tops),
        plaques=tuple(Box(int(margin), top + item[1] // 3, int(plaque), int(PLAQUE[1] * unit)) for top in tops),
    )


def _row(rng: random.Random, first: Box, room: float, columns: int, gap: float) -> tuple[Box, ...]:
    """Items of one row, none further left than `first`; spare width becomes uneven gaps. A long row may lack one."""
    count = columns - (columns > 3 and rng.random() < 0.3)
    spare = room - count * first.width - (count - 1) * gap
    weights = [rng.uniform(0.3, 1) for _ in range(count + 1)]
    boxes, x = [], first.x + spare * weights[0] / sum(weights)
    for weight in weights[1:]:
        boxes.append(Box(int(x), first.y, first.width, first.height))
        x += first.width + gap + spare * weight / sum(weights)
    return tuple(boxes)
