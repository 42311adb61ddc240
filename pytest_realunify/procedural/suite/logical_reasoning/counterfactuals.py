"""What would have been: days with other weather, exchanges that did not take place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pytest_realunify.procedural.suite.asking import pose
from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.suite.logical_reasoning.things import COLOURS, KINDS, PEOPLE, distinct
from pytest_realunify.procedural.suite.objects import WIDEST
from pytest_realunify.procedural.world.scene import Scene, Shape, row
from pytest_realunify.procedural.world.words import listed, with_article

DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def weather(rng: Chance, objects: int, changes: int) -> Sketch:
    """A sign for each day by its weather and the day before; some days are supposed to have been otherwise."""
    count = max(4, min(objects + 1, WIDEST))
    changed = sorted(rng.sample(range(count), min(changes, count - 1)))
    wet = [rng.random() < 0.5 for _ in range(count)]
    kinds = rng.sample(KINDS, 3)
    hues = rng.sample(COLOURS, 3)
    dry_sign, wet_sign, after_sign = (Shape(kind, hue) for kind, hue in zip(kinds, hues, strict=True))
    who = rng.choice(PEOPLE)

    def board(days: Sequence[bool]) -> Scene:
        signs = [
            wet_sign if now else after_sign if before else dry_sign
            for before, now in zip([False, *days], days, strict=False)
        ]
        return row(*signs)

    supposed = [each != (at in changed) for at, each in enumerate(wet)]
    week = listed([f"{'rain' if each else 'sunshine'} on {DAYS[at]}" for at, each in enumerate(wet)])
    had = listed([_had(at, supposed[at], first=at == changed[0]) for at in changed])
    rules = (
        f"For every day {who} adds one shape to a row, from left to right: {_a(wet_sign)} if it rains, "
        f"{_a(dry_sign)} if the "
        f"sun shines, but {_a(after_sign)} instead on a sunny day that comes right after a rainy one"
    )
    prompt = rng.choice(
        (
            f"{rules}. There was {week}, and before that it was dry for weeks. Draw the row as it would be {had}.",
            f"{rules}. The days brought {week}, after a long dry spell. What would the row look like {had}? Draw it.",
        )
    )
    first_alone = [each != (at == changed[0]) for at, each in enumerate(wet)]
    return pose(rng, prompt, board(supposed), [*map(board, (wet, first_alone, [not each for each in supposed]))])


def _a(shape: Shape) -> str:
    return with_article(f"{shape.colour} {shape.kind}")


def _had(at: int, rainy: bool, first: bool) -> str:
    opening = "had " if first else ""
    return f"{opening}{DAYS[at]} been {'rainy' if rainy else 'sunny'}"


def exchanges(rng: Chance, objects: int, changes: int) -> Sketch:
    """People exchange what they hold; one exchange is supposed not to have happened."""
    count = max(3, min(objects, 6))
    people, things = rng.sample(PEOPLE, count), distinct(rng, count)
    swaps: list[tuple[int, int]] = []
    while len(swaps) < changes + 1:
        one, other = rng.sample(range(count), 2)
        if not swaps or {one, other} != set(swaps[-1]):
            swaps.append((one, other))
    undone = rng.randrange(len(swaps))
    ordinal = "last" if undone == len(swaps) - 1 else ("first", "second", "third", "fourth", "fifth")[undone]
    story = " ".join(
        f"{('First', 'Then', 'After that', 'Next', 'Later')[min(at, 4)]} {people[one]} and {people[other]} exchanged "
        f"what "
        "they had."
        for at, (one, other) in enumerate(swaps)
    )
    had = listed([f"{name} had {_a(thing)}" for name, thing in zip(people, things, strict=True)])
    prompt = rng.choice(
        (
            (
                f"{had}. {story} Suppose the {ordinal} of these exchanges had not taken place and all the others had. "
                f"Draw, in a "
                f"row from left to right, what {listed(people)} would have in the end, in this order."
            ),
            (
                f"At the start {had}. {story} Imagine that all this had happened except for the {ordinal} exchange. "
                f"In a "
                f"row "
                f"from left to right, draw what would finally belong to {listed(people)}, in this order."
            ),
        )
    )

    def held(done: Sequence[tuple[int, int]]) -> list[Shape]:
        now = list(things)
        for one, other in done:
            now[one], now[other] = now[other], now[one]
        return now

    right = held([swap for at, swap in enumerate(swaps) if at != undone])
    wrong = [row(*held(swaps)), row(*things), row(*held(swaps[undone:])), row(*right[::-1])]
    return pose(rng, prompt, row(*right), wrong)
