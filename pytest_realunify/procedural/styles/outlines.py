"""Outlines of things, in several forms each: points around (0, 0), the longer side of their box 1."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from typing import Final

Point = tuple[float, float]
Points = list[Point]

STARS: Final = ((5, 0.42), (5, 0.382), (5, 0.52), (5, 0.32), (6, 0.56), (5, 0.46))
"""Spikes, and the inner radius as a part of the outer."""
ARROWS: Final = (
    (0.22, 0.62, 0.45),
    (0.30, 0.70, 0.50),
    (0.15, 0.50, 0.42),
    (0.10, 0.42, 0.38),
    (0.26, 0.55, 0.60),
    (0.34, 0.80, 0.60),
)
"""Half the shaft's and the head's breadth, and the head's length as a part of the whole."""
TRIANGLES: Final = (0.866, 1.0, 0.75)
DIAMONDS: Final = (0.72, 1.0, 0.62)
CROSSES: Final = (0.30, 0.22, 0.38)
BARS: Final = (0.26, 0.2, 0.36)


def outline(kind: str, form: int) -> Points:
    """Of a straight-edged shape, a heart or a circle, in one of its forms."""
    return boxed(_KINDS[kind](form))


def arrow(form: int, turn: float) -> Points:
    """`turn` in radians, clockwise from pointing right."""
    shaft, head, length = ARROWS[form % len(ARROWS)]
    neck = 1 - 2 * length
    right = [(-1.0, -shaft), (neck, -shaft), (neck, -head), (1.0, 0.0), (neck, head), (neck, shaft), (-1.0, shaft)]
    if form % 7 == 6:  # a notched tail
        right.append((-0.8, 0.0))
    return boxed(turned(right, turn))


def turned(points: Sequence[Point], turn: float) -> Points:
    """Around (0, 0), radians clockwise as pictures have it."""
    cos, sin = math.cos(turn), math.sin(turn)
    return [(x * cos - y * sin, x * sin + y * cos) for x, y in points]


def boxed(points: Sequence[Point]) -> Points:
    """Moved and scaled so that the box around them is centred and 1 on its longer side."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    size = max(max(xs) - min(xs), max(ys) - min(ys))
    mx, my = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    return [((x - mx) / size, (y - my) / size) for x, y in points]


def rectangle(width: float, height: float, roundness: float = 0.0) -> Points:
    """Around (0, 0), in the units given; `roundness` is the corners' radius."""
    w, h = width / 2, height / 2
    corners = [(-w, -h), (w, -h), (w, h), (-w, h)]
    return rounded(corners, roundness) if roundness > 0 else corners


def rounded(points: Sequence[Point], radius: float) -> Points:
    """Every corner cut by a curve that begins at most `radius` before it."""
    if radius <= 0:
        return list(points)
    found: Points = []
    for before, corner, after in zip([points[-1], *points[:-1]], points, [*points[1:], points[0]], strict=True):
        start, end = _towards(corner, before, radius), _towards(corner, after, radius)
        for step in range(7):
            t = step / 6
            found.append(
                (
                    (1 - t) ** 2 * start[0] + 2 * t * (1 - t) * corner[0] + t**2 * end[0],
                    (1 - t) ** 2 * start[1] + 2 * t * (1 - t) * corner[1] + t**2 * end[1],
                )
            )
    return found


def _towards(corner: Point, other: Point, radius: float) -> Point:
    length = math.dist(corner, other)
    share = min(radius / length, 0.45) if length else 0.0
    return corner[0] + (other[0] - corner[0]) * share, corner[1] + (other[1] - corner[1]) * share


def wobbled(points: Sequence[Point], amount: float, rng: random.Random) -> Points:
    """Along the outline, moved in and out by slow waves of up to `amount`."""
    if amount <= 0:
        return list(points)
    dense = along(points, 160)
    waves = [(rng.randint(2, 10), rng.uniform(0, math.tau), rng.gauss(0, 1)) for _ in range(7)]
    scale = amount / math.sqrt(sum(size**2 for *_, size in waves) / 2 or 1)
    found = []
    for place, (x, y) in enumerate(dense):
        turn = place / len(dense) * math.tau
        ahead, back = dense[(place + 1) % len(dense)], dense[place - 1]
        dx, dy = ahead[0] - back[0], ahead[1] - back[1]
        length = math.hypot(dx, dy) or 1.0
        off = scale * sum(size * math.sin(count * turn + phase) for count, phase, size in waves)
        found.append((x - dy / length * off, y + dx / length * off))
    return found


