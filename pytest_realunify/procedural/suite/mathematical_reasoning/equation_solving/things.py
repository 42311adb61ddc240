"""Heads and legs, vehicles and wheels, tokens and points, bills."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.suite.base import Sketch
from pytest_realunify.procedural.suite.mathematical_reasoning.counting import counts
from pytest_realunify.procedural.suite.mathematical_reasoning.picturing import IN_ROW, SEEN, Amount, MisfitError
from pytest_realunify.procedural.suite.mathematical_reasoning.telling import Teller
from pytest_realunify.procedural.world.scene import SHAPES, Shape
from pytest_realunify.procedural.world.words import listed, with_article

TABLE: Final = "mathematical_reasoning/equation_solving"
MENUS: Final = (
    (("coffee", "coffees"), ("juice", "juices"), ("cake", "cakes")),
    (("adult ticket", "adult tickets"), ("child ticket", "child tickets"), ("day ticket", "day tickets")),
    (("rose", "roses"), ("tulip", "tulips"), ("lily", "lilies")),
)


def legs(teller: Teller, difficulty: Mapping[str, int]) -> Sketch:
    """Heads and legs of animals."""
    place = teller.rng.choice(("yard", "barn", "zoo", "picture book"))
    return _counted(teller, difficulty["unknowns"], "legs", f"In {teller.name}'s {place}", "heads")


def wheels(teller: Teller, difficulty: Mapping[str, int]) -> Sketch:
    """Saddles and wheels of vehicles with one saddle each."""
    place = teller.rng.choice(("workshop", "garage", "shop", "circus"))
    return _counted(teller, difficulty["unknowns"], "wheels", f"In {teller.name}'s {place}", "saddles")


def _counted(teller: Teller, many: int, part: str, where: str, single: str) -> Sketch:
    rng, table = teller.rng, facts(TABLE)[part]
    kinds = rng.sample(list(table), many)
    numbers = [int(table[kind]["number"]) for kind in kinds]
    have = rng.sample(range(2, (teller.most if many == 1 else IN_ROW) + 1), many)
    if len(set(numbers)) < many or (many == 1 and numbers[0] == 1):
        raise MisfitError
    total = sum(each * count for each, count in zip(numbers, have, strict=True))
    plurals = [table[kind]["many"] for kind in kinds]
    if many == 1:
        story = f"{where} there are {plurals[0]} and nothing else with {part}: {total} {part} in all."
    else:
        each = ", each with one saddle" if single == "saddles" else ""
        story = f"{where} there are {listed(plurals)}{each}: {teller.n(sum(have))} {single} and {total} {part} in all."
    if many == 3:
        upper, lower = rng.sample(range(3), 2)
        if have[upper] < have[lower] + 2 or _dependent(numbers, upper, lower):
            raise MisfitError
        more = teller.n(have[upper] - have[lower])
        story += f" There are {more} more {plurals[upper]} than {plurals[lower]}."
    amounts = [
        Amount(kind, f"there are {plural}", count, (total // sum(numbers), sum(have) - count))
        for kind, plural, count in zip(kinds, plurals, have, strict=True)
    ]
    return counts(teller, *rng.sample(amounts, many)).of(rng, story)


def _dependent(numbers: Sequence[int], upper: int, lower: int) -> bool:
    """Whether number, total and difference of three unknowns leave more than one solution."""
    other = next(place for place in range(3) if place not in (upper, lower))
    return numbers[upper] + numbers[lower] == 2 * numbers[other]


def tokens(teller: Teller, difficulty: Mapping[str, int]) -> Sketch:
    """Tokens of different worth."""
    rng, many = teller.rng, difficulty["unknowns"]
    colours = rng.sample(SEEN, many)
    worth = rng.sample(range(2, 10), many)
    have = rng.sample(range(2, (teller.most if many == 1 else IN_ROW) + 1), many)
    points = sum(each * count for each, count in zip(worth, have, strict=True))
    rules = listed(
        [
            f"{with_article(colour)} token counts {teller.n(each)} points"
            for colour, each in zip(colours, worth, strict=True)
        ]
    )
    story = f"In a game, {rules}. "
    if many == 1:
        bonus = rng.randrange(3, 20)
        story += (
            f"{teller.name} has {points + bonus} points, {teller.n(bonus)} of them as a bonus and the others in tokens."
        )
    else:
        story += f"{teller.name} has {teller.n(sum(have))} tokens, which make {points} points."
    if many == 3:
        upper, lower = rng.sample(range(3), 2)
        if have[upper] < have[lower] + 2 or _dependent(worth, upper, lower):
            raise MisfitError
        more = teller.n(have[upper] - have[lower])
        story += f" There are {more} more {colours[upper]} ones than {colours[lower]} ones."
    shapes = [Shape(kind, colour) for kind, colour in zip(rng.sample(SHAPES, many), colours, strict=True)]
    amounts = [
        Amount(f"{colour} token", f"there are {colour} tokens", count, (points // sum(worth), sum(have) - count))
        for colour, count in zip(colours, have, strict=True)
    ]
    order = rng.sample(range(many), many)
    return counts(teller, *(amounts[each] for each in order), shapes=[shapes[each] for each in order]).of(rng, story)


def bills(teller: Teller, difficulty: Mapping[str, int]) -> Sketch:
    """Prices from as many bills as there are things."""
    rng, many = teller.rng, difficulty["unknowns"]
    things = list(rng.choice(MENUS))[:many]
    rng.shuffle(things)
    prices = [rng.randrange(2, IN_ROW + 1) for _ in things]
    of = {one: price for (one, _), price in zip(things, prices, strict=True)}
    if of.get("child ticket", 0) > of.get("adult ticket", IN_ROW):
        raise MisfitError
    if many == 1:
        taken, fee = rng.randrange(2, 8), rng.randrange(2, 10)
        said = [f"{teller.some(taken, *things[0])} and a fee of {teller.n(fee)} euros"]
        costs = [taken * prices[0] + fee]
    else:
        taken_all = [[rng.randrange(1, 5) for _ in things] for _ in things]
        if many == 3:
            for place, line in enumerate(taken_all):
                line[place] = 0
        if not _regular(taken_all):
            raise MisfitError
        said = [_bill(teller, line, things) for line in taken_all]
        costs = [sum(a * price for a, price in zip(line, prices, strict=True)) for line in taken_all]
    story = "; ".join(
        f"{'for' if place else 'For'} {text}, {teller.she if place else teller.name} pays {cost} euros"
        for place, (text, cost) in enumerate(zip(said, costs, strict=True))
    )
    amounts = [
        Amount(f"euro that one {one} costs", f"one {one} costs euros", price, (price + 2,))
        for (one, _), price in zip(things, prices, strict=True)
    ]
    return counts(teller, *rng.sample(amounts, many)).of(rng, f"{story}.")


def _bill(teller: Teller, taken: Sequence[int], things: Sequence[tuple[str, str]]) -> str:
    return listed([teller.some(count, *thing) for count, thing in zip(taken, things, strict=True) if count])


def _regular(system: Sequence[Sequence[int]]) -> bool:
    if len(system) == 2:
        (a, b), (c, d) = system
        return a * d != b * c
    # With zeros on the diagonal, only the two cyclic products are left of the determinant.
    return system[0][1] * system[1][2] * system[2][0] + system[0][2] * system[1][0] * system[2][1] != 0
