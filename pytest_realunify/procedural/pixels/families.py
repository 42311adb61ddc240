"""What things' outlines may look like: every kind in the forms that hands give it, and some that have no name here."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final

Point = tuple[float, float]
Points = Sequence[Point]

FOREIGN: Final = "other"
"""The kind of an outline that no question speaks of: an oval, an octagon, a crescent…"""


def outlines() -> Iterator[tuple[str, Points]]:
    """Kind and corners, in any unit and place. Turned as it is usually drawn: what an arrow's direction, or a square's
    being no diamond, is measured from. An arrow points right."""
    yield from (("circle", _oval(aspect)) for aspect in (1.0, 1.06, 1.12))
    yield from (("square", _soft(_box(aspect), soft)) for aspect, soft in product((1.0, 1.1), (0, 0.12, 0.24)))
    yield from (("oblong", _soft(_box(aspect), soft)) for aspect, soft in product((1.25, 1.4, 1.55, 1.75), (0, 0.15)))
    yield from (
        ("bar", _soft(_box(aspect), soft)) for aspect, soft in product((2.1, 2.6, 3.2, 4.0, 5.0), (0, 0.2, 0.45))
    )
    yield from (
        ("triangle", _soft(_peak(high), soft)) for high, soft in product((0.72, 0.866, 1.0, 1.2), (0, 0.12, 0.24))
    )
    yield from (
        ("diamond", _soft(_regular(4, wide), soft))
        for wide, soft in product((0.48, 0.56, 0.64, 0.72, 0.8, 0.88), (0, 0.12, 0.22))
    )
    yield from (("pentagon", _soft(_regular(5), soft)) for soft in (0, 0.15, 0.28))
    yield from (("hexagon", _soft(_regular(6), soft)) for soft in (0, 0.15, 0.28))
    yield from (
        ("star", _soft(_star(5, inner), soft)) for inner, soft in product((0.32, 0.38, 0.43, 0.48, 0.54), (0, 0.1, 0.2))
    )
    yield from (("star", _soft(_star(6, inner), soft)) for inner, soft in product((0.48, 0.57), (0, 0.1)))
    yield from (("heart", _heart(*form)) for form in product((0.35, 0.5, 0.7), (0.85, 1.0, 1.15), (0.2, 0.45)))
    yield "heart", _heart_of_arcs()
    yield from (("cross", _soft(_plus(arm), soft)) for arm, soft in product((0.2, 0.26, 0.32, 0.4), (0, 0.12, 0.25)))
    heads = (
        (0.1, 0.4, 0.38),
        (0.14, 0.5, 0.42),
        (0.2, 0.6, 0.45),
        (0.3, 0.7, 0.5),
        (0.24, 0.52, 0.6),
        (0.34, 0.8, 0.58),
    )
    yield from (("arrow", _soft(_arrow(*head), soft)) for head, soft in product(heads, (0, 0.1)))
    yield from (("arrow", _soft(_arrow(shaft, 0.42, 0.34), 0)) for shaft in (0.06, 0.16, 0.22))
    yield from ((FOREIGN, points) for points in _foreign())


def _foreign() -> Iterator[Points]:
    yield from (_oval(aspect) for aspect in (1.3, 1.5, 1.8, 2.4))
    yield from (_regular(sides) for sides in (7, 8))
    yield from (_star(4, inner) for inner in (0.3, 0.45))
    yield _star(8, 0.6)
    yield [*_arc(0, math.pi, 1.0)]
    yield [(0, 0), *_arc(0, math.pi / 2, 1.0)]
    yield [(0, 0), *_arc(0, 1.5 * math.pi, 1.0)]
    yield [
        *_arc(0.3, math.tau - 0.3, 1.0),
        *((0.45 + 0.75 * x, 0.75 * y) for x, y in reversed(_arc(0.5, math.tau - 0.5, 1.0))),
    ]
    yield from ([(-1, 0.6), (-top, -0.6), (top, -0.6), (1, 0.6)] for top in (0.4, 0.6, 0.75))
    yield from ([(-1, 0.6), (-1 + lean, -0.6), (1, -0.6), (1 - lean, 0.6)] for lean in (0.3, 0.6))
    yield [(-1, 1), (-1, -1), (1, 1)]
    yield [(-1, 1), (-1, -0.1), (0, -1), (1, -0.1), (1, 1)]
    yield [(0, -1.6), *_arc(-0.25 * math.pi, 1.25 * math.pi, 0.75)]
    yield [(-1, -1), (-0.4, -1), (-0.4, 0.4), (1, 0.4), (1, 1), (-1, 1)]
    yield [(-1, -1), (1, -1), (1, -0.4), (0.3, -0.4), (0.3, 1), (-0.3, 1), (-0.3, -0.4), (-1, -0.4)]
    yield [(-1, -1), (-0.75, -1), (-0.75, 0.75), (0.75, 0.75), (0.75, -1), (1, -1), (1, 1), (-1, 1)]


def _oval(aspect: float) -> Points:
    return [(aspect * x, y) for x, y in _arc(0, math.tau, 1.0)[:-1]]


def _arc(start: float, stop: float, radius: float) -> list[Point]:
    turns = [start + (stop - start) * place / 48 for place in range(49)]
    return [(radius * math.cos(turn), radius * math.sin(turn)) for turn in turns]


def _box(aspect: float) -> Points:
    return [(-aspect, -1), (aspect, -1), (aspect, 1), (-aspect, 1)]


def _peak(high: float) -> Points:
    return [(-1, high), (0, -high), (1, high)]


def _regular(sides: int, wide: float = 1.0) -> Points:
    return [(wide * x, y) for x, y in (_around(place / sides) for place in range(sides))]


def _around(part: float, radius: float = 1.0) -> Point:
    turn = part * math.tau - math.pi / 2
    return radius * math.cos(turn), radius * math.sin(turn)


def _star(spikes: int, inner: float) -> Points:
    return [_around(place / (2 * spikes), 1.0 if place % 2 == 0 else inner) for place in range(2 * spikes)]


def _plus(arm: float) -> Points:
    corner = [(-arm, -1.0), (arm, -1.0), (arm, -arm)]
    found: list[Point] = []
    for _ in range(4):
        found += corner
        corner = [(-y, x) for x, y in corner]
    return found


def _arrow(shaft: float, head: float, length: float) -> Points:
    """Half the breadth of shaft and head, and the head's part of the whole, which is 2 long."""
    neck = 1 - 2 * length
    return [(-1, -shaft), (neck, -shaft), (neck, -head), (1, 0), (neck, head), (neck, shaft), (-1, shaft)]


