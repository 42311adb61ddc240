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


def paired_difference(pairs: Sequence[tuple[float, float]], z: float = Z95) -> Estimate:
    """Mean of second - first over the same instances, with a normal interval from the paired differences.

    One pseudo-pair either way keeps the interval open when all pairs agree (Bonett and Price, JEBS 37, 2012).
    """
    differences = [after - before for before, after in pairs]
    value = fmean(differences)
    padded = [*differences, 1.0, -1.0]
    mean = fmean(padded)
    spread = math.sqrt(math.fsum((d - mean) ** 2 for d in padded)) / len(padded)  # in any order the same
    return Estimate(value, max(-1.0, min(mean - z * spread, value)), min(1.0, max(mean + z * spread, value)))


def mean_paired_difference(strata: Sequence[Sequence[tuple[float, float]]]) -> Estimate:
    """The plain mean of the categories' paired differences, none of which is empty.

    Categories weigh alike in an average, however many instances each has; the interval is that of all pairs together.
    """
    pooled = paired_difference([pair for pairs in strata for pair in pairs])
    mean = fmean(paired_difference(pairs).value for pairs in strata)
    shift = mean - pooled.value
    return Estimate(mean, max(-1.0, pooled.low + shift), min(1.0, pooled.high + shift))
