"""Rectangular things, set upright: what signs and flags are drawn on, without their posts and poles."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image
from scipy import ndimage

from pytest_realunify.procedural.pixels.bodies import Body
from pytest_realunify.procedural.pixels.findings import Sheet
from pytest_realunify.procedural.pixels.light import Bytes, Floats, Mask
from pytest_realunify.procedural.pixels.masks import opened

BOXES: Final = ("square", "oblong", "bar")
_LIKE: Final = 0.955
"""Likeness to a rectangle: boards have round corners, cloths wave."""
_THIN: Final = 0.13
"""Posts and poles are narrower than this part of the whole."""
_LEAN: Final = 20


@dataclass(frozen=True, slots=True)
class Board:
    """A rectangle in the picture: its middle, breadth and height in working pixels, and its lean in degrees clockwise.
    `posted`: something thin stands out from it."""

    body: Body
    x: float
    y: float
    width: float
    height: float
    lean: float
    posted: bool

    def patch(self, columns: int = 96) -> Floats:
        """Its OKLab colours upright, (rows, columns, 3), smoothed."""
        rows = max(12, round(columns * self.height / self.width))
        down, across = self._places(rows, columns, 1.0)
        height, width = self.body.ground.smooth.shape[:2]
        down, across = (
            np.clip(np.rint(down), 0, height - 1).astype(int),
            np.clip(np.rint(across), 0, width - 1).astype(int),
        )
        found: Floats = self.body.ground.smooth[down, across]
        return found

    def crop(self, sheet: Sheet, part: float) -> Bytes:
        """That part of it from the picture as given, upright, sRGB, in the picture's own resolution."""
        zoom = sheet.zoom
        columns, rows = max(8, round(self.width * zoom * part)), max(8, round(self.height * zoom * part))
        turn = math.radians(self.lean)
        cos, sin = math.cos(turn), math.sin(turn)
        x, y = self.x * zoom, self.y * zoom
        left = x - cos * columns / 2 + sin * rows / 2
        top = y - sin * columns / 2 - cos * rows / 2
        turned = sheet.image.transform(
            (columns, rows), Image.Transform.AFFINE, (cos, -sin, left, sin, cos, top), Image.Resampling.BICUBIC
        )
        return np.asarray(turned)

    def _places(self, rows: int, columns: int, part: float) -> tuple[Floats, Floats]:
        turn = math.radians(self.lean)
        u = ((np.arange(columns) + 0.5) / columns - 0.5)[None, :] * self.width * part
        v = ((np.arange(rows) + 0.5) / rows - 0.5)[:, None] * self.height * part
        down = self.y - 0.5 + u * math.sin(turn) + v * math.cos(turn)
        across = self.x - 0.5 + u * math.cos(turn) - v * math.sin(turn)
        return down.astype(np.float32), across.astype(np.float32)


def board(body: Body) -> Board | None:
    """None for what is no rectangle, with or without a post, within 20 degrees of upright."""
    if body.extent < 16:
        return None
    found = _fitted(body, body, posted=False)
    if found is not None:
        return found
    size = max(3, round(_THIN * min(body.width, body.height)))
    regions, count = ndimage.label(opened(np.pad(body.mask, size), size)[size:-size, size:-size])
    if not count:
        return None
    sizes = np.bincount(regions.ravel())
    sizes[0] = 0
    if not 0.5 * body.area < sizes.max() < 0.97 * body.area:
        return None
    return _fitted(body, body.within(regions == sizes.argmax()), posted=True)


def _fitted(body: Body, main: Body, *, posted: bool) -> Board | None:
    found = next((each for each in main.likeness if each.kind in BOXES), None)
    if found is None or found.score < _LIKE:
        return None
    if main.likeness[0].kind not in (*BOXES, "diamond", "other") and found.score < main.likeness[0].score - 0.01:
        return None
    lean = _lean(main.mask, (found.turned + 45) % 90 - 45)
    if abs(lean) > _LEAN:
        return None
    x, y, width, height = _box(main.mask, lean)
    return Board(body, main.left + x, main.top + y, width, height, lean, posted)


def _lean(mask: Mask, about: float) -> float:
    """Refined to a part of a degree: the turn by which the box around it is smallest."""
    turns = [about + off for off in (-4.5, -3, -1.5, 0, 1.5, 3, 4.5)] + [0.0]

    def size(turn: float) -> float:
        _, _, width, height = _box(mask, turn)
        return width * height * (1 + 0.0005 * abs(turn))

    return min(turns, key=size)


def _box(mask: Mask, lean: float) -> tuple[float, float, float, float]:
    """Middle, breadth and height of the box in that lean, in pixels of the mask, without its outermost hundredth."""
    down, across = np.nonzero(mask)
    turn = math.radians(lean)
    cos, sin = math.cos(turn), math.sin(turn)
    x, y = across + 0.5, down + 0.5
    u, v = x * cos + y * sin, -x * sin + y * cos
    left, right = np.percentile(u, (0.7, 99.3))
    top, bottom = np.percentile(v, (0.7, 99.3))
    mu, mv = (left + right) / 2, (top + bottom) / 2
    width, height = (right - left) / 0.986, (bottom - top) / 0.986
    return float(mu * cos - mv * sin), float(mu * sin + mv * cos), float(width), float(height)
