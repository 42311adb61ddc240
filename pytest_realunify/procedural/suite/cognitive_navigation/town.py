"""Subtask `map`: four questions about the shortest route between two places of a town map."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from pytest_realunify.procedural.suite.base import Knob, Puzzle, Subtask
from pytest_realunify.procedural.suite.cognitive_navigation.choices import (
    LABELS,
    Wrong,
    rest_of_window,
    shuffled,
    sums_crossed,
)
from pytest_realunify.procedural.suite.cognitive_navigation.town_plan import TownPlan, plan_town
from pytest_realunify.procedural.suite.cognitive_navigation.town_routes import (
    Route,
    Sums,
    Town,
    Trip,
    lay,
    lay_exactly,
    wander,
)
from pytest_realunify.procedural.suite.cognitive_navigation.town_scene import TownScene, dress

if TYPE_CHECKING:
    from PIL.Image import Image

OPENINGS: Final = (
    "The number on each road of this map is its length in kilometres; the drawing is not to scale.",
    "On this map every road carries its length in kilometres, and the drawing is not to scale.",
    "Each road of the map is labelled with its length in kilometres (the map is not to scale).",
)

LENGTH: Final = (
    "How long is the shortest route by road from {a} to {b}?",
    "What is the total length of the shortest route from {a} to {b}?",
)

VIA: Final = (
    "Which of these places does the shortest route from {a} to {b} pass through?",
    "Which of the following places lies on the shortest route by road from {a} to {b}?",
)

NEXT: Final = (
    "Someone takes the shortest route from {a} to {b}. Which place comes right after {x}?",
    "On the shortest route by road from {a} to {b}, which place is reached directly after {x}?",
)

STAGES: Final = (
    (
        "How many roads make up the shortest route from {a} to {b}, if every stretch between two neighbouring places "
        "counts as one road?"
    ),
    (
        "Counting each stretch between two neighbouring places as one road, how many roads does the shortest route "
        "from {a} to {b} use?"
    ),
)

EDITS: Final = (
    (
        "Mark the shortest route by road from {a} to {b} on this map with a thick magenta line along its roads. The "
        "numbers are the lengths of the roads in kilometres. Change nothing else in the picture."
    ),
    (
        "The numbers on the map are road lengths in kilometres. Trace the shortest route from {a} to {b} in magenta, "
        "with a thick line that follows the roads, and keep everything else, above all letters and numbers, as it is."
    ),
    (
        "Highlight the roads of the shortest route from {a} to {b} with a thick magenta line, adding up the kilometres "
        "written on the roads to find it. Leave the rest of the map unchanged."
    ),
)

RELAID: Final = 30
"""Routes to favour tried on one layout before a new layout is made."""

HONEST: Final = 0.3
"""Share kept of the trips on which a glance finds the shortest route."""

LURED: Final = 0.5
"""Share of questions for a place in which a wrong one lies nearer to the straight line."""

Asked = tuple[str, str, Wrong]
"""Question template, right option, wrong options."""

Ask = Callable[[Trip], Asked | None]
"""Makes a question of a trip, or None if the trip does not suit. What must not depend on the trip is decided before."""

Lay = Callable[[TownPlan, Route], Town | None]
"""Gives lengths to the roads of a layout, smaller ones to those of the route."""

Kind = tuple[Ask, tuple[int, ...], Lay]
"""With the numbers of roads and the lengths that suit."""


def build(rng: random.Random, difficulty: Mapping[str, int]) -> Puzzle:
    """One town, one trip, one kind of question."""
    letters = "".join(rng.sample(LABELS, difficulty["places"]))
    kinds = (_length, _via, _next, _stages) if len(letters) >= 8 else (_length, _via, _next)
    ask, roads, relay = rng.choice(kinds)(rng, letters)
    for trip in _trips(rng, len(letters), roads, relay):
        asked = ask(trip)
        if asked is not None:
            break
    else:
        raise AssertionError("unreachable: the supply of trips is endless")
    template, right, wrong = asked
    ends = {"a": letters[trip.best[0]], "b": letters[trip.best[-1]]}
    scene = dress(rng, trip, letters)
    return Puzzle(
        question=f"{rng.choice(OPENINGS)} {template.format(**ends)}",
        right=right,
        wrong=wrong,
        edit_prompt=rng.choice(EDITS).format(**ends),
        render=_picture(scene, marked=False),
        render_intermediate=_picture(scene, marked=True),
    )


def _picture(scene: TownScene, *, marked: bool) -> Callable[[], Image]:
    return partial(_draw, scene, marked)


def _draw(scene: TownScene, marked: bool) -> Image:
    from pytest_realunify.procedural.suite.cognitive_navigation.town_picture import draw_town

    return draw_town(scene, marked=marked)


def _trips(rng: random.Random, count: int, roads: tuple[int, ...], relay: Lay) -> Iterator[Trip]:
    """Endless trips of about that many roads over ever new towns, mostly such as mislead whoever does not add up."""
    while True:
        plan = plan_town(rng, count)
        for _ in range(RELAID):
            favoured = wander(rng, plan, rng.choice(roads))
            town = relay(plan, favoured) if favoured else None
            trip = town.trip(favoured[0], favoured[-1]) if favoured and town else None
            if trip is not None and (trip.misleads or rng.random() < HONEST):
                yield trip


def _length(rng: random.Random, letters: str) -> Kind:
    """The four sums come first: the right one, the second shortest route's, and both with a road left out or added."""
    del letters
    gap, road = rng.randint(4, 8), rng.randint(9, 18)
    right, others = sums_crossed(rng, rng.randint(26, 54), gap, road)
    first, second, third = (f"{length} km" for length in others)

    def ask(trip: Trip) -> Asked | None:
        if trip.length != right or trip.rivals[0] != right + gap:
            return None
        return rng.choice(LENGTH), f"{right} km", (first, second, third)

    return ask, (3, 4), lambda plan, route: lay_exactly(rng, plan, route, Sums(right, gap, road))


