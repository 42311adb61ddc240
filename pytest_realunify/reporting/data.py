"""Reports for programs: JSON with everything but the cases, CSV with a row per case, difference or point."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final, get_args

from pytest_realunify.numbers.outlines import Outline
from pytest_realunify.numbers.summary import Counts, Summary
from pytest_realunify.records import State, to_json
from pytest_realunify.reporting.comparison import Comparison, Difference
from pytest_realunify.reporting.consistency import consistency_data
from pytest_realunify.reporting.costs import cost_data
from pytest_realunify.reporting.score_table import COLUMNS
from pytest_realunify.reporting.trend import Trend
from pytest_realunify.reporting.trend_words import headline
from pytest_realunify.reporting.view import RunView
from pytest_realunify.stored import ladders
from pytest_realunify.stored.comparability import FIRST_SCORERS, Comparability, Tool
from pytest_realunify.stored.stored_run import StoredRun
from pytest_realunify.text import tabular

FORMAT: Final = 1
"""Raised when a reader of older reports would misread newer ones."""


# JSON -----------------------------------------------------------------------------------------------------------------


def as_json(view: RunView) -> str:
    """Accuracies and differences between 0 and 1. ASCII alone, so that it passes unharmed through any pipe."""
    return dumped(run_data(view))


def run_data(view: RunView) -> dict[str, Any]:
    """What `as_json` writes."""
    summary = view.run.summary
    climbed = ladders.read(view.run.folder.files)
    return {
        "format": FORMAT,
        "report": "run",
        "run": _run(view.run),
        "missing": summary.missing,
        "invalid": summary.invalid,
        "accuracies": list(_accuracies(summary)),
        "strata": list(_strata(summary)),
        "gap": {scope: to_json(estimate) for scope, estimate in summary.gap.items()},
        "corrected": {protocol: to_json(found) for protocol, found in summary.corrected.items()},
        "counts": {
            protocol: {
                "selected": counts.selected,
                "finished": counts.finished,
                **_states(counts),
                "finishes": dict(counts.finishes),
            }
            for protocol, counts in summary.counts.items()
        },
        "costs": cost_data(view.run.costs),
        **({"variants": told} if (told := consistency_data(view.run.consistency)) else {}),
        "findings": to_json(list(view.findings)),
        "gates": {"passed": view.decision.passed, **to_json(view.decision)} if view.decision else None,
        **({"frontier": to_json(climbed)} if climbed else {}),
    }


def _states(counts: Counts) -> dict[State, int]:
    return {state: counts.states.get(state, 0) for state in get_args(State)}


def comparison_json(comparison: Comparison) -> str:
    """As `as_json`."""
    return dumped(
        {
            "format": FORMAT,
            "report": "comparison",
            "before": _run(comparison.before),
            "after": _run(comparison.after),
            "notes": list(comparison.notes),
            "differences": to_json(list(comparison.differences)),
            "flips": [
                {"protocol": protocol, "before": before, "after": after, "cases": count}
                for protocol, matrix in comparison.flips.items()
                for (before, after), count in matrix.items()
            ],
            "changed": to_json(list(comparison.changed)),
            "only_before": list(comparison.only_before),
            "only_after": list(comparison.only_after),
        }
    )


def trend_json(trend: Trend) -> str:
    """As `as_json`. Places of runs in `page` and `turned` count from 0."""
    found = to_json(replace(trend, folders=()))
    del found["folders"]
    return dumped({"format": FORMAT, "report": "trend", "headline": headline(trend), **found})


def dumped(data: object) -> str:
    """With its newline. ASCII, and without what a CI's log would obey: it may go to standard output."""
    text = json.dumps(data, indent=1)
    return text.replace("##", "#\\u0023").replace("::", ":\\u003a") + "\n"


def _run(run: StoredRun) -> dict[str, Any]:
    """Who and what; no identity or option, which may hold an address with a login."""
    tools = Comparability.of(run.facts)
    return {
        "id": run.id,
        "label": run.label,
        "model": run.model,
        "suite": _tool(tools.suite),
        "judge": _tool(tools.judge) if tools.judge else None,
        "scorers": dict(run.facts.get("scorers") or FIRST_SCORERS),
        "started": run.started,
        "finished": run.facts.get("finished"),
    }


