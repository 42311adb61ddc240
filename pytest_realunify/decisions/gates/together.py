"""Gates that chance can fail, before they are corrected for one another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from pytest_realunify.decisions import noise
from pytest_realunify.decisions.gates.comparison import Comparison
from pytest_realunify.decisions.gates.dark import Dark, dark_gates
from pytest_realunify.decisions.gates.family import Block, Family
from pytest_realunify.decisions.gates.mustpass import MustPass
from pytest_realunify.decisions.gates.regression import Regression, blocks, regressions
from pytest_realunify.decisions.gates.settings import GateSettings


@dataclass(frozen=True)
class Together:
    """All of one comparison."""

    comparison: Comparison
    settings: GateSettings

    @cached_property
    def regressions(self) -> list[Regression]:
        return list(regressions(self.comparison, self.settings))

    @cached_property
    def dark(self) -> list[Dark]:
        return list(dark_gates(self.comparison))

    @cached_property
    def must(self) -> MustPass | None:
        """None where no case is known to pass steadily."""
        steady = noise.must_pass(self.comparison.before)
        return MustPass(steady, self.comparison.now) if steady else None

    @cached_property
    def blocks(self) -> list[Block]:
        return list(blocks(self.regressions))

    @cached_property
    def family(self) -> Family:
        """They are corrected together."""
        must = [self.must.test] if self.must and self.must.test else []
        return Family(self.blocks, [*(gate.test for gate in self.dark), *must])
