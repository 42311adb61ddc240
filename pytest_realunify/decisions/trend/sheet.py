"""Every question to every score, in standard deviations of what chance and wandering cases do.

If nothing changed, every order of a case's verdicts over the runs is as likely as any other; that gives each sum of
answers a spread. But a model that is trained on, and decodes greedily, is not unchanged from run to run: cases go over
to right or wrong and stay there for many runs, as many one way as the other if it became no worse. How far they wander
is told by the cases that went the *other* way: a fall is measured against twice (for both sides) the squared answers of
the cases that rose, by axis and protocol, with `SPARE` cases more as large as the largest, for where few moved. This is
part of the statistic, and takes nothing from its test over all orders (`page`) being exact for an unchanged model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from pytest_realunify.decisions.gates.regression import SCOPES as POOLED
from pytest_realunify.decisions.trend.contrasts import Asked, asked, questions, weight_of_cases
from pytest_realunify.decisions.trend.course import Course
from pytest_realunify.decisions.trend.orders import Sums
from pytest_realunify.taxonomy import CATEGORIES, CATEGORY, in_table_order

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

SPARE: Final = 1.0
"""Cases added to those that went the other way."""

Score = tuple[str, str]
"""A category, `UEG`, `GEU` or `total`; and a protocol."""


@dataclass(frozen=True)
class Sizes:
    """How far below 0 and above it an answer is, in standard deviations; 0 where it cannot be asked.

    Arrays are orders x scores x questions.
    """

    fall: Values
    rise: Values


@dataclass(frozen=True)
class Sheet:
    """The scores of a page."""

    courses: Sequence[Course]
    """Of as many runs each."""

    @property
    def runs(self) -> int:
        return self.courses[0].runs

    @property
    def questions(self) -> int:
        return questions(self.runs)

    @cached_property
    def groups(self) -> list[Asked]:
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
    def weights(self) -> Values:
        """Scores x courses x questions: what a course's sum of answers counts for, so that a score's answer is a change
        of its accuracy. All zero where one of the score's categories cannot answer."""
        import numpy as np

        cases = np.array([weight_of_cases(course) for course in self.courses])
        found = np.zeros((len(self.scores), *cases.shape))
        for row, score in enumerate(self.scores):
            of_it = self.of_score(score)
            can = (cases[of_it] > 0).all(axis=0)
            found[row, of_it] = np.where(can, 1 / np.where(can, cases[of_it], 1.0) / len(of_it), 0.0)
        return found

    @cached_property
    def spread(self) -> Values:
        """Courses x questions: the variance of a sum of answers over all orders."""
        import numpy as np

        found = np.zeros((len(self.courses), self.questions))
        for group in self.groups:
            found[group.course] += group.variance
        return found

    def sizes(self, sums: Sums) -> Sizes:
        """Of each order's sums."""
        import numpy as np

        change = np.einsum("ocq,scq->osq", sums.answers, self.weights)
        fall = self._deviations(self.variances(sums.risen, sums.largest))
        rise = self._deviations(self.variances(sums.fallen, sums.largest))
        return Sizes(
            np.divide(-change, fall, out=np.zeros_like(change), where=fall > 0),
            np.divide(change, rise, out=np.zeros_like(change), where=rise > 0),
        )

    def variances(self, other: Values, largest: Values) -> Values:
        """Orders x courses x questions: the spread of all orders, as often as cases wander further than that.

        `other`: sums of squared answers of cases that went the other way.
        """
        import numpy as np

        found = np.empty_like(other)
        kinds = [(CATEGORY[course.category].axis, course.protocol) for course in self.courses]
        for kind in set(kinds):
            alike = [number for number, each in enumerate(kinds) if each == kind]
            expected = self.spread[alike].sum(axis=0)
            seen = 2 * (other[:, alike].sum(axis=1) + SPARE * largest[:, alike].max(axis=1))
            times = np.divide(seen, expected, out=np.ones_like(seen), where=expected > 0)
            found[:, alike] = np.maximum(times, 1.0)[:, None] * self.spread[alike]
        return found

    def _deviations(self, variances: Values) -> Values:
        """Of scores, from the variances of courses."""
        import numpy as np

        found: Values = np.sqrt(np.einsum("ocq,scq->osq", variances, self.weights**2))
        return found


def members(scope: str) -> list[str]:
    """The categories that a score is the mean of."""
    if scope in CATEGORY:
        return [scope]
    return [category.name for category in CATEGORIES if scope in (category.axis, "total")]