def _tool(tool: Tool) -> dict[str, str]:
    return {"name": tool.name, "fingerprint": tool.fingerprint}


def _accuracies(summary: Summary) -> Iterator[dict[str, Any]]:
    for scorer, rows in summary.rows.items():
        for row in rows:
            for scope, _ in COLUMNS:
                cell = row.cells[scope]
                yield {"scorer": scorer, "protocol": row.protocol, "scope": scope, **to_json(cell)}


def _strata(summary: Summary) -> Iterator[dict[str, Any]]:
    """As the accuracies, strict alone."""
    for row in summary.strata:
        for scope, _ in COLUMNS:
            yield {"stratum": row.stratum, "protocol": row.protocol, "scope": scope, **to_json(row.cells[scope])}


# CSV ------------------------------------------------------------------------------------------------------------------

CASE_FIELDS: Final = (
    *("run", "case", "instance", "axis", "category", "subtask", "protocol", "repeat", "strict", "parity"),
    *("expected", "answer_strict", "answer_parity", "questions", "matched", "seconds", "error", "stratum", "label"),
)

DIFFERENCE_FIELDS: Final = (
    *("scope", "protocol", "instances", "before", "after", "difference", "low", "high", "p", "worse", "better"),
)


def as_csv(view: RunView) -> str:
    """A row per case and repeat, with a head."""
    return cases_csv([view.run])


def cases_csv(runs: Iterable[StoredRun]) -> str:
    """The same over several runs."""
    return _csv(CASE_FIELDS, (case_values(run, each) for run in runs for each in run.outlines.values()))


def comparison_csv(comparison: Comparison) -> str:
    """A row per protocol and scope."""
    return _csv(DIFFERENCE_FIELDS, map(difference_values, comparison.differences))


def difference_values(each: Difference) -> list[object]:
    """In the order of `DIFFERENCE_FIELDS`."""
    return [
        *(each.scope, each.protocol, each.instances, each.before, each.after),
        *(each.change.value, each.change.low, each.change.high, each.p, each.worse, each.better),
    ]


def trend_csv(trend: Trend) -> str:
    """A row per run, protocol and scope. `moved`: `fell` or `rose` where the score did from that run on; `p_fall` and
    `p_rise` are of the score over all runs, and empty where it could not be tested."""
    moved = {
        (move.since, move.protocol, move.scope): word
        for word, moves in (("rose", trend.page.rises), ("fell", trend.page.falls))
        for move in moves
    }
    tested = {(each.protocol, each.scope): (each.p_fall, each.p_rise) for each in trend.page.tested}
    rows = (
        [
            *(stop.id, stop.model, stop.started, line.protocol, line.scope, point.value, point.low, point.high, scored),
            *(moved.get((place, line.protocol, line.scope)), *tested.get((line.protocol, line.scope), (None, None))),
            stop.label,
        ]
        for line in trend.lines
        for place, (stop, point, scored) in enumerate(zip(trend.stops, line.points, line.scored, strict=True))
        if point is not None
    )
    head = ("run", "model", "started", "protocol", "scope", "value", "low", "high", "scored")
    return _csv((*head, "moved", "p_fall", "p_rise", "label"), rows)


def case_values(run: StoredRun, of: Outline) -> list[object]:
    """In the order of `CASE_FIELDS`."""
    return [
        *(run.id, of.case, of.instance, of.axis, of.category, of.subtask, of.protocol, of.repeat),
        *(of.verdict.strict, of.verdict.parity, of.expected, *of.answers),
        len(of.polls) if of.axis == "UEG" else None,
        sum(poll.answer == poll.expected for poll in of.polls) if of.axis == "UEG" else None,
        *(of.seconds, of.trouble, of.stratum, run.label),
    ]


def _csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([tabular(value) for value in row] for row in rows)
    return file.getvalue()
