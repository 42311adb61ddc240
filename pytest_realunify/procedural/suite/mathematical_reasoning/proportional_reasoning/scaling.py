"""More of one, more of the other, or less: recipes, ratios, maps, mixtures, workers."""

from __future__ import annotations

from collections.abc import Mapping
from math import gcd
from typing import Final

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.suite.base import Sketch
from pytest_realunify.procedural.suite.mathematical_reasoning.counting import counts
from pytest_realunify.procedural.suite.mathematical_reasoning.picturing import IN_ROW, SEEN, Amount, MisfitError
from pytest_realunify.procedural.suite.mathematical_reasoning.telling import Teller
from pytest_realunify.procedural.world.scene import SHAPES, Shape
from pytest_realunify.procedural.world.words import listed

INGREDIENTS: Final = (
    ("egg", "eggs"),
    ("onion", "onions"),
    ("carrot", "carrots"),
    ("lemon", "lemons"),
    ("tomato", "tomatoes"),
    ("potato", "potatoes"),
)
SWEETS: Final = (
    ("sweet", "sweets"),
    ("nut", "nuts"),
    ("strawberry", "strawberries"),
    ("coin", "coins"),
    ("toffee", "toffees"),
)
WAYS: Final = ("road", "footpath", "railway", "canal", "stream")


def recipe(teller: Teller, difficulty: Mapping[str, int]) -> Sketch:
    """A recipe for another number of people."""
    rng, many = teller.rng, difficulty["quantities"]
    people, guests = rng.sample((2, 3, 4, 5, 6, 8, 9, 10, 12), 2)
    unit = people // gcd(people, guests)
    most = teller.most if many == 1 else IN_ROW
    fits = [taken for taken in range(unit, 13, unit) if 2 <= taken * guests // people <= most]
    things = rng.sample(INGREDIENTS, many)
    if len(fits) < many:
        raise MisfitError
    taken = rng.sample(fits, many)
    amounts = [
        Amount(f"{one} that {teller.name} needs", f"{teller.name} needs {plural}", count * guests // people, (count,))
        for (one, plural), count in zip(things, taken, strict=True)
    ]
    contents = listed([teller.some(count, *thing) for thing, count in zip(things, taken, strict=True)])
    story = (
        f"A recipe for {teller.n(people)} people takes {contents}. {teller.name} cooks it for {teller.n(guests)} "
        "people."
    )
    return counts(teller, *rng.sample(amounts, many)).of(rng, story)


def ratio(teller: Teller, difficulty: Mapping[str, int]) -> Sketch:
    """Things shared out in a ratio. With a single quantity, one share is drawn."""
    rng, many = teller.rng, difficulty["quantities"]
    people = [teller.name, *teller.others(max(many, 2) - 1)]
    parts = [rng.randrange(1, 8) for _ in people]
    each = rng.randrange(2, 9)
    if gcd(*parts) > 1 or len(set(parts)) == 1:
        raise MisfitError
    one, plural = rng.choice(SWEETS)
    amounts = [
        Amount(f"{one} that {name} gets", f"{name} gets {plural}", part * each, (part, each))
        for name, part in zip(people, parts, strict=True)
    ]
    story = (
        f"{listed(people)} share {teller.n(sum(parts) * each)} {plural} in the ratio {teller.ratio(parts)}, "
        f"in this order."
    )
    return counts(teller, *rng.sample(amounts, many)).of(rng, story)


SCALES: Final = (20000, 25000, 40000, 50000, 200000, 250000, 300000)
"""Centimetres of land for one on the map."""


def scale(teller: Teller, difficulty: Mapping[str, int]) -> Sketch:
    """Distances on a map, in kilometres."""
    rng, many = teller.rng, difficulty["quantities"]
    kilometre = int(facts("mathematical_reasoning/proportional_reasoning")["length"]["in_centimetres"]["kilometre"])
    most = teller.most if many == 1 else IN_ROW
    whole = {scale: [cm for cm in range(1, 41) if cm * scale % kilometre == 0] for scale in SCALES}
    few = {scale: [cm for cm in found if 2 <= cm * scale // kilometre <= most] for scale, found in whole.items()}
    one_to = rng.choice([scale for scale, found in few.items() if found])
    fits = few[one_to]
    ways = rng.sample(WAYS, many)
    lengths = [rng.choice(fits) for _ in ways]
    amounts = [
        Amount(
            f"kilometre that the {way} is long",
            f"the {way} is kilometres long",
            length * one_to // kilometre,
            (length, length // 2),
        )
        for way, length in zip(ways, lengths, strict=True)
    ]
    measured = listed(
        [
            f"{teller.some(length, 'centimetre', 'centimetres')} for the {way}"
            for way, length in zip(ways, lengths, strict=False)
        ]
    )
    story = f"{teller.name}'s map has a scale of 1 to {one_to}. On it, a ruler shows {measured}."
    return counts(teller, *rng.sample(amounts, many)).of(rng, story)


def mixture(teller: Teller, difficulty: Mapping[str, int]) -> Sketch:
    """Paints in a ratio, of which one is measured already."""
    rng, many = teller.rng, difficulty["quantities"] + 1
    paints = rng.sample(SEEN, many)
    parts = [rng.randrange(1, 8) for _ in paints]
    if gcd(*parts) > 1 or len(set(parts)) < min(many, 3):
        raise MisfitError
    each, known = rng.randrange(2, 6), rng.randrange(many)
    drawn = {paint: Shape(kind, paint) for paint, kind in zip(paints, rng.sample(SHAPES, many), strict=True)}
    amounts = {
        paint: Amount(
            f"cup of {paint} paint that {teller.name} takes",
            f"{teller.name} takes cups of {paint} paint",
            part * each,
            (part, parts[known] * each + part - parts[known]),
        )
        for place, (paint, part) in enumerate(zip(paints, parts, strict=True))
        if place != known
    }
    story = (
        f"{teller.name} mixes {listed(paints)} paint in the ratio {teller.ratio(parts)}, in this order. "
        f"{teller.she.capitalize()} takes {teller.some(parts[known] * each, 'cup', 'cups')} of {paints[known]} paint."
    )
    asked = rng.sample(list(amounts), many - 1)
    return counts(teller, *(amounts[paint] for paint in asked), shapes=[drawn[paint] for paint in asked]).of(rng, story)
