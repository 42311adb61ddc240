"""The ground of a picture, whatever light falls on it, and what stands out against it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from pytest_realunify.procedural.pixels.light import Bytes, Floats, Mask, length, planes
from pytest_realunify.procedural.pixels.masks import closed, filled, grown, reached
from pytest_realunify.procedural.pixels.shadows import with_shadows
from pytest_realunify.procedural.pixels.windows import highest, lowest

Numbers = NDArray[np.int32]

COMFORTABLE: Final = 512
"""Longer sides are scaled down by whole numbers until the next would fall below this."""
SMALLEST: Final = 400
"""Shorter longest sides are doubled first: outlines of two pixels are then four."""
LEAST: Final = 96
"""Pictures with a shorter side are not looked at."""
_FAINTEST: Final = 0.8
"""OKLab hundredths per pixel that are an edge in a picture without any noise."""
_NOISE: Final = 4.0
"""An edge is so many times as steep as half of all pixels are."""
_RESTLESS: Final = 4.5
"""Steepness of an edge beyond which there is too much noise to find one: strong grain (24 levels) gives 3."""
_BORDER: Final = 0.03
"""Part of the picture's border that a region must hold to be ground."""
_LEVEL: Final = 0.05
"""Hundredths within which a ground has one colour."""
_KERNEL: Final = (np.float32(0.40262), np.float32(0.2442), np.float32(0.05449))
_MANY: Final = 6
_SEAM: Final = 9
"""Pixels from either side that an edge between two grounds reaches."""
_SPARSE: Final = 8
_FAINT: Final = 2.0
"""Hundredths by which a thing is off the ground at least."""
_GAP: Final = 0.25
"""Part of what the darkest nearby is off the ground, up to which a gap between two things may be off it."""
_OPPOSED: Final = 0.06
_REACH: Final = 9


@dataclass(frozen=True, slots=True)
class Ground:
    """A picture in its working size, taken apart. Colours are OKLab in hundredths.

    `colours` (rows, columns, 3), `smooth` the same without its noise, `under` what the ground would be everywhere;
    `off` how far `smooth` is from it; `steep` its gradient per pixel; `things` marks what is not ground. `zoom` is the
    factor by which the picture given is larger, `noise` the ground's own unevenness, `edge` the steepness from which
    a pixel is on an edge.
    """

    pixels: Bytes
    colours: Floats
    smooth: Floats
    under: Floats
    off: Floats
    steep: Floats
    things: Mask
    zoom: float
    noise: float
    edge: float


def look_at(image: Image.Image) -> Ground | None:
    """Take an RGB picture apart; None where no ground runs along its border, or it is too small."""
    if min(image.size) < LEAST:
        return None
    scaled, zoom = _comfortable(image)
    pixels = np.asarray(scaled)
    colours = planes(pixels)
    smooth = _smoothed(colours)
    steep = _steepness(smooth)
    edge = max(_FAINTEST, _NOISE * float(np.median(steep[::2, ::2])))
    if edge > _RESTLESS:
        return None
    grounds = _along_border(steep < edge)
    if grounds is None:
        return None
    bare = grounds > 0
    under = _spread(smooth, bare)
    bare = bare | _seams(grounds, smooth, under)
    apart = smooth - under
    off = length(apart)
    around = _box(~bare)  # beyond it there is nothing to be found
    bare[around] = with_shadows(bare[around], smooth[around], under[around], steep[around], edge)
    noise = float(np.median(off[::2, ::2][bare[::2, ::2]]))
    things = np.zeros_like(bare)
    things[around] = _standing_out(bare[around], apart[around], off[around], noise)
    return Ground(pixels, colours, smooth, under, off, steep, things, zoom, noise, edge)


def _comfortable(image: Image.Image) -> tuple[Image.Image, float]:
    longest = max(image.size)
    shrink = longest // COMFORTABLE
    if shrink > 1:
        return image.reduce(shrink), float(shrink)
    if longest < SMALLEST:
        return image.resize((2 * image.width, 2 * image.height), Image.Resampling.BICUBIC), 0.5
    return image, 1.0


def _smoothed(colours: Floats) -> Floats:
    """By a Gaussian of one pixel, as far as two."""
    found = np.empty((3, *colours.shape[:2]), np.float32)
    for band in range(3):
        padded = np.pad(colours[..., band], 2, mode="symmetric")
        found[band] = _weighed(_weighed(padded).T).T
    return np.moveaxis(found, 0, -1)


def _weighed(rows: Floats) -> Floats:
    middle, beside, beyond = _KERNEL
    found = rows[2:-2] * middle
    found += (rows[1:-3] + rows[3:-1]) * beside
    found += (rows[:-4] + rows[4:]) * beyond
    return found


def _steepness(smooth: Floats) -> Floats:
    squares = np.zeros(smooth.shape[:2], np.float32)
    for band in range(3):
        values = smooth[..., band]
        squares[1:-1] += np.square(values[2:] - values[:-2])
        squares[:, 1:-1] += np.square(values[:, 2:] - values[:, :-2])
    np.sqrt(squares, out=squares)
    squares *= np.float32(0.5)
    return squares


