"""The test of a difference: McNemar's where there is one score a side, exact where there are more."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from pytest_realunify.decisions.counts import WHOLE
from pytest_realunify.decisions.gates.family import Test as OneTest
from pytest_realunify.decisions.gates.permutation import Null, Pair, convolved, shift, total_chances

SHARES = st.sampled_from([0, WHOLE // 3, WHOLE // 2, 2 * WHOLE // 3, WHOLE])


def scores(most: int = 4, of: st.SearchStrategy[int] = SHARES) -> st.SearchStrategy[tuple[int, ...]]:
    return st.lists(of, min_size=1, max_size=most).map(tuple)


def pairs(most: int = 4, cases: int = 12) -> st.SearchStrategy[list[Pair]]:
    return st.lists(st.builds(Pair, st.just("case"), scores(most), scores(most)), min_size=1, max_size=cases)


def p(seen: list[Pair]) -> float:
    return OneTest("", *shift(seen)).p


def single(before: int, now: int) -> Pair:
    return Pair("case", (WHOLE * before,), (WHOLE * now,))


def turned(seen: list[Pair]) -> list[Pair]:
    return [Pair(pair.case, pair.after, pair.before) for pair in seen]


def test_with_single_verdicts_it_is_mcnemar_s_exact_test() -> None:
    for worse, better in product(range(12), range(12)):
        seen = [single(1, 0)] * worse + [single(0, 1)] * better + [single(1, 1), single(0, 0)] * 5
        of = worse + better
        expected = binomtest(worse, of, alternative="greater").pvalue if of else 1.0
        assert p(seen) == pytest.approx(expected)
        assert OneTest("", *shift(seen)).two_sided == pytest.approx(binomtest(worse, of).pvalue if of else 1.0)


@settings(max_examples=30, deadline=None)
@given(pairs(most=2, cases=4))
def test_it_counts_every_choice_of_the_scores_that_fall_on_the_new_side(seen: list[Pair]) -> None:
    ways = []
    for pair in seen:
        every, many = (*pair.before, *pair.after), len(pair.after)
        chosen = [sum(each) for each in combinations(every, many)]
        ways.append([Fraction(new, many) - Fraction(sum(every) - new, len(pair.before)) for new in chosen])
    sums = [sum(way) for way in product(*ways)]
    observed = sum(
        Fraction(sum(pair.after), len(pair.after)) - Fraction(sum(pair.before), len(pair.before)) for pair in seen
    )
    assert p(seen) == pytest.approx(sum(each <= observed for each in sums) / len(sums))


@settings(max_examples=40, deadline=None)
@given(pairs())
def test_both_directions_share_all_there_is(seen: list[Pair]) -> None:
    null, observed = shift(seen)
    assert null.chances.sum() == pytest.approx(1)
    again, other = shift(turned(seen))
    assert again.at_most(other) == pytest.approx(null.at_least(observed))


@settings(max_examples=40, deadline=None)
@given(pairs())
def test_the_observed_difference_is_that_of_the_means(seen: list[Pair]) -> None:
    null, observed = shift(seen)
    expected = sum(now - before for before, now in (pair.rates for pair in seen))
    assert observed * null.step == pytest.approx(expected, abs=1e-3)


@settings(max_examples=40, deadline=None)
@given(pairs(), st.data())
def test_one_more_pass_never_speaks_for_a_drop(seen: list[Pair], data: st.DataObject) -> None:
    place = data.draw(st.sampled_from(range(len(seen))))
    pair = seen[place]
    lowest = min(range(len(pair.after)), key=pair.after.__getitem__)
    after = tuple(WHOLE if number == lowest else score for number, score in enumerate(pair.after))
    assert p([*seen[:place], Pair("case", pair.before, after), *seen[place + 1 :]]) >= p(seen) - 1e-9


@settings(max_examples=40, deadline=None)
@given(pairs(), SHARES, st.integers(1, 4), st.integers(1, 4))
def test_a_case_that_always_does_the_same_says_nothing(seen: list[Pair], score: int, before: int, after: int) -> None:
    silent = Pair("case", (score,) * before, (score,) * after)
    assert p([*seen, silent]) == pytest.approx(p(seen))


def test_nothing_differs_and_nothing_there_are_no_reason_to_fail() -> None:
    assert p([]) == p([single(1, 1)] * 9) == 1.0


def test_a_fall_of_many_is_all_but_impossible_by_chance() -> None:
    assert 0 <= p([single(1, 0)] * 300) < 1e-12
    assert 0 <= p([Pair("case", (WHOLE,) * 3, (0,) * 3)] * 100) < 1e-12


def test_its_p_values_are_at_most_as_small_as_they_claim() -> None:
    """Unlike numbers of runs, and scores of a noisy judge: p <= level has at most the chance level."""
    null, _ = shift([Pair("", (WHOLE, 0, WHOLE), (0,)), Pair("", (WHOLE // 3,), (WHOLE, 0)), single(1, 0)] * 5)
    for level in np.linspace(0, 1, 101):
        chance = null.at_most(null.critical(float(level)))
        assert chance <= level + 1e-9


def test_a_long_sum_is_convolved_as_a_short_one() -> None:
    random = np.random.default_rng(5)
    one, other = random.dirichlet(np.ones(700)), random.dirichlet(np.ones(400))
    assert convolved(one, other) == pytest.approx(np.convolve(one, other), abs=1e-15)


def test_total_chances_are_binomial_for_alike_parts() -> None:
    from scipy.stats import binom

    found = total_chances([(np.array([0.7, 0.3]), 13)])
    assert found == pytest.approx(binom(13, 0.3).pmf(np.arange(14)))


def test_a_critical_value_is_the_last_that_is_rare_enough() -> None:
    null = Null(-2, np.array([0.01, 0.04, 0.95]), 1.0)
    assert [null.critical(level) for level in (0.0, 0.01, 0.049, 0.05, 1.0)] == [-3, -2, -2, -1, 0]
