"""Where things stand: rows of items with a plaque at the head of each row, loosely spaced. Draws nothing."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

from pytest_realunify.procedural.suite.attentional_focusing.words import HOUSE, PANEL, STALL, Kind

ITEM_WIDTH: Final = 128
"""Width of an item in its own units; a unit is `Layout.unit` pixels."""
GAP: Final = 16
"""Least distance between items in pixels: room for the frame of one of them."""
_MARGIN: Final = 14
_LARGEST_UNIT: Final = 1.15


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


@dataclass(frozen=True, slots=True)
class Layout:
    """The boxes of all items, row by row and from left to right, and of the rows' plaques."""

    width: int
    height: int
    unit: float
    rows: tuple[tuple[Box, ...], ...]
    plaques: tuple[Box, ...]


def item_height(kind: Kind, small_print: int) -> int:
    """In the item's own units: higher print needs higher signs and tags. The painters share these sums."""
    return {STALL.noun: 95, HOUSE.noun: 109, PANEL.noun: 89}[kind.noun] + 2 * small_print


def arrange(rng: random.Random, kind: Kind, size: int, clutter: int, small_print: int) -> Layout:
    """About `clutter` items for every 512 x 512 pixels of a picture whose longer side is `size`."""
    width, height = rng.choice(((size, size), (size, size * 3 // 4), (size * 3 // 4, size)))
    least_width, least_height = ITEM_WIDTH, item_height(kind, small_print)
    wanted = clutter * width * height / 512**2
    plaque = 7 * small_print + 12  # the longest row name, and its margins
    room, depth = width - 2 * _MARGIN - plaque - GAP, height - 2 * _MARGIN
    most_columns, most_rows = (room + GAP) // (least_width + GAP), (depth + GAP) // (least_height + GAP)
    rows = max(2, min(most_rows, round((wanted * depth * least_width / (room * least_height)) ** 0.5)))
    columns = max(3, min(most_columns, round(wanted / rows)))
    cell_width, cell_height = (room + GAP) / columns, (depth + GAP) / rows
    unit = min(_LARGEST_UNIT, (cell_width - GAP) / least_width, (cell_height - GAP) / least_height)
    item = int(unit * least_width), int(unit * least_height)
    tops = [int(_MARGIN + row * cell_height + rng.random() * (cell_height - GAP - item[1])) for row in range(rows)]
    return Layout(
        width=width,
        height=height,
        unit=unit,
        rows=tuple(_row(rng, Box(width - _MARGIN - room, top, *item), room, columns) for top in tops),
        plaques=tuple(Box(_MARGIN, top + item[1] // 3, plaque, small_print + 14) for top in tops),
    )


def _row(rng: random.Random, first: Box, room: int, columns: int) -> tuple[Box, ...]:
    """Items of one row, none further left than `first`; spare width becomes uneven gaps. A long row may lack one."""
    count = columns - (columns > 3 and rng.random() < 0.3)
    spare = room - count * first.width - (count - 1) * GAP
    weights = [rng.uniform(0.3, 1) for _ in range(count + 1)]
    boxes, x = [], first.x + spare * weights[0] / sum(weights)
    for weight in weights[1:]:
        boxes.append(Box(int(x), first.y, first.width, first.height))
        x += first.width + GAP + spare * weight / sum(weights)
    return tuple(boxes)
