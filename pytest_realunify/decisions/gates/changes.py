"""Cases that turned since the baseline."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_realunify.decisions import noise
from pytest_realunify.decisions.counts import CaseRecord, counted
from pytest_realunify.decisions.gates.comparison import Comparison
from pytest_realunify.decisions.gates.outcome import Change


def changes(comparison: Comparison) -> list[Change]:
    """Those whose majority turned from correct to not correct (first) or back; a tie is no majority."""
    return sorted(_changes(comparison), key=lambda change: (not change.worse, not change.steady, change.case))


def _changes(comparison: Comparison) -> Iterator[Change]:
    for case, before in comparison.before.cases.items():
        after = comparison.now.cases.get(case)
        if after is not None and _majority(before) * _majority(after) < 0:
            steady = noise.steady(comparison.before, case)
            yield Change(case, counted(before.strict), counted(after.strict), _majority(after) < 0, steady)


def _majority(record: CaseRecord) -> int:
    """Above 0: most scored verdicts are correct; below: most are not; 0: as many either way, or none."""
    return 2 * record.correct - record.scored
