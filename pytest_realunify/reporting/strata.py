"""Scores of easy, medium and hard instances apart, in a line per protocol."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pytest_realunify.numbers.summary import Cell, Row, Summary
from pytest_realunify.numerals import percent
from pytest_realunify.taxonomy import AXES


def by_protocol(summary: Summary) -> Mapping[str, Sequence[Row]]:
    """The rows of each protocol, easy first; empty of a suite without strata."""
    found: dict[str, list[Row]] = {}
    for row in summary.strata:
        found.setdefault(row.protocol, []).append(row)
    return found


def stratum_lines(summary: Summary) -> list[str]:
    """Such as `direct    easy UEG 45.0 GEU 61.2   medium UEG 30.0 GEU 42.2`, below a heading."""
    lines = [
        f"{protocol:<9} " + "   ".join(f"{row.stratum} {_axes(row)}" for row in rows)
        for protocol, rows in by_protocol(summary).items()
    ]
    return ["strict by stratum, in percent", *lines] if lines else []


def _axes(row: Row) -> str:
    return " ".join(f"{axis} {_percent(row.cells[axis])}" for axis in AXES)


def _percent(cell: Cell) -> str:
    return percent(cell.estimate.value) if cell.estimate else "-"
