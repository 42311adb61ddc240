"""The numbers of a run by the names under which trackers keep them, such as `realunify/strict/stepwise/UEG`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, get_args

from pytest_realunify.numbers.summary import Summary
from pytest_realunify.records import State
from pytest_realunify.reporting.view import RunView
from pytest_realunify.trackers.names import distinct, part

ROOT: Final = "realunify"


def metrics_of(view: RunView) -> dict[str, float]:
    """Accuracies and gaps between -1 and 1 as tables have them, cases by what became of them, gates as 1 (passed) or 0.

    What could not be scored has no number: a tracker would draw a zero as a score.
    """
    found = [*_scores(view.run.summary), *_counts(view.run.summary), *_gates(view)]
    names = distinct("/".join((ROOT, *map(part, path))) for path, _ in found)
    return {name: float(value) for name, (_, value) in zip(names, found, strict=True)}


Path = tuple[str, ...]


def _scores(summary: Summary) -> Iterator[tuple[Path, float]]:
    """By scorer (strict, parity, and corrected of a calibrated judge), protocol and category or axis; then the gap."""
    for scorer, rows in summary.rows.items():
        for row in rows:
            for scope, cell in row.cells.items():
                if cell.estimate is not None:
                    yield (scorer, row.protocol, scope), cell.estimate.value
    for protocol, correction in summary.corrected.items():
        for scope, estimate in correction.scores.items():
            yield ("corrected", protocol, scope), estimate.value
    for scope, gap in summary.gap.items():
        yield ("gap", scope), gap.value


def _counts(summary: Summary) -> Iterator[tuple[Path, float]]:
    for protocol, counts in summary.counts.items():
        for state in get_args(State):
            yield ("cases", protocol, state), counts.states.get(state, 0)


def _gates(view: RunView) -> Iterator[tuple[Path, float]]:
    if view.decision is not None:
        yield ("gates", "passed"), view.decision.passed
        yield ("gates", "failed"), sum(not gate.passed for gate in view.decision.gates)
        for gate in view.decision.gates:
            yield ("gate", gate.name), gate.passed
