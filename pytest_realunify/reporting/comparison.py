"""Two runs of one suite, case by case: what rose, what fell, how sure that is. Knows nothing of how it is printed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import fmean
from typing import Final

from pytest_realunify.decisions.baseline import counted
from pytest_realunify.decisions.gates.outcome import Change
from pytest_realunify.errors import UsageError
from pytest_realunify.numbers import stats
from pytest_realunify.numbers.stats import Estimate
from pytest_realunify.numbers.summary import strict_rates
from pytest_realunify.records import SCORED, State
from pytest_realunify.reporting.terminal import COLUMNS
from pytest_realunify.stored.comparability import Comparability, Instrument
from pytest_realunify.stored.stored_run import StoredRun
from pytest_realunify.taxonomy import CATEGORIES, CATEGORY, in_table_order


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
    """Two-sided exact sign test over the instances that changed (McNemar's, where nothing is repeated)."""
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


def _parts(scope: str) -> list[str]:
    """The categories that a scope is the mean of."""
    if scope in CATEGORY:
        return [scope]
    return [category.name for category in CATEGORIES if scope in (category.axis, "total")]


def compare(before: StoredRun, after: StoredRun) -> Comparison:
    """Raises UsageError for runs of different suites: their instances are not the same."""
    changes = {what: (old, new) for what, old, new in _instruments(before).changes(_instruments(after))}
    if "suite" in changes:
        first, second = (suite.text for suite in changes["suite"])
        raise UsageError(
            f"runs {before.id} and {after.id} are of different instances: {first} and {second}.\n"
            "Compare runs of one suite and seed; realunify trend shows them side by side"
        )
    cases = [{case for case, _ in run.results} for run in (before, after)]
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

Pairs = list[tuple[float, float]]


def _differences(before: StoredRun, after: StoredRun) -> Iterator[Difference]:
    run_under = (result.protocol for run in (before, after) for result in run.results.values())
    for protocol in in_table_order(run_under):
        first, second = (strict_rates(run.results.values(), protocol) for run in (before, after))
        pairs = {
            name: [(rate, second[name][instance]) for instance, rate in rates.items() if instance in second[name]]
            for name, rates in first.items()
            if name in second
        }
        for scope, _ in COLUMNS:
            if all(pairs.get(name) for name in _parts(scope)):
                yield _difference(scope, protocol, [pairs[name] for name in _parts(scope)])


def _difference(scope: str, protocol: str, strata: Sequence[Pairs]) -> Difference:
    from scipy.stats import binomtest

    pairs = [pair for stratum in strata for pair in stratum]
    worse, better = sum(old > new for old, new in pairs), sum(old < new for old, new in pairs)
    return Difference(
        scope,
        protocol,
        before=fmean(fmean(old for old, _ in stratum) for stratum in strata),
        after=fmean(fmean(new for _, new in stratum) for stratum in strata),
        change=stats.mean_paired_difference(strata),
        p=float(binomtest(better, better + worse).pvalue) if better + worse else 1.0,
        worse=worse,
        better=better,
        instances=len(pairs),
    )


# Cases ----------------------------------------------------------------------------------------------------------------


def _flips(before: StoredRun, after: StoredRun) -> dict[str, dict[tuple[State, State], int]]:
    found: dict[str, Counter[tuple[State, State]]] = defaultdict(Counter)
    for key, old in before.results.items():
        if (new := after.results.get(key)) is not None:
            found[old.protocol][old.verdict.strict, new.verdict.strict] += 1
    return {protocol: dict(found[protocol]) for protocol in in_table_order(found)}


def _changed(before: StoredRun, after: StoredRun) -> list[Change]:
    old, new = _states(before), _states(after)
    changes = [
        Change(case, counted(states), counted(new[case]), _worth(new[case]) < _worth(states))
        for case, states in old.items()
        if case in new and _shares(states) != _shares(new[case])
    ]
    return sorted(changes, key=lambda change: (not change.worse, change.case))


def _states(run: StoredRun) -> dict[str, Counter[State]]:
    found: dict[str, Counter[State]] = defaultdict(Counter)
    for result in run.results.values():
        found[result.case][result.verdict.strict] += 1
    return found


def _shares(states: Counter[State]) -> dict[State, Fraction]:
    """Three times correct is no change from once."""
    return {state: Fraction(count, states.total()) for state, count in states.items()}


def _worth(states: Counter[State]) -> tuple[float, float, float]:
    """What a case came to: right before wrong, and where that is the same, scored before trouble, read before not."""
    total = states.total()
    scored = sum(states[state] for state in SCORED)
    return states["correct"] / total, scored / total, (scored - states["unparsed"]) / total


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
    if missing := run.summary.missing:
        yield f"run {run.id} is not complete: {missing} cases have no result"
    if (invalid := run.summary.invalid) is not None:
        yield f"run {run.id} is not valid: {invalid:.1%} of its cases ended in error or judge-invalid"
