"""Sentences, and the quantities in them: what every kind of problem is read with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Final

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.world.words import NUMBERS

_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS: Final = {word: value for value, word in enumerate(NUMBERS)} | {
    word: 10 * place for place, word in enumerate(_TENS, 2)
}
_PARTS: Final = {"half": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5}
_COUNTS: Final = {"": 1, "a": 1, "one": 1, "two": 2, "three": 3, "four": 4}

NUMBER: Final = rf"(?:\d{{1,7}}(?:\.\d{{1,3}})?|{'|'.join(sorted(_WORDS, key=len, reverse=True))}|an?)"
PART: Final = (
    r"(?:\d{1,4}/[1-9]\d{0,3}|\d{1,3}(?:\.\d{1,3})? ?(?:%|per cent)|half|(?:a|one|two|three|four) "
    r"(?:half|thirds?|quarters?|fifths?))"
)
SPAN: Final = (
    rf"(?:{NUMBER} hours? and {NUMBER} minutes?|an hour and a half|half an hour|(?:a|three) quarters? of an hour"
    rf"|{NUMBER} (?:hours?|minutes?))"
)
_KINDS: Final = {"": NUMBER, "part": PART, "span": SPAN, "who": "[a-z]+", "noun": "[a-z-]+(?: [a-z-]+)?"}
_HOLE: Final = re.compile(r"(?<!\?P)<(?P<name>\w+)(?::(?P<kind>\w+))?>")
_ENDS: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9])")
FLAGS: Final = re.IGNORECASE | re.ASCII
"""Without ASCII, `six` would also match with letters that lower() does not turn into it."""
MOST: Final = 4000
"""Characters of a request that are read: no word problem is longer."""


@lru_cache(maxsize=2048)
def rule(pattern: str) -> re.Pattern[str]:
    """A regular expression with holes: `<n>` a number, `<p:part>` a fraction, `<t:span>` a time, `<w:who>` a word,
    `<x:noun>` one or two words."""
    filled = _HOLE.sub(lambda hole: rf"(?P<{hole['name']}>{_KINDS[hole['kind'] or '']})", pattern)
    return re.compile(filled, FLAGS)


@dataclass(slots=True)
class Text:
    """The sentences of a request that have not been understood yet, without their full stops."""

    sentences: list[str]

    @classmethod
    def of(cls, request: str) -> Text:
        whole = " ".join(request[: MOST + 1].split())
        return cls([sentence.rstrip(".!?") for sentence in _ENDS.split(whole)] if len(whole) <= MOST else [])

    def copy(self) -> Text:
        return Text(list(self.sentences))

    def take(self, *patterns: str) -> re.Match[str] | None:
        """The first sentence that one of the rules describes in full; it is understood now."""
        for place, sentence in enumerate(self.sentences):
            for pattern in patterns:
                if match := rule(pattern).fullmatch(sentence):
                    del self.sentences[place]
                    return match
        return None


def number(text: str) -> Fraction:
    """`7`, `seven`, `2.5`, `a`."""
    word = text.lower()
    if word in ("a", "an"):
        return Fraction(1)
    return Fraction(_WORDS[word]) if word in _WORDS else Fraction(word)


def part(text: str) -> Fraction:
    """`half`, `a third`, `3/8`, `40 %`."""
    words = text.lower().removesuffix("%").removesuffix("per cent").strip()
    if words != text.lower():
        return Fraction(words) / 100
    if "/" in words:
        return Fraction(words)
    count, _, name = words.rpartition(" ")
    return Fraction(_COUNTS[count], _PARTS[name])


def minutes(text: str) -> Fraction:
    """`an hour and 20 minutes`, `three quarters of an hour`."""
    words = text.lower()
    if words == "an hour and a half":
        return Fraction(90)
    if words == "half an hour":
        return Fraction(30)
    if words.endswith(" of an hour"):
        return 60 * part(words.removesuffix(" of an hour"))
    hour = facts("mathematical_reasoning/proportional_reasoning")["time"]["in_minutes"]["hour"]
    total = Fraction(0)
    for piece in words.split(" and "):
        amount, unit = piece.split(" ")
        total += number(amount) * (hour if unit.startswith("hour") else 1)
    return total


def numbers(match: re.Match[str], *names: str) -> list[Fraction]:
    """The numbers in the named holes."""
    return [number(match[name]) for name in names]
