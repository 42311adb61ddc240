"""Indicators, flames and states of matter; atoms and electrons have a module of their own."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from itertools import product
from typing import Any, Final

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.suite.asking import pose
from pytest_realunify.procedural.suite.base import Chance, Knob, Sketch, Subtask
from pytest_realunify.procedural.suite.looks import LOOKS, a, different
from pytest_realunify.procedural.suite.objects import OBJECTS
from pytest_realunify.procedural.suite.scientific_reasoning.atoms import burnt, shelled, taken_apart
from pytest_realunify.procedural.suite.scientific_reasoning.weights import reacted
from pytest_realunify.procedural.world.scene import LEVELS, SHAPES, Glass, Scene, Shape, row
from pytest_realunify.procedural.world.words import listed

TABLE: Final = "scientific_reasoning/chemistry"


def _build(rng: Chance, difficulty: Mapping[str, int]) -> Sketch:
    steps, objects = difficulty["steps"], difficulty["objects"]
    families: tuple[Callable[[], Sketch], ...] = (
        *(partial(family, rng, steps) for family in (_indicated, _flaming, _heated, reacted)),
        *(partial(family, rng, steps, objects) for family in (taken_apart, shelled, burnt)),
    )
    return families[rng.deal(range(len(families)))]()


def _indicated(rng: Chance, steps: int) -> Sketch:
    """Solutions in a row, each with a few drops of one indicator."""
    indicators: list[dict[str, Any]] = facts(TABLE)["indicator"]
    kinds = {name: entry["kind"] for entry in facts(TABLE)["solution"] for name in entry["names"]}
    indicator, first, level = rng.deal(list(product(indicators, kinds, (1, 2, 3, 4))))
    others = [name for name in kinds if kinds[name] != kinds[first]]
    names = [first, rng.choice(others)]
    names += rng.sample([name for name in kinds if name not in names], min(steps, 4) - 1)
    rng.shuffle(names)
    colours = [_colour(indicator, kinds[name]) for name in names]
    prompt = rng.choice(_DROPS).format(told=listed(names), indicator=indicator["name"], level=LEVELS[level])
    swap = {"acid": "alkali", "alkali": "acid", "neutral": "neutral"}
    another = rng.choice([each for each in indicators if each != indicator])
    wrong = [
        [_colour(indicator, swap[kinds[name]]) for name in names],
        [_colour(another, kinds[name]) for name in names],
        [colours[-1]] * len(names),
        colours[::-1],
    ]
    return pose(rng, prompt, _glasses(level, colours), [_glasses(level, each) for each in wrong])


_DROPS: Final = (
    """Glasses in a row, each {level}, hold from left to right {told}. A few drops of {indicator} go into every one. \
Draw the glasses with the colours that the liquids take on; should one stay colourless, make it grey.""",
    """A chemist tests {told}, in this order from left to right, with {indicator}, every sample in a glass that is \
{level}. Show the row of glasses after the drops have been stirred in, with grey for a liquid without colour.""",
)


def _colour(indicator: dict[str, Any], kind: str) -> str:
    colour: str = indicator[kind]
    return "grey" if colour == "colourless" else colour


def _glasses(level: int, colours: list[str]) -> Scene:
    return row(*(Glass(level, colour) for colour in colours))


def _flaming(rng: Chance, steps: int) -> Sketch:
    """Flame tests side by side."""
    colours = {name: entry["colour"] for entry in facts(TABLE)["flame"] for name in entry["names"]}
    one, two, kind = rng.deal(
        [each for each in product(colours, colours, SHAPES) if colours[each[0]] != colours[each[1]]]
    )
    names = [one, two, *rng.sample([name for name in colours if name not in (one, two)], steps - 1)]
    rng.shuffle(names)
    right = [colours[name] for name in names]
    prompt = rng.choice(_FLAMES).format(told=listed(names), kind=kind)
    places = rng.sample(range(len(right)), 2)
    mixed = list(right)
    mixed[places[0]] = rng.choice([ink for ink in ("blue", "orange", "green", "yellow") if ink != right[places[0]]])
    wrong = [right[::-1], mixed, ["orange"] * len(right)]
    scenes = [row(*(Shape(kind, colour) for colour in colours)) for colours in (right, *wrong)]
    return pose(rng, prompt, scenes[0], scenes[1:])


_FLAMES: Final = (
    """A pinch of each of these is held into a colourless gas flame: {told}. Draw the flames in this order from left \
to right, each as a {kind} in the colour that it takes on; crimson counts as red, lilac as purple and apple-green as \
green.""",
    """Flame tests are made side by side, from left to right with {told}. Show every flame as a {kind} of its \
typical colour, where any shade of red is just red, any shade of green just green, and lilac is purple.""",
)


def _heated(rng: Chance, steps: int) -> Sketch:
    """Solid, liquid or gas at a temperature."""
    table = facts(TABLE)["substance"][0]
    every: dict[str, list[int]] = table["points"]
    first, look, degrees = rng.deal(
        list(product(every, LOOKS[::5], (-230, -150, -70, -20, 25, 150, 300, 500, 900, 1300)))
    )
    points = {name: at for name, at in every.items() if degrees < table["whole_below"].get(name, math.inf)}
    chosen = [first] if first in points and _sure(points[first], degrees) else []
    others = [name for name in points if name != first and _sure(points[name], degrees)]
    chosen += rng.sample(others, steps + 2 - len(chosen))
    states = [_state(points[name], degrees) for name in chosen]
    missing = [name for name in others if _state(points[name], degrees) != states[0] and name not in chosen]
    if len(set(states)) == 1 and missing:
        chosen[-1] = rng.choice(missing)
    rng.shuffle(chosen)
    if [_state(points[name], degrees) for name in chosen] == [0, 1, 2]:
        chosen.reverse()  # else it would do to draw the shapes as they are named
    states = [_state(points[name], degrees) for name in chosen]
    looks = different(rng, 3, look)
    prompt = rng.choice(_STATES).format(
        degrees=degrees, told=listed(chosen), solid=a(looks[0]), liquid=a(looks[1]), gas=a(looks[2])
    )
    warm = [_state(points[name], 25) for name in chosen]
    wrong = [warm, [(state + 1) % 3 for state in states], states[::-1]]
    scenes = [row(*(looks[state] for state in each)) for each in (states, *wrong)]
    return pose(rng, prompt, scenes[0], scenes[1:])


_STATES: Final = (
    """At {degrees} °C and normal air pressure, what are {told}? Draw them in this order from left to right: {solid} \
for a solid, {liquid} for a liquid, {gas} for a gas.""",
    """Let {solid} stand for a solid, {liquid} for a liquid and {gas} for a gas. Show in one row, from left to \
right, the states of {told} at {degrees} °C under normal pressure.""",
)


def _sure(points: list[int], degrees: int) -> bool:
    return all(abs(degrees - point) >= 15 for point in points)


def _state(points: list[int], degrees: int) -> int:
    """0 solid, 1 liquid, 2 gas."""
    return sum(degrees > point for point in points)


SUBTASK: Final = Subtask(
    "scientific_reasoning",
    "chemistry",
    2,
    {"steps": Knob(1, 1, 4, "samples, molecules or substances", hard=2), "objects": OBJECTS},
    _build,
    place=2,
)
