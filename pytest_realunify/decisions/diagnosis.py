"""Why a category scores as it does, from the protocols side by side. Knows nothing of how anything is printed.

What `oracle` tells depends on the axis, for it stands for the truth of the *first* of stepwise's two steps. UEG
understands first (the true refined prompt is drawn), GEU generates first (the question is answered from the true
edited picture). So what stepwise loses against `oracle`, net, is the fault of the first step; what `oracle` leaves open
against a perfect score is the fault of the second. Instances that happen to fail one and pass the other are no fault:
a pure guesser has plenty of them, as many one way as the other.

Everything that is called sure is tested, exactly, and corrected for all that could be called so: where there is nothing
to find, one run in twenty says anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean
from typing import Final, Literal

from pytest_realunify.decisions.counts import WHOLE
from pytest_realunify.decisions.gates.family import Test
from pytest_realunify.decisions.gates.permutation import Null, Pair, shift
from pytest_realunify.numbers import stats
from pytest_realunify.numbers.rates import Outcome, Rates, strict_rates
from pytest_realunify.numbers.stats import Estimate
from pytest_realunify.numerals import percent, points
from pytest_realunify.taxonomy import CATEGORIES, CHANCE, Axis, Category

Name = Literal["integration gap", "generation fault", "understanding fault", "shortcut"]
NAMES: Final[tuple[Name, ...]] = ("integration gap", "generation fault", "understanding fault", "shortcut")

ALPHA: Final = 0.05
"""Of runs with nothing to find, so many say something."""

NOISE: Final = 0.05
"""What oracle leaves open matters when it is shown to be more than this: a case in twenty may flip with no fault."""

CLOSE: Final = 0.10
"""Blind is close to direct when looking at the picture is shown to add less than this."""

Rate = tuple[float, float]
"""Share correct under one protocol and under another, of one instance."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One comparison of two protocols within a category, over the instances scored under both."""

    name: Name
    category: str
    estimate: Estimate
    """Of the share or the difference that the name stands for, between -1 and 1, with its simultaneous 95 % interval:
    all findings of a run lie in theirs in 19 of 20 runs.

    `integration gap`: stepwise - direct. The fault of the first step: oracle - stepwise; of the second: a perfect score
    less oracle; both as shares of what can be known, guessing taken out in GEU. `shortcut`: blind - direct, which is
    near 0 where the picture is not needed.
    """
    instances: int
    line: str
    """Plain English, such as "drawing helps: stepwise answers 71 points more than direct"."""
    matters: bool = True
    """Whether it is sure: shown first, and in the terminal at all."""


def diagnose(results: Iterable[Outcome]) -> list[Finding]:
    """By category in table order, then in the order of `NAMES`; empty where no two protocols can be compared."""
    results = list(results)
    rates = {protocol: strict_rates(results, protocol) for protocol in ("direct", "stepwise", "oracle", "blind")}
    asked = [each for category in CATEGORIES for each in _of(category, rates)]
    z = NormalDist().inv_cdf(1 - ALPHA / 2 / max(1, len(asked)))
    found = [each.told(z, _chance_of_any(asked, each.p) <= ALPHA) for each in asked]
    return sorted(found, key=lambda finding: (_place(finding.category), NAMES.index(finding.name)))


def _chance_of_any(asked: Sequence[_Asked], level: float) -> float:
    """An upper bound of how likely any of these looks so sure, if there is nothing to find anywhere: their attainable
    chances added, for a category's comparisons share cases."""
    return sum(each.chance_below(level) for each in asked)


@dataclass(frozen=True)
class _Asked:
    """One question, before it is known how sure an answer must be."""

    category: Category
    rates: Sequence[Rate]
    test: Test

    @property
    def p(self) -> float:
        return self.test.p

    def chance_below(self, level: float) -> float:
        return self.test.chance_below(level)

    def told(self, z: float, sure: bool) -> Finding:
        raise NotImplementedError

    def difference(self, z: float, scale: float = 1.0) -> Estimate:
        """second - first, with its interval, in shares of `scale`."""
        plain = stats.mean_difference([self.rates], z)
        return Estimate(*(max(-1.0, min(1.0, value / scale)) for value in (plain.value, plain.low, plain.high)))


def _of(category: Category, rates: Mapping[str, Rates]) -> Iterator[_Asked]:
    if pairs := _pairs(rates, category, "direct", "stepwise"):
        yield _Gap(category, pairs, _fall(pairs))
    if pairs := _pairs(rates, category, "stepwise", "oracle"):
        yield _FirstStep(category, pairs, _fall([(oracle, stepwise) for stepwise, oracle in pairs]))
        yield _SecondStep(category, pairs, _more_than(NOISE * _knowable(category), [1 - rate for _, rate in pairs]))
    if pairs := _pairs(rates, category, "direct", "blind"):
        yield _Shortcut(category, pairs, _more_than(CHANCE, [blind for _, blind in pairs]))


def _pairs(rates: Mapping[str, Rates], category: Category, first: str, second: str) -> list[Rate]:
    before, after = rates[first].get(category.name, {}), rates[second].get(category.name, {})
    return [(before[instance], after[instance]) for instance in before if instance in after]


def _knowable(category: Category) -> float:
    """What a perfect score is above guessing."""
    return 1.0 if category.axis == "UEG" else 1.0 - CHANCE


# Tests ----------------------------------------------------------------------------------------------------------------


def _fall(rates: Sequence[Rate]) -> Test:
    """Whether second is lower than first: sign flips of the instances' differences."""
    pairs = [Pair("", (_exact(first),), (_exact(second),)) for first, second in rates]
    return Test("", *shift(pairs))


