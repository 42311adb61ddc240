"""Runs in memory for baselines: a case per verdict, and what run.json says of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from pytest_realunify.records import State
from pytest_realunify.stored.journal import RunFolder
from pytest_realunify.stored.stored_run import StoredRun
from runbench import drawn, facts_of, row

IDENTITY: Final = {"adapter": "mine", "weights": "ab12"}


def run(strict: Sequence[State] = ("correct", "wrong"), name: str = "a", **facts: Any) -> StoredRun:
    """Draws of its own, unlike those of a run of another name; `facts` replace those of run.json."""
    results = drawn(row("mental_tracking", strict), name)
    told: dict[str, Any] = {
        "suite": {"name": "procedural", "fingerprint": "s1"},
        "judge": {"name": "pixels", "fingerprint": "j1", "prompt": "…"},
        "model": {"name": "mine", "source": "entry point", "identity": IDENTITY},
        "options": {"realunify_protocol": "direct", "realunify_seed": "0", "realunify_repeats": "1"},
        "versions": {"pytest-realunify": "0.1.0"},
    }
    described = facts_of(name, results, **{**told, **facts})
    return StoredRun(RunFolder(Path(name)), described, {each.key: each for each in results})
