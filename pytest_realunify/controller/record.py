"""What is known of a run while it goes: filled by the controller alone, read by all its parts."""

from __future__ import annotations

import platform
from collections import Counter
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any, Final

import pytest

from pytest_realunify.records import Attempt, Case, Result, Trouble, Verdict
from pytest_realunify.run.plan import RunPlan
from pytest_realunify.stored import journal
from pytest_realunify.stored.journal import RunFolder
from pytest_realunify.stored.stored_run import StoredRun

LIBRARIES: Final = ("pytest", "pytest-xdist", "pillow", "numpy", "scipy", "msgspec")
"""What results may depend on, besides the model."""


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

    def write(self) -> None:
        """run.json, as the run now is."""
        self.facts["selected"] = self.selected.total()
        self.facts["selected_by_protocol"] = dict(self.selected)
        self.folder.write_facts(self.facts)

    @property
    def run(self) -> StoredRun:
        """As reports and gates read it."""
        return StoredRun(self.folder, self.facts, self.results)


def describe(plan: RunPlan) -> dict[str, Any]:
    """run.json as it is before the first case."""
    return {
        "format": journal.FORMAT,
        "id": plan.folder.id,
        "started": journal.now(),
        "model": {"name": plan.model_name, "source": plan.model.source if plan.model else "fixture"},
        **plan.measured,
        **({"protocols": own} if (own := plan.own_protocols) else {}),
        "root": str(plan.root),
        "options": plan.settings.texts(),
        "planned_by_protocol": dict(plan.planned),
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in ("pytest-realunify", *LIBRARIES)},
        },
    }


def crashed(case: Case, plan: RunPlan, worker: str, cause: Trouble, device: str, made: Attempt | None = None) -> Result:
    """The record of a case that took its worker down: nobody else can write it. `made` is its attempt, where the judge
    was looking at it."""
    return Result.of(
        case,
        made or Attempt(error=cause),
        Verdict("error", "error"),
        plan.expected(case),
        model=plan.model_name,
        worker=worker,
        started=journal.now(),
        device=device,
        judge=plan.judge_name(case.listing.axis),
        error=cause,
    )
