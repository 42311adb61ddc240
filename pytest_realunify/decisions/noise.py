"""How steady a model's verdicts are without any change of it, from several independent runs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from statistics import fmean
from typing import Final

from pytest_realunify.decisions.counts import RunCounts
from pytest_realunify.decisions.evidence import Evidence, Place
from pytest_realunify.numbers import stats
from pytest_realunify.numbers.stats import Estimate

STEADY: Final = 0.05
"""A case that may fail more than one run in twenty is no case to fail a build over."""

CONFIDENCE: Final = 0.95
"""Of the bounds below."""


@dataclass(frozen=True, slots=True)
class Flips:
    """How often two verdicts of the same model disagree about a case, over the cases of one category x protocol."""

    rate: Estimate
    """Between 0 and 1, with a 95 % interval that is too wide rather than too narrow (Wilson's, over the cases)."""
    cases: int
    """With two verdicts or more."""
    flipped: int
    """Those of them that were correct in some and not in others."""
    runs: int
    """Independent runs that the rate lies between; 1: repeats within a run alone."""


def flip_rates(evidence: Evidence) -> dict[Place, Flips]:
    """Between independent runs; without places where no case has two."""
    return _rates(evidence, {case: flip_rate(evidence, case) for case in evidence.cases})


def repeat_rates(evidence: Evidence) -> dict[Place, Flips]:
    """Within runs, over their repeats: what sampling and judge do, and nothing of what differs between runs."""
    return _rates(evidence, {case: _within(evidence.of_run(case)) for case in evidence.cases}, runs=1)


def _rates(evidence: Evidence, rates: dict[str, float | None], runs: int = 0) -> dict[Place, Flips]:
    found = {}
    for place, cases in evidence.places.items():
        known = [rate for case in cases if (rate := rates[case]) is not None]
        if known:
            estimate, flipped = stats.wilson(fmean(known), len(known)), sum(rate > 0 for rate in known)
            found[place] = Flips(estimate, len(known), flipped, runs or len(evidence.distinct[place]))
    return found


def flip_rate(evidence: Evidence, case: str) -> float | None:
    """The chance that verdicts of two runs of the case disagree about correctness. None with fewer than two runs."""
    shares = [run.correct / run.scored for run in evidence.of_run(case)]
    pairs = list(combinations(shares, 2))
    return fmean(a * (1 - b) + b * (1 - a) for a, b in pairs) if pairs else None


def _within(runs: list[RunCounts]) -> float | None:
    """The same of two repeats of one run."""
    rates = [
        2 * run.correct * (run.scored - run.correct) / (run.scored * (run.scored - 1)) for run in runs if run.scored > 1
    ]
    return fmean(rates) if rates else None


def steady(evidence: Evidence, case: str) -> bool:
    """Whether nothing is known against the case's steadiness: its verdicts so far agree, if only one."""
    runs = evidence.of_run(case)
    return sum(run.correct for run in runs) in (0, sum(run.scored for run in runs))


def must_pass(evidence: Evidence) -> dict[str, float]:
    """Cases known to pass steadily, each with an upper bound of its chance to fail a further run without any change.

    A case passes steadily when it passed all of n >= 2 independent runs, with all repeats, and the bound is at most
    STEADY. The bound needs no assumption on how a model fails, only that runs are independent. Let a case fail a run
    with chance q. It passes n runs and then fails with chance q(1-q)^n, which is

    - at most (n/(n+1))^n / (n+1), whatever q is: 15 % for n = 2, 3.5 % for 10, 0.7 % for 50;
    - less than 1/n of nq(1-q)^(n-1), the chance of failing exactly one run in n, which the baseline shows (the step of
      I. J. Good, Biometrika 40, 1953): take the exact upper bound of the share of such cases (Clopper and Pearson,
      Biometrika 26, 1934) among all of a category x protocol with n runs.

    The smaller of the two, divided by the exact lower bound of the share that passed n runs, bounds the chance of one
    that did. Of a model that never flips, 100 cases in two runs get 1.5 %; 20 cases 8 % in two runs, which is not
    enough, and 4 % in four. Without that lower bound a category that was lucky in the baseline looks steadier than it
    is: 20 gates of cases that each fail one run in twenty, with twenty runs in the baseline, then find a drop where
    there is none in 10 to 16 % of runs, and with it in 2 % (simulated at 5 %).
    """
    alike: dict[tuple[Place, int], list[str]] = defaultdict(list)
    failures: dict[str, int] = {}
    for place, cases in evidence.places.items():
        for case in cases:
            runs = evidence.of_run(case)
            failures[case] = sum(run.correct < run.scored for run in runs)
            alike[place, len(runs)].append(case)
    found: dict[str, float] = {}
    for (_, runs_each), cases in alike.items():
        passing = [case for case in cases if not failures[case]]
        if runs_each > 1 and passing:
            once = sum(failures[case] == 1 for case in cases)
            bound = fails_next(runs_each, len(cases), len(passing), once)
            found |= dict.fromkeys(passing, bound) if bound <= STEADY else {}
    return {case: found[case] for case in sorted(found)}


@cache
def fails_next(runs: int, cases: int, passed: int, once: int) -> float:
    """Upper bound of the chance that a case fails which passed `runs` of them: of `cases` alike, `passed` > 0 did so
    too, and `once` failed exactly one."""
    from scipy.special import betaincinv  # scipy.stats takes a second to import

    whatever = (runs / (runs + 1)) ** runs / (runs + 1)
    failed_once = betaincinv(once + 1, cases - once, CONFIDENCE)  # passed > 0, so once < cases
    steady_share = betaincinv(passed, cases - passed + 1, 1 - CONFIDENCE)
    return float(min(1.0, whatever / steady_share, failed_once / runs / steady_share))
