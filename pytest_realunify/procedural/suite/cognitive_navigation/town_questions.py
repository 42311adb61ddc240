"""What is asked about the best route on a map. What must not depend on the trip is decided before one is found."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from pytest_realunify.procedural.suite.cognitive_navigation.choices import (
    Wrong,
    lists_crossed,
    rest_of_window,
    shuffled,
    sums_crossed,
)
from pytest_realunify.procedural.suite.cognitive_navigation.town_plan import TownPlan
from pytest_realunify.procedural.suite.cognitive_navigation.town_routes import (
    Route,
    Stage,
    Sums,
    Town,
    Trip,
    lay,
    lay_exactly,
)
from pytest_realunify.procedural.suite.cognitive_navigation.town_words import Words
from pytest_realunify.procedural.suite.cognitive_navigation.transit import Lines

LURED: Final = 0.5
"""Share of questions for a place in which a wrong one lies nearer to the straight line."""

PLAUSIBLE: Final = 3
"""Ways on, the right one among them, at the place after which the next one is asked for: as many options at least are
its neighbours, and none is where the route came from."""

SHORTEST: Final = 3
"""Roads of a route at least."""

Asked = tuple[str, str, Wrong]
"""Question template, right option, wrong options."""

Ask = Callable[[Trip, Lines], Asked | None]
"""Makes a question of a trip, or None if the trip does not suit."""

Lay = Callable[[TownPlan, Route, frozenset[Stage]], Town | None]
"""Gives lengths to the roads of a layout, smaller ones to those of the route."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A question before its trip: with the numbers of roads and the lengths that suit."""

    ask: Ask
    roads: tuple[int, ...]
    lay: Lay


def kinds(words: Words, places: int) -> Sequence[Callable[[random.Random, Words, Sequence[str]], Kind]]:
    """Those that a map of so many places has room for."""
    found = [length, via, next_]
    if places >= 11:
        found.append(stages)
    return [*found, lines, change] if words.lines else found


def length(rng: random.Random, words: Words, names: Sequence[str]) -> Kind:
    """The four sums come first: the right one, the second best route's, and both with a road left out or added."""
    del names
    gap, road = rng.randint(4, 8), rng.randint(9, 18)
    right, others = sums_crossed(rng, rng.randint(26, 54), gap, road)
    first, second, third = (f"{sum_} {words.unit}" for sum_ in others)

    def ask(trip: Trip, _lines: Lines) -> Asked | None:
        if trip.length != right or trip.rivals[0] != right + gap:
            return None
        return rng.choice(words.length), f"{right} {words.unit}", (first, second, third)

    def exactly(plan: TownPlan, route: Route, oneway: frozenset[Stage]) -> Town | None:
        return lay_exactly(rng, plan, route, Sums(right, gap, road), oneway)

    return Kind(ask, (3, 4), exactly)


def via(rng: random.Random, words: Words, names: Sequence[str]) -> Kind:
    """A place that the route passes."""
    lured = rng.random() < LURED

    def ask(trip: Trip, _lines: Lines) -> Asked | None:
        inner = trip.best[1:-1]
        others = [place for place in range(len(names)) if place not in trip.best]
        # From a dead end every route goes the same way: no length would have to be read.
        beside = trip.town.plan.beside()
        forced = any(len(beside[end]) < 2 for end in (trip.best[0], trip.best[-1]))
        if not inner or len(others) < 3 or forced:
            return None
        right, decoy = rng.choice(inner), min(others, key=trip.off_line)
        if lured and trip.off_line(decoy) > trip.off_line(right):
            return None
        wrong = _some(rng, [decoy], [place for place in trip.tempting if place in others], others)
        return rng.choice(words.via), names[right], shuffled(rng, *(names[place] for place in wrong))

    return Kind(ask, _few(names), partial(lay, rng))


