"""Gates that ask whether cases went dark: had a verdict in the baseline, and have none now.

A model whose pictures the judge can no longer read loses no accuracy by it: those cases leave the score. So that they
leave is an outcome of its own, tested as a drop is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from pytest_realunify.decisions.evidence import Place
from pytest_realunify.decisions.gates.comparison import Comparison
from pytest_realunify.decisions.gates.family import Test
from pytest_realunify.decisions.gates.outcome import GateOutcome
from pytest_realunify.decisions.gates.permutation import shift

SHARE: Final = 0.2
"""Of alpha. One lost call in a hundred, anywhere, is the budget's matter, and yet some category of twenty then loses
five of its hundred cases in 7 % of builds: alpha as a whole would fail those (`benchmarks/gates.py --only others`)."""


@dataclass(frozen=True)
class Dark:
    """One gate before it is corrected for the others."""

    place: Place
    comparison: Comparison

    @property
    def name(self) -> str:
        return f"dark:{':'.join(self.place)}"

    @cached_property
    def test(self) -> Test:
        """Whether so many fewer cases have a verdict by chance."""
        return Test(self.name, *shift(self.comparison.lit[self.place]))

    @cached_property
    def dark(self) -> list[str]:
        """Cases of the baseline that were run and have no verdict now."""
        return [pair.case for pair in self.comparison.lit[self.place] if pair.rates[1] == 0]

    def outcome(self, corrected: float, alpha: float) -> GateOutcome:
        """`corrected` is p corrected for all gates."""
        pairs, passed = self.comparison.lit[self.place], corrected > SHARE * alpha
        states = Counter(state for case in self.dark for state in self.comparison.now.cases[case].strict)
        told = ", ".join(f"{count} {state}" for state, count in states.most_common())
        chance = "no more than chance explains" if passed else "more than chance explains"
        some = "1 case has" if len(self.dark) == 1 else f"{len(self.dark)} cases have"
        return GateOutcome(
            name=self.name,
            kind="dark",
            passed=passed,
            reason=f"{some} no verdict now and had one in the baseline ({told}): {chance}",
            scored=len(pairs),
            value=sum(pair.rates[1] for pair in pairs) / len(pairs),
            baseline=sum(pair.rates[0] for pair in pairs) / len(pairs),
            p=corrected,
        )


def dark_gates(comparison: Comparison) -> Iterator[Dark]:
    """One per category x protocol that was run and where something is dark now or was in some run of the baseline:
    where nothing is, there is nothing to test."""
    for place, pairs in comparison.lit.items():
        if any(rate < 1 for pair in pairs for rate in pair.rates):
            yield Dark(place, comparison)
