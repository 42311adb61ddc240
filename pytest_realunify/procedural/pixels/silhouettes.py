"""Which kind of outline a thing has, and how it is turned: likeness to every form, over all turns at once."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage

from pytest_realunify.procedural.pixels.families import Points, outlines
from pytest_realunify.procedural.pixels.light import Floats, Mask

RINGS: Final = 24
TURNS: Final = 120
"""Steps of three degrees."""
_REACH: Final = 1.3
"""The outermost ring's radius, in roots of the area: the tips of the longest bars."""
_LARGE: Final = 256


@dataclass(frozen=True, slots=True)
class Likeness:
    """`score` is the part that both cover of what each does (cosine, 0 to 1) in the best turn, by which the form is
    `turned`: degrees clockwise, -180 to 180."""

    kind: str
    score: float
    turned: float


def likenesses(cover: Floats | Mask) -> list[Likeness]:
    """The best of every kind, the likeliest first. `cover` (rows, columns) is 0 to 1."""
    kinds, forms = _forms()
    rings = np.fft.rfft(_rings(np.asarray(cover, np.float32)), axis=-1)
    over_turns = np.fft.irfft((forms.conj() * rings[None]).sum(axis=1), TURNS, axis=-1)
    best = over_turns.argmax(axis=1)
    scores = over_turns[np.arange(len(kinds)), best]
    found: dict[str, Likeness] = {}
    for place in np.argsort(-scores):
        kind = kinds[place]
        if kind not in found:
            turned = (best[place] * 360 / TURNS + 180) % 360 - 180
            found[kind] = Likeness(kind, float(scores[place]), float(turned))
    return list(found.values())


def _rings(cover: Floats) -> Floats:
    """The cover on rings around its middle, (RINGS, TURNS), scaled by its area, weighted so that the sum of squares is
    the area, and that 1."""
    area = float(cover.sum())
    down, across = ndimage.center_of_mass(cover)
    radii = (np.arange(RINGS) + 0.5) / RINGS * _REACH * math.sqrt(area)
    turns = np.arange(TURNS) * math.tau / TURNS
    places = [down + np.outer(radii, np.sin(turns)), across + np.outer(radii, np.cos(turns))]
    found = ndimage.map_coordinates(cover, places, order=1, mode="constant") * np.sqrt(radii)[:, None]
    scaled: Floats = (found / max(float(np.sqrt((found**2).sum())), 1e-6)).astype(np.float32)
    return scaled


@cache
def _forms() -> tuple[tuple[str, ...], np.ndarray[tuple[int, ...], np.dtype[np.complex64]]]:
    kinds, found = [], []
    for kind, points in outlines():
        kinds.append(kind)
        found.append(_rings(_drawn(points)))
    return tuple(kinds), np.fft.rfft(np.stack(found), axis=-1).astype(np.complex64)


def _drawn(points: Points) -> Floats:
    """The outline filled, on a canvas that holds it, smoothed as an edge in a picture is."""
    corners = np.array(points, float)
    low, high = corners.min(axis=0), corners.max(axis=0)
    corners = (corners - (low + high) / 2) * (0.86 * _LARGE / (high - low).max()) + _LARGE / 2
    canvas = Image.new("L", (_LARGE, _LARGE))
    ImageDraw.Draw(canvas).polygon([(float(x), float(y)) for x, y in corners], fill=255)
    return np.asarray(canvas.reduce(2), np.float32) / np.float32(255)
