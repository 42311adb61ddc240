"""How many candles are on a cake: ages told by other ages."""

from __future__ import annotations

from itertools import permutations, product
from typing import Final

from pytest_realunify.procedural.suite.asking import pose
from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.world.figures.counted import MOST, Cake
from pytest_realunify.procedural.world.scene import row
from pytest_realunify.procedural.world.words import number

GIRLS: Final = ("Abby", "Bea", "Clara", "Dora", "Emma", "Fay", "Gina", "Hazel")
BOYS: Final = ("Abel", "Bob", "Carl", "Dirk", "Eric", "Fred", "Gus", "Hank")
MOST_BY: Final = 7
"""Years between two of them."""


def birthday(rng: Chance, steps: int, objects: int) -> Sketch:
    """A child's new age, from a brother's or sister's age over so many steps."""
    most = min(MOST, objects)
    age, (child, first) = rng.deal(list(product(range(2, most + 1), permutations((*GIRLS, *BOYS), 2))))
    told, other = _told(rng, (child, first), age, steps)
    prompt = rng.choice(_TEMPLATES).format(told=told, child=child, her="her" if child in GIRLS else "his")
    slips = [other, age + 1, age - 1, age + 2]
    return pose(rng, prompt, row(Cake(age)), [row(Cake(slip)) for slip in slips if 0 < slip <= MOST])


_TEMPLATES: Final = (
    "{told} Today is {child}'s birthday. Draw {her} cake with one candle for every year of {her} new age.",
    "{told} Today {child} has turned that old. Show the birthday cake, a candle for each year.",
)


def _told(rng: Chance, people: tuple[str, str], age: int, steps: int) -> tuple[str, int]:
    """A chain of comparisons that begins with an age and ends with the child's; the numbers differ from the child's
    age. And the age that the chain begins with."""
    others = [name for name in (*GIRLS, *BOYS) if name not in people]
    names = [people[0], *rng.sample(others, steps - 1), people[1]]
    ages, links = [age], list[str]()
    for place in range(steps):
        new, text = rng.choice(_links(ages[-1], age, names[place], names[place + 1]))
        ages.append(new)
        links.append(text)
    first = f"{names[-1]} is {number(ages[-1])} years old."
    return " ".join([first, *(f"{link}." for link in reversed(links))]), ages[-1]


def _links(younger: int, secret: int, one: str, other: str) -> list[tuple[int, str]]:
    """Ages of the other one, with how the first one's age follows from it; none of the numbers is the secret."""
    found = [
        (younger + by, f"{one} is {number(by)} years younger than {other}")
        for by in range(2, MOST_BY + 1)
        if secret not in (by, younger + by)
    ]
    if 2 * younger != secret and secret != 2:
        found += [(2 * younger, f"{one} is half as old as {other}")] * 3
    return found
