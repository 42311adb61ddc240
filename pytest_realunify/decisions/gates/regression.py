"""Gates that ask whether a category, an axis or the whole fell below the baseline under a protocol."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean

from pytest_realunify.decisions.evidence import Place
from pytest_realunify.decisions.gates.comparison import Comparison, usual_runs
from pytest_realunify.decisions.gates.detectable import smallest_drop
from pytest_realunify.decisions.gates.family import Block, Test
from pytest_realunify.decisions.gates.outcome import GateOutcome
from pytest_realunify.decisions.gates.permutation import Pair, shift
from pytest_realunify.decisions.gates.settings import TABLE, GateSettings
from pytest_realunify.numbers import stats
from pytest_realunify.taxonomy import AXES, in_table_order

SCOPES: tuple[str, ...] = (*AXES, "total")
"""What is pooled, each category weighing alike."""


@dataclass(frozen=True)
class Regression:
    """One category's gate before it is corrected for the others."""

    place: Place
    pairs: Sequence[Pair]
    flips: float
    trouble: str | None
    """Why it cannot be answered: it fails then."""

    @property
    def name(self) -> str:
        return ":".join(self.place)

    @cached_property
    def test(self) -> Test | None:
        """None where the gate cannot be answered."""
        return None if self.trouble else Test(self.name, *shift(self.pairs))

    def outcome(self, corrected: float | None, alpha: float, level: float) -> GateOutcome:
        """`corrected` is p corrected for all gates, `level` the uncorrected p up to which one alone is found."""
        if self.trouble or corrected is None or self.test is None:
            return GateOutcome(self.name, "regression", False, self.trouble or "not computed", len(self.pairs))
        before, now = _means([self.pairs])
        runs = usual_runs(self.pairs)
        detectable = smallest_drop(len(self.pairs), self.flips, level, runs, before)
        passed = corrected > alpha
        reason = _reason(self.pairs, passed, self.test.p <= alpha)
        return GateOutcome(
            name=self.name,
            kind="regression",
            passed=passed,
            reason=reason + ("" if detectable or not passed else _blind(before)),
            scored=len(self.pairs),
            value=now,
            baseline=before,
            difference=stats.mean_difference([[pair.rates for pair in self.pairs]]),
            p=corrected,
            detectable=detectable,
        )


def regressions(comparison: Comparison, settings: GateSettings) -> Iterator[Regression]:
    """One per category x protocol of the baseline."""
    for place, pairs in comparison.pairs.items():
        trouble = _trouble(comparison, place, settings)
        yield Regression(place, pairs, comparison.flips[place], trouble)


def blocks(gates: Sequence[Regression]) -> Iterator[Block]:
    """By protocol, with the pooled gates whose categories are all answered."""
    for protocol in in_table_order(gate.place[1] for gate in gates):
        answered = {gate.place[0]: gate for gate in gates if gate.place[1] == protocol and gate.test is not None}
        tests = {category: gate.test for category, gate in answered.items() if gate.test is not None}
        if tests:
            cases = {category: len(gate.pairs) for category, gate in answered.items()}
            yield Block(tests, cases, {scope: f"{scope}:{protocol}" for scope in SCOPES})


def pooled(
    block: Block, pairs: Mapping[str, Sequence[Pair]], corrected: Mapping[str, float], alpha: float
) -> Iterator[GateOutcome]:
    """Outcomes of a block's pooled gates; `pairs` by category, `corrected` p by gate."""
    for scope, test in block.pooled.items():
        strata = [pairs[category] for category in block.members(scope)]
        before, now = _means(strata)
        passed = corrected[test.name] > alpha
        every = [pair for stratum in strata for pair in stratum]
        yield GateOutcome(
            name=test.name,
            kind="pooled",
            passed=passed,
            reason=_reason(every, passed, test.p <= alpha),
            scored=len(every),
            value=now,
            baseline=before,
            difference=stats.mean_difference([[pair.rates for pair in stratum] for stratum in strata]),
            p=corrected[test.name],
        )


def _means(strata: Sequence[Sequence[Pair]]) -> tuple[float, float]:
    """Before and now, each stratum weighing alike."""
    sides = ([fmean(pair.rates[side] for pair in pairs) for pairs in strata] for side in (0, 1))
    before, now = (fmean(means) for means in sides)
    return before, now


def _reason(pairs: Sequence[Pair], passed: bool, unlikely_alone: bool) -> str:
    rates = [pair.rates for pair in pairs]
    worse, better = sum(now < before for before, now in rates), sum(now > before for before, now in rates)
    if not worse and not better:
        return f"all {len(pairs)} cases as in the baseline"
    seen = f"{worse} {'case' if worse == 1 else 'cases'} worse, {better} better than in the baseline"
    if not passed:
        return f"{seen}: more than chance explains"
    if unlikely_alone:
        return f"{seen}: of so many gates one may look like this by chance"
    return f"{seen}: no more than chance explains"


def _blind(before: float) -> str:
    if before == 0:
        return "; nothing to lose: the baseline has none right"
    return "; so few cases that not even a fall to 0 would be found: run more, or add runs to the baseline"


def _trouble(comparison: Comparison, place: Place, settings: GateSettings) -> str | None:
    before, now = comparison.before.cases, comparison.now.cases
    scored = [case for case in comparison.places[place] if before[case].scored]
    lost = sum(now[case].lacking for case in scored if case in now)
    pairs = len(comparison.pairs[place])
    if not scored:
        return "the baseline has no score here: save one of a run without trouble, with `realunify baseline save`"
    if lost:
        return f"the model lacks a verb that it had in the baseline: no verdict on {lost} of {len(scored)} cases"
    if not any(case in now for case in scored):
        return (
            f"none of the baseline's {len(scored)} cases was run: run protocol {place[1]} too (--realunify-protocol), "
            "and leave out nothing by -k, -m or --realunify-limit"
        )
    if pairs < settings.min_scored:
        return (
            f"only {pairs} of the baseline's {len(scored)} cases can be compared, and at least {settings.min_scored} "
            f"are asked for: compare a larger suite, see to errors, or lower `min-scored` in {TABLE}"
        )
    return None
