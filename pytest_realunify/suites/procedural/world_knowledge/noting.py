"""What a careful looker can say of a picture of this category: numbers, kinds, places where the prompt says them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise, permutations

from pytest_realunify.flatworld.queries import (
    At,
    Beside,
    Count,
    Every,
    Exists,
    HalfIs,
    InRow,
    MoreThan,
    Points,
    Query,
    Sectors,
    SectorsIn,
    Shows,
    SignShows,
    StripeIs,
    Stripes,
    StripesRun,
    What,
    nth,
)
from pytest_realunify.flatworld.queries.parts import STRIPE_PLACES
from pytest_realunify.flatworld.queries.what import noun_of
from pytest_realunify.flatworld.scene import Arrow, Flag, Halves, Item, Pie, Scene, Shape, Sign


def statements(scene: Scene, loose: bool) -> list[Query]:
    """`loose`: the arrangement is open, so nothing is said of it."""
    items = tuple(scene)
    found = [*(_parts(items[0]) if len(items) == 1 else _numbers(items))]
    found += [Shows(item.text) for item in items if isinstance(item, Sign)]
    found += [Points(item.direction, "only", item.colour) for item in items if isinstance(item, Arrow)]
    if not loose and len(scene.rows) > 1:
        found += _rows(scene)
    elif not loose and len(items) > 1:
        found += _line(items)
    return list(dict.fromkeys(found))


def name(item: Item) -> What:
    """What the item goes by in a question."""
    return What(noun_of(item), item.colour if isinstance(item, Shape | Arrow) else None)


def _numbers(items: Sequence[Item]) -> Iterator[Query]:
    kinds = Counter(map(name, items))
    for what, number in kinds.items():
        yield Count(what, number)
        yield Exists(what)
    if len(kinds) == 1:
        yield Every(What(), name(items[0]))
    if len({what.noun for what in kinds}) == len(kinds):
        yield from (Count(What(what.noun), number) for what, number in kinds.items())
    yield from (MoreThan(one, other) for one, other in permutations(kinds, 2) if kinds[one] > kinds[other])


def _line(items: Sequence[Item]) -> Iterator[Query]:
    """Of a single row: what stands where, and beside what."""
    middle = (len(items) - 1) / 2
    for place, item in enumerate(items):
        at = nth(place, "left") if place < middle else nth(len(items) - 1 - place, "right")
        where = {0: "leftmost", len(items) - 1: "rightmost", middle: "middle"}.get(place, at)
        if isinstance(item, Sign):
            yield SignShows(where, item.text)
        elif isinstance(item, Shape):
            yield At(where, name(item))
            yield At(where, What("object", item.colour))
    yield from _neighbours(Scene((tuple(items),)))


def _rows(scene: Scene) -> Iterator[Query]:
    for place, items in enumerate(scene.rows):
        yield from (InRow(place, what, number) for what, number in Counter(map(name, items)).items())
    yield from _neighbours(scene)


def _neighbours(scene: Scene) -> Iterator[Query]:
    """Which of two side by side stands on the left, where there is one of each."""
    once = {what for what, times in Counter(map(name, scene)).items() if times == 1}
    for one, other in (pair for row in scene.rows for pair in pairwise(map(name, row))):
        if {one, other} <= once:
            yield Beside(one, "to the left of", other)
            yield Beside(other, "to the right of", one)


def _parts(item: Item) -> Iterator[Query]:
    """Of a single object: what it is, its stripes, halves or sectors."""
    if isinstance(item, Flag):
        yield Stripes(len(item.colours))
        yield StripesRun(item.stripes)
        for place, (cut, index) in STRIPE_PLACES.items():
            if cut == item.stripes:
                yield StripeIs(place, item.colours[index])
        if len(item.colours) % 2:
            yield StripeIs("middle", item.colours[len(item.colours) // 2])
    elif isinstance(item, Halves):
        halves = ("left", "right") if item.cut == "vertical" else ("upper", "lower")
        yield from (HalfIs(half, colour) for half, colour in zip(halves, (item.first, item.second), strict=True))
    elif isinstance(item, Pie):
        yield Sectors(item.sectors)
        counts = {item.colour: item.filled, "white": item.sectors - item.filled}
        yield from (SectorsIn(number, colour) for colour, number in counts.items() if number)
    else:
        yield Count(name(item), 1)
