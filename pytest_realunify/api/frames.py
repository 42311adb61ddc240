"""Rows, and what becomes of them: a data frame where there is pandas, and a table that a notebook shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pytest_realunify.numbers.stats import Estimate
from pytest_realunify.text import harmless

if TYPE_CHECKING:
    from pytest_realunify.api.shapes import Run

Row = dict[str, Any]
"""By column a text, a number, or None."""

SCORE_FIELDS: Final = ("run", "label", "model", "score", "protocol", "scope", "value", "low", "high", "scored")


def rows(fields: Sequence[str], values: Iterable[Sequence[Any]]) -> list[Row]:
    """Raises ValueError where a row has more or fewer values than there are fields."""
    return [dict(zip(fields, each, strict=True)) for each in values]


def framed(found: list[Row], fields: Sequence[str]) -> Any:
    """A `pandas.DataFrame`; the rows themselves where there is no pandas."""
    try:
        import pandas as pd
    except ImportError:
        return found
    return pd.DataFrame(found, columns=list(fields))


@dataclass(frozen=True, eq=False, repr=False)
class Table:
    """Scores by protocol and scope. `print` shows it as the terminal does, a notebook as a table."""

    run: Run

    def rows(self) -> list[Row]:
        """One per score, protocol and scope: `value`, `low` and `high` (its 95 % interval) between 0 and 1.

        `score` is strict, parity, gap (stepwise - direct, strict) or corrected (strict, without the judge's error);
        `scope` a category, `UEG`, `GEU` or `total`; `scored` counts instances. Where nothing was scored, `value` is
        None.
        """
        head = (self.run.id, self.run.label, self.run.model)
        return rows(SCORE_FIELDS, ([*head, *score] for score in _scores(self.run)))

    def to_frame(self) -> Any:
        """`rows` as a `pandas.DataFrame`; where there is no pandas, as they are."""
        return framed(self.rows(), SCORE_FIELDS)

    def __str__(self) -> str:
        from pytest_realunify.reporting.score_table import table

        return "\n".join(map(harmless, table(self.run.stored.summary)))

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        from pytest_realunify.api.shown import table_html

        return table_html(self.run)


def _scores(run: Run) -> Iterator[list[Any]]:
    summary = run.stored.summary
    for scorer, found in summary.rows.items():
        for row in found:
            for scope, cell in row.cells.items():
                yield [scorer, row.protocol, scope, *_estimated(cell.estimate), cell.scored]
    for scope, gap in summary.gap.items():
        yield ["gap", "stepwise - direct", scope, *_estimated(gap), None]
    for protocol, correction in summary.corrected.items():
        for scope, estimate in correction.scores.items():
            yield ["corrected", protocol, scope, *_estimated(estimate), None]


def _estimated(estimate: Estimate | None) -> tuple[float | None, float | None, float | None]:
    return (estimate.value, estimate.low, estimate.high) if estimate else (None, None, None)
