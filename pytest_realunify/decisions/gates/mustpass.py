"""The gate on cases that a baseline of several runs knows to pass steadily: a few of them failing says more than a few
of any."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Final

from pytest_realunify.decisions.baseline import CaseRecord
from pytest_realunify.decisions.gates.detectable import POWER
from pytest_realunify.decisions.gates.outcome import GateOutcome
from pytest_realunify.decisions.gates.paired import total_chances

if TYPE_CHECKING:
    from pytest_realunify.decisions.gates.paired import Chances

NAMED: Final = 5
"""Cases a reason names."""


@dataclass(frozen=True)
class MustPass:
    """The gate before Holm's correction. A case fails when most of its verdicts are not correct."""

    known: Mapping[str, float]
    """Case -> upper bound of a verdict's chance to fail without any change; not empty."""
    now: Mapping[str, CaseRecord]

    name: ClassVar = "must-pass"

    @cached_property
    def scored(self) -> list[str]:
        """Those that have a verdict now."""
        return [case for case in self.known if case in self.now and self.now[case].scored]

    @cached_property
    def failed(self) -> list[str]:
        return [case for case in self.scored if self.now[case].scored - self.now[case].correct >= self._most(case)]

    @cached_property
    def p(self) -> float | None:
        """The chance that at least so many fail; None where none was scored."""
        return float(self._failures[len(self.failed) :].sum()) if self.scored else None

    def outcome(self, corrected: float | None, alpha: float, family: int) -> GateOutcome:
        """`corrected` is p after Holm's correction for as many gates as `family`."""
        if corrected is None:
            reason = f"none of the {len(self.known)} cases known to pass steadily was scored: run them too"
            return GateOutcome(self.name, "must-pass", False, reason)
        passed = corrected > alpha
        return GateOutcome(
            name=self.name,
            kind="must-pass",
            passed=passed,
            reason=self._reason(passed),
            scored=len(self.scored),
            value=1 - len(self.failed) / len(self.scored),
            baseline=1.0,
            p=corrected,
            detectable=self._detectable(alpha / family),
        )

    def _reason(self, passed: bool) -> str:
        known = f"{len(self.scored)} cases known to pass steadily"
        if not self.failed:
            return f"all {known} do"
        named = ", ".join(self.failed[:NAMED]) + (", …" if len(self.failed) > NAMED else "")
        verb = "fails" if len(self.failed) == 1 else "fail"
        chance = "no more than chance explains" if passed else "more than chance explains"
        return f"{len(self.failed)} of {known} {verb}, {chance}: {named}"

    def _most(self, case: str) -> int:
        return self.now[case].scored // 2 + 1

    def _chance(self, case: str) -> float:
        """By Markov's inequality, for the bounds hold for cases together and their verdicts need not be independent:
        of n verdicts n times the bound fail on average, and a failing case has at least half of them."""
        return min(1.0, self.known[case] * self.now[case].scored / self._most(case))

    @cached_property
    def _failures(self) -> Chances:
        """Of 0, 1, 2, … failing cases if nothing changed. A Poisson binomial: cases fail independently."""
        import numpy as np

        alike = Counter(self._chance(case) for case in self.scored)
        return total_chances((np.array([1 - chance, chance]), cases) for chance, cases in alike.items())

    def _detectable(self, level: float) -> float | None:
        """The smallest share of failing cases, more than now and then, that is found in four of five runs."""
        import numpy as np
        from scipy.stats import binom

        tail = np.cumsum(self._failures[::-1])[::-1]
        [enough] = np.nonzero(tail <= level)
        drops = np.linspace(0, 1, 501)
        if not len(enough):
            return None
        found = drops[np.asarray(binom.sf(enough[0] - 1, len(self.scored), drops)) >= POWER]
        return float(found[0]) if len(found) else None
