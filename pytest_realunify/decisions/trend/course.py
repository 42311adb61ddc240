"""The verdicts of one category under one protocol, case by case and run by run, each thing said once.

Runs with the same replies say one thing (`decisions.evidence`), once in every unbroken stretch of them: at its first
run. A model that went back to what it was, or whose few cases with noise happen to fall as before, says it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pytest_realunify.decisions.evidence import Evidence, Place

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]


@dataclass(frozen=True)
class Course:
    """What the tests look at."""

    place: Place
    values: Values
    """Cases x runs: the share of correct verdicts over the run's repeats. NaN: none was scored, or the run repeats what
    the one before it said."""

    @property
    def category(self) -> str:
        return self.place[0]

    @property
    def protocol(self) -> str:
        return self.place[1]

    @property
    def runs(self) -> int:
        return int(self.values.shape[1])

    @cached_property
    def seen(self) -> list[int]:
        """Runs that say something of their own."""
        import numpy as np

        return [int(run) for run in np.flatnonzero(~np.isnan(self.values).all(axis=0))]


def courses(evidence: Evidence) -> list[Course]:
    """By category and protocol, in the order of a table; those with no verdict are left out."""
    found = [_course(evidence, place, cases) for place, cases in evidence.places.items()]
    return [course for course in found if course.seen]


def _course(evidence: Evidence, place: Place, cases: Sequence[str]) -> Course:
    import numpy as np

    values = np.full((len(cases), evidence.runs), np.nan)
    for stands in stretches(evidence.originals[place]):
        for row, case in enumerate(cases):
            run = evidence.cases[case].runs[stands]
            if run is not None and run.scored:
                values[row, stands] = run.correct / run.scored
    return Course(place, values)


def stretches(originals: Sequence[int | None]) -> list[int]:
    """The first run of every unbroken stretch of runs with the same replies.

    `originals`: for each run the one that it is a copy of, itself for none, None where it has no case.
    """
    found: list[int] = []
    before: int | None = None
    for run, original in enumerate(originals):
        if original is not None:
            if original != before:
                found.append(run)
            before = original
    return found
