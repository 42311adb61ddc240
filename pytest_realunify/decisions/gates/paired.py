"""The same cases before and now: is there less than chance explains?

The test is exact and conditional. Within a case, if nothing changed, the verdicts of both sides are exchangeable: of
its passes in all, the number that falls on the new side is hypergeometric. So the sum of new passes is a sum of
independent hypergeometric variables, whatever the cases' own chances are, and a case that always passes or always fails
says nothing. One verdict a side makes it McNemar's test (Psychometrika 12, 1947): discordant pairs against a fair coin.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Chances = NDArray[np.float64]
    """Of 0, 1, 2, … of something; they add up to 1."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a case was correct, of its scored verdicts."""

    correct: int
    of: int

    @property
    def rate(self) -> float:
        return self.correct / self.of


@dataclass(frozen=True, slots=True)
class Pair:
    """One case that both sides scored at least once."""

    case: str
    before: Tally
    after: Tally

    @property
    def stratum(self) -> Stratum:
        return self.before.of, self.after.of, self.before.correct + self.after.correct

    @property
    def rates(self) -> tuple[float, float]:
        return self.before.rate, self.after.rate


Stratum = tuple[int, int, int]
"""Verdicts before, verdicts now, passes among them all: cases alike in these are alike in what chance can do."""


def no_drop_p(pairs: Iterable[Pair]) -> float:
    """One-sided mid-p: the chance of fewer passes now than seen, and half that of just so many, if nothing changed.

    The plain exact p counts the whole of the latter and wastes power: with 20 gates of 100 cases that flip in 5 % of
    runs, 1.3 % of builds would fail by chance, and 50 % of falls by 15 points be found; mid-p has 3 % and 59 %. Its
    size is not proven to stay below its level, but computed over 8 to 1,000 cases, 1 to 80 gates under Holm's
    correction and any rate of flips it is at most 5.01 % at 5 % (`benchmarks/gates.py --size`).
    """
    pairs = list(pairs)
    strata = Counter(pair.stratum for pair in pairs)
    return chance_of_fewer(tuple(sorted(strata.items())), sum(pair.after.correct for pair in pairs))


@lru_cache(maxsize=4096)
def chance_of_fewer(strata: tuple[tuple[Stratum, int], ...], passes: int) -> float:
    """As `no_drop_p`, from the number of cases in each stratum and the passes now over all of them."""
    least = sum(_fewest(stratum) * cases for stratum, cases in strata)
    chances = total_chances([(_passes_now(stratum), cases) for stratum, cases in strata])
    seen = passes - least
    return float(chances[:seen].sum() + chances[seen] / 2)


def total_chances(parts: Iterable[tuple[Chances, int]]) -> Chances:
    """Of the sum of independent counts: each part's distribution, and how many there are of it."""
    import numpy as np

    return reduce(np.convolve, (_times(chances, count) for chances, count in parts if len(chances) > 1), np.ones(1))


def _times(chances: Chances, count: int) -> Chances:
    """Of the sum of `count` alike, by repeated doubling."""
    import numpy as np

    total = np.ones(1)
    while count:
        if count % 2:
            total = np.convolve(total, chances)
        count //= 2
        chances = np.convolve(chances, chances) if count else chances
    return total


def _fewest(stratum: Stratum) -> int:
    before, _, passes = stratum
    return max(0, passes - before)


@lru_cache(maxsize=1024)
def _passes_now(stratum: Stratum) -> Chances:
    """Chances of the case's passes on the new side, from the fewest possible on, if nothing changed."""
    import numpy as np
    from scipy.stats import hypergeom

    before, now, passes = stratum
    found: Chances = hypergeom.pmf(np.arange(_fewest(stratum), min(now, passes) + 1), before + now, passes, now)
    return found


def holm(p_values: Sequence[float], alpha: float) -> list[float]:
    """Corrected for as many tests as there are (Scand. J. Stat. 6, 1979): below `alpha`, wrong in at most that share
    of families in which nothing changed."""
    if not p_values:
        return []
    from statsmodels.stats.multitest import multipletests

    return [float(p) for p in multipletests(p_values, alpha, method="holm")[1]]
