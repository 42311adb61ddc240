"""Subtask `map`: questions about the best route between two places: by road, some of them one-way, or by railway."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

from pytest_realunify.procedural.suite.base import Knob, Puzzle, Subtask
from pytest_realunify.procedural.suite.cognitive_navigation.choices import names
from pytest_realunify.procedural.suite.cognitive_navigation.town_plan import plan_town
from pytest_realunify.procedural.suite.cognitive_navigation.town_questions import SHORTEST, Kind, kinds
from pytest_realunify.procedural.suite.cognitive_navigation.town_routes import Trip, one_way, wander
from pytest_realunify.procedural.suite.cognitive_navigation.town_scene import TownScene, dress
from pytest_realunify.procedural.suite.cognitive_navigation.town_words import ARROWS, RAILWAY, ROADS
from pytest_realunify.procedural.suite.cognitive_navigation.transit import Lines, lay_lines

if TYPE_CHECKING:
    from PIL.Image import Image

RAILWAYS: Final = 0.3
"""Share of maps that show a railway."""

RELAID: Final = 30
"""Routes to favour tried on one layout before a new layout is made."""

HONEST: Final = 0.3
"""Share kept of the trips on which a glance finds the shortest route."""

BARRED: Final = 0.6
"""Share of trips over one-way roads in which these are in the way of a shorter route; of others they may be."""


def build(rng: random.Random, difficulty: Mapping[str, int]) -> Puzzle:
    """One map, one trip, one kind of question."""
    letters = names(rng, difficulty["places"])
    words = RAILWAY if rng.random() < RAILWAYS else ROADS
    percent = 0 if words is RAILWAY else difficulty["oneway"]
    kind = rng.choice(kinds(words, len(letters)))(rng, words, letters)
    barred = percent > 0 and rng.random() < BARRED
    for trip, lines in _trips(rng, len(letters), kind, percent, railway=words is RAILWAY):
        asked = kind.ask(trip, lines) if trip.barred or not barred else None
        if asked is not None:
            break
    else:
        raise AssertionError("unreachable: the supply of trips is endless")
    template, right, wrong = asked
    arrows = rng.choice(ARROWS) if trip.town.oneway else ""
    ends = {"a": letters[trip.best[0]], "b": letters[trip.best[-1]], "arrows": arrows}
    scene = dress(rng, trip, letters, lines)
    return Puzzle(
        question=f"{rng.choice(words.openings)}{arrows} {template.format(**ends)}",
        right=right,
        wrong=wrong,
        edit_prompt=rng.choice(words.edits).format(**ends),
        render=_picture(scene, marked=False),
        render_intermediate=_picture(scene, marked=True),
    )


def _picture(scene: TownScene, *, marked: bool) -> Callable[[], Image]:
    return partial(_draw, scene, marked)


def _draw(scene: TownScene, marked: bool) -> Image:
    from pytest_realunify.procedural.suite.cognitive_navigation.town_picture import draw_town

    return draw_town(scene, marked=marked)


def _trips(rng: random.Random, count: int, kind: Kind, percent: int, *, railway: bool) -> Iterator[tuple[Trip, Lines]]:
    """Endless trips of about that many roads over ever new maps, mostly such as mislead whoever does not add up."""
    while True:
        plan, lines = plan_town(rng, count), Lines()
        if railway:
            laid = lay_lines(rng, plan)
            if laid is None:
                continue
            plan, lines = laid
        for _ in range(RELAID):
            favoured = wander(rng, plan, rng.choice(kind.roads))
            if favoured is None:
                continue
            town = kind.lay(plan, favoured, one_way(rng, plan, favoured, percent))
            trip = town.trip(favoured[0], favoured[-1]) if town else None
            if trip is not None and len(trip.stages) >= SHORTEST and (trip.misleads or rng.random() < HONEST):
                yield trip, lines


SUBTASK: Final = Subtask(
    category="cognitive_navigation",
    name="map",
    version=3,
    knobs={
        "places": Knob(11, 7, 24, "places on the map", easy=8, hard=14),
        "oneway": Knob(20, 0, 50, "per cent of a town's roads that are one-way", easy=0, hard=35),
    },
    build=build,
)
