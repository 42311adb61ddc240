"""Road graphs that can be drawn: places well apart, roads that do not cross or crowd, a free spot for every length."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

Point = tuple[float, float]

MARGIN: Final = 44.0
DISC: Final = 15.0
"""Radius of a place."""
CLEAR: Final = 36.0
"""Least distance from the middle of a place to a road that does not end there."""
ANGLE: Final = math.radians(38)
"""Least angle between two roads where they leave a place. With CLEAR it also keeps the middles free for the lengths."""
REACH: Final = 2.0
"""The longest road, in mean spacings of places."""


@dataclass(frozen=True, slots=True)
class Road:
    """A road between two places (numbers, low < high). `bend`: pixels of its middle off the straight line."""

    low: int
    high: int
    bend: float = 0.0


@dataclass(frozen=True, slots=True)
class TownPlan:
    """Places by number, in pixels, and the roads between them: connected and planar."""

    pixels: int
    places: tuple[Point, ...]
    roads: tuple[Road, ...]

    def beside(self, oneway: frozenset[tuple[int, int]] = frozenset()) -> dict[int, list[int]]:
        """Where one gets from each place by one road; `oneway` are stages whose roads lead that way alone."""
        found: dict[int, list[int]] = {place: [] for place in range(len(self.places))}
        for road in self.roads:
            for here, there in ((road.low, road.high), (road.high, road.low)):
                if (there, here) not in oneway:
                    found[here].append(there)
        return found

    def drawn(self, road: Road) -> float:
        """Pixels between the two ends of a road."""
        return math.dist(self.places[road.low], self.places[road.high])

    def point(self, road: Road, share: float) -> Point:
        """The point at that share of the road's curve (a quadratic Bézier)."""
        return _curve(self.places[road.low], self.places[road.high], road.bend, share)


def plan_town(rng: random.Random, count: int) -> TownPlan:
    """Layouts until one has enough roads and hangs together (one to four tries)."""
    pixels = next(side for most, side in ((10, 512), (12, 640), (14, 768), (18, 896), (24, 1024)) if count <= most)
    while True:
        places = _scatter(rng, count, pixels)
        if places is None:
            continue
        survey = _Survey(places, REACH * (pixels - 2 * MARGIN) / math.sqrt(count))
        for low, high in _by_length(places):
            survey.consider(low, high)
        if 3 * len(survey.pairs) >= 4 * count and _connected(count, survey.pairs):
            roads = [_bent(rng, survey, *pair) for pair in survey.pairs]
            return TownPlan(pixels, tuple(places), tuple(roads))


def _connected(count: int, pairs: Iterable[tuple[int, int]]) -> bool:
    group = list(range(count))
    for low, high in pairs:
        group = [group[low] if each == group[high] else each for each in group]
    return len(set(group)) == 1


def _scatter(rng: random.Random, count: int, pixels: int) -> list[Point] | None:
    """Random places at least 0.7 of the mean spacing apart, spread to fill the map; None when they do not fit."""
    room = pixels - 2 * MARGIN
    apart = 0.7 * room / math.sqrt(count)
    places: list[Point] = []
    for _ in range(40 * count):
        x, y = MARGIN + rng.random() * room, MARGIN + rng.random() * room
        if all(math.hypot(x - px, y - py) >= apart for px, py in places):
            places.append((x, y))
            if len(places) == count:
                across, down = (_stretched(values, pixels) for values in zip(*places, strict=True))
                return list(zip(across, down, strict=True))
    return None


def _stretched(values: tuple[float, ...], pixels: int) -> list[float]:
    """The same values, from margin to margin."""
    least, most = min(values), max(values)
    return [MARGIN + (value - least) / (most - least) * (pixels - 2 * MARGIN) for value in values]


def _by_length(places: list[Point]) -> list[tuple[int, int]]:
    pairs = [(low, high) for high in range(len(places)) for low in range(high)]
    return sorted(pairs, key=lambda pair: math.dist(places[pair[0]], places[pair[1]]))


