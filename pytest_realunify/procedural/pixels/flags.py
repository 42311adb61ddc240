"""The stripes of a flag."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np

from pytest_realunify.procedural.drawing import PALETTE
from pytest_realunify.procedural.pixels.colours import Bytes, distance, name_of, typical
from pytest_realunify.procedural.world.scene import Cut, Flag

_OFF: Final = 24.0
"""Levels by which stripes may be off their colours in the mean: blur lets seven narrow ones run into each other."""


def flag(patch: Bytes) -> Flag | None:
    """The flag whose frame is the patch's border."""
    ways: tuple[tuple[Cut, Bytes], ...] = (("horizontal", patch), ("vertical", patch.swapaxes(0, 1)))
    found = [
        (*striped, stripes) for stripes, turned in ways for count in range(2, 8) if (striped := _striped(turned, count))
    ]
    if not found:
        return None
    off, colours, stripes = min(found, key=lambda each: each[0])
    return Flag(stripes, colours) if off <= _OFF else None


def _striped(patch: Bytes, count: int) -> tuple[float, tuple[str, ...]] | None:
    """How far off, and in what colours, so many equal stripes from top to bottom would be; None where two neighbours
    would be the same."""
    frame = max(4, round(0.04 * max(patch.shape)))
    profile = np.median(patch[:, 2 * frame : -2 * frame], axis=1).astype(np.float32)
    bounds = np.linspace(0, len(profile), count + 1)
    off, names = [], []
    for start, stop in pairwise(bounds):
        first, last = max(start, frame), min(stop, len(profile) - frame)
        rows = profile[round(first + 0.2 * (last - first)) : round(last - 0.2 * (last - first))]
        if not len(rows) or (name := name_of(typical(rows))) is None:
            return None
        names.append(name)
        off.append(float(distance(rows, PALETTE[name]).mean()))
    if any(one == other for one, other in pairwise(names)):
        return None
    return float(np.mean(off)), tuple(names)
