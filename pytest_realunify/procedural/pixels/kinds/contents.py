"""What lies or floats in a glass."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy import ndimage

from pytest_realunify.procedural.pixels.bodies import Body
from pytest_realunify.procedural.pixels.findings import between
from pytest_realunify.procedural.pixels.inside import paint_of
from pytest_realunify.procedural.pixels.kinds.plain import contenders
from pytest_realunify.procedural.pixels.kinds.vessels import Vessel
from pytest_realunify.procedural.pixels.light import Floats, Mask, hue_alike, length
from pytest_realunify.procedural.pixels.masks import closed, filled, grown, largest, shrunk
from pytest_realunify.procedural.pixels.silhouettes import likenesses
from pytest_realunify.procedural.world.scene import THINGS, Shape

_SMALL: Final = (60, 0.008)
"""Pixels, and part of the inside, below which a thing has no outline to be told by."""
_AROUND: Final = 2
_SLIVER: Final = 3
"""Pixels of breadth below which what differs is no thing."""


def differing(body: Body, vessel: Vessel, rows: Floats, surface: int) -> Mask:
    """What is not as its row is near the walls, away from walls and floor."""
    columns = np.arange(body.width)[None, :]
    room = vessel.wall + 1
    inner = (columns > vessel.left[:, None] + room) & (columns < vessel.right[:, None] - room)
    inner[vessel.floor - 2 :] = False
    inner[: vessel.rim + 2] = False
    off = length(body.smooth - rows[:, None])
    # Where the liquid begins, a row is as the one above or below: its edge may be blurred, or drawn as a line.
    for row in range(max(_AROUND, surface - 2 * _AROUND), min(surface + 2 * _AROUND, len(rows) - _AROUND)):
        beside = rows[row - _AROUND : row + _AROUND + 1, None]
        off[row] = length(body.smooth[row] - beside).min(axis=0)
    mask = inner & (off > max(8.0, 4 * body.ground.noise))
    return filled(closed(mask, 2))


def thing_in(
    body: Body, vessel: Vessel, mask: Mask, rows: Floats, surface: float, levels: tuple[int, ...]
) -> tuple[list[Shape | None], list[bool], str] | None:
    """What it may be, whether it may float, and the doubt; None for what is like nothing."""
    held = _held(body, vessel, mask, rows)
    if held is None:
        return [None], [False], ""
    down, across = np.nonzero(held)
    if held.sum() < max(_SMALL[0], _SMALL[1] * _room(vessel)) or max(np.ptp(down), np.ptp(across)) < 8:
        return None
    kinds = _kinds(held) or _kinds(_without_shade(body, held, rows))
    names = _core_names(body, held)
    floating = _floating(int(down.min()), int(down.max()) + 1, surface, vessel, levels)
    if not (kinds and names and floating):
        return None
    found: list[Shape | None] = [Shape(kind, name) for kind in kinds for name in names]
    return found, floating, f"the thing in it {between(kinds if len(kinds) > 1 else list(names))}"


def _without_shade(body: Body, held: Mask, rows: Floats) -> Mask:
    """What of it is more like its middle than like what is around it: a thing's shadow is not."""
    colours = body.smooth - np.median(body.smooth[_core(held)], axis=0).astype(np.float32)
    return largest(filled(held & (length(colours) < length(body.smooth - rows[:, None]))))


def _held(body: Body, vessel: Vessel, mask: Mask, rows: Floats) -> Mask | None:
    """The largest part of what differs that has an edge of its own; None where there is none worth the name."""
    regions, _ = ndimage.label(mask)
    sizes = np.bincount(regions.ravel())
    sizes[0] = 0
    for number, (_, across) in enumerate(ndimage.find_objects(regions), 1):
        if across.stop - across.start < _SLIVER:
            sizes[number] = 0  # a part of the wall
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
    return not hue_alike(np.median(body.smooth[core], axis=0), around)


def _room(vessel: Vessel) -> float:
    return float((vessel.right - vessel.left).mean()) * (vessel.floor - vessel.rim)


def _kinds(held: Mask) -> list[str]:
    """Those that may lie in a glass, by the outline."""
    rows, columns = np.flatnonzero(held.any(axis=1)), np.flatnonzero(held.any(axis=0))
    if not len(rows):
        return []
    found = []
    cut = held[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    for each in contenders(likenesses(np.pad(cut, 2).astype(np.float32))):
        lean = abs((each.turned + 45) % 90 - 45)
        found.append("diamond" if each.kind == "square" and lean > 25 else each.kind)
    return [kind for kind in dict.fromkeys(found) if kind in THINGS]


def _is_sharp(body: Body, held: Mask) -> bool:
    """Whether it has an edge most of the way round, and is no light or shade."""
    rim = grown(held, 1) & ~shrunk(held, 1)
    return float(np.median(body.ground.steep[body.where][rim])) > max(2.5, 2 * body.ground.edge)


def _core_names(body: Body, held: Mask) -> tuple[str, ...]:
    return paint_of(body.smooth[_core(held)], body.ground.noise).names


def _core(held: Mask) -> Mask:
    depth = ndimage.distance_transform_edt(np.pad(held, 1))[1:-1, 1:-1]
    core = depth > max(2.0, 0.5 * float(depth.max()))
    return np.asarray(core if core.sum() >= 4 else depth > 0.7 * float(depth.max()))


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
