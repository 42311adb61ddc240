"""Rates of a judge: sensitivity, specificity, kappa, and what is in none of them."""

from __future__ import annotations

import itertools
import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.numbers.calibration.confusion import Confusion
from pytest_realunify.numbers.stats import Estimate

COUNT = st.integers(0, 300)
CONFUSIONS = st.builds(Confusion, COUNT, COUNT, COUNT, COUNT, COUNT, COUNT)


def test_a_poll_counts_by_truth_and_answer() -> None:
    polls = [("yes", "yes"), ("yes", "no"), ("yes", "no"), ("no", "no"), ("no", "yes"), ("yes", None), ("no", None)]
    assert Confusion.of(Counter(polls), 4) == Confusion(tp=1, fn=2, tn=1, fp=1, unparsed=2, errors=4)


def test_the_rates_of_a_worked_example() -> None:
    counts = Confusion(tp=20, fn=5, fp=10, tn=15, unparsed=50, errors=7)
    rates = (counts.sensitivity, counts.specificity, counts.balanced_accuracy, counts.parse_rate, counts.kappa)
    # Kappa: 35 of 50 agree, 0.5 by chance (25 x 30 + 25 x 20 over 50 squared), so 0.2 / 0.5.
    assert [rate and round(rate.value, 6) for rate in rates] == [0.8, 0.6, 0.7, 0.5, 0.4]
    assert (counts.asked, counts.answered) == (107, 50)


def test_kappa_s_interval_is_that_of_the_agreement_stretched_by_chance() -> None:
    kappa = Confusion(tp=20, fn=5, fp=10, tn=15).kappa
    assert kappa is not None
    # Wilson's interval for 35 of 50 is 0.5624 to 0.8090.
    assert kappa.low == pytest.approx(0.1248, abs=2e-4)
    assert kappa.high == pytest.approx(0.6180, abs=2e-4)


@given(CONFUSIONS)
def test_every_rate_lies_within_its_interval_and_its_bounds(counts: Confusion) -> None:
    rates = (counts.sensitivity, counts.specificity, counts.balanced_accuracy, counts.parse_rate)
    for rate, least in [*((rate, 0.0) for rate in rates), (counts.kappa, -math.inf)]:
        if rate is not None:
            ordered = [least, rate.low, rate.value, rate.high, 1.0]
            assert all(one <= other + 1e-9 for one, other in itertools.pairwise(ordered)), ordered


@given(CONFUSIONS, COUNT, COUNT)
def test_replies_without_a_verdict_and_errors_change_no_rate_of_the_judge(
    counts: Confusion, unparsed: int, errors: int
) -> None:
    other = Confusion(counts.tp, counts.fn, counts.tn, counts.fp, unparsed, errors)
    assert (other.sensitivity, other.specificity, other.kappa) == (
        counts.sensitivity,
        counts.specificity,
        counts.kappa,
    )


@pytest.mark.parametrize("says", ["yes", "no"])
def test_a_judge_that_always_says_the_same_agrees_by_chance_alone(says: str) -> None:
    counts = Confusion.of(Counter((truth, says) for truth in ["yes", "no"] * 30))
    assert counts.kappa is not None
    assert counts.kappa.value == pytest.approx(0)
    assert counts.balanced_accuracy is not None
    assert counts.balanced_accuracy.value == 0.5


def test_what_was_not_asked_has_no_rate() -> None:
    nothing = Confusion(unparsed=3)
    assert (nothing.sensitivity, nothing.specificity, nothing.balanced_accuracy, nothing.kappa) == (None,) * 4
    assert nothing.parse_rate is not None
    assert nothing.parse_rate.value == 0
    assert Confusion(tp=5).kappa is None, "yes is always true and always said: chance agrees as well"
    assert Confusion().parse_rate is None


def test_a_faultless_judge_keeps_an_interval() -> None:
    counts = Confusion(tp=50, tn=50)
    for rate in (counts.sensitivity, counts.specificity, counts.kappa):
        assert rate is not None
        assert rate.value == 1
        assert rate.low < 0.98
    assert isinstance(counts.kappa, Estimate)
