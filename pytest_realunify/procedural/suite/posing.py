"""From a prompt, its scene and typical wrong scenes to a sketch: questions are what a looker would note of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import Final

from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.suite.sketching import given_away, one_each
from pytest_realunify.procedural.suite.telling import named, statements, weak
from pytest_realunify.procedural.world.layout import view
from pytest_realunify.procedural.world.queries import (
    AllPoint,
    Count,
    Every,
    Exists,
    Floats,
    HalfIs,
    HigherIn,
    LevelIs,
    LiquidIs,
    Query,
    SameLevel,
    Sectors,
    SectorsIn,
    Seen,
    Stripes,
    StripesRun,
    What,
    nth,
)
from pytest_realunify.procedural.world.reading import literally
from pytest_realunify.procedural.world.scene import SHAPES, Arrow, Flag, Glass, Halves, Item, Pie, Scene, Shape

BALANCES: Final = ((2, 2), (2, 2), (1, 2), (2, 1), (3, 2), (2, 3))
"""How many questions with gold yes and with gold no, where the scene allows."""


def pose(
    rng: Chance,
    prompt: str,
    scene: Scene,
    wrong: Sequence[Scene],
    given: tuple[str, ...] = (),
    loose: bool = False,
) -> Sketch:
    """At least one question with gold yes fails the literal painter, and every wrong scene is caught where words allow.

    `wrong`: the most typical first; those equal to the scene are dropped and three are kept. `loose`: the prompt leaves
    the arrangement open, so only numbers and kinds are asked. Raises ValueError where no wrong scene is left to tell.
    """
    seen = view(scene)
    wrong = list(dict.fromkeys(each for each in wrong if each != scene))[:3]
    views = [view(each) for each in wrong]
    telling = [query for query in noted(scene, loose) if query.holds(seen)]
    numbers = [query for query in telling if loose and isinstance(query, Count)]
    if not loose:  # where the number is all there is to ask, the whole proposal goes if the prompt states it
        telling = _secret(prompt, scene, telling, given)
    wanted_yes, wanted_no = rng.choice(BALANCES)
    yes = _failing(rng, numbers[:1], telling, [view(literally(prompt)), *views], wanted_yes)
    missed = [all(query.holds(looked) for query in yes) for looked in views]
    slips = [
        [query for query in noted(each, loose) if query.holds(looked) and _denied(query, seen)]
        for _, each, looked in sorted(zip(missed, wrong, views, strict=True), key=lambda slip: not slip[0])
    ]
    no = _one_of_each(rng, slips, wanted_no)
    no = no or [Exists(What(rng.choice([kind for kind in SHAPES if not Exists(What(kind)).holds(seen)])))]
    caught = [
        each
        for each, looked, passes in zip(wrong, views, missed, strict=True)
        if not passes or any(query.holds(looked) for query in no)
    ]
    if not caught or not yes:
        raise ValueError(f"no question tells the right picture from a wrong one: {prompt}")
    return Sketch(prompt, scene, tuple(yes), tuple(no), tuple(caught), given)


def _secret(prompt: str, scene: Scene, telling: list[Query], given: tuple[str, ...]) -> list[Query]:
    """Without those whose answer the prompt states."""
    if not given_away(Sketch(prompt, scene, tuple(telling), (), (), given)):
        return telling
    return [query for query in telling if not given_away(Sketch(prompt, scene, (query,), (), (), given))]


def _denied(query: Query, seen: Seen) -> bool:
    return not query.holds(seen) and one_each(query, seen)


def _failing(
    rng: Chance, first: Sequence[Query], telling: Sequence[Query], views: Sequence[Seen], wanted: int
) -> list[Query]:
    """The first, then statements that fail for one view after the other, then any."""
    chosen = list(first)
    for looked in views:
        pool = [query for query in telling if query not in chosen and not query.holds(looked)]
        if len(chosen) < wanted and pool and all(query.holds(looked) for query in chosen):
            chosen.append(_mostly_strong(rng, pool))
    while len(chosen) < wanted and (pool := [query for query in telling if query not in chosen]):
        chosen.append(_mostly_strong(rng, pool))
    return chosen


def _one_of_each(rng: Chance, slips: Sequence[Sequence[Query]], wanted: int) -> list[Query]:
    chosen: list[Query] = []
    for _ in range(wanted):
        for pool in slips:
            fresh = [query for query in pool if query not in chosen]
            if fresh and len(chosen) < wanted:
                chosen.append(_of_some_kind(rng, fresh))
    return chosen


def _mostly_strong(rng: Chance, pool: Sequence[Query]) -> Query:
    strong = [query for query in pool if not weak(query)]
    return _of_some_kind(rng, strong if strong and rng.random() < 0.7 else pool)


def _of_some_kind(rng: Chance, pool: Sequence[Query]) -> Query:
    """First a kind of question, then one of it: else the many pairs would crowd out the few others."""
    kind = rng.choice(list(dict.fromkeys(type(query) for query in pool)))
    return rng.choice([query for query in pool if type(query) is kind])


def noted(scene: Scene, loose: bool = False) -> list[Query]:
    """What a careful looker could say of the scene; at times it is false, as of glasses none of which is fuller."""
    items = tuple(scene)
    found = list(_numbers(items) if loose else statements(scene))
    if len(items) > 1 and isinstance(items[0], Arrow):
        found.append(AllPoint(items[0].direction))
    glasses = [item for item in items if isinstance(item, Glass)]
    if len(glasses) == len(items):
        found += _glasses(glasses)
    if len(items) == 1:
        found += _parts(items[0])
    return list(dict.fromkeys(found))


def _numbers(items: Sequence[Item]) -> Iterator[Query]:
    whats = dict.fromkeys(map(named, items))
    for what in whats:
        yield Count(what, sum(what.fits(item) for item in items))
        yield Count(What(what.noun), sum(What(what.noun).fits(item) for item in items))
        yield Exists(what)
    if len(whats) == 1:
        yield from (Every(What(), what) for what in whats)


def _glasses(glasses: Sequence[Glass]) -> Iterator[Query]:
    places = ["only"] if len(glasses) == 1 else ["leftmost", *(nth(each, "left") for each in range(1, len(glasses)))]
    if len(glasses) > 1:
        places[-1] = "rightmost"
        yield SameLevel()
    for place, glass in zip(places, glasses, strict=True):
        yield LevelIs(place, glass.level)
        if glass.liquid is not None:
            yield LiquidIs(place, glass.liquid)
        if glass.thing is not None:
            yield Floats(What(glass.thing.kind, glass.thing.colour), sinks=not glass.floats)
    for one, other in permutations(range(len(glasses)), 2):
        if glasses[one].level > glasses[other].level:
            yield HigherIn(places[one], places[other])


def _parts(item: Item) -> Iterator[Query]:
    """Of a single object: halves, sectors, stripes."""
    if isinstance(item, Halves):
        sides = ("left", "right") if item.cut == "vertical" else ("upper", "lower")
        yield from (HalfIs(side, colour) for side, colour in zip(sides, (item.first, item.second), strict=True))
    elif isinstance(item, Shape) and item.kind == "circle":
        yield from (HalfIs(side, item.colour) for side in ("left", "right"))
    elif isinstance(item, Flag):
        yield Stripes(len(item.colours))
        yield StripesRun(item.stripes)
    elif isinstance(item, Pie):
        yield Sectors(item.sectors)
        counts = {item.colour: item.filled, "white": item.sectors - item.filled}
        yield from (SectorsIn(number, colour) for colour, number in counts.items() if number)
