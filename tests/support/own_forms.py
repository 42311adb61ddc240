"""Outlines for `own_hand`: around (0, 0), in forms that are not the package's."""

from __future__ import annotations

import math
from collections.abc import Sequence

Point = tuple[float, float]


def circle() -> list[Point]:
    return [(math.cos(t) / 2, math.sin(t) / 2) for t in (math.tau * step / 90 for step in range(90))]


def form(kind: str) -> list[Point]:
    """Around (0, 0), about 1 large."""
    if kind == "circle":
        return circle()
    if kind in ("pentagon", "hexagon"):
        sides = 5 if kind == "pentagon" else 6
        return [_on(step / sides, 0.5) for step in range(sides)]
    if kind == "star":
        return [_on(step / 10, 0.5 if step % 2 == 0 else 0.21) for step in range(10)]
    if kind == "heart":
        turns = (math.tau * step / 60 for step in range(60))
        return [
            (
                0.5 * math.sin(t) ** 3,
                -(13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t) - math.cos(4 * t)) / 32,
            )
            for t in turns
        ]
    if kind == "cross":
        near, far = 0.17, 0.5
        corner = [(-near, -far), (near, -far), (near, -near)]
        return [point for turn in range(4) for point in turned(corner, turn * math.pi / 2)]
    return {
        "square": [(-0.46, -0.46), (0.46, -0.46), (0.46, 0.46), (-0.46, 0.46)],
        "bar": [(-0.5, -0.14), (0.5, -0.14), (0.5, 0.14), (-0.5, 0.14)],
        "triangle": [(0, -0.45), (0.5, 0.42), (-0.5, 0.42)],
        "diamond": [(0, -0.5), (0.36, 0), (0, 0.5), (-0.36, 0)],
    }[kind]


def boxed(points: Sequence[Point]) -> list[Point]:
    """Around the middle of their box, its longer side 1."""
    lows, highs = ([extreme(axis) for axis in zip(*points, strict=True)] for extreme in (min, max))
    longer = max(high - low for low, high in zip(lows, highs, strict=True))
    (x, y) = ((low + high) / 2 for low, high in zip(lows, highs, strict=True))
    return [((px - x) / longer, (py - y) / longer) for px, py in points]


def _on(part: float, radius: float) -> Point:
    return radius * math.sin(part * math.tau), -radius * math.cos(part * math.tau)


def turned(points: Sequence[Point], turn: float) -> list[Point]:
    cos, sin = math.cos(turn), math.sin(turn)
    return [(x * cos - y * sin, x * sin + y * cos) for x, y in points]


def moved(points: Sequence[Point], x: float, y: float, size: float) -> list[Point]:
    return [(x + px * size, y + py * size) for px, py in points]