def _along_border(level: Mask) -> Numbers | None:
    """The regions without edges that run along the border, numbered from 1; 0 elsewhere."""
    regions, count = ndimage.label(level)
    border = np.concatenate([regions[0], regions[-1], regions[:, 0], regions[:, -1]])
    held = np.bincount(border, minlength=count + 1)
    held[0] = 0
    ground = held > _BORDER * len(border)
    if held[ground].sum() <= 0.5 * len(border):
        return None
    numbers = np.where(ground, np.cumsum(ground), 0)
    return np.asarray(numbers[regions], np.int32)


def _seams(grounds: Numbers, smooth: Floats, under: Floats) -> Mask:
    """What lies between two grounds and is no farther from them than they are from each other: a table's edge."""
    found = np.zeros(grounds.shape, bool)
    count = int(grounds.max())
    if not 1 < count < _MANY:
        return found
    near = [grown(grounds == number, _SEAM) for number in range(1, count + 1)]
    means = [np.median(smooth[grounds == number], axis=0) for number in range(1, count + 1)]
    off = length(smooth - under)
    for one, other in combinations(range(count), 2):
        apart = float(length(means[one] - means[other]))
        found |= near[one] & near[other] & (off < max(3.0, 0.7 * apart))
    return found


def _spread(smooth: Floats, bare: Mask) -> Floats:
    """The ground's colour everywhere, from where it is seen: a mean over ever wider neighbourhoods."""
    height, width = bare.shape
    weight = _coarse(bare.astype(np.float32))
    total = np.stack([_coarse(smooth[..., band] * bare) for band in range(3)], axis=-1)
    known = weight > 0.3
    found = np.where(known[..., None], total / np.maximum(weight, 1e-6)[..., None], 0).astype(np.float32)
    reach = 1.0
    while not known.all() and reach < 2 * max(weight.shape):
        near = ndimage.gaussian_filter(weight, reach)
        mean = ndimage.gaussian_filter(total, (reach, reach, 0)) / np.maximum(near, 1e-9)[..., None]
        new = (near > 0.02) & ~known
        found[new] = mean[new]
        known |= new
        reach *= 2
    if float(np.ptp(found, axis=(0, 1)).max()) < _LEVEL:
        return np.broadcast_to(found.mean(axis=(0, 1), dtype=np.float32), smooth.shape)
    return np.moveaxis(np.stack([_widened(found[..., band], height, width) for band in range(3)]), 0, -1)


def _widened(values: Floats, height: int, width: int) -> Floats:
    image = Image.fromarray(values).resize((width, height), Image.Resampling.BILINEAR)
    return np.asarray(image)


def _coarse(values: Floats) -> Floats:
    """Means of squares, as many as fit; down first, which is fast."""
    rows, columns = values.shape[0] // _SPARSE, values.shape[1] // _SPARSE
    bands = values[: rows * _SPARSE, : columns * _SPARSE].reshape(rows, _SPARSE, columns * _SPARSE).sum(axis=1)
    found: Floats = bands.reshape(rows, columns, _SPARSE).sum(axis=2) / np.float32(_SPARSE**2)
    return found


def _standing_out(bare: Mask, apart: Floats, off: Floats, noise: float) -> Mask:
    """What is not ground, up to where a thing's edge has half its height, holes filled."""
    near = highest(off, _REACH)
    rim = grown(bare, _REACH // 2)
    pale = off < 0.5 * near
    standing = ~bare & ~(rim & pale) & (off > max(_FAINT, 3 * noise))
    # Between two things, where neither leaves the ground its own colour.
    faint = pale & (off < _GAP * near)
    held = (closed(standing, 1) | standing) & ~(_gaps(bare, faint, rim, apart, near))
    return filled(held)


def _gaps(bare: Mask, faint: Mask, rim: Mask, apart: Floats, near: Floats) -> Mask:
    if not (faint & ~rim).any():
        return np.zeros_like(bare)
    gaps = reached(bare, faint) & ~bare & ~rim
    if gaps.any():
        around = _box(gaps)
        gaps[around] &= ~_crossings(apart[around], near[around])
    return gaps


def _box(mask: Mask) -> tuple[slice, slice]:
    """What is marked, and what a look at its neighbours reaches; a corner where nothing is."""
    if not mask.any():
        return slice(_REACH), slice(_REACH)
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    down, across = (slice(max(0, int(each[0]) - _REACH), int(each[-1]) + 1 + _REACH) for each in (rows, columns))
    return down, across


def _crossings(apart: Floats, near: Floats) -> Mask:
    """Where colours on either side are off the ground to opposite sides: between white and black, or red and cyan,
    there is grey, and no gap."""
    found = np.zeros(near.shape, bool)
    for band in range(3):
        above = highest(apart[..., band], _REACH) > _OPPOSED * near
        found |= above & (lowest(apart[..., band], _REACH) < -_OPPOSED * near)
    return found
