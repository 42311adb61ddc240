"""Models over many runs, for tests of the trend: what each run says of each case."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pytest_realunify.decisions.counts import CaseRecord, RunCounts
from pytest_realunify.decisions.evidence import Evidence
from pytest_realunify.decisions.trend.course import Course
from pytest_realunify.taxonomy import CATEGORIES

NAMES = [category.name for category in CATEGORIES]
RIGHT = RunCounts({"correct": 1}, {"correct": 1})
WRONG = RunCounts({"wrong": 1}, {"wrong": 1})
Chances = NDArray[np.float64]
"""Categories x cases x runs."""


def courses_of(chances: Chances, rng: np.random.Generator, protocol: str = "direct") -> list[Course]:
    """Verdicts drawn anew at every run, of the first so many categories."""
    return [
        Course((name, protocol), (rng.random(chance.shape) < chance).astype(float))
        for name, chance in zip(NAMES, chances, strict=False)
    ]


def steady(rng: np.random.Generator, categories: int, cases: int, runs: int, flips: float = 0.05) -> Chances:
    """Cases that pass or fail but for a flip; 7 of 10 pass."""
    right = rng.random((categories, cases, 1)) < 0.7
    return np.repeat(np.where(right, 1 - flips, flips), runs, axis=2)


def wandering(rng: np.random.Generator, categories: int, cases: int, runs: int, rate: float) -> list[Course]:
    """Verdicts that last: at every run so many cases are decided anew, 7 of 10 of these to right."""
    passes = np.repeat(rng.random((categories, cases, 1)) < 0.7, runs, axis=2)
    for run in range(1, runs):
        anew = rng.random((categories, cases)) < rate
        passes[..., run] = np.where(anew, rng.random((categories, cases)) < 0.7, passes[..., run - 1])
    return [Course((name, "direct"), each.astype(float)) for name, each in zip(NAMES, passes, strict=False)]


def evidence_of(verdicts: Sequence[Sequence[bool]], replies: Sequence[Sequence[str]] | None = None) -> Evidence:
    """Cases x runs of one category; without replies each run has its own."""
    cases = {f"{NAMES[0]}-x-{number:04d}-direct": row for number, row in enumerate(verdicts)}
    told = replies or [[str(run) for run in range(len(row))] for row in verdicts]
    return Evidence(
        {case: CaseRecord(tuple(RIGHT if each else WRONG for each in row)) for case, row in cases.items()},
        {case: tuple(row) for case, row in zip(cases, told, strict=True)},
    )
