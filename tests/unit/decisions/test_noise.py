"""How steady a model is: what several runs say about it, and that luck in them fails no build."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pytest_realunify.decisions.counts import CaseRecord, RunCounts
from pytest_realunify.decisions.evidence import Evidence
from pytest_realunify.decisions.gates.mustpass import MustPass
from pytest_realunify.decisions.noise import (
    STEADY,
    fails_next,
    flip_rate,
    flip_rates,
    must_pass,
    repeat_rates,
    steady,
)
from pytest_realunify.records import State, Verdict
from pytest_realunify.taxonomy import CATEGORY
from runbench import right, row

Rates = NDArray[np.float64]


@cache
def record(correct: int, wrong: int = 0, unparsed: int = 0, error: int = 0) -> CaseRecord:
    """A run for each verdict."""
    counts: list[tuple[State, int]] = [("correct", correct), ("wrong", wrong), ("unparsed", unparsed), ("error", error)]
    states = [state for state, count in counts for _ in range(count)]
    return CaseRecord(tuple(RunCounts.of([Verdict(state, state)]) for state in states))


def repeats(*runs: str) -> CaseRecord:
    """A run for each text."""
    return CaseRecord.parse(" | ".join(runs))


def evidence(*records: CaseRecord, category: str = "mental_tracking", protocol: str = "direct") -> Evidence:
    most = max(len(each.runs) for each in records)
    padded = (CaseRecord((*each.runs, *[None] * (most - len(each.runs)))) for each in records)
    return Evidence({f"{category}-x-{index:04d}-{protocol}": each for index, each in enumerate(padded)})


def merged(*parts: Evidence) -> Evidence:
    most = max(part.runs for part in parts)
    return Evidence(
        {
            case: CaseRecord((*each.runs, *[None] * (most - len(each.runs))))
            for part in parts
            for case, each in part.cases.items()
        }
    )


def rate_of(record: CaseRecord) -> float | None:
    return flip_rate(evidence(record), "mental_tracking-x-0000-direct")


@given(st.integers(2, 40), st.integers(0, 100))
def test_a_case_s_flip_rate_has_no_bias(n: int, percent: int) -> None:
    chance = percent / 100
    mean = sum(
        math.comb(n, k) * chance**k * (1 - chance) ** (n - k) * (rate_of(record(k, n - k)) or 0.0) for k in range(n + 1)
    )
    assert mean == pytest.approx(2 * chance * (1 - chance))


def test_one_run_says_nothing_about_noise_between_runs() -> None:
    assert rate_of(record(1)) is None
    assert rate_of(record(1, error=4)) is None
    assert rate_of(repeats("2 correct, 1 wrong")) is None
    assert flip_rates(evidence(record(1), record(0, 1))) == {}
    assert must_pass(evidence(*[repeats("3 correct")] * 100)) == {}, "three repeats are one run"


def test_repeats_say_something_about_noise_within_a_run() -> None:
    known = evidence(repeats("2 correct, 2 wrong"), repeats("4 correct"), repeats("correct"))
    [(place, found)] = repeat_rates(known).items()
    assert place == ("mental_tracking", "direct")
    assert found.rate.value == pytest.approx((2 / 3 + 0) / 2)
    assert (found.cases, found.flipped, found.runs) == (2, 1, 1)
    assert repeat_rates(evidence(record(3), record(1, 2))) == {}, "single verdicts in three runs are no repeats"


def test_between_runs_that_have_repeats_it_is_two_verdicts_of_different_runs_that_are_compared() -> None:
    assert rate_of(repeats("2 correct", "2 wrong")) == 1.0
    assert rate_of(repeats("1 correct, 1 wrong", "1 correct, 1 wrong")) == 0.5
    assert rate_of(repeats("3 correct", "2 correct, 1 wrong")) == pytest.approx(1 / 3)


def test_copies_of_a_run_say_nothing_about_noise() -> None:
    greedy = list(row("mental_tracking", right(10, 20)))
    assert flip_rates(Evidence.of_runs([greedy] * 3)) == {}
    assert must_pass(Evidence.of_runs([greedy] * 10)) == {}


def test_rates_are_pooled_by_category_and_protocol() -> None:
    both = merged(
        evidence(record(2), record(1, 1), record(0, 2), record(0, 1, unparsed=1), record(1)),
        evidence(record(3), record(2, 1), protocol="stepwise"),
        evidence(record(1), category="code_to_image"),
    )
    found = flip_rates(both)
    assert list(found) == [("mental_tracking", "direct"), ("mental_tracking", "stepwise")]
    direct, stepwise = found.values()
    assert (direct.cases, direct.flipped, direct.rate.value) == (4, 1, 0.25)
    assert (stepwise.cases, stepwise.flipped, stepwise.runs) == (2, 1, 3)
    assert stepwise.rate.value == pytest.approx((0 + 2 / 3) / 2)
    assert direct.rate.low < 0.25 < direct.rate.high


def test_a_case_is_unsteady_once_it_was_seen_to_flip() -> None:
    known = evidence(
        record(1),
        record(3),
        record(0, 2),
        record(0, 1, unparsed=1),
        record(2, error=1),
        record(4, 1),
        repeats("1 correct, 1 wrong"),
    )
    assert [steady(known, case) for case in known.cases] == [True, True, True, True, True, False, False]
    assert steady(known, "mental_tracking-x-9999-direct")


@given(st.integers(2, 60), st.floats(0, 1))
def test_the_bound_rests_on_two_inequalities_that_hold(n: int, chance: float) -> None:
    passes_then_fails = chance * (1 - chance) ** n
    assert passes_then_fails <= (n / (n + 1)) ** n / (n + 1) + 1e-12
    assert passes_then_fails <= n * chance * (1 - chance) ** (n - 1) / n + 1e-12


@given(st.lists(st.builds(record, st.integers(1, 12), st.integers(0, 2)), min_size=1, max_size=60))
def test_must_pass_is_what_never_failed_and_hardly_will(records: list[CaseRecord]) -> None:
    known = evidence(*records)
    for case, bound in must_pass(known).items():
        assert known.cases[case].correct == known.cases[case].scored >= 2
        assert 0 < bound <= STEADY


def test_more_runs_and_more_cases_make_more_evidence() -> None:
    assert fails_next(2, 100, 100, 0) == pytest.approx(0.0152, abs=1e-4)
    assert fails_next(20, 100, 50, 30) == pytest.approx(0.0434, abs=1e-4)
    assert fails_next(2, 20, 20, 0) == pytest.approx(0.081, abs=1e-3)
    assert fails_next(4, 20, 20, 0) == pytest.approx(0.040, abs=1e-3)
    bounds = [fails_next(runs, 20, 20, 0) for runs in range(2, 51)]
    assert bounds == sorted(bounds, reverse=True)
    assert bounds[-1] < 0.01
    assert fails_next(4, 20, 19, 1) > fails_next(4, 20, 20, 0)
    assert len(must_pass(evidence(*[record(2)] * 100))) == 100
    assert must_pass(evidence(*[record(2)] * 20)) == {}


def test_two_steady_cases_that_fail_after_fifty_runs_are_no_chance() -> None:
    known = evidence(*[record(50)] * 100)
    now = [record(0, 1), record(0, 1), *[record(1)] * 98]
    assert chance_of(known, now) < 0.005
    assert chance_of(known, [record(0, 1), *[record(1)] * 99]) > 0.05


def chance_of(known: Evidence, now: Sequence[CaseRecord]) -> float:
    """The must-pass gate's p, 1 where it does not exist."""
    steadily = must_pass(known)
    if not steadily:
        return 1.0
    found = MustPass(steadily, Evidence(dict(zip(known.cases, now, strict=True)))).test
    assert found is not None
    return found.p


