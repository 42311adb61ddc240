"""Accuracy over runs or checkpoints, with marks where the ruler changed. Knows nothing of how it is printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pytest_realunify.numbers.stats import Estimate
from pytest_realunify.numbers.summary import Cell, accuracies
from pytest_realunify.reporting.terminal import COLUMNS
from pytest_realunify.stored.comparability import Comparability, Instrument
from pytest_realunify.stored.journal import RunFolder
from pytest_realunify.taxonomy import in_table_order


@dataclass(frozen=True, slots=True)
class Stop:
    """One run on the horizontal axis."""

    id: str
    model: str
    started: str
    """UTC, ISO 8601; empty where the run does not say."""
    finished: int
    selected: int
    """Cases with a result, and cases the run set out to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """Strict accuracy of one category, axis or the total under one protocol."""

    scope: str
    """A category, `UEG`, `GEU` or `total`."""
    protocol: str
    points: tuple[Estimate | None, ...]
    """One for each stop; None where the run has no such score."""
    scored: tuple[int, ...]
    """Instances behind each point."""


@dataclass(frozen=True, slots=True)
class Marker:
    """From the stop at `position` on another suite, judge or scorer was used: points across it do not compare."""

    position: int
    """Counts from 0; at least 1."""
    what: Instrument
    text: str
    """Such as `judge pixels (fac7b34a50c7) -> my-vlm (0c1d…)`."""


@dataclass(frozen=True, slots=True)
class Trend:
    """What `trend RUN…` says. Stops in the order given by the user."""

    stops: Sequence[Stop]
    lines: Sequence[Line]
    """Protocols, and within each the scopes, in table order; without empty ones."""
    markers: Sequence[Marker]
    notes: Sequence[str] = ()


def trend(runs: Sequence[RunFolder]) -> Trend:
    """Runs in the order given. Raises DataError for one that cannot be read."""
    read = [_read(run) for run in runs]
    tools = [tools for tools, _, _ in read]
    return Trend(
        stops=[stop for _, stop, _ in read],
        lines=list(_lines([cells for _, _, cells in read])),
        markers=[
            Marker(position, what, f"{what} {before.text} -> {after.text}")
            for position, (old, new) in enumerate(pairwise(tools), 1)
            for what, before, after in old.changes(new)
        ],
        notes=[
            f"run {stop.id} is not complete: {stop.finished} of {stop.selected} cases have a result"
            for _, stop, _ in read
            if stop.finished < stop.selected
        ],
    )


Cells = Mapping[str, Mapping[str, Cell]]
"""By protocol, then by scope."""


def _read(run: RunFolder) -> tuple[Comparability, Stop, Cells]:
    facts, outcomes = run.facts(), list(run.outlines().values())
    protocols = {outcome.protocol for outcome in outcomes}
    stop = Stop(
        id=run.id,
        model=str(facts["model"].get("name", "")),
        started=str(facts.get("started", "")),
        finished=len(outcomes),
        selected=sum(int(count) for count in facts.get("selected_by_protocol", {}).values()),
    )
    return Comparability.of(facts), stop, {name: accuracies(outcomes, name) for name in in_table_order(protocols)}


def _lines(runs: Sequence[Cells]) -> Iterator[Line]:
    for protocol in in_table_order(protocol for run in runs for protocol in run):
        for scope, _ in COLUMNS:
            cells = [run[protocol][scope] if protocol in run else Cell() for run in runs]
            if any(cell.estimate for cell in cells):
                yield Line(
                    scope, protocol, tuple(cell.estimate for cell in cells), tuple(cell.scored for cell in cells)
                )
