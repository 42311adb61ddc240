"""Correction question by question: where errors are independent, on average the truth, and covered."""

from __future__ import annotations

import dataclasses
import random
from collections import Counter
from collections.abc import Sequence
from statistics import fmean
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.errors import UsageError
from pytest_realunify.numbers.calibration.by_question import check, corrected, pattern
from pytest_realunify.numbers.calibration.confusion import Confusion
from pytest_realunify.records import Poll, Result, State, Verdict
from pytest_realunify.taxonomy import categories_of

UEG = [category.name for category in categories_of("UEG")]
FOOD = UEG[0]
PERFECT = Confusion(tp=500, tn=500)
OTHER = {"yes": "no", "no": "yes"}
GOLDS = ("yes", "no", "yes")


def result(instance: int, matches: Sequence[tuple[str, bool]], category: str = FOOD, repeat: int = 0) -> Result:
    """A judged case: per question its gold and whether the judge's answer matched."""
    polls = tuple(Poll("?", gold, "", gold if matched else OTHER[gold]) for gold, matched in matches)
    state: State = "correct" if all(matched for _, matched in matches) else "wrong"
    name = f"{category}-x-{instance:04d}"
    return Result(
        f"{name}-direct", name, "UEG", category, "x", "direct", repeat, Verdict(state, state), None, "png", polls
    )


class Simulation:
    """Cases with a known true score, seen through a judge of known sensitivity and specificity."""

    def __init__(self, seed: int, sensitivity: float, specificity: float) -> None:
        self.chance = random.Random(seed)
        self.says_truth = {"yes": sensitivity, "no": specificity}

    def results(self, cases: int, score: float, category: str = FOOD) -> list[Result]:
        return [result(index, self._seen(self.chance.random() < score), category) for index in range(cases)]

    def _seen(self, right: bool) -> list[tuple[str, bool]]:
        fault = None if right else self.chance.randrange(len(GOLDS))
        truths = [OTHER[gold] if place == fault else gold for place, gold in enumerate(GOLDS)]
        return [(gold, self._answer(truth) == gold) for gold, truth in zip(GOLDS, truths, strict=True)]

    def _answer(self, truth: str) -> str:
        return truth if self.chance.random() < self.says_truth[truth] else OTHER[truth]

    def calibration(self, questions: int) -> Confusion:
        polls = [(truth, self._answer(truth)) for truth in OTHER for _ in range(questions)]
        return Confusion.of(Counter(polls))


def raw(results: Sequence[Result]) -> float:
    return fmean(result.verdict.strict == "correct" for result in results)


def test_the_true_score_is_recovered_where_the_raw_one_is_far_off() -> None:
    simulation = Simulation(1, sensitivity=0.9, specificity=0.8)
    results, judge = simulation.results(8_000, score=0.6), simulation.calibration(4_000)
    score = corrected(results, judge)[FOOD]
    assert raw(results) < 0.45
    assert score.value == pytest.approx(0.6, abs=0.03)
    assert score.low < 0.6 < score.high
    assert score.high - score.low < 0.1


@pytest.mark.parametrize(
    ("score", "cases", "questions", "sensitivity", "specificity"),
    [(0.6, 60, 200, 0.9, 0.8), (0.95, 10, 100, 0.98, 0.97), (0.1, 20, 40, 0.95, 0.9)],
)
def test_intervals_cover_the_true_score_about_as_often_as_they_say(
    score: float, cases: int, questions: int, sensitivity: float, specificity: float
) -> None:
    simulation = Simulation(2, sensitivity, specificity)
    found = [
        corrected(simulation.results(cases, score), simulation.calibration(questions), resamples=300)[FOOD]
        for _ in range(150)
    ]
    covered = fmean(each.low <= score <= each.high for each in found)
    assert 0.9 <= covered <= 0.995  # 300 resamples and 150 runs: 0.95 within three standard errors
    assert all(each.low <= each.value <= each.high for each in found)


MATCHES = st.lists(st.tuples(st.sampled_from(["yes", "no"]), st.booleans()), min_size=1, max_size=5)


@given(st.lists(MATCHES, min_size=1, max_size=30))
def test_a_perfect_judge_changes_no_score_and_keeps_an_interval(cases: list[list[tuple[str, bool]]]) -> None:
    results = [result(index, matches) for index, matches in enumerate(cases)]
    score = corrected(results, PERFECT, resamples=50)[FOOD]
    assert score.value == pytest.approx(raw(results))
    assert score.low <= score.value <= score.high
    assert score.low < score.high


