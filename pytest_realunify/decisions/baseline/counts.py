"""How often a case came to which verdict, and that in words a person reads in a diff."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, get_args

from pytest_realunify.records import SCORED, State, Verdict

STATES: Final[tuple[State, ...]] = get_args(State)
"""In the order of a text."""

MOST: Final = 999_999
"""Verdicts of one case that a file may claim."""

_COUNTED: Final = re.compile(rf"(?:(?P<count>[1-9][0-9]{{0,5}}) )?(?P<state>{'|'.join(STATES)})")


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """How often a case came to which verdict, over repeats and over the runs the baseline was made of."""

    strict: Mapping[State, int]
    parity: Mapping[State, int]

    @classmethod
    def of(cls, verdicts: Iterable[Verdict]) -> CaseRecord:
        """In any order."""
        given = list(verdicts)
        return cls(_ordered(Counter(v.strict for v in given)), _ordered(Counter(v.parity for v in given)))

    @classmethod
    def parse(cls, text: str) -> CaseRecord:
        """The inverse of `text`. Raises ValueError with the problem."""
        strict, split, parity = text.partition("; parity ")
        record = cls(_parsed(strict), _parsed(parity if split else strict))
        if record.verdicts != sum(record.parity.values()):
            raise ValueError(f"{text!r} has {record.verdicts} strict and {sum(record.parity.values())} parity verdicts")
        return record

    @property
    def text(self) -> str:
        """Such as `correct`, `2 correct, 1 wrong`, `wrong; parity correct`."""
        strict, parity = counted(self.strict), counted(self.parity)
        return strict if strict == parity else f"{strict}; parity {parity}"

    @property
    def correct(self) -> int:
        return self.strict.get("correct", 0)

    @property
    def scored(self) -> int:
        """Verdicts inside the accuracy."""
        return sum(count for state, count in self.strict.items() if state in SCORED)

    @property
    def verdicts(self) -> int:
        """Of any state."""
        return sum(self.strict.values())

    def plus(self, other: CaseRecord) -> CaseRecord:
        """Both together."""
        return CaseRecord(
            _ordered(Counter(self.strict) + Counter(other.strict)),
            _ordered(Counter(self.parity) + Counter(other.parity)),
        )

    def thinned(self, keep: int, seed: str) -> CaseRecord:
        """At most `keep` of the verdicts, drawn blindly: what is left is as likely to pass or fail as all of it was."""
        if self.verdicts <= keep:
            return self
        return CaseRecord(_drawn(self.strict, keep, seed), _drawn(self.parity, keep, seed))


def counted(states: Mapping[State, int]) -> str:
    """Such as `correct`, `3 correct`, `2 correct, 1 wrong`."""
    shown = [(state, count) for state, count in _ordered(states).items() if count]
    if len(shown) == 1 and shown[0][1] == 1:
        return shown[0][0]
    return ", ".join(f"{count} {state}" for state, count in shown)


def _parsed(text: str) -> dict[State, int]:
    found: dict[str, int] = {}
    for part in text.split(", "):
        match = _COUNTED.fullmatch(part)
        if match is None or match["state"] in found:
            raise ValueError(f'is {text[:80]!r}, expected a verdict such as "correct" or "2 correct, 1 wrong"')
        found[match["state"]] = int(match["count"] or 1)
    return _ordered({state: found[state] for state in STATES if state in found})


def _drawn(states: Mapping[State, int], keep: int, seed: str) -> dict[State, int]:
    names = [state for state in STATES if states.get(state)]
    drawn = random.Random(seed).sample(names, keep, counts=[states[state] for state in names])
    return _ordered(Counter(drawn))


def _ordered(states: Mapping[State, int]) -> dict[State, int]:
    return {state: states[state] for state in STATES if states.get(state)}