MODELS: dict[str, Callable[[np.random.Generator], Rates]] = {
    "never": lambda _: np.zeros(30),
    "as the bound's worst case": lambda _: np.full(30, 1 / 21),
    "each as often as a steady case may": lambda _: np.full(30, STEADY),
    "a few often": lambda _: np.where(np.arange(30) < 3, 0.3, 0.0),
    "very unlike": lambda random: random.beta(0.1, 1.0, 30),
}


@pytest.mark.parametrize("runs", [3, 20])
@pytest.mark.parametrize("fails", MODELS)
def test_a_model_that_did_not_change_fails_at_most_one_build_in_twenty(fails: str, runs: int) -> None:
    """Alone at 5 %, where it has the most to lose: among twenty gates it has to be far surer."""
    random, builds, failed = np.random.default_rng(7), 100, 0
    for _ in range(builds):
        chances = [MODELS[fails](random) for _ in CATEGORY]
        parts = [
            evidence(*[record(runs - int(k), int(k)) for k in random.binomial(runs, each)], category=category)
            for category, each in zip(CATEGORY, chances, strict=True)
        ]
        now = [
            record(0, 1) if fell else record(1) for fell in random.random(30 * len(CATEGORY)) < np.concatenate(chances)
        ]
        failed += chance_of(merged(*parts), now) <= 0.05
    assert failed <= builds / 20
