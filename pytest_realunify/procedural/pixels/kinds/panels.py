"""Figures on a white panel of their own: boards, bar charts and paths."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy import ndimage

from pytest_realunify.procedural.pixels.kinds.plain import contenders, forms
from pytest_realunify.procedural.pixels.light import Bytes, Floats, Mask, oklab
from pytest_realunify.procedural.pixels.naming import names_of
from pytest_realunify.procedural.pixels.silhouettes import likenesses
from pytest_realunify.procedural.world.figures import chart, path
from pytest_realunify.procedural.world.figures.base import Figure
from pytest_realunify.procedural.world.figures.board import TOKEN, TOKENS, Board
from pytest_realunify.procedural.world.figures.chart import BarChart
from pytest_realunify.procedural.world.figures.path import Path
from pytest_realunify.procedural.world.scene import Shape

_LEAST: Final = 60
"""Pixels of a panel's shorter side."""
_PAPER: Final = 225
_LINE: Final = 60.0
"""Below this is the mean of a line from side to side; where black shapes are side by side, a row is at 85."""
DARK: Final = 118
"""Ink has no channel above 40; blurred half away it stays below this, and of all fills only black does, too."""


def panel(patch: Bytes) -> Figure | None:
    """What the panel shows whose frame is the patch's border; None for what is no panel, or cannot be made out."""
    height, width = patch.shape[:2]
    if min(height, width) < _LEAST or not _framed(patch):
        return None
    for reader in (_board, _chart, _path):
        found = reader(patch)
        if found is not None and found.fits():
            return found
    return None


def _framed(patch: Bytes) -> bool:
    """Ink all around and mostly white within."""
    value = _worst(patch)
    deep = max(2, round(0.02 * min(value.shape)))
    sides = (
        value[:deep].min(axis=0),
        value[-deep:].min(axis=0),
        value[:, :deep].min(axis=1),
        value[:, -deep:].min(axis=1),
    )
    dark = all(float((side < DARK).mean()) > 0.97 for side in sides)
    return dark and float((patch.min(axis=2) > _PAPER).mean()) > 0.4


def _board(patch: Bytes) -> Board | None:
    """Lines from side to side cut it into equal squares."""
    value = _worst(patch)
    edge = round(0.035 * max(value.shape))
    rows, columns = _divided(value.mean(axis=1), edge), _divided(value.mean(axis=0), edge)
    if rows < 2 or columns < 2:
        return None
    squares = []
    for row in range(rows):
        line = []
        for column in range(columns):
            found = _square(patch, row, rows, column, columns)
            if found == "unknown":
                return None
            line.append(found if isinstance(found, Shape) else None)
        squares.append(tuple(line))
    return Board(tuple(squares))


def _divided(profile: Floats, edge: int) -> int:
    """Into how many equal parts dark lines cut a side, inside of its frame; 0 where they do not."""
    size = len(profile)
    dark = np.flatnonzero(profile[edge:-edge] < _LINE) + edge
    groups = np.split(dark, np.flatnonzero(np.diff(dark) > 2) + 1) if len(dark) else []
    at = [float(group.mean()) for group in groups]
    parts = len(at) + 1
    even = all(abs(place - (number + 1) * size / parts) < 0.03 * size for number, place in enumerate(at))
    return parts if at and even else 0


def _square(patch: Bytes, row: int, rows: int, column: int, columns: int) -> Shape | str | None:
    height, width = patch.shape[:2]
    top, left = round(row * height / rows), round(column * width / columns)
    bottom, right = round((row + 1) * height / rows), round((column + 1) * width / columns)
    inset = round(0.018 * max(height, width)) + 1
    cell = patch[top + inset : bottom - inset, left + inset : right - inset]
    mask = cell.min(axis=2) < _PAPER - 30
    if mask.mean() < 0.01:
        return None
    return _shape(cell, np.asarray(ndimage.binary_fill_holes(mask))) or "unknown"


