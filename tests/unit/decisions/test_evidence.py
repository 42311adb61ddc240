"""Runs are the unit of evidence: what was said twice counts once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pytest_realunify.decisions.counts import WHOLE
from pytest_realunify.decisions.evidence import Evidence, deterministic, repeats_line
from pytest_realunify.records import Result, Step
from runbench import drawn, made, right, row

MT, AF = "mental_tracking", "attentional_focusing"
PLACE = (MT, "direct")
CASE = f"{MT}-x-0000-direct"


def repeated(results: list[Result], times: int) -> list[Result]:
    return [replace(each, repeat=repeat) for repeat in range(times) for each in results]


def test_runs_of_a_greedy_model_are_one() -> None:
    greedy = list(row(MT, right(3, 5)))
    evidence = Evidence.of_runs([greedy] * 3)
    assert (evidence.runs, evidence.distinct) == (3, {PLACE: (0,)})
    assert evidence.scores(CASE) == (WHOLE,)
    assert len(evidence.of_run(CASE)) == 1


def test_draws_are_as_many_as_there_are_runs() -> None:
    evidence = Evidence.of_runs([drawn(row(MT, right(3, 5)), run) for run in range(3)])
    assert evidence.distinct == {PLACE: (0, 1, 2)}
    assert evidence.scores(CASE) == (WHOLE,) * 3


def test_a_copy_of_an_earlier_run_counts_once_among_others() -> None:
    first, second = (drawn(row(MT, right(3, 5)), run) for run in "ab")
    assert Evidence.of_runs([first, second, first, second]).distinct == {PLACE: (0, 1)}


def test_each_category_is_judged_by_its_own_replies() -> None:
    runs = [[*row(MT, right(3, 5)), *drawn(row(AF, right(3, 5)), run)] for run in range(2)]
    assert Evidence.of_runs(runs).distinct == {PLACE: (0,), (AF, "direct"): (0, 1)}


@pytest.mark.parametrize(("others", "distinct"), [(1, (0,)), (2, (0, 1))])
def test_a_stray_difference_in_a_hundred_makes_no_draw(others: int, distinct: tuple[int, ...]) -> None:
    first = list(row(MT, right(50, 100)))
    second = drawn(first[:others], "other") + first[others:]
    assert Evidence.of_runs([first, second]).distinct == {PLACE: distinct}


def test_another_picture_before_the_same_letter_is_another_reply() -> None:
    def edited(picture: str) -> list[Result]:
        steps = (Step("edit", "…", output=picture),)
        return [replace(each, steps=steps) for each in row(MT, right(3, 5), "stepwise")]

    assert Evidence.of_runs([edited("a1"), edited("b2")]).distinct == {(MT, "stepwise"): (0, 1)}
    assert Evidence.of_runs([edited("a1"), edited("a1")]).distinct == {(MT, "stepwise"): (0,)}


def test_a_run_that_lacks_the_category_says_nothing_of_it() -> None:
    evidence = Evidence.of_runs([drawn(row(AF, right(1, 2)), 0), drawn(row(MT, right(1, 2)), 1)])
    assert evidence.distinct == {PLACE: (1,), (AF, "direct"): (0,)}
    assert evidence.scores(CASE) == (WHOLE,)


def test_where_replies_are_not_known_runs_are_taken_for_draws() -> None:
    """A file of format 1 that was added to: nothing says they are copies."""
    cases = Evidence.of_runs([list(row(MT, right(1, 2)))] * 2).cases
    assert Evidence(cases).distinct == {PLACE: (0, 1)}


def test_repeats_that_a_noisy_judge_told_apart_are_one_score() -> None:
    results = [made(MT, 0, state, repeat=repeat) for repeat, state in enumerate(right(2, 3))]
    assert Evidence.of_runs([results]).scores(CASE) == (WHOLE * 2 // 3,)
    assert Evidence.of_runs([drawn(results, "a")]).scores(CASE) == (WHOLE, WHOLE, 0)


def test_a_case_without_a_verdict_or_a_record_has_no_score() -> None:
    evidence = Evidence.of_runs([[made(MT, 0, "error")]])
    assert evidence.scores(CASE) == evidence.scores("other-x-0000-direct") == ()


def test_a_model_is_deterministic_where_all_its_repeats_are_alike() -> None:
    greedy, sampled = list(row(MT, right(3, 5))), list(row(AF, right(3, 5)))
    results = [*repeated(greedy, 3), *drawn(repeated(sampled, 3), "run")]
    assert deterministic(results) == {PLACE: 3}
    assert deterministic([*greedy, *sampled]) == {}, "one repeat says nothing"
    assert deterministic([*repeated(greedy, 2), *drawn(repeated(greedy[:1], 2), 0)]) == {}


def test_repeats_that_are_copies_are_told_where_they_are() -> None:
    greedy, sampled = list(row(MT, right(3, 5))), list(row(AF, right(3, 5)))
    said = repeats_line(repeated(greedy, 3))
    assert said == "3 repeats, 1 distinct everywhere: the model is deterministic there, and its repeats count once"
    some = repeats_line([*repeated(greedy, 2), *drawn(repeated(sampled, 2), "run")])
    assert str(some).startswith("2 repeats, 1 distinct in 1 of 2 categories x protocols: ")
    assert repeats_line([*greedy, *sampled]) is None
