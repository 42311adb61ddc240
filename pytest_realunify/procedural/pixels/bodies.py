"""The things in a picture, each cut out with all that is known of its form and its colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from scipy import ndimage

from pytest_realunify.procedural.pixels.families import FOREIGN
from pytest_realunify.procedural.pixels.ground import Ground
from pytest_realunify.procedural.pixels.light import Bytes, Floats, Mask
from pytest_realunify.procedural.pixels.masks import filled, grown, opened
from pytest_realunify.procedural.pixels.shadows import is_shade
from pytest_realunify.procedural.pixels.silhouettes import Likeness, likenesses

SPECK: Final = 0.012
"""What is smaller in both directions, as a part of the picture's shorter side, is dirt, or too small to say."""
CROWD: Final = 120
_BETTER: Final = 0.002
_FRAGMENT: Final = 0.12
"""Part of a thing's area up to which something beside it may be a part of its shadow."""
_FLAT_FRAGMENT: Final = 0.4
"""The same for what lies flat below it."""
_ALL_ROUND: Final = np.ones((3, 3), bool)
_BROAD: Final = (3, 6, 0.06)
"""Pixels that a shadow is broad at least, at most, and as a part of the thing's extent; what is thinner is a line."""
_DEEP: Final = 0.1
"""Half a hard shadow's breadth at most, as a part of the thing's extent."""
_AWAY: Final = (0.03, 0.05, 0.07, 0.09, 0.12, 0.15)
"""How far a shadow lies from its thing, in parts of both together."""
_SAME: Final = 0.94
_HARD_SHADOW: Final = (0.02, 0.6)
"""Part of a thing that is shade and may be a hard shadow; when it is more, the thing itself is grey."""


