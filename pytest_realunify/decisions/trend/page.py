"""What fell and what rose over the runs of a trend, with one correction for all scores and all runs it can be since.

For each score and each run it is asked whether accuracy stands lower from that run on, and whether it slopes
(`contrasts`). The most extreme of all answers on the page is compared with what it would be if the model were
unchanged: in other orders of each case's verdicts; and if it wandered, as many cases one way as the other: with other
signs of each case's answers (`orders`). The larger p of the two counts, so that in neither case more than `ALPHA` of
the pages say that anything fell, whatever the cases' own chances are. Step by step down, scores are corrected for those
that are no more extreme (maxT; P. H. Westfall and S. S. Young, Resampling-Based Multiple Testing, 1993).
`benchmarks/trend.py` has the figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Final, Literal

from pytest_realunify.decisions.trend import orders
from pytest_realunify.decisions.trend.course import Course
from pytest_realunify.decisions.trend.sheet import Score, Sheet
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

STEP: Final = 0.7
"""What a step's size counts for beside the slope's, among other signs. These find in 99.3 % of 300 pages ten cases of a
hundred that fall for good, one after another, and in 97 % with 1; with 0.5 a fall in the last run alone gets lost."""

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
    """In standard deviations of an unchanged model."""


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
    """Whether all orders and signs were counted; else some of each were drawn."""


def examine(courses: Sequence[Course], draws: int = orders.DRAWS) -> Page:
    """Over courses of as many runs each. One whose runs all say the same has nothing to say, and is left out.

    `draws`: of orders and of signs, where there are more. With fewer the level is as exact, and less is found.
    """
    import numpy as np

    told = [course for course in courses if len(course.seen) > 1]
    if not told:
        return Page()
    sheet = Sheet(told)
    sums = orders.observed(sheet.groups, sheet.shape)
    now = sheet.sizes(sums)
    unchanged = orders.other_orders(sheet.groups, sheet.shape, draws)
    wandering = orders.other_signs(sheet.groups, sheet.shape, draws)
    in_orders, in_signs = sheet.sizes(unchanged.sums), sheet.sizes(wandering.sums)
    telling = _told_by_signs(sheet.runs)
    falls, rises = (
        np.maximum(
            step_down((way * now).max(axis=1), (way * in_orders).max(axis=2), unchanged.exact),
            step_down((way * now * telling).max(axis=1), (way * in_signs * telling).max(axis=2), wandering.exact),
        )
        for way in (-1, 1)
    )
    unseen = unseen_falls(sheet, float(np.quantile((-in_orders).max(axis=(1, 2)), 1 - ALPHA)))
    width = float(np.quantile(np.abs(in_orders).max(axis=(1, 2)), 1 - ALPHA))
    return Page(
        falls=_moves(sheet, sums, falls, -1, width),
        rises=_moves(sheet, sums, rises, 1, width),
        tested=[
            Tested(*score, float(falls[row]), float(rises[row]), unseen[row]) for row, score in enumerate(sheet.scores)
        ],
        exact=unchanged.exact and wandering.exact,
    )


def _told_by_signs(runs: int) -> Values:
    """What questions count for among other signs: the slope wholly, for cases that went over for good at any run have
    one; each of the many steps less."""
    import numpy as np

    return np.array([STEP] * (runs - 1) + [1.0]) if runs > 2 else np.ones(1)


def step_down(observed: Values, chance: Values, exact: bool) -> Values:
    """p of each score, corrected for those that are no more extreme: by the largest of theirs in every order.

    `observed`: by score; `chance`: orders x scores. Those that were drawn have what happened among them.
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


def _moves(sheet: Sheet, sums: Values, p: Values, way: int, width: float) -> list[Move]:
    """Of scores whose p is small enough. `way`: -1 down, 1 up; `width`: of an interval, in standard errors."""
    found = [_move(sheet, sums, row, float(p[row]), way, width) for row in range(len(p)) if p[row] <= ALPHA]
    return sorted(found, key=lambda move: (move.p, -move.size))


def _move(sheet: Sheet, sums: Values, row: int, p: float, way: int, width: float) -> Move:
    score, last = sheet.scores[row], sheet.runs - 1
    sizes, changes, errors = way * sheet.sizes(sums)[row], sheet.changes(sums)[row], _errors(sheet, sums)[row]
    steps, slope = sizes[:last], sizes[last:]
    if slope.size and slope[0] > steps.max() + ALMOST:
        question, since, around = last, 0, (0, last)
    else:
        # Between runs that say something of their own nothing changes: of equals, the latest is the first of the new.
        question = max(place for place, size in enumerate(steps) if size >= steps.max() - ALMOST)
        since, around = question + 1, _around(sheet, score, way * changes[:last], errors[:last], question)
    change, error = float(changes[question]), float(errors[question])
    estimate = Estimate(change, max(-1.0, change - width * error), min(1.0, change + width * error))
    kind: Literal["step", "slope"] = "slope" if question == last else "step"
    return Move(*score, kind, since, *around, estimate, p, float(sizes[question]))


def _around(sheet: Sheet, score: Score, changes: Values, errors: Values, best: int) -> tuple[int, int]:
    """The first and the last run that the step may be at: those that say something of their own, and are as likely."""
    starts = {run for each in sheet.of_score(score) for run in sheet.courses[each].seen}
    likely = [change / error if error and change > 0 else 0.0 for change, error in zip(changes, errors, strict=True)]
    near = [
        place + 1
        for place, size in enumerate(likely)
        if place + 1 in starts and likely[best] ** 2 - size**2 <= SURE_OF_RUN
    ]
    return min(near, default=best + 1), max(near, default=best + 1)


def _errors(sheet: Sheet, sums: Values) -> Values:
    """Scores x questions: standard errors, of all orders or of how unlike the cases changed, whichever is more."""
    import numpy as np

    cases = np.array([[len(course.values)] for course in sheet.courses])
    return np.maximum(sheet.deviations(sheet.spread), sheet.deviations(sheet.squares - sums**2 / cases))


def unseen_falls(sheet: Sheet, needed: float) -> list[float | None]:
    """By score the smallest fall, of cases that were right and turn wrong half way, that is found four times of five.

    Its answer must be `needed` deviations of all orders, and significant by itself among all signs; both with room for
    chance. The cases that fall add to either spread.
    """
    import numpy as np

    middle = sheet.runs // 2 - 1 if sheet.runs > 2 else 0
    weights, spread = sheet.weights[:, :, middle], sheet.spread[:, middle]
    squares, cases = sheet.squares[:, middle], sheet.cases[:, middle]
    one_sided, room = NormalDist().inv_cdf(1 - ALPHA), NormalDist().inv_cdf(POWER)

    def found(row: int, fall: float) -> bool:
        of_all = float(np.sqrt(weights[row] ** 2 @ (spread + fall * cases / sheet.runs)))
        of_signs = float(np.sqrt(weights[row] ** 2 @ (squares + fall * cases)))
        return fall - room * of_all >= max(needed * of_all, one_sided * of_signs)

    def smallest(row: int) -> float | None:
        if not weights[row].any() or not found(row, 1.0):
            return None
        low, high = 0.0, 1.0
        for _ in range(12):
            middle = (low + high) / 2
            low, high = (low, middle) if found(row, middle) else (middle, high)
        return high

    return [smallest(row) for row in range(len(weights))]
