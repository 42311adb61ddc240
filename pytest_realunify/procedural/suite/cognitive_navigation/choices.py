"""Wrong options that give nothing away: seen without the picture, each of the four is as likely to be the right one."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Final

Wrong = tuple[str, str, str]

LABELS: Final = "EFHJKLMNPRTUVWXYZ"
"""Names of spots and places: no A-D (option letters), S or G (start and goal), and no two that look alike."""

MORE_LABELS: Final = ("Ek", "Fu", "Ha", "Jo", "Ky", "Lu", "My", "Po", "Ra", "Ty", "Vo", "Za")
"""Names of places where there are more of them than letters."""


def names(rng: random.Random, count: int) -> tuple[str, ...]:
    """Of so many places: single letters as long as they suffice."""
    return tuple(rng.sample((*LABELS, *(MORE_LABELS if count > len(LABELS) else ())), count))


def shuffled(rng: random.Random, first: str, second: str, third: str) -> Wrong:
    """The order of wrong options must not depend on what they say: it decides their letters."""
    return _three(rng.sample((first, second, third), 3))


def rest_of_window(rng: random.Random, right: int, least: int) -> Wrong:
    """The other three of the four numbers from `least` on."""
    return _three(rng.sample([str(value) for value in range(least, least + 4) if value != right], 3))


def lists_crossed(rng: random.Random, route: Sequence[str], stray: str, at: int | None = None) -> tuple[str, Wrong]:
    """The right list, and: two neighbours swapped (the first of them at `at`, else anywhere), one replaced by what is
    off the route, both: no odd one out."""
    at = rng.randrange(len(route) - 1) if at is None else at
    replaced = rng.choice(route)
    swapped = [*route[:at], route[at + 1], route[at], *route[at + 2 :]]
    strayed = [[stray if each == replaced else each for each in way] for way in (route, swapped)]
    return ", ".join(route), shuffled(rng, *(", ".join(way) for way in (swapped, *strayed)))


def sums_crossed(rng: random.Random, base: int, one: int, other: int) -> tuple[int, tuple[int, int, int]]:
    """Right and wrong numbers out of base, base + one, base + other and base + both, each right with the same chance.

    A shortest route is a minimum, and its rivals are longer: without this balance it would be the smallest option.
    """
    right, first, second, third = rng.sample((base, base + one, base + other, base + one + other), 4)
    return right, (first, second, third)


def _three(options: list[str]) -> Wrong:
    first, second, third = options
    return first, second, third
