"""The rule of three, both ways."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from pytest_realunify.procedural.suite.base import Sketch
from pytest_realunify.procedural.suite.mathematical_reasoning.counting import counts
from pytest_realunify.procedural.suite.mathematical_reasoning.picturing import Amount, MisfitError
from pytest_realunify.procedural.suite.mathematical_reasoning.telling import Teller

DIRECT: Final = (
    (
        (
            "A photo of {name}'s is {x} centimetres wide and {y} centimetres high. It is enlarged until it is {z} "
            "centimetres wide."
        ),
        "centimetre of the new height",
        "the new photo is centimetres high",
        1,
    ),
    (
        (
            "At noon, a pole in {name}'s garden casts a shadow of {x} metres and is {y} metres high. At the same "
            "time, a tree casts a shadow of {z} metres."
        ),
        "metre that the tree is high",
        "the tree is metres high",
        1,
    ),
    (
        "{name}'s van goes {x} kilometres on {y} litres of fuel. A tour is {z} kilometres long.",
        "litre of fuel that the tour takes",
        "the tour takes litres of fuel",
        10,
    ),
    (
        "For {x} hours of work, {name} is paid {y} tokens. This week it was {z} hours.",
        "token that {name} was paid this week",
        "{name} was paid tokens this week",
        1,
    ),
    (
        "A machine of {name}'s folds {y} boxes in {x} minutes. It runs for {z} minutes.",
        "box that it folds in this time",
        "it folds boxes in this time",
        1,
    ),
)
"""Story, what is counted, the same in a clause, and what `x` and `z` are multiplied by."""


def direct(teller: Teller, difficulty: Mapping[str, int]) -> Sketch:
    """The rule of three."""
    del difficulty
    rng = teller.rng
    story, one, clause, unit = rng.choice(DIRECT)
    x, y, z = rng.randrange(2, 13), rng.randrange(2, 13), rng.randrange(3, 31)
    result = Fraction(y * z, x)
    if result.denominator != 1 or z in (x, 2 * x) or x == y:
        raise MisfitError
    # Adding the difference instead of multiplying is the typical slip.
    amount = Amount(one.format(name=teller.name), clause.format(name=teller.name), int(result), (y + z - x, z))
    picture = counts(teller, amount)
    said = {"x": teller.n(x * unit), "y": teller.n(y), "z": teller.n(z * unit)}
    return picture.of(rng, story.format(name=teller.name, **said))


INVERSE: Final = (
    (
        "{x} painters would need {y} days for {name}'s fence. In fact, {z} painters do the work.",
        "day that they need",
        "they need days",
    ),
    (
        "{x} pumps would empty {name}'s pond in {y} hours. In fact, {z} pumps do the work.",
        "hour that they need",
        "they need hours",
    ),
    (
        "In {name}'s barn, the hay would last {y} days for {x} horses. In fact, {z} horses eat it.",
        "day that the hay lasts",
        "the hay lasts days",
    ),
    (
        "With {x} pages a day, {name} would read a book in {y} days. In fact, it is {z} pages a day.",
        "day that the book takes",
        "the book takes days",
    ),
)


def inverse(teller: Teller, difficulty: Mapping[str, int]) -> Sketch:
    """More hands, fewer days."""
    del difficulty
    rng = teller.rng
    story, one, clause = rng.choice(INVERSE)
    x, y, z = rng.randrange(2, 13), rng.randrange(2, 19), rng.randrange(2, 13)
    result = Fraction(x * y, z)
    if result.denominator != 1 or x == z:
        raise MisfitError
    picture = counts(teller, Amount(one, clause, int(result), (y * z // x, y + x - z)))
    told = story.format(name=teller.name, x=teller.n(x), y=teller.n(y), z=teller.n(z))
    return picture.of(rng, told[0].upper() + told[1:])
