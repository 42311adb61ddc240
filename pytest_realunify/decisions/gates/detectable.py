"""How small a drop a gate would find: the power of `paired.no_drop_p`, computed and not simulated.

The model of a drop: cases pass or fail but for chance flips; some of those that passed fail from now on, and flip as
often as before. What is found depends on how many pairs differ by chance alone, so on the rate of flips, and not on
whether the category was easy or hard.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pytest_realunify.decisions.gates.paired import Chances

POWER: Final = 0.8
"""A drop counts as detectable when four of five runs find it."""


def smallest_drop(
    cases: int, flips: float, level: float, verdicts: tuple[int, int] = (1, 1), at_most: float = 1.0
) -> float | None:
    """The smallest drop in accuracy that `cases` pairs find at p <= `level` with a chance of `POWER`.

    `flips` is the chance that two verdicts on a case differ without a change, `verdicts` how many a case has before
    and now. None where not even a drop by `at_most` (what there is to lose) is found.
    """
    # Two digits: gates alike share one computation, and nobody reads a third.
    return _smallest(cases, float(f"{flips:.2g}"), level, verdicts, at_most)


@lru_cache(maxsize=1024)
def _smallest(cases: int, flips: float, level: float, verdicts: tuple[int, int], at_most: float) -> float | None:
    low, high = 0.0, at_most
    if power(high, cases, flips, level, verdicts) < POWER:
        return None
    while high - low > 0.002:
        middle = (low + high) / 2
        low, high = (low, middle) if power(middle, cases, flips, level, verdicts) >= POWER else (middle, high)
    return high


def power(drop: float, cases: int, flips: float, level: float, verdicts: tuple[int, int] = (1, 1)) -> float:
    """The chance that a true drop in accuracy by `drop` gives p <= `level`."""
    # Nine digits: scipy's binomial overflows at chances near the smallest float.
    flip = round((1 - math.sqrt(max(0.0, 1 - 2 * flips))) / 2, 9)  # of one verdict: two differ in 2 flip (1 - flip)
    turned = round(min(1.0, drop / max(1 - 2 * flip, 1e-9)), 9)
    if verdicts != (1, 1):
        return _repeated_power(turned, cases, flip, level, verdicts)
    either = (1 - turned) * flip * (1 - flip)
    return single_power(either + turned * (1 - flip) ** 2, either + turned * flip**2, cases, level)


def single_power(worse: float, better: float, cases: int, level: float) -> float:
    """Exact: a case gets worse or better with these chances; over every number of discordant pairs, the chance that
    enough of them are worse."""
    import numpy as np
    from scipy.stats import binom

    discordant = np.arange(cases + 1)
    fewest = binom.isf(level, discordant, 0.5)
    mid_p = binom.sf(fewest, discordant, 0.5) + binom.pmf(fewest, discordant, 0.5) / 2
    fewest = np.where(mid_p <= level, fewest, fewest + 1)
    share = worse / max(worse + better, 1e-300)
    found = binom.sf(fewest - 1, discordant, share) * binom.pmf(discordant, cases, worse + better)
    return float(found.sum())


def _repeated_power(turned: float, cases: int, flip: float, level: float, verdicts: tuple[int, int]) -> float:
    """Exact in how many cases turn, normal in the flips; the test's limit, given the passes of each case, is as many
    standard deviations below no change as `level` has, corrected for skewness (E. A. Cornish and R. A. Fisher, 1938):
    it matters where the two sides have unlike numbers of verdicts. Within three points of simulated power; up to seven
    below it where next to nothing flips."""
    import numpy as np
    from scipy.stats import binom, norm

    lost = _moments(flip, 1 - flip, verdicts)
    kept = (_moments(flip, flip, verdicts) + _moments(1 - flip, 1 - flip, verdicts)) / 2  # passing and failing alike
    many = np.arange(cases + 1)[:, None]
    shift, limit, skew, shift_spread, both, limit_spread = (many * lost + (cases - many) * kept).T
    limit = np.maximum(limit, 1e-12)
    normal = norm.isf(level)
    z = normal - (normal**2 - 1) / 6 * skew / limit**1.5
    spread = shift_spread + z / np.sqrt(limit) * both + z * z / (4 * limit) * limit_spread
    excess = shift + z * np.sqrt(limit)  # below 0: found
    found = norm.cdf(-excess / np.sqrt(np.maximum(spread, 1e-12)))
    return float((found * binom.pmf(many[:, 0], cases, turned)).sum())


def _moments(fail_before: float, fail_now: float, verdicts: tuple[int, int]) -> Chances:
    """Of one case: means of the shift in new passes, and of its variance and third moment if nothing changed; then the
    variance of the first, the first's covariance with the second, the variance of the second."""
    import numpy as np
    from scipy.stats import binom

    (before, now), every = verdicts, sum(verdicts)
    old, new = np.arange(before + 1)[:, None], np.arange(now + 1)[None, :]
    chance = binom.pmf(old, before, 1 - fail_before) * binom.pmf(new, now, 1 - fail_now)
    passes = old + new
    shift = new - now * passes / every
    limit = now * before * passes * (every - passes) / (every**2 * (every - 1))  # of a hypergeometric, as is the next
    skew = limit * (every - 2 * passes) * (every - 2 * now) / (every * (every - 2))
    means = (chance * shift).sum(), (chance * limit).sum(), (chance * skew).sum()
    far, wide = shift - means[0], limit - means[1]
    return np.array([*means, *((chance * each).sum() for each in (far * far, far * wide, wide * wide))])