def test_one_case_follows_the_formula() -> None:
    # Sensitivity 0.9, specificity 0.8, so the divisor is 0.7. Three of four cases match a gold yes, one of them a gold
    # no too: (0.8 / 0.7) (0.9 / 0.7); the others 0.8 / 0.7, 0.8 / 0.7, and for the mismatch -0.2 / 0.7.
    judge = Confusion(tp=90, fn=10, tn=80, fp=20)
    cases = [[("yes", True), ("no", True)], [("yes", True)], [("yes", True)], [("yes", False)]]
    score = corrected([result(index, matches) for index, matches in enumerate(cases)], judge)[FOOD]
    assert score.value == pytest.approx((0.72 / 0.49 + 2 * 0.8 / 0.7 - 0.2 / 0.7) / 4)
    mismatched_no = corrected([result(0, [("no", False)]), result(1, [("no", True)])], judge)[FOOD]
    assert mismatched_no.value == pytest.approx((-0.1 / 0.7 + 0.9 / 0.7) / 2)


def test_repeats_of_an_instance_are_averaged_before_instances_are() -> None:
    once = [result(0, [("yes", True)]), result(1, [("yes", False)])]
    often = [*once, *(result(0, [("yes", True)], repeat=repeat) for repeat in range(1, 9))]
    assert corrected(often, PERFECT)[FOOD].value == pytest.approx(corrected(once, PERFECT)[FOOD].value)
    width = [score.high - score.low for score in (corrected(once, PERFECT)[FOOD], corrected(often, PERFECT)[FOOD])]
    assert width[0] == pytest.approx(width[1]), "repeats do not narrow an interval"


def test_the_ueg_average_weighs_categories_alike_and_nothing_is_clipped_here() -> None:
    judge = Confusion(tp=90, fn=10, tn=80, fp=20)
    results = [result(index, [("yes", True)]) for index in range(4)]  # worth 8 / 7 each
    for place, category in enumerate(UEG[1:]):
        results += [result(index, [("yes", index % 2 == 0)], category) for index in range(2 + 2 * place)]
    scores = corrected(results, judge)
    assert list(scores) == [*UEG, "UEG"]
    assert scores[FOOD].value == pytest.approx(8 / 7)
    half = (0.8 / 0.7 - 0.2 / 0.7) / 2
    assert scores["UEG"].value == pytest.approx((8 / 7 + 5 * half) / 6)


def test_without_a_category_there_is_no_average() -> None:
    results = [result(0, [("yes", True)], category) for category in UEG[:-1]]
    assert list(corrected(results, PERFECT)) == UEG[:-1]
    assert corrected([], PERFECT) == {}


@pytest.mark.parametrize("state", ["error", "judge-invalid", "unsupported"])
def test_what_was_not_scored_corrects_nothing(state: Literal["error", "judge-invalid", "unsupported"]) -> None:
    scored, other = result(0, [("yes", True)]), result(1, [("yes", False)])
    left_out = dataclasses.replace(other, verdict=Verdict(state, state))
    assert corrected([scored, left_out], PERFECT) == corrected([scored], PERFECT)


def test_the_same_results_give_the_same_interval_in_any_order() -> None:
    simulation = Simulation(3, 0.9, 0.9)
    results, judge = simulation.results(50, 0.5), simulation.calibration(50)
    assert corrected(results, judge) == corrected(list(results), judge)
    assert corrected(list(reversed(results)), judge)[FOOD].value == pytest.approx(corrected(results, judge)[FOOD].value)


def test_a_small_calibration_widens_the_interval() -> None:
    results = Simulation(5, 0.9, 0.9).results(1_000, 0.5)
    small, large = (corrected(results, Confusion(tp=9 * n, fn=n, tn=9 * n, fp=n))[FOOD] for n in (2, 200))
    assert small.high - small.low > 1.5 * (large.high - large.low)


@pytest.mark.parametrize(
    ("judge", "problem"),
    [
        (Confusion(tp=5, fn=5, tn=5, fp=5), "no better than a coin: sensitivity 50.0% and specificity 50.0%"),
        (Confusion(tp=1, fn=9, tn=5, fp=5), "no better than a coin"),
        (Confusion(tp=5), "no answer to a question whose truth is no"),
        (Confusion(tn=5, fp=1, unparsed=9), "no answer to a question whose truth is yes"),
    ],
)
def test_a_judge_that_tells_nothing_corrects_nothing(judge: Confusion, problem: str) -> None:
    with pytest.raises(UsageError, match=problem):
        check(judge)
    with pytest.raises(UsageError, match=problem):
        corrected([result(0, [("yes", True)])], judge)


def test_a_calibration_too_small_to_tell_the_judge_from_a_coin_is_refused() -> None:
    with pytest.raises(UsageError, match=r"66\.7% and specificity 66\.7% from 6 answers leave it open"):
        check(Confusion(tp=2, fn=1, tn=2, fp=1))
    check(Confusion(tp=40, fn=20, tn=40, fp=20))


def test_the_pattern_of_a_case_counts_its_polls_by_gold_and_match() -> None:
    case = result(0, [("yes", True), ("yes", False), ("no", True), ("no", True)])
    assert pattern(case.polls) == (1, 1, 2, 0)
