"""Figures, read by comparing a thing with what each figure looks like at its size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Final

import numpy as np
from PIL import Image

from pytest_realunify.procedural.drawing import PALETTE, PAPER, Canvas
from pytest_realunify.procedural.pixels.bodies import Body
from pytest_realunify.procedural.pixels.cuts import Cut, cut_out
from pytest_realunify.procedural.pixels.findings import Found, Sheet
from pytest_realunify.procedural.pixels.inside import Inside
from pytest_realunify.procedural.pixels.kinds.panels import panel
from pytest_realunify.procedural.pixels.light import Bytes, Floats, Mask, length, oklab
from pytest_realunify.procedural.world.figures.balance import TILTS, Balance
from pytest_realunify.procedural.world.figures.base import Figure
from pytest_realunify.procedural.world.figures.clock import Clock
from pytest_realunify.procedural.world.figures.counted import MOST, Cake, House, Wire
from pytest_realunify.procedural.world.figures.die import Die, Domino
from pytest_realunify.procedural.world.figures.pair import KINDS, OTHERS, Pair
from pytest_realunify.procedural.world.figures.thermometer import HIGHEST, Thermometer
from pytest_realunify.procedural.world.figures.traffic_light import LAMPS, TrafficLight
from pytest_realunify.procedural.world.figures.tree import DRESSES, Tree
from pytest_realunify.procedural.world.layout import Plan
from pytest_realunify.procedural.world.painting import Pen
from pytest_realunify.procedural.world.scene import Shape

_GRID: Final = 48
_COARSE: Final = 8
_LEAST: Final = 120.0
"""Cells in pixels that figures are drawn in to compare with; more where one has small print."""
_SMALLEST: Final = 48
"""Working pixels of a thing's longer side, below which its parts are not looked for."""
_OFF: Final = 12.0
"""Levels by which a thing may be off a figure in the mean; the most alike figures are 3 apart."""
_SHAPE_OFF: Final = 0.06
_LONGER: Final = 1.08
"""How much longer or shorter, by its width, a figure may be."""
_BLACK: Final = 14.0
"""How far from black, in RGB, black paint is: ink is 29 from it."""
_NEAR: Final = 31.0
"""How far from a name's colour, in RGB, its paint is."""
_PART: Final = 0.008


@dataclass(frozen=True, slots=True)
class Look:
    """What a figure looks like in its box, and how large its cell is, as a part of the box's longer side."""

    figure: Figure
    colours: Floats
    aspect: float
    cell: float


def figure(body: Body, within: Inside, sheet: Sheet) -> Found | None:
    """None for what is no figure."""
    if body.extent < _SMALLEST or (within.marked < 0.002 and body.likeness[0].score > 0.975):
        return None
    cut = cut_out(body, sheet)
    if min(cut.pixels.shape[:2]) < 8:
        return None
    extent = max(cut.pixels.shape[:2]) / sheet.zoom
    found = panel(cut.pixels)
    if found is not None:
        return Found((found,), extent=extent)
    look = _known(cut) or _pair(cut)
    return None if look is None else Found((look.figure,), extent=look.figure.extent * look.cell * extent)


def _known(cut: Cut) -> Look | None:
    """One of those that there are few enough of to compare with each."""
    colours = _squared(cut.pixels)
    coarse = _coarsened(colours[None])
    best, off = None, _OFF
    for looks, stack, coarse_stack in _looks():
        if not looks[0].aspect / _LONGER < cut.aspect < looks[0].aspect * _LONGER:
            continue
        # The mean of differences is never less than the difference of means.
        near = np.flatnonzero(np.abs(coarse_stack - coarse).mean(axis=(1, 2, 3)) < off)
        if not len(near):
            continue
        differences = np.abs(stack[near] - colours).mean(axis=(1, 2, 3))
        place = int(differences.argmin())
        if differences[place] < off:
            best, off = looks[near[place]], float(differences[place])
    return best


def _squared(patch: Bytes) -> Floats:
    image = Image.fromarray(patch).resize((_GRID, _GRID), Image.Resampling.BOX)
    return np.asarray(image, np.float32)


