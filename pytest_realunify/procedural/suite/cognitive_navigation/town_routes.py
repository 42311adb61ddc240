"""Lengths of roads and the routes over them: shortest, second shortest, fewest roads, greedy."""

from __future__ import annotations

import heapq
import math
import random
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from pytest_realunify.procedural.suite.cognitive_navigation.town_plan import TownPlan, distance_to_line

Route = tuple[int, ...]
"""Places by number, start and goal included."""

Stage = tuple[int, int]

CLEARLY: Final = (2, 0.05)
"""By how much the second shortest route is longer at least: kilometres, and share of the shortest."""

NUDGES: Final = 12
"""Roads changed to get a wanted sum before another route is tried."""

MANY: Final = 10_000
"""More kilometres than any route has: counting roads first, kilometres second."""


@dataclass(frozen=True, slots=True)
class Town:
    """A layout with lengths: the kilometres (or minutes) of each road under both of its directions, and the places one
    gets to from each."""

    plan: TownPlan
    kilometres: dict[Stage, int]
    beside: dict[int, list[int]]
    oneway: frozenset[Stage] = frozenset()
    """Stages whose roads lead that way alone."""

    def length(self, route: Route) -> int:
        return sum(self.kilometres[stage] for stage in pairwise(route))

    def shortest(self, start: int, goal: int, closed: Stage | None = None, per_road: int = 0) -> Route | None:
        """Dijkstra's search, avoiding a closed road; `per_road` is added to each road's length."""
        queue: list[tuple[int, Route]] = [(0, (start,))]
        done: set[int] = set()
        while queue:
            so_far, route = heapq.heappop(queue)
            here = route[-1]
            if here == goal:
                return route
            if here in done:
                continue
            done.add(here)
            for there in self.beside[here]:
                if there not in done and (here, there) != closed:
                    heapq.heappush(queue, (so_far + per_road + self.kilometres[here, there], (*route, there)))
        return None

    def rival(self, best: Route) -> Route | None:
        """The shortest of all routes but that one: it must leave out one of its roads."""
        stages = pairwise(best)
        others = [self.shortest(best[0], best[-1], closed=stage) for stage in stages]
        return min((other for other in others if other), key=self.length, default=None)

    def greedy(self, start: int, goal: int) -> Route | None:
        """Always on to the new place nearest to the goal; None when that ends nowhere."""
        places = self.plan.places
        route = [start]
        while route[-1] != goal:
            onward = [place for place in self.beside[route[-1]] if place not in route]
            if not onward:
                return None
            route.append(min(onward, key=lambda place: math.dist(places[place], places[goal])))
        return tuple(route)

    def trip(self, start: int, goal: int) -> Trip | None:
        """None unless one route is clearly the shortest."""
        best = self.shortest(start, goal)
        second = self.rival(best) if best else None
        if best is None or second is None:
            return None
        length = self.length(best)
        if self.length(second) < length + max(CLEARLY[0], CLEARLY[1] * length):
            return None
        both_ways = replace(self, beside=self.plan.beside(), oneway=frozenset()).shortest(start, goal)
        if both_ways is None or (both_ways != best and self.length(both_ways) > length - 2):
            return None
        mistaken = (second, self.shortest(start, goal, per_road=MANY), self.greedy(start, goal), both_ways)
        wrong = tuple(dict.fromkeys(route for route in mistaken if route and route != best))
        return Trip(self, best, wrong, both_ways != best)


@dataclass(frozen=True, slots=True)
class Trip:
    """A start and a goal, the one clearly shortest route, and the routes that people take by mistake."""

    town: Town
    best: Route
    mistaken: tuple[Route, ...]
    """Second shortest, fewest roads, greedy, without regard to arrows: those that differ from the best."""
    barred: bool = False
    """Whether arrows are in the way of a shorter route."""

    @property
    def length(self) -> int:
        return self.town.length(self.best)

    @property
    def stages(self) -> list[int]:
        """Kilometres of each road of the best route."""
        return [self.town.kilometres[stage] for stage in pairwise(self.best)]

    @property
    def rivals(self) -> list[int]:
        """Lengths of the mistaken routes; the first is the second shortest route's."""
        return [self.town.length(route) for route in self.mistaken]

    @property
    def tempting(self) -> list[int]:
        """Places of the mistaken routes."""
        return list(dict.fromkeys(place for route in self.mistaken for place in route))

    def off_line(self, place: int, origin: int | None = None) -> float:
        """Pixels from a place to the straight line from the origin (else the start) to the goal."""
        places = self.town.plan.places
        begin = self.best[0] if origin is None else origin
        return distance_to_line(places[place], places[begin], places[self.best[-1]])

    @property
    def misleads(self) -> bool:
        """Whether going by fewest roads or always nearer misses the shortest route."""
        return len(self.mistaken) > 1


