"""Seeing into how many tiles a shuffled picture was cut: the question does not say it, the edit request would."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from pytest_realunify.procedural.reference.mental_reconstruction.restoring import CAP, LARGEST_GRID, SMALLEST_TILE

Floats = npt.NDArray[np.float32]

_AWAY: Final = 3
"""Pixels from a cut to where its surroundings are compared with it."""


def grid_of(image: Image.Image) -> int | None:
    """Tiles along a side, by the lines at which the picture breaks off; None where it does so nowhere."""
    pixels = np.asarray(image.convert("RGB")).astype(np.float32)
    breaks = _breaks(pixels), _breaks(pixels.swapaxes(0, 1))
    fits = {grid: _contrasts(breaks, grid) for grid in range(2, LARGEST_GRID + 1) if _divides(pixels, grid)}
    most = max((float(found.max()) for found in fits.values()), default=0.0)
    if most <= 0:
        return None
    return max(fits, key=lambda grid: float((fits[grid] - most / 2).sum()))


def _breaks(pixels: Floats) -> Floats:
    """How far the row below each row is from it, on average over the row; no pixel counts more than CAP."""
    breaks: Floats = np.minimum(np.abs(np.diff(pixels, axis=0)), CAP).mean(axis=(1, 2))
    return breaks


def _contrasts(breaks: tuple[Floats, Floats], grid: int) -> Floats:
    """Of every inner line of the grid: the break there less that of its surroundings."""
    found = []
    for each in breaks:
        lines = (np.arange(1, grid) * ((len(each) + 1) // grid)) - 1
        found.append(each[lines] - (each[lines - _AWAY] + each[lines + _AWAY]) / 2)
    return np.concatenate(found)


def _divides(pixels: Floats, grid: int) -> bool:
    return all(side % grid == 0 and side // grid >= SMALLEST_TILE for side in pixels.shape[:2])
