"""Who a problem is about, and how its numbers are said."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.suite.mathematical_reasoning.picturing import MisfitError
from pytest_realunify.procedural.suite.secrecy import given_away
from pytest_realunify.procedural.world.words import number

PEOPLE: Final = {
    **dict.fromkeys(("Aisha", "Amara", "Clara", "Elif", "Freya", "Hana", "Ines", "Ingrid", "Lena", "Marta"), "she"),
    **dict.fromkeys(("Mira", "Nadia", "Priya", "Sofia", "Yuki", "Zoe"), "she"),
    **dict.fromkeys(("Carlos", "Emil", "Felix", "Hugo", "Idris", "Jonas", "Kofi", "Luca", "Mateo", "Omar"), "he"),
    **dict.fromkeys(("Oskar", "Pablo", "Ravi", "Samir", "Theo", "Tomas"), "he"),
}
SPANS: Final = {
    15: "a quarter of an hour",
    30: "half an hour",
    45: "three quarters of an hour",
    60: "an hour",
    90: "an hour and a half",
}
TRIES: Final = 200
MOST_ON_SIGN: Final = 60


@dataclass(frozen=True, slots=True)
class Teller:
    """One problem's chances, its person, whether small numbers are words in it, how many objects a picture may hold,
    and whether a single amount is written on a sign, where it may be larger."""

    rng: Chance
    name: str
    in_words: bool
    objects: int
    sign: bool

    @property
    def most(self) -> int:
        """The most that a single amount may be."""
        return MOST_ON_SIGN if self.sign else self.objects

    @property
    def she(self) -> str:
        """`she` or `he`."""
        return PEOPLE[self.name]

    @property
    def her(self) -> str:
        """`her` or `his`."""
        return "her" if self.she == "she" else "his"

    def n(self, value: int) -> str:
        """A number as this problem writes it."""
        return number(value) if value == 1 or (self.in_words and value <= 12) else str(value)

    def ratio(self, parts: Sequence[int]) -> str:
        """`two to one to five`."""
        return " to ".join(number(part) if self.in_words and part <= 12 else str(part) for part in parts)

    def span(self, minutes: int) -> str:
        """`half an hour`, `2 hours and 10 minutes`."""
        hours, rest = divmod(minutes, 60)
        if minutes in SPANS:
            return SPANS[minutes]
        if not hours:
            return f"{self.n(minutes)} minutes"
        whole = "an hour" if hours == 1 else f"{self.n(hours)} hours"
        return f"{whole} and {self.n(rest)} minutes" if rest else whole

    def some(self, value: int, one: str, many: str) -> str:
        """`seven apples`, `1 apple`."""
        return f"{self.n(value)} {one if value == 1 else many}"

    def others(self, count: int) -> list[str]:
        """More people, all different."""
        return self.rng.sample([name for name in PEOPLE if name != self.name], count)


Family = Callable[[Teller, Mapping[str, int]], Sketch]
"""One kind of problem. It may raise MisfitError, and is asked again."""


def told(families: tuple[Family, ...]) -> Callable[[Chance, Mapping[str, int]], Sketch]:
    """A subtask's `build`. Every problem names its person, so dealing (family, person) makes all prompts different. A
    family that finds no numbers for so few objects leaves its turn to the next."""
    pool = tuple(product(families, PEOPLE))

    def build(rng: Chance, difficulty: Mapping[str, int]) -> Sketch:
        family, name = rng.deal(pool)
        sign = rng.random() < 0.3
        at = families.index(family)
        for each in (*families[at:], *families[:at]):
            for _ in range(TRIES):
                teller = Teller(rng, name, rng.random() < 0.5, difficulty["objects"], sign)
                with contextlib.suppress(MisfitError):
                    made = each(teller, difficulty)
                    if not given_away(made):
                        return made
        raise AssertionError(f"no family finds numbers for {dict(difficulty)}")

    return build
