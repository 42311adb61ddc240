"""Two runs of one suite, case by case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pytest_realunify.api.frames import Row, framed, rows
from pytest_realunify.api.run import Run
from pytest_realunify.decisions.gates.outcome import Change
from pytest_realunify.reporting import comparison, data
from pytest_realunify.text import harmless


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """`after` against `before`. `print` shows it as the terminal does, a notebook as tables."""

    before: Run
    after: Run
    found: comparison.Comparison
    """What reports read, for the rooms of this package."""

    @classmethod
    def of(cls, before: Run, after: Run) -> Comparison:
        """Raises UsageError for runs of different suites, DataError for one that cannot be read."""
        return cls(before, after, comparison.compare(before.stored, after.stored))

    @property
    def notes(self) -> Sequence[str]:
        """What makes the two less comparable, such as another judge, in a line each."""
        return self.found.notes

    @property
    def changed(self) -> Sequence[Change]:
        """Cases whose verdict differs, the worse ones first: `case`, `before`, `after`, `worse`."""
        return self.found.changed

    def rows(self) -> list[Row]:
        """One per protocol and scope, over the instances that both runs scored; shares are between 0 and 1.

        `difference` is after - before with its paired 95 % interval, `low` to `high`; `p` is two-sided and exact;
        `worse` and `better` count instances.
        """
        return rows(data.DIFFERENCE_FIELDS, map(data.difference_values, self.found.differences))

    def to_frame(self) -> Any:
        """`rows` as a `pandas.DataFrame`; where there is no pandas, as they are."""
        return framed(self.rows(), data.DIFFERENCE_FIELDS)

    def __str__(self) -> str:
        from pytest_realunify.reporting.plain import comparison_lines

        return "\n".join(map(harmless, comparison_lines(self.found)))

    def __repr__(self) -> str:
        return f"<Comparison of {self.before!r} with {self.after!r}>"

    def _repr_html_(self) -> str:
        from pytest_realunify.api.shown import comparison_html

        return comparison_html(self)
