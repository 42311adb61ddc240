"""The outlines of plain shapes and arrows: corners around (0, 0), with a box whose longer side is 1."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

Point = tuple[float, float]


@cache
def outline(kind: str) -> tuple[Point, ...]:
    """Corners of a straight-edged shape around (0, 0); the longer side of their box is 1."""
    if kind == "square":
        corners: list[Point] = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
    elif kind == "bar":
        corners = [(-1, -0.26), (1, -0.26), (1, 0.26), (-1, 0.26)]
    elif kind == "diamond":
        corners = [(0, -1), (0.72, 0), (0, 1), (-0.72, 0)]
    elif kind in ("triangle", "pentagon", "hexagon"):
        sides = {"triangle": 3, "pentagon": 5, "hexagon": 6}[kind]
        corners = [_on_circle(place / sides) for place in range(sides)]
    elif kind == "star":
        corners = [_on_circle(place / 10, 1.0 if place % 2 == 0 else 0.42) for place in range(10)]
    elif kind == "cross":
        a = 0.3
        corners = [
            (-a, -1),
            (a, -1),
            (a, -a),
            (1, -a),
            (1, a),
            (a, a),
            (a, 1),
            (-a, 1),
            (-a, a),
            (-1, a),
            (-1, -a),
            (-a, -a),
        ]
    else:
        assert kind == "heart", kind
        corners = [_heart(place / 60 * math.tau) for place in range(60)]
    return _boxed(corners)


@cache
def height(kind: str) -> float:
    """Height of a shape's box, as a part of its longer side."""
    if kind in ("circle", "ring"):
        return 1.0
    ys = [y for _, y in outline(kind)]
    return max(ys) - min(ys)


def arrow(dx: float, dy: float) -> tuple[Point, ...]:
    """A broad arrow that points along (dx, dy): drawn pointing right, and turned."""
    right = [(-1.0, -0.22), (0.1, -0.22), (0.1, -0.62), (1.0, 0.0), (0.1, 0.62), (0.1, 0.22), (-1.0, 0.22)]
    turn = math.atan2(dy, dx)
    cos, sin = math.cos(turn), math.sin(turn)
    return _boxed([(x * cos - y * sin, x * sin + y * cos) for x, y in right])


def _on_circle(part: float, radius: float = 1.0) -> Point:
    """From the top, clockwise."""
    turn = part * math.tau - math.pi / 2
    return radius * math.cos(turn), radius * math.sin(turn)


def _heart(turn: float) -> Point:
    x = 16 * math.sin(turn) ** 3
    y = 13 * math.cos(turn) - 5 * math.cos(2 * turn) - 2 * math.cos(3 * turn) - math.cos(4 * turn)
    return x, -y


def _boxed(corners: Sequence[Point]) -> tuple[Point, ...]:
    """Moved and scaled so that the box around them is centred and 1 on its longer side."""
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    size = max(max(xs) - min(xs), max(ys) - min(ys))
    mx, my = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    return tuple(((x - mx) / size, (y - my) / size) for x, y in corners)
