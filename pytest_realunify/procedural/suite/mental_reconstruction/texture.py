"""Grounds that look like something seen from afar: patches in several tones, grain, clouds. Only integer arithmetic
touches them, so they are the same everywhere."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Final

from PIL import Image, ImageChops, ImageOps

from pytest_realunify.procedural.drawing import RGB

_STEPS: Final = 6
"""Tones of a ground. So few that the borders between their patches can be followed by the eye."""
GRAINS: Final = ((30, 0.22), (128, 0.2))
"""Layers of fine texture: cells across the picture, and strength of 1. They make every cut's two edges alike and unlike
all others."""


def noise(rng: random.Random, size: int, cells: int) -> Image.Image:
    """Smooth grey noise from black to white, with so many bumps across."""
    coarse = Image.frombytes("L", (cells, cells), rng.randbytes(cells * cells))
    return ImageOps.autocontrast(coarse.resize((size, size), Image.Resampling.BICUBIC), cutoff=2)


def patches(rng: random.Random, size: int, cells: int, tones: Sequence[RGB]) -> Image.Image:
    """Winding patches of `_STEPS` tones between the first of `tones` and the last, about as many across as `cells`."""
    height = Image.blend(noise(rng, size, cells), noise(rng, size, 2 * cells), 0.3)
    height = ImageOps.autocontrast(height, cutoff=2)
    return Image.merge("RGB", [height.point(_table([tone[channel] for tone in tones])) for channel in range(3)])


def _table(levels: Sequence[int]) -> list[int]:
    """256 entries: height to one of the steps, each of which lies on the way through the levels."""
    found = []
    for value in range(256):
        step = min(_STEPS - 1, value * _STEPS // 256)
        way = step * (len(levels) - 1)
        low, part = divmod(way, _STEPS - 1)
        high = min(low + 1, len(levels) - 1)
        found.append((levels[low] * (_STEPS - 1 - part) + levels[high] * part) // (_STEPS - 1))
    return found


def grained(picture: Image.Image, rng: random.Random) -> Image.Image:
    """With fine texture in soft light."""
    size = picture.width
    for cells, strength in GRAINS:
        coarse = Image.frombytes("L", (cells, cells), rng.randbytes(cells * cells))
        weak = coarse.point([128 + round((value - 128) * strength) for value in range(256)])
        light = Image.merge("RGB", [weak.resize((size, size), Image.Resampling.BICUBIC)] * 3)
        picture = ImageChops.soft_light(picture, light)
    return picture
