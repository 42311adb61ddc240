"""Glasses: walls and a floor, open or rimmed at the top, with a liquid that stands somewhere and perhaps a thing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise, product
from typing import Final

import numpy as np
from scipy import ndimage

from pytest_realunify.procedural.pixels.bodies import Body
from pytest_realunify.procedural.pixels.findings import Found, Sheet, between
from pytest_realunify.procedural.pixels.inside import Inside, Paint, paint_of
from pytest_realunify.procedural.pixels.kinds.levels import levels_between
from pytest_realunify.procedural.pixels.kinds.plain import contenders
from pytest_realunify.procedural.pixels.light import Floats, Mask, chroma, length
from pytest_realunify.procedural.pixels.masks import closed, filled, grown, shrunk
from pytest_realunify.procedural.pixels.sightings import Outlined, Reading
from pytest_realunify.procedural.pixels.silhouettes import likenesses
from pytest_realunify.procedural.world.scene import LEVELS, THINGS, Glass, Shape

_TALL: Final = (1.04, 3.0)
_PALE: Final = 9.0
"""Hundredths of colour that the air in a glass may be off white, or off the ground."""
_STEP: Final = 6.0
"""Hundredths by which one row differs from another four rows on where something begins."""
_THIN: Final = 0.035
"""Part of the height below which a stretch is a line or an edge."""


@dataclass(frozen=True, slots=True)
class Vessel:
    """Left and right ends of each row of the box, how thick the walls look, the first and last row that count as
    inside, and whether a line runs across its top."""

    left: Floats
    right: Floats
    wall: float
    rim: int
    floor: int
    lidded: bool


def glass(body: Body, within: Inside, sheet: Sheet) -> Found | None:
    """None for what is no upright vessel, or one that nothing shows to be a glass."""
    del within, sheet
    if not _TALL[0] < body.height / body.width < _TALL[1] or body.width < 14:
        return None
    vessel = _vessel(body)
    if vessel is None:
        return None
    rows = _beside(body, vessel)
    inner = _filled(body, rows, vessel)
    if inner is None:
        return None
    rim, air, surface, floor = inner
    levels = levels_between(air, surface, floor, max(1, floor - rim)) if surface < floor else (0,)
    liquid = paint_of(rows[surface + 3 : floor - 2], body.ground.noise) if surface < floor - 8 else None
    if liquid is not None and bool(_is_air(liquid.base[None], np.median(body.under, axis=(0, 1)))[0]):
        liquid = Paint(liquid.base, ("white",))
    if levels != (0,) and (liquid is None or not liquid.names):
        return Found((Outlined(),), "its liquid has a colour that is hard to name")
    if levels == (0,) and vessel.lidded:
        return None
    vessel = replace(vessel, rim=rim, floor=floor)
    mask = _differing(body, vessel, rows)
    things = _thing(body, vessel, mask, rows, surface, levels)
    if things is None:
        return Found((Outlined(),), "what is in the glass is hard to make out")
    return _readings(levels, liquid, *things)


def _vessel(body: Body) -> Vessel | None:
    """Walls that are straight and lean alike, or not at all, over most of the height."""
    mask = body.mask
    rows = np.arange(body.height)
    first = mask.argmax(axis=1).astype(np.float32)
    last = (body.width - mask[:, ::-1].argmax(axis=1)).astype(np.float32)
    held = mask.any(axis=1)
    middle = held & (rows > 0.06 * body.height) & (rows < 0.86 * body.height)
    if middle.sum() < 10:
        return None
    left, right = np.polyfit(rows[middle], first[middle], 1), np.polyfit(rows[middle], last[middle], 1)
    off = np.abs(np.polyval(left, rows) - first)[middle].mean() + np.abs(np.polyval(right, rows) - last)[middle].mean()
    lean = (left[0] - right[0]) / 2  # narrowing downwards where positive
    if off > max(2.5, 0.04 * body.width) or abs(left[0] + right[0]) > 0.12 or not -0.05 < lean < 0.35:
        return None
    first, last = np.polyval(left, rows).astype(np.float32), np.polyval(right, rows).astype(np.float32)
    return Vessel(first, last, _wall(body, first, last), 0, body.height, not _open(body))


def _wall(body: Body, left: Floats, right: Floats) -> float:
    """Pixels from either end of a row to where its colour is the inside's."""
    rows = np.arange(round(0.1 * body.height), round(0.9 * body.height))
    wide = float((right - left)[rows].mean())
    steps = np.arange(max(3, round(0.16 * wide)))

    def colour(off: float) -> Floats:
        near = [
            np.clip(np.rint(side[rows] + way * off), 0, body.width - 1) for side, way in ((left, 1), (right - 1, -1))
        ]
        return np.concatenate([body.smooth[rows, columns.astype(int)] for columns in near])

    inner = colour(0.22 * wide)
    away = np.array([np.median(length(colour(float(step)) - inner)) for step in steps])
    peak = float(away.max())
    if peak < 4:
        return 1.5
    return float(np.flatnonzero(away > max(2.0, 0.12 * peak))[-1]) + 1.5


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
    under = np.median(body.under, axis=(0, 1))
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
    one = all(wet[first : last + 1]) and all(_hue_alike(liquid[0], each) for each in liquid)
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


def _hue_alike(one: Floats, other: Floats) -> bool:
    """Whether two colours are one, lighter or darker."""
    off = one - other
    return bool(np.sqrt((0.35 * off[0]) ** 2 + off[1] ** 2 + off[2] ** 2) < 8)


