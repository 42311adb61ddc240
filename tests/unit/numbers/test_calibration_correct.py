"""Correction for judge error by whole pictures: the truth in five kinds of judge, or a reason why not."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import cache
from statistics import fmean
from typing import Literal

import numpy as np
import pytest
from correction import FIVE, WORLDS, Instance, Pool, calibrated, repeated, run
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_realunify.errors import UsageError
from pytest_realunify.numbers.calibration import by_question
from pytest_realunify.numbers.calibration.confusion import Confusion
from pytest_realunify.numbers.calibration.correct import check, corrected
from pytest_realunify.numbers.calibration.evidence import Evidence
from pytest_realunify.numbers.calibration.pictures import Seen
from pytest_realunify.records import Poll, Result, State, Verdict
from pytest_realunify.taxonomy import categories_of

UEG = [category.name for category in categories_of("UEG")]
FOOD = UEG[0]
OTHER = {"yes": "no", "no": "yes"}
PERFECT = Evidence(Confusion(tp=500, tn=500), (Seen("", "", 0, 2, 300, 300, 0, 150, 0, 0, 150, 0, 0),))
FAIR = Evidence(Confusion(90, 10, 90, 10), (Seen("", "", 0, 2, 1000, 900, 100, 1000, 200, 800),))
"""Passes 0.9 of right and 0.2 of wrong pictures."""


def result(instance: int, matches: Sequence[bool], category: str = FOOD, repeat: int = 0) -> Result:
    """A judged case; `matches`: whether each answer was the wanted one."""
    polls = tuple(Poll("?", "yes", "", "yes" if matched else "no") for matched in matches)
    state: State = "correct" if all(matches) else "wrong"
    name = f"{category}-x-{instance:04d}"
    verdict = Verdict(state, state)
    return Result(f"{name}-direct", name, "UEG", category, "x", "direct", repeat, verdict, None, "png", polls)


def results(passed: int, failed: int, category: str = FOOD) -> list[Result]:
    """Of two questions each."""
    return [result(index, (True, index < passed), category) for index in range(passed + failed)]


@cache
def pool() -> Pool:
    """Two subtasks per category, of instances with 3 to 5 questions: a right picture, and six with one to three off."""
    chance = np.random.default_rng(11)
    found: dict[str, list[Instance]] = {}
    for category in UEG:
        for place in range(2):
            name = f"{category}_{'abcdefgh'[place]}"
            for index in range(60):
                wanted = tuple(str(each) for each in chance.choice(["yes", "no"], 3 + index % 3))
                pictures = [wanted]
                for off in (1, 1, 1, 2, 2, 3):
                    turned = set(chance.choice(len(wanted), off, replace=False))
                    pictures.append(tuple(OTHER[w] if at in turned else w for at, w in enumerate(wanted)))
                found.setdefault(name, []).append(Instance(name, category, index, wanted, tuple(pictures)))
    return found


@pytest.mark.parametrize("world", FIVE)
def test_in_every_world_the_truth_is_covered_and_hardly_missed_on_average(world: str) -> None:
    found = repeated(pool(), WORLDS[world], (0.1, 0.5, 0.9), (15, 40), 8, seed=5, resamples=200)
    assert [each.refused for each in found] == [0, 0, 0]
    assert max(abs(each.bias) for each in found) <= 0.05  # of 8: 0.02 and two standard errors
    assert fmean(each.coverage for each in found) >= 0.83  # of 24: 0.95 but for two standard errors and a half


@pytest.mark.parametrize("world", ["better on right", "misreads", "sycophantic"])
def test_the_formula_for_single_questions_is_far_off_in_the_same_worlds(world: str) -> None:
    chance = np.random.default_rng(5)
    error = []
    for _ in range(4):
        calibration = calibrated(pool(), WORLDS[world].judge, 15, chance)
        judged = run(pool(), WORLDS[world], 0.5, 60, chance)
        error.append(by_question.corrected(judged, calibration.basis, resamples=20)["UEG"].value - 0.5)
    assert abs(fmean(error)) > 0.05


@pytest.mark.parametrize("world", FIVE)
def test_answers_alone_are_refused_with_the_reason(world: str) -> None:
    [found] = repeated(pool(), WORLDS[world], [0.5], (5, 10), 2, first_format=True, resamples=50)
    assert found.refused == 1


def test_a_model_that_is_wrong_in_more_questions_than_the_calibration_s_pictures_is_corrected_by_its_own_mix() -> None:
    [found] = repeated(pool(), WORLDS["grossly wrong"], [0.1], (15, 60), 8, seed=5, resamples=200)
    assert abs(found.bias) <= 0.03
    assert found.coverage >= 0.75


def test_the_formula_is_rogan_and_gladen_s() -> None:
    found = corrected(results(6, 4), FAIR)
    assert found.scores[FOOD].value == pytest.approx((0.6 - 0.2) / 0.7, abs=1e-6)
    assert not found.refusal
    assert not found.outside


@settings(deadline=None, max_examples=30)
@given(st.lists(st.lists(st.booleans(), min_size=2, max_size=2), min_size=1, max_size=30))
def test_a_perfect_judge_changes_no_score_and_keeps_an_interval(cases: list[list[bool]]) -> None:
    found = [result(index, matches) for index, matches in enumerate(cases)]
    score = corrected(found, PERFECT, resamples=200).scores[FOOD]
    assert score.value == pytest.approx(fmean(map(all, cases)))
    assert 0 <= score.low <= score.value <= score.high <= 1
    assert score.low < score.high


def refused(evidence: Evidence) -> str:
    """Why, before any case is seen; empty where it is not."""
    try:
        check(evidence, resamples=200)
    except UsageError as error:
        return str(error)
    return ""


COUNTED = st.tuples(st.integers(1, 60), st.floats(0, 1)).map(lambda each: (each[0], round(each[0] * each[1])))


@settings(deadline=None, max_examples=60)
@given(COUNTED, COUNTED, COUNTED, COUNTED)
def test_whatever_was_counted_a_score_and_its_interval_are_shares_or_there_is_a_reason(
    right: tuple[int, int], slipped: tuple[int, int], wrong: tuple[int, int], seen: tuple[int, int]
) -> None:
    counts = (*right, right[0] - right[1], *slipped, slipped[0] - slipped[1], *wrong, 0)
    evidence = Evidence(Confusion(1, 1, 1, 1), (Seen("", "", 0, 2, *counts),))
    judged = results(seen[1], seen[0] - seen[1])
    if told := refused(evidence):
        with pytest.raises(UsageError, match=r"coin|leaves it open"):
            corrected(judged, evidence, resamples=200)
        assert "%" in told
        return
    found = corrected(judged, evidence, resamples=200)
    assert bool(found.refusal) != bool(found.scores)
    for score in found.scores.values():
        assert 0 <= score.low <= score.value <= score.high <= 1


def test_repeats_of_an_instance_are_averaged_before_instances_are() -> None:
    once = results(3, 3)
    often = [*once, *(result(0, (True, True), repeat=repeat) for repeat in range(1, 9))]
    assert corrected(often, FAIR).scores == corrected(once, FAIR).scores


def test_the_ueg_average_weighs_categories_alike_and_is_clipped_at_the_very_end() -> None:
    every = results(20, 0)
    for place, category in enumerate(UEG[1:]):
        every += results(10 + place, 10 + place, category)
    found = corrected(every, FAIR)
    assert list(found.scores) == [*UEG, "UEG"]
    assert found.scores[FOOD].value == 1
    assert found.outside == {FOOD: pytest.approx(0.8 / 0.7, abs=1e-6)}
    assert found.scores["UEG"].value == pytest.approx((0.8 / 0.7 + 5 * 0.3 / 0.7) / 6, abs=1e-6)


def test_without_a_category_there_is_no_average_and_without_a_case_nothing() -> None:
    some = [each for name in UEG[:-1] for each in results(2, 1, name)]
    assert list(corrected(some, FAIR).scores) == UEG[:-1]
    assert corrected([], FAIR).scores == {}
    assert corrected([], FAIR).refusal == ""


@pytest.mark.parametrize("state", ["error", "judge-invalid", "unsupported"])
def test_what_was_not_scored_corrects_nothing(state: Literal["error", "judge-invalid", "unsupported"]) -> None:
    left_out = dataclasses.replace(result(99, (True, True)), verdict=Verdict(state, state))
    assert corrected([*results(2, 2), left_out], FAIR) == corrected(results(2, 2), FAIR)


def test_the_same_results_give_the_same_interval_in_any_order() -> None:
    judged = results(7, 9)
    assert corrected(judged, FAIR) == corrected(list(reversed(judged)), FAIR)


def test_a_small_calibration_widens_the_interval() -> None:
    small = Evidence(FAIR.answers, (Seen("", "", 0, 2, 20, 18, 2, 20, 4, 16),))
    widths = [(each := corrected(results(300, 300), one).scores[FOOD]).high - each.low for one in (small, FAIR)]
    assert widths[0] > 2 * widths[1]


def test_instances_that_are_hard_for_the_judge_widen_the_interval() -> None:
    alike = tuple(Seen("", "", at, 2, 10, 9, 1, 10, 2, 8) for at in range(20))
    unlike = tuple(Seen("", "", at, 2, 10, 10 if at % 10 else 0, 0, 10, 2, 8) for at in range(20))
    widths = [
        (each := corrected(results(300, 300), Evidence(FAIR.answers, one)).scores[FOOD]).high - each.low
        for one in (alike, unlike)
    ]
    assert widths[1] > 1.5 * widths[0]


def test_subtasks_have_rates_of_their_own() -> None:
    known = Seen(FOOD, "x", 0, 2, 5000, 4500, 500, 5000, 1000, 4000)
    other = Seen(FOOD, "y", 0, 2, 5000, 5000, 0, 5000, 0, 5000)
    score = corrected(results(60, 40), Evidence(FAIR.answers, (known, other))).scores[FOOD]
    assert score.value == pytest.approx(0.4 / 0.7, abs=0.01)


@pytest.mark.parametrize(
    ("seen", "problem"),
    [
        (Seen("", "", 0, 2, 10, 5, 5, 10, 5, 5), "no better than a coin: it passes 50.0% of right and 50.0% of wrong"),
        (Seen("", "", 0, 2, 10, 1, 9, 10, 5, 5), "no better than a coin"),
        (Seen("", "", 0, 2, 10, 10, 0), "no wrong picture with a verdict"),
        (Seen("", "", 0, 2, 0, 0, 0, 10, 5, 5), "no right picture with a verdict"),
        (Seen("", "", 0, 2, 3, 2, 1, 3, 1, 2), r"leaves it open whether the judge tells them apart"),
    ],
)
def test_a_judge_that_tells_nothing_corrects_nothing(seen: Seen, problem: str) -> None:
    evidence = Evidence(Confusion(5, 5, 5, 5), (seen,))
    with pytest.raises(UsageError, match=problem):
        check(evidence)
    with pytest.raises(UsageError, match=problem):
        corrected(results(1, 1), evidence)


def test_what_cannot_be_under_the_calibration_is_refused_and_not_shown_as_a_hundred() -> None:
    poor = Evidence(FAIR.answers, (Seen("", "", 0, 2, 1000, 500, 500, 1000, 100, 900),))
    found = corrected(results(95, 5), poor)
    assert found.scores == {}
    assert found.refusal.startswith("WK would be 212.5 before clipping (95 % interval ")
    assert found.refusal.endswith("in this run the judge errs otherwise than in its calibration")


def test_cases_with_far_more_questions_than_the_calibration_s_pictures_are_refused() -> None:
    judged = [result(index, [True] * 8 + [index % 2 == 0]) for index in range(20)]
    assert "9.0 questions per case, too unlike" in corrected(judged, FAIR).refusal
    assert corrected(judged, PERFECT).scores[FOOD].value == 0.5
