"""Flags: striped cloths, with or without a pole."""

from __future__ import annotations

from itertools import pairwise, product
from typing import Final

import numpy as np
from scipy import ndimage

from pytest_realunify.procedural.pixels.boards import Board, board
from pytest_realunify.procedural.pixels.bodies import Body
from pytest_realunify.procedural.pixels.findings import Found, Sheet, between
from pytest_realunify.procedural.pixels.inside import Inside, Paint, paint_of
from pytest_realunify.procedural.pixels.light import Floats, length
from pytest_realunify.procedural.pixels.sightings import Outlined, Reading
from pytest_realunify.procedural.world.scene import Cut, Flag

_SIDES: Final = (0.87, 2.4)
"""Breadth of a cloth as a part of its height."""
_STEP: Final = 3.5
"""Hundredths of colour from one stripe to the next at least."""
_PLAIN: Final = 4.0
"""Hundredths by which a stripe's pixels may be off it, all along."""
_COLUMNS: Final = 160
_NARROW: Final = 0.4
"""Part of the broadest stripe's breadth below which something is a frame or a pole."""
_ONE: Final = 8.0
"""Hundredths between neighbours up to which all are but one colour, shaded."""
_FRAMED: Final = 0.85
"""Part of a line along a side that has the frame's colour."""
_LEAST_EVEN: Final = 0.6
_BOARD: Final = 1.6
"""Breadth by height of a board with a blurred line of writing, which looks like a white flag with one stripe."""
_SHORT: Final = 0.2
"""Part of the rows that may end before both sides."""
_UNEVEN: Final = 0.5
"""Part of the broadest stripe's breadth below which one between two others is perhaps but a line between them."""
_MOST_WAYS: Final = 24


def flag(body: Body, within: Inside, sheet: Sheet) -> Found | None:
    """None for what is no cloth of stripes."""
    del within, sheet
    cloth = board(body)
    if cloth is None or not _SIDES[0] < cloth.width / cloth.height < _SIDES[1] or cloth.height < 18:
        return None
    patch = cloth.patch(_COLUMNS)
    frame = _frame(patch) + max(2, round(1.5 * _COLUMNS / cloth.width))
    inner = patch[frame:-frame, frame:-frame]
    if min(inner.shape[:2]) < 10:
        return None
    ways: tuple[tuple[Cut, Floats], ...] = (("horizontal", inner), ("vertical", inner.swapaxes(0, 1)))
    found = [
        (_unlike(turned), cut, _stripes(turned, body.ground.noise)) for cut, turned in ways if _run_through(turned)
    ]
    found = [each for each in found if len(each[2]) > 1]
    if not found:
        return None
    unlike, cut, stripes = min(found, key=lambda each: each[0])
    if max(float(length(one.base - other.base)) for (one, _), (other, _) in pairwise(stripes)) < _ONE:
        return None
    if unlike > _PLAIN + 2 * body.ground.noise or len(stripes) > 9:
        return None
    if cut == "horizontal" and cloth.width > _BOARD * cloth.height and len(stripes) == 3:
        (first, _), _, (last, _) = stripes
        if "white" in first.names and "white" in last.names:
            return None
    return _named(cut, [paint for paint, _ in stripes], cloth, even=all(wide > _UNEVEN for _, wide in stripes[1:-1]))


def _frame(patch: Floats) -> int:
    """How many lines from each side have but one colour, that of a frame all round: on one side of a flag without one
    several stripes end."""
    sides = (patch, patch[::-1], patch.swapaxes(0, 1), patch.swapaxes(0, 1)[::-1])
    return min(_of_one_ink(lines[: len(lines) // 4]) for lines in sides)


def _of_one_ink(lines: Floats) -> int:
    ink = np.median(lines[1:3].reshape(-1, 3), axis=0)
    other = (length(lines[1:] - ink) < _ONE).mean(axis=1) < _FRAMED
    return int(other.argmax()) + 1 if other.any() and other.argmax() else 0


def _unlike(patch: Floats) -> float:
    """How far pixels are off their row's own colour: in the mean over rows; or in the rows that are least even, without
    the light that falls on all rows alike. A pole at an end does not count."""
    ends = round(0.12 * patch.shape[1])
    middle = patch[:, ends:-ends]
    off = middle - np.median(middle, axis=1, keepdims=True)
    own = length(off - np.median(off, axis=0, keepdims=True)).mean(axis=1)
    return max(float(length(off).mean()), _LEAST_EVEN * float(np.percentile(own, 75)))


def _run_through(patch: Floats) -> bool:
    """Whether rows have their colour up to one end at least: writing ends before both."""
    near, far = round(0.03 * patch.shape[1]), max(2, round(0.07 * patch.shape[1]))
    usual = np.median(patch, axis=1)
    ends = [np.median(side, axis=1) for side in (patch[:, near:far], patch[:, -far : -near or None])]
    away = np.minimum(*(length(end - usual) for end in ends))
    return float((away > _ONE).mean()) < _SHORT


def _stripes(patch: Floats, noise: float) -> list[tuple[Paint, float]]:
    """Colours from top to bottom, each with its breadth as a part of the broadest; one where nothing changes."""
    profile = np.median(patch, axis=1)
    reach = 2
    padded = np.pad(profile, ((reach, reach), (0, 0)), mode="edge")
    change = length(padded[2 * reach :] - padded[: -2 * reach])
    marked = change > max(_STEP, 3 * noise, 0.15 * float(change.max()))
    closed = ndimage.binary_closing(np.pad(marked, 8), np.ones(max(3, len(profile) // 26), bool))[8:-8] | marked
    runs, count = ndimage.label(~closed)
    spans = [(rows.start, rows.stop) for (rows,) in ndimage.find_objects(runs)] if count else []
    broadest = max((stop - start for start, stop in spans), default=0)
    ends = round(0.15 * patch.shape[1])
    found = []
    for start, stop in spans:
        room = (stop - start) // 5
        if stop - start >= max(_NARROW * broadest, 0.03 * len(profile)):
            paint = paint_of(patch[start + room : stop - room, ends:-ends].reshape(-1, 3), noise)
            found.append((paint, (stop - start) / broadest))
    return found


def _named(cut: Cut, stripes: list[Paint], cloth: Board, *, even: bool) -> Found:
    extent = max(cloth.width, cloth.height)
    if not even:
        return Found((Outlined(),), "its stripes are uneven", extent)
    if not all(paint.names for paint in stripes):
        return Found((Outlined(),), "a stripe has a colour that is hard to name", extent)
    ways = list(product(*(paint.names for paint in stripes)))[:_MOST_WAYS]
    readings: list[Reading] = [
        Flag(cut, colours) for colours in ways if all(one != other for one, other in pairwise(colours))
    ]
    if not readings or any(float(length(one.base - other.base)) < 5 for one, other in pairwise(stripes)):
        return Found((Outlined(),), "two stripes side by side have nearly one colour", extent)
    doubtful = next((paint.names for paint in stripes if len(paint.names) > 1), ())
    return Found(tuple(readings), f"a stripe {between(doubtful)}" if doubtful else "", extent)
