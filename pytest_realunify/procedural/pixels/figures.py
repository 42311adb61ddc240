"""Figures, read by comparing a thing with what each figure looks like at its size."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from operator import itemgetter
from typing import Final

import numpy as np
from PIL import Image

from pytest_realunify.procedural.drawing import PALETTE, Canvas
from pytest_realunify.procedural.pixels.colours import FARTHEST, NAMES, Bytes, Floats, Mask
from pytest_realunify.procedural.pixels.panels import panel
from pytest_realunify.procedural.pixels.survey import Blob, Survey, survey
from pytest_realunify.procedural.world.figures.balance import TILTS, Balance
from pytest_realunify.procedural.world.figures.clock import Clock
from pytest_realunify.procedural.world.figures.counted import MOST, Cake, House, Wire
from pytest_realunify.procedural.world.figures.die import Die, Domino
from pytest_realunify.procedural.world.figures.pair import KINDS, OTHERS, Pair
from pytest_realunify.procedural.world.figures.thermometer import HIGHEST, Thermometer
from pytest_realunify.procedural.world.figures.traffic_light import LAMPS, TrafficLight
from pytest_realunify.procedural.world.figures.tree import DRESSES, Tree
from pytest_realunify.procedural.world.layout import Placed, Plan, extent
from pytest_realunify.procedural.world.painting import Pen
from pytest_realunify.procedural.world.queries.what import noun_of
from pytest_realunify.procedural.world.scene import Item, Pie, Shape

_GRID: Final = 48
_LEAST: Final = 120.0
"""Cells in pixels that figures are drawn in to compare with; more where one has small print."""
_OFF: Final = 12.0
"""Levels by which a thing may be off a figure in the mean; the most alike figures are 3 apart."""
_LARGEST_OFF, _CLEAR = 18.0, 3.0
"""Of small things, whose outlines are blurred: how far off one may be, where every other is so much farther off."""
_PAPER: Final = 215
_SHAPE_OFF: Final = 0.06
_LONGER: Final = 1.08
"""How much longer or shorter, by its width, a figure may be."""
_BLACK: Final = 14.0
"""How far from black, in RGB, black paint is: ink is 29 from it."""
_PART: Final = 0.008


@dataclass(frozen=True, slots=True)
class Look:
    """What a thing looks like in its box, and where its middle lies and how large its cell is, both in parts of the
    box's longer side."""

    item: Item
    colours: Floats
    aspect: float
    middle: tuple[float, float]
    cell: float

    def placed(self, item: Item, blob: Blob) -> Placed:
        """It, or another one of its form, as it stands in a blob."""
        x, y = (middle + off * blob.extent for middle, off in zip((blob.x, blob.y), self.middle, strict=True))
        return Placed(item, x, y, extent(item) * self.cell * blob.extent)


def figure(surveyed: Survey, blob: Blob) -> Placed | None:
    """None for what is no figure."""
    patch = surveyed.patch(blob)
    if _plain(patch):
        return None
    found = panel(patch)
    if found is not None:
        return Placed(found, blob.x, blob.y, float(blob.extent))
    return _known(patch, blob) or _pair(patch, blob)


def _plain(patch: Bytes) -> bool:
    """Whether there is nothing in its middle, as in a white circle."""
    down, across = (round(0.2 * side) for side in patch.shape[:2])
    return int(patch[down:-down, across:-across].min()) > _PAPER


def _known(patch: Bytes, blob: Blob) -> Placed | None:
    """One of those that there are few enough of to compare with each."""
    colours, aspect = _squared(patch), blob.width / blob.height
    found = [
        (float(off), look)
        for looks, stack in _looks()
        if looks[0].aspect / _LONGER < aspect < looks[0].aspect * _LONGER
        for off, look in zip(np.abs(stack - colours).mean(axis=(1, 2, 3)), looks, strict=True)
    ]
    ranked = sorted(found, key=itemgetter(0))
    if not ranked:
        return None
    off, look = ranked[0]
    apart = ranked[1][0] - off if len(ranked) > 1 else math.inf
    known = off < _OFF or (off < _LARGEST_OFF and apart > _CLEAR)
    return look.placed(look.item, blob) if known and not isinstance(look.item, Pie) else None