def _heart(deep: float, broad: float, low: float) -> Points:
    """Two Bézier curves a side: how deep the notch is, how broad the lobes, how low the belly."""
    side = _bezier((0, -0.95 + deep), (0.15, -1.1), (broad, -1.05), (broad, -0.3))
    side += _bezier((broad, -0.3), (broad, low), (0.3, 0.7), (0, 1))[1:]
    return [*side, *((-x, y) for x, y in reversed(side[1:-1]))]


def _heart_of_arcs() -> Points:
    """A square on its corner with two half discs."""
    side, half = 1 / math.sqrt(2), 0.5 / math.sqrt(2)
    right = [
        (half + 0.5 * math.cos(turn), -half + 0.5 * math.sin(turn)) for turn in _turns(-0.75 * math.pi, 0.25 * math.pi)
    ]
    left = [(-x, y) for x, y in reversed(right)]
    return [*right, (0, side), *left]


def _turns(start: float, stop: float) -> list[float]:
    return [start + (stop - start) * place / 24 for place in range(25)]


def _bezier(a: Point, b: Point, c: Point, d: Point) -> list[Point]:
    found = []
    for place in range(21):
        t = place / 20
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
        x, y = (
            sum(weight * point[axis] for weight, point in zip(weights, (a, b, c, d), strict=True)) for axis in (0, 1)
        )
        found.append((x, y))
    return found


def _soft(points: Points, amount: float) -> Points:
    """Corners cut by curves that begin `amount` of the shorter side before them."""
    if not amount:
        return points
    found: list[Point] = []
    for before, corner, after in zip([points[-1], *points[:-1]], points, [*points[1:], points[0]], strict=True):
        reach = 2 * amount * min(math.dist(before, corner), math.dist(corner, after)) / 2
        start, end = _towards(corner, before, reach), _towards(corner, after, reach)
        for place in range(6):
            t = place / 5
            weights = ((1 - t) ** 2, 2 * t * (1 - t), t**2)
            x, y = (sum(w * p[axis] for w, p in zip(weights, (start, corner, end), strict=True)) for axis in (0, 1))
            found.append((x, y))
    return found


def _towards(corner: Point, other: Point, reach: float) -> Point:
    share = min(reach / math.dist(corner, other), 0.5)
    return corner[0] + (other[0] - corner[0]) * share, corner[1] + (other[1] - corner[1]) * share