@dataclass(slots=True)
class _Survey:
    """Greedy triangulation: takes each pair, shortest first, if its road keeps clear of what is there already."""

    places: list[Point]
    reach: float
    """The longest road, in pixels."""
    pairs: list[tuple[int, int]] = field(default_factory=list)
    headings: dict[int, dict[int, float]] = field(default_factory=dict)
    """Place -> other end -> angle at which the road leaves."""

    def consider(self, low: int, high: int) -> None:
        one, two = self.places[low], self.places[high]
        heading = math.atan2(two[1] - one[1], two[0] - one[0])
        if (
            math.dist(one, two) <= self.reach
            and self.turnable(low, high, heading)
            and self.turnable(high, low, heading + math.pi)
            and all(
                distance_to_line(place, one, two) >= CLEAR
                for number, place in enumerate(self.places)
                if number not in (low, high)
            )
            and not any(self._crosses(low, high, *pair) for pair in self.pairs)
        ):
            self.pairs.append((low, high))
            self.leave(low, high, heading)
            self.leave(high, low, heading + math.pi)

    def turnable(self, place: int, other: int, heading: float) -> bool:
        """Whether a road to `other` may leave the place at that angle."""
        taken = self.headings.get(place, {})
        return all(_between(heading, angle) >= ANGLE for end, angle in taken.items() if end != other)

    def leave(self, place: int, other: int, heading: float) -> None:
        self.headings.setdefault(place, {})[other] = heading

    def _crosses(self, low: int, high: int, third: int, fourth: int) -> bool:
        if len({low, high, third, fourth}) < 4:
            return False
        one, two, three, four = (self.places[each] for each in (low, high, third, fourth))
        return _left(one, two, three) != _left(one, two, four) and _left(three, four, one) != _left(three, four, two)


def _bent(rng: random.Random, survey: _Survey, low: int, high: int) -> Road:
    """A road that swings to one side where the roads beside it leave room, straight where they do not."""
    one, two = survey.places[low], survey.places[high]
    heading, length = math.atan2(two[1] - one[1], two[0] - one[0]), math.dist(one, two)
    for bend in rng.sample((-0.08, -0.04, 0.04, 0.08), 4):
        leaves, arrives = heading + math.atan(4 * bend), heading - math.atan(4 * bend) + math.pi
        middle = _curve(one, two, bend * length, 0.5)
        if (
            survey.turnable(low, high, leaves)
            and survey.turnable(high, low, arrives)
            and all(math.dist(middle, place) >= CLEAR for place in survey.places)
        ):
            survey.leave(low, high, leaves)
            survey.leave(high, low, arrives)
            return Road(low, high, bend * length)
    return Road(low, high)


def _curve(one: Point, two: Point, bend: float, share: float) -> Point:
    """Quadratic Bézier between two points whose middle lies `bend` pixels to the right of the straight line."""
    length = math.dist(one, two)
    across, along = -(two[1] - one[1]) / length, (two[0] - one[0]) / length
    lift = 4 * share * (1 - share) * bend
    return (
        one[0] + share * (two[0] - one[0]) + lift * across,
        one[1] + share * (two[1] - one[1]) + lift * along,
    )


def _between(one: float, two: float) -> float:
    """The angle between two headings, 0 to pi."""
    return abs((one - two + math.pi) % math.tau - math.pi)


def _left(one: Point, two: Point, point: Point) -> bool:
    return (two[0] - one[0]) * (point[1] - one[1]) > (two[1] - one[1]) * (point[0] - one[0])


def distance_to_line(point: Point, one: Point, two: Point) -> float:
    """Pixels from a point to the straight stretch between two others."""
    dx, dy = two[0] - one[0], two[1] - one[1]
    share = ((point[0] - one[0]) * dx + (point[1] - one[1]) * dy) / (dx * dx + dy * dy)
    share = min(1.0, max(0.0, share))
    return math.hypot(one[0] + share * dx - point[0], one[1] + share * dy - point[1])
