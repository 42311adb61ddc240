"""What a run cost, as rows of text for every format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from pytest_realunify.numbers.costs import COUNTS, Costs
from pytest_realunify.reporting.layout import PAGE
from pytest_realunify.text import padded
from pytest_realunify.text import width as cells

HEAD: Final = ("calls", "retries", "waited s", "tokens in", "tokens out", "pictures in", "pictures out")
"""Of COUNTS, in their order."""
UNFINISHED: Final = "no result"
"""Of calls that no result tells of."""
LEGEND: Final = "calls: repeated ones too; no result: of cases that did not finish or were run again"
_LABEL: Final = 16
_WIDTHS: Final = (8, 8, 9, 12, 11, 12, 13)


def cost_rows(costs: Costs) -> tuple[Sequence[str], list[list[str]]]:
    """Head and rows: protocol and who, counts, money where prices are known; with more than one row a total."""
    head = ["", *HEAD, *([costs.currency] if costs.currency else [])]
    rows = [
        [f"{row.protocol or UNFINISHED}, {row.who}", *_counted(row.counts), *_money(costs, row.money)]
        for row in costs.rows
    ]
    if len(rows) > 1:
        rows.append(["total", *_counted(costs.total), *_money(costs, costs.money)])
    return head, rows


def cost_lines(costs: Costs, width: int = PAGE) -> list[str]:
    """As columns of plain text, in blocks where they have no room side by side; none where nothing was counted."""
    head, rows = cost_rows(costs)
    if not rows:
        return []
    heads, label = [head], max(_LABEL, *(cells(row[0]) + 1 for row in rows))
    usual = zip((*_WIDTHS, 11), range(1, len(head)), strict=False)
    widths = [max(most, *(len(row[place]) + 1 for row in rows)) for most, place in usual]
    if label + sum(widths) > width:  # two lines of headings, and columns as wide as what stands there
        heads = [[name.partition(" ")[0] for name in head], [name.partition(" ")[2] for name in head]]
        label = max(cells(row[0]) for row in rows)
        widths = [max(len(row[place]) for row in (*heads, *rows)) + 2 for place in range(1, len(head))]
    lines = [
        (padded(row[0], label) + _columns(row[begin + 1 : end + 1], widths[begin:end])).rstrip()
        for begin, end in _blocks(widths, width - label)
        for row in (*heads, *rows)
    ]
    return [*filter(None, lines), LEGEND]


def _blocks(widths: Sequence[int], room: int) -> Iterator[tuple[int, int]]:
    """From which column to which, as many as there is room for, and one at least."""
    begin = 0
    for end in range(1, len(widths) + 1):
        if end == len(widths) or sum(widths[begin : end + 1]) > room:
            yield begin, end
            begin = end


def cost_data(costs: Costs) -> dict[str, Any]:
    """For JSON."""
    return {
        "currency": costs.currency or None,
        "rows": [
            {"protocol": row.protocol or None, "who": row.who, "counts": dict(row.counts), "money": row.money}
            for row in costs.rows
        ],
        "total": {"counts": dict(costs.total), "money": costs.money},
    }


def _columns(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True)).rstrip()


def _counted(counts: Mapping[str, int]) -> list[str]:
    return [
        f"{counts.get(name, 0) / 1000:,.1f}" if name == "waited_ms" else f"{counts.get(name, 0):,}" for name in COUNTS
    ]


def _money(costs: Costs, money: float | None) -> list[str]:
    return [] if not costs.currency else ["-" if money is None else f"{money:,.4f}"]
