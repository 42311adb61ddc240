"""The gate on cases that a baseline of several runs knows to pass steadily: a few of them failing says more than a few
of any."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Final

from pytest_realunify.decisions.counts import CaseRecord
from pytest_realunify.decisions.evidence import Evidence
from pytest_realunify.decisions.gates.detectable import POWER, binomial
from pytest_realunify.decisions.gates.family import Test
from pytest_realunify.decisions.gates.outcome import GateOutcome
from pytest_realunify.decisions.gates.permutation import Null, total_chances

NAMED: Final = 5
"""Cases a reason names."""


@dataclass(frozen=True)
class MustPass:
    """The gate before it is corrected for the others. A case fails when most of its verdicts are not correct."""

    known: Mapping[str, float]
    """Case -> upper bound of its chance to fail a run without any change; not empty."""
    now: Evidence

    name: ClassVar = "must-pass"

    @cached_property
    def scored(self) -> list[str]:
        """Those that have a verdict now."""
        return [case for case in self.known if case in self.now.cases and self.now.cases[case].scored]

    @cached_property
    def failed(self) -> list[str]:
        return [case for case in self.scored if _failed(self.now.cases[case])]

    @cached_property
    def test(self) -> Test | None:
        """Whether so many fail by chance; None where none was scored. Cases fail independently: a Poisson binomial.

        Whoever fails most verdicts of a run fails one of them, so the bound of a run holds, with repeats too.
        """
        import numpy as np

        if not self.scored:
            return None
        alike = Counter(min(1.0, self.known[case]) for case in self.scored)
        failures = total_chances((np.array([1 - chance, chance]), cases) for chance, cases in alike.items())
        return Test(self.name, Null(-len(self.scored), failures[::-1], 1.0), -len(self.failed))

    def outcome(self, corrected: float | None, alpha: float, level: float) -> GateOutcome:
        """`corrected` is p corrected for all gates, `level` the uncorrected p up to which one alone is found."""
        if corrected is None or self.test is None:
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
            detectable=self._detectable(self.test, level),
        )

    def _reason(self, passed: bool) -> str:
        known = f"{len(self.scored)} cases known to pass steadily"
        if not self.failed:
            return f"all {known} do"
        named = ", ".join(self.failed[:NAMED]) + (", …" if len(self.failed) > NAMED else "")
        verb = "fails" if len(self.failed) == 1 else "fail"
        chance = "no more than chance explains" if passed else "more than chance explains"
        return f"{len(self.failed)} of {known} {verb}, {chance}: {named}"

    def _detectable(self, test: Test, level: float) -> float | None:
        """The smallest share of failing cases, more than now and then, that is found in four of five runs."""
        fewest, cases = -test.null.critical(level), len(self.scored)
        drops = (number / 500 for number in range(501))
        return next((drop for drop in drops if float(binomial(cases, drop)[fewest:].sum()) >= POWER), None)


def _failed(record: CaseRecord) -> bool:
    return record.scored - record.correct > record.scored // 2
