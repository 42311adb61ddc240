"""Many runs."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from typing import Final

from pytest_realunify.reporting.markdown.text import code, details, escaped, percent, points, table
from pytest_realunify.reporting.score_table import COLUMNS
from pytest_realunify.reporting.trend import Line, Stop, Trend
from pytest_realunify.reporting.trend_words import headline, p_text, scored, since, turned_at, turned_words
from pytest_realunify.taxonomy import in_table_order

LONGEST: Final = 30
"""Cases that turned, listed under a fall."""


def trend_markdown(trend: Trend) -> str:
    """The whole report, ending in a newline."""
    lines = ["## RealUnify: trend", "", f"**{escaped(headline(trend))}**", "", *_moves(trend), *_turned(trend)]
    lines += [f"> {escaped(note)}\n" for note in trend.notes]
    stops = [
        [
            str(number),
            *map(escaped, _label(trend, stop)),
            code(stop.id),
            escaped(stop.model),
            f"{stop.finished} of {stop.selected}",
        ]
        for number, stop in enumerate(trend.stops, 1)
    ]
    labels = ["label"] if trend.labelled else []
    lines += [*table(["", *labels, "run", "model", "cases"], stops, left=3 + len(labels)), ""]
    for marker in trend.markers:
        lines.append(f"- ⚠ from run {marker.position + 1} on: {escaped(marker.text)}; points across it do not compare")
    lines += [""] if trend.markers else []
    for protocol in in_table_order(line.protocol for line in trend.lines):
        of_protocol = {line.scope: line for line in trend.lines if line.protocol == protocol}
        lines += [f"### {protocol}", "", *_points(trend, of_protocol), ""] if of_protocol else []
    return "\n".join(lines).rstrip("\n") + "\n"


def _label(trend: Trend, stop: Stop) -> list[str]:
    """A cell where any run has a label."""
    return [stop.label] if trend.labelled else []


def _moves(trend: Trend) -> list[str]:
    """Every score that fell or rose."""
    rows = [
        [
            word,
            escaped(scored(move)),
            escaped(since(move, trend)),
            code(trend.stops[move.since].id),
            points(move.change),
            p_text(move.p),
        ]
        for word, moves in (("fell", trend.page.falls), ("rose", trend.page.rises))
        for move in moves
    ]
    return [*table(["", "score", "when", "run", "points", "p"], rows, left=4), ""] if rows else []


def _turned(trend: Trend) -> list[str]:
    """Under each score that fell, folded: the cases that turned at the run since which it did, the worse ones first."""
    lines = []
    for move in trend.page.falls:
        turned = turned_at(move, trend)
        changes = sorted((change for each in turned for change in each.changes), key=lambda change: not change.worse)
        rows = [[code(change.case), escaped(change.before), escaped(change.after)] for change in changes[:LONGEST]]
        if len(changes) > LONGEST:
            rows.append([f"… {len(changes) - LONGEST} more", "", ""])
        if rows:
            summary = html.escape(f"{move.scope.replace('_', ' ')}: {len(changes)} cases turned")
            told = escaped(f"{scored(move)}: {turned_words(turned, trend)}")
            lines += [*details(summary, [told, "", *table(["case", "before", "after"], rows, left=3)]), ""]
    return lines


def _points(trend: Trend, lines: dict[str, Line]) -> list[str]:
    """A row per run, a column per category and average."""
    shown = [(name, heading) for name, heading in COLUMNS if name in lines]
    head = ["run", *(heading for _, heading in shown)]
    return table(head, list(_rows(trend, [lines[name] for name, _ in shown])))


def _rows(trend: Trend, lines: Sequence[Line]) -> Iterator[list[str]]:
    marked = {marker.position for marker in trend.markers}
    for place in range(len(trend.stops)):
        yield [f"{'⚠ ' if place in marked else ''}{place + 1}", *(percent(line.points[place]) for line in lines)]
