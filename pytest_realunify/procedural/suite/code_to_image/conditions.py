"""Conditions in Python and in fact: each is a text for a program and a function that says the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from pytest_realunify.procedural.suite.base import Chance

T = TypeVar("T")

WORDS: Final = (
    *("lantern", "level", "banana", "window", "garden", "river", "orange", "pepper", "radar", "ticket", "copper"),
    *("meadow", "planet", "summer", "acorn", "engine", "island", "kettle", "mirror", "needle", "parrot", "quartz"),
    *("ribbon", "saddle", "tunnel", "velvet", "walnut", "yellow", "zipper", "anchor", "bottle", "candle", "dragon"),
    *("eagle", "forest", "guitar", "hammer", "insect", "jacket", "kayak", "ladder", "magnet", "noon", "oyster"),
)


@dataclass(frozen=True, slots=True)
class Condition(Generic[T]):
    """`text` speaks of a variable by name."""

    text: str
    holds: Callable[[T], bool]


def of_number(rng: Chance, name: str) -> Condition[int]:
    """A condition on a whole number of up to two digits."""
    low, high = sorted(rng.sample(range(12, 80), 2))
    factor, other = rng.sample((2, 3, 4, 5, 7), 2)
    rest = rng.randrange(factor)
    return rng.choice(
        (
            Condition(f"{name} % {factor} == {rest}", lambda n: n % factor == rest),
            Condition(f"{name} > {low}", lambda n: n > low),
            Condition(f"{name} < {high}", lambda n: n < high),
            Condition(f"{low} <= {name} < {high}", lambda n: low <= n < high),
            Condition(f"{name} % {factor} == 0 and {name} > {low}", lambda n: n % factor == 0 and n > low),
            Condition(f"{name} % {factor} == {rest} or {name} > {high}", lambda n: n % factor == rest or n > high),
            Condition(f"{name} // 10 > {name} % 10", lambda n: n // 10 > n % 10),
            Condition(
                f"not ({name} % {factor} == 0 or {name} % {other} == 0)", lambda n: n % factor > 0 and n % other > 0
            ),
        )
    )


def of_word(rng: Chance, name: str) -> Condition[str]:
    """A condition on a word in small letters."""
    letter, other = rng.sample("aeinrtlo", 2)
    length = rng.choice((5, 6))
    return rng.choice(
        (
            Condition(f'"{letter}" in {name}', lambda word: letter in word),
            Condition(f"len({name}) > {length}", lambda word: len(word) > length),
            Condition(f"len({name}) % 2 == 0", lambda word: len(word) % 2 == 0),
            Condition(f'{name}[0] in "aeiou"', lambda word: word[0] in "aeiou"),
            Condition(f'{name}.endswith("{letter}")', lambda word: word[-1] == letter),
            Condition(f"{name} == {name}[::-1]", lambda word: word == word[::-1]),
            Condition(f"{name}[0] < {name}[-1]", lambda word: word[0] < word[-1]),
            Condition(f'{name}.count("{letter}") > 1', lambda word: word.count(letter) > 1),
            Condition(
                f'"{letter}" in {name} and "{other}" not in {name}', lambda word: letter in word and other not in word
            ),
            Condition(f'{name} < "{letter}"', lambda word: word < letter),
        )
    )


def of_flags(rng: Chance, flags: dict[str, bool], size: int) -> tuple[str, bool]:
    """A boolean expression of so many names, and its value. Names come up again only when all have."""
    names = rng.sample(list(flags), len(flags))
    return _joined(rng, [(name, flags[name]) for name in (names * size)[:size]])


def _joined(rng: Chance, flags: list[tuple[str, bool]]) -> tuple[str, bool]:
    if len(flags) == 1:
        name, value = flags[0]
        return (name, value) if rng.random() < 0.6 else (f"not {name}", not value)
    half = len(flags) // 2
    (left, value), (right, second) = _joined(rng, flags[:half]), _joined(rng, flags[half:])
    left, right = (f"({text})" if " and " in text or " or " in text else text for text in (left, right))
    if rng.random() < 0.5:
        return f"{left} and {right}", value and second
    return f"{left} or {right}", value or second
