"""Perfect mazes with real branching, and a start and goal whose route passes enough dead ends."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

Neighbours = dict[int, list[int]]

DEAD_END: Final = 3
"""Cells a side branch needs to count: shorter ones are seen through at a glance."""


@dataclass(frozen=True, slots=True)
class MazePlan:
    """Cells are row * size + column. `passages` holds the open borders as (lower, higher cell): a spanning tree."""

    size: int
    passages: frozenset[tuple[int, int]]
    route: tuple[int, ...]
    """From start to goal, both included."""

    @property
    def turns(self) -> int:
        """Changes of direction along the route."""
        steps = [after - before for before, after in pairwise(self.route)]
        return sum(one != two for one, two in pairwise(steps))

    def beeline(self, one: int, two: int) -> float:
        """Distance between two cells through the walls, in cells."""
        (row, column), (other_row, other_column) = divmod(one, self.size), divmod(two, self.size)
        return math.hypot(row - other_row, column - other_column)


def plan_maze(rng: random.Random, size: int, turns: int | None = None) -> MazePlan:
    """New mazes until one has a start and a goal far apart, enough dead ends between, and that many turns if given."""
    while True:
        tree = _grow(rng, size)
        route = _good_route(rng, tree, size, turns)
        if route:
            passages = frozenset((low, high) for low, reached in tree.items() for high in reached if low < high)
            return MazePlan(size, passages, tuple(route))


def junctions(plan: MazePlan) -> int:
    """How many cells of the route open on a side branch of at least DEAD_END cells."""
    tree: Neighbours = {cell: [] for cell in range(plan.size**2)}
    for low, high in plan.passages:
        tree[low].append(high)
        tree[high].append(low)
    return _junctions(tree, plan.route)


def _grow(rng: random.Random, size: int) -> Neighbours:
    """Growing tree: mostly from the newest cell (long winding ways), now and then from any (junctions)."""
    start = rng.randrange(size * size)
    tree: Neighbours = {start: []}
    active = [start]
    newest = rng.uniform(0.6, 0.85)
    while active:
        at = len(active) - 1 if rng.random() < newest else rng.randrange(len(active))
        cell = active[at]
        fresh = [each for each in _beside(cell, size) if each not in tree]
        if not fresh:
            active.pop(at)
            continue
        reached = rng.choice(fresh)
        tree[cell].append(reached)
        tree[reached] = [cell]
        active.append(reached)
    return tree


def _beside(cell: int, size: int) -> list[int]:
    row, column = divmod(cell, size)
    found = []
    if row:
        found.append(cell - size)
    if row < size - 1:
        found.append(cell + size)
    if column:
        found.append(cell - 1)
    if column < size - 1:
        found.append(cell + 1)
    return found


def _good_route(rng: random.Random, tree: Neighbours, size: int, turns: int | None) -> list[int] | None:
    """Start and goal are dead ends themselves, so that neither lies on the way to anything else."""
    leaves = sorted(cell for cell, reached in tree.items() if len(reached) == 1)
    for start in rng.sample(leaves, min(6, len(leaves))):
        parents, turned = _explored(tree, start)
        goals = [
            cell for cell in leaves if _distance(start, cell, size) >= 0.7 * size and turns in (None, turned[cell])
        ]
        for goal in rng.sample(goals, min(4, len(goals))):
            route = _walk_back(parents, goal)
            if 1.7 * size <= len(route) <= 5 * size and _junctions(tree, route) >= max(3, size // 3):
                return route
    return None


def _distance(one: int, two: int, size: int) -> int:
    (row, column), (other_row, other_column) = divmod(one, size), divmod(two, size)
    return abs(row - other_row) + abs(column - other_column)


def _explored(tree: Neighbours, start: int) -> tuple[dict[int, int], dict[int, int]]:
    """For every cell the one before it on the way from the start (the start's is itself), and the turns made so far."""
    parents, turned = {start: start}, {start: 0}
    queue = [start]
    for cell in queue:
        heading = cell - parents[cell]
        for reached in tree[cell]:
            if reached not in parents:
                parents[reached] = cell
                turned[reached] = turned[cell] + (heading not in (0, reached - cell))
                queue.append(reached)
    return parents, turned


def _walk_back(parents: dict[int, int], goal: int) -> list[int]:
    route = [goal]
    while parents[route[-1]] != route[-1]:
        route.append(parents[route[-1]])
    return route[::-1]


def _junctions(tree: Neighbours, route: list[int] | tuple[int, ...]) -> int:
    on_route = set(route)
    return sum(
        any(_reaches(tree, cell, side, DEAD_END) for side in tree[cell] if side not in on_route) for cell in route
    )


def _reaches(tree: Neighbours, origin: int, side: int, cells: int) -> bool:
    """Whether the branch that leaves `origin` through `side` has at least that many cells."""
    queue = [(origin, side)]
    for came_from, cell in queue:
        if len(queue) >= cells:
            return True
        queue.extend((cell, reached) for reached in tree[cell] if reached != came_from)
    return len(queue) >= cells
