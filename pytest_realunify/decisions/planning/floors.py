"""How often a model that did not change falls below a floor that was set a little under one of its runs."""

from __future__ import annotations

from statistics import NormalDist
from typing import TYPE_CHECKING, Final

from pytest_realunify.decisions.gates.asked import ROUNDING
from pytest_realunify.decisions.gates.detectable import binomial

if TYPE_CHECKING:
    from pytest_realunify.decisions.gates.permutation import Chances

EXACT_UP_TO: Final = 5000
"""Cases over all categories, up to which the difference is convolved."""


def below_floor(accuracy: float, cases: int, margin: float, categories: int = 1) -> float:
    """The chance that an average over `categories` of `cases` each falls below its value in one run less `margin`.

    Every case of every run is right with the chance `accuracy`, on its own: both the run that the floor was taken from
    and the later one are noisy. A model whose cases are easier and harder, with fewer that are open, varies less: of
    one that never flips no run falls. So this is the most that sampling alone does.
    """
    import numpy as np

    every = cases * categories
    if every > EXACT_UP_TO:
        spread = (2 * accuracy * (1 - accuracy) / every) ** 0.5
        return NormalDist().cdf(-margin / spread) if spread else 0.0
    one = binomial(every, accuracy)
    difference: Chances = np.convolve(one, one[::-1])  # new less old, from -every on
    under = np.arange(-every, every + 1) / every < -margin - ROUNDING
    return float(difference[under].sum())
