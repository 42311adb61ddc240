"""Laying coloured lines over a town's roads: each line runs from end to end without passing a place twice."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from pytest_realunify.procedural.suite.cognitive_navigation.town_plan import Road, TownPlan

COLOURS: Final = ("red", "blue", "green", "orange", "purple", "brown", "cyan", "yellow")
"""Of lines, by palette name; none comes near the marker or the ink of places."""

SHARPEST: Final = math.radians(100)
"""The most that a line turns at a place."""

Lines = dict[tuple[int, int], str]
"""Colour by road (low, high)."""


def lay_lines(rng: random.Random, plan: TownPlan) -> tuple[TownPlan, Lines] | None:
    """The plan without the roads that no line of two or more takes, and the lines; None if that does not do."""
    free = [(road.low, road.high) for road in plan.roads]
    rng.shuffle(free)
    found: list[list[int]] = []
    while free:
        line = _grown(rng, plan, free)
        free = [pair for pair in free if pair not in _pairs(line)]
        found.append(line)
    found.sort(key=len, reverse=True)
    kept = [line for line in found if len(line) > 2][: len(COLOURS)]
    colours = rng.sample(COLOURS, len(kept))
    lines = {pair: colour for line, colour in zip(kept, colours, strict=True) for pair in _pairs(line)}
    roads = tuple(road for road in plan.roads if (road.low, road.high) in lines)
    count = len(plan.places)
    if len(kept) < 3 or 4 * len(roads) < 5 * count or not _connected(count, roads):
        return None
    return replace(plan, roads=roads), lines


def _pairs(line: Sequence[int]) -> list[tuple[int, int]]:
    return [(min(pair), max(pair)) for pair in pairwise(line)]


def _grown(rng: random.Random, plan: TownPlan, free: Sequence[tuple[int, int]]) -> list[int]:
    """From the first free road on at both ends, as straight as it goes."""
    line = list(free[0])
    longest = rng.randint(4, max(5, len(plan.places) // 2))
    for _ in range(2):
        while len(line) < longest:
            onward = [place for place in range(len(plan.places)) if _goes_on(plan, line, place, free)]
            if not onward:
                break
            line.append(min(onward, key=lambda place: _turn(plan, line[-2], line[-1], place)))
        line.reverse()
    return line


def _goes_on(plan: TownPlan, line: Sequence[int], place: int, free: Sequence[tuple[int, int]]) -> bool:
    pair = (min(line[-1], place), max(line[-1], place))
    return place not in line and pair in free and _turn(plan, line[-2], line[-1], place) <= SHARPEST


def _turn(plan: TownPlan, before: int, here: int, after: int) -> float:
    (x, y), (here_x, here_y), (to_x, to_y) = (plan.places[place] for place in (before, here, after))
    change = math.atan2(to_y - here_y, to_x - here_x) - math.atan2(here_y - y, here_x - x)
    return abs((change + math.pi) % math.tau - math.pi)


def _connected(count: int, roads: Sequence[Road]) -> bool:
    group = list(range(count))
    for road in roads:
        group = [group[road.low] if each == group[road.high] else each for each in group]
    return len(set(group)) == 1
