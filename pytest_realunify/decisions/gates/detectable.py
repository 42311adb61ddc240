"""How small a drop a gate would find: the power of its test, computed and not simulated.

The model of a drop: cases pass or fail but for chance flips; some of those that passed fail from now on, and flip as
often as before. What is found depends on how many pairs differ by chance alone, so on the rate of flips, and not on
whether the category was easy or hard.
"""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pytest_realunify.decisions.gates.permutation import Chances

POWER: Final = 0.8
"""A drop counts as detectable when four of five runs find it."""


def smallest_drop(
    cases: int, flips: float, level: float, runs: tuple[int, int] = (1, 1), at_most: float = 1.0
) -> float | None:
    """The smallest drop in accuracy that `cases` pairs find at an uncorrected p <= `level` with a chance of `POWER`.

    `flips` is the chance that two runs of a case differ without a change, `runs` how many there are before and now.
    None where not even a drop by `at_most` (what there is to lose) is found.
    """
    # Two digits: gates alike share one computation, and nobody reads a third.
    return _smallest(cases, float(f"{flips:.2g}"), float(f"{level:.2g}"), runs, float(f"{at_most:.2g}"))


@lru_cache(maxsize=1024)
def _smallest(cases: int, flips: float, level: float, runs: tuple[int, int], at_most: float) -> float | None:
    low, high = 0.0, at_most
    if power(high, cases, flips, level, runs) < POWER:
        return None
    while high - low > 0.002:
        middle = (low + high) / 2
        low, high = (low, middle) if power(middle, cases, flips, level, runs) >= POWER else (middle, high)
    return high


def power(drop: float, cases: int, flips: float, level: float, runs: tuple[int, int] = (1, 1)) -> float:
    """The chance that a true drop in accuracy by `drop` gives p <= `level`."""
    flip = (1 - math.sqrt(max(0.0, 1 - 2 * flips))) / 2  # of one run: two differ in 2 flip (1 - flip)
    turned = min(1.0, drop / max(1 - 2 * flip, 1e-9))
    if runs != (1, 1):
        return _repeated_power(turned, cases, flip, level, runs)
    either = (1 - turned) * flip * (1 - flip)
    return single_power(either + turned * (1 - flip) ** 2, either + turned * flip**2, cases, level)


def single_power(worse: float, better: float, cases: int, level: float) -> float:
    """Exact: a case gets worse or better with these chances; over every number of discordant pairs, the chance that
    enough of them are worse."""
    import numpy as np
    from scipy.special import bdtrc

    share = worse / max(worse + better, 1e-300)
    discordant = binomial(cases, min(1.0, worse + better))
    counts = np.flatnonzero(discordant > NEGLIGIBLE)
    fewest = np.array([_fewest(int(count), level) for count in counts])
    enough = np.where(fewest > 0, bdtrc(np.maximum(fewest - 1, 0), counts, min(share, 1.0)), 1.0)
    return float((discordant[counts] * enough)[fewest <= counts].sum())


NEGLIGIBLE: Final = 1e-12
"""What is less likely is left out."""


@lru_cache(maxsize=65_536)
def _fewest(discordant: int, level: float) -> int:
    """So many of them must be worse for p <= `level`; one more than there are, where that never happens."""
    tail, fewest = 0.0, discordant + 1
    for count in range(discordant, -1, -1):
        tail += math.comb(discordant, count) / 2**discordant
        if tail > level:
            return fewest
        fewest = count
    return fewest


def binomial(n: int, chance: float) -> Chances:
    """The chances of 0 to n successes."""
    import numpy as np

    if chance <= 0 or chance >= 1:
        sure = np.zeros(n + 1)
        sure[0 if chance <= 0 else n] = 1.0
        return sure
    many = np.arange(n + 1)
    found: Chances = np.exp(_log_ways(n) + many * math.log(chance) + (n - many) * math.log1p(-chance))
    return found


@lru_cache(maxsize=4096)
def _log_ways(n: int) -> Chances:
    import numpy as np

    return np.array([math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) for k in range(n + 1)])


def _repeated_power(turned: float, cases: int, flip: float, level: float, runs: tuple[int, int]) -> float:
    """Exact in how many cases turn, normal in the flips; the test's limit, given the passes of each case, is as many
    standard deviations below no change as `level` has, corrected for skewness (E. A. Cornish and R. A. Fisher, 1938):
    it matters where the two sides have unlike numbers of runs. Within three points of simulated power; up to seven
    below it where next to nothing flips."""
    import numpy as np

    lost = _moments(flip, 1 - flip, runs)
    kept = (_moments(flip, flip, runs) + _moments(1 - flip, 1 - flip, runs)) / 2  # passing and failing alike
    many = np.arange(cases + 1)[:, None]
    shift, limit, skew, shift_spread, both, limit_spread = (many * lost + (cases - many) * kept).T
    limit = np.maximum(limit, 1e-12)
    normal = -NormalDist().inv_cdf(min(max(level, 1e-12), 1 - 1e-12))
    z = normal - (normal**2 - 1) / 6 * skew / limit**1.5
    spread = shift_spread + z / np.sqrt(limit) * both + z * z / (4 * limit) * limit_spread
    excess = shift + z * np.sqrt(limit)  # below 0: found
    found = [NormalDist().cdf(float(each)) for each in -excess / np.sqrt(np.maximum(spread, 1e-12))]
    return float((np.array(found) * binomial(cases, turned)).sum())


@lru_cache(maxsize=256)
def _moments(fail_before: float, fail_now: float, runs: tuple[int, int]) -> Chances:
    """Of one case: means of the shift in new passes, and of its variance and third moment if nothing changed; then the
    variance of the first, the first's covariance with the second, the variance of the second."""
    import numpy as np

    (before, now), every = runs, sum(runs)
    old, new = np.arange(before + 1)[:, None], np.arange(now + 1)[None, :]
    chance = binomial(before, 1 - fail_before)[:, None] * binomial(now, 1 - fail_now)[None, :]
    passes = old + new
    shift = new - now * passes / every
    limit = now * before * passes * (every - passes) / (every**2 * (every - 1))  # of a hypergeometric, as is the next
    skew = limit * (every - 2 * passes) * (every - 2 * now) / (every * (every - 2))
    means = (chance * shift).sum(), (chance * limit).sum(), (chance * skew).sum()
    far, wide = shift - means[0], limit - means[1]
    return np.array([*means, *((chance * each).sum() for each in (far * far, far * wide, wide * wide))])
