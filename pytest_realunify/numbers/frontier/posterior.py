"""What answers say of a psychometric curve: a posterior on a grid, and which questions would tell most.

The share of right answers at difficulty x, from 0 (the easiest rung) to 1 (the hardest), is

    guess + (1 - guess - lapse) / (1 + exp((x - threshold) / slope))

with a known guess rate. Threshold, slope and lapse are estimated together on a grid and the next question is the one
whose answer is expected to tell most, as in the psi method (L. L. Kontsevich and C. W. Tyler, Vision Research 39,
1999) and QUEST+ (A. B. Watson, Journal of Vision 17(3):10, 2017); what it is to tell of is the threshold alone, slope
and lapse summed out (N. Prins, Journal of Vision 13(7):3, 2013). The package `questplus` chooses one question at a
time, where a model answers a batch for little more than one.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

MARGIN: Final = 0.25
"""Of the axis, how far beyond either end a threshold may lie: what lies further cannot be told from that."""

THRESHOLDS: Final[Array] = np.linspace(-MARGIN, 1 + MARGIN, 121)
SLOPES: Final[Array] = np.geomspace(0.01, 0.12, 6)
"""Of the axis. The share falls from 88 % to 12 % of its height over four of these."""
LAPSES: Final[Array] = np.array([0.0, 0.03, 0.06, 0.1])

FANTASIES: Final = 64
"""Ways in which the questions of a batch that are chosen already may be answered."""

_LEVEL: Final = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """A threshold on the axis from 0 to 1, with its 95 % credible interval; all may lie up to MARGIN outside."""

    value: float
    low: float
    high: float
    below: float
    """How probable it is that the threshold lies below the easiest rung."""
    beyond: float
    """And beyond the hardest."""


class Posterior:
    """Of one ladder: its rungs' difficulties and the guess rate are given, answers are added."""

    def __init__(self, difficulties: Sequence[float], guess: float) -> None:
        """`difficulties` go from 0 to 1, rung by rung; `guess` is the share of right answers by chance alone."""
        rungs = np.asarray(difficulties, dtype=np.float64)
        drop = (rungs[None, None, :] - THRESHOLDS[:, None, None]) / SLOPES[None, :, None]
        falling = 1 / (1 + np.exp(np.clip(drop, -40, 40)))
        height = 1 - guess - LAPSES
        right = guess + height[None, None, :, None] * falling[:, :, None, :]
        self._right: Array = right.reshape(len(THRESHOLDS), -1, len(rungs))
        """By threshold, slope with lapse, and rung. Never 0 or 1 to the last digit: one answer decides nothing."""
        self._right = np.clip(self._right, 1e-4, 1 - 1e-4)
        self.weights: Array = np.full(self._right.shape[:2], 1 / self._right[:, :, 0].size)
        """By threshold, and slope with lapse; they add up to 1."""

    def add(self, rung: int, right: bool) -> None:
        """One answer."""
        self.weights = self.weights * (self._right[:, :, rung] if right else 1 - self._right[:, :, rung])
        self.weights = self.weights / self.weights.sum()

    def batch(self, size: int, seed: str) -> list[int]:
        """The rungs of the `size` questions that together are expected to tell most of the threshold, one rung more
        than once where that is so.

        They are chosen one after the other, each given that those before it are answered in one of FANTASIES ways,
        drawn with `seed` as the posterior expects them. The same seed and answers give the same rungs.
        """
        chance = random.Random(f"realunify/frontier/{seed}")
        worlds = self.weights[:, None, :]
        chosen: list[int] = []
        for _ in range(size):
            # Rounded, so that no machine's last digit decides between two rungs that tell the same.
            told = np.round(self._information(worlds), 9)
            rung = int(np.argmax(told))
            chosen.append(rung)
            worlds = self._answered(worlds, rung, chance)
        return sorted(chosen)

    def _information(self, worlds: Array) -> Array:
        """Nats per rung, of the threshold, meant over worlds (threshold, world, slope with lapse)."""
        right = np.matmul(worlds, self._right)  # threshold, world, rung
        wrong = worlds.sum(axis=2)[:, :, None] - right
        before = _entropy(worlds.sum(axis=2), axis=0)[:, None]
        after = sum(_entropy(each, axis=0) + _plogp(each.sum(axis=0)) for each in (right, wrong))
        gained: Array = (before - after).mean(axis=0)
        return gained

    def _answered(self, worlds: Array, rung: int, chance: random.Random) -> Array:
        if worlds.shape[1] == 1:
            worlds = np.repeat(worlds, FANTASIES, axis=1)
        likely = self._right[:, None, :, rung]
        rates = (worlds * likely).sum(axis=(0, 2))
        # One draw in every 64th: rightly shared out among the worlds, whatever the rate.
        draws = (np.array(chance.sample(range(FANTASIES), FANTASIES)) + chance.random()) / FANTASIES
        right = draws < rates
        worlds = worlds * np.where(right[None, :, None], likely, 1 - likely)
        scaled: Array = worlds / worlds.sum(axis=(0, 2))[None, :, None]
        return scaled

    @property
    def interval(self) -> Interval:
        """What is known of the threshold."""
        shares = self.weights.sum(axis=1)
        step = THRESHOLDS[1] - THRESHOLDS[0]
        edges = np.concatenate([THRESHOLDS - step / 2, [THRESHOLDS[-1] + step / 2]])
        up_to = np.concatenate([[0.0], np.cumsum(shares)])
        low, value, high = np.interp([(1 - _LEVEL) / 2, 0.5, (1 + _LEVEL) / 2], up_to, edges)
        below, not_beyond = np.interp([0.0, 1.0], edges, up_to)
        return Interval(float(value), float(low), float(high), float(below), float(1 - not_beyond))

    def curve(self) -> tuple[Array, Array, Array]:
        """The share of right answers per rung: what is expected, and the 2.5 % and 97.5 % points of what may be."""
        rates, weights = self._right.reshape(-1, self._right.shape[2]), self.weights.ravel()
        order = np.argsort(rates, axis=0)
        up_to = np.cumsum(weights[order], axis=0)
        ends = [
            np.take_along_axis(rates, order, axis=0)[(up_to >= share - 1e-12).argmax(axis=0), range(rates.shape[1])]
            for share in ((1 - _LEVEL) / 2, (1 + _LEVEL) / 2)
        ]
        return weights @ rates, ends[0], ends[1]


def _plogp(values: Array) -> Array:
    return values * np.log(np.maximum(values, 1e-300))


def _entropy(values: Array, axis: int) -> Any:
    return -_plogp(values).sum(axis=axis)
