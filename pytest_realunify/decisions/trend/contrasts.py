"""What is asked of each case: for every run, how much higher it stands from there on; and its slope.

Columns of a question matrix: one for each run but the first (mean of that run and later ones less mean of the earlier
ones), then the slope (run number, centred, times verdict), where there are more than two runs. All columns add up to 0
over the runs of a case, so that they ask about order alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from pytest_realunify.decisions.trend.course import Course

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

SLOPE = -1
"""The last column, where it is asked."""


@dataclass(frozen=True)
class Asked:
    """Cases of one course that have verdicts in the same runs, and differ between them: only these can tell."""

    course: int
    """Its number among the courses asked about."""
    values: Values
    """Cases x the runs they have."""
    weights: Values
    """Those runs x questions."""

    @property
    def answers(self) -> Values:
        """Cases x questions."""
        return self.values @ self.weights

    @property
    def variance(self) -> Values:
        """By question: of the sum of answers over the cases, if every order of a case's verdicts is equally likely."""
        spread: Values = ((self.values - self.values.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)
        found: Values = spread.sum() / (self.values.shape[1] - 1) * (self.weights**2).sum(axis=0)
        return found


def questions(runs: int) -> int:
    """How many are asked over so many runs."""
    return runs - 1 + (runs > 2)


def asked(courses: Sequence[Course]) -> list[Asked]:
    """In the order of courses; cases in an order that does not depend on theirs."""
    return [found for number, course in enumerate(courses) for found in _asked(number, course)]


def weight_of_cases(course: Course) -> Values:
    """By question: what the sum of answers is divided by to be a change of accuracy; 0 where no case tells.

    For a run it is the number of cases with verdicts before and after. For the slope it makes the quotient the change
    from the first run to the last.
    """
    import numpy as np

    total = np.zeros(questions(course.runs))
    for present, rows in _patterns(course).items():
        weights = question_weights(present, course.runs)
        each = (weights != 0).any(axis=0).astype(float)
        if course.runs > 2:
            each[SLOPE] = (weights[:, SLOPE] ** 2).sum() / (course.runs - 1)
        total += len(rows) * each
    return total


@lru_cache(maxsize=1024)
def question_weights(present: tuple[int, ...], runs: int) -> Values:
    """Runs that a case has x questions."""
    import numpy as np

    at = np.array(present)
    later = at[:, None] >= np.arange(1, runs)[None, :]
    after, before = later.sum(axis=0), (~later).sum(axis=0)
    both = (after > 0) & (before > 0)
    weights = np.where(later, 1 / np.maximum(after, 1), -1 / np.maximum(before, 1)) * both
    if runs > 2:
        weights = np.column_stack([weights, at - at.mean()])
    found: Values = weights
    found.setflags(write=False)
    return found


def _asked(number: int, course: Course) -> Iterator[Asked]:
    import numpy as np

    for present, rows in sorted(_patterns(course).items()):
        values = course.values[np.ix_(rows, present)]
        telling = values[(values != values[:, :1]).any(axis=1)]
        if len(telling):
            ordered = telling[np.lexsort(telling.T[::-1])]
            yield Asked(number, ordered, question_weights(present, course.runs))


def _patterns(course: Course) -> dict[tuple[int, ...], list[int]]:
    """Rows by the runs they have verdicts in."""
    import numpy as np

    rows: dict[bytes, list[int]] = defaultdict(list)
    for row, present in enumerate(~np.isnan(course.values)):
        rows[present.tobytes()].append(row)
    found = {tuple(np.flatnonzero(np.frombuffer(key, bool)).tolist()): each for key, each in rows.items()}
    return {present: each for present, each in found.items() if present}
