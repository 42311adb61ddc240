"""Rates and shares compared: parts of a whole, levels, who is faster, what is cheaper."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.suite.base import Sketch
from pytest_realunify.procedural.suite.mathematical_reasoning.arranging import order, sizes
from pytest_realunify.procedural.suite.mathematical_reasoning.picturing import MisfitError, differing
from pytest_realunify.procedural.suite.mathematical_reasoning.sectors import fewest_sectors
from pytest_realunify.procedural.suite.mathematical_reasoning.showing import LIQUIDS, glass, glasses
from pytest_realunify.procedural.suite.mathematical_reasoning.telling import Teller
from pytest_realunify.procedural.world.scene import SHAPES
from pytest_realunify.procedural.world.words import listed, with_article

TRAVEL: Final = ("by bus", "by tram", "by bike", "by car")
UNITS: Final = {10: "10 minutes", 12: "12 minutes", 15: "15 minutes", 20: "20 minutes", 30: "half an hour"}


def share(teller: Teller, difficulty: Mapping[str, int]) -> Sketch:
    """A part of a whole in lowest terms, told or left over."""
    rng, many = teller.rng, difficulty["quantities"]
    whole = rng.choice((18, 20, 24, 25, 27, 28, 30, 32, 36, 40, 45, 48))
    ways = rng.sample(TRAVEL, many)
    come = [rng.randrange(2, whole // many) for _ in ways]
    rest = whole - sum(come)
    if rest < 2 or len({*come, rest}) <= many:
        raise MisfitError
    said = listed(
        [
            f"{teller.n(count)} come {way}" if not place else f"{teller.n(count)} {way}"
            for place, (count, way) in enumerate(zip(come, ways, strict=False))
        ]
    )
    story = f"Of the {whole} pupils in {teller.name}'s class, {said}. All the others walk."
    place = rng.randrange(-1, many)
    what = "walk" if place < 0 else f"come {ways[place]}"
    part = Fraction(rest if place < 0 else come[place], whole)
    if part.denominator == whole:
        raise MisfitError
    return fewest_sectors(rng, story, f"the share of the pupils who {what}", part)


def tanks(teller: Teller, difficulty: Mapping[str, int]) -> Sketch:
    """Tanks of different size: how full each is."""
    rng, many = teller.rng, difficulty["quantities"]
    quarters = rng.sample((5, 6, 8, 9, 12, 15, 16, 20, 25, 30, 40), many)
    levels = [rng.randrange(1, 4) for _ in quarters]
    held = [
        f"holds {4 * quarter} litres and contains {quarter * level}"
        for quarter, level in zip(quarters, levels, strict=False)
    ]
    if many == 1:
        return glass(rng, f"{teller.name}'s tank as a glass", levels[0]).of(rng, f"{teller.name}'s tank {held[0]}.")
    liquids = rng.sample(LIQUIDS, many)
    tank = [f"the {colour} one {content}" for colour, content in zip(liquids, held, strict=True)]
    story = f"{teller.name} has tanks for paint of different colours. {'; '.join(tank).capitalize()}."
    request = rng.choice(
        (
            (
                "Draw the tanks as glasses in one row, in the order in which they are named from left to right, "
                "each filled with liquid of its colour as high as the tank is."
            ),
            (
                "Show each tank as a glass, side by side in the order of mention, with liquid in the tank's colour "
                "standing at the right height."
            ),
        )
    )
    return glasses(rng, request, liquids, levels).of(rng, story)


def pace(teller: Teller, difficulty: Mapping[str, int]) -> Sketch:
    """Who is faster: distances in different times."""
    del difficulty
    rng, many = teller.rng, 3
    names = [teller.name, *teller.others(many - 1)]
    rng.shuffle(names)
    hour = int(facts("mathematical_reasoning/proportional_reasoning")["time"]["in_minutes"]["hour"])
    spans = [rng.choice((10, 12, 15, 20, 30, 60)) for _ in names]
    speeds = [
        rng.choice([speed for speed in range(4, 25) if speed * span % hour == 0 and speed * span > hour])
        for span in spans
    ]
    ranks = [sorted(speeds, reverse=True).index(speed) for speed in speeds]
    lengths = [speed * span // hour for speed, span in zip(speeds, spans, strict=True)]
    by_length = [sorted(lengths, reverse=True).index(length) for length in lengths]
    # Whoever went farthest must not be fastest all along, or nothing needs to be compared.
    if len(set(speeds)) < many or len(set(spans)) < 2 or by_length == ranks:
        raise MisfitError
    shapes = differing(rng, many, rng.choice(SHAPES))
    told = [
        f"{name} covers {teller.n(length)} kilometres in {UNITS.get(span, 'an hour')}"
        for name, length, span in zip(names, lengths, spans, strict=True)
    ]
    colours = listed([f"{shape.colour} for {name}" for name, shape in zip(names, shapes, strict=True)])
    middle = "medium for the next, " if many == 3 else ""
    request = rng.choice(
        (
            (
                f"Draw one {shapes[0].kind} for each of them, side by side in the order in which they are named "
                f"first, {colours}: large for the fastest, {middle}small for the slowest."
            ),
            (
                f"Show each of them as one {shapes[0].kind}, in a row from left to right in the order of first "
                f"mention, {colours}; the faster they are, the larger the {shapes[0].kind}, from small "
                f"{'over medium ' if many == 3 else ''}to large."
            ),
        )
    )
    return sizes(request, shapes, ranks).of(rng, f"{listed(told)}.")


def value(teller: Teller, difficulty: Mapping[str, int]) -> Sketch:
    """Packs by the price of a piece."""
    rng, many = teller.rng, difficulty["quantities"] + 1
    thing = rng.choice(("pens", "balloons", "candles", "stickers", "batteries"))
    pieces = [rng.choice((2, 3, 4, 5, 6, 8, 10, 12, 15)) for _ in range(many)]
    prices = [rng.randrange(2, 16) for _ in range(many)]
    each = [Fraction(price, count) for price, count in zip(prices, pieces, strict=True)]
    if len(set(each)) < many or sorted(each) == [each[place] for place in sorted(range(many), key=prices.__getitem__)]:
        raise MisfitError
    shapes = differing(rng, many, rng.choice(SHAPES))
    ordered = [shapes[place] for place in sorted(range(many), key=each.__getitem__)]
    first, last = "cheapest", "most expensive"
    if rng.random() < 0.5:
        ordered, first, last = ordered[::-1], last, first
    packs = [
        f"{with_article(shape.colour)} one with {teller.n(count)} for {teller.n(price)} euros"
        for shape, count, price in zip(shapes, pieces, prices, strict=True)
    ]
    story = f"{teller.name} compares packs of {thing}: {listed(packs)}."
    request = rng.choice(
        (
            (
                f"Draw one {shapes[0].kind} in the colour of each pack, in a single row from the pack where a piece "
                f"is {first} on the left to the one where it is {last} on the right."
            ),
            (
                f"Draw one {shapes[0].kind} per pack in its colour, side by side: at the left end the pack with the "
                f"{first} pieces, at the right end the one with the {last}, anything else in order between."
            ),
        )
    )
    return order(request, shapes, ordered).of(rng, story)
