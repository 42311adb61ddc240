"""Builds of one category, drawn by the thousand, each through the gate's own test.

The model of a drop is that of `decisions.gates.detectable`: cases pass or fail but for chance flips, and some of those
that passed fail from now on. The test is that of `decisions.gates.permutation`, for all builds at once: the sum over
cases has the product of the cases' characteristic functions, and cases of one pattern share theirs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import fmean
from typing import TYPE_CHECKING, Final

from pytest_realunify.decisions.counts import WHOLE, RunCounts
from pytest_realunify.decisions.gates.detectable import binomial
from pytest_realunify.decisions.gates.permutation import ROUNDING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Counts = NDArray[np.int64]

TINY: Final = 1e-300
"""Stands for 0, of which there is no logarithm."""

BLOCK: Final = 4_000_000
"""Complex numbers held at once: 64 MB."""


@dataclass(frozen=True, slots=True)
class Design:
    """What a team can choose."""

    cases: int
    """Of a category under a protocol."""
    runs: int
    """Separate ones in the baseline."""
    confirm: int = 0
    """`--realunify-confirm`."""


@dataclass(frozen=True, slots=True)
class Levels:
    """Uncorrected p up to which a gate alone is found, and up to which it is looked at again."""

    found: float
    doubted: float


@dataclass(frozen=True, slots=True)
class _Kind:
    """Cases alike in what the baseline's runs and the new verdicts say."""

    before: int
    """Passes of the baseline's runs."""
    first: int
    """1 where the first verdict of the new run is a pass."""
    more: int
    """Passes of the second look."""


def share_found(design: Design, drop: float, flip: float, levels: Sequence[Levels], builds: int, seed: int) -> float:
    """Of so many builds of a model that lost `drop` of its accuracy in one category, those whose gate finds it.

    `flip` is the chance that one verdict is not what the model usually does; each of `levels` is as likely.
    """
    import numpy as np

    kinds = _kinds(design)
    drawn = np.random.default_rng(seed).multinomial(design.cases, _chances(design, drop, flip, kinds), size=builds)
    once, twice = _p_values_of(design, kinds, drawn)
    return fmean(
        float(np.mean(np.where(once <= level.doubted + ROUNDING, twice, once) <= level.found + ROUNDING))
        for level in levels
    )


def _kinds(design: Design) -> list[_Kind]:
    return [
        _Kind(before, first, more)
        for before in range(design.runs + 1)
        for first in (0, 1)
        for more in range(design.confirm + 1)
    ]


def _p_values_of(design: Design, kinds: Sequence[_Kind], drawn: Counts) -> tuple[Floats, Floats]:
    """After the first verdict of every case, and with those of a second look; `drawn` are cases by build and kind."""
    once = _p_values([_pattern(kind.before, design.runs, kind.first, 1) for kind in kinds], drawn)
    if not design.confirm:
        return once, once
    return once, _p_values([_looked_again(kind, design) for kind in kinds], drawn)


def _chances(design: Design, drop: float, flip: float, kinds: Sequence[_Kind]) -> Floats:
    """Of a case to be of a kind. Passing and failing cases are mirror images, so it matters only who turned."""
    import numpy as np

    turned = min(1.0, drop / (1 - 2 * flip))

    def joint(before: float, now: float) -> Floats:
        """Of cases that pass with these chances."""
        old, new = binomial(design.runs, before), binomial(design.confirm, now)
        return np.array([old[each.before] * (now if each.first else 1 - now) * new[each.more] for each in kinds])

    kept = (joint(1 - flip, 1 - flip) + joint(flip, flip)) / 2
    chances = turned * joint(1 - flip, flip) + (1 - turned) * kept
    found: Floats = chances / chances.sum()
    return found


@dataclass(frozen=True)
class _Pattern:
    """One case if nothing changed: differences new mean - old mean, in parts of `parts`, and what it is."""

    differences: tuple[int, ...]
    chances: tuple[float, ...]
    observed: int
    parts: int


def _looked_again(kind: _Kind, design: Design) -> _Pattern:
    """With what all verdicts of the new run say of the case together."""
    passes = kind.first + kind.more
    said = RunCounts({"correct": passes, "wrong": 1 + design.confirm - passes}, {}).scores
    return _pattern(kind.before, design.runs, sum(said) // WHOLE, len(said))


@lru_cache(maxsize=4096)
def _pattern(before: int, runs: int, after: int, verdicts: int) -> _Pattern:
    passes, parts = before + after, runs * verdicts
    news = range(max(0, passes - runs), min(verdicts, passes) + 1)
    ways = [math.comb(passes, new) * math.comb(runs + verdicts - passes, verdicts - new) for new in news]
    differences = tuple(new * runs - (passes - new) * verdicts for new in news)
    whole = math.comb(runs + verdicts, verdicts)
    return _Pattern(differences, tuple(way / whole for way in ways), after * runs - before * verdicts, parts)


def _p_values(patterns: Sequence[_Pattern], counts: Counts) -> Floats:
    """By build: the chance of a sum as low as it is or lower; `counts` are cases by build and pattern."""
    import numpy as np

    telling = list(dict.fromkeys(pattern for pattern in patterns if len(pattern.differences) > 1))
    places = [[place for place, other in enumerate(patterns) if other == pattern] for pattern in telling]
    cases = np.stack([counts[:, same].sum(axis=1) for same in places], axis=1)
    parts = math.lcm(*(pattern.parts for pattern in telling))
    scale = [parts // pattern.parts for pattern in telling]
    rises = [
        [(value - pattern.differences[0]) * each for value in pattern.differences]
        for pattern, each in zip(telling, scale, strict=True)
    ]
    step = math.gcd(*(rise for row in rises for rise in row))
    seen = [
        (pattern.observed - pattern.differences[0]) * each // step for pattern, each in zip(telling, scale, strict=True)
    ]
    size = 1 << int((cases @ np.array([row[-1] // step for row in rises])).max()).bit_length()
    turns = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    waves = np.array(
        [
            sum(chance * turns ** (rise // step) for chance, rise in zip(pattern.chances, row, strict=True))
            for pattern, row in zip(telling, rises, strict=True)
        ]
    )
    return _cumulated(cases, np.log(np.where(np.abs(waves) < TINY, TINY, waves)), cases @ np.array(seen), size)


def _cumulated(cases: Counts, logs: NDArray[np.complex128], observed: Counts, size: int) -> Floats:
    """The chance of at most `observed` steps, by build; `logs` are of each pattern's characteristic function."""
    import numpy as np

    found = np.empty(len(cases))
    many = max(1, BLOCK // size)
    for start in range(0, len(cases), many):
        part = slice(start, start + many)
        chances = np.fft.irfft(np.exp(cases[part] @ logs), size)
        found[part] = np.take_along_axis(np.cumsum(chances, axis=1), observed[part, None], axis=1)[:, 0]
    return np.clip(found, 0.0, 1.0)
