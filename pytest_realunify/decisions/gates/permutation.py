"""The same cases before and now: what a difference can be if nothing changed, exactly.

The unit of evidence is a score of one independent run on one case (`decisions.evidence`). Within a case, if nothing
changed, the scores of both sides are exchangeable: every choice of those that fall on the new side is as likely as any
other. With one score a side these are sign flips of the case's difference, and over binary scores McNemar's test
(Psychometrika 12, 1947). The sum over cases is a sum of independent variables, whatever the cases' own chances are; it
is convolved exactly, and a case whose scores are all alike says nothing.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

from pytest_realunify.decisions.counts import WHOLE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Chances = NDArray[np.float64]
    """Of 0, 1, 2, … of something; they add up to 1."""

FINEST: Final = 5040
"""Differences of means are told apart down to so many parts of a score: what does not fit is rounded. The test stays
exact, for rounding is the same for every choice of sides."""

ROUNDING: Final = 1e-12
"""Sums of chances that should be equal differ by so much."""


@dataclass(frozen=True)
class Pair:
    """One case that both sides scored: a score for each independent run (or what counts as one), in parts of WHOLE."""

    case: str
    before: tuple[int, ...]
    after: tuple[int, ...]

    @cached_property
    def rates(self) -> tuple[float, float]:
        """The means, between 0 and 1."""
        before, after = sum(self.before) / len(self.before), sum(self.after) / len(self.after)
        return before / WHOLE, after / WHOLE


@dataclass(frozen=True)
class Null:
    """A sum if nothing changed: the chances that it is `least`, `least` + 1, … steps."""

    least: int
    chances: Chances
    step: float
    """What one step is worth, in accuracy: a sum over cases of new mean less old mean."""

    @cached_property
    def cumulated(self) -> Chances:
        """The chance of at most so much, by place."""
        import numpy as np

        return np.minimum(np.cumsum(self.chances), 1.0)

    def at_most(self, value: int) -> float:
        """The chance of a sum of so many steps or fewer."""
        place = min(value - self.least, len(self.chances) - 1)
        return float(self.cumulated[place]) if place >= 0 else 0.0

    def at_least(self, value: int) -> float:
        """The chance of a sum of so many steps or more."""
        return max(0.0, 1.0 - self.at_most(value - 1))

    def critical(self, level: float) -> int:
        """The largest sum whose chance of being met or fallen short of is at most `level`; below `least` if none."""
        import numpy as np

        return self.least - 1 + int(np.searchsorted(self.cumulated, level + ROUNDING, side="right"))


def shift(pairs: Iterable[Pair]) -> tuple[Null, int]:
    """What the sum of new means less old means over these cases can be, and what it is, in steps."""
    telling = [pair for pair in pairs if len({*pair.before, *pair.after}) > 1]
    part = math.gcd(WHOLE, *(score for pair in telling for score in (*pair.before, *pair.after)))
    sides = _lcm_up_to(FINEST, (len(pair.before) * len(pair.after) for pair in telling))
    patterns: Counter[tuple[tuple[int, ...], int, int]] = Counter()
    observed = 0
    for pair in telling:
        scores = tuple(sorted(score // part for score in (*pair.before, *pair.after)))
        before, after = len(pair.before), len(pair.after)
        patterns[scores, before, after] += 1
        observed += _difference(sum(scores), sum(pair.after) // part, before, after, sides)
    return _total(patterns, sides, part / WHOLE / sides), observed


def _difference(total: int, new: int, before: int, after: int, sides: int) -> int:
    """New mean less old mean, in steps of one part in `sides`, given the sum over both and how much of it is new."""
    above, below = sides * (new * before - (total - new) * after), before * after
    return (2 * above + below) // (2 * below)  # rounded, as it is whole where `sides` fits


def _total(patterns: Counter[tuple[tuple[int, ...], int, int]], sides: int, step: float) -> Null:
    import numpy as np

    least, chances = 0, np.ones(1)
    for (scores, before, after), count in patterns.items():
        low, single = _one(scores, before, after, sides)
        chances = convolved(chances, _times(single, count))
        least += low * count
    return Null(least, chances, step)


@lru_cache(maxsize=4096)
def _one(scores: tuple[int, ...], before: int, after: int, sides: int) -> tuple[int, Chances]:
    """The least difference of one case, and the chances of it and all above."""
    import numpy as np

    chosen = _choices(scores, after)
    every, total = math.comb(len(scores), after), sum(scores)
    found: Counter[int] = Counter()
    for new, ways in chosen.items():
        found[_difference(total, new, before, after, sides)] += ways
    low = min(found)
    chances = np.zeros(max(found) - low + 1)
    for value, ways in found.items():
        chances[value - low] = ways / every
    return low, chances


def _choices(scores: Sequence[int], take: int) -> Counter[int]:
    """In how many ways `take` of the scores have which sum."""
    ways: list[Counter[int]] = [Counter({0: 1}), *(Counter() for _ in range(take))]
    for score in scores:
        for count in range(take, 0, -1):
            for total, number in ways[count - 1].items():
                ways[count][total + score] += number
    return ways[take]


def _times(chances: Chances, count: int) -> Chances:
    """Of the sum of `count` alike, by repeated doubling."""
    import numpy as np

    total = np.ones(1)
    while count:
        if count % 2:
            total = convolved(total, chances)
        count //= 2
        chances = convolved(chances, chances) if count else chances
    return total


def total_chances(parts: Iterable[tuple[Chances, int]]) -> Chances:
    """Of the sum of independent counts: each part's distribution, and how many there are of it."""
    import numpy as np

    total = np.ones(1)
    for chances, count in parts:
        total = convolved(total, _times(chances, count))
    return total


def convolved(one: Chances, other: Chances) -> Chances:
    """Of a sum of two independent ones."""
    import numpy as np

    if min(len(one), len(other)) < _SHORT:
        return np.convolve(one, other)
    size = len(one) + len(other) - 1
    whole = 1 << (size - 1).bit_length()
    product = np.fft.irfft(np.fft.rfft(one, whole) * np.fft.rfft(other, whole), whole)[:size]
    return np.maximum(product, 0.0)


_SHORT: Final = 256
"""Up to so many chances plain convolution is quicker than Fourier's."""


def _lcm_up_to(most: int, numbers: Iterable[int]) -> int:
    """The least common multiple, or `most` where it is larger."""
    found = 1
    for number in set(numbers):
        found = math.lcm(found, number)
        if found > most:
            return most
    return found