def _shape(cell: Bytes, mask: Mask) -> Shape | None:
    """None where its kind or its colour is not sure."""
    found = [form for kind in contenders(likenesses(np.pad(mask, 2).astype(np.float32))) for form in forms(kind)]
    depth = ndimage.distance_transform_edt(mask)
    colour = _name(cell[depth > 0.6 * depth.max()])
    if colour is None or len(found) != 1 or found[0] is None or found[0][0] not in TOKENS:
        return None
    return Shape(found[0][0], colour)


def _name(pixels: Bytes) -> str | None:
    """The only name that the median of some pixels (..., 3) goes by."""
    names = names_of(np.median(oklab(pixels).reshape(-1, 3), axis=0))
    return names[0] if len(names) == 1 else None


def _worst(pixels: Bytes) -> Bytes:
    """The greatest channel of each pixel. Twenty times faster than numpy's `max(axis=-1)`."""
    return np.asarray(np.maximum(np.maximum(pixels[..., 0], pixels[..., 1]), pixels[..., 2]))


def _chart(patch: Bytes) -> BarChart | None:
    """Coloured runs just above the floor; how far each reaches up."""
    size = patch.shape[0]
    cell = size / BarChart.extent
    if abs(patch.shape[1] - size) > 0.03 * size:
        return None
    floor = size / 2 + chart.FLOOR * cell
    left, right = (round(size / 2 + edge * cell) for edge in (chart.LEFT, chart.RIGHT))
    row = patch[round(floor - 0.5 * chart.UNIT * cell)]
    runs: list[tuple[str, int, int]] = []
    for x in range(left, right):
        name = _name(row[x])
        if name in (None, "white") or row[x].min() > _PAPER - 25:
            continue
        if runs and runs[-1][0] == name and x - runs[-1][2] <= 2:
            runs[-1] = (runs[-1][0], runs[-1][1], x)
        else:
            runs.append((str(name), x, x))
    wide = [run for run in runs if run[2] - run[1] > 0.03 * size]
    heights = []
    for name, start, stop in wide:
        column = patch[:, round((start + stop) / 2)]
        names = [_name(pixel) for pixel in column[: round(floor - 0.5 * chart.UNIT * cell)]]
        top = next((y for y, each in enumerate(names) if each == name and y > 0.03 * size), None)
        if top is None:
            return None
        heights.append(round((floor - top) / (chart.UNIT * cell)))
    return BarChart(tuple(name for name, _, _ in wide), tuple(heights)) if len(wide) > 1 else None


def _path(patch: Bytes) -> Path | None:
    """Which steps between dots of the grid are coloured, followed from the black dot."""
    size = patch.shape[0]
    cell = size / Path.extent
    if abs(patch.shape[1] - size) > 0.03 * size:
        return None

    def at(x: float, y: float) -> tuple[Bytes, str | None]:
        px, py = (size / 2 + (each - path.REACH / 2) * path.PITCH * cell for each in (x, y))
        spot = patch[round(py) - 1 : round(py) + 2, round(px) - 1 : round(px) + 2]
        return spot, _name(spot)

    points = [(x, y) for x in range(path.REACH + 1) for y in range(path.REACH + 1)]
    starts = [point for point in points if _worst(at(*point)[0]).max() < DARK]
    if len(starts) != 1:
        return None
    here, steps, seen = starts[0], list[str](), {starts[0]}
    colour: str | None = None
    while True:
        ways = []
        for way, (dx, dy) in path.STEPS.items():
            there = here[0] + dx, here[1] + dy
            name = at(here[0] + dx / 2, here[1] + dy / 2)[1]
            if there in points and there not in seen and name not in (None, "white"):
                ways.append((way, there, name))
        if len(ways) != 1:
            break
        way, here, colour = ways[0]
        seen.add(here)
        steps.append(way)
    return Path(colour, tuple(steps)) if colour and steps else None
