"""What `realunify trend` says first, of models whose truth is known: `python benchmarks/trend.py [--pages 200]`.

Pages of 30 runs of 10 categories x 2 protocols of 100 cases (20 categories' scores, 26 with averages), tested by the
package's own code from what runs say of each case. A case passes or fails steadily but for a chance flip in 5 % of
runs (`flips`), or has a chance of its own, evenly spread (`chances`), or its verdict is turned for good now and then,
to right as often as to wrong (`wander`: a model trained on that decodes greedily). What is planted:

- nothing: the share of pages that say that anything fell, or rose;
- 10 points over 30 builds, of one category or of all: whether any of the scores it is planted in is told;
- 15 points from build 15 on: that, how often the run named is within two of it, and how often the interval of the fall
  holds the planted change;
- the same against a rolling baseline: whether the gate of the fallen category fails in any of 29 builds, each compared
  with the one before by the package's gates.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from pytest_realunify.decisions.counts import WHOLE, CaseRecord, RunCounts
from pytest_realunify.decisions.evidence import Evidence
from pytest_realunify.decisions.gates.family import Block, Family, Test
from pytest_realunify.decisions.gates.permutation import Pair, shift
from pytest_realunify.decisions.gates.regression import SCOPES
from pytest_realunify.decisions.trend import Move, Page, examine
from pytest_realunify.decisions.trend.course import courses
from pytest_realunify.taxonomy import CATEGORIES

PROTOCOLS: Final = ("direct", "stepwise")
RIGHT: Final = RunCounts({"correct": 1}, {"correct": 1})
WRONG: Final = RunCounts({"wrong": 1}, {"wrong": 1})
ALPHA: Final = 0.05
Passes = NDArray[np.bool_]
"""Places x cases x runs."""


@dataclass(frozen=True)
class World:
    """A model over its builds."""

    name: str
    kind: Literal["flips", "chances", "wander"] = "flips"
    fall: float = 0.0
    """Of accuracy, from the first run to the last, or from `since` on."""
    since: int | None = None
    """Counting from 0; None: evenly over all runs."""
    everywhere: bool = False
    """Else in the first category under the first protocol alone."""
    lasting: bool = False
    """Cases that fail stay failed, so many of them; else each case's chance falls."""
    accuracy: float = 0.7
    rate: float = 0.05
    """Of flips, or of cases turned for good at each run."""
    runs: int = 30
    cases: int = 100
    greedy: bool = False
    """A run's replies are those of the run before while no verdict changes."""

    def passes(self, rng: np.random.Generator) -> Passes:
        places = len(PROTOCOLS) * len(CATEGORIES)
        shape = (places, self.cases, self.runs)
        dropped = self._dropped(places)
        if self.kind == "chances":
            chance = rng.random((places, self.cases, 1)) ** ((1 - self.accuracy) / self.accuracy)
            return rng.random(shape) < np.clip(chance - dropped, 0, 1)
        steady = rng.random((places, self.cases, 1)) < self.accuracy
        if self.kind == "wander":
            steady = self._wandering(steady, rng)
        if self.lasting:
            turn = np.ceil(dropped * self.cases - 1e-9)
            steady = steady & (self._rank(steady[..., :1], rng) >= turn)
            dropped = np.zeros_like(dropped)
        flips = self.rate if self.kind == "flips" else 0.0
        chance = np.where(steady, 1 - flips, flips)
        return rng.random(shape) < np.clip(chance - dropped / self.accuracy * steady, 0, 1)

    def truth(self, move: Move) -> float:
        """What a move of the fallen category is an estimate of."""
        course = -self._dropped(1)[0, 0]
        if move.kind == "step":
            return float(course[move.since :].mean() - course[: move.since].mean())
        return float(np.polyfit(np.arange(self.runs), course, 1)[0] * (self.runs - 1))

    def _dropped(self, places: int) -> NDArray[np.float64]:
        """By place and run."""
        at = np.arange(self.runs)
        course = at / (self.runs - 1) if self.since is None else (at >= self.since).astype(float)
        falls = np.zeros((places, 1, 1))
        falls[: places if self.everywhere else 1] = self.fall
        return falls * course

    def _wandering(self, start: Passes, rng: np.random.Generator) -> Passes:
        passes = np.repeat(start, self.runs, axis=2)
        for run in range(1, self.runs):
            anew = rng.random(start.shape[:2]) < self.rate
            passes[..., run] = np.where(anew, rng.random(start.shape[:2]) < self.accuracy, passes[..., run - 1])
        return passes

    def _rank(self, right: Passes, rng: np.random.Generator) -> NDArray[np.int64]:
        """A random order of the cases that are right, 0, 1, …; those that are not come after."""
        keys = np.where(right, rng.random(right.shape), 2.0)
        return keys.argsort(axis=1).argsort(axis=1)


def evidence(world: World, passes: Passes) -> Evidence:
    """As `Evidence.of_runs` makes it."""
    cases: dict[str, CaseRecord] = {}
    replies: dict[str, tuple[str | None, ...]] = {}
    for (protocol, category), place in zip(_places(), passes, strict=True):
        for number, course in enumerate(place):
            case = f"{category}-made_up-{number:04d}-{protocol}"
            cases[case] = CaseRecord(tuple(RIGHT if each else WRONG for each in course))
            drawn = (f"{each:d}" if world.greedy else f"{run}" for run, each in enumerate(course))
            replies[case] = tuple(drawn)
    return Evidence(dict(sorted(cases.items())), replies)


