"""Shares by stratum: pooled where strata are alike, each its own where they are not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_realunify.numbers.calibration.rates import design_effect, fitted

Counts = list[list[tuple[int, int]]]


def fit(counts: Counts, number: int = 2_000) -> tuple[list[float], list[float], list[float]]:
    """Points, and limits of 95 % of the draws."""
    found = fitted(counts, np.random.default_rng(1), number)
    low, high = np.quantile(found.draws, (0.025, 0.975), axis=0)
    return list(found.point), list(low), list(high)


def test_alike_strata_are_pooled_and_so_better_known_than_alone() -> None:
    alone = fit([[(10, 9)]])
    point, low, high = fit([[(10, 9)]] * 20)
    assert point == pytest.approx([0.9] * 20)
    assert high[0] - low[0] < 0.7 * (alone[2][0] - alone[1][0])


def test_unlike_strata_stand_for_themselves() -> None:
    point, low, high = fit([[(200, 200)]] * 3 + [[(200, 100)]] * 3)
    assert point[0] > 0.99
    assert point[-1] == pytest.approx(0.5, abs=0.02)
    assert high[-1] < 0.6 < low[0]


def test_a_stratum_without_pictures_is_taken_for_like_the_others_and_is_less_sure() -> None:
    point, low, high = fit([[(50, 45)], [(50, 46)], []])
    assert point[2] == pytest.approx(0.91, abs=0.01)
    assert high[2] - low[2] > high[0] - low[0]


@pytest.mark.parametrize("share", [0, 1])
def test_where_all_passed_or_none_the_point_is_that_and_the_draws_are_not(share: int) -> None:
    found = fitted([[(12, 12 * share)], [(3, 3 * share)]], np.random.default_rng(1), 500)
    assert list(found.point) == [share, share]
    assert 0 < found.draws.min() <= found.draws.max() < 1
    assert abs(found.draws - share).mean() < 0.1


PICTURES = st.tuples(st.integers(0, 30), st.floats(0, 1)).map(lambda each: (each[0], round(each[0] * each[1])))


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.lists(PICTURES, max_size=4), min_size=1, max_size=5).filter(lambda c: any(n for s in c for n, _ in s))
)
def test_points_and_draws_are_shares_and_instances_only_ever_widen(counts: Counts) -> None:
    found = fitted(counts, np.random.default_rng(1), 50)
    assert ((found.point >= 0) & (found.point <= 1 + 1e-12)).all()
    assert ((found.draws >= 0) & (found.draws <= 1)).all()
    assert design_effect(counts) >= 1


def test_the_design_effect_of_pictures_that_go_together_is_their_number() -> None:
    together = [[(8, 8), (8, 8), (8, 0), (8, 8), (8, 0)] * 20]
    assert design_effect(together) == pytest.approx(8, rel=0.02)
    chance = np.random.default_rng(3)
    apart = [[(8, int(x)) for x in chance.binomial(8, 0.6, 200)]]
    assert design_effect(apart) == pytest.approx(1, abs=0.2)


def test_intervals_of_a_stratum_cover_its_share() -> None:
    chance = np.random.default_rng(4)
    covered = []
    for _ in range(60):
        truth = chance.beta(18, 2, 8)
        counts = [[(1, int(x)) for x in chance.random(15) < share] for share in truth]
        _, low, high = fit(counts, 400)
        covered += [one <= share <= other for one, share, other in zip(low, truth, high, strict=True)]
    assert 0.91 <= np.mean(covered) <= 0.99