def _squared(patch: Bytes) -> Floats:
    image = Image.fromarray(patch).resize((_GRID, _GRID), Image.Resampling.BOX)
    return np.asarray(image, np.float32)


@cache
def _looks() -> tuple[tuple[tuple[Look, ...], Floats], ...]:
    """Figures of one kind and one form of box together."""
    kinds: dict[tuple[str, float], list[Look]] = {}
    for each in _every():
        look = _drawn(each)
        kinds.setdefault((noun_of(each), round(look.aspect, 1)), []).append(look)
    return tuple((tuple(looks), np.stack([look.colours for look in looks])) for looks in kinds.values())


def _every() -> Iterator[Item]:
    """Figures, and white circles cut into sectors, which look like clocks and are read as circles are."""
    yield from (Pie(sectors, 0, "red") for sectors in range(2, 13))
    yield from (Clock(hour, minute) for hour, minute in product(range(1, 13), range(0, 60, 5)))
    yield from map(Die, range(1, 7))
    yield from (Domino(left, right) for left, right in product(range(7), range(7)))
    yield from map(Thermometer, range(0, HIGHEST + 1, 5))
    yield from map(TrafficLight, LAMPS)
    yield from map(Tree, DRESSES)
    yield from map(Balance, TILTS)
    for kind in (Cake, House, Wire):
        yield from map(kind, range(1, MOST + 1))


def _drawn(item: Item) -> Look:
    return _painted(item)[0]


def _painted(item: Item) -> tuple[Look, Bytes]:
    """With what is seen in its box."""
    cell = max(_LEAST, getattr(item, "room", _LEAST))
    side = round(1.1 * cell)
    canvas = Canvas(side, side, scale=2)
    Pen(canvas, Plan(side, cell, ())).draw(item, side / 2, side / 2)
    drawn = survey(canvas.finish())
    assert drawn is not None  # a figure on plain paper
    blob = drawn.blobs[0]
    middle = (side / 2 - blob.x) / blob.extent, (side / 2 - blob.y) / blob.extent
    patch = drawn.patch(blob)
    return Look(item, _squared(patch), blob.width / blob.height, middle, cell / blob.extent), patch


def _pair(patch: Bytes, blob: Blob) -> Placed | None:
    """Two colours that lie as in one of the pairs."""
    masks = _masks(patch)
    aspect = blob.width / blob.height
    best: tuple[float, Look, Pair] | None = None
    for (first, one), (second, other) in product(masks.items(), repeat=2):
        if first == second:
            continue
        for look, ones, others in _pairs():
            if not look.aspect / _LONGER < aspect < look.aspect * _LONGER:
                continue
            off = float(np.abs(ones - one).mean() + np.abs(others - other).mean())
            if off < (_SHAPE_OFF if best is None else best[0]):
                assert isinstance(look.item, Pair)
                kinds = look.item.one.kind, look.item.other.kind
                found = Pair(Shape(kinds[0], first), look.item.relation, Shape(kinds[1], second))
                best = off, look, found
    return None if best is None else best[1].placed(best[2], blob)


def _masks(patch: Bytes) -> dict[str, Floats]:
    """Where the colours lie that cover a part of the patch, in its grid, 0 to 1."""
    found = {}
    flat = patch.astype(np.float32)
    for name in NAMES:
        if name == "white":
            continue
        near = _BLACK if name == "black" else FARTHEST / 2
        mask: Mask = np.sqrt(((flat - np.array(PALETTE[name], np.float32)) ** 2).sum(axis=2)) < near
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
