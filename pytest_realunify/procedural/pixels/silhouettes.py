"""Shapes by their outlines: what a thing covers, compared with what every shape would cover."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from PIL import Image, ImageFilter
from scipy import ndimage

from pytest_realunify.procedural.drawing import Canvas
from pytest_realunify.procedural.pixels.colours import Bytes, Floats, Mask
from pytest_realunify.procedural.pixels.survey import Blob, survey
from pytest_realunify.procedural.world.layout import PARTS, Plan
from pytest_realunify.procedural.world.layout import extent as item_extent
from pytest_realunify.procedural.world.painting import Pen
from pytest_realunify.procedural.world.scene import DIRECTIONS, SHAPES, SIZES, Arrow, Flag, Item, Shape, Sign

GRID: Final = 40
LEAST_LIKENESS: Final = 0.8
"""Part of what either covers that both cover. Clean renders reach 0.95, the smallest blurred ones 0.83."""
_LOOKS: Final = ((160.0, 0.0), (60.0, 0.0), (60.0, 1.0), (60.0, 1.6))
"""Cells in pixels and blurs: the smallest shapes are as large as medium ones in a cell of 60."""


@dataclass(frozen=True, slots=True)
class Silhouette:
    """A template. `cover` (GRID * GRID,) is 0 to 1; `depths` marks the pixels farthest from the outline."""

    item: Item
    cover: Floats
    depths: Mask


def best(cover: Floats, choices: tuple[Silhouette, ...]) -> tuple[Silhouette, float]:
    """The template most alike, and how much (0 to 1)."""
    stack = np.stack([choice.cover for choice in choices])
    likeness = np.minimum(stack, cover).sum(axis=1) / np.maximum(stack, cover).sum(axis=1)
    place = int(likeness.argmax())
    return choices[place], float(likeness[place])


def cover_of(filled: Image.Image, blob: Blob) -> Floats | None:
    """What a blob covers of the square around it, (GRID * GRID,); None where that square leaves the picture."""
    box = square(blob)
    if box[0] < 0 or box[1] < 0 or box[2] > filled.width or box[3] > filled.height:
        return None
    small = filled.resize((GRID, GRID), Image.Resampling.BOX, box=box)
    return np.asarray(small, np.float32).reshape(-1) / np.float32(255)


def patch_of(image: Image.Image, blob: Blob) -> Bytes:
    """The picture in the square around a blob, (GRID, GRID, 3)."""
    return np.asarray(image.resize((GRID, GRID), Image.Resampling.BOX, box=square(blob)))


def square(blob: Blob) -> tuple[float, float, float, float]:
    """Left, top, right, bottom."""
    half = blob.extent / 2
    return blob.x - half, blob.y - half, blob.x + half, blob.y + half


@cache
def templates() -> tuple[Silhouette, ...]:
    """Everything that is told by its outline, sharp and blurred, large and small: a ring looks like a circle, all flags
    are alike, and all signs."""
    shapes = [Shape(kind, "red") for kind in SHAPES if kind != "ring"]
    arrows = [Arrow("red", direction) for direction in DIRECTIONS]
    items: tuple[Item, ...] = (*shapes, *arrows, Flag("vertical", ("red", "blue")), Sign("8"))
    return tuple(_drawn(item, cell, blur) for item in items for cell, blur in _LOOKS)


def shapes_among(kinds: tuple[str, ...]) -> tuple[Silhouette, ...]:
    """The templates of some kinds of plain shapes."""
    return tuple(each for each in templates() if isinstance(each.item, Shape) and each.item.kind in kinds)


def _drawn(item: Item, cell: float, blur: float) -> Silhouette:
    side = 160
    canvas = Canvas(side, side, scale=2)
    Pen(canvas, Plan(side, cell, ())).draw(item, side / 2, side / 2)
    drawn = survey(canvas.finish().filter(ImageFilter.GaussianBlur(blur)))
    assert drawn is not None  # a plain shape on plain paper
    cover = cover_of(drawn.filled, drawn.blobs[0])
    assert cover is not None  # the square around it lies on the canvas
    depth = ndimage.distance_transform_edt(np.pad(cover.reshape(GRID, GRID) > 0.5, 1))[1:-1, 1:-1]
    return Silhouette(item, cover, depth >= 0.7 * depth.max())


def cell_of(item: Item, extent: float) -> float:
    """The cell an item of this extent was drawn in; shapes are taken for medium ones."""
    if isinstance(item, Shape | Arrow):
        return extent / SIZES["medium"]
    return extent / (PARTS[type(item)] if type(item) in PARTS else item_extent(item))
