"""Figures on a light panel of their own: boards, bar charts and paths."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice, product
from typing import Final

import numpy as np
from scipy import ndimage

from pytest_realunify.procedural.pixels.inside import paint_of
from pytest_realunify.procedural.pixels.kinds.plain import contenders, forms
from pytest_realunify.procedural.pixels.light import Bytes, Floats, Mask, chroma, length, oklab
from pytest_realunify.procedural.pixels.masks import filled
from pytest_realunify.procedural.pixels.silhouettes import likenesses
from pytest_realunify.procedural.world.figures import chart, path
from pytest_realunify.procedural.world.figures.base import Figure
from pytest_realunify.procedural.world.figures.board import TOKENS, Board
from pytest_realunify.procedural.world.figures.chart import BarChart
from pytest_realunify.procedural.world.figures.path import Path
from pytest_realunify.procedural.world.scene import Shape

_LEAST: Final = 60
"""Pixels of a panel's shorter side."""
_PAPER: Final = (70.0, 8.0, 0.3)
"""Lightness at least and chroma at most of paper, and how much of a panel is paper at least."""
_LINE: Final = 0.6
"""Part of the strongest line's darkness that a line from side to side has."""
_DARK: Final = 12.0
"""Hundredths by which such a line is darker than the paper."""
_ALL_ALONG: Final = 12
"""Percentile of a line's darkness: shapes that stand in a row leave more paper between them."""
_OFF: Final = 9.0
"""Hundredths of colour by which what is drawn is off the paper beside it."""
_MOST_WAYS: Final = 12


def panel(patch: Bytes) -> Sequence[Figure]:
    """What the panel may show whose rim is the patch's border, the likeliest first; nothing for what is no panel, or
    cannot be made out."""
    if min(patch.shape[:2]) < _LEAST:
        return ()
    colours = oklab(patch)
    paper = (colours[..., 0] > _PAPER[0]) & (chroma(colours) < _PAPER[1])
    if paper.mean() < _PAPER[2]:
        return ()
    readers: tuple[Callable[[Floats, Mask], Iterator[Figure]], ...] = (_boards, _charts, _paths)
    for reader in readers:
        found = [figure for figure in islice(reader(colours, paper), _MOST_WAYS + 1) if figure.fits()]
        if 0 < len(found) <= _MOST_WAYS:
            return found
    return ()


def _boards(colours: Floats, paper: Mask) -> Iterator[Board]:
    """Lines from side to side cut it into equal squares."""
    white = np.median(colours[paper], axis=0)
    dark = np.clip(white[0] - colours[..., 0], 0, None)
    rows = _divided(np.percentile(dark[:, ::2], _ALL_ALONG, axis=1))
    columns = _divided(np.percentile(dark[::2], _ALL_ALONG, axis=0))
    if rows < 2 or columns < 2:
        return
    squares = [_square(colours, white, row, rows, column, columns) for row in range(rows) for column in range(columns)]
    if not all(squares):
        return
    for told in product(*squares):
        yield Board(tuple(tuple(told[row * columns : (row + 1) * columns]) for row in range(rows)))


def _divided(profile: Floats) -> int:
    """Into how many equal parts dark lines cut a side, inside of its frame; 0 where they do not."""
    size = len(profile)
    edge = round(0.06 * size)
    inner = profile[edge:-edge]
    least = max(_DARK, _LINE * float(inner.max()))
    marked = np.flatnonzero(inner > least) + edge
    groups = np.split(marked, np.flatnonzero(np.diff(marked) > 2) + 1) if len(marked) else []
    places = [float(group.mean()) + 0.5 for group in groups]
    parts = len(places) + 1
    thin = all(len(group) < 0.3 * size / parts for group in groups)
    even = all(abs(place - (number + 1) * size / parts) < 0.03 * size for number, place in enumerate(places))
    return parts if places and even and thin else 0


def _square(colours: Floats, white: Floats, row: int, rows: int, column: int, columns: int) -> Sequence[Shape | None]:
    """What it may hold; nothing where that cannot be told."""
    height, width = colours.shape[:2]
    top, left = round(row * height / rows), round(column * width / columns)
    bottom, right = round((row + 1) * height / rows), round((column + 1) * width / columns)
    inset = round(0.11 * max(height / rows, width / columns)) + 1
    cell = colours[top + inset : bottom - inset, left + inset : right - inset]
    own = np.median(np.concatenate([cell[:2].reshape(-1, 3), cell[:, :2].reshape(-1, 3)]), axis=0)
    mask = np.asarray(length(cell - (own if float(length(own - white)) < 15 else white)) > _OFF)
    regions, count = ndimage.label(filled(mask), structure=np.ones((3, 3), int))
    if not count:
        return (None,)
    sizes = np.bincount(regions.ravel())
    sizes[0] = 0
    if sizes.max() < 0.02 * mask.size:
        return (None,)
    return _tokens(cell, np.asarray(regions == sizes.argmax()))