@dataclass(frozen=True)
class Body:
    """A thing in working pixels: the box `left`, `top`, `right`, `bottom` (exclusive) and, in it, the `mask` (rows,
    columns) of what it covers, holes filled."""

    ground: Ground
    left: int
    top: int
    mask: Mask

    @property
    def height(self) -> int:
        return int(self.mask.shape[0])

    @property
    def width(self) -> int:
        return int(self.mask.shape[1])

    @property
    def right(self) -> int:
        return self.left + self.width

    @property
    def bottom(self) -> int:
        return self.top + self.height

    @property
    def extent(self) -> float:
        """The longer side."""
        return float(max(self.width, self.height))

    @property
    def x(self) -> float:
        return self.left + self.width / 2

    @property
    def y(self) -> float:
        return self.top + self.height / 2

    @property
    def where(self) -> tuple[slice, slice]:
        """Rows and columns of the picture."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    @cached_property
    def area(self) -> int:
        return int(self.mask.sum())

    @cached_property
    def smooth(self) -> Floats:
        """OKLab colours of the box, without noise."""
        return self.ground.smooth[self.where]

    @cached_property
    def colours(self) -> Floats:
        """OKLab colours of the box."""
        return self.ground.colours[self.where]

    @cached_property
    def off(self) -> Floats:
        """How far the box's colours are from the ground's."""
        return self.ground.off[self.where]

    @cached_property
    def under(self) -> Floats:
        """The ground's colour in the box."""
        return self.ground.under[self.where]

    @cached_property
    def pixels(self) -> Bytes:
        """sRGB of the box."""
        return self.ground.pixels[self.where]

    @cached_property
    def depth(self) -> Floats:
        """How far inside each pixel lies, in pixels."""
        padded = np.pad(self.mask, 1)
        found: Floats = ndimage.distance_transform_edt(padded)[1:-1, 1:-1].astype(np.float32)
        return found

    @cached_property
    def likeness(self) -> Sequence[Likeness]:
        """To every kind of outline, the likeliest first."""
        return likenesses(ndimage.gaussian_filter(np.pad(self.mask, 2).astype(np.float32), 0.6))

    def within(self, mask: Mask) -> Body:
        """What of it a mask of its box leaves, cut to that."""
        kept = self.mask & mask
        rows, columns = np.flatnonzero(kept.any(axis=1)), np.flatnonzero(kept.any(axis=0))
        cut = kept[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        return Body(self.ground, self.left + int(columns[0]), self.top + int(rows[0]), cut)


def bodies(ground: Ground) -> list[Body] | None:
    """Everything that stands on the ground, without lines that cross the picture and without shadows. None for a
    crowd."""
    things = _without_lines(ground.things)
    regions, count = ndimage.label(things, structure=_ALL_ROUND)
    if count > 50 * CROWD:
        return None
    least = SPECK * min(things.shape)
    found = []
    for number, (down, across) in enumerate(ndimage.find_objects(regions), 1):
        if max(down.stop - down.start, across.stop - across.start) < least:
            continue
        found.append(Body(ground, across.start, down.start, regions[down, across] == number))
        if len(found) > CROWD:
            return None
    return [_lit(body) for body in found if not any(_casts(other, body) for other in found)]


def _casts(thing: Body, body: Body) -> bool:
    """Whether a body is but a part of a larger one's shadow: the ground's colour darkened, small, beside or below."""
    flat = body.height < 0.4 * body.width and body.top > thing.y
    if body is thing or body.area > (_FLAT_FRAGMENT if flat else _FRAGMENT) * thing.area:
        return False
    near = max(3.0, 0.16 * thing.extent)
    across = body.left > thing.left - near and body.right < thing.right + near
    down = body.top > thing.top - near and body.bottom < thing.bottom + near
    if not (across and down):
        return False
    shade = is_shade(body.smooth, body.under)[body.mask]
    return bool(shade.mean() > 0.75)


def _without_lines(things: Mask) -> Mask:
    """Lines that run from one side of the picture to another, such as a table's edge, are taken out."""
    regions, _ = ndimage.label(things, structure=_ALL_ROUND)
    crossing = (set(regions[:, 0]) & set(regions[:, -1])) | (set(regions[0]) & set(regions[-1]))
    found = things.copy()
    for number in crossing - {0}:
        held = regions == number
        for size in (3, 5, 7, 9):
            left_over = opened(held, size)
            left, _ = ndimage.label(left_over)
            spans = set(left[:, 0]) & set(left[:, -1]) | set(left[0]) & set(left[-1])
            if not spans - {0}:
                found[held] = left_over[held]
                break
        else:
            found[held] = False
    return found


def _lit(body: Body) -> Body:
    """Without its hard shadow: what is the ground's own colour darkened, at one side, so that the rest is more like a
    thing."""
    shade = body.mask & is_shade(body.smooth, body.under)
    breadth = round(min(max(_BROAD[0], _BROAD[2] * body.extent), _BROAD[1]))
    broad = opened(shade, breadth)
    share = float(broad.sum()) / body.area
    if not _HARD_SHADOW[0] < share < _HARD_SHADOW[1]:
        return body
    cast = grown(broad, breadth) & shade
    if not _at_one_side(body, cast):
        return body
    lit = filled(body.mask & ~cast)
    regions, count = ndimage.label(lit, structure=_ALL_ROUND)
    if not count:
        return body
    sizes = np.bincount(regions.ravel())
    sizes[0] = 0
    largest = regions == sizes.argmax()
    if sizes.max() < 0.3 * body.area:
        return body
    if not _lies_below(body.mask & ~largest, largest) and not _moved(body.mask, largest):
        return body
    rest = body.within(largest)
    return rest if _named(rest) > _named(body) + _BETTER else body


def _at_one_side(body: Body, cast: Mask) -> bool:
    """Whether it is a seam along one side of the thing and open to the ground, as a shadow is: neither all round it,
    nor as deep as a part, nor within an outline, nor a stripe along one side of a box."""
    depth = float(ndimage.distance_transform_edt(np.pad(cast, 1)).max())
    down, across = ndimage.center_of_mass(cast)
    own_down, own_across = ndimage.center_of_mass(body.mask & ~cast)
    off_down, off_across = abs(down - own_down) / body.height, abs(across - own_across) / body.width
    if depth > _DEEP * body.extent or max(off_down, off_across) < 0.15:
        return False
    beside = grown(cast, 2)
    outside = beside & ~body.mask
    box = float(body.mask.mean()) > 0.85
    return float(outside.sum()) > 0.2 * float((beside & ~cast).sum()) and not (box and min(off_down, off_across) < 0.08)


def _lies_below(cast: Mask, rest: Mask) -> bool:
    """Whether it is flat and under the thing, where that touches a table."""
    rows, columns = np.flatnonzero(cast.any(axis=1)), np.flatnonzero(cast.any(axis=0))
    below = ndimage.center_of_mass(cast)[0] > ndimage.center_of_mass(rest)[0] + 0.25 * rest.shape[0]
    return bool(below and np.ptp(rows) < 0.45 * np.ptp(columns))


def _moved(whole: Mask, rest: Mask) -> bool:
    """Whether the rest and the rest once more, moved a little, make up the whole: a shadow has its thing's form."""
    cast = whole & ~rest
    down, across = np.subtract(ndimage.center_of_mass(cast), ndimage.center_of_mass(rest))
    far, extent = float(np.hypot(down, across)), max(whole.shape)
    for share in _AWAY:
        step = round(share * extent * down / far), round(share * extent * across / far)
        both = rest | _shifted(rest, *step)
        if float((both & whole).sum()) > _SAME * float((both | whole).sum()):
            return True
    return False


def _shifted(mask: Mask, down: int, across: int) -> Mask:
    found = np.zeros_like(mask)
    height, width = mask.shape
    target = (slice(max(0, down), height + min(0, down)), slice(max(0, across), width + min(0, across)))
    source = (slice(max(0, -down), height + min(0, -down)), slice(max(0, -across), width + min(0, -across)))
    found[target] = mask[source]
    return found


def _named(body: Body) -> float:
    """Likeness to the best kind of outline that has a name."""
    return next(each.score for each in body.likeness if each.kind != FOREIGN)
