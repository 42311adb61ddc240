"""What a disc is: a plain circle, a ring, two halves, or a pie."""

from __future__ import annotations

from typing import Final

import numpy as np

from pytest_realunify.procedural.pixels.colours import Floats, distance, name_of, typical, worst
from pytest_realunify.procedural.pixels.survey import Blob, Survey
from pytest_realunify.procedural.world.scene import Halves, Item, Pie, Shape

_DEEP: Final = 30.0
"""Levels by which the line between two sectors is darker than both; a blurred one in brown is by 50."""
_NEAR, _CLEAR = 3, 9
"""Degrees: how far off a line may lie, and how far around it nothing else is looked for."""
_HOLE: Final = 0.56


def disc(survey: Survey, blob: Blob) -> Item | None:
    """None for what has no name."""
    band = _around(survey, blob, 0.69, 0.76)
    if _is_ring(survey, blob, typical(band)):
        return _plain("ring", typical(band))
    spokes = _around(survey, blob, 0.45, 0.84)
    profile = np.median(worst(spokes), axis=0)
    depth = _valleys(profile)
    colours = np.median(spokes, axis=0)
    if depth.max() < _DEEP:
        return _undivided(colours)
    if _lines(depth, [0, 180]):
        return _halved("horizontal", colours)
    for sectors in range(2, 13):
        if _lines(depth, [(270 + place * 360 / sectors) % 360 for place in range(sectors)]):
            return _halved("vertical", colours) if sectors == 2 else _pie(sectors, colours)
    return None


def _around(survey: Survey, blob: Blob, inner: float, outer: float) -> Floats:
    """Colours on circles around the middle: (radii, 360 degrees clockwise from the right, 3)."""
    radius = blob.extent / 2
    count = max(4, round((outer - inner) * radius))
    radii = np.linspace(inner, outer, count)[:, None] * radius
    turn = np.deg2rad(np.arange(360))[None, :]
    xs = np.clip(np.floor(blob.x + radii * np.cos(turn)), 0, survey.pixels.shape[1] - 1).astype(int)
    ys = np.clip(np.floor(blob.y + radii * np.sin(turn)), 0, survey.pixels.shape[0] - 1).astype(int)
    found: Floats = survey.pixels[ys, xs].astype(np.float32)
    return found


def _is_ring(survey: Survey, blob: Blob, band: Floats) -> bool:
    """Whether the ground is seen in the middle; in white, where only the inner outline tells, that one."""
    if float(distance(typical(_around(survey, blob, 0.0, 0.4)), survey.ground)) > 30:
        return False
    if float(distance(band, survey.ground)) > 30:
        return True
    hole = worst(_around(survey, blob, _HOLE - 0.14, _HOLE + 0.08)).min(axis=0)
    return float((hole < 200).mean()) > 0.9


def _plain(kind: str, colour: Floats) -> Shape | None:
    name = name_of(colour)
    return None if name is None else Shape(kind, name)


def _valleys(profile: Floats) -> Floats:
    """By how much every degree is darker than the lighter ones on both sides of it."""
    turned = [np.roll(profile, shift) for shift in range(2, 13)]
    behind = np.max(turned, axis=0)
    ahead = np.max([np.roll(profile, -shift) for shift in range(2, 13)], axis=0)
    return np.asarray(np.minimum(behind, ahead) - profile, np.float32)


def _lines(depth: Floats, degrees: list[float]) -> bool:
    """Whether there are lines at these degrees and nowhere else."""
    clear = np.ones(360, bool)
    for degree in degrees:
        around = round(degree) + np.arange(-_CLEAR, _CLEAR + 1)
        clear[around % 360] = False
        if depth[around[_CLEAR - _NEAR : _CLEAR + _NEAR + 1] % 360].max() < _DEEP:
            return False
    return not clear.any() or float(depth[clear].max()) < _DEEP


def _sector(colours: Floats, start: float, stop: float) -> str | None:
    """The colour between two degrees, away from both."""
    away = 0.25 * (stop - start)
    return name_of(typical(colours[np.arange(round(start + away), round(stop - away) + 1) % 360]))


def _undivided(colours: Floats) -> Item | None:
    """A line between black and another colour is not seen."""
    lower_right, lower_left, upper_left, upper_right = (_sector(colours, turn, turn + 90) for turn in (0, 90, 180, 270))
    if None in (lower_right, lower_left, upper_left, upper_right):
        return None
    if lower_right == lower_left == upper_left == upper_right:
        return Shape("circle", str(lower_right))
    if lower_right == upper_right and lower_left == upper_left:
        return Halves("vertical", str(lower_left), str(lower_right))
    if lower_right == lower_left and upper_right == upper_left:
        return Halves("horizontal", str(upper_left), str(lower_left))
    return None


def _halved(cut: str, colours: Floats) -> Item | None:
    if cut == "vertical":
        first, second = _sector(colours, 90, 270), _sector(colours, 270, 450)
    else:
        first, second = _sector(colours, 180, 360), _sector(colours, 0, 180)
    if first is None or second is None:
        return None
    if first == second:
        return _filled(2, [first, second]) if cut == "vertical" else None
    return Halves("vertical" if cut == "vertical" else "horizontal", first, second)


def _pie(sectors: int, colours: Floats) -> Pie | None:
    starts = [270 + place * 360 / sectors for place in range(sectors)]
    return _filled(sectors, [_sector(colours, start, start + 360 / sectors) for start in starts])


def _filled(sectors: int, names: list[str | None]) -> Pie | None:
    filled = sectors - names.count("white")
    colour = names[0] if filled else "red"  # no sector has it
    if colour in (None, "black", "white") or names != [colour] * filled + ["white"] * (sectors - filled):
        return None
    return Pie(sectors, filled, str(colour))
