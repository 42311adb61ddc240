"""Cases that turned since the baseline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pytest_realunify.decisions import noise
from pytest_realunify.decisions.counts import CaseRecord, counted
from pytest_realunify.decisions.gates.comparison import Comparison
from pytest_realunify.decisions.gates.outcome import Change, Decision
from pytest_realunify.records import kind_of
from pytest_realunify.taxonomy import CATEGORY


def changes(comparison: Comparison) -> list[Change]:
    """Those whose majority turned from correct to not correct (first) or back; a tie is no majority."""
    return sorted(_changes(comparison), key=lambda change: (not change.worse, not change.steady, change.case))


def failing_first(decision: Decision) -> list[Change]:
    """Those that changed, in the order in which they tell why gates failed: the worse ones of a failed gate of their
    category, then of their axis or of all, then the other worse ones, and the better."""
    must = any(gate.kind == "must-pass" and not gate.passed for gate in decision.gates)
    failed = {found[0] for gate in decision.gates if not gate.passed and (found := _PLACE.search(gate.name.lower()))}

    def rank(change: Change) -> int:
        category, _, protocol = (kind_of(change.case) or "").partition("/")
        if f"{category}:{protocol}" in failed or (must and change.steady):
            return 0
        axis = CATEGORY[category].axis.lower() if category else ""
        return 1 if failed & {f"{axis}:{protocol}", f"total:{protocol}"} else 2

    return sorted(
        decision.changed, key=lambda each: (not each.worse, rank(each) if each.worse else 0, not each.steady, each.case)
    )


_PLACE: Final = re.compile(rf"(?:{'|'.join(CATEGORY)}|ueg|geu|total):[a-z][a-z0-9_]*")
"""Of a gate's name: what it looks at, and under which protocol."""


def _changes(comparison: Comparison) -> Iterator[Change]:
    for case, before in comparison.before.cases.items():
        after = comparison.now.cases.get(case)
        if after is not None and _majority(before) * _majority(after) < 0:
            steady = noise.steady(comparison.before, case)
            yield Change(case, counted(before.strict), counted(after.strict), _majority(after) < 0, steady)


def _majority(record: CaseRecord) -> int:
    """Above 0: most scored verdicts are correct; below: most are not; 0: as many either way, or none."""
    return 2 * record.correct - record.scored
