"""The table of the paper in plain text: all columns beside one another, or in blocks where there is no room."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final

from pytest_realunify.decisions.gates.outcome import Decision
from pytest_realunify.numbers.summary import Cell, Row, Summary
from pytest_realunify.numerals import percent, points
from pytest_realunify.reporting.layout import PAGE
from pytest_realunify.reporting.strata import stratum_lines
from pytest_realunify.taxonomy import AXES, Axis, categories_of
from pytest_realunify.text import padded
from pytest_realunify.text import width as cells

LABEL: Final = 9
WIDTH: Final = 7
"""Thirteen columns of seven and a label of nine make exactly 100."""


def _headings(axis: Axis) -> list[tuple[str, str]]:
    return [*((category.name, category.abbreviation) for category in categories_of(axis)), (axis, axis)]


COLUMNS: Final = (*(column for axis in AXES for column in _headings(axis)), ("total", "Total"))
"""Name in a row's cells, and what stands above."""


@dataclass(frozen=True, slots=True)
class Block:
    """Columns of the table that stand side by side."""

    columns: Sequence[tuple[str, str]] = COLUMNS
    label: int = LABEL
    """Cells of what stands before them."""

    def row(self, label: str, cell: Callable[[str], str]) -> str:
        """One line; `cell` says what stands under a column's name."""
        return padded(label, self.label) + "".join(f"{cell(name):>{WIDTH}}" for name, _ in self.columns)

    def bounds(self, cell: Callable[[str], Cell]) -> list[str]:
        """The line of intervals; none where there is nothing to bound."""
        known = any(cell(name).estimate for name, _ in self.columns)
        return [self.row("  95% CI", lambda name: _interval(cell(name)))] if known else []


def blocks(axes: Collection[Axis], width: int = PAGE, label: int = LABEL) -> list[Block]:
    """All columns where they fit beside one another; else an axis below the other, of these axes alone, or parts."""
    most = max(1, (width - label) // WIDTH)
    if most >= len(COLUMNS):
        return [Block(COLUMNS, label)]
    shown = [_headings(axis) for axis in AXES if axis in axes or not axes]
    shown[-1] += [COLUMNS[-1]] if len(shown) == len(AXES) else []
    return [Block(each[start : start + most], label) for each in shown for start in range(0, len(each), most)]


def columned(label: str, cell: Callable[[str], str]) -> str:
    """A line of all columns."""
    return Block().row(label, cell)


def table(summary: Summary, width: int = PAGE, brief: bool = False) -> list[str]:
    """Accuracy in percent: strict with its 95 % interval, the gap with its own, parity, and strict by stratum.

    In blocks where it is too wide. `brief`: strict and the gap alone.
    """
    label = max([LABEL, *(cells(row.protocol) + 1 for row in summary.rows["strict"])])
    lines: list[str] = []
    for block in blocks(summary.axes, width, label):
        lines += [*([""] if lines else []), *_scores(summary, block)]
        lines += [] if brief else [*_corrected(summary, block), *_parity(summary, block)]
    return lines if brief else [*lines, *stratum_lines(summary, width)]


def _scores(summary: Summary, block: Block) -> list[str]:
    lines = [block.row("", lambda name: dict(COLUMNS)[name])]
    for row in summary.rows["strict"]:
        lines += [_row(row, block), *block.bounds(row.cells.__getitem__)]
    gap = summary.gap
    if not any(name in gap for name, _ in block.columns):
        return lines
    return [
        *lines,
        block.row("gap", lambda name: points(gap[name].value) if name in gap else "-"),
        # On two lines: side by side, `-100,-58` fills a column and runs into its neighbour.
        block.row("  CI low", lambda name: points(gap[name].low, 0) if name in gap else ""),
        block.row("  CI high", lambda name: points(gap[name].high, 0) if name in gap else ""),
    ]


def _corrected(summary: Summary, block: Block) -> list[str]:
    lines: list[str] = []
    drawn = {name for name, _ in _headings("UEG")}.intersection(name for name, _ in block.columns)
    for protocol, found in summary.corrected.items():
        scores = {name: Cell(estimate) for name, estimate in found.scores.items()}
        if scores and drawn:
            lines.append(block.row(protocol, lambda name: _percent(scores.get(name, Cell())) if name in drawn else ""))  # noqa: B023
            lines += block.bounds(lambda name: scores.get(name, Cell()))  # noqa: B023
    return ["UEG corrected for judge error", *lines] if lines else []


def _parity(summary: Summary, block: Block) -> list[str]:
    return ["parity scorer", *(_row(row, block) for row in summary.rows["parity"])]


def axes_shown(summary: Summary, decision: Decision | None, width: int) -> set[Axis]:
    """Whose codes stand in the table, or in that of the gates."""
    if blocks(summary.axes, width)[0].columns == COLUMNS or not summary.axes:
        return set(AXES)
    gates = "" if decision is None else " ".join(gate.name for gate in decision.gates)
    return {axis for axis in AXES if axis in summary.axes or any(each.name in gates for each in categories_of(axis))}


def averages(summary: Summary) -> list[str]:
    """Such as `direct: UEG 34.2, GEU 40.8, Total 36.9`, a line per protocol."""
    names = [(name, heading) for name, heading in COLUMNS if name in (*AXES, "total")]
    told = {
        row.protocol: [f"{heading} {_percent(row.cells[name])}" for name, heading in names if row.cells[name].estimate]
        for row in summary.rows["strict"]
    }
    return [f"{protocol}: {', '.join(found) or 'no axis is whole'}" for protocol, found in told.items()]


def _row(row: Row, block: Block) -> str:
    return block.row(row.protocol, lambda name: _percent(row.cells[name]))


def _percent(cell: Cell) -> str:
    return percent(cell.estimate.value) if cell.estimate else "-"


def _interval(cell: Cell) -> str:
    return f"{percent(cell.estimate.low, 0)}-{percent(cell.estimate.high, 0)}" if cell.estimate else ""
