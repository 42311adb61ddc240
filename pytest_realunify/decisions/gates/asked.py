"""Gates that the user asked for: floors and margins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import NormalDist, fmean
from typing import Final

from pytest_realunify.decisions.gates.comparison import Comparison
from pytest_realunify.decisions.gates.outcome import GateOutcome
from pytest_realunify.decisions.gates.settings import TABLE, GateSettings
from pytest_realunify.numbers import stats
from pytest_realunify.numbers.consistency import Consistency
from pytest_realunify.numbers.summary import Cell, Summary
from pytest_realunify.numerals import percent
from pytest_realunify.options.gate_rules import Rule
from pytest_realunify.taxonomy import CATEGORIES, CATEGORY
from pytest_realunify.text import number_of

ONE_SIDED: Final = NormalDist().inv_cdf(0.95)
"""An interval of so many standard errors has 5 % beyond its lower end."""

ROUNDING: Final = 1e-9
"""A mean of categories that should be 0.35 may be 0.35 less the last bit."""


def floor(rule: Rule, summary: Summary, settings: GateSettings) -> GateOutcome:
    """Whether the run reaches the rule's accuracy."""
    cells: Mapping[str, Cell] = next((row.cells for row in summary.rows["strict"] if row.protocol == rule.protocol), {})
    cell = cells.get(rule.scope, Cell())
    unscored = [name for name in categories(rule.scope) if cells.get(name, Cell()).estimate is None]
    if cell.estimate is None or unscored:
        return GateOutcome(rule.text, "floor", False, _no_score(rule, unscored))
    if cell.scored < settings.min_scored:
        return GateOutcome(rule.text, "floor", False, _too_few(cell.scored, settings), cell.scored, cell.estimate.value)
    value = cell.estimate.value
    passed = value >= rule.bound - ROUNDING
    reason = f"{percent(value)} is {'at least' if passed else 'below'} the floor of {percent(rule.bound)}"
    return GateOutcome(rule.text, "floor", passed, reason, cell.scored, value)


def margin(rule: Rule, comparison: Comparison, settings: GateSettings) -> GateOutcome:
    """Non-inferiority: whether the run is shown not to be lower than the baseline by more than the rule's margin."""
    strata = {name: comparison.pairs.get((name, rule.protocol), []) for name in categories(rule.scope)}
    scored = sum(map(len, strata.values()))
    unscored = [name for name, pairs in strata.items() if not pairs]
    if unscored:
        return GateOutcome(rule.text, "margin", False, _no_score(rule, unscored, " on both sides"), scored)
    if scored < settings.min_scored:
        return GateOutcome(rule.text, "margin", False, _too_few(scored, settings), scored)
    before, now = (fmean(fmean(pair.rates[side] for pair in pairs) for pairs in strata.values()) for side in (0, 1))
    rates = [[pair.rates for pair in pairs] for pairs in strata.values()]
    worst = stats.lower_limit(rates, ONE_SIDED)
    passed = worst > -rule.bound
    how_far = f"at worst {percent(-worst)} points below the baseline" if worst < 0 else "not below the baseline"
    return GateOutcome(
        name=rule.text,
        kind="margin",
        passed=passed,
        reason=f"{how_far} (one-sided 95 %), {'within' if passed else 'not within'} the margin of {percent(rule.bound)}"
        + ("" if passed else ": a true fall, or too few cases to rule it out"),
        scored=scored,
        value=now,
        baseline=before,
        difference=stats.mean_difference(rates),
    )


def agreement(rule: Rule, found: Consistency | None, settings: GateSettings) -> GateOutcome:
    """Whether as many variants as the rule asks for are answered as their originals."""
    whole = next((each.whole for each in found.relations if each.name == rule.protocol), None) if found else None
    if whole is None or whole.agreement is None:
        return GateOutcome(rule.text, "floor", False, "no variant of it has a verdict beside its original's: run some")
    value, count = whole.agreement.value, whole.compared
    if count < settings.min_scored:
        return GateOutcome(rule.text, "floor", False, _too_few(count, settings), count, value)
    passed = value >= rule.bound - ROUNDING
    said = f"{percent(value)} % of {count} variants are answered as their originals"
    reason = f"{said}, {'at least' if passed else 'less than'} {percent(rule.bound)} %"
    return GateOutcome(rule.text, "floor", passed, reason, count, value)


def categories(scope: str) -> list[str]:
    """The categories that a scope averages: itself, an axis's, or all."""
    if scope in CATEGORY:
        return [scope]
    return [category.name for category in CATEGORIES if scope in (category.axis, "total")]


def _no_score(rule: Rule, unscored: Sequence[str], where: str = "") -> str:
    if list(unscored) == [rule.scope]:
        return f"no case of it has a verdict{where}: run it, or take the gate out"
    have = "has" if len(unscored) == 1 else "have"
    return f"an average needs every category, and {', '.join(unscored)} {have} no verdict{where}: run all of them"


def _too_few(scored: int, settings: GateSettings) -> str:
    few = number_of(scored, "case is", "cases are")
    return (
        f"only {few} scored, and at least {settings.min_scored} are asked for: run more of them, "
        f"or lower `min-scored` in {TABLE}"
    )
