"""Cases that turned: between two runs, and at every run of a trend since the one before it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final, Protocol, get_args

from pytest_realunify.decisions.counts import counted
from pytest_realunify.decisions.evidence import Place
from pytest_realunify.decisions.gates.outcome import Change
from pytest_realunify.decisions.trend.sheet import members
from pytest_realunify.numbers.outlines import Outline
from pytest_realunify.records import SCORED, State
from pytest_realunify.stored.comparability import Comparability, Instrument
from pytest_realunify.taxonomy import CATEGORY, protocol_key, table_key

States = Mapping[str, Counter[State]]
"""By case, how often each strict state over its repeats."""


class Judged(Protocol):
    """A result or its outline."""

    @property
    def case(self) -> str: ...
    @property
    def verdict(self) -> Marked: ...


class Marked(Protocol):
    """Its verdict."""

    @property
    def strict(self) -> State: ...


@dataclass(frozen=True, slots=True)
class Turns:
    """Cases of one category under one protocol that a run of a trend has otherwise than the one before it."""

    category: str
    protocol: str
    at: int
    """The run's place, counting from 0."""
    since: int
    """The place of the last run before it that has a point here."""
    changes: Sequence[Change]
    """Right before and not now first, then other worse ones, then better ones; within these by case."""
    note: str = ""
    """Why they compare less, or not at all: another judge, another suite. Else empty."""

    @property
    def lost(self) -> int:
        """Cases that were right more often before."""
        return sum(change.worse for change in self.changes)

    @property
    def gained(self) -> int:
        return len(self.changes) - self.lost


def turns_of(turned: Iterable[Turns], scope: str, protocol: str, at: int) -> list[Turns]:
    """Those behind one point: of a category, or of all that an average is the mean of."""
    wanted = set(members(scope))
    return [each for each in turned if (each.at, each.protocol) == (at, protocol) and each.category in wanted]


_ALL: Final = Fraction(1)
_ONCE: Final[Mapping[State, Counter[State]]] = {state: Counter({state: 1}) for state in get_args(State)}
"""Of cases that ran once, which is most of them: shared, and changed by nobody."""


# Two runs -------------------------------------------------------------------------------------------------------------


def states_of(results: Iterable[Judged]) -> dict[str, Counter[State]]:
    """By case; repeats are counted."""
    found: dict[str, Counter[State]] = {}
    for result in results:
        known, this = found.get(result.case), _ONCE[result.verdict.strict]
        found[result.case] = this if known is None else known + this
    return found


def changes(before: States, after: States) -> list[Change]:
    """Cases of both whose verdict differs, the worse ones first, then by case."""
    found = [
        Change(case, counted(states), counted(now), _worth(now) < _worth(states))
        for case, states in before.items()
        if (now := after.get(case)) is not None and now is not states and _shares(now) != _shares(states)
    ]
    return sorted(found, key=lambda change: (not change.worse, change.case))


def _shares(states: Counter[State]) -> dict[State, Fraction]:
    """Three times correct is no change from once."""
    if len(states) == 1:
        return dict.fromkeys(states, _ALL)
    return {state: Fraction(count, states.total()) for state, count in states.items()}


def _worth(states: Counter[State]) -> tuple[float, float, float]:
    """What a case came to: right before wrong, and where that is the same, scored before trouble, read before not."""
    total = states.total()
    scored = sum(states[state] for state in SCORED)
    return states["correct"] / total, scored / total, (scored - states["unparsed"]) / total


# Many -----------------------------------------------------------------------------------------------------------------

_WARNINGS: Final[Mapping[Instrument, str]] = {
    "judge": "another judge too",
    "scorers": "read by other scorers",
}


def turned(runs: Sequence[tuple[Comparability, Sequence[Outline]]]) -> list[Turns]:
    """By protocol, category and run; without those where nothing turned and nothing is to be said."""
    by_place = [_by_place(outlines) for _, outlines in runs]
    places = sorted(
        {place for each in by_place for place in each}, key=lambda at: (protocol_key(at[1]), table_key(at[0]))
    )
    tools = [tool for tool, _ in runs]
    found = (each for place in places for each in _course(place, by_place, tools))
    return [each for each in found if each.changes or each.note]


def _course(place: Place, runs: Sequence[Mapping[Place, States]], tools: Sequence[Comparability]) -> Iterator[Turns]:
    there = [number for number, each in enumerate(runs) if place in each]
    for since, at in pairwise(there):
        category, protocol = place
        others = [what for what, _, _ in tools[since].changes(tools[at])]
        if CATEGORY[category].axis != "UEG":
            others = [what for what in others if what != "judge"]
        if "suite" in others:
            yield Turns(category, protocol, at, since, (), "another suite: not the same cases")
            continue
        before, after = runs[since][place], runs[at][place]
        found = sorted(changes(before, after), key=lambda change: _order(change, before, after))
        yield Turns(category, protocol, at, since, found, "; ".join(_WARNINGS[what] for what in others))


def _order(change: Change, before: States, after: States) -> tuple[bool, bool, str]:
    was_right = before[change.case]["correct"] / before[change.case].total()
    is_right = after[change.case]["correct"] / after[change.case].total()
    return not change.worse, is_right >= was_right, change.case


def _by_place(outlines: Iterable[Outline]) -> dict[Place, States]:
    found: dict[Place, list[Outline]] = defaultdict(list)
    for each in outlines:
        found[each.category, each.protocol].append(each)
    return {place: states_of(results) for place, results in found.items()}
