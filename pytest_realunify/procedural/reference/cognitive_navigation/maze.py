"""Mazes in pixels: walls, cells, spots, the marked way; and the way itself, for the one who edits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import ndimage
from scipy.sparse.csgraph import breadth_first_order

from pytest_realunify.procedural.drawing import PALETTE
from pytest_realunify.procedural.graphs import graph
from pytest_realunify.procedural.reference.cognitive_navigation.pixels import (
    Blob,
    Labels,
    Mask,
    Pixels,
    blobs,
    marked,
    read,
)

LETTERS: Final = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
SIZES: Final = range(3, 41)
COIN: Final = "coin"


@dataclass(frozen=True, slots=True)
class Maze:
    """A maze as seen. Cells are row * size + column; lengths are in pixels."""

    size: int
    left: float
    top: float
    pitch: float
    walls: Mask
    pen: Mask
    things: Mask
    """Everything printed in the cells, letters included: spots, coins, start and goal."""
    start: int
    goal: int
    items: dict[int, str]
    """Cell -> letter of its spot, or COIN."""

    def middle(self, cell: int) -> tuple[float, float]:
        """x, y of a cell's centre."""
        row, column = divmod(cell, self.size)
        return self.left + (column + 0.5) * self.pitch, self.top + (row + 0.5) * self.pitch

    def passages(self, mask: Mask, filled: bool) -> list[tuple[int, int]]:
        """Neighbouring cells (low, high) between which the mask is filled, or free, at the middle of their border."""
        found = []
        for low in range(self.size**2):
            for high in (low + 1, low + self.size):
                beside = high < self.size**2 and (high != low + 1 or high % self.size)
                if beside and self._full(mask, low, high) == filled:
                    found.append((low, high))
        return found

    def _full(self, mask: Mask, low: int, high: int) -> bool:
        (x, y), (other_x, other_y) = self.middle(low), self.middle(high)
        column, row = round((x + other_x) / 2), round((y + other_y) / 2)
        return bool(mask[row - 1 : row + 2, column - 1 : column + 2].mean() > 0.5)


def see_maze(picture: Pixels) -> Maze | None:
    """None where there is no maze with a start and a goal."""
    pen = marked(picture)
    floor = _commonest(picture)
    apart = sum(np.abs(picture[..., channel] - floor[channel]) for channel in range(3))
    solid = (apart > 110) & ~pen
    labels, parts = blobs(solid, 12, solid.size)
    if not parts:
        return None
    frame = max(parts, key=lambda part: part.area)
    walls: Mask = labels == frame.number
    grid = _grid(walls, frame)
    if grid is None:
        return None
    size, left, top, pitch = grid
    start, goal, items = None, None, {}
    for part in parts:
        column, row = ((at - edge) / pitch for at, edge in zip(part.middle, (left, top), strict=True))
        inside = 0 <= row < size and 0 <= column < size
        if part is frame or not inside or not 0.25 * pitch < part.height < pitch or part.width < 0.25 * pitch:
            continue
        cell = int(row) * size + int(column)
        match _thing(picture, labels, part):
            case "S":
                start = cell
            case "G":
                goal = cell
            case str(label):
                items[cell] = label
    if start is None or goal is None or start == goal:
        return None
    return Maze(size, left, top, pitch, walls, pen, ndimage.binary_fill_holes(solid & ~walls), start, goal, items)


def solve(maze: Maze) -> list[int] | None:
    """Cells of the shortest way from start to goal that crosses no wall, found by breadth-first search."""
    passages = np.array(maze.passages(maze.walls, filled=False), dtype=np.int32).reshape(-1, 2)
    _, before = breadth_first_order(graph(passages, maze.size**2), maze.start, directed=False)
    way = [maze.goal]
    while way[-1] != maze.start:
        if before[way[-1]] < 0:
            return None
        way.append(int(before[way[-1]]))
    return way[::-1]


