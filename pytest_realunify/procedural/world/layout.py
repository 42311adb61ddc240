"""Where the items of a scene stand, and what a looker knows of them: the same record for a plan and for a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pytest_realunify.procedural.world.scene import SIZES, Arrow, Flag, Glass, Halves, Item, Pie, Scene, Shape, Sign

SIDES: Final = (512, 640, 768, 1024, 1280, 1536)
MARGIN: Final = 0.04
"""Part of the picture's side that stays free all around."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An item with the middle of its outline and its longer side, in pixels of its picture."""

    item: Item
    x: float
    y: float
    extent: float


@dataclass(frozen=True, slots=True)
class Plan:
    """A scene's layout: the picture is a square of `side` pixels; every item has a square cell of `cell` pixels."""

    side: int
    cell: float
    placed: tuple[Placed, ...]


def plan(scene: Scene) -> Plan:
    """Rows centred, cells as large as fit and at most half the picture, for figures 0.7 of it. Crowded scenes get a
    larger picture."""
    columns, rows = max(len(row) for row in scene.rows), len(scene.rows)
    needed = max(_needed(item) for item in scene)
    most = 0.46 if all(isinstance(item, _OLDER) for item in scene) else 0.7
    part = min((1 - 2 * MARGIN) / max(columns, rows), most)
    side = next((side for side in SIDES if side * part >= needed), SIDES[-1])
    cell = side * part
    placed = []
    for place, items in enumerate(scene.rows):
        y = side / 2 + (place - (rows - 1) / 2) * cell
        for number, item in enumerate(items):
            x = side / 2 + (number - (len(items) - 1) / 2) * cell
            placed.append(Placed(item, x, y, extent(item) * cell))
    return Plan(side, cell, tuple(placed))


def extent(item: Item) -> float:
    """The item's longer side as a part of its cell."""
    if isinstance(item, Shape | Arrow):
        return SIZES[item.size]
    return PARTS[type(item)] if isinstance(item, Sign | Flag | Glass | Halves | Pie) else item.extent


_OLDER: Final = (Shape, Arrow, Sign, Flag, Glass, Halves, Pie)
PARTS: Final[dict[type[Item], float]] = {Sign: 0.9, Flag: 0.88, Glass: 0.84, Halves: 0.74, Pie: 0.78}


def _needed(item: Item) -> float:
    """Pixels of cell the item needs to be read by eye and by machine."""
    if isinstance(item, Sign):
        return max(96.0, 34.0 * len(item.text) + 24)  # eight letters of 26 px remain readable at half the size
    if isinstance(item, Shape | Arrow):
        return 84.0  # a small shape has 35 px, of which 17 are left after 2x down and up again
    if isinstance(item, Flag | Glass | Halves | Pie):
        return 128.0 if not isinstance(item, Pie) else 150.0
    return item.room


def view(scene: Scene) -> Sequence[Placed]:
    """What an ideal looker sees of the scene."""
    return plan(scene).placed
