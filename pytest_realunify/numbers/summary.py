"""From results to the numbers of a table. Knows nothing of pytest, files or how anything is printed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Final, Literal

from pytest_realunify.numbers import stats
from pytest_realunify.numbers.calibration.correct import Correction, corrected
from pytest_realunify.numbers.calibration.evidence import Evidence
from pytest_realunify.numbers.error_budget import ERROR_BUDGET
from pytest_realunify.numbers.outlines import Outline, outlined
from pytest_realunify.numbers.rates import Outcome, Rates, parity_rates, strict_rates
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
    def is_complete(self) -> bool:
        """Whether every case has a result."""
        return self.finished >= self.selected

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
        """As of its counts."""
        return missing(self.counts)

    @property
    def invalid(self) -> float | None:
        """As of its counts."""
        return invalid(self.counts)

    @property
    def without_verdict(self) -> str:
        """What became of the cases that `invalid` counts: `ended in error`, or both numbers."""
        error, unclear = (sum(count.states[state] for count in self.counts.values()) for state in _EXCLUDED)
        return f"have no verdict (error {error}, judge-invalid {unclear})" if unclear else "ended in error"


def missing(counts: Mapping[str, Counts]) -> int:
    """Cases the run set out to do and has no result for; `counts` by protocol, as of `counted`."""
    return sum(max(0, count.selected - count.finished) for count in counts.values())


def invalid(counts: Mapping[str, Counts]) -> float | None:
    """Share of cases in error or judge-invalid when it is over budget, else None."""
    selected = sum(count.selected for count in counts.values())
    share = sum(count.excluded for count in counts.values()) / max(1, selected)
    return share if share > ERROR_BUDGET else None


def counted(outlines: Iterable[Outline], selected: Mapping[str, int]) -> dict[str, Counts]:
    """By protocol, in table order, of those selected."""
    found = {name: Counts(selected[name]) for name in in_table_order(selected)}
    for each in outlines:
        if (counts := found.get(each.protocol)) is not None:
            counts.states[each.verdict.strict] += 1
            for finish in each.finishes:
                counts.finishes[finish] += 1
    return found


def summarise(
    results: Iterable[Result | Outline], selected: Mapping[str, int], judge: Evidence | None = None
) -> Summary:
    """`selected` is the number of cases per protocol that the run set out to do, repeats counted; `judge` is how it
    errs, where UEG is to be corrected for it."""
    outlines = outlined(results)
    counts = counted(outlines, selected)
    protocols = list(counts)
    parts: dict[str, list[Outline]] = {name: [] for name in (*protocols, "direct", "stepwise")}
    for each in outlines:
        if (part := parts.get(each.protocol)) is not None:
            part.append(each)
    rates = {name: strict_rates(part, name) for name, part in parts.items()}
    return Summary(
        rows={
            "strict": [Row(name, _cells(rates[name], parts[name], name)) for name in protocols],
            "parity": [
                Row(name, _cells(parity_rates(parts[name]), parts[name], name, totals=counts[name].is_complete))
                for name in protocols
            ],
        },
        gap=_gap(rates["direct"], rates["stepwise"]),
        counts=counts,
        polls=_polls(outlines),
        corrected=_corrected(parts, protocols, judge) if judge else {},
        unread=unread(outlines),
        strata=_strata(outlines, parts, protocols),
        axes=frozenset(each.axis for each in outlines),
    )


Parts = Mapping[str, Sequence[Outline]]
"""By protocol."""


def _corrected(parts: Parts, protocols: Sequence[str], judge: Evidence) -> dict[str, Correction]:
    found = {name: corrected(parts[name], judge) for name in protocols}
    return {name: each for name, each in found.items() if each.scores or each.refusal}


def _strata(outlines: Sequence[Outline], parts: Parts, protocols: Sequence[str]) -> list[Row]:
    there = {each.stratum for each in outlines}
    return [
        Row(name, accuracies([each for each in parts[name] if each.stratum == stratum], name), stratum)
        for name in protocols
        for stratum in STRATA
        if stratum in there
    ]


def _polls(outlines: Sequence[Outline]) -> PollCounts:
    sets = Counter(each.polls for each in outlines if each.polls)  # of the few that there are, each once
    polls = [(poll, count) for asked, count in sets.items() for poll in asked]
    by: Counter[str] = Counter()
    for poll, count in polls:
        by.update({poll.by: count} if poll.by else {})
    return PollCounts(
        sum(count for _, count in polls),
        sum(count for poll, count in polls if poll.repeated),
        sum(count for poll, count in polls if poll.flipped),
        sum(count for poll, count in polls if poll.copied),
        dict(by.most_common()),
    )


def accuracies(outcomes: Sequence[Outcome], protocol: str) -> dict[str, Cell]:
    """A protocol's strict row by itself: by category name, then `UEG`, `GEU` and `total`."""
    return _cells(strict_rates(outcomes, protocol), outcomes, protocol)


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
