"""Scores of easy, medium and hard instances apart, in a line per protocol."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pytest_realunify.numbers.summary import Cell, Row, Summary
from pytest_realunify.numerals import percent
from pytest_realunify.reporting.layout import PAGE
from pytest_realunify.taxonomy import AXES


def by_protocol(summary: Summary) -> Mapping[str, Sequence[Row]]:
    """The rows of each protocol, easy first; empty of a suite without strata."""
    found: dict[str, list[Row]] = {}
    for row in summary.strata:
        found.setdefault(row.protocol, []).append(row)
    return found


def stratum_lines(summary: Summary, width: int = PAGE) -> list[str]:
    """Such as `direct    easy UEG 45.0 GEU 61.2   medium UEG 30.0 GEU 42.2`, below a heading."""
    told = {protocol: [*filter(None, map(_told, rows))] for protocol, rows in by_protocol(summary).items()}
    lines = [line for protocol, parts in told.items() if parts for line in _packed(protocol, parts, width)]
    return ["strict by stratum, in percent", *lines] if lines else []


def _told(row: Row) -> str:
    """Of the axes that have a score."""
    axes = [f"{axis} {_percent(row.cells[axis])}" for axis in AXES if row.cells[axis].estimate]
    return " ".join([str(row.stratum), *axes]) if axes else ""


def _packed(protocol: str, parts: Sequence[str], width: int) -> list[str]:
    """On one line, or on as many as it takes."""
    lines = [f"{protocol:<9} {parts[0]}"]
    for part in parts[1:]:
        if len(lines[-1]) + 3 + len(part) <= width:
            lines[-1] += f"   {part}"
        else:
            lines.append(" " * 10 + part)
    return lines


def _percent(cell: Cell) -> str:
    return percent(cell.estimate.value) if cell.estimate else "-"
