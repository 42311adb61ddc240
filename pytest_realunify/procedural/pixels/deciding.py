"""From what may be seen to an answer: yes or no where every way to see the picture gives the same, else why not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from math import prod
from statistics import median
from typing import Final

from pytest_realunify.procedural.pixels.sightings import Outlined, Reading, Seen, Sighting, Vocabulary, expanded
from pytest_realunify.procedural.world.layout import Placed
from pytest_realunify.procedural.world.queries import Query
from pytest_realunify.procedural.world.queries.what import rows
from pytest_realunify.procedural.world.scene import Shape

MOST_WAYS: Final = 3_000
"""Ways to see a picture that are tried; with more, too much of it is unclear."""
_SCALES: Final = (0.8, 1.25)
"""Factors on all extents: places that are told apart by a part of them must not hang on it."""
_CONTRASTS: Final = (0.75, 1.4)
"""Powers of the extents: sizes that are told apart by their ratio must not hang on it either."""

Ways = Sequence[tuple[Seen, ...]]


def decide(query: Query, sightings: Sequence[Sighting]) -> str:
    """`yes`, `no`, or the reason that it is unclear; never a word in which a scorer reads a verdict."""
    said = Vocabulary(query.text)
    if said.asks_of_parts:
        stranger = next((each for each in sightings if any(map(_may_have_parts, each.readings))), None)
        if stranger is not None:
            return _unclear(stranger, sightings)
    ways = [tuple(item for reading in each.readings for item in expanded(reading, said)) for each in sightings]
    choices = _choices(sightings, ways)
    if prod(len(ways[group[0]]) for group in choices) > MOST_WAYS:
        return _unclear(next(each for each, way in zip(sightings, ways, strict=True) if len(way) > 1), sightings)
    answers = {query.holds(seen) for seen in _worlds(sightings, ways, choices)}
    if len(answers) == 1:
        return "yes" if answers.pop() else "no"
    return _reason(query, sightings, ways, choices)


def _may_have_parts(reading: Reading) -> bool:
    return isinstance(reading, Outlined) and not reading.plain


def _choices(sightings: Sequence[Sighting], ways: Ways) -> list[list[int]]:
    """Places of sightings that are seen alike, one choice each group."""
    groups: dict[object, list[int]] = {}
    for place, (each, way) in enumerate(zip(sightings, ways, strict=True)):
        groups.setdefault((each.alike, way) if each.alike >= 0 else place, []).append(place)
    return list(groups.values())


def _worlds(sightings: Sequence[Sighting], ways: Ways, choices: list[list[int]]) -> Iterator[list[Placed]]:
    """Every way to see the picture; the likeliest also with places and sizes as little sure as they are."""
    base = [way[0] for way in ways]
    for scale in _SCALES:
        yield _seen([replace(each, extent=each.extent * scale) for each in sightings], base)
    usual = median(each.extent for each in sightings) if sightings else 1.0
    for power in _CONTRASTS:
        yield _seen([replace(each, extent=usual * (each.extent / usual) ** power) for each in sightings], base)
    for picked in product(*(ways[group[0]] for group in choices)):
        items = list(base)
        for group, item in zip(choices, picked, strict=True):
            for place in group:
                items[place] = item
        yield _seen(sightings, items)


def _seen(sightings: Sequence[Sighting], items: Sequence[Seen]) -> list[Placed]:
    found = []
    for each, item in zip(sightings, items, strict=True):
        if isinstance(item, tuple):
            part = each.extent / len(item)
            places = (each.x + (number - (len(item) - 1) / 2) * part for number in range(len(item)))
            found += [Placed(one, x, each.y, part) for one, x in zip(item, places, strict=True)]
        elif item is not None:
            found.append(Placed(item, each.x, each.y, each.extent))
    return [placed for row in rows(found) for placed in row]


def _reason(query: Query, sightings: Sequence[Sighting], ways: Ways, choices: list[list[int]]) -> str:
    """The doubt that alone changes the answer; else the first there is, or where things stand."""
    base = [way[0] for way in ways]
    answer = query.holds(_seen(sightings, base))
    for group in choices:
        for item in ways[group[0]][1:]:
            items = list(base)
            for place in group:
                items[place] = item
            if query.holds(_seen(sightings, items)) != answer:
                return _unclear(sightings[group[0]], sightings)
    doubtful = next((sightings[group[0]] for group in choices if len(ways[group[0]]) > 1), None)
    return _unclear(doubtful, sightings) if doubtful else "unclear: two places or two sizes are too close to tell apart"


def _unclear(sighting: Sighting, sightings: Sequence[Sighting]) -> str:
    return f"unclear: {_called(sighting, sightings)}: {sighting.doubt or 'in doubt'}"


def _called(sighting: Sighting, sightings: Sequence[Sighting]) -> str:
    """`object 3 from the left`, `object 2 of row 1`."""
    if len(sightings) == 1:
        return "the object"
    blank = Shape("circle", "white")
    found = rows([Placed(blank, each.x, each.y, each.extent) for each in sightings])
    own = (sighting.x, sighting.y)
    number, row = next((n, row) for n, row in enumerate(found, 1) if own in [(each.x, each.y) for each in row])
    place = [(each.x, each.y) for each in row].index(own) + 1
    if len(found) == 1:
        return f"object {place} from the left"
    return (
        f"object {number} from the top" if all(len(each) == 1 for each in found) else f"object {place} of row {number}"
    )
