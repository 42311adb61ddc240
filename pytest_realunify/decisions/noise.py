"""How steady a model's verdicts are without any change of it, from a baseline of several runs or repeats."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from statistics import fmean
from typing import Final

from pytest_realunify.decisions.baseline import Baseline, CaseRecord
from pytest_realunify.numbers import stats
from pytest_realunify.numbers.stats import Estimate

STEADY: Final = 0.05
"""A case that may fail more than one run in twenty is no case to fail a build over."""

CONFIDENCE: Final = 0.95
"""Of the bounds below."""


@dataclass(frozen=True, slots=True)
class Flips:
    """How often two runs of the same model disagree about a case, over the cases of one category x protocol."""

    rate: Estimate
    """Between 0 and 1, with a 95 % interval that is too wide rather than too narrow (Wilson's, over the cases)."""
    cases: int
    """With two verdicts or more."""
    flipped: int
    """Those of them that were correct in some and not in others."""


def flip_rates(baseline: Baseline) -> dict[tuple[str, str], Flips]:
    """By (category, protocol); without those where no case has two verdicts."""
    found = {}
    for kind, cases in baseline.kinds.items():
        rates = [rate for case in cases if (rate := flip_rate(baseline.cases[case])) is not None]
        if rates:
            estimate = stats.wilson(fmean(rates), len(rates))
            found[kind] = Flips(estimate, len(rates), sum(rate > 0 for rate in rates))
    return found


def flip_rate(record: CaseRecord) -> float | None:
    """The chance that two of the case's verdicts, drawn at random, disagree about correctness: without bias the chance
    that two runs do. None with fewer than two verdicts."""
    n, correct = record.scored, record.correct
    return 2 * correct * (n - correct) / (n * (n - 1)) if n > 1 else None


def steady(baseline: Baseline, case: str) -> bool:
    """Whether nothing is known against the case's steadiness: its verdicts so far agree, if only one."""
    record = baseline.cases.get(case)
    return record is None or not flip_rate(record)


def must_pass(baseline: Baseline) -> dict[str, float]:
    """Cases known to pass steadily, each with an upper bound of its chance to fail once more without any change.

    A case passes steadily when all of its n >= 2 verdicts are correct and the bound is at most STEADY. The bound needs
    no assumption on how a model fails, only that verdicts are independent. Let a case fail with chance q. It passes n
    times and then fails with chance q(1-q)^n, which is

    - at most (n/(n+1))^n / (n+1), whatever q is: 15 % for n = 2, 3.5 % for 10, 0.7 % for 50;
    - less than 1/n of nq(1-q)^(n-1), the chance of failing exactly once in n, which the baseline shows (the step of
      I. J. Good, Biometrika 40, 1953): take the exact upper bound of the share of such cases (Clopper and Pearson,
      Biometrika 26, 1934) among all of a category x protocol with n verdicts.

    The smaller of the two, divided by the exact lower bound of the share that passed n times, bounds the chance of one
    that did. Of a model that never flips, 100 cases in two runs get 1.5 %; 20 cases 8 % in two runs, which is not
    enough, and 4 % in four. Without that lower bound a category that was lucky in the baseline looks steadier than it
    is: 20 gates of cases that each fail one run in twenty, with twenty runs in the baseline, then find a drop where
    there is none in 10 to 16 % of runs, and with it in 2 % (simulated at 5 %).
    """
    alike: dict[tuple[tuple[str, str], int], list[str]] = defaultdict(list)
    for kind, cases in baseline.kinds.items():
        for case in cases:
            alike[kind, baseline.cases[case].scored].append(case)
    found: dict[str, float] = {}
    for (_, verdicts), cases in alike.items():
        passing = [case for case in cases if baseline.cases[case].correct == verdicts]
        if verdicts > 1 and passing:
            once = sum(baseline.cases[case].correct == verdicts - 1 for case in cases)
            bound = fails_next(verdicts, len(cases), len(passing), once)
            found |= dict.fromkeys(passing, bound) if bound <= STEADY else {}
    return {case: found[case] for case in sorted(found)}


@cache
def fails_next(verdicts: int, cases: int, passed: int, once: int) -> float:
    """Upper bound of the chance that a case fails which passed `verdicts` times: of `cases` alike, `passed` > 0 did
    so too, and `once` failed exactly once."""
    from scipy.stats import beta

    whatever = (verdicts / (verdicts + 1)) ** verdicts / (verdicts + 1)
    failed_once = beta.ppf(CONFIDENCE, once + 1, cases - once)  # passed > 0, so once < cases
    steady_share = beta.ppf(1 - CONFIDENCE, passed, cases - passed + 1)
    return float(min(1.0, whatever / steady_share, failed_once / verdicts / steady_share))
