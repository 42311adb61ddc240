"""Numbers with their uncertainty. Plain Python: a summary of 2,000 cases should not wait for scipy's import."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean
from typing import Final

Z95: Final = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Estimate:
    """An accuracy between 0 and 1 with its 95 % interval."""

    value: float
    low: float
    high: float


def wilson(rate: float, n: float, z: float = Z95) -> Estimate:
    """Wilson's score interval (E. B. Wilson, JASA 22, 1927) for a rate seen over n > 0 independent instances."""
    centre = (rate + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(rate * (1 - rate) / n + z * z / (4 * n * n))
    return Estimate(rate, max(0.0, min(centre - half, rate)), min(1.0, max(centre + half, rate)))


def mean_of_strata(rates: Sequence[float], sizes: Sequence[int]) -> Estimate:
    """The plain mean of category accuracies, with Wilson's interval at the effective sample size.

    The mean's variance is that of independent strata; n_eff is the sample a single rate of that variance would have.
    Both from rates with one pseudo-instance either way: a small category that happens to be all right or all wrong
    would claim no variance at all (four categories of 2 or 3 at p = 0.5: coverage 84 % without, 95 % with).
    """
    padded = [(rate * n + 1) / (n + 2) for rate, n in zip(rates, sizes, strict=True)]
    variance = sum(p * (1 - p) / n for p, n in zip(padded, sizes, strict=True)) / len(padded) ** 2
    middle = fmean(padded)
    return wilson(fmean(rates), middle * (1 - middle) / variance)


def mean_difference(strata: Sequence[Sequence[Pair]], z: float = Z95) -> Estimate:
    """The plain mean over categories of second - first, over the same instances; no category is empty.

    For single verdicts in one category Tango's score interval (Statistics in Medicine 17, 1998), which keeps its level
    where few pairs differ. Else the variance is that of independent categories, each with its own spread: one with few
    instances or much noise is not lent the calm of the others. In each, half a pseudo-pair either way keeps the
    interval open where all pairs agree (Bonett and Price, JEBS 37, 2012, have one).
    `benchmarks/gates.py --only intervals` counts its coverage.
    """
    value, middle, spread, freedom = _moments(strata)
    if counts := _single(strata):
        better, worse, pairs = counts
        return Estimate(value, _tango(better, worse, pairs, z), -_tango(worse, better, pairs, z))
    half = _student(z, freedom) * spread
    return Estimate(value, max(-1.0, min(middle - half, value)), min(1.0, max(middle + half, value)))


def lower_limit(strata: Sequence[Sequence[Pair]], z: float) -> float:
    """What the mean difference is at least, with `z` standard errors to spare; for showing that it is no lower.

    The lower end of `mean_difference`, and where that is a normal interval the lower of two, about the mean and about
    the one with pseudo-pairs.
    """
    if counts := _single(strata):
        return _tango(*counts, z)
    value, middle, spread, freedom = _moments(strata)
    return max(-1.0, min(value, middle) - _student(z, freedom) * spread)


Pair = tuple[float, float]
"""Shares correct of one instance, before and after."""


def _moments(strata: Sequence[Sequence[Pair]]) -> tuple[float, float, float, float]:
    """The mean of the categories' means; the same with pseudo-pairs, its standard error, and the degrees of freedom of
    that: few where a small category has most of the noise (F. E. Satterthwaite, Biometrics Bulletin 2, 1946)."""
    values, middles, variances, shares = [], [], [], []
    for pairs in strata:
        differences = [after - before for before, after in pairs]
        padded = len(differences) + 2 * PSEUDO
        middle = math.fsum(differences) / padded
        squares = math.fsum((d - middle) ** 2 for d in differences)  # in any order the same
        squares += PSEUDO * ((1 - middle) ** 2 + (1 + middle) ** 2)
        values.append(fmean(differences))
        middles.append(middle)
        variances.append(squares / padded**2)
        shares.append(variances[-1] ** 2 / len(differences))
    total = math.fsum(variances)
    return fmean(values), fmean(middles), math.sqrt(total) / len(strata), total**2 / math.fsum(shares)


def _student(z: float, freedom: float) -> float:
    """Student's quantile at the level of this normal one (R. A. Fisher and E. A. Cornish, Technometrics 2, 1960)."""
    return z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)


PSEUDO: Final = 0.5
"""Pairs added either way in each category."""


def _single(strata: Sequence[Sequence[Pair]]) -> tuple[int, int, int] | None:
    """Pairs that got better, that got worse and all, of one category with single verdicts; None of anything else."""
    if len(strata) > 1 or not all(rate in (0.0, 1.0) for pair in strata[0] for rate in pair):
        return None
    [pairs] = strata
    return sum(after > before for before, after in pairs), sum(after < before for before, after in pairs), len(pairs)


def _tango(better: int, worse: int, pairs: int, z: float) -> float:
    """The smallest difference that a score test does not refuse, by halving: the score falls as it grows."""

    def score(difference: float) -> float:
        a = 2 * pairs
        b = -better - worse + (2 * pairs - better + worse) * difference
        c = -worse * difference * (1 - difference)
        share = (math.sqrt(max(0.0, b * b - 4 * a * c)) - b) / (2 * a)
        variance = pairs * (2 * share + difference * (1 - difference))
        return (better - worse - pairs * difference) / math.sqrt(max(variance, 1e-300))

    low, high = -1.0, (better - worse) / pairs
    if score(low + 1e-9) <= z:
        return -1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if score(middle) > z else (low, middle)
    return high
