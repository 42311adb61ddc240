"""The table of the paper with runs as rows, for `\\input`: booktabs alone, an interval under each accuracy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from pytest_realunify import __version__
from pytest_realunify.numbers.stats import Estimate
from pytest_realunify.numbers.summary import Scorer, Summary
from pytest_realunify.reporting.html.published import PublishedRow
from pytest_realunify.reporting.html.scores import COLUMNS, signed
from pytest_realunify.reporting.latex.text import definition, escaped, needs_letters
from pytest_realunify.reporting.naming import names
from pytest_realunify.reporting.terminal import warnings
from pytest_realunify.stored.comparability import Comparability
from pytest_realunify.stored.stored_run import StoredRun
from pytest_realunify.taxonomy import AXES, CATEGORY, CHANCE, categories_of, in_table_order
from pytest_realunify.text import harmless

NAME: Final = 80
"""Letters of a row's name."""

WITHIN: Final = 18
"""Letters of one that a column holds; a longer one has a line of its own."""

DAGGER: Final = "$^{\\dagger}$"
"""Of a published row."""

PUBLISHED: Final = "published: arXiv:2509.24897v2, Tables 2--5; official data, judge Gemini 2.5 Pro"

_AXIS: Final = {"UEG": "Understanding enhances generation", "GEU": "Generation enhances understanding"}


def latex(runs: Sequence[StoredRun], published: Sequence[PublishedRow] = (), scorer: Scorer = "strict") -> str:
    """A `table*` and, above it in comments, what it needs; ends in a newline. `published` rows stand below the runs.

    Of runs that were measured with different suites, judges or scorers each is told with what.
    """
    protocols = in_table_order(name for run in runs for name in run.summary.counts)
    beside = [row for row in published if row.protocol in protocols]
    table = [
        r"\begin{table*}[t]",
        r"\centering",
        r"\scriptsize",
        r"\setlength{\tabcolsep}{1.5pt}",
        rf"\caption{{{_caption(runs, beside, scorer)}}}",
        r"\label{tab:realunify}",
        rf"\begin{{tabular}}{{@{{}}ll{'r' * len(COLUMNS)}@{{}}}}",
        r"\toprule",
        *_head(),
        *_body(runs, scorer),
        *_published(beside),
        r"\bottomrule",
        r"\end{tabular}",
        r"\end{table*}",
    ]
    needed = list(definition()) if any(map(needs_letters, table)) else []
    return "\n".join([*_comments(runs), *needed, *table]) + "\n"


def _comments(runs: Sequence[StoredRun]) -> Iterator[str]:
    yield f"% Written by realunify report (pytest-realunify {__version__}). In the preamble: \\usepackage{{booktabs}}"
    yield "% A table* spans both columns of a page that has two. If it is too wide all the same: graphicx, and around"
    yield "% the tabular \\resizebox{\\linewidth}{!}{...}"
    yield from (f"% run {harmless(run.id)}" for run in runs)


# Head -----------------------------------------------------------------------------------------------------------------


def _head() -> Iterator[str]:
    spans, rules, first = [], [], 3
    for axis in AXES:
        wide = len(categories_of(axis)) + 1
        spans.append(rf"\multicolumn{{{wide}}}{{c}}{{{_AXIS[axis]}}}")
        rules.append(rf"\cmidrule(lr){{{first}-{first + wide - 1}}}")
        first += wide
    yield _row(["", "", *spans, ""])
    yield "".join(rules)
    yield _row(["Model", "Protocol", *(column.short for column in COLUMNS)])


def _row(cells: Sequence[str]) -> str:
    return rf"{' & '.join(cells)} \\"


# Body -----------------------------------------------------------------------------------------------------------------


def _body(runs: Sequence[StoredRun], scorer: Scorer) -> Iterator[str]:
    """Run by run; where they were not measured alike, under a line that says with what."""
    apart = len({_measured(run) for run in runs}) > 1
    for measured, group in groupby(zip(runs, names(runs), strict=True), key=lambda pair: _measured(pair[0])):
        yield r"\midrule"
        if apart:
            yield _spanning(rf"\textit{{{measured}}}")
        for place, (run, name) in enumerate(group):
            if place:
                yield r"\addlinespace"
            yield from _run(name, run.summary, scorer)


