"""Why a category scores as it does, from the protocols side by side. Knows nothing of how anything is printed.

What `oracle` tells depends on the axis, for it stands for the truth of the *first* of stepwise's two steps. UEG
understands first (the true refined prompt is drawn), GEU generates first (the question is answered from the true
edited picture). So a stepwise failure that `oracle` does not share is a fault of the first step, one that it shares is
a fault of the second.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from statistics import fmean
from typing import Final, Literal

from pytest_realunify.numbers import stats
from pytest_realunify.numbers.stats import Estimate
from pytest_realunify.numbers.summary import Rates, strict_rates
from pytest_realunify.records import Result
from pytest_realunify.taxonomy import CATEGORIES, CHANCE, Axis, Category

Name = Literal["integration gap", "generation fault", "understanding fault", "shortcut"]
NAMES: Final[tuple[Name, ...]] = ("integration gap", "generation fault", "understanding fault", "shortcut")

NOISE: Final = 0.05
"""A share of faults matters when its interval lies above this: a case in twenty may flip with no fault behind it."""

CLOSE: Final = 0.10
"""Blind is close to direct when looking at the picture is shown to add less than this."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One comparison of two protocols within a category, over the instances scored under both."""

    name: Name
    category: str
    estimate: Estimate
    """Of the share or the difference that the name stands for, between -1 and 1, with its paired 95 % interval.

    `integration gap`: stepwise - direct. `generation fault`, `understanding fault`: the share of instances that fail
    stepwise through this step. `shortcut`: blind - direct, which is near 0 where the picture is not needed.
    """
    instances: int
    line: str
    """Plain English, such as "drawing helps: stepwise answers 71 points more than direct"."""
    matters: bool = True
    """Whether the interval says something: shown first, and in the terminal at all."""


def diagnose(results: Iterable[Result]) -> list[Finding]:
    """By category in table order, then in the order of `NAMES`; empty where no two protocols can be compared."""
    results = list(results)
    rates = {protocol: strict_rates(results, protocol) for protocol in ("direct", "stepwise", "oracle", "blind")}
    return [finding for category in CATEGORIES for finding in _of(category, rates)]


Pairs = list[tuple[float, float]]
"""Share correct under one protocol and under another, an entry for each instance scored under both."""


def _of(category: Category, rates: Mapping[str, Rates]) -> Iterator[Finding]:
    if pairs := _pairs(rates, category, "direct", "stepwise"):
        yield _gap(category, pairs)
    if pairs := _pairs(rates, category, "stepwise", "oracle"):
        yield from _faults(category, pairs)
    if pairs := _pairs(rates, category, "direct", "blind"):
        yield _shortcut(category, pairs)


def _pairs(rates: Mapping[str, Rates], category: Category, first: str, second: str) -> Pairs:
    before, after = rates[first].get(category.name, {}), rates[second].get(category.name, {})
    return [(before[instance], after[instance]) for instance in before if instance in after]


# Gap ------------------------------------------------------------------------------------------------------------------

_FIRST_STEP: Final[Mapping[Axis, str]] = {"UEG": "thinking first", "GEU": "drawing first"}


def _gap(category: Category, pairs: Pairs) -> Finding:
    gap = stats.paired_difference(pairs)
    matters = gap.low > 0 or gap.high < 0
    if matters:
        what = f"{_FIRST_STEP[category.axis]} {'helps' if gap.value > 0 else 'hurts'}: stepwise "
        what += f"scores {_points(gap)} points {'more' if gap.value > 0 else 'fewer'} than direct"
    else:
        what = f"stepwise and direct are {_points(gap)} points apart, which may be chance"
    return Finding("integration gap", category.name, gap, len(pairs), f"{what} {_interval(gap)}", matters)


# Faults ---------------------------------------------------------------------------------------------------------------


def _faults(category: Category, pairs: Pairs) -> list[Finding]:
    """Stepwise's failures in two parts, the first step's and the second's.

    Repeats of stepwise and oracle are draws of their own: of two rates, the share is their product.
    """
    first = fmean((1 - stepwise) * oracle for stepwise, oracle in pairs)
    second = fmean((1 - stepwise) * (1 - oracle) for stepwise, oracle in pairs)
    generation, understanding = (second, first) if category.axis == "UEG" else (first, second)
    return [
        _fault("generation fault", category, generation, len(pairs)),
        _fault("understanding fault", category, understanding, len(pairs)),
    ]


_FAULTS: Final[Mapping[tuple[str, Axis], str]] = {
    ("generation fault", "UEG"): "fail although the true description is given: the drawing is at fault",
    ("understanding fault", "UEG"): "fail, and pass with the true description: the refined prompt is at fault",
    ("generation fault", "GEU"): "fail, and pass with the true edited picture: the model's edit is at fault",
    ("understanding fault", "GEU"): "fail although the true edited picture is given: reading it is at fault",
}


def _fault(name: Name, category: Category, share: float, n: int) -> Finding:
    estimate = stats.wilson(share, n)
    if share == 0:
        line = f"none in {n} instances (at most {100 * estimate.high:.0f} %)"
    else:
        line = f"{100 * share:.0f} % ({100 * estimate.low:.0f} to {100 * estimate.high:.0f}) "
        line += _FAULTS[name, category.axis]
    return Finding(name, category.name, estimate, n, line, estimate.low > NOISE)


# Shortcut -------------------------------------------------------------------------------------------------------------


def _shortcut(category: Category, pairs: Pairs) -> Finding:
    """Shown where blind is above chance, or where direct is and nearly all of it is left without the picture."""
    n = len(pairs)
    direct, blind = (stats.wilson(fmean(rates), n) for rates in zip(*pairs, strict=True))
    lost = stats.paired_difference(pairs)
    close = lost.low > -CLOSE
    matters = blind.low > CHANCE or (close and direct.low > CHANCE)
    if matters:
        line = f"{100 * blind.value:.0f} % are right without the picture, {100 * direct.value:.0f} % with it: "
        line += "looking adds little" if close else "some can be told without looking"
    elif direct.low <= CHANCE:
        line = f"cannot be told: direct itself ({100 * direct.value:.0f} %) is not shown to be above chance"
    elif lost.high < 0:
        line = f"none shown: without the picture {_points(lost)} points are lost"
    else:
        line = f"cannot be told: direct and blind are {_points(lost)} points apart, which may be chance"
    return Finding("shortcut", category.name, lost, n, f"{line} {_interval(lost)}", matters)


# Words ----------------------------------------------------------------------------------------------------------------


def _points(difference: Estimate) -> str:
    return f"{abs(100 * difference.value):.0f}"


def _interval(estimate: Estimate) -> str:
    return f"({100 * estimate.low:+.0f} to {100 * estimate.high:+.0f})"