def _is_air(colours: Floats, under: Floats) -> Mask:
    """White, pale as glass, or the ground that is seen through it."""
    pale = (colours[:, 0] > 86) & (chroma(colours) < 5)
    return np.asarray(pale | (length(colours - under) < _PALE))


def _open(body: Body) -> bool:
    """Whether there is no line across the top as there is one at the floor."""
    left, right = round(0.25 * body.width), round(0.75 * body.width)
    edge = max(2, round(0.03 * body.height))
    deep = np.median(body.smooth[2 * edge : 3 * edge, left:right], axis=(0, 1))
    low = np.median(body.smooth[-3 * edge : -2 * edge, left:right], axis=(0, 1))
    across = float(np.median(length(body.smooth[:edge, left:right] - deep), axis=1).max())
    below = float(np.median(length(body.smooth[-edge:, left:right] - low), axis=1).max())
    return below > 6 and across < 0.45 * below


def _differing(body: Body, vessel: Vessel, rows: Floats) -> Mask:
    """What is not as its row is near the walls, away from walls and floor."""
    columns = np.arange(body.width)[None, :]
    room = vessel.wall + 1
    inner = (columns > vessel.left[:, None] + room) & (columns < vessel.right[:, None] - room)
    inner[vessel.floor - 2 :] = False
    inner[: vessel.rim + 2] = False
    off = length(body.smooth - rows[:, None])
    mask = inner & (off > max(8.0, 4 * body.ground.noise))
    return filled(closed(mask, 2))


def _thing(
    body: Body, vessel: Vessel, mask: Mask, rows: Floats, surface: float, levels: tuple[int, ...]
) -> tuple[list[Shape | None], list[bool], str] | None:
    """What it may be, whether it may float, and the doubt; None for what is like nothing."""
    held = _held(body, vessel, mask, rows)
    if held is None:
        return [None], [False], ""
    down, across = np.nonzero(held)
    if held.sum() < 0.02 * _room(vessel) or max(np.ptp(down), np.ptp(across)) < 8:
        return None
    kinds = _kinds(held[down.min() : down.max() + 1, across.min() : across.max() + 1])
    names = _core_names(body, held)
    floating = _floating(int(down.min()), int(down.max()) + 1, surface, vessel, levels)
    if not (kinds and names and floating):
        return None
    found: list[Shape | None] = [Shape(kind, name) for kind in kinds for name in names]
    return found, floating, f"the thing in it {between(kinds if len(kinds) > 1 else list(names))}"


def _held(body: Body, vessel: Vessel, mask: Mask, rows: Floats) -> Mask | None:
    """The largest part of what differs that has an edge of its own; None where there is none worth the name."""
    regions, _ = ndimage.label(mask)
    sizes = np.bincount(regions.ravel())
    sizes[0] = 0
    while sizes.max() > 0 and not (
        _is_sharp(body, regions == sizes.argmax()) or _is_foreign(body, regions == sizes.argmax(), rows)
    ):
        sizes[sizes.argmax()] = 0  # light on the liquid
    if sizes.max() < 0.006 * _room(vessel):
        return None
    held = np.asarray(regions == sizes.argmax())
    high, wide = int(held.any(axis=1).sum()), int(held.any(axis=0).sum())
    return None if wide > 3 * high and high < 0.1 * body.height else held  # a part of the surface


def _is_foreign(body: Body, held: Mask, rows: Floats) -> bool:
    """Whether it has another hue than what is around it, which light and shade do not give."""
    core = shrunk(held, 2)
    if not core.any():
        return False
    around = np.median(rows[np.flatnonzero(core.any(axis=1))], axis=0)
    return not _hue_alike(np.median(body.smooth[core], axis=0), around)


def _room(vessel: Vessel) -> float:
    return float((vessel.right - vessel.left).mean()) * (vessel.floor - vessel.rim)


def _kinds(cut: Mask) -> list[str]:
    """Those that may lie in a glass, by the outline."""
    found = []
    for each in contenders(likenesses(np.pad(cut, 2).astype(np.float32))):
        lean = abs((each.turned + 45) % 90 - 45)
        found.append("diamond" if each.kind == "square" and lean > 25 else each.kind)
    return [kind for kind in dict.fromkeys(found) if kind in THINGS]


def _is_sharp(body: Body, held: Mask) -> bool:
    """Whether it has an edge most of the way round, and is no light or shade."""
    rim = grown(held, 1) & ~shrunk(held, 1)
    return float(np.median(body.ground.steep[body.where][rim])) > max(2.5, 2 * body.ground.edge)


def _core_names(body: Body, held: Mask) -> tuple[str, ...]:
    depth = ndimage.distance_transform_edt(np.pad(held, 1))[1:-1, 1:-1]
    core = depth > max(2.0, 0.5 * float(depth.max()))
    if core.sum() < 4:
        core = depth > 0.7 * float(depth.max())
    return paint_of(body.smooth[core], body.ground.noise).names


def _floating(top: int, bottom: int, surface: float, vessel: Vessel, levels: tuple[int, ...]) -> list[bool]:
    """Whether it floats: its middle near the surface, and nothing of it near the floor."""
    size = bottom - top
    gap = (vessel.floor - bottom) / (vessel.floor - vessel.rim)
    crosses = top < surface - 0.1 * size and bottom > surface + 0.05 * size
    if levels == (0,):
        return [False] if gap < 0.12 else []
    if gap < 0.06:
        return [False]
    return [True, False] if crosses and gap < 0.085 else [True] if crosses else [False] if gap < 0.12 else []


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
