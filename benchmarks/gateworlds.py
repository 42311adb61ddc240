"""Builds of models whose truth is known, through the gates' own code: what `benchmarks/gates.py` counts.

A case passes or fails but for a chance flip; 20 gates (10 categories x 2 protocols) and their averages judge
each build.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from pytest_realunify.decisions.counts import CaseRecord, RunCounts
from pytest_realunify.decisions.evidence import Evidence
from pytest_realunify.decisions.gates.changes import changes
from pytest_realunify.decisions.gates.comparison import Comparison
from pytest_realunify.decisions.gates.decide import chance_gates
from pytest_realunify.decisions.gates.doubt import in_doubt
from pytest_realunify.decisions.gates.family import Family
from pytest_realunify.decisions.gates.outcome import Decision
from pytest_realunify.decisions.gates.regression import blocks, regressions
from pytest_realunify.decisions.gates.settings import GateSettings
from pytest_realunify.records import State
from pytest_realunify.taxonomy import CATEGORY

Passes = NDArray[np.bool_]
"""Gate by case."""
Rng = np.random.Generator

PLACES: Final = [(category, protocol) for category in CATEGORY for protocol in ("direct", "stepwise")]
SETTINGS: Final = GateSettings()

Kind = Literal["runs", "repeats", "copies", "half", "judged"]
"""How a side was measured: separate runs; repeats of a sampler in one run; the repeats of a greedy model; repeats of
which half the cases are copies; one reply for all repeats, and a judge that errs in each."""
Fall = Literal["turned", "accuracy", "everywhere", "dark", "missing"]
"""Exactly so many cases of the first category that passed fail from now on; each that passed with such a chance that
accuracy falls by so much; the latter in every category; so many of its cases have no verdict; cases anywhere have none
with this chance."""


@dataclass(frozen=True)
class Side:
    """How the baseline or the new run was measured."""

    kind: Kind = "runs"
    times: int = 1

    def __str__(self) -> str:
        plural = "s" * (self.times > 1)
        return {
            "runs": f"{self.times} run{plural}",
            "repeats": f"{self.times} repeats",
            "copies": f"{self.times} repeat{plural}, greedy",
            "half": f"{self.times} repeats, half of them copies",
            "judged": f"{self.times} repeats, greedy, judge errs in 1 %",
        }[self.kind]


@dataclass(frozen=True)
class World:
    """What is compared, and what truly happens."""

    before: Side = Side()
    now: Side = Side()
    accuracy: float = 0.5
    drop: float = 0.0
    fall: Fall = "accuracy"
    flip: float = 0.05
    cases: int = 100
    confirm: int = 0

    def build(self, rng: Rng) -> Built:
        """One comparison, decided."""
        truth = np.zeros((len(PLACES), self.cases), dtype=bool)
        truth[:, : round(self.accuracy * self.cases)] = True
        later = self._later(rng, truth)
        baseline = self._evidence(self._measured(rng, truth, self.before))
        now = self._measured(rng, later, self.now)
        seen, dark = self._evidence(now), self._dark(rng)
        if not self.confirm:
            return Built(_decided(baseline, seen, dark), 1.0)
        doubted = [PLACES.index(place) for place in in_doubt(Comparison(baseline, seen), SETTINGS)]
        if not doubted:
            return Built(_decided(baseline, seen, dark), 1.0)
        more = sum(self._once(rng, later).astype(int) for _ in range(self.confirm))
        [(passed, of)] = now
        again = np.isin(np.arange(len(PLACES)), doubted)[:, None]
        both = [(np.where(again, passed + more, passed), np.where(again, of + self.confirm, of))]
        final = _decided(baseline, self._evidence(both), dark)
        return Built(final, 1.0 + self.confirm * len(doubted) / len(PLACES))

    def level(self, rng: Rng) -> float:
        """The uncorrected p that one gate has to reach, as one comparison has it."""
        truth = np.tile(np.arange(self.cases) < round(self.accuracy * self.cases), (len(PLACES), 1))
        before, now = (self._evidence(self._measured(rng, truth, side)) for side in (self.before, self.now))
        gates = list(regressions(Comparison(before, now), SETTINGS))
        return Family(list(blocks(gates))).level(SETTINGS.alpha)

    def _later(self, rng: Rng, truth: Passes) -> Passes:
        later = truth.copy()
        if self.fall == "turned":
            later[0, : round(self.drop * self.cases)] = False
        elif self.fall in ("accuracy", "everywhere"):
            rows = slice(None) if self.fall == "everywhere" else slice(1)
            later[rows] &= rng.random(later[rows].shape) >= self.drop / (1 - 2 * self.flip) / self.accuracy
        return later

    def _once(self, rng: Rng, truth: Passes) -> Passes:
        return rng.random(truth.shape) < np.where(truth, 1 - self.flip, self.flip)

    def _measured(self, rng: Rng, truth: Passes, side: Side) -> list[Measured]:
        """Passes and how many there could be, run by run."""
        once = partial(self._once, rng, truth)
        of = np.full(truth.shape, side.times)
        if side.kind == "runs":
            return [(once().astype(int), np.ones(truth.shape, dtype=int)) for _ in range(side.times)]
        if side.kind == "repeats":
            return [(sum((once().astype(int) for _ in range(side.times)), np.zeros(truth.shape, dtype=int)), of)]
        first = once()
        if side.kind == "copies":
            return [(first * side.times, -of)]
        if side.kind == "half":
            shared = rng.random(truth.shape) < 0.5
            rest = sum(np.where(shared, first, once()).astype(int) for _ in range(side.times - 1))
            return [(first + rest, np.where(shared, -of, of))]
        erred = rng.binomial(side.times, 0.01, truth.shape)
        return [(np.where(truth, side.times - erred, erred), -of)]

    def _evidence(self, runs: Sequence[Measured]) -> Evidence:
        return Evidence(
            {
                case: CaseRecord(tuple(_counts(int(passed[gate, n]), int(of[gate, n])) for passed, of in runs))
                for gate in range(len(PLACES))
                for n, case in enumerate(_cases(gate, self.cases))
            }
        )

    def _dark(self, rng: Rng) -> frozenset[str]:
        """Cases that have no verdict now."""
        if self.fall == "dark":
            return frozenset(_cases(0, self.cases)[-round(self.drop * self.cases) :])
        if self.fall == "missing":
            lost = rng.random((len(PLACES), self.cases)) < self.drop
            return frozenset(_cases(int(gate), self.cases)[n] for gate, n in zip(*np.nonzero(lost), strict=True))
        return frozenset()


Measured = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Passes and repeats, gate by case; the latter negative where all repeats are of one reply."""


