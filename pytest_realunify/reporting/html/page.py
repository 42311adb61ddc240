"""The pages of a run, of a comparison and of a trend: what goes where."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pytest_realunify.cards.sharing import shareable
from pytest_realunify.cards.writing import card_of
from pytest_realunify.numbers.stats import Estimate
from pytest_realunify.numbers.summary import Cell
from pytest_realunify.reporting import trend_words
from pytest_realunify.reporting.card_page import page as card_page
from pytest_realunify.reporting.comparison import Comparison
from pytest_realunify.reporting.consistency import HEAD, consistency_findings, consistency_rows
from pytest_realunify.reporting.costs import LEGEND, cost_rows
from pytest_realunify.reporting.frontier import frontier_lines
from pytest_realunify.reporting.gates import blind_lines
from pytest_realunify.reporting.html import charts, heatmap, scores, thumbnails
from pytest_realunify.reporting.html.document import Page, unwritable
from pytest_realunify.reporting.html.facts import run_facts, shown
from pytest_realunify.reporting.html.flips import flip_matrix, since_baseline
from pytest_realunify.reporting.html.frontier import frontier_chart
from pytest_realunify.reporting.html.gallery import Gallery
from pytest_realunify.reporting.html.published import SOURCE, PublishedRow, Wanted
from pytest_realunify.reporting.html.thumbnails import BUDGET_MB
from pytest_realunify.reporting.html.turned import stops_with_turns, turned_cases
from pytest_realunify.reporting.originals import Originals, is_free
from pytest_realunify.reporting.trend import Line, Trend
from pytest_realunify.reporting.view import RunView
from pytest_realunify.stored import ladders

TREND_BUDGET_MB: Final = 6.0
"""As BUDGET_MB, for the page of a trend, whose cases are bounded too (`turned`): it stays under 19 MB."""

Sources = Mapping[str, tuple[str | thumbnails.Thumbnail, int, int]]
"""URL, width and height of thumbnails by sha256; or the thumbnail itself, whose URL is made as it is written."""


def write_run(
    view: RunView,
    path: Path,
    *,
    include_inputs: bool = False,
    published: Sequence[PublishedRow] | None = None,
    budget_mb: float = BUDGET_MB,
) -> Path:
    """The report of one run. Returns the page's file.

    A `path` that ends in .html is one self-contained file whose thumbnails take at most `budget_mb`; any other is a
    folder with index.html and larger thumbnails beside it. Texts and pictures of a suite that is not procedural are
    left out unless `include_inputs`: its licence may not let them be passed on. `published` rows stand beside the run's
    bars; None: beside those of official data all. Raises RealUnifyError.
    """
    run, decision = view.run, view.decision
    changes = {change.case: change for change in decision.changed} if decision else {}
    gallery = Gallery(Originals(run), include_inputs or is_free(run), changes)
    gallery.add_all(run.results.values())
    climbed = ladders.read(run.folder.files).values()
    early = view.early.take if view.early is not None else thumbnails.not_made
    beside = Wanted().rows([run.facts["suite"]]) if published is None else published
    page = Page(
        "run.html.j2",
        f"RealUnify · {shown(run.model)}",
        {
            "run": run_facts(run),
            "counts": scores.count_lines(run.summary),
            "groups": scores.run_groups(run.summary),
            "strata": scores.stratum_groups(run.summary),
            "summary": run.summary,
            "decision": decision,
            "blind": blind_lines(decision) if decision else [],
            "matrices": since_baseline(changes.values(), run.results.values())
            if decision and decision.baseline
            else [],
            "frontier": frontier_lines(climbed),
            "findings": view.findings,
            "costs": cost_rows(run.costs),
            "costs_legend": LEGEND,
            "variants": [HEAD, *consistency_rows(told)] if (told := run.consistency) else [],
            "variants_found": [*consistency_findings(told)] if told else [],
            "source": SOURCE if beside else "",
            "withheld": not gallery.shows_inputs,
            "cases": len(gallery.cases),
            "card": (card := card_page(shareable(card_of(run)))),
            "card_file": b64encode(card.encode("utf-8", "replace")).decode("ascii"),
            **_FORMATS,
        },
        {
            "charts-data": {
                "accuracy": charts.accuracy_chart(run.summary.rows["strict"], beside),
                **({"frontier": frontier_chart(climbed)} if climbed else {}),
            },
            "gallery-data": gallery.data(_sources(gallery.files, path, budget_mb, early)),
        },
        ("gallery", "plotly", "charts"),
    )
    return page.write(_file(path))


def write_comparison(
    comparison: Comparison, path: Path, *, include_inputs: bool = False, budget_mb: float = BUDGET_MB
) -> Path:
    """Two runs side by side: differences, flip matrices, and the changed cases in a gallery. As `write_run`."""
    before, after = comparison.before, comparison.after
    changes = {change.case: change for change in comparison.changed}
    pictures = dict[str, Path]()
    galleries = []
    for run in (after, before):
        gallery = Gallery(Originals(run), include_inputs or is_free(run), changes)
        gallery.add_all(result for result in run.results.values() if result.case in changes)
        galleries.append(gallery)
        pictures |= gallery.files
    sources = _sources(pictures, path, budget_mb)
    page = Page(
        "comparison.html.j2",
        f"RealUnify · {shown(before.model)} → {shown(after.model)}",
        {
            "comparison": comparison,
            "groups": scores.comparison_groups(comparison.differences),
            "runs": [("before", run_facts(before)), ("after", run_facts(after))],
            "matrices": [flip_matrix(protocol, counts.items()) for protocol, counts in comparison.flips.items()],
            "withheld": not galleries[0].shows_inputs,
            "cases": len(galleries[0].cases),
            **_FORMATS,
        },
        {
            "charts-data": {"difference": charts.comparison_chart(comparison)},
            "gallery-data": {**galleries[0].data(sources), "before": galleries[1].data(sources)},
        },
        ("gallery", "plotly", "charts"),
    )
    return page.write(_file(path))


def write_trend(trend: Trend, path: Path, *, include_inputs: bool = False, budget_mb: float = TREND_BUDGET_MB) -> Path:
    """What declined, categories x runs, the cases that turned, accuracy over runs. As `write_run`."""
    cases = turned_cases(trend, include_inputs)
    scripts = [*(["heatmap"] if trend.lines else []), *(["gallery"] if cases.cases else []), "plotly", "charts"]
    gallery = {"gallery-data": cases.data(_sources(cases.files, path, budget_mb))} if cases.cases else {}
    page = Page(
        "trend.html.j2",
        "RealUnify · trend",
        {
            "trend": trend,
            "rows": _trend_rows(trend),
            "headline": trend_words.headline(trend),
            "moves": [*(("fell", move) for move in trend.page.falls), *(("rose", move) for move in trend.page.rises)],
            "since": trend_words.since,
            "scored": trend_words.scored,
            "size": trend_words.size,
            "p_text": trend_words.p_text,
            "turned_at": lambda move: trend_words.turned_words(trend_words.turned_at(move, trend), trend),
            "heatmaps": heatmap.heatmaps(trend),
            "heat_columns": heatmap.columns(trend),
            "heat_scale": heatmap.scale(trend),
            "first_shown": heatmap.first_shown(trend),
            "turned": cases,
            "turned_stops": stops_with_turns(cases.cases),
            **_FORMATS,
        },
        {"charts-data": {"trend": charts.trend_chart(trend)}, **gallery},
        tuple(scripts),
    )
    return page.write(_file(path))


def _file(path: Path) -> Path:
    return path if _is_file(path) else path / "index.html"


def _is_file(path: Path) -> bool:
    return path.suffix.lower() == ".html"


def _sources(
    files: Mapping[str, Path], path: Path, budget_mb: float, early: thumbnails.Made = thumbnails.not_made
) -> Sources:
    if _is_file(path):
        made = thumbnails.within_budget(files, int(budget_mb * 1_000_000), early)
        return {sha256: (each, each.width, each.height) for sha256, each in made.items()}
    try:
        return thumbnails.beside(files, path)
    except OSError as error:
        raise unwritable(path, error) from error


def _trend_rows(trend: Trend) -> list[tuple[Line, list[scores.Figure]]]:
    """The averages alone: a line per axis and protocol is a table that can be read."""
    averages = [column.name for column in scores.COLUMNS if column.average]
    lines = [line for line in trend.lines if line.scope in averages]
    return [(line, [scores.accuracy(Cell(point)) for point in line.points]) for line in lines]


def _points(difference: Estimate | None) -> scores.Figure:
    return scores.Figure() if difference is None else scores.points(difference)


_FORMATS: Final[Mapping[str, Any]] = {
    "columns": scores.COLUMNS,
    "named": scores.named,
    "percent": scores.percent,
    "points": _points,
    "p_value": scores.p_value,
    "shown": shown,
}
