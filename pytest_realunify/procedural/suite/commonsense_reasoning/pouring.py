"""Liquid poured from glass to glass: what one loses the other gains."""

from __future__ import annotations

from itertools import product
from typing import Final

from pytest_realunify.procedural.suite.asking import pose
from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.world.scene import LEVELS, Glass, Scene, row
from pytest_realunify.procedural.world.words import listed

COLOURS: Final = ("red", "orange", "yellow", "green", "blue", "purple", "pink", "brown")
DRINKS: Final = ("juice", "lemonade", "squash", "syrup", "paint", "punch")
NAMES: Final = {2: ("left", "right"), 3: ("left", "middle", "right")}


def poured(rng: Chance, steps: int) -> Sketch:
    """`steps` pourings between two or three equal glasses."""
    colour, drink, level, count = rng.deal(list(product(COLOURS, DRINKS, (2, 3, 4), (2, 3))))
    first = rng.randrange(count)
    start = [level if place == first else rng.randint(0, 3) for place in range(count)]
    if not any(one != 4 for place, one in enumerate(start) if place != first):
        start[first - 1] = 0
    levels, before = list(start), list(start)
    told: list[str] = []
    while len(told) < steps or levels == start:
        before = list(levels)
        told.append(_pour(rng, levels, NAMES[count], drink))
    state = [f"the {name} one is {LEVELS[each]}" for name, each in zip(NAMES[count], start, strict=True)]
    prompt = rng.choice(_TEMPLATES).format(
        these="Two" if count == 2 else "Three",
        colour=colour,
        drink=drink,
        state=listed(state),
        steps="; then ".join(told),
        steps_apart=". Then ".join(told),
    )
    kept = list(start)
    kept[levels.index(max(levels))] = max(levels)
    wrong = [_glasses(each, colour) for each in (start, before, levels[::-1], kept)]
    return pose(rng, prompt, _glasses(levels, colour), wrong)


_TEMPLATES: Final = (
    """{these} equal glasses stand in a row for {colour} {drink}: {state}. Now {steps}. Not a drop is lost. Draw the \
glasses as they are in the end, the {drink} as {colour} liquid.""",
    """The {drink} in this picture is {colour} liquid, in glasses of one size, side by side: {state}. First \
{steps_apart}. Show the row of glasses afterwards.""",
)


def _pour(rng: Chance, levels: list[int], names: tuple[str, ...], drink: str) -> str:
    """One pouring, carried out on the levels, in words."""
    pairs = [(i, j) for i in range(len(levels)) for j in range(len(levels)) if i != j and levels[i] and levels[j] < 4]
    i, j = rng.choice(pairs)
    amount = rng.randint(1, min(levels[i], 4 - levels[j]))
    levels[i], levels[j] = levels[i] - amount, levels[j] + amount
    giver, taker = names[i], names[j]
    if levels[i] == 0:
        return f"all the {drink} in the {giver} glass is poured into the {taker} one"
    told, left = rng.choice(((taker, levels[j]), (giver, levels[i])))
    return f"{drink} is poured from the {giver} glass into the {taker} one until the {told} one is {LEVELS[left]}"


def _glasses(levels: list[int], colour: str) -> Scene:
    return row(*(Glass(level, colour if level else None) for level in levels))
