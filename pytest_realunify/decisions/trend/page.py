"""What fell and what rose over the runs of a trend, with one correction for all scores and all runs it can be since.

The test conditions on each case's verdicts: if nothing changed, every order of them over the runs is as likely as any
other, whatever the case's own chance is. For each score and each run it asks whether accuracy stands lower from that
run on, and whether it slopes (`contrasts`), and compares the most extreme answer of the page with what it is in other
orders (the maxT step-down of P. H. Westfall and S. S. Young, Resampling-Based Multiple Testing, 1993): at most `ALPHA`
of the pages of an unchanged model say that anything fell. `benchmarks/trend.py` has the figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Final, Literal

from pytest_realunify.decisions.trend import orders
from pytest_realunify.decisions.trend.course import Course
from pytest_realunify.decisions.trend.sheet import SPARE, Sheet
from pytest_realunify.numbers.stats import Estimate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

ALPHA: Final = 0.05
"""Share of the pages of an unchanged model that may say that anything fell; and as many that anything rose."""

ALMOST: Final = 1e-9
"""Equal sums differ by so much, added up in another order."""

SURE_OF_RUN: Final = 7.35
"""By how much twice the logarithm of the likelihood may lie below its best at another run, at 95 % (Y.-C. Yao, Annals
of Statistics 15, 1987: the chance is (1 - exp(-x/2))^2)."""

POWER: Final = 0.8
"""How often what "would have been found" is."""


@dataclass(frozen=True, slots=True)
class Move:
    """A score that fell, or rose."""

    scope: str
    """A category, `UEG`, `GEU` or `total`."""
    protocol: str
    kind: Literal["step", "slope"]
    since: int
    """A step: the first run of the new level, counting from 0. A slope: the run that it starts from, the first."""
    earliest: int
    latest: int
    """Between which runs `since` lies at 95 %; of a slope the first and the last run."""
    change: Estimate
    """A step: accuracy from then on less accuracy before; a slope: the last run's less the first's. The interval holds
    for all scores and runs of the page at once at 95 %, for this one was chosen for being extreme."""
    p: float
    """Corrected for the page."""
    size: float
    """In standard deviations."""


@dataclass(frozen=True, slots=True)
class Tested:
    """One score."""

    scope: str
    protocol: str
    p_fall: float
    p_rise: float
    """Corrected for the page, each way by itself."""
    unseen: float | None
    """A smaller fall, half way through the runs, may well have gone unseen: one of this size is found four times of
    five. None where no fall would have been."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a trend says first."""

    falls: Sequence[Move] = ()
    rises: Sequence[Move] = ()
    """The most certain first."""
    tested: Sequence[Tested] = ()
    """Protocols, and within each the scopes, in table order."""
    exact: bool = True
    """Whether all orders were counted; else `orders.DRAWS` were drawn."""


def examine(courses: Sequence[Course]) -> Page:
    """Over courses of as many runs each. One whose runs all say the same has nothing to say, and is left out."""
    import numpy as np

    told = [course for course in courses if len(course.seen) > 1]
    if not told:
        return Page()
    sheet = Sheet(told)
    shape = len(told), sheet.questions
    sums = orders.observed(sheet.groups, *shape)
    now = sheet.sizes(sums)
    null, exact = orders.if_unchanged(sheet.groups, *shape)
    chance = sheet.sizes(null)
    falls = step_down(now.fall[0].max(axis=1), chance.fall.max(axis=2), exact)
    rises = step_down(now.rise[0].max(axis=1), chance.rise.max(axis=2), exact)
    needed = float(np.quantile(chance.fall.max(axis=(1, 2)), 1 - ALPHA))
    width = float(np.quantile(np.maximum(chance.fall, chance.rise).max(axis=(1, 2)), 1 - ALPHA))
    unseen = _unseen(sheet, sums, needed)
    return Page(
        falls=_moves(sheet, falls, now.fall[0], sums, width, down=True),
        rises=_moves(sheet, rises, now.rise[0], sums, width, down=False),
        tested=[
            Tested(*score, float(falls[row]), float(rises[row]), unseen[row]) for row, score in enumerate(sheet.scores)
        ],
        exact=exact,
    )


def step_down(observed: Values, chance: Values, exact: bool) -> Values:
    """p of each score, corrected for those that are no more extreme: by the largest of theirs in every order.

    `observed`: by score; `chance`: orders x scores. Orders that were drawn have the one that happened among them.
    """
    import numpy as np

    p, so_far = np.ones(len(observed)), 0.0
    left = list(range(len(observed)))
    for row in np.argsort(-observed, kind="stable"):
        beyond = int((chance[:, left].max(axis=1) >= observed[row] - ALMOST).sum())
        so_far = max(so_far, beyond / len(chance) if exact else (beyond + 1) / (len(chance) + 1))
        p[row] = so_far
        left.remove(int(row))
    return p


# What is told ---------------------------------------------------------------------------------------------------------


def _moves(sheet: Sheet, p: Values, sizes: Values, sums: orders.Sums, width: float, *, down: bool) -> list[Move]:
    """Of scores whose p is small enough. `sizes`: scores x questions; `width`: of an interval, in standard errors."""
    found = (row for row in range(len(p)) if p[row] <= ALPHA)
    moves = [_move(sheet, row, float(p[row]), sizes[row], sums, width, down=down) for row in found]
    return sorted(moves, key=lambda move: (move.p, -move.size))


def _move(sheet: Sheet, row: int, p: float, sizes: Values, sums: orders.Sums, width: float, *, down: bool) -> Move:
    score, best, last = sheet.scores[row], float(sizes.max()), sheet.runs - 1
    # Runs that say nothing of their own are no better a place than the next one that does: the latest of equals.
    question = max(place for place, size in enumerate(sizes) if size >= best - ALMOST)
    if question == last:
        since, around = 0, (0, last)
    else:
        near = [place + 1 for place, size in enumerate(sizes[:last]) if size > 0 and best**2 - size**2 <= SURE_OF_RUN]
        since, around = question + 1, (min(near), max(near))
    change, error = _change(sheet, row, question, sums, down=down)
    around_it = Estimate(change, max(-1.0, change - width * error), min(1.0, change + width * error))
    return Move(*score, "slope" if question == last else "step", since, *around, around_it, p, best)


def _change(sheet: Sheet, row: int, question: int, sums: orders.Sums, *, down: bool) -> tuple[float, float]:
    """With its standard error: that of the test, or what follows from how unlike the cases changed, if that is more."""
    import numpy as np

    weights = sheet.weights[row, :, question]
    tested = sheet.variances(sums.risen if down else sums.fallen, sums.largest)[0, :, question]
    answers = sums.answers[0, :, question]
    squares = (sums.risen + sums.fallen)[0, :, question]
    cases = np.array([len(course.values) for course in sheet.courses])
    unlike = squares - answers**2 / cases
    return float(answers @ weights), float(np.sqrt(max(tested @ weights**2, unlike @ weights**2)))


def _unseen(sheet: Sheet, sums: orders.Sums, needed: float) -> list[float | None]:
    """By score: what reaches `needed` deviations four times of five, if cases that were right turn wrong half way."""
    import numpy as np

    middle = sheet.runs // 2 - 1 if sheet.runs > 2 else 0
    variances = sheet.variances(sums.risen, sums.largest)[0, :, middle] + 2 * SPARE
    weights = sheet.weights[:, :, middle]
    found = (needed + NormalDist().inv_cdf(POWER)) * np.sqrt((weights**2) @ variances)
    return [float(size) if weights[row].any() and size < 1 else None for row, size in enumerate(found)]
