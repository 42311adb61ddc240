"""The words of the flat-shape world: numbers, plurals, places."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pytest_realunify.procedural.world.shapes import COLOURS, SHAPES

NUMBERS: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
ORDINALS: Final = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
"""English ordinals by place, counted from 0."""

FIGURES: Final = (
    *("clock", "die", "domino", "thermometer", "traffic light", "tree", "balance", "cake", "house", "wire"),
    *("path", "bar chart", "board"),
)
"""Things of several parts."""
NOUNS: Final = (*SHAPES, "arrow", "sign", "flag", "glass", *FIGURES, "object")
"""What can be counted. An object is anything that stands on the ground by itself."""

NUMBER: Final = rf"(?:{'|'.join(reversed(NUMBERS))}|\d{{1,7}}|an?)"
COLOUR: Final = rf"(?:{'|'.join(COLOURS)})"
_DIGITS: Final = re.compile(r"\d+(?:[.,]\d+)*")
_VALUES: Final = {word: value for value, word in enumerate(NUMBERS)} | {"a": 1, "an": 1, "no": 0}
_MORE_VALUES: Final = {
    "single": 1,
    "once": 1,
    "pair": 2,
    "twice": 2,
    "double": 2,
    "both": 2,
    "thrice": 3,
    "dozen": 12,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
    "hundred": 100,
}


def number(value: int) -> str:
    """`eight`; digits from 21 on."""
    return NUMBERS[value] if 0 <= value < len(NUMBERS) else str(value)


def value_of(word: str) -> int:
    """The inverse of `number`; "a" and "an" are 1. Raises KeyError for no number."""
    return int(word) if word.isdigit() else _VALUES[word.lower()]


def plural(noun: str) -> str:
    """`circles`, `crosses`, `glasses`, `dice`."""
    return _IRREGULAR.get(noun) or noun + ("es" if noun.endswith("s") else "s")


def singular(noun: str) -> str:
    """The inverse of `plural`; a singular stays itself. Raises KeyError for a noun not of this world."""
    return _SINGULAR[noun.lower()]


_IRREGULAR: Final = {"die": "dice", "domino": "dominoes"}
_SINGULAR: Final = {form: noun for noun in NOUNS for form in (noun, plural(noun))}


def with_article(phrase: str) -> str:
    """`an orange circle`."""
    return f"an {phrase}" if phrase[0] in "aeiou" else f"a {phrase}"


def listed(phrases: Sequence[str]) -> str:
    """`red, white and blue`."""
    return phrases[0] if len(phrases) == 1 else f"{', '.join(phrases[:-1])} and {phrases[-1]}"


def numbers_in(text: str) -> set[str]:
    """Every number a text states, as digits: `{"3", "42"}` for "Three … 42 …". Articles do not count."""
    words = {str(_VALUES[word]) for word in re.findall(r"[a-z]+", text.lower()) if word in NUMBERS}
    words |= {str(_MORE_VALUES[word]) for word in re.findall(r"[a-z]+", text.lower()) if word in _MORE_VALUES}
    words |= {str(NUMBERS.index(stem)) for stem in _ordinal_stems(text)}
    return words | {str(int(digits)) for match in _DIGITS.findall(text) for digits in re.findall(r"\d+", match)}


def _ordinal_stems(text: str) -> list[str]:
    """Numbers hidden in compounds such as `five-sided` or `eight-legged` are words already; `fifth` is not."""
    return [NUMBERS[ORDINALS.index(word) + 1] for word in re.findall(r"[a-z]+", text.lower()) if word in ORDINALS]
