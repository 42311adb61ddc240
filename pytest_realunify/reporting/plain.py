"""Stored runs as plain text: one run as wide as there is room, two and many at 100 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping
from typing import Final, get_args

from pytest_realunify.numbers.stats import Estimate
from pytest_realunify.numerals import p_value, percent, points
from pytest_realunify.records import State
from pytest_realunify.reporting.comparison import Comparison, Difference
from pytest_realunify.reporting.costs import cost_lines
from pytest_realunify.reporting.gates import changed_lines, failed_line, finding_lines, gate_lines
from pytest_realunify.reporting.layout import PAGE, wrapped
from pytest_realunify.reporting.legend import legend_lines
from pytest_realunify.reporting.score_table import COLUMNS, axes_shown, columned, table
from pytest_realunify.reporting.terminal import counted_line, warnings
from pytest_realunify.reporting.trend import Trend
from pytest_realunify.reporting.trend_words import headline, move_lines
from pytest_realunify.reporting.view import RunView
from pytest_realunify.stored.comparability import Comparability
from pytest_realunify.taxonomy import in_table_order
from pytest_realunify.text import harmless, number_of

STATES: Final[tuple[State, ...]] = get_args(State)


def run_text(view: RunView, width: int = PAGE) -> str:
    """`run_lines` as one text."""
    return "".join(f"{line}\n" for line in run_lines(view, width))


def run_lines(view: RunView, width: int = PAGE) -> Iterator[str]:
    """As pytest printed it: table, counts, gates, diagnosis."""
    for line in _run_lines(view, width):
        yield from wrapped(line, width)


def _run_lines(view: RunView, width: int) -> Iterator[str]:
    run, tools = view.run, Comparability.of(view.run.facts)
    yield f"run {run.id}{_labelled(run.label)}: model {run.model}, started {run.started}"
    yield f"suite {tools.suite.text}; judge {tools.judge.text if tools.judge else 'none'}; scorers {tools.scorers.text}"
    yield ""
    yield from table(run.summary, width)
    yield ""
    yield from legend_lines(axes_shown(run.summary, view.decision, width), width)
    yield ""
    yield from (counted_line(protocol, run.summary) for protocol in in_table_order(run.summary.counts))
    yield from warnings(run.summary)
    if told := cost_lines(run.costs, width):
        yield from ("", "cost", *told)
    if findings := finding_lines(view.findings):
        yield from ("", "diagnosis", *findings)
    if view.decision is not None:
        yield from ("", *gate_lines(view.decision, width, run=run.id))
        yield failed_line(view.decision) or f"gates passed: {len(view.decision.gates)}"


def comparison_lines(comparison: Comparison) -> Iterator[str]:
    """A block per protocol, then what changed."""
    before, after = comparison.before, comparison.after
    yield f"before: run {before.id}{_labelled(before.label)}, model {before.model}"
    yield f"after:  run {after.id}{_labelled(after.label)}, model {after.model}"
    yield from (f"note: {harmless(note)}" for note in comparison.notes)
    for protocol, matrix in comparison.flips.items():
        yield from ("", *_differences(comparison, protocol), *_flips(matrix))
    yield from ("", "95% CI: of the paired difference   p: exact two-sided sign test, not corrected for 13 columns")
    yield from changed_lines(comparison.changed, "changed")
    for run, alone in ((before, comparison.only_before), (after, comparison.only_after)):
        if alone:
            yield f"{number_of(len(alone), 'case is', 'cases are')} in run {run.id} alone"


def _labelled(label: str) -> str:
    return f" ({label})" if label else ""


def trend_lines(trend: Trend) -> Iterator[str]:
    """What declined; every score that moved; the runs by number, then a block per protocol with a row per run."""
    yield from textwrap.wrap(headline(trend), 100, subsequent_indent="  ", break_long_words=False)
    yield from move_lines(trend)
    yield ""
    for number, stop in enumerate(trend.stops, 1):
        label = f"{stop.label}  " if stop.label else ""
        yield f"{number:>3}  {label}{stop.id}  {stop.model}  {stop.finished} of {stop.selected} cases"
    yield from (f"note: {harmless(note)}" for note in trend.notes)
    yield from (f"from run {marker.position + 1} on: {harmless(marker.text)}" for marker in trend.markers)
    marks = {marker.position for marker in trend.markers}
    for protocol in in_table_order(line.protocol for line in trend.lines):
        lines = {each.scope: each.points for each in trend.lines if each.protocol == protocol}
        if lines:
            yield from ("", _row(protocol, dict(COLUMNS)))
        for place in range(len(trend.stops) if lines else 0):
            yield from ["  ---- measured otherwise from here on"] if place in marks else []
            yield _row(f"{place + 1:>3}", {name: _percent(points[place]) for name, points in lines.items()})


def _row(label: str, cells: Mapping[str, str]) -> str:
    return columned(label, lambda name: cells.get(name, "-"))


def _percent(point: Estimate | None) -> str:
    return percent(point.value) if point else "-"


def _differences(comparison: Comparison, protocol: str) -> Iterator[str]:
    found = {each.scope: each for each in comparison.differences if each.protocol == protocol}
    yield _row(protocol, dict(COLUMNS))
    for label, cell in _ROWS.items():
        yield _row(label, {name: cell(each) for name, each in found.items()})


_ROWS: Final[Mapping[str, Callable[[Difference], str]]] = {
    "before": lambda each: percent(each.before),
    "after": lambda each: percent(each.after),
    "diff": lambda each: points(each.change.value),
    "  CI low": lambda each: points(each.change.low, 0),
    "  CI high": lambda each: points(each.change.high, 0),
    "  p": lambda each: p_value(each.p),
}


def _flips(matrix: Mapping[tuple[State, State], int]) -> Iterator[str]:
    """Such as `correct -> wrong 3`; the changes alone."""
    moved = [(pair, count) for pair, count in matrix.items() if pair[0] != pair[1]]
    moved.sort(key=lambda each: (STATES.index(each[0][0]), STATES.index(each[0][1])))
    same = sum(count for (before, after), count in matrix.items() if before == after)
    said = ", ".join(f"{before} -> {after} {count}" for (before, after), count in moved)
    yield f"flips     {said or 'none'}; unchanged {same}"
