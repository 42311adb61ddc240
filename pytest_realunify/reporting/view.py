"""One stored run with all that reports say about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_realunify.decisions.diagnosis import Finding, diagnose
from pytest_realunify.decisions.gates import outcome
from pytest_realunify.decisions.gates.outcome import Decision
from pytest_realunify.stored.stored_run import StoredRun

if TYPE_CHECKING:
    from pytest_realunify.reporting.html.early import Early


@dataclass(frozen=True)
class RunView:
    """What every format renders: numbers, gates, diagnosis."""

    run: StoredRun
    findings: Sequence[Finding]
    decision: Decision | None
    """None where no gate judged the run."""
    early: Early | None = None
    """Thumbnails that were made while it went."""

    @classmethod
    def of(cls, run: StoredRun) -> RunView:
        """Raises DataError where the run's gates cannot be read."""
        return cls(run, diagnose(run.outlines.values()), outcome.read(run.folder.path))
