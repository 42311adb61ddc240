"""Explicit conditions on what each thing is like: colours, directions, levels and sizes, given out by elimination."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations
from typing import Final

from pytest_realunify.procedural.suite.asking import pose
from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.suite.logical_reasoning.settling import Clue, sentences, settle
from pytest_realunify.procedural.suite.logical_reasoning.things import COLOURS, KINDS
from pytest_realunify.procedural.world.figures.chart import HIGHEST, BarChart
from pytest_realunify.procedural.world.scene import LEVELS, SIZES, Arrow, Glass, Scene, Shape, row
from pytest_realunify.procedural.world.words import listed, with_article

Values = tuple[str, ...]
"""What each thing gets, in the order of the things."""
Extra = Callable[[Values], Sequence[Clue[Values]]]
OPPOSITE: Final = {"up": "down", "down": "up", "left": "right", "right": "left"}
LIQUIDS: Final = ("red", "orange", "yellow", "green", "blue", "purple", "pink", "brown")


@dataclass(frozen=True, slots=True)
class Domain:
    """What is given out to whom, in words. `rising`: the values in order, with how two of them compare."""

    names: Sequence[str]
    values: Sequence[str]
    is_: str = "is"
    is_not: str = "is not"
    rising: Sequence[str] = ()
    more: str = ""
    less: str = ""


def _clues(rng: Chance, domain: Domain, truth: Values) -> Iterator[Clue[Values]]:
    for thing in range(len(truth)):
        yield from _alone(rng, domain, truth, thing)
    for one, other in permutations(range(len(truth)), 2):
        yield from _compared(rng, domain, truth, one, other)


def _alone(rng: Chance, domain: Domain, truth: Values, thing: int) -> Iterator[Clue[Values]]:
    """Of one form only: next to "either red or blue", half of "neither green nor blue" would be said twice."""
    others = [each for each in domain.values if each != truth[thing]]
    name = domain.names[thing]
    form = rng.choice(("not", "neither", "either") if len(others) > 2 else ("not", "either"))
    if form == "not":
        denied = rng.sample(others, len(others) - 1)  # all of them would say it outright
        yield from (_differs(f"{name} {domain.is_not} {other}", thing, (other,)) for other in denied)
    elif form == "neither":
        pair = rng.sample(others, 2)
        yield _differs(f"{name} {domain.is_} neither {pair[0]} nor {pair[1]}", thing, pair)
    else:
        two = rng.sample([truth[thing], rng.choice(others)], 2)
        yield Clue(f"{name} {domain.is_} either {two[0]} or {two[1]}", lambda got: got[thing] in two)


def _differs(text: str, thing: int, values: Sequence[str]) -> Clue[Values]:
    return Clue(text, lambda got: got[thing] not in values)


def _compared(rng: Chance, domain: Domain, truth: Values, one: int, other: int) -> Iterator[Clue[Values]]:
    rank = domain.rising.index
    if domain.rising and rank(truth[one]) > rank(truth[other]):
        text = rng.choice(
            (
                f"{domain.names[one]} {domain.more} {domain.names[other]}",
                f"{domain.names[other]} {domain.less} {domain.names[one]}",
            )
        )
        yield Clue(text, lambda got: rank(got[one]) > rank(got[other]))
    if OPPOSITE.get(truth[one]) == truth[other] and one < other:
        text = f"{domain.names[one]} and {domain.names[other]} point in opposite directions"
        yield Clue(text, lambda got: OPPOSITE[got[one]] == got[other])


def _solve(rng: Chance, domain: Domain, extra: Extra = lambda _: ()) -> tuple[Values, str]:
    every = list(permutations(domain.values, len(domain.names)))
    while True:
        truth = rng.choice(every)
        if truth == tuple(domain.values):
            continue
        chosen = settle(rng, truth, every, [*_clues(rng, domain, truth), *extra(truth)])
        if chosen is not None:
            return truth, sentences(rng, [clue.text for clue in chosen])


def _sketch(rng: Chance, prompt: str, draw: Callable[[Values], Scene], truth: Values, listing: Values) -> Sketch:
    """Wrong: given out in the order of mention, shifted by one, two exchanged."""
    swapped = list(truth)
    one, other = rng.sample(range(len(truth)), 2)
    swapped[one], swapped[other] = swapped[other], swapped[one]
    scene = draw(truth)
    wrong = [draw(each) for each in (listing, tuple(swapped), (*truth[1:], truth[0]))]
    return pose(rng, prompt, scene, wrong)


def _one_each(values: Sequence[str]) -> str:
    """`one is red, one is blue and one is green`."""
    return listed([f"one is {value}" for value in values])


def colours(rng: Chance, objects: int) -> Sketch:
    """Shapes stand in a stated order; their colours follow."""
    kinds = rng.sample(KINDS, objects)
    values = rng.sample(COLOURS, objects)
    domain = Domain([f"the {kind}" for kind in kinds], values)
    truth, conditions = _solve(rng, domain, lambda truth: list(_by_place(truth)))
    said = listed([with_article(kind) for kind in kinds])
    prompt = rng.choice(
        (
            (
                f"Side by side, from left to right, stand {said}. Of the shapes {_one_each(values)}. {conditions} "
                "Draw them."
            ),
            (
                f"In a row, from left to right, stand {said}. Their colours are {listed(values)}, each used once. "
                f"{conditions} Draw the row."
            ),
            (
                f"A child puts {said} in a row, in this order from left to right, and paints each in another colour: "
                f"{listed(values)} are used. {conditions} Draw the painted row."
            ),
        )
    )
    return _sketch(rng, prompt, lambda got: row(*map(Shape, kinds, got)), truth, tuple(values))


def _by_place(truth: Values) -> Iterator[Clue[Values]]:
    first = truth[0]
    yield Clue(f"the {first} shape stands at one of the two ends", lambda got: got.index(first) in (0, len(got) - 1))
    yield from (_follows(left, right) for left, right in pairwise(truth))


def _follows(left: str, right: str) -> Clue[Values]:
    text = f"the {left} shape stands directly to the left of the {right} shape"
    return Clue(text, lambda got: got.index(right) - got.index(left) == 1)


def directions(rng: Chance, objects: int) -> Sketch:
    """Arrows of different colours point in different directions."""
    count = max(3, min(objects, 4))
    hues = rng.sample(COLOURS, count)
    values = rng.sample(tuple(OPPOSITE), count)
    truth, conditions = _solve(rng, Domain([f"the {hue} arrow" for hue in hues], values, "points", "does not point"))
    prompt = rng.choice(
        (
            (
                f"A row has {listed([with_article(hue) for hue in hues])} arrow, in this order from left to right. "
                f"Of the arrows {_one_each(values).replace(' is ', ' points ')}. {conditions} Draw the row."
            ),
            (
                f"Arrows in the colours {listed(hues)} stand in a row, in this order from left to right. Each points "
                f"in "
                f"a direction of its own, namely {listed(values)} in some order. {conditions} Draw the row of arrows."
            ),
        )
    )
    return _sketch(rng, prompt, lambda got: row(*map(Arrow, hues, got)), truth, tuple(values))


def levels(rng: Chance, objects: int) -> Sketch:
    """Glasses of different liquids are filled differently high."""
    count = max(3, min(objects, 4))
    hues = rng.sample(LIQUIDS, count)
    values = rng.sample(LEVELS[1:], count)
    domain = Domain(
        [f"the glass of {hue} liquid" for hue in hues],
        values,
        rising=LEVELS,
        more="is fuller than",
        less="holds less than",
    )
    truth, conditions = _solve(rng, domain)
    glasses = f"glasses of {listed(hues)} liquid"
    prompt = rng.choice(
        (
            (
                f"In one row stand {glasses}, in this order from left to right. Of the glasses {_one_each(values)}. "
                f"{conditions} Draw the row."
            ),
            (
                f"On a shelf stand {glasses}, in this order from left to right; {_one_each(values)}. {conditions} "
                "Draw the glasses in one row."
            ),
        )
    )

    def draw(got: Values) -> Scene:
        return row(*(Glass(LEVELS.index(level), hue) for level, hue in zip(got, hues, strict=True)))

    return _sketch(rng, prompt, draw, truth, tuple(values))


def sizes(rng: Chance, objects: int) -> Sketch:
    """Three shapes of three sizes, in a stated order or in the order of their sizes."""
    del objects
    kinds, hues = rng.sample(KINDS, 3), rng.sample(COLOURS, 3)
    names = [f"the {kind}" for kind in kinds]
    values = rng.sample(tuple(SIZES), 3)
    domain = Domain(names, values, rising=tuple(SIZES), more="is larger than", less="is smaller than")
    truth, conditions = _solve(rng, domain)
    said = listed([with_article(f"{hue} {kind}") for hue, kind in zip(hues, kinds, strict=True)])
    sort = rng.choice((None, False, True))
    order = {
        None: "in this order from left to right",
        False: "from left to right beginning with the smallest and ending with the largest",
        True: "from left to right beginning with the largest and ending with the smallest",
    }[sort]
    prompt = rng.choice(
        (
            f"There are {said}. Of the shapes {_one_each(values)}. {conditions} Draw them in one row, {order}.",
            (
                f"A small, a medium and a large shape are wanted: {said}, which is which being open. {conditions} "
                f"Draw them side by side, {order}."
            ),
        )
    )

    def draw(got: Values) -> Scene:
        shapes = [Shape(kind, hue, size) for kind, hue, size in zip(kinds, hues, got, strict=True)]
        return row(*(shapes if sort is None else sorted(shapes, key=lambda each: SIZES[each.size], reverse=sort)))

    return _sketch(rng, prompt, draw, truth, tuple(values))


def heights(rng: Chance, objects: int) -> Sketch:
    """Bars of a chart are differently high."""
    count = max(3, min(objects, 4))
    hues = rng.sample(COLOURS, count)
    units = rng.sample(range(1, HIGHEST + 1), count)
    values = [_units(each) for each in units]
    domain = Domain(
        [f"the {hue} bar" for hue in hues],
        values,
        rising=[_units(each) for each in sorted(units)],
        more="is higher than",
        less="is lower than",
    )
    truth, conditions = _solve(rng, domain)
    bars = f"bars in {listed(hues)}, in this order from left to right"
    prompt = rng.choice(
        (
            (
                f"A bar chart on a scale from 0 to {HIGHEST} has {bars}. Of the bars {_one_each(values)}. {conditions} "
                "Draw the chart."
            ),
            (
                f"On a scale from 0 to {HIGHEST}, a bar chart shows {bars}; {_one_each(values)}, in some order. "
                f"{conditions} Draw the bar chart."
            ),
        )
    )

    def draw(got: Values) -> Scene:
        return row(BarChart(tuple(hues), tuple(units[values.index(each)] for each in got)))

    return _sketch(rng, prompt, draw, truth, tuple(values))


def _units(height: int) -> str:
    return "1 unit high" if height == 1 else f"{height} units high"