def wander(rng: random.Random, plan: TownPlan, roads: int) -> Route | None:
    """A random route of that many roads without a road that would cut it short; None if the walk gets stuck."""
    beside = plan.beside()
    route = [rng.randrange(len(plan.places))]
    while len(route) <= roads:
        onward = [place for place in beside[route[-1]] if place not in route and not {*beside[place]} & {*route[:-1]}]
        if not onward:
            return None
        route.append(rng.choice(onward))
    return tuple(route)


def one_way(rng: random.Random, plan: TownPlan, favoured: Route, percent: int) -> frozenset[Stage]:
    """The direction of each one-way road; those of the favoured route lead along it."""
    along = {*pairwise(favoured)}
    found = []
    for road in plan.roads:
        stage = (road.low, road.high) if rng.random() < 0.5 else (road.high, road.low)
        if rng.random() < percent / 100:
            found.append(stage[::-1] if stage[::-1] in along else stage)
    return frozenset((one, other) for one, other in found)


def lay(rng: random.Random, plan: TownPlan, favoured: Route, oneway: frozenset[Stage] = frozenset()) -> Town:
    """Lengths that follow the drawing only loosely, so that they have to be read; the favoured route's are smaller.

    Favouring makes routes of many roads the shortest often enough to ask for them.
    """
    shares = {stage: rng.uniform(0.5, 1.1) for stage in _stages(favoured)}
    lengths = {
        (r.low, r.high): plan.drawn(r) / 10 * shares.get((r.low, r.high), rng.uniform(0.6, 1.6)) for r in plan.roads
    }
    return _town(plan, {stage: max(2, round(length)) for stage, length in lengths.items()}, oneway)


@dataclass(frozen=True, slots=True)
class Sums:
    """Kilometres of the shortest route, by how much the second shortest is longer, and of one road on the shortest."""

    shortest: int
    gap: int
    road: int


def lay_exactly(
    rng: random.Random, plan: TownPlan, favoured: Route, sums: Sums, oneway: frozenset[Stage] = frozenset()
) -> Town | None:
    """Lengths that make the favoured route the shortest and the sums true; None if some nudging does not get there."""
    stages = _stages(favoured)
    cuts = sorted(rng.sample(range(2, sums.shortest - sums.road - 1), len(stages) - 2))
    parts = [high - low for low, high in pairwise((0, *cuts, sums.shortest - sums.road))]
    own = dict(zip(rng.sample(stages, len(stages)), (sums.road, *parts), strict=True))
    scale = sums.shortest / sum(plan.drawn(r) for r in plan.roads if (r.low, r.high) in own)
    others = {(r.low, r.high): max(3, round(plan.drawn(r) * scale * rng.uniform(0.6, 1.6))) for r in plan.roads}
    town = _town(plan, others | own, oneway)
    for _ in range(NUDGES):
        rival = town.rival(favoured)
        excess = town.length(rival) - sums.shortest - sums.gap if rival else 0
        if rival is None or not excess:
            return town if rival else None
        loose = [stage for stage in _stages(rival) if stage not in own and others[stage] - excess >= 3]
        if not loose:
            return None
        others[rng.choice(loose)] -= excess
        town = _town(plan, others | own, oneway)
    return None


def _stages(route: Route) -> list[Stage]:
    """The roads of a route, lower place first."""
    return [(min(stage), max(stage)) for stage in pairwise(route)]


def _town(plan: TownPlan, lengths: dict[Stage, int], oneway: frozenset[Stage]) -> Town:
    both_ways = {(high, low): length for (low, high), length in lengths.items()}
    return Town(plan, lengths | both_ways, plan.beside(oneway), oneway)
