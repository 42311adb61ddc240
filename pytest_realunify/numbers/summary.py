"""From results to the numbers of a table. Knows nothing of pytest, files or how anything is printed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Final, Literal, Protocol

from pytest_realunify.numbers import stats
from pytest_realunify.numbers.calibration.correct import Correction, corrected
from pytest_realunify.numbers.calibration.evidence import Evidence
from pytest_realunify.numbers.error_budget import ERROR_BUDGET
from pytest_realunify.numbers.stats import Estimate
from pytest_realunify.numbers.unread import Unread, unread
from pytest_realunify.records import SCORED, Result, State
from pytest_realunify.taxonomy import AXES, CATEGORIES, STRATA, Axis, Stratum, categories_of, in_table_order

_EXCLUDED: Final[tuple[State, State]] = ("error", "judge-invalid")
Scorer = Literal["strict", "parity"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One category (or average) under one protocol and scorer. `estimate` is None when nothing could be scored."""

    estimate: Estimate | None = None
    scored: int = 0
    """Instances in the accuracy; repeats of an instance are averaged first, so they do not narrow the interval."""
    unsupported: bool = False


@dataclass(slots=True)
class Counts:
    """Cases of one protocol by what became of them."""

    selected: int = 0
    states: dict[State, int] = field(default_factory=lambda: defaultdict(int))
    finishes: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """The model's replies that ended before they were done, by why: `length`, `content_filter`. A case may have two."""

    @property
    def finished(self) -> int:
        """Cases with a result of any kind."""
        return sum(self.states.values())

    @property
    def scored(self) -> int:
        """Cases inside the accuracy."""
        return sum(self.states[state] for state in SCORED)

    @property
    def excluded(self) -> int:
        """Cases left out of the accuracy through nobody's answer: infrastructure and judge trouble."""
        return self.states["error"] + self.states["judge-invalid"]


@dataclass(frozen=True, slots=True)
class PollCounts:
    """What the judge was asked."""

    polls: int = 0
    repeated: int = 0
    """Polls with several votes."""
    flipped: int = 0
    """Those of them whose votes contradict one another."""
    copied: int = 0
    """Polls answered with what was said in another run or repeat."""
    by: Mapping[str, int] = field(default_factory=dict)
    """Polls by who answered, of a judge that is made of several."""

    @property
    def flip_rate(self) -> float | None:
        """Of the repeated polls; None where there is none."""
        return self.flipped / self.repeated if self.repeated else None


@dataclass(frozen=True, slots=True)
class Row:
    """One protocol's line of the table: by category name, then `UEG`, `GEU` and `total`."""

    protocol: str
    cells: Mapping[str, Cell]
    stratum: Stratum | None = None
    """Of whose instances alone it tells."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything a report shows about the numbers of one run."""

    rows: Mapping[Scorer, Sequence[Row]]
    gap: Mapping[str, Estimate]
    """stepwise - direct, strict, over the instances scored under both; by category and axis."""
    counts: Mapping[str, Counts]
    polls: PollCounts
    corrected: Mapping[str, Correction] = field(default_factory=dict)
    """UEG accuracy without the judge's error, or why not, by protocol; empty without a calibration."""
    unread: Unread = field(default_factory=Unread)
    """Pictures that the judge could not read, and why."""
    strata: Sequence[Row] = ()
    """Strict accuracy of easy, medium and hard instances apart, protocol by protocol; empty of a suite without them."""
    axes: frozenset[Axis] = frozenset()
    """Of which some case has a result of any kind."""

    @property
    def missing(self) -> int:
        """Cases the run set out to do and has no result for."""
        return sum(max(0, count.selected - count.finished) for count in self.counts.values())

    @property
    def invalid(self) -> float | None:
        """Share of cases in error or judge-invalid when it is over budget, else None."""
        selected = sum(count.selected for count in self.counts.values())
        share = sum(count.excluded for count in self.counts.values()) / max(1, selected)
        return share if share > ERROR_BUDGET else None

    @property
    def without_verdict(self) -> str:
        """What became of the cases that `invalid` counts: `ended in error`, or both numbers."""
        error, unclear = (sum(count.states[state] for count in self.counts.values()) for state in _EXCLUDED)
        return f"have no verdict (error {error}, judge-invalid {unclear})" if unclear else "ended in error"


def summarise(results: Iterable[Result], selected: Mapping[str, int], judge: Evidence | None = None) -> Summary:
    """`selected` is the number of cases per protocol that the run set out to do, repeats counted; `judge` is how it
    errs, where UEG is to be corrected for it."""
    results = list(results)
    protocols = in_table_order(selected)
    counts = {name: Counts(selected[name]) for name in protocols}
    for result in results:
        if result.protocol in counts:
            counts[result.protocol].states[result.verdict.strict] += 1
            for finish in (step.finish for step in result.steps if step.finish):
                counts[result.protocol].finishes[finish] += 1
    complete = {name: count.finished >= count.selected for name, count in counts.items()}
    return Summary(
        rows={
            "strict": [Row(name, accuracies(results, name)) for name in protocols],
            "parity": [
                Row(name, _cells(_parity_rates(results, name), results, name, totals=complete[name]))
                for name in protocols
            ],
        },
        gap=_gap(strict_rates(results, "direct"), strict_rates(results, "stepwise")),
        counts=counts,
        polls=_polls(results),
        corrected=_corrected(results, protocols, judge) if judge else {},
        unread=unread(results),
        strata=_strata(results, protocols),
        axes=frozenset(result.axis for result in results),
    )


