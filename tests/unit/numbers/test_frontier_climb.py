"""Ladders: where planted curves are found, what is asked for that, and when it is said that it is not known."""

import random
from math import exp

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_realunify.numbers.frontier.climb import BUDGET, NARROW, STEP, Climb, Question
from pytest_realunify.numbers.frontier.ladder import Frontier, Ladder
from pytest_realunify.numbers.frontier.posterior import Posterior

MAZE = Ladder("maze", "GEU", "direct", "size", tuple(range(6, 33)), 0.25)


def climbed(ladder: Ladder, share: object, seed: int = 0, budget: int = BUDGET) -> Frontier:
    """By a model that is right in `share(place)` of the questions at a place from 0 to 1."""
    chance, climb = random.Random(seed), Climb(ladder, seed, budget)
    last = len(ladder.values) - 1
    while questions := climb.next():
        climb.take(questions, [chance.random() < share(each.rung / last) for each in questions])  # type: ignore[operator]
    return climb.frontier


@pytest.mark.parametrize("threshold", [0.25, 0.5, 0.75])
def test_a_planted_threshold_is_within_the_interval(threshold: float) -> None:
    found = [climbed(MAZE, lambda x: 0.25 + 0.7 / (1 + exp((x - threshold) / 0.04)), seed=seed) for seed in range(20)]
    truth = 6 + 26 * threshold
    assert sum(each.low <= truth <= each.high for each in found) >= 17
    assert sum(each.narrow for each in found) >= 17
    assert all(each.questions <= BUDGET for each in found)


def test_a_model_that_is_always_right_stands_beyond_and_one_that_guesses_below() -> None:
    assert climbed(MAZE, lambda _: 1.0).standing == "beyond"
    assert [climbed(MAZE, lambda _: 0.25, seed=seed).standing for seed in range(5)].count("below") >= 4
    drawing = Ladder("physics", "UEG", "direct", "steps", (1, 2, 3, 4), 0.0)
    assert climbed(drawing, lambda _: 1.0).standing == "beyond"
    assert climbed(drawing, lambda _: 0.0).standing == "below"


def test_a_sharp_fault_is_found_between_the_two_rungs_where_it_lies() -> None:
    found = climbed(MAZE, lambda x: 1.0 if x <= 8 / 26 else 0.25, seed=3)
    assert found.low - 1 <= 14.5 <= found.high + 1
    assert found.high - found.low <= NARROW * 26


def test_few_rungs_are_as_narrow_as_one_rung_allows() -> None:
    found = climbed(Ladder("food", "UEG", "direct", "facts", (1, 2, 3), 0.0), lambda x: float(x < 0.75))
    assert found.narrow
    assert 2 - 0.2 <= found.low <= found.high <= 3.0


def test_an_unfinished_ladder_says_so() -> None:
    found = climbed(MAZE, lambda x: 0.25 + 0.7 / (1 + exp((x - 0.5) / 0.1)), budget=6)
    assert not found.narrow
    assert found.questions == 6


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**31), st.floats(0.05, 0.95))
def test_the_same_answers_bring_the_same_questions(seed: int, threshold: float) -> None:
    def asked() -> list[Question]:
        climb, every = Climb(MAZE, seed, budget=24), []
        while questions := climb.next():
            every += questions
            climb.take(questions, [each.rung / 26 < threshold for each in questions])
        return every

    assert asked() == asked()


def test_what_is_in_trouble_counts_for_nothing() -> None:
    climb = Climb(MAZE)
    before = climb.frontier
    questions = climb.next()
    assert len(questions) == STEP
    climb.take(questions, [None] * STEP)
    after = climb.frontier
    assert (after.threshold, after.low, after.high) == (before.threshold, before.low, before.high)
    assert (after.questions, after.troubled) == (STEP, STEP)
    assert sum(rung.asked for rung in after.rungs) == 0


def test_the_order_of_a_batch_s_answers_does_not_matter() -> None:
    one, other = Posterior([0.0, 0.5, 1.0], 0.25), Posterior([0.0, 0.5, 1.0], 0.25)
    answers = [(0, True), (2, False), (1, True), (1, False)]
    for rung, right in answers:
        one.add(rung, right)
    for rung, right in reversed(answers):
        other.add(rung, right)
    assert np.allclose(one.weights, other.weights)


def test_questions_gather_where_the_answers_change() -> None:
    climb = Climb(MAZE, budget=120)
    asked: list[int] = []
    for _ in range(8):
        questions = climb.next()
        asked += [each.rung for each in questions]
        climb.take(questions, [each.rung <= 13 for each in questions])
    late = asked[18:]
    assert not late or sum(8 <= rung <= 19 for rung in late) >= 0.7 * len(late)


def test_the_curve_falls_and_lies_within_its_band() -> None:
    found = climbed(MAZE, lambda x: 0.95 if x < 0.5 else 0.25)
    rates = [rung.expected for rung in found.rungs]
    assert rates == sorted(rates, reverse=True)
    assert all(rung.low <= rung.expected <= rung.high for rung in found.rungs)