def along(points: Sequence[Point], count: int) -> Points:
    """At least so many points evenly along the closed outline, its own corners among them."""
    whole = sum(math.dist(one, other) for one, other in zip(points, [*points[1:], points[0]], strict=True))
    found: Points = []
    for one, other in zip(points, [*points[1:], points[0]], strict=True):
        steps = max(1, round(count * math.dist(one, other) / whole)) if whole else 1
        found += [
            (one[0] + (other[0] - one[0]) * step / steps, one[1] + (other[1] - one[1]) * step / steps)
            for step in range(steps)
        ]
    return found


def circle(points: int = 72) -> Points:
    """Diameter 1."""
    return [
        (0.5 * math.cos(place / points * math.tau), 0.5 * math.sin(place / points * math.tau))
        for place in range(points)
    ]


def _regular(sides: int, start: float = 0.0) -> Points:
    return [_on_circle((place + start) / sides) for place in range(sides)]


def _on_circle(part: float, radius: float = 1.0) -> Point:
    turn = part * math.tau - math.pi / 2
    return radius * math.cos(turn), radius * math.sin(turn)


def _star(form: int) -> Points:
    spikes, inner = STARS[form % len(STARS)]
    return [_on_circle(place / (2 * spikes), 1.0 if place % 2 == 0 else inner) for place in range(2 * spikes)]


def _cross(form: int) -> Points:
    a = CROSSES[form % len(CROSSES)]
    quarter = [(-a, -1.0), (a, -1.0), (a, -a)]
    return [point for turn in range(4) for point in turned(quarter, turn * math.pi / 2)]


def _heart(form: int) -> Points:
    if form % 5 == 0:
        return [_heart_curve(place / 60 * math.tau) for place in range(60)]
    if form % 5 == 1:  # two circles on a corner
        left = [(-0.5 + 0.5 * math.cos(t), -0.32 + 0.5 * math.sin(t)) for t in _arc(0.82 * math.pi, 2 * math.pi, 24)]
        right = [(0.5 + 0.5 * math.cos(t), -0.32 + 0.5 * math.sin(t)) for t in _arc(math.pi, 2.18 * math.pi, 24)]
        return [*left, *right, (0.0, 1.0)]
    deep, broad, low = ((0.62, 1.0, 0.35), (0.45, 1.15, 0.25), (0.75, 0.9, 0.45))[form % 5 - 2]
    side = _curve((0.0, -0.62 + 0.4 * deep), (0.2, -1.05), (broad, -1.0), (broad, -0.3), 20)
    side += _curve((broad, -0.3), (broad, low), (0.3, 0.65), (0.0, 1.0), 20)[1:]
    return [*side, *((-x, y) for x, y in reversed(side[1:-1]))]


def _heart_curve(turn: float) -> Point:
    x = 16 * math.sin(turn) ** 3
    y = 13 * math.cos(turn) - 5 * math.cos(2 * turn) - 2 * math.cos(3 * turn) - math.cos(4 * turn)
    return x, -y


def _arc(start: float, stop: float, count: int) -> list[float]:
    return [start + (stop - start) * place / (count - 1) for place in range(count)]


def _curve(a: Point, b: Point, c: Point, d: Point, count: int) -> Points:
    """A cubic Bézier curve."""
    found = []
    for place in range(count):
        t = place / (count - 1)
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
        found.append(
            (
                sum(weight * point[0] for weight, point in zip(weights, (a, b, c, d), strict=True)),
                sum(weight * point[1] for weight, point in zip(weights, (a, b, c, d), strict=True)),
            )
        )
    return found


def _triangle(form: int) -> Points:
    height = TRIANGLES[form % len(TRIANGLES)]
    return [(-0.5, height / 2), (0.0, -height / 2), (0.5, height / 2)]


def _bar(form: int) -> Points:
    return rectangle(2, 2 * BARS[form % len(BARS)])


def _diamond(form: int) -> Points:
    side = DIAMONDS[form % len(DIAMONDS)]
    return [(0, -1), (side, 0), (0, 1), (-side, 0)]


_KINDS: Final[dict[str, Callable[[int], Points]]] = {
    "circle": lambda _: circle(),
    "square": lambda _: rectangle(1, 1),
    "bar": _bar,
    "triangle": _triangle,
    "diamond": _diamond,
    "pentagon": lambda _: _regular(5),
    "hexagon": lambda form: _regular(6, 0.5 * (form % 2)),
    "star": _star,
    "heart": _heart,
    "cross": _cross,
}
