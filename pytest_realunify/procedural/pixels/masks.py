"""Masks grown, shrunk and filled: as scipy's, several times faster on whole pictures."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from pytest_realunify.procedural.pixels.light import Mask


def grown(mask: Mask, reach: int) -> Mask:
    """By so many pixels in every direction, the diagonals too."""
    return np.asarray(ndimage.maximum_filter(mask.view(np.uint8), 2 * reach + 1, mode="constant").view(bool))


def shrunk(mask: Mask, reach: int) -> Mask:
    """By so many pixels from every direction; beyond the border there is nothing."""
    return np.asarray(ndimage.minimum_filter(mask.view(np.uint8), 2 * reach + 1, mode="constant").view(bool))


def opened(mask: Mask, size: int) -> Mask:
    """Without what a square of so many pixels does not fit into."""
    least = ndimage.minimum_filter(mask.view(np.uint8), size, mode="constant", origin=-((size - 1) % 2))
    return np.asarray(ndimage.maximum_filter(least, size, mode="constant").view(bool))


def closed(mask: Mask, reach: int) -> Mask:
    """Gaps of up to twice so many pixels bridged."""
    most = ndimage.maximum_filter(np.pad(mask, reach).view(np.uint8), 2 * reach + 1, mode="constant")
    return np.asarray(ndimage.minimum_filter(most, 2 * reach + 1).view(bool))[reach:-reach, reach:-reach]


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
