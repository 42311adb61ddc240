"""Two shapes that touch: two colours that lie as in one of the pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import permutations, product
from typing import Final

import numpy as np
from PIL import Image
from scipy import ndimage

from pytest_realunify.procedural.drawing import PAPER, Canvas
from pytest_realunify.procedural.pixels.cuts import Cut
from pytest_realunify.procedural.pixels.findings import Found, between
from pytest_realunify.procedural.pixels.inside import paint_of
from pytest_realunify.procedural.pixels.kinds.plain import contenders, forms
from pytest_realunify.procedural.pixels.light import Floats, Mask, length, oklab
from pytest_realunify.procedural.pixels.silhouettes import likenesses
from pytest_realunify.procedural.world.figures.pair import KINDS, OTHERS, Pair
from pytest_realunify.procedural.world.layout import Plan
from pytest_realunify.procedural.world.painting import Pen
from pytest_realunify.procedural.world.scene import Shape

GRID: Final = 48
_CELL: Final = 150.0
_OFF: Final = 0.06
"""Part of the box in which the two colours may lie otherwise, both together."""
_AGAIN: Final = 1.3
_LONGER: Final = 1.08
_LINES: Final = (0.3, 1.0, 2.0)
_PART: Final = 0.012
"""Of the box, that a colour covers at least."""
_NEAR: Final = 7.0
_APART: Final = 4.5
"""Hundredths of colour: within a fill, and between two."""
_MOST: Final = 4
_FINE: Final = 96
"""Pixels of the longer side from which its colours are known, at least."""
_CELLS: Final = 50
_GREY: Final = 15
"""Cells of three hundredths a side, and where grey and black lie: OKLab's hundredths are between -41 and 100."""


@dataclass(frozen=True, slots=True)
class Form:
    """Where the one colour and where the other lies (2, GRID, GRID), 0 to 1, and how much of the box each covers."""

    pair: Pair
    covers: Floats
    shares: Floats
    aspect: float
    cell: float


def pair(cut: Cut, extent: float) -> Found | None:
    """None for what is none of them. `extent`: the thing's, in working pixels."""
    colours = oklab(cut.pixels)
    found = _matching(cut.aspect, _fills(colours, cut.mask))
    if not found:
        return None
    readings, doubts = [], []
    likely = _outlined(found[0])
    for off, form, one, other in found:
        if off > _AGAIN * found[0][0] + 0.002:
            break
        if likely and form.pair.relation == "inside" and form.pair.one.kind not in likely:
            continue
        names = [paint_of(colours[_core(mask)]).names for mask in (one, other)]
        doubts += [between(each) for each in names if len(each) > 1]
        for first, second in product(*names):
            if first != second and "white" not in (first, second):
                kinds = form.pair.one.kind, form.pair.other.kind
                readings.append(Pair(Shape(kinds[0], first), form.pair.relation, Shape(kinds[1], second)))
    told = tuple(dict.fromkeys(readings))
    if not told:
        return None
    doubt = ", ".join(dict.fromkeys(doubts)) or "which two shapes it is of is hard to tell"
    return Found(told, doubt if len(told) > 1 else "", Pair.extent * found[0][1].cell * extent)


def _matching(aspect: float, fills: Sequence[Mask]) -> list[tuple[float, Form, Mask, Mask]]:
    """The forms that two of the colours lie as, how far they are off, and which two; the nearest first."""
    near = [form for form in _forms() if form.aspect / _LONGER < aspect < form.aspect * _LONGER]
    found = []
    for one, other in permutations(fills, 2) if near else ():
        covers = np.stack([_cover(one), _cover(other)])
        # What covers more or less of the box than a form does is off by that at least.
        shares = np.stack([form.shares for form in near]) - covers.mean(axis=(1, 2))
        for place in np.flatnonzero(np.abs(shares).sum(axis=1) < _OFF):
            off = 2 * float(np.abs(near[place].covers - covers).mean())
            if off < _OFF:
                found.append((off, near[place], one, other))
    return sorted(found, key=lambda each: each[0])


