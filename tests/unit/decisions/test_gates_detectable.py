"""The smallest drop a gate would find."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, multinomial

from pytest_realunify.decisions.gates.detectable import POWER, power, single_power, smallest_drop

LEVEL = 0.05 / 20
RUNS = st.sampled_from([(1, 1), (1, 3), (3, 1), (3, 3), (5, 2)])


@pytest.mark.parametrize(("worse", "better", "level"), [(0.3, 0.1, 0.05), (0.6, 0.0, 0.01), (0.05, 0.05, 0.05)])
def test_with_single_runs_power_sums_over_all_that_can_be_seen(worse: float, better: float, level: float) -> None:
    n = 14
    chances = multinomial(n, [worse, better, 1 - worse - better])
    found = sum(
        float(chances.pmf([down, up, n - down - up]))
        for down, up in product(range(n + 1), repeat=2)
        if 0 < down + up <= n and binomtest(down, down + up, alternative="greater").pvalue <= level
    )
    assert single_power(worse, better, n, level) == pytest.approx(found)


@settings(max_examples=40, deadline=None)
@given(st.floats(0, 0.9), st.integers(10, 300), st.floats(0.001, 0.3), RUNS)
def test_a_larger_drop_is_found_at_least_as_often(drop: float, cases: int, flips: float, runs: tuple[int, int]) -> None:
    smaller, larger = (power(each, cases, flips, LEVEL, runs) for each in (drop, min(1.0, drop + 0.05)))
    # With several runs it is an approximation, made for where four of five builds find the drop.
    assert smaller <= larger + 1e-3 or (runs != (1, 1) and smaller < POWER / 2)


def test_what_is_named_is_found_in_four_of_five_builds_and_less_is_not() -> None:
    for runs in ((1, 1), (3, 3)):
        drop = smallest_drop(100, 0.095, LEVEL, runs)
        assert drop is not None
        found, less = (power(each, 100, 0.095, LEVEL, runs) for each in (drop, drop - 0.004))
        assert less < POWER <= found


def test_more_cases_runs_fewer_flips_and_fewer_gates_find_smaller_drops() -> None:
    usual = smallest_drop(100, 0.095, LEVEL)
    assert usual is not None
    for finer in (
        smallest_drop(200, 0.095, LEVEL),
        smallest_drop(100, 0.095, LEVEL, (3, 3)),
        smallest_drop(100, 0.095, LEVEL, (3, 1)),
        smallest_drop(100, 0.02, LEVEL),
        smallest_drop(100, 0.095, 0.05),
    ):
        assert finer is not None
        assert finer < usual - 0.01


def test_where_no_possible_drop_would_be_found_none_is_named() -> None:
    assert smallest_drop(20, 0.02, LEVEL, at_most=0.3) is None
    assert smallest_drop(100, 0.02, LEVEL, at_most=0.0) is None
    assert smallest_drop(5, 0.02, LEVEL) is None


def test_a_model_that_only_tosses_coins_can_lose_nothing() -> None:
    assert smallest_drop(100, 0.5, LEVEL) is None
    assert smallest_drop(100, 0.5, LEVEL, (3, 3)) is None
    assert smallest_drop(1000, 0.495, LEVEL, (5, 5), at_most=0.02) is None, "many cases that flip nearly as coins do"
    assert power(0.0, 1000, 0.495, LEVEL, (5, 5)) <= 0.01
