"""How high a liquid stands, in quarters, or between which two."""

from __future__ import annotations

from typing import Final

BANDS: Final = ((0.19, 0.32), (0.43, 0.57), (0.69, 0.795), (0.89, 1.01))
"""Heights of a liquid, as parts of the glass's own, that are a quarter, a half, three quarters, and full. What lies
between two of them is for nobody to tell."""
_UNSURE: Final = 0.6
"""Part of the stretch between air and liquid in which the surface may lie."""


def levels_between(air: int, liquid: int, floor: int, high: int) -> tuple[int, ...]:
    """A surface lies somewhere in what is neither air nor liquid: a line, or what blur leaves."""
    middle, off = (air + liquid) / 2, _UNSURE * (liquid - air) / 2
    return tuple(sorted({level for row in (middle - off, middle + off) for level in _levels((floor - row) / high)}))


def _levels(height: float) -> tuple[int, ...]:
    """The level whose band holds a height; the two between whose bands it lies."""
    for level, (low, high) in enumerate(BANDS, 1):
        if low <= height <= high:
            return (level,)
    above = next((level for level, (low, _) in enumerate(BANDS, 1) if height < low), len(BANDS))
    return (above - 1, above)
