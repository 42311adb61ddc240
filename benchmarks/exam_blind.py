"""Guessing without the picture: solvers that see question and options alone. A fair exam leaves each of them a quarter.

Each gives every option a mark and takes the best; `prior` has learnt from the instances of another seed which options
are right how often, after questions of the same form.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

Mark = Callable[[str, Sequence[str], str], float]
"""How likely an option is, from question, all options and that option."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One instance as it is asked without its picture."""

    question: str
    options: tuple[str, ...]
    answer: str  # the right option's letter


def picture_free(asked: Sequence[Seen], learnt_from: Sequence[Seen]) -> dict[str, float]:
    """Share that each solver has right."""
    prior = _Prior(learnt_from)
    solvers: dict[str, Mark] = {**_MARKS, "prior of options": prior.option, "prior of ranks": prior.rank}
    count = max(1, len(asked))
    found = {f"always {letter}": sum(each.answer == letter for each in asked) / count for letter in "ABCD"}
    return found | {name: sum(_right(each, mark) for each in asked) / count for name, mark in solvers.items()}


def _right(each: Seen, mark: Mark) -> float:
    """1 when the best mark is the right option's, a part of that when it shares the best with others."""
    marks = [mark(each.question, each.options, option) for option in each.options]
    best = [letter for letter, own in zip("ABCD", marks, strict=True) if own == max(marks)]
    return (each.answer in best) / len(best)


def _number(option: str) -> float:
    found = re.search(r"\d+(?:\.\d+)?", option)
    return float(found[0]) if found else 0.0


def _rank(options: Sequence[str], option: str) -> int:
    """Place of an option's number, or of its text, among the four."""
    return sorted(options, key=lambda each: (_number(each), each)).index(option)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def _alike(options: Sequence[str], option: str) -> float:
    """To the others, on average."""
    return sum(SequenceMatcher(None, option, other).ratio() for other in options if other != option)


_MARKS: Final[dict[str, Mark]] = {
    "lowest": lambda _, options, option: -_rank(options, option),
    "second lowest": lambda _, options, option: _rank(options, option) == 1,
    "second highest": lambda _, options, option: _rank(options, option) == 2,
    "highest": lambda _, options, option: _rank(options, option),
    "longest": lambda _, __, option: len(option),
    "shortest": lambda _, __, option: -len(option),
    "most of the question's words": lambda question, _, option: len(_words(question) & _words(option)),
    "least of the question's words": lambda question, _, option: -len(_words(question) & _words(option)),
    "most like the others": lambda _, options, option: _alike(options, option),
    "least like the others": lambda _, options, option: -_alike(options, option),
}


class _Prior:
    """What another seed teaches about options and their ranks."""

    def __init__(self, seen: Sequence[Seen]) -> None:
        self._options: dict[str, Counter[str]] = defaultdict(Counter)
        self._wrong: dict[str, Counter[str]] = defaultdict(Counter)
        self._ranks: dict[str, Counter[int]] = defaultdict(Counter)
        for each in seen:
            form, right = _form(each.question), each.options["ABCD".index(each.answer)]
            self._ranks[form][_rank(each.options, right)] += 1
            for option in each.options:
                (self._options if option == right else self._wrong)[form][option] += 1

    def option(self, question: str, _: Sequence[str], option: str) -> float:
        """How often it was right of the times it was offered, drawn towards a quarter by four imagined ones."""
        form = _form(question)
        right, wrong = self._options[form][option], self._wrong[form][option]
        return (right + 1) / (right + wrong + 4)

    def rank(self, question: str, options: Sequence[str], option: str) -> float:
        """How often its rank was right."""
        return self._ranks[_form(question)][_rank(options, option)]


def _form(question: str) -> str:
    """The question's last sentence without names and numbers."""
    last = re.split(r"(?<=[.)])\s+", question.strip())[-1]
    return re.sub(r'"[^"]*"|\b[A-Z]\w?\b|\d+', "_", last)