def _more_than(share: float, rates: Sequence[float]) -> Test:
    """Whether instances are right (or wrong) more often than this: a binomial test, each instance counted once, by
    what most of its repeats say."""
    import numpy as np

    n, seen = len(rates), sum(rate > 0.5 for rate in rates)
    chances = np.ones(1)
    for _ in range(n):
        chances = np.convolve(chances, [1 - share, share])
    return Test("", Null(-n, chances[::-1], 1.0), -seen)


def _exact(rate: float) -> int:
    return round(WHOLE * rate)


# Gap ------------------------------------------------------------------------------------------------------------------

_FIRST: Final[Mapping[Axis, str]] = {"UEG": "thinking first", "GEU": "drawing first"}


class _Gap(_Asked):
    """stepwise - direct, either way."""

    @property
    def p(self) -> float:
        return self.test.two_sided

    def chance_below(self, level: float) -> float:
        if level >= 1:
            return 1.0
        lowest = self.test.null.critical(level / 2)  # sign flips are symmetric about 0
        return self.test.null.at_most(lowest) + self.test.null.at_least(-lowest)

    def told(self, z: float, sure: bool) -> Finding:
        gap = self.difference(z)
        if sure:
            what = f"{_FIRST[self.category.axis]} {'helps' if gap.value > 0 else 'hurts'}: stepwise "
            what += f"scores {_points(gap)} points {'more' if gap.value > 0 else 'fewer'} than direct"
        else:
            what = f"cannot be told: stepwise and direct are {_points(gap)} points apart, which may be chance"
        return Finding("integration gap", self.category.name, gap, len(self.rates), f"{what} {_interval(gap)}", sure)


# Faults ---------------------------------------------------------------------------------------------------------------

_STEPS: Final[Mapping[Axis, tuple[Name, Name]]] = {
    "UEG": ("understanding fault", "generation fault"),
    "GEU": ("generation fault", "understanding fault"),
}
"""The first and the second."""

_LOST: Final[Mapping[Axis, str]] = {
    "UEG": "with the true description instead of the model's: the refined prompt is at fault",
    "GEU": "with the true edited picture instead of the model's: the model's edit is at fault",
}
_OPEN: Final[Mapping[Axis, str]] = {
    "UEG": "although the true description is given: the drawing is at fault",
    "GEU": "although the true edited picture is given: reading it is at fault",
}


class _FirstStep(_Asked):
    """oracle - stepwise."""

    def told(self, z: float, sure: bool) -> Finding:
        fault = self.difference(z, _knowable(self.category))
        axis, n = self.category.axis, len(self.rates)
        if sure:
            line = f"{_points(fault)} points {_interval(fault)} are gained {_LOST[axis]}"
        else:
            line = (
                f"no fault of the first step shown: oracle is {_signed(fault)} points from stepwise {_interval(fault)}"
            )
        return Finding(_STEPS[axis][0], self.category.name, fault, n, line, sure)


class _SecondStep(_Asked):
    """A perfect score less oracle."""

    def told(self, z: float, sure: bool) -> Finding:
        axis, n, scale = self.category.axis, len(self.rates), _knowable(self.category)
        plain = stats.wilson(1 - fmean(oracle for _, oracle in self.rates), n, z)
        guessed = axis == "GEU" and 1 - plain.high <= CHANCE
        fault = Estimate(*(min(1.0, value / scale) for value in (plain.value, plain.low, plain.high)))
        share = f"{percent(fault.value, 0)} % ({percent(fault.low, 0)} to {percent(fault.high, 0)})"
        if guessed:
            line = (
                f"cannot be told: answers to the true edited picture are not shown to be above guessing, {share} lost"
            )
        elif sure:
            line = f"{share} are lost {_OPEN[axis]}"
        elif fault.value == 0:
            line = f"none in {n} instances (at most {percent(fault.high, 0)} %)"
        else:
            line = f"no fault of the second step shown: oracle leaves {share} open, which may be chance"
        return Finding(_STEPS[axis][1], self.category.name, fault, n, line, sure and not guessed)


# Shortcut -------------------------------------------------------------------------------------------------------------


class _Shortcut(_Asked):
    """blind against chance, and against direct."""

    def told(self, z: float, sure: bool) -> Finding:
        n, lost = len(self.rates), self.difference(z)
        direct, blind = (stats.wilson(fmean(rates), n, z) for rates in zip(*self.rates, strict=True))
        if sure:
            line = f"{percent(blind.value, 0)} % are right without the picture, {percent(direct.value, 0)} % with it: "
            line += "looking adds little" if lost.low > -CLOSE else "some can be told without looking"
        elif direct.low <= CHANCE:
            line = f"cannot be told: direct itself ({percent(direct.value, 0)} %) is not shown to be above chance"
        elif lost.high < 0:
            line = f"none shown: without the picture {_points(lost)} points are lost"
        else:
            line = f"cannot be told: direct and blind are {_points(lost)} points apart, which may be chance"
        return Finding("shortcut", self.category.name, lost, n, f"{line} {_interval(lost)}", sure)


# Words ----------------------------------------------------------------------------------------------------------------


def _place(category: str) -> int:
    return next(place for place, each in enumerate(CATEGORIES) if each.name == category)


def _points(difference: Estimate) -> str:
    return percent(abs(difference.value), 0)


def _signed(difference: Estimate) -> str:
    return points(difference.value, 0)


def _interval(estimate: Estimate) -> str:
    return f"({points(estimate.low, 0)} to {points(estimate.high, 0)})"
