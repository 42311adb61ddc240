"""Glasses: walls and a floor, open or rimmed at the top, with a liquid that stands somewhere and perhaps a thing."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, product
from typing import Final

import numpy as np
from scipy import ndimage

from pytest_realunify.procedural.pixels.bodies import Body
from pytest_realunify.procedural.pixels.findings import Found, Sheet, between
from pytest_realunify.procedural.pixels.inside import Inside, Paint, paint_of
from pytest_realunify.procedural.pixels.kinds.contents import differing, thing_in
from pytest_realunify.procedural.pixels.kinds.levels import levels_between
from pytest_realunify.procedural.pixels.kinds.vessels import Vessel, vessel_of
from pytest_realunify.procedural.pixels.light import Floats, Mask, chroma, hue_alike, length, middle
from pytest_realunify.procedural.pixels.sightings import Outlined, Reading
from pytest_realunify.procedural.world.scene import LEVELS, Glass, Shape

_TALL: Final = (1.04, 3.0)
_SLIM: Final = 1.2
"""How much higher than broad one is at least that is full: no air tells it from a square that stands on its shadow."""
_PALE: Final = 9.0
"""Hundredths of colour that the air in a glass may be off white, or off the ground."""
_STEP: Final = 6.0
"""Hundredths by which one row differs from another four rows on where something begins."""
_THIN: Final = 0.035
"""Part of the height below which a stretch is a line or an edge."""


def glass(body: Body, within: Inside, sheet: Sheet) -> Found | None:
    """None for what is no upright vessel, or one that nothing shows to be a glass."""
    del within, sheet
    if not _TALL[0] < body.height / body.width < _TALL[1] or body.width < 14:
        return None
    vessel = vessel_of(body)
    if vessel is None:
        return None
    rows = _beside(body, vessel)
    inner = _filled(body, rows, vessel)
    if inner is None:
        return None
    rim, air, surface, floor = inner
    levels = levels_between(air, surface, floor, max(1, floor - rim)) if surface < floor else (0,)
    liquid = paint_of(rows[surface + 3 : floor - 2], body.ground.noise) if surface < floor - 8 else None
    if liquid is not None and bool(_is_air(liquid.base[None], middle(body.under))[0]):
        liquid = Paint(liquid.base, ("white",))
    if levels != (0,) and (liquid is None or not liquid.names):
        return Found((Outlined(),), "its liquid has a colour that is hard to name")
    if (levels == (0,) and vessel.lidded) or (levels == (len(LEVELS) - 1,) and body.height < _SLIM * body.width):
        return None
    vessel = replace(vessel, rim=rim, floor=floor)
    mask = differing(body, vessel, rows, surface)
    things = thing_in(body, vessel, mask, rows, surface, levels)
    if things is None:
        return Found((Outlined(),), "what is in the glass is hard to make out")
    return _readings(levels, liquid, *things)


def _beside(body: Body, vessel: Vessel) -> Floats:
    """Each row's colour near the walls, where no thing is: (rows, 3)."""
    found = np.zeros((body.height, 3), np.float32)
    for row in range(body.height):
        left, right = vessel.left[row], vessel.right[row]
        wide = right - left
        wall = vessel.wall
        near = [(left + wall, left + wall + 0.1 * wide), (right - wall - 0.1 * wide, right - wall)]
        spans = [body.smooth[row, max(0, round(start)) : max(round(start) + 1, round(stop))] for start, stop in near]
        found[row] = np.median(np.concatenate(spans), axis=0)
    return found


def _filled(body: Body, rows: Floats, vessel: Vessel) -> tuple[int, int, int, int] | None:
    """The rows at which the inside begins, the air ends, the liquid begins, and the inside ends; the last three are one
    where there is air alone. None for what is no air over at most one liquid."""
    under = middle(body.under)
    wall = round(vessel.wall)
    parts = [part for part in _segments(rows, wall) if part[1] - part[0] > max(_THIN * body.height, 3.5)]
    wet = [not bool(_is_air(np.median(rows[start:stop], axis=0)[None], under)[0]) for start, stop in parts]
    if not parts or parts[0][0] > 0.12 * body.height or parts[-1][1] < 0.8 * body.height:
        return None
    rim, end = parts[0][0] if vessel.lidded else 0, parts[-1][1]
    if not any(wet):
        surface = _pale_surface(rows, parts, vessel) or end
        return rim, surface, surface, end
    first, last = wet.index(True), len(wet) - 1 - wet[::-1].index(True)
    liquid = [np.median(rows[start:stop], axis=0) for start, stop in parts[first : last + 1]]
    one = all(wet[first : last + 1]) and all(hue_alike(liquid[0], each) for each in liquid)
    if not one or parts[last][1] < 0.78 * body.height:
        return None
    # What stands above the first part that counts, thin as it is, is air too.
    surface = parts[first][0] if first or parts[0][0] > wall + 1 else rim
    return rim, parts[first - 1][1] if first else surface, surface, parts[last][1]


def _pale_surface(rows: Floats, parts: list[tuple[int, int]], vessel: Vessel) -> int | None:
    """Where a liquid as pale as air begins: below a dark line, away from rim and floor."""
    high = len(rows)
    if not vessel.lidded and 3 < parts[0][0] < 0.12 * high:
        return parts[0][0] - 2
    for (_, line), (start, _) in pairwise(parts):
        dip = float(min(rows[line - 2, 0], rows[start + 1, 0]) - rows[line - 1 : start + 1, 0].min())
        if dip > 6 and start - line < max(9, 0.08 * high) and 0.03 * high < line < 0.9 * high - vessel.wall:
            return start - 2
    return None


def _segments(rows: Floats, wall: int) -> list[tuple[int, int]]:
    """First and last row of each stretch without a jump, between the rim and the floor's line."""
    padded = np.pad(rows, ((2, 2), (0, 0)), mode="edge")
    jump = length(padded[4:] - padded[:-4]) > _STEP
    jump[:1], jump[-wall:] = True, True
    runs, _ = ndimage.label(~jump)
    return [(down.start - 1, down.stop + 1) for (down,) in ndimage.find_objects(runs)]


def _is_air(colours: Floats, under: Floats) -> Mask:
    """White, pale as glass, or the ground that is seen through it."""
    pale = (colours[:, 0] > 86) & (chroma(colours) < 5)
    return np.asarray(pale | (length(colours - under) < _PALE))


def _readings(
    levels: tuple[int, ...], liquid: Paint | None, shapes: list[Shape | None], floating: list[bool], doubt: str
) -> Found:
    readings: list[Reading] = []
    for level, shape, floats in product(levels, shapes, floating):
        names = liquid.names if liquid is not None and level else (None,)
        readings += [Glass(level, name, shape, floats and level > 0) for name in names]
    doubts = []
    if len(levels) > 1:
        doubts.append(f"its liquid stands between {LEVELS[levels[0]]} and {LEVELS[levels[-1]]}")
    if liquid is not None and len(liquid.names) > 1:
        doubts.append(f"its liquid {between(liquid.names)}")
    if len(shapes) > 1 or len(floating) > 1:
        doubts.append(doubt)
    return Found(tuple(dict.fromkeys(readings)), ", ".join(doubts))
