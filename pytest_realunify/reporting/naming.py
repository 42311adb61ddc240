"""What runs are called where several stand beside one another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pytest_realunify.stored.stored_run import StoredRun


def names(runs: Sequence[StoredRun]) -> list[str]:
    """Each by its model and label, and by its id too where these do not tell it from another."""
    plain = [_named(run) for run in runs]
    often = Counter(plain)
    return [f"{name}, {run.id}" if often[name] > 1 else name for name, run in zip(plain, runs, strict=True)]


def _named(run: StoredRun) -> str:
    model = run.model or "unnamed model"
    return f"{model}, {run.label}" if run.label not in ("", model) else model
