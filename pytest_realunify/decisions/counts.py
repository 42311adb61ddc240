"""How often a case came to which verdict, run by run, and that in words a person reads in a diff."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Final, Protocol, get_args

from pytest_realunify.records import SCORED, State

STATES: Final[tuple[State, ...]] = get_args(State)
"""In the order of a text."""

MOST: Final = 999_999
"""Verdicts of one case that a file may claim."""

WHOLE: Final = 5040
"""A score of 1: shares of up to ten repeats are whole numbers of its parts."""

ABSENT: Final = "-"
"""Of a run that does not have the case."""

_BETWEEN: Final = " | "
_STATE: Final = rf"(?:[1-9][0-9]{{0,5}} )?(?:{'|'.join(STATES)})"
_COUNTED: Final = re.compile(rf"{_STATE}(?:, {_STATE})*")
_REPLIES: Final = re.compile(r" \((1 reply|[2-9] replies|[1-9][0-9]{1,5} replies)\)$")


class Marked(Protocol):
    """A verdict, of a whole result or of its outline."""

    @property
    def strict(self) -> State: ...
    @property
    def parity(self) -> State: ...


@dataclass(frozen=True)
class RunCounts:
    """How often a case came to which verdict within one run, over its repeats."""

    strict: Mapping[State, int]
    parity: Mapping[State, int]
    replies: int | None = None
    """Different replies among the scored repeats, where some are copies of others; None where none is."""

    @classmethod
    def of(cls, verdicts: Iterable[Marked], replies: int | None = None) -> RunCounts:
        """In any order."""
        given = list(verdicts)
        if len(given) == 1:
            return _single(given[0].strict, given[0].parity)
        strict, parity = Counter(v.strict for v in given), Counter(v.parity for v in given)
        found = cls(_ordered(strict), _ordered(parity))
        return replace(found, replies=replies) if replies and replies < found.scored else found

    @classmethod
    def parse(cls, text: str) -> RunCounts:
        """The inverse of `text`. Raises ValueError with the problem."""
        told, split, parity = text.partition("; parity ")
        copies = _REPLIES.search(told)
        strict = told[: copies.start()] if copies else told
        record = cls(_parsed(strict), _parsed(parity if split else strict))
        if sum(record.strict.values()) != sum(record.parity.values()):
            raise ValueError(
                f"{text!r} has {sum(record.strict.values())} strict and {sum(record.parity.values())} parity verdicts"
            )
        if copies and int(copies[1].split()[0]) >= record.scored:
            raise ValueError(f"{text!r} has no copies among {record.scored} scored verdicts")
        return replace(record, replies=int(copies[1].split()[0])) if copies else record

    @property
    def text(self) -> str:
        """Such as `correct`, `2 correct, 1 wrong`, `3 correct (1 reply)` of copies, `wrong; parity correct`."""
        strict, parity = counted(self.strict), counted(self.parity)
        copies = f" ({self.replies} repl{'y' if self.replies == 1 else 'ies'})" if self.replies else ""
        return f"{strict}{copies}" if strict == parity else f"{strict}{copies}; parity {parity}"

    @property
    def cautious(self) -> RunCounts:
        """Where replies are not known: repeats that agree may be copies."""
        agree = self.scored > 1 and self.correct in (0, self.scored)
        return replace(self, replies=1) if agree else self

    @cached_property
    def correct(self) -> int:
        return self.strict.get("correct", 0)

    @cached_property
    def scored(self) -> int:
        """Verdicts inside the accuracy."""
        return sum(count for state, count in self.strict.items() if state in SCORED)

    @cached_property
    def unsupported(self) -> bool:
        """Whether the model lacked the verb."""
        return "unsupported" in self.strict

    @cached_property
    def scores(self) -> tuple[int, ...]:
        """What this run says of the case as evidence, in parts of WHOLE; empty where nothing was scored.

        Each different reply says it once: repeats of a greedy model are copies of one. Where fewer replies than repeats
        came to different verdicts, a judge told copies apart: the scores then have the repeats' mean.
        """
        if not self.scored:
            return ()
        replies = self.replies or self.scored
        right, rest = divmod(round(WHOLE * replies * self.correct / self.scored), WHOLE)
        found = (WHOLE,) * right + ((rest,) if rest else ())
        return found + (0,) * (replies - len(found))


@cache
def _single(strict: State, parity: State) -> RunCounts:
    """Most runs ask once: these few are shared by all cases."""
    return RunCounts({strict: 1}, {parity: 1})


@dataclass(frozen=True)
class CaseRecord:
    """A case's verdicts, run by run."""

    runs: tuple[RunCounts | None, ...]
    """In the order of the runs they are of; None of a run that does not have the case."""

    @classmethod
    def parse(cls, text: str) -> CaseRecord:
        """The inverse of `text`. Raises ValueError with the problem."""
        parts = text.split(_BETWEEN)
        return cls(tuple(None if part == ABSENT else RunCounts.parse(part) for part in parts))

    @property
    def text(self) -> str:
        """Such as `correct`, `correct | wrong | -`."""
        return _BETWEEN.join(ABSENT if run is None else run.text for run in self.runs)

    @property
    def cautious(self) -> CaseRecord:
        """Where replies are not known."""
        return CaseRecord(tuple(run.cautious if run else None for run in self.runs))

    @cached_property
    def strict(self) -> Mapping[State, int]:
        """Over all runs."""
        found: Counter[State] = Counter()
        for run in self.runs:
            if run is not None:
                found.update(run.strict)
        return _ordered(found)

    @cached_property
    def correct(self) -> int:
        return sum(run.correct for run in self.runs if run is not None)

    @cached_property
    def scored(self) -> int:
        """Verdicts inside the accuracy, over all runs."""
        return sum(run.scored for run in self.runs if run is not None)

    @cached_property
    def lacking(self) -> bool:
        """Whether the model lacked the verb in any run."""
        return any(run.unsupported for run in self.runs if run is not None)

    @cached_property
    def unsupported(self) -> bool:
        """Whether it came to nothing else in any run."""
        return all(len(run.strict) == run.unsupported for run in self.runs if run is not None)

    @property
    def known(self) -> bool:
        """Whether any run has it."""
        return any(self.runs)


def counted(states: Mapping[State, int]) -> str:
    """Such as `correct`, `3 correct`, `2 correct, 1 wrong`."""
    shown = [(state, count) for state, count in (states if len(states) == 1 else _ordered(states)).items() if count]
    if len(shown) == 1 and shown[0][1] == 1:
        return shown[0][0]
    return ", ".join(f"{count} {state}" for state, count in shown)


def in_columns(cases: Sequence[Mapping[str, RunCounts]]) -> dict[str, CaseRecord]:
    """Records by case, sorted, from each run's counts."""
    names = sorted({case for run in cases for case in run})
    return {case: CaseRecord(tuple(run.get(case) for run in cases)) for case in names}


def _parsed(text: str) -> dict[State, int]:
    if not _COUNTED.fullmatch(text):
        raise ValueError(f'is {text[:80]!r}, expected a verdict such as "correct" or "2 correct, 1 wrong"')
    found: dict[str, int] = {}
    for part in text.split(", "):
        count, _, state = part.rpartition(" ")
        if state in found:
            raise ValueError(f'is {text[:80]!r}, expected a verdict such as "correct" or "2 correct, 1 wrong"')
        found[state] = int(count or 1)
    return _ordered({state: found[state] for state in STATES if state in found})


def _ordered(states: Mapping[State, int]) -> dict[State, int]:
    return {state: states[state] for state in STATES if states.get(state)}
