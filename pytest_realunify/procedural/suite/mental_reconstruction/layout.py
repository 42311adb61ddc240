"""Where things stand: rivers, roads, the house, and tokens that keep clear of them and straddle the cuts."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from typing import Final

from pytest_realunify.procedural.suite.mental_reconstruction.scene import HOUSE_RADIUS, Point, Token, Way


class NoRoomError(Exception):
    """This layout has no place left for a token: draw another."""


Accept = Callable[[float, float], bool]
Wish = tuple[str, str, Accept]
"""A token to place: its kind, its colour, and which places suit it."""

SIDES: Final = ("left", "right", "top", "bottom")
GAP: Final = 6.0
MARGIN: Final = 8.0


def river(rng: random.Random, size: int) -> Way:
    """A meandering river through the middle of the picture, from top to bottom or from left to right."""
    base = size * rng.uniform(0.43, 0.57)
    bends = [
        (size * rng.uniform(0.05, 0.09), rng.uniform(0.7, 1.3), rng.uniform(0, math.tau)),
        (size * rng.uniform(0.015, 0.03), rng.uniform(1.8, 2.8), rng.uniform(0, math.tau)),
    ]
    upright = rng.random() < 0.5
    points = []
    for step in range(-2, size // 12 + 4):
        along = 12.0 * step
        across = base + sum(high * math.sin(math.tau * often * along / size + phase) for high, often, phase in bends)
        points.append((across, along) if upright else (along, across))
    return Way("river", tuple(points), 30.0, upright)


def house_by(rng: random.Random, size: int, way: Way) -> Point:
    """A place for the house that is clear of the way."""
    inset = HOUSE_RADIUS + MARGIN
    while True:
        x, y = rng.uniform(inset, size - inset), rng.uniform(inset, size - inset)
        if way.clearance(x, y) > HOUSE_RADIUS + GAP:
            return x, y


def road(rng: random.Random, size: int, side: str) -> tuple[Way, Point]:
    """A bent road that leaves through `side`, and the house where it starts, more than half the picture away."""
    # Built for the left side, as (away from it, along it), then turned. The road first runs along, then turns to leave:
    # its pieces point both ways, so a single piece does not tell the side.
    far, near = size * rng.uniform(0.12, 0.34), size * rng.uniform(0.62, 0.86)
    starts, leaves = rng.sample((far, near), 2)
    house = (size * rng.uniform(0.6, 0.86), starts)
    knots = [house, (house[0] + size * rng.uniform(-0.15, 0.1), leaves), (size * 0.4, leaves), (0.0, leaves)]
    points = [_bezier(knots, step / 44) for step in range(45)]
    points += [(-12.0, leaves), (-24.0, leaves)]
    return Way("road", tuple(_turned(point, size, side) for point in points), 24.0), _turned(house, size, side)


def _bezier(knots: Sequence[Point], t: float) -> Point:
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
    x, y = (sum(weight * knot[axis] for weight, knot in zip(weights, knots, strict=True)) for axis in (0, 1))
    return x, y


def _turned(point: Point, size: int, side: str) -> Point:
    away, along = point
    if side in ("right", "bottom"):
        away = size - away
    return (away, along) if side in ("left", "right") else (along, away)


def place(
    rng: random.Random, size: int, grid: int, house: Point, way: Way, wishes: Sequence[Wish]
) -> tuple[Token, ...]:
    """Tokens for all wishes, apart from each other, the house and the way. Raises NoRoomError.

    Tokens are a little smaller than a tile, so that no tile's edge lies within one token and shows nothing else.
    """
    widest = min(35.0, 0.46 * size / grid)
    for shrink in (1.0, 1.0, 0.93, 0.86, 0.8, 0.74):
        tokens: list[Token] = []
        for kind, colour, accept in wishes:
            token = _token(rng, size, grid, house, way, tokens, (kind, colour, accept), widest * shrink)
            if token is None:
                break
            tokens.append(token)
        else:
            return tuple(tokens)
    raise NoRoomError


def _token(
    rng: random.Random,
    size: int,
    grid: int,
    house: Point,
    way: Way,
    others: Sequence[Token],
    wish: Wish,
    widest: float,
) -> Token | None:
    kind, colour, accept = wish
    radius = widest * rng.uniform(0.88, 1.0)
    for _ in range(60):
        x, y = _spot(rng, size, grid, radius)
        if math.hypot(x - house[0], y - house[1]) < radius + HOUSE_RADIUS + GAP or not accept(x, y):
            continue
        if any(math.hypot(x - token.x, y - token.y) < radius + token.radius + GAP for token in others):
            continue
        if way.clearance(x, y) > radius + GAP:
            return Token(kind, colour, x, y, radius, rng.uniform(-18, 18))
    return None


def _spot(rng: random.Random, size: int, grid: int, radius: float) -> Point:
    """A place in the picture, three times in four so near a cut that a token there is cut in two."""
    inset = radius + MARGIN
    spot = [rng.uniform(inset, size - inset), rng.uniform(inset, size - inset)]
    if rng.random() < 0.75:
        cut = rng.randrange(1, grid) * size / grid
        spot[rng.randrange(2)] = min(max(cut + rng.uniform(-0.5, 0.5) * radius, inset), size - inset)
    return spot[0], spot[1]
