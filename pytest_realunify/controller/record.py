"""What is known of a run while it goes: filled by the controller alone, read by all its parts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest

from pytest_realunify.records import Result
from pytest_realunify.stored.journal import RunFolder
from pytest_realunify.stored.stored_run import StoredRun


@dataclass
class RunRecord:
    """Made once per session; lives in memory, and what must outlive it is in the run's folder too."""

    folder: RunFolder
    results: dict[tuple[str, int], Result] = field(default_factory=dict)
    """By (case, repeat)."""
    selected: Counter[str] = field(default_factory=Counter)
    """Cases per protocol that the run sets out to do, repeats counted."""
    facts: dict[str, Any] = field(default_factory=dict)
    """run.json."""
    wrong: list[pytest.TestReport] = field(default_factory=list)
    """Of wrong answers: said in one line each."""
    unavailable: list[pytest.TestReport] = field(default_factory=list)
    """Of cases whose model could not be had."""

    @property
    def run(self) -> StoredRun:
        """As reports and gates read it."""
        return StoredRun(self.folder, self.facts, self.results)
