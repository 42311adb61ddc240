"""The flip matrix: cases by their verdict before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, get_args

from pytest_realunify.decisions.gates.outcome import Change
from pytest_realunify.records import Result, State
from pytest_realunify.taxonomy import in_table_order

ORDER: Final = (*get_args(State), "mixed")
"""`mixed`: repeats of a case that came to several verdicts."""


@dataclass(frozen=True, slots=True)
class FlipCell:
    """So many cases went from one verdict to another."""

    count: int
    tone: str
    """`same`, `worse`, `better` or `other`; empty for a cell of no case."""


@dataclass(frozen=True, slots=True)
class FlipMatrix:
    """Rows are verdicts before, columns verdicts after."""

    title: str
    states: tuple[str, ...]
    rows: tuple[tuple[str, tuple[FlipCell, ...]], ...]


def flip_matrix(title: str, flips: Iterable[tuple[tuple[str, str], int]]) -> FlipMatrix:
    """From verdicts before and after with their counts; it has the states that occur."""
    counts = dict(flips)
    seen = {state for pair in counts for state in pair}
    states = tuple(state for state in ORDER if state in seen)
    rows = [
        (before, tuple(_cell(before, after, counts.get((before, after), 0)) for after in states)) for before in states
    ]
    return FlipMatrix(title, states, tuple(rows))


def since_baseline(changes: Iterable[Change], results: Iterable[Result]) -> list[FlipMatrix]:
    """By protocol: changed cases by before and after; cases the baseline knows no other verdict of stay where they are.

    A changed case is counted once, however often it was repeated.
    """
    by_case = {change.case: change for change in changes}
    verdicts: dict[str, dict[str, set[str]]] = {}
    for result in results:
        verdicts.setdefault(result.protocol, {}).setdefault(result.case, set()).add(result.verdict.strict)
    return [flip_matrix(name, _counted(verdicts[name], by_case).items()) for name in in_table_order(verdicts)]


def _counted(cases: Mapping[str, Collection[str]], changes: Mapping[str, Change]) -> Counter[tuple[str, str]]:
    counts: Counter[tuple[str, str]] = Counter()
    for case, states in cases.items():
        now = next(iter(states)) if len(states) == 1 else "mixed"
        change = changes.get(case)
        counts[(_named(change.before), _named(change.after)) if change else (now, now)] += 1
    return counts


def _named(told: str) -> str:
    """`2 correct, 1 wrong` is mixed."""
    return told if told in ORDER else "mixed"


def _cell(before: str, after: str, count: int) -> FlipCell:
    if not count:
        return FlipCell(0, "")
    if before == after:
        return FlipCell(count, "same")
    if "correct" in (before, after):
        return FlipCell(count, "better" if after == "correct" else "worse")
    return FlipCell(count, "other")