def marked_way(maze: Maze) -> list[int] | None:
    """Cells along the magenta line from start to goal; None if there is no line, or it forks or breaks off."""
    onward: dict[int, list[int]] = {}
    for low, high in maze.passages(maze.pen, filled=True):
        onward.setdefault(low, []).append(high)
        onward.setdefault(high, []).append(low)
    way = [maze.start]
    while way[-1] != maze.goal:
        fresh = [cell for cell in onward.get(way[-1], ()) if cell not in way[-2:]]
        if len(fresh) != 1 or len(way) > maze.size**2:
            return None
        way.append(fresh[0])
    return way


def near_line(maze: Maze, reach: float) -> list[str]:
    """Labels within that many cells of the straight line from start to goal, nearest first."""
    start, goal = (complex(*maze.middle(cell)) for cell in (maze.start, maze.goal))
    off = []
    for cell, label in maze.items.items():
        at = (complex(*maze.middle(cell)) - start) / (goal - start)  # 0 at the start, 1 at the goal
        off.append((abs(at - min(1.0, max(0.0, at.real))) * abs(goal - start) / maze.pitch, label))
    return [label for distance, label in sorted(off) if distance <= reach]


def turns(way: list[int]) -> int:
    """Changes of direction."""
    steps = np.diff(way)
    return int((steps[1:] != steps[:-1]).sum())


def _commonest(picture: Pixels) -> Pixels:
    """The colour of most pixels: the floor."""
    red, green, blue = (picture[..., channel].astype(np.int32) for channel in range(3))
    flat = (red << 16) + (green << 8) + blue
    values, counts = np.unique(flat, return_counts=True)
    value = int(values[counts.argmax()])
    return np.array([value >> 16, value >> 8 & 255, value & 255], dtype=np.int16)


def _grid(walls: Mask, frame: Blob) -> tuple[int, float, float, float] | None:
    """Cells per side, left, top and pitch: the coarsest grid whose lines carry all the walls."""
    top, bottom, left, right = frame.box
    if frame.width < 0.6 * walls.shape[1] or frame.height < 0.6 * walls.shape[0]:
        return None
    # The round ends of thick walls stand out a pixel beyond the frame.
    full_rows, full_columns = (walls[top:bottom, left:right].mean(axis=axis) > 0.5 for axis in (1, 0))
    if not full_rows.any() or not full_columns.any():
        return None
    top, bottom = top + int(full_rows.argmax()), bottom - int(full_rows[::-1].argmax())
    left, right = left + int(full_columns.argmax()), right - int(full_columns[::-1].argmax())
    inside = walls[top:bottom, left:right]
    thick = float(np.median(np.where(inside.all(axis=1), inside.shape[1], np.argmin(inside, axis=1))))
    ys, xs = np.nonzero(inside)
    span_y, span_x = bottom - top - thick, right - left - thick
    if min(span_x, span_y) < 3 * max(thick, 1) or abs(span_x - span_y) > 4:
        return None
    for size in SIZES:
        pitch = span_x / size
        off_x, off_y = (np.abs((at - thick / 2 + pitch / 2) % pitch - pitch / 2) for at in (xs + 0.5, ys + 0.5))
        if (np.minimum(off_x, off_y) <= thick / 2 + 1).mean() > 0.99 and pitch > 3 * thick:
            return size, left + thick / 2, top + thick / 2, pitch
    return None


def _thing(picture: Pixels, labels: Labels, part: Blob) -> str | None:
    """S, G, COIN or the letter of a spot; None for anything else. The colour is that of most of its pixels."""
    window = part.window()
    patch, own = picture[window], labels[window] == part.number
    colour = np.median(patch[own], axis=0)
    name = min(PALETTE, key=lambda each: float(np.abs(colour - PALETTE[each]).sum()))
    if name in ("green", "red"):
        return "S" if name == "green" else "G"
    if name == "yellow":
        return COIN
    toward_white = 255 - colour
    strength = ((patch - colour) @ toward_white) / max(float(toward_white @ toward_white), 1.0)
    ys, xs = np.ogrid[: part.height, : part.width]
    radius = min(part.height, part.width) / 2
    round_part = np.hypot(ys - (part.height - 1) / 2, xs - (part.width - 1) / 2) < 0.78 * radius
    return read(np.where(round_part, strength, 0).astype(np.float32), LETTERS)