def _coarsened(stack: Floats) -> Floats:
    """(n, _GRID, _GRID, 3) -> (n, _COARSE, _COARSE, 3)."""
    step = _GRID // _COARSE
    found: Floats = stack.reshape(len(stack), _COARSE, step, _COARSE, step, 3).mean(axis=(2, 4))
    return found


@cache
def _looks() -> tuple[tuple[tuple[Look, ...], Floats, Floats], ...]:
    """Figures of one kind and one form of box together."""
    kinds: dict[tuple[str, float], list[Look]] = {}
    for each in _every():
        look = _painted(each)[0]
        kinds.setdefault((each.noun, round(look.aspect, 1)), []).append(look)
    found = []
    for looks in kinds.values():
        stack = np.stack([look.colours for look in looks])
        found.append((tuple(looks), stack, _coarsened(stack)))
    return tuple(found)


def _every() -> Iterator[Figure]:
    yield from (Clock(hour, minute) for hour, minute in product(range(1, 13), range(0, 60, 5)))
    yield from map(Die, range(1, 7))
    yield from (Domino(left, right) for left, right in product(range(7), range(7)))
    yield from map(Thermometer, range(0, HIGHEST + 1, 5))
    yield from map(TrafficLight, LAMPS)
    yield from map(Tree, DRESSES)
    yield from map(Balance, TILTS)
    for kind in (Cake, House, Wire):
        yield from map(kind, range(1, MOST + 1))


def _painted(figure_: Figure) -> tuple[Look, Bytes]:
    """With what is seen in its box."""
    cell = max(_LEAST, figure_.room)
    side = round(1.1 * cell)
    canvas = Canvas(side, side, scale=2)
    Pen(canvas, Plan(side, cell, ())).draw(figure_, side / 2, side / 2)
    pixels = np.asarray(canvas.finish())
    off = length(oklab(pixels) - oklab(np.array(PAPER, np.uint8)))
    held = off > 0.5 * float(off.max())
    rows, columns = np.flatnonzero(held.any(axis=1)), np.flatnonzero(held.any(axis=0))
    patch = pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    high, wide = patch.shape[:2]
    return Look(figure_, _squared(patch), wide / high, cell / max(high, wide)), patch


def _pair(cut: Cut) -> Look | None:
    """Two colours that lie as in one of the pairs."""
    masks = _masks(cut.pixels)
    best: tuple[float, Look] | None = None
    for (first, one), (second, other) in product(masks.items(), repeat=2):
        if first == second:
            continue
        for look, ones, others in _pairs():
            if not look.aspect / _LONGER < cut.aspect < look.aspect * _LONGER:
                continue
            off = float(np.abs(ones - one).mean() + np.abs(others - other).mean())
            if off < (_SHAPE_OFF if best is None else best[0]):
                assert isinstance(look.figure, Pair)
                kinds = look.figure.one.kind, look.figure.other.kind
                found = Pair(Shape(kinds[0], first), look.figure.relation, Shape(kinds[1], second))
                best = off, Look(found, look.colours, look.aspect, look.cell)
    return None if best is None else best[1]


def _masks(patch: Bytes) -> dict[str, Floats]:
    """Where the colours lie that cover a part of the patch, in its grid, 0 to 1."""
    found = {}
    flat = patch.astype(np.float32)
    for name, value in PALETTE.items():
        if name == "white":
            continue
        near = _BLACK if name == "black" else _NEAR
        mask: Mask = np.sqrt(((flat - np.array(value, np.float32)) ** 2).sum(axis=2)) < near
        if mask.mean() > _PART:
            image = Image.fromarray(mask.astype(np.uint8) * 255).resize((_GRID, _GRID), Image.Resampling.BOX)
            found[name] = np.asarray(image, np.float32) / np.float32(255)
    return found


@cache
def _pairs() -> tuple[tuple[Look, Floats, Floats], ...]:
    """Every pair in red and blue, and where either colour lies."""
    found = []
    for relation, others in OTHERS.items():
        for kind, other in product(KINDS, others):
            look, patch = _painted(Pair(Shape(kind, "red"), relation, Shape(other, "blue")))
            masks = _masks(patch)
            found.append((look, masks["red"], masks["blue"]))
    return tuple(found)
