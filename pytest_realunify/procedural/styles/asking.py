"""Questions about a scene, true and false ones, and such as tell it from another."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any, Final

from pytest_realunify.procedural.world import queries as q
from pytest_realunify.procedural.world.figures.pair import Pair
from pytest_realunify.procedural.world.layout import view
from pytest_realunify.procedural.world.queries import Query, What, nth, true_of
from pytest_realunify.procedural.world.queries.parts import HALVES, STRIPE_PLACES
from pytest_realunify.procedural.world.queries.what import noun_of
from pytest_realunify.procedural.world.scene import (
    COLOURS,
    DIRECTIONS,
    SHAPES,
    TEXT_COLOURS,
    Arrow,
    Flag,
    Glass,
    Halves,
    Item,
    Pie,
    Scene,
    Shape,
    Sign,
    text_kind,
)

MOST: Final = 8


def questions(scene: Scene, rng: random.Random, slipped: Scene | None = None) -> list[Query]:
    """Up to eight, half of them true of the scene where that can be; two at least of those that tell it from `slipped`
    come first."""
    pool = list({query.text: query for query in _pool(scene, rng)}.values())
    rng.shuffle(pool)
    telling = [query for query in pool if slipped is not None and true_of(query, scene) != true_of(query, slipped)][:2]
    rest = [query for query in pool if query not in telling]
    yes = [query for query in rest if true_of(query, scene)]
    no = [query for query in rest if not true_of(query, scene)]
    found = telling + [query for pair in zip(yes, no, strict=False) for query in pair]
    return found[:MOST] if len(found) >= 4 else (found + yes + no)[:MOST]


def _figures(scene: Scene, rng: random.Random) -> Iterator[Query]:
    """Whether each is as it is, and as a slip would have it."""
    found = [item for item in scene if not isinstance(item, _OLDER)]
    for place, item in enumerate(found):
        where = nth(place, "left") if len(found) > 1 else "only"
        slips = [slip for slip in item.slips() if slip != item and slip.fits()]
        yield q.FigureIs(where, item)
        yield from (q.FigureIs(where, slip) for slip in rng.sample(slips, min(3, len(slips))))
        for thing in item.things()[:3]:
            yield q.Exists(What(thing.kind, thing.colour))


_OLDER: Final = (Shape, Arrow, Sign, Flag, Glass, Halves, Pie)


def _pool(scene: Scene, rng: random.Random) -> Iterator[Query]:
    items = list(scene)
    whats = [what for item in items for what in _whats(item)]
    other = What(rng.choice(SHAPES), rng.choice(COLOURS))
    yield from _counting(scene, [*whats, other], rng)
    yield from _placing(scene, whats, other, rng)
    yield from _figures(scene, rng)
    for kind, ask in _OWN.items():
        if found := [item for item in items if isinstance(item, kind)]:
            yield from ask(scene, found, rng)


def _whats(item: Item) -> list[What]:
    noun = noun_of(item)
    if isinstance(item, Shape | Arrow):
        return [What(noun, item.colour), What(noun), What("object", item.colour)]
    if isinstance(item, Pair):
        return [What(thing.kind, thing.colour) for thing in item.things()]
    return [What(noun)]


def _counting(scene: Scene, whats: list[What], rng: random.Random) -> Iterator[Query]:
    seen = view(scene)
    for what in whats:
        count = len(what.among(seen))
        if count:
            yield q.Count(what, count)
        yield q.Count(what, max(1, count + rng.choice((-1, 1))))
        if what.colour or what.noun != "object":
            yield q.Exists(what)
            yield q.Every(What("object"), what)
        if what.colour:
            yield q.Exists(What(what.noun, rng.choice(COLOURS)))
    yield q.Count(What(), len(seen))
    yield q.Count(What(), len(seen) + 1)
    yield q.RowCount(len(scene.rows))
    yield q.MoreThan(rng.choice(whats), rng.choice(whats))
    if len(scene.rows) > 1:
        place = rng.randrange(len(scene.rows))
        what = rng.choice(whats)
        held = sum(what.fits(item) for item in scene.rows[place])
        yield q.InRow(place, what, max(1, held))
        yield q.InRow(place, what, held + 1)


def _placing(scene: Scene, whats: list[What], other: What, rng: random.Random) -> Iterator[Query]:
    if len(scene.rows) == 1 and len(scene.rows[0]) > 1:
        places = ["leftmost", "rightmost", *(nth(place, "left") for place in range(min(6, len(scene.rows[0]))))]
    elif all(len(each) == 1 for each in scene.rows) and len(scene.rows) > 1:
        places = ["topmost", "bottommost", *(nth(place, "top") for place in range(len(scene.rows)))]
    else:
        return
    for place in rng.sample(places, min(4, len(places))):
        for what in (*rng.sample(whats, min(2, len(whats))), other):
            if what != What():
                yield q.At(place, what)
    single = [what for what in whats if what != What()]
    for relation in ("to the left of", "to the right of", "above", "below"):
        yield q.Beside(rng.choice(single), relation, rng.choice(single))
    sized = [item for item in scene if isinstance(item, Shape | Arrow)]
    if len({item.size for item in sized}) > 1 and len(scene.rows) == 1:
        one, two = rng.sample(sized, 2)
        yield q.Larger(What(noun_of(one), one.colour), What(noun_of(two), two.colour), rng.random() < 0.5)


def _arrows(scene: Scene, found: list[Arrow], rng: random.Random) -> Iterator[Query]:
    if len(scene.rows) == 1:
        for place, item in enumerate(found[:6]):
            where = nth(place, "left") if len(found) > 1 else "only"
            yield q.Points(item.direction, where)
            yield q.Points(rng.choice(list(DIRECTIONS)), where)
    yield q.AllPoint(rng.choice(found).direction)


def _signs(scene: Scene, found: list[Sign], rng: random.Random) -> Iterator[Query]:
    del scene
    for place, item in enumerate(found):
        where = nth(place, "left") if len(found) > 1 else "only"
        wrong = _misspelt(item.text, rng)
        yield q.Shows(item.text)
        yield q.Shows(wrong)
        yield q.SignShows(where, item.text)
        yield q.SignShows(where, wrong)


def _misspelt(text: str, rng: random.Random) -> str:
    """One letter or figure is another."""
    place = rng.choice([place for place, glyph in enumerate(text) if glyph != ":"])
    pool = "0123456789" if text[place].isdigit() else "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    if ":" in text and place == text.index(":") + 1:
        pool = "012345"
    made = text[:place] + rng.choice([glyph for glyph in pool if glyph != text[place]]) + text[place + 1 :]
    return made if text_kind(made) else text


def _flags(scene: Scene, found: list[Flag], rng: random.Random) -> Iterator[Query]:
    del scene
    [flag] = found[:1]
    yield q.Stripes(len(flag.colours))
    yield q.Stripes(max(1, len(flag.colours) + rng.choice((-1, 1))))
    yield q.StripesRun("vertical")
    yield q.StripesRun("horizontal")
    for place in STRIPE_PLACES:
        for colour in {*flag.colours, rng.choice(COLOURS)}:
            yield q.StripeIs(place, colour)


def _glasses(scene: Scene, found: list[Glass], rng: random.Random) -> Iterator[Query]:
    del scene
    for place, item in enumerate(found):
        where = nth(place, "left") if len(found) > 1 else "only"
        yield q.LevelIs(where, item.level)
        yield q.LevelIs(where, rng.randrange(5))
        if item.liquid:
            yield q.LiquidIs(where, item.liquid)
            yield q.LiquidIs(where, rng.choice(COLOURS))
        if item.thing:
            for what in (What(item.thing.kind, item.thing.colour), What(item.thing.kind)):
                yield q.Floats(what)
                yield q.Floats(what, sinks=True)
                yield q.Exists(what)
    if len(found) > 1:
        yield q.SameLevel()
        one, other = rng.sample(range(len(found)), 2)
        yield q.HigherIn(nth(one, "left"), nth(other, "left"))


def _halves(scene: Scene, found: list[Halves], rng: random.Random) -> Iterator[Query]:
    del scene
    if len(found) == 1:
        for half in HALVES:
            for colour in (found[0].first, found[0].second, rng.choice(TEXT_COLOURS)):
                yield q.HalfIs(half, colour)


def _pies(scene: Scene, found: list[Pie], rng: random.Random) -> Iterator[Query]:
    del scene
    if len(found) != 1:
        return
    [pie] = found
    yield q.Sectors(pie.sectors)
    yield q.Sectors(pie.sectors + rng.choice((-1, 1)))
    for colour in (pie.colour, "white", rng.choice(COLOURS)):
        count = {pie.colour: pie.filled, "white": pie.sectors - pie.filled}.get(colour, 0)
        yield q.SectorsIn(max(1, count), colour)
        yield q.SectorsIn(count + 1, colour)


_OWN: Final[dict[type[Item], Callable[[Scene, list[Any], random.Random], Iterator[Query]]]] = {
    Arrow: _arrows,
    Sign: _signs,
    Flag: _flags,
    Glass: _glasses,
    Halves: _halves,
    Pie: _pies,
}
