"""The scores of a page, and every question to every score: how large a change, in how many standard deviations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pytest_realunify.decisions.gates.regression import SCOPES as POOLED
from pytest_realunify.decisions.trend.contrasts import Asked, asked, questions, weight_of_cases
from pytest_realunify.decisions.trend.course import Course
from pytest_realunify.taxonomy import CATEGORIES, CATEGORY, in_table_order

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

Score = tuple[str, str]
"""A category, `UEG`, `GEU` or `total`; and a protocol."""


@dataclass(frozen=True)
class Sheet:
    """Arrays by course have the order of `courses`, those by score that of `scores`."""

    courses: Sequence[Course]
    """Of as many runs each."""

    @property
    def runs(self) -> int:
        return self.courses[0].runs

    @property
    def shape(self) -> tuple[int, int]:
        """Courses and questions."""
        return len(self.courses), questions(self.runs)

    @cached_property
    def groups(self) -> list[Asked]:
        """The cases that can tell."""
        return asked(self.courses)

    @cached_property
    def scores(self) -> list[Score]:
        """By protocol: categories in table order, then what is pooled of those that are all there."""
        found: list[Score] = []
        for protocol in in_table_order(course.protocol for course in self.courses):
            there = {course.category for course in self.courses if course.protocol == protocol}
            found += [(category.name, protocol) for category in CATEGORIES if category.name in there]
            found += [(scope, protocol) for scope in POOLED if there.issuperset(members(scope))]
        return found

    def of_score(self, score: Score) -> list[int]:
        """Numbers of the courses that it is the mean of."""
        scope, protocol = score
        return [
            number
            for number, course in enumerate(self.courses)
            if course.protocol == protocol and course.category in members(scope)
        ]

    @cached_property
    def cases(self) -> Values:
        """Courses x questions: what a sum of answers is divided by to be a change of accuracy (`weight_of_cases`)."""
        import numpy as np

        return np.array([weight_of_cases(course) for course in self.courses])

    @cached_property
    def weights(self) -> Values:
        """Scores x courses x questions: what a course's sum of answers counts for, so that a score's answer is a change
        of its accuracy. All zero where one of the score's categories cannot answer."""
        import numpy as np

        found = np.zeros((len(self.scores), *self.shape))
        for row, score in enumerate(self.scores):
            of_it = self.of_score(score)
            can = (self.cases[of_it] > 0).all(axis=0)
            found[row, of_it] = np.where(can, 1 / np.where(can, self.cases[of_it], 1.0) / len(of_it), 0.0)
        return found

    @cached_property
    def spread(self) -> Values:
        """Courses x questions: the variance of a sum of answers over all orders."""
        return self._over_cases([group.variance for group in self.groups])

    @cached_property
    def squares(self) -> Values:
        """Courses x questions: squared answers, added up: the variance of their sum over all signs."""
        return self._over_cases([(group.answers**2).sum(axis=0) for group in self.groups])

    def deviations(self, variances: Values) -> Values:
        """Scores x questions, from variances by course."""
        import numpy as np

        found: Values = np.sqrt(np.einsum("cq,scq->sq", variances, self.weights**2))
        return found

    def changes(self, sums: Values) -> Values:
        """… x scores x questions: changes of accuracy, from sums of answers (… x courses x questions)."""
        import numpy as np

        found: Values = np.einsum("...cq,scq->...sq", sums, self.weights)
        return found

    def sizes(self, sums: Values) -> Values:
        """The same in standard deviations of all orders; 0 where it cannot be asked."""
        import numpy as np

        changes, deviations = self.changes(sums), self.deviations(self.spread)
        return np.divide(changes, deviations, out=np.zeros_like(changes), where=deviations > 0)

    def _over_cases(self, by_group: Sequence[Values]) -> Values:
        import numpy as np

        found = np.zeros(self.shape)
        for group, values in zip(self.groups, by_group, strict=True):
            found[group.course] += values
        return found


def members(scope: str) -> list[str]:
    """The categories that a score is the mean of."""
    if scope in CATEGORY:
        return [scope]
    return [category.name for category in CATEGORIES if scope in (category.axis, "total")]