def _via(rng: random.Random, letters: str) -> Kind:
    lured = rng.random() < LURED

    def ask(trip: Trip) -> Asked | None:
        inner = trip.best[1:-1]
        others = [place for place in range(len(letters)) if place not in trip.best]
        # From a dead end every route goes the same way: no length would have to be read.
        forced = any(len(trip.town.beside[end]) < 2 for end in (trip.best[0], trip.best[-1]))
        if not inner or len(others) < 3 or forced:
            return None
        right, decoy = rng.choice(inner), min(others, key=trip.off_line)
        if lured and trip.off_line(decoy) > trip.off_line(right):
            return None
        wrong = _some(rng, [decoy], [place for place in trip.tempting if place in others], others)
        return rng.choice(VIA), letters[right], shuffled(rng, *(letters[place] for place in wrong))

    return ask, _few(letters), partial(lay, rng)


def _next(rng: random.Random, letters: str) -> Kind:
    lured = rng.random() < LURED

    def ask(trip: Trip) -> Asked | None:
        if len(trip.best) < 3:
            return None
        at = rng.randrange(len(trip.best) - 2)
        here, right = trip.best[at : at + 2]
        known = {trip.best[0], trip.best[-1], here, right}
        others = [place for place in range(len(letters)) if place not in known]
        beside = [place for place in trip.town.beside[here] if place in others]
        if len(others) < 3 or not beside:  # with a single way on, no length would have to be read
            return None
        decoy = min(beside, key=lambda place: trip.off_line(place, here))
        if lured and trip.off_line(decoy, here) > trip.off_line(right, here):
            return None
        wrong = _some(rng, [decoy], beside, others)
        template = rng.choice(NEXT).replace("{x}", letters[here])
        return template, letters[right], shuffled(rng, *(letters[place] for place in wrong))

    return ask, _few(letters), partial(lay, rng)


def _stages(rng: random.Random, letters: str) -> Kind:
    """Always the same four numbers, each as often right: on small maps hardly a route has five roads."""
    least = 2 if len(letters) >= 9 else 1
    right = rng.randrange(least, least + 4)
    template, wrong = rng.choice(STAGES), rest_of_window(rng, right, least)

    def ask(trip: Trip) -> Asked | None:
        return (template, str(right), wrong) if len(trip.stages) == right else None

    return ask, (right,), partial(lay, rng)


def _few(letters: str) -> tuple[int, ...]:
    """Roads of routes that leave enough places aside for wrong options."""
    return (2, 3) if len(letters) < 8 else (2, 3, 4)


def _some(rng: random.Random, *groups: Sequence[int]) -> tuple[int, int, int]:
    """Three different places, from the first groups as far as they go."""
    mixed = [place for group in groups for place in rng.sample(group, len(group))]
    one, two, three = list(dict.fromkeys(mixed))[:3]
    return one, two, three


SUBTASK: Final = Subtask(
    category="cognitive_navigation",
    name="map",
    version=2,
    knobs={"places": Knob(9, 6, 14, "places on the map")},
    build=build,
)
