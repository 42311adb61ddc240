"""A bag of many colours: what comes out, what is likelier, what else must be in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from pytest_realunify.procedural.suite.base import Sketch
from pytest_realunify.procedural.suite.mathematical_reasoning.arranging import order, sizes
from pytest_realunify.procedural.suite.mathematical_reasoning.counting import counts
from pytest_realunify.procedural.suite.mathematical_reasoning.picturing import (
    IN_ROW,
    SEEN,
    Amount,
    MisfitError,
    differing,
)
from pytest_realunify.procedural.suite.mathematical_reasoning.telling import Teller
from pytest_realunify.procedural.world.scene import SHAPES, Shape
from pytest_realunify.procedural.world.words import listed, with_article

THINGS: Final = (
    ("ball", "balls"),
    ("marble", "marbles"),
    ("counter", "counters"),
    ("bead", "beads"),
    ("ticket", "tickets"),
)
SHARES: Final = (
    *(
        ("half", Fraction(1, 2)),
        ("a quarter", Fraction(1, 4)),
        ("a third", Fraction(1, 3)),
        ("a fifth", Fraction(1, 5)),
    ),
    *((f"{percent} %", Fraction(percent, 100)) for percent in (5, 10, 15, 20, 25, 30, 35, 40, 45, 60)),
)


def drawing(teller: Teller, difficulty: Mapping[str, int]) -> Sketch:
    """Draws with replacement: how often each colour, or how often not a colour, is to be expected."""
    rng, many = teller.rng, difficulty["colours"]
    one, plural = rng.choice(THINGS)
    shapes = differing(rng, many, rng.choice(SHAPES))
    held = [rng.randrange(1, 6) for _ in shapes]
    rounds = rng.randrange(2, 5)
    if held[-1] == 1:
        raise MisfitError
    contents = listed([f"{teller.n(count)} {shape.colour}" for count, shape in zip(held, shapes, strict=True)])
    story = (
        f"{teller.name}'s bag holds {contents} {plural}. Without looking, {teller.she} takes one out, notes its "
        f"colour and puts it back, {teller.n(rounds * sum(held))} times in all."
    )
    if rng.random() < 0.3:
        return _without(teller, story, [shape.colour for shape in shapes], [count * rounds for count in held], one)
    if max(held) * rounds > IN_ROW:
        raise MisfitError
    amounts = [
        Amount(f"time that {with_article(shape.colour)} {one} can be expected", "", rounds * count, (count,))
        for shape, count in zip(shapes, held, strict=True)
    ]
    rows = rng.sample(range(many), many)
    return counts(teller, *(amounts[place] for place in rows), shapes=[shapes[place] for place in rows]).of(rng, story)


def _without(teller: Teller, story: str, colours: Sequence[str], expected: Sequence[int], one: str) -> Sketch:
    """How often one of the colours is not to be expected."""
    place = teller.rng.randrange(len(colours))
    event = f"can be expected to bring no {colours[place]} {one}"
    amount = Amount(f"draw that {event}", f"draws {event}", sum(expected) - expected[place], (expected[place],))
    return counts(teller, amount).of(teller.rng, story)


def _contents(teller: Teller, many: int, plural: str) -> tuple[str, list[Shape], list[int]]:
    """A bag whose later colours are told by comparison with earlier ones; all counts are different."""
    rng = teller.rng
    shapes = differing(rng, many, rng.choice(SHAPES))
    held = [rng.randrange(2, 12)]
    said = [f"{teller.n(held[0])} {shapes[0].colour} {plural}"]
    for shape in shapes[1:]:
        place = rng.randrange(len(held))
        than, step = shapes[place].colour, rng.randrange(1, 6)
        text, count = rng.choice(
            (
                (f"{teller.n(step)} more {shape.colour} than {than} ones", held[place] + step),
                (f"{teller.n(step)} fewer {shape.colour} than {than} ones", held[place] - step),
                (f"twice as many {shape.colour} as {than} ones", held[place] * 2),
                (f"half as many {shape.colour} as {than} ones", held[place] // 2 if held[place] % 2 == 0 else 0),
                (f"{teller.n(step + 4)} {shape.colour} ones", step + 4),
            )
        )
        if count < 1 or count in held:
            raise MisfitError
        held.append(count)
        said.append(text)
    return f"In {teller.name}'s bag there are {listed(said)}.", shapes, held


def likeliest(teller: Teller, difficulty: Mapping[str, int]) -> Sketch:
    """Colours in a row by how likely they are drawn."""
    rng = teller.rng
    one, plural = rng.choice(THINGS)
    story, shapes, held = _contents(teller, difficulty["colours"], plural)
    falling = rng.random() < 0.5
    ordered = [shapes[place] for place in sorted(range(len(held)), key=held.__getitem__, reverse=falling)]
    first, last = ("likeliest", "least likely") if falling else ("least likely", "likeliest")
    request = rng.choice(
        (
            (
                f"One {one} will be drawn blindly: draw one {shapes[0].kind} in each of the colours, in a single row "
                f"from the {first} colour on the left to the {last} one on the right."
            ),
            (
                f"Draw one {shapes[0].kind} per colour, side by side, so that the colour {first} to be drawn blindly "
                f"stands at the left end and the {last} one at the right end, the others between them in order."
            ),
        )
    )
    return order(request, shapes, ordered).of(rng, story)


def likely_sizes(teller: Teller, difficulty: Mapping[str, int]) -> Sketch:
    """Colours by size: the likelier, the larger."""
    del difficulty
    rng, many = teller.rng, 3
    story, shapes, held = _contents(teller, many, rng.choice(THINGS)[1])
    ranks = [sorted(held, reverse=True).index(count) for count in held]
    between = ", a medium one for the next" if many == 3 else ""
    request = rng.choice(
        (
            (
                f"From left to right, in the order in which the colours are first named, draw one {shapes[0].kind} "
                f"in each colour: a large one for the colour that is most likely to be drawn blindly{between} and a "
                f"small one for the least likely."
            ),
            (
                f"Draw one {shapes[0].kind} in each colour, side by side in the order of first mention: large where "
                "the chance of drawing the colour blindly is "
                f"greatest{', medium where it is second' if many == 3 else ''} and small where it is least."
            ),
        )
    )
    return sizes(request, shapes, ranks).of(rng, story)


def remaining(teller: Teller, difficulty: Mapping[str, int]) -> Sketch:
    """What is left of a whole when the other colours' chances are known."""
    rng = teller.rng
    one, plural = rng.choice(THINGS)
    colours = rng.sample(SEEN, difficulty["colours"])
    chances = rng.sample(SHARES, len(colours) - 1)
    whole = rng.choice((12, 20, 24, 30, 36, 40, 60))
    held = [whole * share for _, share in chances]
    rest = whole - sum(held)
    if rest.denominator != 1 or any(count.denominator != 1 for count in held) or rest < 2:
        raise MisfitError
    said = listed(
        [f"{words} for {with_article(colour)} one" for (words, _), colour in zip(chances, colours, strict=False)]
    )
    story = (
        f"{teller.name}'s bag holds {teller.n(whole)} {plural}. The chance of drawing one blindly is {said}; all the "
        f"others are {colours[-1]}."
    )
    amount = Amount(
        f"{colours[-1]} {one} in the bag",
        f"there are {colours[-1]} {plural} in the bag",
        int(rest),
        (int(whole - held[0]),),
    )
    return counts(teller, amount).of(rng, story)
