"""Masks grown, shrunk and filled."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from pytest_realunify.procedural.pixels.light import Mask
from pytest_realunify.procedural.pixels.windows import highest, lowest


def grown(mask: Mask, reach: int) -> Mask:
    """By so many pixels in every direction, the diagonals too."""
    return highest(mask, 2 * reach + 1)


def shrunk(mask: Mask, reach: int) -> Mask:
    """By so many pixels from every direction; beyond the border there is nothing."""
    return lowest(mask, 2 * reach + 1, beyond=0)


def opened(mask: Mask, size: int) -> Mask:
    """Without what a square of so many pixels does not fit into."""
    # Turned about, so that an even square grows back to where it was.
    least = lowest(mask[::-1, ::-1], size, beyond=0)[::-1, ::-1]
    return highest(least, size)


def closed(mask: Mask, reach: int) -> Mask:
    """Gaps of up to twice so many pixels bridged."""
    most = highest(np.pad(mask, reach), 2 * reach + 1)
    return lowest(most, 2 * reach + 1)[reach:-reach, reach:-reach]


def filled(mask: Mask) -> Mask:
    """With all that it encloses."""
    outside, _ = ndimage.label(~np.pad(mask, 1))
    return np.asarray(outside[1:-1, 1:-1] != outside[0, 0])


def largest(mask: Mask) -> Mask:
    """Its largest part that hangs together."""
    regions, _ = ndimage.label(mask, structure=np.ones((3, 3), int))
    sizes = np.bincount(regions.ravel())
    sizes[0] = 0
    return np.asarray(regions == sizes.argmax()) if len(sizes) > 1 else mask


def reached(start: Mask, like: Mask) -> Mask:
    """What is reached from a mask through what is like it, with the mask itself."""
    if not (like & ~start).any():
        return start
    regions, count = ndimage.label(start | like)
    touched = np.zeros(count + 1, bool)
    touched[regions[start]] = True
    touched[0] = False
    return np.asarray(touched[regions])
