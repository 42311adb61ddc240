"""Shares of pictures that a judge passes, stratum by stratum, each lent what the others know.

Strata are subtasks. Their shares are drawn from one Beta distribution of mean mu and concentration m, both unknown
(A. Gelman et al., Bayesian Data Analysis, 3rd ed., 5.3): where subtasks differ little they are pooled, where they
differ much each stands for itself. Jeffreys' prior for mu; m^-1/2, about the spread between strata, is uniform.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

STEPS: Final = 100
"""Of the grid over mu, even in arcsin(sqrt(mu)), in which Jeffreys' prior is flat."""

CONCENTRATIONS: Final = 16
SHORT: Final = 1e-9
LEAST, MOST = 2.0, 2e4
"""Bounds of m: strata as unlike as can be, and alike."""


@dataclass(frozen=True, slots=True)
class Rates:
    """One kind of picture. `point` by stratum; `draws` are what the counts leave possible, (number, strata)."""

    point: Floats
    draws: Floats


def fitted(counts: Sequence[Sequence[tuple[int, int]]], chance: np.random.Generator, number: int) -> Rates:
    """`counts` are (pictures, passed) by stratum and instance; a stratum may be empty, but not all.

    All passed, or none: the point is 1, or 0, in every stratum.
    """
    import numpy as np

    effect = design_effect(counts)
    judged = np.array([sum(n for n, _ in instances) for instances in counts], dtype=float) / effect
    passed = np.array([sum(x for _, x in instances) for instances in counts], dtype=float) / effect
    mu, m, weights = _hyperparameters(judged, passed)
    places = chance.choice(weights.size, number, p=weights.ravel())
    rows, columns = np.unravel_index(places, weights.shape)
    means, concentrations = _jittered(rows, mu.size, chance), m[columns]
    a, b = (means * concentrations)[:, None], ((1 - means) * concentrations)[:, None]
    draws = chance.beta(a + passed, b + judged - passed)
    own = judged[:, None] / (judged[:, None] + m)
    share = passed / np.maximum(judged, 1e-12)
    pooled = passed.sum() / judged.sum()
    lent = own @ weights.sum(axis=0)
    # Beta draws of a tiny parameter round to 0 and 1: no judge is that sure.
    draws = draws.clip(SHORT, 1 - SHORT)
    return Rates(lent * share + (1 - lent) * pooled, draws)


def _hyperparameters(judged: Floats, passed: Floats) -> tuple[Floats, Floats, Floats]:
    """Grids of mu and m, and the chance of each pair; shape (mu, m)."""
    import numpy as np
    from scipy.special import betaln

    mu = np.sin((np.arange(STEPS) + 0.5) / STEPS * np.pi / 2) ** 2
    m = np.linspace(LEAST**-0.5, MOST**-0.5, CONCENTRATIONS) ** -2.0
    a, b = mu[:, None, None] * m[:, None], (1 - mu)[:, None, None] * m[:, None]
    logs = (betaln(a + passed, b + judged - passed) - betaln(a, b)).sum(axis=2)
    weights: Floats = np.exp(logs - logs.max())
    return mu, m, weights / weights.sum()


def _jittered(rows: NDArray[np.intp], steps: int, chance: np.random.Generator) -> Floats:
    """mu anywhere within its step, short of 0 and 1."""
    import numpy as np

    spread: Floats = np.sin((rows + chance.uniform(0, 1, rows.size)) / steps * np.pi / 2) ** 2
    return spread.clip(SHORT, 1 - SHORT)


def design_effect(counts: Sequence[Sequence[tuple[int, int]]]) -> float:
    """By how much outcomes within an instance going together widens the spread of shares; 1 where they do not.

    The variance of a ratio over clusters (L. Kish, Survey Sampling, 1965) to that of as many single pictures, over all
    strata together: a stratum has few instances.
    """
    found = expected = 0.0
    for instances in counts:
        held = [(n, x) for n, x in instances if n]
        judged = sum(n for n, _ in held)
        if len(held) < 2:
            continue
        share = sum(x for _, x in held) / judged
        found += sum((x - n * share) ** 2 for n, x in held) * len(held) / (len(held) - 1)
        expected += judged * share * (1 - share)
    return max(1.0, found / expected) if expected else 1.0
