"""Seeing what a picture shows as it lies there: shapes, the house, water and road. Nothing is put back in mind."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from pytest_realunify.procedural.drawing import PALETTE

Pixels = npt.NDArray[np.int16]
Floats = npt.NDArray[np.floating]
Labels = npt.NDArray[np.integer]
Mask = npt.NDArray[np.bool_]

COLOURS: Final = ("red", "orange", "yellow", "purple", "pink", "black")
COATS: Final = ("red", "orange", "yellow", "blue", "purple", "pink", "black", "white")
LEGS: Final = (70, 74, 92)
"""The colour of everybody's trousers."""
FOLDS: Final = ("diamond", "triangle", "cross", "star")
"""Kinds by the rotational symmetry of their outline: two-, three-, four- and fivefold."""

ROUND: Final = 0.04
"""Below this share of every symmetry an outline is a circle (drawn shapes measure 0.1 and more)."""

SPECK: Final = 60
"""Pixels; smaller patches of a colour are not seen as shapes."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A connected patch of one colour, at its centre of mass in pixels."""

    kind: str
    colour: str
    x: float
    y: float

    @property
    def label(self) -> str:
        """How an option names it."""
        return f"the {self.colour} {self.kind}"


def shapes(pixels: Pixels) -> list[Shape]:
    """Every patch of a flat colour, named by what its outline looks most like: a piece of a shape is a shape, too."""
    found = []
    for colour in COLOURS:
        labels, _ = ndimage.label(_painted(pixels, colour, 8))
        for number, box in enumerate(ndimage.find_objects(labels), start=1):
            ys, xs = np.nonzero(labels[box] == number)
            if len(ys) >= SPECK:
                x, y = float(xs.mean()), float(ys.mean())
                found.append(Shape(_kind(xs - x, ys - y), colour, x + box[1].start, y + box[0].start))
    return found


def _painted(pixels: Pixels, colour: str, tolerance: int) -> Mask:
    """Pixels of which no channel is further than `tolerance` from the palette's."""
    red, green, blue = (np.abs(pixels[..., channel] - PALETTE[colour][channel]) <= tolerance for channel in range(3))
    return np.asarray(red & green & blue)


def _kind(dx: Floats, dy: Floats) -> str:
    """From the harmonics of the outline's distance around the middle: invariant to size and turn."""
    turn = ((np.arctan2(dy, dx) / math.tau + 0.5) * 60).astype(int) % 60
    outline = np.zeros(60)
    np.maximum.at(outline, turn, np.hypot(dx, dy))
    harmonics = np.abs(np.fft.rfft(outline))
    shares = harmonics[2:6] / harmonics[0]
    return "circle" if shares.max() < ROUND else FOLDS[int(shares.argmax())]


def house(pixels: Pixels) -> tuple[float, float] | None:
    """The middle (x, y) of the largest patch of white walls and brown roof, the ink between them bridged."""
    walls, roof = _painted(pixels, "white", 2), _painted(pixels, "brown", 8)
    labels, count = ndimage.label(ndimage.binary_dilation(walls | roof, iterations=2))
    if not count:
        return None
    rows, columns = ndimage.find_objects(labels)[int(np.bincount(labels.ravel())[1:].argmax())]
    return (columns.start + columns.stop - 1) / 2, (rows.start + rows.stop - 1) / 2


def coats(pixels: Pixels) -> dict[str, tuple[float, float]]:
    """The middle (x, y) of the largest patch of every colour that coats have, where there is one of some size."""
    found = {}
    for colour in COATS:
        labels, count = ndimage.label(_painted(pixels, colour, 8))
        if count and (sizes := np.bincount(labels.ravel())[1:]).max() >= SPECK:
            rows, columns = ndimage.find_objects(labels)[int(sizes.argmax())]
            found[colour] = (columns.start + columns.stop - 1) / 2, (rows.start + rows.stop - 1) / 2
    return found


def downwards(pixels: Pixels) -> tuple[float, float]:
    """Which way (x, y) is down: from coats to legs, or from roof to walls; (0, 0) where neither is seen."""
    legs = np.abs(pixels - np.array(LEGS, np.int16)).max(axis=-1) <= 4
    if legs.sum() >= 5 * SPECK:
        upper, lower = np.any([_painted(pixels, colour, 8) for colour in COATS], axis=0), legs
    else:
        upper, lower = _painted(pixels, "brown", 8), _painted(pixels, "white", 2)
    if not upper.any() or not lower.any():
        return 0.0, 0.0
    (y, x), (below, beside) = (np.argwhere(mask).mean(axis=0) for mask in (upper, lower))
    return float(beside - x), float(below - y)


def dry_land(pixels: Pixels) -> Labels:
    """Numbers the stretches of land that water parts; 0 is water."""
    red, green, blue = (pixels[..., channel] for channel in range(3))
    land, _ = ndimage.label(~((blue - red > 60) & (green - red > 25)))
    return np.asarray(land)


def road_edges(pixels: Pixels, start: tuple[float, float]) -> dict[str, int]:
    """Pixels of road along each edge of the picture: of the road at `start` (x, y), or of any if that meets no edge."""
    grey = _painted(pixels, "grey", 45) & (np.ptp(pixels, axis=-1) <= 8)
    labels, count = ndimage.label(ndimage.binary_closing(np.pad(grey, 4, mode="edge"), iterations=3)[4:-4, 4:-4])
    if not count:
        return {}
    return _along_edges(np.equal(labels, _closest_patch(labels, start))) or _along_edges(labels > 0)


def _closest_patch(labels: Labels, start: tuple[float, float]) -> int:
    """The number of the patch of some size (windows and outlines are grey, too) with a pixel closest to `start`."""
    sizes = np.bincount(labels.ravel())
    ys, xs = np.nonzero(np.where(sizes >= 5 * SPECK, np.arange(len(sizes)), 0)[labels])
    if not len(ys):
        return 0
    closest = np.hypot(xs - start[0], ys - start[1]).argmin()
    return int(labels[ys[closest], xs[closest]])


def _along_edges(road: Mask) -> dict[str, int]:
    edges = {"left": road[:, 0], "right": road[:, -1], "top": road[0], "bottom": road[-1]}
    return {name: int(edge.sum()) for name, edge in edges.items() if edge.sum() >= 6}
