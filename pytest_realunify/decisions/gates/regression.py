"""Gates that ask whether a category fell below the baseline under a protocol."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean

from pytest_realunify.decisions.gates.comparison import Comparison, Place, usual_verdicts
from pytest_realunify.decisions.gates.detectable import smallest_drop
from pytest_realunify.decisions.gates.outcome import GateOutcome
from pytest_realunify.decisions.gates.paired import Pair, no_drop_p
from pytest_realunify.decisions.gates.settings import TABLE, GateSettings
from pytest_realunify.numbers import stats


@dataclass(frozen=True)
class Regression:
    """One gate before Holm's correction."""

    place: Place
    pairs: Sequence[Pair]
    flips: float
    trouble: str | None
    """Why it cannot be answered: it fails then."""

    @property
    def name(self) -> str:
        return ":".join(self.place)

    @cached_property
    def p(self) -> float | None:
        """Uncorrected; None where the gate cannot be answered."""
        return None if self.trouble else no_drop_p(self.pairs)

    def outcome(self, corrected: float | None, alpha: float, family: int) -> GateOutcome:
        """`corrected` is p after Holm's correction for as many gates as `family`."""
        if self.trouble or corrected is None or self.p is None:
            return GateOutcome(self.name, "regression", False, self.trouble or "not computed", len(self.pairs))
        before, now = (fmean(rates) for rates in zip(*(pair.rates for pair in self.pairs), strict=True))
        detectable = smallest_drop(len(self.pairs), self.flips, alpha / family, usual_verdicts(self.pairs), before)
        passed = corrected > alpha
        return GateOutcome(
            name=self.name,
            kind="regression",
            passed=passed,
            reason=self._reason(passed, alpha, family) + ("" if detectable or not passed else _blind(before)),
            scored=len(self.pairs),
            value=now,
            baseline=before,
            difference=stats.paired_difference([pair.rates for pair in self.pairs]),
            p=corrected,
            detectable=detectable,
        )

    def _reason(self, passed: bool, alpha: float, family: int) -> str:
        worse = sum(pair.after.rate < pair.before.rate for pair in self.pairs)
        better = sum(pair.after.rate > pair.before.rate for pair in self.pairs)
        if not worse and not better:
            return f"all {len(self.pairs)} cases as in the baseline"
        seen = f"{worse} {'case' if worse == 1 else 'cases'} worse, {better} better than in the baseline"
        if not passed:
            return f"{seen}: more than chance explains"
        if self.p is not None and self.p <= alpha:
            return f"{seen}: one of {family} gates looks like this by chance"
        return f"{seen}: no more than chance explains"


def _blind(before: float) -> str:
    if before == 0:
        return "; nothing to lose: the baseline has none right"
    return "; so few cases that not even a fall to 0 would be found: run more, or repeats"


def regressions(comparison: Comparison, settings: GateSettings) -> Iterator[Regression]:
    """One per category x protocol of the baseline."""
    for place, pairs in comparison.pairs.items():
        trouble = _trouble(comparison, place, settings)
        yield Regression(place, pairs, comparison.flips[place], trouble)


def _trouble(comparison: Comparison, place: Place, settings: GateSettings) -> str | None:
    scored = [case for case in comparison.places[place] if comparison.baseline.cases[case].scored]
    lost = sum("unsupported" in comparison.now[case].strict for case in scored if case in comparison.now)
    pairs = len(comparison.pairs[place])
    if not scored:
        return "the baseline has no score here: save one of a run without trouble, with `realunify baseline save`"
    if lost:
        return f"the model lacks a verb that it had in the baseline: no verdict on {lost} of {len(scored)} cases"
    if not any(case in comparison.now for case in scored):
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
