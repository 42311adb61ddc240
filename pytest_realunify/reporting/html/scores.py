"""The table of the paper, as rows of text for a template."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pytest_realunify import numerals
from pytest_realunify.numbers.stats import Estimate
from pytest_realunify.numbers.summary import Cell, Counts, Summary
from pytest_realunify.reporting.calibration import correction_lines
from pytest_realunify.reporting.comparison import Difference
from pytest_realunify.reporting.lines import finish_counts
from pytest_realunify.reporting.strata import by_protocol
from pytest_realunify.taxonomy import AXES, categories_of, in_table_order

DASH: Final = "\u2013"
"""In ranges, and for what is not there."""


@dataclass(frozen=True, slots=True)
class Column:
    """A category, an axis or the total."""

    name: str
    short: str
    title: str
    average: bool


def named(scope: str) -> str:
    """Such as `Mental tracking`; axes as they are."""
    return scope if scope in AXES else scope.replace("_", " ").capitalize()


def _columns() -> Iterator[Column]:
    for axis in AXES:
        for category in categories_of(axis):
            yield Column(category.name, category.abbreviation, named(category.name), average=False)
        yield Column(axis, axis, f"{axis} average", average=True)
    yield Column("total", "Total", "Mean of the ten categories", average=True)


COLUMNS: Final = tuple(_columns())
SHORT: Final = {column.name: column.short for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell: a value and its interval, in percent or points."""

    value: str = ""
    interval: str = ""


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One line of the table."""

    label: str
    figures: Sequence[Figure]


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that belong together."""

    kind: str
    """Its class in the style sheet: `strict`, `gap`, `corrected`, `parity` or `paired`."""
    label: str
    """Above the lines; empty for none."""
    rows: Sequence[ScoreRow]


def run_groups(summary: Summary) -> list[Group]:
    """Strict with intervals, the gap, what is corrected for the judge, then parity. Without empty ones."""
    strict, parity = summary.rows["strict"], summary.rows["parity"]
    groups = [
        Group(
            "strict",
            "",
            [_row(row.protocol, {name: accuracy(cell) for name, cell in row.cells.items()}) for row in strict],
        ),
        Group(
            "gap", "", [_row("gap", {name: points(gap) for name, gap in summary.gap.items()})] if summary.gap else []
        ),
        Group(
            "corrected",
            "UEG corrected for judge error",
            [
                _row(protocol, {name: accuracy(Cell(estimate)) for name, estimate in found.scores.items()})
                for protocol, found in summary.corrected.items()
                if found.scores
            ],
        ),
        Group(
            "parity",
            "parity scorer",
            [
                _row(row.protocol, {name: Figure(accuracy(cell).value) for name, cell in row.cells.items()})
                for row in parity
            ],
        ),
    ]
    return [group for group in groups if group.rows]


def stratum_groups(summary: Summary) -> list[Group]:
    """Per protocol: strict accuracy of easy, medium and hard instances."""
    return [
        Group(
            "strict",
            protocol,
            [_row(str(row.stratum), {name: accuracy(cell) for name, cell in row.cells.items()}) for row in rows],
        )
        for protocol, rows in by_protocol(summary).items()
    ]


def comparison_groups(differences: Iterable[Difference]) -> list[Group]:
    """Per protocol: before, after, the change and how sure it is."""
    by_protocol: dict[str, dict[str, Difference]] = {}
    for each in differences:
        by_protocol.setdefault(each.protocol, {})[each.scope] = each
    return [Group("paired", protocol, list(_changes(found))) for protocol, found in by_protocol.items()]


def _changes(found: Mapping[str, Difference]) -> Iterator[ScoreRow]:
    yield _row("before", {scope: Figure(percent(each.before)) for scope, each in found.items()})
    yield _row("after", {scope: Figure(percent(each.after)) for scope, each in found.items()})
    yield _row("change", {scope: points(each.change) for scope, each in found.items()})
    yield _row("p", {scope: Figure(p_value(each.p)) for scope, each in found.items()})
    yield _row("worse / better", {scope: Figure(f"{each.worse} / {each.better}") for scope, each in found.items()})


def accuracy(cell: Cell) -> Figure:
    """In percent; a dash where there is none."""
    estimate = cell.estimate
    if estimate is None:
        return Figure(DASH)
    return Figure(
        numerals.percent(estimate.value),
        f"{numerals.percent(estimate.low, 0)}{DASH}{numerals.percent(estimate.high, 0)}",
    )


def points(difference: Estimate | None) -> Figure:
    """In points, signed."""
    if difference is None:
        return Figure(DASH)
    return Figure(signed(difference.value, 1), f"{signed(difference.low)}…{signed(difference.high)}")


def signed(share: float, digits: int = 0) -> str:
    """In points, with a minus as wide as the plus; nothing has no sign."""
    return numerals.points(share, digits).replace("-", "\u2212")


def count_lines(summary: Summary) -> list[str]:
    """Per protocol, how many were scored and what was left out; then what was not corrected, or had to be clipped."""
    counted = [f"{name}: {_counted(summary.counts[name])}" for name in in_table_order(summary.counts)]
    return [*counted, *correction_lines(summary.corrected)]


def _counted(counts: Counts) -> str:
    parts = [f"scored {counts.scored} of {counts.selected}"]
    parts += [f"{state} {n}" for state, n in counts.states.items() if n and state not in ("correct", "wrong")]
    if missing := counts.selected - counts.finished:
        parts.append(f"not finished {missing}")
    return ", ".join([*parts, *finish_counts(counts.finishes)])


def percent(value: float | None) -> str:
    """Without its sign; empty for None."""
    return "" if value is None else numerals.percent(value)


def p_value(p: float | None) -> str:
    """To three digits; empty for None."""
    return "" if p is None else f"{p:.3f}" if p >= 0.001 else "< 0.001"


def _row(label: str, figures: Mapping[str, Figure]) -> ScoreRow:
    return ScoreRow(label, [figures.get(column.name, Figure(DASH)) for column in COLUMNS])