def _places() -> list[tuple[str, str]]:
    return [(protocol, category.name) for protocol in PROTOCOLS for category in CATEGORIES]


def page_of(world: World, rng: np.random.Generator, draws: int) -> Page:
    return examine(courses(evidence(world, world.passes(rng))), draws)


def rolling(world: World, rng: np.random.Generator) -> bool:
    """Whether the fallen category's gate fails in any build, each against the one before."""
    passes = world.passes(rng)
    name = ":".join(_places()[0])
    return any(_gates(passes[..., old], passes[..., new])[name] <= ALPHA for old, new in pairwise(range(world.runs)))


def _gates(before: Passes, now: Passes) -> dict[str, float]:
    """p of every gate, corrected, as a build has it."""
    tests: dict[str, dict[str, Test]] = {protocol: {} for protocol in PROTOCOLS}
    for (protocol, category), old, new in zip(_places(), before, now, strict=True):
        pairs = [Pair("", (WHOLE * int(a),), (WHOLE * int(b),)) for a, b in zip(old, new, strict=True)]
        tests[protocol][category] = Test(f"{protocol}:{category}", *shift(pairs))
    blocks = [
        Block(each, dict.fromkeys(each, int(before.shape[1])), {scope: f"{scope}:{protocol}" for scope in SCOPES})
        for protocol, each in tests.items()
    ]
    return Family(blocks).corrected()


@dataclass
class Told:
    """Over the pages of one world."""

    pages: int = 0
    fell: int = 0
    rose: int = 0
    found: int = 0
    """A score that the fall was planted in."""
    first: int = 0
    """The category itself, where only one falls."""
    near: int = 0
    """Of `first`: with a run within two of the true one."""
    held: int = 0
    """Of `first`: with an interval that holds the truth."""

    def add(self, page: Page, world: World) -> None:
        protocol, category = _places()[0]
        self.pages += 1
        self.fell += bool(page.falls)
        self.rose += bool(page.rises)
        planted = {category, CATEGORIES[0].axis, "total"}
        self.found += any(
            world.everywhere or (move.protocol == protocol and move.scope in planted) for move in page.falls
        )
        for move in page.falls:
            if (move.scope, move.protocol) == (category, protocol):
                self.first += 1
                self.near += world.since is not None and move.kind == "step" and abs(move.since - world.since) <= 2
                self.held += move.change.low <= world.truth(move) <= move.change.high

    def text(self, world: World) -> str:
        said = f"{world.name:58} any fall {self.fell / self.pages:6.1%}  any rise {self.rose / self.pages:6.1%}"
        if world.fall:
            said += f"  found {self.found / self.pages:6.1%}  by its own score {self.first / self.pages:6.1%}"
            said += f"  interval holds {self.held / max(1, self.first):6.1%}"
        if world.since is not None:
            said += f"  run within 2: {self.near / max(1, self.first):6.1%}"
        return said


def worlds() -> Iterator[World]:
    yield World("unchanged, steady but for flips of 5 %")
    yield World("unchanged, chances of all kinds, accuracy 70 %", kind="chances")
    yield World("unchanged, chances of all kinds, accuracy 15 %", kind="chances", accuracy=0.15)
    yield World("unchanged, 12 cases a category, 6 runs", cases=12, runs=6)
    yield World("unchanged, 3 runs", runs=3)
    yield World("unchanged, greedy: all runs alike", rate=0.0, greedy=True)
    for rate in (0.002, 0.01, 0.05):
        yield World(f"as good, {rate:.1%} of cases turned for good at each run", kind="wander", rate=rate, greedy=True)
    yield World("as good, 5.0% turned for good, 6 runs", kind="wander", rate=0.05, runs=6, greedy=True)
    yield World("10 points over 30 builds, one category of 20", fall=0.10)
    yield World("10 points over 30 builds, one of 20, case by case for good", fall=0.10, lasting=True)
    yield World("10 points over 30 builds, one of 20, chances of all kinds", kind="chances", fall=0.10)
    yield World("10 points over 30 builds, everywhere", fall=0.10, everywhere=True)
    yield World("10 points over 30 builds, everywhere, for good", fall=0.10, everywhere=True, lasting=True)
    yield World("10 points over 30 builds, everywhere, wandering", "wander", 0.10, None, True, True, rate=0.01)
    yield World("15 points from build 15 on, one category of 20", fall=0.15, since=14)
    yield World("15 points from build 15 on, one of 20, for good", fall=0.15, since=14, lasting=True)
    yield World("15 points from build 15 on, one of 20, chances", kind="chances", fall=0.15, since=14)
    yield World("15 points from build 28 on, one category of 20", fall=0.15, since=27)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=200, help="per line")
    parser.add_argument("--draws", type=int, default=399, help="per test; the package has more, and finds as much")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="", metavar="TEXT", help="worlds whose name has it")
    options = parser.parse_args()
    for number, world in enumerate(worlds()):
        if options.only in world.name:
            rng = np.random.default_rng([options.seed, number])
            told = Told()
            for _ in range(options.pages):
                told.add(page_of(world, rng, options.draws), world)
            print(told.text(world), flush=True)
    if options.only in "rolling baseline":
        for said, world in {
            "nothing": World("one"),
            "10 points over 30 builds, one of 20": World("one", fall=0.10),
            "the same, case by case for good": World("one", fall=0.10, lasting=True),
        }.items():
            rng = np.random.default_rng(options.seed)
            found = sum(rolling(world, rng) for _ in range(options.pages)) / options.pages
            print(f"rolling baseline, {said}: the category's gate fails in any of 29 builds {found:.1%}", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