def _run(model: str, summary: Summary, scorer: Scorer) -> Iterator[str]:
    """Two lines a protocol; then the gap, which is of strict verdicts."""
    name = escaped(model, NAME)
    if len(model) > WITHIN:
        yield _spanning(name)
        name = ""
    for row in summary.rows[scorer]:
        found = {scope: cell.estimate for scope, cell in row.cells.items() if cell.estimate is not None}
        yield from _lines(name, escaped(row.protocol, NAME), found, _percent)
        name = ""
    if scorer == "strict" and summary.gap:
        yield from _lines(name, "gap", summary.gap, _points)


def _lines(name: str, protocol: str, found: Mapping[str, Estimate], written: _Written) -> Iterator[str]:
    cells = [written(found[column.name]) if column.name in found else ("--", "") for column in COLUMNS]
    yield _row([name, protocol, *(value for value, _ in cells)])
    yield _row(["", "", *(rf"\tiny {interval}" if interval else "" for _, interval in cells)])


def _percent(estimate: Estimate) -> tuple[str, str]:
    return f"{100 * estimate.value:.1f}", f"{100 * estimate.low:.0f}--{100 * estimate.high:.0f}"


def _points(gap: Estimate) -> tuple[str, str]:
    low, high = (_minus(signed(each)).removeprefix("+") for each in (gap.low, gap.high))
    return _minus(signed(gap.value, 1)), f"{low}, {high}"


def _minus(number: str) -> str:
    return number.replace("\u2212", "$-$")


_Written = Callable[[Estimate], tuple[str, str]]


def _published(rows: Sequence[PublishedRow]) -> Iterator[str]:
    if rows:
        yield r"\midrule"
        yield _spanning(rf"\textit{{{PUBLISHED}}}")
    for model, found in groupby(rows, key=lambda row: row.model):
        name = f"{escaped(model, NAME)}{DAGGER}"
        if len(model) > WITHIN:
            yield _spanning(name)
            name = ""
        for row in found:
            values = (row.accuracy.get(column.name) for column in COLUMNS)
            yield _row([name, row.protocol, *("--" if value is None else f"{value:.1f}" for value in values)])
            name = ""


def _spanning(text: str) -> str:
    return rf"\multicolumn{{{len(COLUMNS) + 2}}}{{@{{}}l@{{}}}}{{{text}}} \\"


# Caption --------------------------------------------------------------------------------------------------------------


def _caption(runs: Sequence[StoredRun], published: Sequence[PublishedRow], scorer: Scorer) -> str:
    measured = {_measured(run): None for run in runs}
    of = f" on {next(iter(measured))}" if len(measured) == 1 else ""
    told = [
        f"RealUnify{of}: accuracy in percent with its 95\\,\\% interval below, {scorer} scorer{_size(runs, scorer)}.",
        f"Chance on GEU is {100 * CHANCE:.0f}; -- is not run, or a verb that the model lacks.",
    ]
    if scorer == "strict" and any(run.summary.gap for run in runs):
        told.append("gap: stepwise $-$ direct in points, over the instances scored under both.")
    if published:
        told.append(f"{DAGGER}\\,Published numbers, of other instances unless the suite is the official one.")
    for run, name in zip(runs, names(runs), strict=True):
        told += [f"{escaped(name, NAME)}: {escaped(each)}." for each in warnings(run.summary)]
    return " ".join(told)


def _size(runs: Sequence[StoredRun], scorer: Scorer) -> str:
    """Of the categories' accuracies."""
    rows = [row for run in runs for row in run.summary.rows[scorer]]
    scored = [row.cells[name].scored for row in rows for name in CATEGORY if row.cells[name].scored]
    if not scored:
        return ""
    few, many = min(scored), max(scored)
    return f", {few} instances a category" if few == many else f", {few} to {many} instances a category"


def _measured(run: StoredRun) -> str:
    tools = Comparability.of(run.facts)
    judge = f", judge {escaped(tools.judge.text)}" if tools.judge else ""
    return f"suite {escaped(tools.suite.text)}{judge}"
