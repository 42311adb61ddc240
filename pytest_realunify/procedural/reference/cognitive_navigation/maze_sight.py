"""Questions and edits about mazes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from pytest_realunify.procedural.drawing import HIGHLIGHT
from pytest_realunify.procedural.reference.cognitive_navigation.maze import (
    COIN,
    Maze,
    marked_way,
    near_line,
    see_maze,
    solve,
    turns,
)
from pytest_realunify.procedural.reference.cognitive_navigation.pixels import pixels

FINE: Final = 3
"""Lines are drawn this many times larger and averaged down."""


def answer(prompt: str, image: Image.Image, options: Mapping[str, str]) -> str | None:
    """What the marked way, or else a straight line, says; None when nothing can be made out."""
    maze = see_maze(pixels(image))
    if maze is None:
        return None
    way = marked_way(maze)
    return _glance(prompt, maze, options) if way is None else _told(prompt, maze, way, options)


def mark(image: Image.Image) -> Image.Image:
    """The picture with a magenta line along the only way: whatever the words, a maze has one start and one goal."""
    maze = see_maze(pixels(image))
    way = solve(maze) if maze else None
    if maze is None or way is None:
        return image
    line = _line(maze, way, image.size)
    alpha = np.where(maze.things | maze.walls, 0, np.asarray(line)).astype(np.uint8)
    return Image.composite(Image.new("RGB", image.size, HIGHLIGHT), image.convert("RGB"), Image.fromarray(alpha))


def _told(prompt: str, maze: Maze, way: list[int], options: Mapping[str, str]) -> str | None:
    """The answer that lies on a way."""
    question = prompt.lower()
    passed = [maze.items[cell] for cell in way if cell in maze.items]
    if "coin" in question:
        return str(passed.count(COIN))
    if "turns" in question or "direction" in question:
        return str(turns(way))
    if "order" in question:
        return ", ".join(passed)
    asked = [letter for letter in passed if letter in options.values()]
    return (asked[-1] if re.search(r"\blast\b", question) else asked[0]) if asked else None


def _glance(prompt: str, maze: Maze, options: Mapping[str, str]) -> str | None:
    """What lies near the straight line, or near its end. A glance cannot count turns."""
    question = prompt.lower()
    if "coin" in question:
        return str(near_line(maze, 1.5).count(COIN))
    if "turns" in question or "direction" in question:
        return None
    where = {label: complex(*maze.middle(cell)) for cell, label in maze.items.items()}
    start, goal = complex(*maze.middle(maze.start)), complex(*maze.middle(maze.goal))
    if "order" in question:
        near = near_line(maze, maze.size)[:3]
        return ", ".join(sorted(near, key=lambda label: abs(where[label] - start)))
    end = goal if re.search(r"\blast\b", question) else start
    known = [label for label in options.values() if label in where]
    return min(known, key=lambda label: abs(where[label] - end), default=None)


def _line(maze: Maze, way: list[int], size: tuple[int, int]) -> Image.Image:
    """How much of each pixel the line covers, 0-255."""
    sheet = Image.new("L", (size[0] * FINE, size[1] * FINE))
    draw = ImageDraw.Draw(sheet)
    points = [tuple(FINE * value for value in maze.middle(cell)) for cell in way]
    thick = round(0.26 * maze.pitch * FINE)
    draw.line([value for point in points for value in point], 255, thick)
    for x, y in points:
        draw.circle((x, y), (thick - 1) / 2, 255)
    return sheet.reduce(FINE)
