"""How often the gates fail a build for nothing, and how often they find a true fall: `python benchmarks/gates.py`.

20 gates (10 categories x 2 protocols) of 100 cases, each case passing or failing but for a chance flip in 5 % of runs.
Two ways to fall: `turned`, where exactly so many cases that passed fail from now on (accuracy then falls by nine tenths
of it, for these flip too), and `accuracy`, where every case that passed turns with such a chance that accuracy falls by
so much. Then the printed smallest detectable drop against the power simulated there, and with --size the computed
(not simulated) chance that mid-p fails a build for nothing, over many sizes and rates of flips.
"""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from pytest_realunify.decisions.gates.detectable import single_power, smallest_drop
from pytest_realunify.decisions.gates.paired import chance_of_fewer, holm

ALPHA: Final = 0.05
SIZES: Final = (8, 10, 12, 15, 20, 30, 40, 50, 70, 100, 150, 200, 300, 500, 1000)
Fall = Literal["turned", "accuracy"]


@dataclass(frozen=True)
class World:
    """What is compared, and what truly happens to the first of its gates."""

    accuracy: float
    drop: float = 0.0
    fall: Fall = "turned"
    verdicts: tuple[int, int] = (1, 1)
    flip: float = 0.05
    cases: int = 100
    gates: int = 20

    def pair_of_runs(self, rng: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Passes before and now, gate by case."""
        passes = np.zeros((self.gates, self.cases), dtype=bool)
        passes[:, : round(self.accuracy * self.cases)] = True
        later = passes.copy()
        later[0] &= ~self._turned(rng)
        before, now = self.verdicts
        return (
            rng.binomial(before, np.where(passes, 1 - self.flip, self.flip)),
            rng.binomial(now, np.where(later, 1 - self.flip, self.flip)),
        )

    def _turned(self, rng: np.random.Generator) -> NDArray[np.bool_]:
        if self.fall == "turned":
            return np.arange(self.cases) < round(self.drop * self.cases)
        return rng.random(self.cases) < self.drop / (1 - 2 * self.flip) / self.accuracy

    def corrected(self, rng: np.random.Generator) -> list[float]:
        """p of every gate, as a build has it."""
        before, now = self.pair_of_runs(rng)
        return holm([self._p(*gate) for gate in zip(before, now, strict=True)], ALPHA)

    def _p(self, before: NDArray[np.int64], now: NDArray[np.int64]) -> float:
        strata = tuple(
            ((*self.verdicts, passes), int(cases)) for passes, cases in enumerate(np.bincount(before + now)) if cases
        )
        return chance_of_fewer(strata, int(now.sum()))


@dataclass(frozen=True)
class Found:
    """Shares of builds."""

    first: float
    """In which the first gate failed."""
    failed: float
    """In which any did."""


def simulate(world: World, pairs: int, seed: int) -> Found:
    rng = np.random.default_rng(seed)
    failed = np.array([[p <= ALPHA for p in world.corrected(rng)] for _ in range(pairs)])
    return Found(failed[:, 0].mean(), failed.any(axis=1).mean())


def largest_size(gates: int, sizes: Sequence[int] = SIZES) -> tuple[float, int, float]:
    """The worst chance of `gates` unchanged gates to fail a build, with the cases and the flips it is for."""
    return max(
        (1 - (1 - single_power(flips / 2, flips / 2, cases, ALPHA / gates)) ** gates, cases, float(flips))
        for cases in sizes
        for flips in np.concatenate([np.linspace(0.002, 0.2, 100), np.linspace(0.2, 0.5, 31)])
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=2000, help="pairs of runs per line")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--size", action="store_true", help="the computed size of mid-p alone")
    options = parser.parse_args()
    if options.size:
        for gates in (1, 2, 3, 4, 6, 10, 20, 40, 80):
            worst, cases, flips = largest_size(gates)
            print(
                f"{gates:3} gates: at most {worst:.2%} of builds (n = {cases}, {flips:.1%} of pairs differ)", flush=True
            )
        return 0
    holm([1.0], ALPHA)
    gc.freeze()  # multipletests collects garbage at every call: 0.1 s with all that is loaded now
    measure = partial(simulate, pairs=options.pairs, seed=options.seed)
    for verdicts in ((1, 1), (3, 3)):
        for accuracy in (0.3, 0.5, 0.9):
            report(measure, accuracy, verdicts)
    detectable(measure)
    return 0


def report(measure: partial[Found], accuracy: float, verdicts: tuple[int, int]) -> None:
    head = f"accuracy {accuracy:.0%}, {verdicts[0]} vs {verdicts[1]} verdicts:"
    print(f"{head} no change: {measure(World(accuracy, verdicts=verdicts)).failed:.1%} of builds fail", flush=True)
    for fall in get_args(Fall):
        drops = (0.15, 0.20, 0.25) if verdicts == (1, 1) else (0.10, 0.15)
        found = [measure(World(accuracy, drop, fall, verdicts)).first for drop in drops]
        print(f"{'':{len(head)}} {fall:8}", *(f"-{d:.0%}: {share:.1%}" for d, share in zip(drops, found, strict=True)))


def detectable(measure: partial[Found]) -> None:
    print("smallest detectable drop as printed, and the share of builds that find it")
    for verdicts in ((1, 1), (1, 3), (3, 1), (3, 3)):
        for flip in (0.02, 0.05, 0.15):
            drop = smallest_drop(100, 2 * flip * (1 - flip), ALPHA / 20, verdicts)
            share = measure(World(0.6, drop or 1.0, "accuracy", verdicts, flip)).first
            print(
                f"  {verdicts[0]} vs {verdicts[1]}, flips {flip:.0%}: {drop or 1:.1%} found in {share:.1%}", flush=True
            )


if __name__ == "__main__":
    sys.exit(main())