@dataclass(frozen=True)
class Built:
    """One build."""

    decision: Decision
    verdicts: float
    """Of a case, on average."""

    def failed(self, *names: str) -> bool:
        """Whether any gate did, or any of these."""
        return any(not gate.passed and (not names or gate.name in names) for gate in self.decision.gates)


@dataclass(frozen=True)
class Share:
    """Of builds."""

    any: float
    """In which any gate failed."""
    first: float
    """In which the first category's did."""
    verdicts: float
    """Of a case, on average."""


def simulate(world: World, pairs: int, seed: int) -> Share:
    """So many builds."""
    rng = np.random.default_rng(seed)
    built = [world.build(rng) for _ in range(pairs)]
    name = f"{'dark:' if world.fall == 'dark' else ''}{':'.join(PLACES[0])}"
    return Share(
        sum(each.failed() for each in built) / pairs,
        sum(each.failed(name) for each in built) / pairs,
        sum(each.verdicts for each in built) / pairs,
    )


def _decided(before: Evidence, now: Evidence, dark: frozenset[str]) -> Decision:
    if dark:
        none = CaseRecord((RunCounts({"judge-invalid": 1}, {"judge-invalid": 1}),))
        now = replace(now, cases={case: none if case in dark else record for case, record in now.cases.items()})
    comparison = Comparison(before, now)
    return Decision(tuple(chance_gates(comparison, SETTINGS)), tuple(changes(comparison)))


@cache
def _cases(gate: int, cases: int) -> list[str]:
    category, protocol = PLACES[gate]
    return [f"{category}-x-{index:04d}-{protocol}" for index in range(cases)]


@cache
def _counts(passed: int, of: int) -> RunCounts:
    states: dict[State, int] = {"correct": passed, "wrong": abs(of) - passed}
    seen = {state: count for state, count in states.items() if count}
    return RunCounts(seen, seen, 1 if of < -1 else None)