def _corrected(results: Sequence[Result], protocols: Sequence[str], judge: Evidence) -> dict[str, Correction]:
    found = {name: corrected([r for r in results if r.protocol == name], judge) for name in protocols}
    return {name: each for name, each in found.items() if each.scores or each.refusal}


def _strata(results: Sequence[Result], protocols: Sequence[str]) -> list[Row]:
    parts = {stratum: [each for each in results if each.stratum == stratum] for stratum in STRATA}
    return [
        Row(name, accuracies(found, name), stratum) for name in protocols for stratum, found in parts.items() if found
    ]


def _polls(results: Sequence[Result]) -> PollCounts:
    polls = [poll for result in results for poll in result.polls]
    repeated, flipped = sum(bool(poll.votes) for poll in polls), sum(poll.flipped for poll in polls)
    by = Counter(poll.by for poll in polls if poll.by)
    return PollCounts(len(polls), repeated, flipped, sum(poll.copied for poll in polls), dict(by.most_common()))


Rates = dict[str, dict[str, float]]
"""Category -> instance -> share of its repeats that are correct."""


class Outcome(Protocol):
    """What of a result the strict accuracy needs."""

    @property
    def instance(self) -> str: ...
    @property
    def category(self) -> str: ...
    @property
    def protocol(self) -> str: ...
    @property
    def verdict(self) -> Marked: ...


class Marked(Protocol):
    """A verdict of which one scorer is known."""

    @property
    def strict(self) -> State: ...


def accuracies(outcomes: Sequence[Outcome], protocol: str) -> dict[str, Cell]:
    """A protocol's strict row by itself: by category name, then `UEG`, `GEU` and `total`."""
    return _cells(strict_rates(outcomes, protocol), outcomes, protocol)


def strict_rates(results: Iterable[Outcome], protocol: str) -> Rates:
    """Of the scored cases under a protocol."""
    return _rates((r, r.verdict.strict) for r in results if r.protocol == protocol and r.verdict.strict in SCORED)


def _parity_rates(results: Sequence[Result], protocol: str) -> Rates:
    # As the data set's script intends: a failed item counts as not correct; only a missing verb leaves the row.
    return _rates(
        (r, r.verdict.parity) for r in results if r.protocol == protocol and r.verdict.parity != "unsupported"
    )


def _rates(verdicts: Iterable[tuple[Outcome, State]]) -> Rates:
    repeats: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for result, state in verdicts:
        repeats[result.category][result.instance].append(state == "correct")
    return {
        category: {instance: fmean(hits) for instance, hits in by_instance.items()}
        for category, by_instance in repeats.items()
    }


def _cells(rates: Rates, results: Sequence[Outcome], protocol: str, totals: bool = True) -> dict[str, Cell]:
    lacking = {r.category for r in results if r.protocol == protocol and r.verdict.strict == "unsupported"}
    cells = {category.name: _cell(rates.get(category.name, {}), category.name in lacking) for category in CATEGORIES}
    for axis in AXES:
        cells[axis] = _average([cells[category.name] for category in categories_of(axis)]) if totals else Cell()
    cells["total"] = _average([cells[category.name] for category in CATEGORIES]) if totals else Cell()
    return cells


def _cell(rates: Mapping[str, float], lacking: bool) -> Cell:
    if not rates:
        return Cell(unsupported=lacking)
    return Cell(stats.wilson(fmean(rates.values()), len(rates)), len(rates))


def _average(cells: Sequence[Cell]) -> Cell:
    """The mean of the categories' accuracies; None while one of them has no score, for it would mean something else."""
    estimates = [cell.estimate for cell in cells if cell.estimate is not None]
    if len(estimates) != len(cells):
        return Cell(unsupported=any(cell.unsupported for cell in cells))
    sizes = [cell.scored for cell in cells]
    return Cell(stats.mean_of_strata([estimate.value for estimate in estimates], sizes), sum(sizes))


def _gap(direct: Rates, stepwise: Rates) -> dict[str, Estimate]:
    pairs: dict[str, list[tuple[float, float]]] = {}
    for category in CATEGORIES:
        before, after = direct.get(category.name, {}), stepwise.get(category.name, {})
        pairs[category.name] = [(before[key], after[key]) for key in before if key in after]
    gaps = {name: stats.mean_difference([paired]) for name, paired in pairs.items() if paired}
    for axis in AXES:
        gaps |= _axis_gap(axis, pairs)
    return gaps


def _axis_gap(axis: Axis, pairs: Mapping[str, Sequence[tuple[float, float]]]) -> dict[str, Estimate]:
    names = [category.name for category in categories_of(axis)]
    if not all(pairs[name] for name in names):
        return {}
    return {axis: stats.mean_difference([pairs[name] for name in names])}
