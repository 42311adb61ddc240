"""Shadows: ground with less light on it."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy import ndimage

from pytest_realunify.procedural.pixels.light import Floats, Mask
from pytest_realunify.procedural.pixels.masks import grown, opened, reached
from pytest_realunify.procedural.pixels.windows import highest, lowest

_SOFT: Final = 4.0
"""Steepness up to which an edge may be a shadow's in a picture whose other edges are sharp."""
_LINES: Final = (7, 13)
"""Pixels that a line is broad at most, in a crisp picture and in a blurred one."""
_CRISP: Final = 8.0
_DARKER: Final = 3.0
"""Hundredths by which a line is darker than its sides."""
_RIM: Final = 7
_TINT: Final = 2.5
"""Hundredths by which a shadow may have another hue than its ground."""


def with_shadows(bare: Mask, smooth: Floats, under: Floats, steep: Floats, edge: float) -> Mask:
    """The ground and what of it lies in a soft shadow: darker, of the same hue, and reached without crossing an edge
    that is as sharp as the things' own."""
    sharp = steep[steep > 2 * edge]
    usual = float(np.percentile(sharp, 80)) if len(sharp) else 0.0
    soft = max(1.5 * edge, min(_SOFT, 0.3 * usual))
    shade = is_shade(smooth, under) & ~_lines(smooth[..., 0], _LINES[0] if usual > _CRISP else _LINES[1])
    found = reached(bare, shade & (steep < soft))
    return found | _rims(shade & ~found, found & (smooth[..., 0] < 0.97 * under[..., 0]))


def _lines(light: Floats, breadth: int) -> Mask:
    """What is darker than both its sides: an outline lies in a shadow like that, and is none of it."""
    return np.asarray(lowest(highest(light, breadth), breadth) - light > _DARKER)


def _rims(shade: Mask, shadow: Mask) -> Mask:
    """Of what is left of the shade what lines a shadow that was found, and is thin."""
    if not shadow.any():
        return np.zeros_like(shadow)
    beside = shade & grown(shadow, 2)
    thin = shade & ~opened(shade, _RIM)
    regions, count = ndimage.label(thin)
    sizes, lining = np.bincount(regions.ravel(), minlength=count + 1), np.bincount(regions[beside], minlength=count + 1)
    rims = lining > 0.25 * sizes
    rims[0] = False
    return np.asarray(rims[regions])


def is_shade(colours: Floats, under: Floats) -> Mask:
    """Where a colour is the ground's with less light on it: all of it darker by one factor, so OKLab's three values
    shrink together."""
    share = colours[..., 0] / np.maximum(under[..., 0], 1.0)
    tint = np.square(colours[..., 1] - share * under[..., 1]) + np.square(colours[..., 2] - share * under[..., 2])
    return np.asarray((share < 0.99) & (share > 0.4) & (tint < _TINT**2))