def next_(rng: random.Random, words: Words, names: Sequence[str]) -> Kind:
    """The place that follows another one, from which there are several ways on."""
    lured = rng.random() < LURED

    def ask(trip: Trip, _lines: Lines) -> Asked | None:
        at = rng.randrange(len(trip.best) - 2)
        here, right = trip.best[at : at + 2]
        known = {trip.best[0], trip.best[-1], here, right, trip.best[max(0, at - 1)]}
        others = [place for place in range(len(names)) if place not in known]
        beside = [place for place in trip.town.plan.beside()[here] if place in others]
        if len(others) < 3 or len(beside) < PLAUSIBLE - 1:
            return None
        decoy = min(beside, key=lambda place: trip.off_line(place, here))
        if lured and trip.off_line(decoy, here) > trip.off_line(right, here):
            return None
        wrong = _some(rng, [decoy], beside, others)
        template = rng.choice(words.next).replace("{x}", names[here])
        return template, names[right], shuffled(rng, *(names[place] for place in wrong))

    return Kind(ask, _few(names), partial(lay, rng))


def stages(rng: random.Random, words: Words, names: Sequence[str]) -> Kind:
    """Always the same four numbers, each as often right."""
    del names
    right = rng.randrange(SHORTEST, SHORTEST + 4)
    template, wrong = rng.choice(words.stages), rest_of_window(rng, right, SHORTEST)

    def ask(trip: Trip, _lines: Lines) -> Asked | None:
        return (template, str(right), wrong) if len(trip.stages) == right else None

    return Kind(ask, (right,), partial(lay, rng))


def lines(rng: random.Random, words: Words, names: Sequence[str]) -> Kind:
    """The lines that are ridden, in order, each once."""

    def ask(trip: Trip, coloured: Lines) -> Asked | None:
        ridden = _ridden(trip, coloured)
        strays = sorted({*coloured.values()} - {*ridden})
        if len(ridden) < 2 or len({*ridden}) < len(ridden) or not strays:
            return None
        right, wrong = lists_crossed(rng, ridden, rng.choice(strays))
        return rng.choice(words.lines), right, wrong

    return Kind(ask, _few(names), partial(lay, rng))


def change(rng: random.Random, words: Words, names: Sequence[str]) -> Kind:
    """Where one changes to a line."""

    def ask(trip: Trip, coloured: Lines) -> Asked | None:
        ridden = _ridden(trip, coloured)
        if len(ridden) < 2 or len({*ridden}) < len(ridden):
            return None
        taken = _colours(trip, coloured)
        line = rng.choice(ridden[1:])
        right = trip.best[taken.index(line)]
        on_line = {place for pair, colour in coloured.items() if colour == line for place in pair}
        ends = {trip.best[0], trip.best[-1], right}
        on_way = [place for place in trip.best if place not in ends]
        others = [place for place in range(len(names)) if place not in ends]
        if len(others) < 3:
            return None
        wrong = _some(rng, on_way[:1], [place for place in sorted(on_line) if place in others], others)
        template = rng.choice(words.change).replace("{line}", line)
        return template, names[right], shuffled(rng, *(names[place] for place in wrong))

    return Kind(ask, _few(names), partial(lay, rng))


def _colours(trip: Trip, coloured: Lines) -> list[str]:
    """Of each stage of the best route."""
    stages = zip(trip.best, trip.best[1:], strict=False)
    return [coloured[min(stage), max(stage)] for stage in stages]


def _ridden(trip: Trip, coloured: Lines) -> list[str]:
    """The lines in order; one that is ridden on is named once."""
    taken = _colours(trip, coloured)
    return [colour for at, colour in enumerate(taken) if not at or colour != taken[at - 1]]


def _few(names: Sequence[str]) -> tuple[int, ...]:
    """Roads of routes that leave enough places aside for wrong options."""
    return (3,) if len(names) < 9 else (3, 4) if len(names) < 14 else (3, 4, 5)


def _some(rng: random.Random, *groups: Sequence[int]) -> tuple[int, int, int]:
    """Three different places, from the first groups as far as they go."""
    mixed = [place for group in groups for place in rng.sample(group, len(group))]
    one, two, three = list(dict.fromkeys(mixed))[:3]
    return one, two, three
