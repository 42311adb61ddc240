"""What the gates of a baseline will find, told before any run is compared with it.

The level that a gate has to reach depends on what its neighbours look like, so unchanged runs are drawn from the
baseline's own cases, and the level is that of the whole family in such a comparison.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from statistics import fmean
from typing import TYPE_CHECKING, Final, Literal

from pytest_realunify.decisions import noise
from pytest_realunify.decisions.counts import WHOLE, CaseRecord, RunCounts
from pytest_realunify.decisions.evidence import Evidence, Place
from pytest_realunify.decisions.gates.comparison import Comparison, usual_runs
from pytest_realunify.decisions.gates.detectable import smallest_drop
from pytest_realunify.decisions.gates.regression import Regression
from pytest_realunify.decisions.gates.settings import GateSettings
from pytest_realunify.decisions.gates.together import Together

if TYPE_CHECKING:
    import numpy as np

ASSUMED: Final = 2 * 0.05 * 0.95
"""How often two runs of a case differ, where nothing is known: each verdict is off in one run of twenty."""

DRAWS: Final = 4
"""Unchanged runs that are drawn. The level differs by a tenth between them, what is found by half a point."""

CORRECT: Final = RunCounts({"correct": 1}, {"correct": 1})
WRONG: Final = RunCounts({"wrong": 1}, {"wrong": 1})

Source = Literal["runs", "repeats", "assumed"]
"""What the rate of flips was taken from: several runs, repeats within one, or nothing."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one category's gate will find when one run is compared."""

    place: Place
    cases: int
    accuracy: float
    runs: int
    """Of the baseline, that say something of their own about most cases."""
    drop: float | None
    """The smallest that four of five runs find, between 0 and 1; None where not even a fall to 0 is found."""
    trouble: str | None = None
    """Why it cannot be answered: it will fail then."""

    @property
    def blind(self) -> bool:
        """Something to lose, and not even the loss of all of it is found."""
        return self.trouble is None and self.drop is None and self.accuracy > 0


@dataclass(frozen=True)
class Sight:
    """Of a baseline's evidence."""

    evidence: Evidence
    settings: GateSettings = field(default_factory=GateSettings)
    seed: int = 0

    @cached_property
    def flips(self) -> tuple[Mapping[Place, float], Source]:
        """The chance that two runs of a case differ without a change, and how that is known."""
        between, within = noise.flip_rates(self.evidence), noise.repeat_rates(self.evidence)
        source: Source = "runs" if between else "repeats" if within else "assumed"
        known = between or within
        return {place: known[place].rate.value if place in known else ASSUMED for place in self.evidence.places}, source

    @cached_property
    def gates(self) -> list[Seen]:
        """In the order of a table; pooled ones left out, for the drop that they find depends on where it is."""
        typical, *_ = self._drawn
        return [self._seen(gate) for gate in typical.regressions]

    @cached_property
    def level(self) -> float:
        """The uncorrected p up to which one gate alone is found."""
        return fmean(drawn.family.level(self.settings.alpha) for drawn in self._drawn)

    @cached_property
    def _drawn(self) -> list[Together]:
        import numpy as np

        rng = np.random.default_rng(self.seed)
        return [
            Together(Comparison(self.evidence, Evidence(dict(self._unchanged(rng)))), self.settings)
            for _ in range(DRAWS)
        ]

    def _unchanged(self, rng: np.random.Generator) -> Iterator[tuple[str, CaseRecord]]:
        """A further run: what a case did before, and flips as often as two runs of it differ. Of several runs the
        cases themselves show most of that, and all but one part in so many is left to them."""
        flips, _ = self.flips
        for place, cases in self.evidence.places.items():
            for case in cases:
                scores = self.evidence.scores(case)
                if scores:
                    passed, flipped = fmean(scores) / WHOLE, flips[place] / len(scores)
                    chance = passed * (1 - flipped) + (1 - passed) * flipped
                    yield case, CaseRecord((CORRECT if rng.random() < chance else WRONG,))
                else:
                    yield case, CaseRecord(tuple(self.evidence.cases[case].runs[-1:]))

    def _seen(self, gate: Regression) -> Seen:
        pairs = gate.pairs
        if gate.trouble or not pairs:
            return Seen(gate.place, len(pairs), 0.0, 0, None, gate.trouble or "no case can be compared")
        accuracy = fmean(pair.rates[0] for pair in pairs)
        runs, _ = usual_runs(pairs)
        flips, _ = self.flips
        drop = smallest_drop(len(pairs), flips[gate.place], self.level, (runs, 1), accuracy)
        return Seen(gate.place, len(pairs), accuracy, runs, drop)
