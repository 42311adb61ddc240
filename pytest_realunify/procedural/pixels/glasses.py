"""What is in a glass: how much liquid of which colour, and the thing that floats on it or lies at the bottom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image
from scipy import ndimage

from pytest_realunify.procedural.pixels.colours import DARK, Bytes, Floats, Mask, distance, name_of, typical, worst
from pytest_realunify.procedural.pixels.silhouettes import best, cover_of, shapes_among
from pytest_realunify.procedural.pixels.survey import Blob
from pytest_realunify.procedural.world.layout import PARTS
from pytest_realunify.procedural.world.painting import GLASS, WATERLINES, line_width
from pytest_realunify.procedural.world.scene import SIZES, THINGS, Glass, Shape

_OFF: Final = 50.0
_LEAST_LIKENESS: Final = 0.72
_THING: Final = 0.4 * GLASS[0] / SIZES["medium"]
"""Size of a thing as a part of its glass's cell, by the size it would have as a shape of its own."""


@dataclass(frozen=True, slots=True)
class Vessel:
    """A glass as found in its patch, in pixels: inner side of the walls, rim, and middle of the floor's line."""

    patch: Bytes
    left: int
    right: int
    floor: float
    line: float

    @property
    def cell(self) -> float:
        return self.floor / PARTS[Glass]


def vessel(patch: Bytes) -> Vessel | None:
    """Two walls and a floor in ink, and an open top."""
    height, width = patch.shape[:2]
    if not 1.2 < height / width < 1.8 or width < 24:
        return None
    value = worst(patch).astype(np.float32)
    reach = max(4, round(0.12 * width))
    walls = value[round(0.05 * height) :].mean(axis=0)
    left, right, floor = _thick(walls[:reach]), _thick(walls[::-1][:reach]), _thick(value.mean(axis=1)[::-1][:reach])
    opening = value[: round(0.1 * height) + 1, round(0.25 * width) : round(0.75 * width)]
    if min(left, right, floor) < 1 or float(opening.mean()) < 200:
        return None
    line = line_width(height / PARTS[Glass])
    return Vessel(patch, left, width - right, height - line, line)


def _thick(profile: Floats) -> int:
    """How many dark lines a wall has, from outside; 0 where it is none."""
    dark = np.flatnonzero(profile < DARK)
    return int(dark[-1]) + 1 if len(dark) and dark[0] <= 4 else 0


def contents(found: Vessel) -> Glass | None:
    """What the glass holds; None for what has no name."""
    rows = _beside(found)
    bottom = round(found.floor - 2 * found.line)
    surface = _surface(rows[:bottom])
    level = int(np.abs(np.array(WATERLINES) - (found.floor - surface) / found.floor).argmin())
    liquid, height = None, found.floor * (1 - WATERLINES[level])
    if level:
        clear = round(surface + 2 * found.line)
        liquid = name_of(typical(rows[clear:bottom])) if clear < bottom else None
        if liquid is None:
            return None
    mask = _differs(found, rows, bottom)
    if mask.sum() < 30:
        return Glass(level, liquid)
    return _with_thing(found, mask, level, liquid, height)


def _beside(found: Vessel) -> Floats:
    """The colour of every row between the walls and where things are, (rows, 3)."""
    inner = found.right - found.left
    near, far = round(0.07 * inner), round(0.17 * inner)
    left = found.patch[:, found.left + near : found.left + far]
    right = found.patch[:, found.right - far : found.right - near]
    rows: Floats = np.median(np.concatenate([left, right], axis=1), axis=1).astype(np.float32)
    return rows


def _surface(rows: Floats) -> float:
    """The middle of the line where the liquid begins, or the floor."""
    off = np.flatnonzero(distance(rows, (255, 255, 255)) > _OFF)
    if not len(off):
        return float(len(rows))
    run = rows[off[0] : off[0] + 9].max(axis=1)
    return float(off[0]) + (float(run.argmin()) if run.min() < DARK + 40 else 1.0)


def _differs(found: Vessel, rows: Floats, bottom: int) -> Mask:
    """What is not as its row is beside it."""
    inner = found.right - found.left
    mask = np.zeros(found.patch.shape[:2], bool)
    across = slice(found.left + round(0.1 * inner), found.right - round(0.1 * inner))
    mask[:bottom, across] = distance(found.patch[:bottom, across], rows[:bottom, None]) > _OFF
    # A black thing is as dark as the surface line that runs behind it.
    gap = np.ones((2 * round(found.line) + 3, 1), bool)
    # Blurred ink between a fill and a liquid may have the colour of the liquid.
    closed = ndimage.binary_closing(mask, np.ones((3, 3), bool))
    return np.asarray(ndimage.binary_fill_holes(closed | ndimage.binary_closing(mask, gap)))


def _with_thing(found: Vessel, mask: Mask, level: int, liquid: str | None, surface: float) -> Glass | None:
    labels, _ = ndimage.label(mask, structure=np.ones((3, 3), int))
    boxes = ndimage.find_objects(labels)
    down, across = max(boxes, key=lambda box: mask[box].sum())
    blob = Blob(across.start, down.start, across.stop, down.stop)
    cover = cover_of(Image.fromarray(mask.astype(np.uint8) * 255), blob)
    if cover is None:
        return None
    template, likeness = best(cover, shapes_among(THINGS))
    middle = found.patch[round(blob.y) - 2 : round(blob.y) + 3, round(blob.x) - 2 : round(blob.x) + 3]
    colour = name_of(typical(middle))
    if colour is None or likeness < _LEAST_LIKENESS or not isinstance(template.item, Shape):
        return None
    size, floats = _lies(found, blob, surface if level else None)
    return Glass(level, liquid, Shape(template.item.kind, colour, size), floats)


def _lies(found: Vessel, blob: Blob, surface: float | None) -> tuple[str, bool]:
    """The size and the place (floating or not) that put a thing's top and bottom nearest to where they are."""

    def off(choice: tuple[str, bool]) -> float:
        size, floats = choice
        extent = _THING * SIZES[size] * found.cell
        middle = found.floor - extent / 2 - 2 * found.line
        if floats and surface is not None:
            middle = surface - 0.12 * extent
        half = (extent * blob.height / blob.extent + found.line) / 2
        return abs(middle - half - blob.top) + abs(middle + half - blob.bottom)

    places = (False,) if surface is None else (False, True)
    return min(((size, floats) for size in SIZES for floats in places), key=off)
