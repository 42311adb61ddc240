"""Stored runs made of results alone, without running anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from pytest_realunify.records import Result, State, Verdict
from pytest_realunify.stored.journal import FORMAT, Journal, RunFolder
from pytest_realunify.stored.stored_run import StoredRun
from pytest_realunify.taxonomy import CATEGORY


def made(category: str, index: int, strict: State = "correct", protocol: str = "direct", **other: Any) -> Result:
    """One case's result. `other` are fields of a Result, or `parity`."""
    instance = f"{category}-x-{index:04d}"
    facts: dict[str, Any] = {
        "case": f"{instance}-{protocol}",
        "instance": instance,
        "axis": CATEGORY[category].axis,
        "category": category,
        "subtask": "x",
        "protocol": protocol,
        "repeat": 0,
        "verdict": Verdict(strict, other.pop("parity", strict)),
        "expected": "A",
        "reply": "A",
    }
    return Result(**{**facts, **other})


def row(category: str, states: Iterable[State], protocol: str = "direct", **other: Any) -> Iterator[Result]:
    """A category's results under a protocol, instance by instance."""
    return (made(category, index, state, protocol, **other) for index, state in enumerate(states))


def drawn(results: Iterable[Result], run: object) -> list[Result]:
    """With replies that no other run or repeat has: results of a sampler. As `made` makes them all are copies."""
    return [replace(each, reply=f"A, as {run} says at {each.repeat}") for each in results]


def right(count: int, of: int) -> list[State]:
    """The first `count` correct, the rest wrong."""
    return ["correct" if place < count else "wrong" for place in range(of)]


def facts_of(name: str, results: Iterable[Result], /, **other: Any) -> dict[str, Any]:
    """run.json of a run that did all it set out to do; `other` replaces keys of it."""
    selected = Counter(result.protocol for result in results)
    facts = {
        "format": FORMAT,
        "id": name,
        "started": "2026-01-02T03:04:05.678+00:00",
        "finished": "2026-01-02T04:04:05.678+00:00",
        "model": {"name": "mine:Model", "source": "class"},
        "judge": {"name": "pixels", "fingerprint": "1" * 12},
        "suite": {"name": "procedural", "fingerprint": "0" * 12},
        "scorers": {"strict": 1, "parity": 1},
        "root": "/nowhere",
        "options": {"realunify_suite": "procedural", "realunify_protocol": "direct,stepwise", "realunify_seed": "0"},
        "selected": selected.total(),
        "selected_by_protocol": dict(selected),
        "planned_by_protocol": dict(selected),
    }
    return {**facts, **other}


def stored(root: Path, name: str, results: Iterable[Result], /, **other: Any) -> StoredRun:
    """A run on disk, read back."""
    results = list(results)
    folder = RunFolder(root / name)
    folder.create()
    folder.write_facts(facts_of(name, results, **other))
    journal = Journal(folder.files)
    for result in results:
        journal.append(result)
    journal.close()
    return StoredRun.load(folder)