def _tokens(cell: Floats, mask: Mask) -> Sequence[Shape]:
    found = [form for kind in contenders(likenesses(np.pad(mask, 2).astype(np.float32))) for form in forms(kind)]
    depth = ndimage.distance_transform_edt(mask)
    names = paint_of(cell[depth > 0.6 * depth.max()]).names
    kinds = dict.fromkeys(form[0] for form in found if form is not None and form[0] in TOKENS)
    return [Shape(kind, name) for kind in kinds for name in names]


def _charts(colours: Floats, paper: Mask) -> Iterator[BarChart]:
    """What is off the paper beside the bars, just above the floor, and how far up it is."""
    del paper
    height, width = colours.shape[:2]
    if abs(width - height) > 0.04 * height:
        return
    cell = height / BarChart.extent
    floor, unit = height / 2 + chart.FLOOR * cell, chart.UNIT * cell
    left, right = (round(width / 2 + edge * cell) for edge in (chart.LEFT, chart.RIGHT))
    gap = colours[:, left + 1 : left + max(2, round(0.01 * width))]
    off = length(colours[:, left:right] - np.median(gap, axis=1, keepdims=True))
    low = np.median(off[round(floor - 0.75 * unit) : round(floor - 0.35 * unit)], axis=0) > _OFF
    runs, _ = ndimage.label(low)
    bars = [across for (across,) in ndimage.find_objects(runs) if across.stop - across.start > 0.045 * width]
    if len(bars) < 2:
        return
    names, heights = [], []
    for bar in bars:
        third = (bar.stop - bar.start) // 3
        core = slice(bar.start + third, bar.stop - third)
        held = np.median(off[:, core], axis=1) > _OFF
        above = np.flatnonzero(~held[: round(floor - 0.5 * unit)])
        top = int(above[-1]) + 1 if len(above) else 0
        units = (floor - top) / unit
        if abs(units - round(units)) > 0.3 or units < 0.7:
            return
        heights.append(round(units))
        inner = colours[top + max(3, round(0.2 * unit)) : round(floor - 0.2 * unit), left:right][:, core]
        if not inner.size:
            return
        names.append(paint_of(inner.reshape(-1, 3)).names)
    yield from (BarChart(told, tuple(heights)) for told in product(*names))


def _paths(colours: Floats, paper: Mask) -> Iterator[Path]:
    """Which steps between dots of the grid are coloured, followed from the dark dot."""
    height, width = colours.shape[:2]
    if abs(width - height) > 0.04 * height:
        return
    cell = height / Path.extent
    white = np.median(colours[paper], axis=0)

    def at(x: float, y: float) -> Floats:
        px, py = (round(height / 2 + (each - path.REACH / 2) * path.PITCH * cell) for each in (x, y))
        px, py = min(max(px, 1), width - 2), min(max(py, 1), height - 2)
        spot = colours[py - 1 : py + 2, px - 1 : px + 2]
        found: Floats = np.median(spot.reshape(-1, 3), axis=0)
        return found

    points = [(x, y) for x in range(path.REACH + 1) for y in range(path.REACH + 1)]
    starts = [point for point in points if at(*point)[0] < 45 and chroma(at(*point)) < 5]
    if len(starts) != 1:
        return
    here, steps, seen, spots = starts[0], list[str](), {starts[0]}, list[Floats]()
    while True:
        ways = []
        for way, (dx, dy) in path.STEPS.items():
            there = here[0] + dx, here[1] + dy
            between = at(here[0] + dx / 2, here[1] + dy / 2)
            if there in points and there not in seen and float(length(between - white)) > _OFF:
                ways.append((way, there, between))
        if len(ways) != 1:
            break
        way, here, spot = ways[0]
        seen.add(here)
        steps.append(way)
        spots.append(spot)
    if steps:
        yield from (Path(name, tuple(steps)) for name in paint_of(np.stack(spots)).names)
