"""Two runs of one suite, case by case: what rose, what fell, how sure that is. Knows nothing of how it is printed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final

from pytest_realunify.decisions.evidence import Evidence
from pytest_realunify.decisions.gates.comparison import Comparison as Paired
from pytest_realunify.decisions.gates.family import Block, Test
from pytest_realunify.decisions.gates.outcome import Change
from pytest_realunify.decisions.gates.permutation import Pair, shift
from pytest_realunify.decisions.gates.regression import SCOPES as POOLED
from pytest_realunify.decisions.trend.sheet import members
from pytest_realunify.errors import UsageError
from pytest_realunify.numbers import stats
from pytest_realunify.numbers.stats import Estimate
from pytest_realunify.numbers.summary import counted, invalid, missing
from pytest_realunify.records import State
from pytest_realunify.reporting.score_table import COLUMNS
from pytest_realunify.reporting.turned import changes, states_of
from pytest_realunify.stored.comparability import Comparability, Instrument
from pytest_realunify.stored.stored_run import StoredRun
from pytest_realunify.taxonomy import in_table_order
from pytest_realunify.text import number_of


@dataclass(frozen=True, slots=True)
class Difference:
    """One category, axis or the total under one protocol: strict accuracy before and after.

    Everything here is over the instances that both runs scored; repeats of an instance are averaged first.
    """

    scope: str
    """A category, `UEG`, `GEU` or `total`."""
    protocol: str
    before: float
    after: float
    change: Estimate
    """after - before, with its paired 95 % interval."""
    p: float
    """Two-sided and exact, as the gates test: sign flips of the cases' differences, each run being one."""
    worse: int
    better: int
    """Instances whose accuracy fell, and rose."""
    instances: int


@dataclass(frozen=True)
class Comparison:
    """What `compare A B` says: `after` against `before`."""

    before: StoredRun
    after: StoredRun
    differences: Sequence[Difference]
    """Protocols, and within each the scopes, in table order; without those that have no instance scored in both."""
    flips: Mapping[str, Mapping[tuple[State, State], int]]
    """By protocol: cases, repeats counted one by one, by their strict state before and after; zeros are left out."""
    changed: Sequence[Change]
    """Cases whose verdict differs, the worse ones first, then by case."""
    only_before: Sequence[str]
    only_after: Sequence[str]
    """Cases that one run alone has a result for, sorted."""
    notes: Sequence[str]
    """What makes the two less comparable, such as another judge: one line each, to be shown above everything."""


def compare(before: StoredRun, after: StoredRun) -> Comparison:
    """Raises UsageError for runs of different suites: their instances are not the same."""
    other = {what: (old, new) for what, old, new in _instruments(before).changes(_instruments(after))}
    if "suite" in other:
        first, second = (suite.text for suite in other["suite"])
        raise UsageError(
            f"runs {before.id} and {after.id} are of different instances: {first} and {second}.\n"
            "Compare runs of one suite and seed; realunify trend shows them side by side"
        )
    cases = [{case for case, _ in run.outlines} for run in (before, after)]
    return Comparison(
        before,
        after,
        differences=list(_differences(before, after)),
        flips=_flips(before, after),
        changed=_changed(before, after),
        only_before=sorted(cases[0] - cases[1]),
        only_after=sorted(cases[1] - cases[0]),
        notes=list(_notes(before, after)),
    )


# Numbers --------------------------------------------------------------------------------------------------------------


def _differences(before: StoredRun, after: StoredRun) -> Iterator[Difference]:
    """By the test of the gates, two-sided: a run is the unit, and averages are tested with the weights they have."""
    sides = (Evidence.of_runs([run.outlines.values()]) for run in (before, after))
    paired = Paired(*sides).pairs
    for protocol in in_table_order(protocol for _, protocol in paired):
        pairs = {category: found for (category, other), found in paired.items() if other == protocol and found}
        tests = {category: Test(category, *shift(found)) for category, found in pairs.items()}
        block = Block(
            tests, {category: len(found) for category, found in pairs.items()}, {name: name for name in POOLED}
        )
        every = {**tests, **block.pooled}
        for scope, _ in COLUMNS:
            if scope in every:
                yield _difference(scope, protocol, [pairs[name] for name in members(scope)], every[scope])


def _difference(scope: str, protocol: str, strata: Sequence[Sequence[Pair]], test: Test) -> Difference:
    rates = [[pair.rates for pair in pairs] for pairs in strata]
    every = [pair for pairs in rates for pair in pairs]
    return Difference(
        scope,
        protocol,
        before=fmean(fmean(old for old, _ in pairs) for pairs in rates),
        after=fmean(fmean(new for _, new in pairs) for pairs in rates),
        change=stats.mean_difference(rates),
        p=test.two_sided,
        worse=sum(old > new for old, new in every),
        better=sum(old < new for old, new in every),
        instances=len(every),
    )


# Cases ----------------------------------------------------------------------------------------------------------------


def _flips(before: StoredRun, after: StoredRun) -> dict[str, dict[tuple[State, State], int]]:
    found: dict[str, Counter[tuple[State, State]]] = defaultdict(Counter)
    for key, old in before.outlines.items():
        if (new := after.outlines.get(key)) is not None:
            found[old.protocol][old.verdict.strict, new.verdict.strict] += 1
    return {protocol: dict(found[protocol]) for protocol in in_table_order(found)}


def _changed(before: StoredRun, after: StoredRun) -> list[Change]:
    return changes(states_of(before.outlines.values()), states_of(after.outlines.values()))


# Notes ----------------------------------------------------------------------------------------------------------------


def _instruments(run: StoredRun) -> Comparability:
    return Comparability.of(run.facts)


_WARNINGS: Final[Mapping[Instrument, str]] = {
    "judge": "UEG differs by the judge too",
    "scorers": "the same reply may be read differently",
}


def _notes(before: StoredRun, after: StoredRun) -> Iterator[str]:
    for what, old, new in _instruments(before).changes(_instruments(after)):
        yield f"the {what} changed from {old.text} to {new.text}: {_WARNINGS[what]}"
    yield from (note for run in (before, after) for note in _doubts(run))


def _doubts(run: StoredRun) -> Iterable[str]:
    counts = counted(run.outlines.values(), run.selected)
    if lacking := missing(counts):
        yield f"run {run.id} is not complete: {number_of(lacking, 'case has', 'cases have')} no result"
    if (share := invalid(counts)) is not None:
        yield f"run {run.id} is not valid: {share:.1%} of its cases ended in error or judge-invalid"
