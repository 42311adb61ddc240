"""The plain ground of a picture and what stands on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image, ImageChops
from scipy import ndimage

from pytest_realunify.procedural.pixels.colours import Bytes, Floats, Mask, typical

SMALLEST: Final = 128
"""Sides in pixels; the world is drawn in 512 and more."""
LARGEST: Final = 1600
"""Longer sides are scaled down by a whole number first."""
OFF_GROUND: Final = 48
"""Levels from which a pixel is no ground: six times the noise that is put up with; a blurred outline is off by 90."""
_LIGHT: Final = 200
_UNEVEN: Final = 7.0
"""Levels by which the mean of a stretch of the border may be off."""
_GRAINY: Final = 11.0
"""Standard deviation in levels up to which the border is flat."""
_SPECK: Final = 6
"""Pixels; what is smaller in both directions is dirt."""
_CROWD: Final = 250


@dataclass(frozen=True, slots=True)
class Blob:
    """The box of something on the ground, in pixels, right and bottom exclusive."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def extent(self) -> int:
        """The longer side."""
        return max(self.width, self.height)

    @property
    def x(self) -> float:
        return (self.left + self.right) / 2

    @property
    def y(self) -> float:
        return (self.top + self.bottom) / 2

    def holds(self, other: Blob) -> bool:
        """Whether the middle of the other lies in this one."""
        return self.left <= other.x <= self.right and self.top <= other.y <= self.bottom

    def with_(self, other: Blob) -> Blob:
        """The box around both."""
        return Blob(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


@dataclass(frozen=True, slots=True)
class Survey:
    """A picture taken apart. `filled` is 255 on everything that outlines enclose, else 0; `zoom` is the factor by which
    the picture given was larger than `image`."""

    image: Image.Image
    pixels: Bytes
    ground: Floats
    filled: Image.Image
    blobs: tuple[Blob, ...]
    zoom: int

    def patch(self, blob: Blob) -> Bytes:
        """The pixels of a box (height, width, 3)."""
        return self.pixels[blob.top : blob.bottom, blob.left : blob.right]


def survey(image: Image.Image) -> Survey | None:
    """None where there is no plain light ground all around, or a crowd of things on it."""
    zoom = -(-max(image.size) // LARGEST)
    if min(image.size) // zoom < SMALLEST:
        return None
    image = image.reduce(zoom) if zoom > 1 else image
    pixels = np.asarray(image)
    ground = _ground(pixels)
    if ground is None:
        return None
    filled = _enclosed(_off_ground(image, ground))
    blobs = None if filled is None else _blobs(filled)
    if filled is None or blobs is None:
        return None
    return Survey(image, pixels, ground, Image.fromarray(filled.astype(np.uint8) * 255), blobs, zoom)


def _ground(pixels: Bytes) -> Floats | None:
    """The colour of the border, where it is light and the same everywhere."""
    deep = max(3, min(pixels.shape[:2]) // 80)
    sides = (pixels[:deep], pixels[-deep:], pixels[:, :deep].swapaxes(0, 1), pixels[:, -deep:].swapaxes(0, 1))
    stretches = [part.reshape(-1, 3) for side in sides for part in np.array_split(side, 12, axis=1)]
    ground = typical(np.concatenate(stretches))
    means = np.array([part.mean(axis=0) for part in stretches])
    grain = max(float(part.std(axis=0).max()) for part in stretches)
    flat = float(np.abs(means - ground).max()) <= _UNEVEN and grain <= _GRAINY
    return ground if flat and float(ground.min()) >= _LIGHT else None


def _off_ground(image: Image.Image, ground: Floats) -> Mask:
    """Pixels of which a channel is off."""
    plain = Image.new("RGB", image.size, (int(ground[0]), int(ground[1]), int(ground[2])))
    red, green, blue = ImageChops.difference(image, plain).split()
    worst = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return np.asarray(worst) > OFF_GROUND


def _enclosed(mask: Mask) -> Mask | None:
    """The mask and everything in it that the outside does not reach; None where the mask reaches the corner."""
    regions, _ = ndimage.label(~mask)
    outside = regions[0, 0]
    return None if outside == 0 else np.asarray(regions != outside)


def _blobs(filled: Mask) -> tuple[Blob, ...] | None:
    """What hangs together, with what lies inside its box: a thing in a glass touches no wall."""
    labels, count = ndimage.label(filled, structure=np.ones((3, 3), int))
    if count > 20 * _CROWD:
        return None
    boxes = [Blob(across.start, down.start, across.stop, down.stop) for down, across in ndimage.find_objects(labels)]
    found: list[Blob] = []
    for box in sorted((box for box in boxes if box.extent >= _SPECK), key=lambda box: -box.width * box.height):
        host = next((place for place, other in enumerate(found) if other.holds(box)), None)
        if host is None:
            found.append(box)
        else:
            found[host] = found[host].with_(box)
        if len(found) > _CROWD:
            return None
    return tuple(found)