def _outlined(found: tuple[float, Form, Mask, Mask]) -> frozenset[str]:
    """The kinds that the inner one of two may be of by its outline alone, of which all is seen; none elsewhere."""
    _, form, one, _ = found
    if form.pair.relation != "inside":
        return frozenset()
    seen = [each for kind in contenders(likenesses(np.pad(one, 2).astype(np.float32))) for each in forms(kind)]
    return frozenset(each[0] for each in seen if each is not None) & {*KINDS}


def _core(mask: Mask) -> Mask:
    depth = ndimage.distance_transform_edt(mask)
    return np.asarray(depth > min(3.0, 0.5 * float(depth.max()))) if mask.any() else mask


def _fills(colours: Floats, mask: Mask) -> Sequence[Mask]:
    """Where each of the colours lies that cover most of a thing, the largest first."""
    step = max(1, max(mask.shape) // _FINE)
    peaks = _peaks(colours[::step, ::step][mask[::step, ::step]], _PART * mask[::step, ::step].size)
    away = np.stack([length(colours - peak) for peak in peaks]) if peaks else np.zeros((0, *mask.shape), np.float32)
    nearest = away.argmin(axis=0) if len(away) else np.zeros(mask.shape, int)
    found = [mask & (nearest == place) & (away[place] < _NEAR) for place in range(len(peaks))]
    return [each for each in found if each.mean() > _PART]


def _peaks(held: Floats, least: float) -> list[Floats]:
    """The colours (n, 3) that most have, each had by so many at least."""
    peaks: list[Floats] = []
    for _ in range(_MOST):
        if len(held) < least:
            break
        cells = np.floor(held / 3).astype(np.int32) + _GREY
        fullest = np.bincount((cells[:, 0] * _CELLS + cells[:, 1]) * _CELLS + cells[:, 2]).argmax()
        middle = np.array(np.unravel_index(fullest, (_CELLS, _CELLS, _CELLS)), np.float32) - _GREY
        near = held[length(held - (middle + np.float32(0.5)) * 3) < _APART]
        peak = np.median(near, axis=0)
        if len(near) >= least:
            peaks.append(peak)
        held = held[length(held - peak) >= _APART]
    return peaks


def _cover(mask: Mask) -> Floats:
    image = Image.fromarray(mask.astype(np.uint8) * 255).resize((GRID, GRID), Image.Resampling.BOX)
    return np.asarray(image, np.float32) / np.float32(255)


@cache
def _forms() -> tuple[Form, ...]:
    """Every pair in red and blue, in every line width."""
    return tuple(
        _drawn(Pair(Shape(kind, "red"), relation, Shape(other, "blue")), line)
        for relation, others in OTHERS.items()
        for kind, other, line in product(KINDS, others, _LINES)
    )


def _drawn(pair_: Pair, line: float) -> Form:
    side = round(1.1 * _CELL)
    canvas = Canvas(side, side, scale=2)
    pen = Pen(canvas, Plan(side, _CELL, ()))
    pen.line *= line
    pen.draw(pair_, side / 2, side / 2)
    pixels = np.asarray(canvas.finish())
    held = np.abs(pixels.astype(np.int16) - np.array(PAPER, np.int16)).max(axis=2) > 20
    rows, columns = np.flatnonzero(held.any(axis=1)), np.flatnonzero(held.any(axis=0))
    box = pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].astype(np.int16)
    red, blue = box[..., 0] > box[..., 2] + 90, box[..., 2] > box[..., 0] + 90
    high, wide = box.shape[:2]
    covers = np.stack([_cover(np.asarray(red)), _cover(np.asarray(blue))])
    return Form(pair_, covers, covers.mean(axis=(1, 2)), wide / high, _CELL / max(high, wide))
