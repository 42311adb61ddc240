"""The highest and the lowest of what lies around each pixel: as scipy's filters, faster on whole pictures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from pytest_realunify.procedural.pixels.light import Floats, Mask

Values = TypeVar("Values", Floats, Mask)


def highest(values: Values, breadth: int, beyond: float = -np.inf) -> Values:
    """In the square of so many pixels around each (rows, columns); an even one reaches one pixel farther up and left.

    `beyond` is what lies beyond the border.
    """
    found: Values = _squares(values, breadth, np.maximum, beyond if values.dtype != bool else beyond > 0)
    return found


def lowest(values: Values, breadth: int, beyond: float = np.inf) -> Values:
    """As `highest`."""
    found: Values = _squares(values, breadth, np.minimum, beyond if values.dtype != bool else beyond > 0)
    return found


def _squares(values: Any, breadth: int, pick: Callable[[Any, Any], Any], beyond: float) -> Any:
    before = breadth // 2
    height, width = values.shape
    runs = np.full((height + breadth - 1, width + breadth - 1), beyond, values.dtype)
    runs[before : before + height, before : before + width] = values
    # A run of twice the length is two runs side by side; the last step is of two that overlap.
    for step in _steps(breadth):
        runs = pick(runs[:-step], runs[step:])
    for step in _steps(breadth):
        runs = pick(runs[:, :-step], runs[:, step:])
    return runs


def _steps(breadth: int) -> list[int]:
    reached, found = 1, []
    while reached < breadth:
        found.append(min(reached, breadth - reached))
        reached += found[-1]
    return found
