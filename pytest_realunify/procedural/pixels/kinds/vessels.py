"""Vessels: two walls that lean alike and a floor, open or rimmed at the top."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pytest_realunify.procedural.pixels.bodies import Body
from pytest_realunify.procedural.pixels.light import Floats, length


@dataclass(frozen=True, slots=True)
class Vessel:
    """Left and right ends of each row of the box, how thick the walls look, the first and last row that count as
    inside, and whether a line runs across its top."""

    left: Floats
    right: Floats
    wall: float
    rim: int
    floor: int
    lidded: bool


def vessel_of(body: Body) -> Vessel | None:
    """Walls that are straight and lean alike, or not at all, over most of the height."""
    mask = body.mask
    rows = np.arange(body.height)
    first = mask.argmax(axis=1).astype(np.float32)
    last = (body.width - mask[:, ::-1].argmax(axis=1)).astype(np.float32)
    held = mask.any(axis=1)
    middle = held & (rows > 0.06 * body.height) & (rows < 0.86 * body.height)
    if middle.sum() < 10:
        return None
    left, right = np.polyfit(rows[middle], first[middle], 1), np.polyfit(rows[middle], last[middle], 1)
    off = np.abs(np.polyval(left, rows) - first)[middle].mean() + np.abs(np.polyval(right, rows) - last)[middle].mean()
    lean = (left[0] - right[0]) / 2  # narrowing downwards where positive
    if off > max(2.5, 0.04 * body.width) or abs(left[0] + right[0]) > 0.12 or not -0.05 < lean < 0.35:
        return None
    first, last = np.polyval(left, rows).astype(np.float32), np.polyval(right, rows).astype(np.float32)
    return Vessel(first, last, _wall(body, first, last), 0, body.height, not _open(body))


def _wall(body: Body, left: Floats, right: Floats) -> float:
    """Pixels from either end of a row to where its colour is the inside's."""
    rows = np.arange(round(0.1 * body.height), round(0.9 * body.height))
    wide = float((right - left)[rows].mean())
    steps = np.arange(max(3, round(0.16 * wide)))

    def colour(off: float) -> Floats:
        near = [
            np.clip(np.rint(side[rows] + way * off), 0, body.width - 1) for side, way in ((left, 1), (right - 1, -1))
        ]
        return np.concatenate([body.smooth[rows, columns.astype(int)] for columns in near])

    inner = colour(0.22 * wide)
    away = np.array([np.median(length(colour(float(step)) - inner)) for step in steps])
    peak = float(away.max())
    if peak < 4:
        return 1.5
    return float(np.flatnonzero(away > max(2.0, 0.12 * peak))[-1]) + 1.5


def _open(body: Body) -> bool:
    """Whether there is no line across the top as there is one at the floor."""
    left, right = round(0.25 * body.width), round(0.75 * body.width)
    edge = max(2, round(0.03 * body.height))
    deep = np.median(body.smooth[2 * edge : 3 * edge, left:right], axis=(0, 1))
    low = np.median(body.smooth[-3 * edge : -2 * edge, left:right], axis=(0, 1))
    across = float(np.median(length(body.smooth[:edge, left:right] - deep), axis=1).max())
    below = float(np.median(length(body.smooth[-edge:, left:right] - low), axis=1).max())
    return below > 6 and across < 0.45 * below
