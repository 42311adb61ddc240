"""The paired test: McNemar's where there is one verdict a side, exact where there are more."""

from __future__ import annotations

from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from pytest_realunify.decisions.gates.paired import Pair, Tally, holm, no_drop_p


def tallies(most: int = 4) -> st.SearchStrategy[Tally]:
    return st.integers(1, most).flatmap(lambda of: st.builds(Tally, st.integers(0, of), st.just(of)))


def pairs(most: int = 4, cases: int = 12) -> st.SearchStrategy[list[Pair]]:
    return st.lists(st.builds(Pair, st.just("case"), tallies(most), tallies(most)), min_size=1, max_size=cases)


def single(before: int, now: int) -> Pair:
    return Pair("case", Tally(before, 1), Tally(now, 1))


def test_with_single_verdicts_it_is_mcnemar_s_mid_p() -> None:
    for worse, better in product(range(12), range(12)):
        seen = [single(1, 0)] * worse + [single(0, 1)] * better + [single(1, 1), single(0, 0)] * 5
        of = max(1, worse + better)
        exact, beyond = (binomtest(k, of, alternative="greater").pvalue if k <= of else 0 for k in (worse, worse + 1))
        assert no_drop_p(seen) == pytest.approx((exact + beyond) / 2 if worse + better else 0.5)


@settings(max_examples=30)
@given(pairs(most=2, cases=4))
def test_with_repeats_it_counts_every_way_to_share_the_passes(seen: list[Pair]) -> None:
    ways = []
    for pair in seen:
        verdicts = [1] * (pair.before.correct + pair.after.correct)
        verdicts += [0] * (pair.before.of + pair.after.of - len(verdicts))
        ways.append([sum(now) for now in combinations(verdicts, pair.after.of)])
    sums = [sum(way) for way in product(*ways)]
    passes = sum(pair.after.correct for pair in seen)
    fewer, as_many = sum(each < passes for each in sums), sums.count(passes)
    assert no_drop_p(seen) == pytest.approx((fewer + as_many / 2) / len(sums))


@settings(max_examples=40)
@given(pairs())
def test_both_directions_share_all_there_is(seen: list[Pair]) -> None:
    turned_round = [Pair(pair.case, pair.after, pair.before) for pair in seen]
    assert no_drop_p(seen) + no_drop_p(turned_round) == pytest.approx(1)


@settings(max_examples=40)
@given(st.lists(tallies(), min_size=1))
def test_a_run_that_repeats_its_baseline_gives_no_reason_to_fail(seen: list[Tally]) -> None:
    assert no_drop_p(Pair("case", tally, tally) for tally in seen) == pytest.approx(0.5)


@settings(max_examples=40)
@given(pairs(), st.data())
def test_one_more_pass_never_speaks_for_a_drop(seen: list[Pair], data: st.DataObject) -> None:
    place = data.draw(st.sampled_from(range(len(seen))))
    pair = seen[place]
    after = Tally(min(pair.after.of, pair.after.correct + 1), pair.after.of)
    assert no_drop_p([*seen[:place], Pair("case", pair.before, after), *seen[place + 1 :]]) >= no_drop_p(seen) - 1e-12


@settings(max_examples=40)
@given(pairs(), tallies())
def test_a_case_that_always_does_the_same_says_nothing(seen: list[Pair], before: Tally) -> None:
    for passes in (0, 1):
        silent = Pair("case", Tally(passes * before.of, before.of), Tally(passes * 3, 3))
        assert no_drop_p([*seen, silent]) == pytest.approx(no_drop_p(seen))


def test_a_fall_of_many_is_all_but_impossible_by_chance() -> None:
    assert 0 < no_drop_p([single(1, 0)] * 300) < 1e-80
    assert 0 < no_drop_p([Pair("case", Tally(3, 3), Tally(0, 3))] * 100) < 1e-80


def test_holm_multiplies_the_smallest_by_all_the_next_by_one_less_and_keeps_the_order() -> None:
    assert holm([0.03, 0.01, 0.5, 0.02], 0.05) == pytest.approx([0.06, 0.04, 0.5, 0.06])
    assert holm([], 0.05) == []
