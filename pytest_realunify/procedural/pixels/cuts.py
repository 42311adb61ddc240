"""A thing cut out of the picture as it was given, to the pixel: what is fine inside it is lost in the working size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from pytest_realunify.procedural.pixels.bodies import Body
from pytest_realunify.procedural.pixels.findings import Sheet
from pytest_realunify.procedural.pixels.light import Bytes, Mask, length, middle, oklab

_ROOM: Final = 4
"""Working pixels around the box that may still be of the thing."""
_OFF: Final = 0.5
"""Part of a rim's distance from the ground from which a pixel is of the thing."""


@dataclass(frozen=True, slots=True)
class Cut:
    """`pixels` (rows, columns, 3) of the thing's box, sRGB; `mask` what of it is not ground, without its holes."""

    pixels: Bytes
    mask: Mask

    @property
    def aspect(self) -> float:
        """Breadth by height."""
        return float(self.pixels.shape[1] / self.pixels.shape[0])


def cut_out(body: Body, sheet: Sheet) -> Cut:
    """To where the thing's rim is half ground."""
    width, height = sheet.image.size
    left, top = (max(0, round((side - _ROOM) * sheet.zoom)) for side in (body.left, body.top))
    right = min(width, round((body.right + _ROOM) * sheet.zoom))
    bottom = min(height, round((body.bottom + _ROOM) * sheet.zoom))
    around = np.asarray(sheet.image.crop((left, top, right, bottom)))
    off = length(oklab(around) - middle(body.under))
    rim = float(np.median(body.off[(body.depth >= 1) & (body.depth < 3)])) if body.area > 20 else 10.0
    least = max(3 * body.ground.noise, 3.0)
    standing = off > max(least, _OFF * rim)
    inner = np.zeros(standing.shape, bool)
    slack = round(2 * sheet.zoom) + 1
    own = round(body.left * sheet.zoom) - left, round(body.top * sheet.zoom) - top
    inner[max(0, own[1] - slack) : own[1] + round(body.height * sheet.zoom) + slack] = True
    columns = np.zeros(standing.shape[1], bool)
    columns[max(0, own[0] - slack) : own[0] + round(body.width * sheet.zoom) + slack] = True
    standing &= inner & columns[None]
    rows, across = _held(standing.sum(axis=1)), _held(standing.sum(axis=0))
    return Cut(around[rows, across], off[rows, across] > least)


def _held(counts: np.ndarray[tuple[int, ...], np.dtype[np.int_]]) -> slice:
    """From the first to the last line that holds more than a speck."""
    held = np.flatnonzero(counts >= 2)
    return slice(int(held[0]), int(held[-1]) + 1) if len(held) else slice(0, len(counts))
