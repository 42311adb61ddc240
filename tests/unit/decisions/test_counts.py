"""Verdicts of a case, run by run: as a person reads them, and as evidence."""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.decisions.counts import WHOLE, CaseRecord, RunCounts, in_columns
from pytest_realunify.records import State, Verdict

STATES: Sequence[State] = get_args(State)
verdicts = st.lists(st.builds(Verdict, st.sampled_from(STATES), st.sampled_from(STATES)), min_size=1, max_size=12)
counts = st.builds(RunCounts.of, verdicts, st.none() | st.integers(1, 12))
columns = st.lists(st.none() | counts, min_size=1, max_size=6).map(tuple)


def run(*strict: State, replies: int | None = None) -> RunCounts:
    return RunCounts.of((Verdict(state, state) for state in strict), replies)


@given(columns)
def test_a_record_s_text_says_all_of_it(runs: tuple[RunCounts | None, ...]) -> None:
    record = CaseRecord(runs)
    assert CaseRecord.parse(record.text) == record


@given(verdicts, st.randoms(use_true_random=False))
def test_the_order_of_repeats_says_nothing(given_verdicts: list[Verdict], shuffle: random.Random) -> None:
    turned = shuffle.sample(given_verdicts, len(given_verdicts))
    assert RunCounts.of(turned) == RunCounts.of(given_verdicts)
    assert RunCounts.of(given_verdicts).text == RunCounts.of(turned).text


@pytest.mark.parametrize(
    ("strict", "parity", "text"),
    [
        (["correct"], ["correct"], "correct"),
        (["wrong"], ["correct"], "wrong; parity correct"),
        (["wrong", "correct", "correct"], ["correct", "wrong", "correct"], "2 correct, 1 wrong"),
        (["correct", "correct"], ["correct", "wrong"], "2 correct; parity 1 correct, 1 wrong"),
        (["judge-invalid", "error"], ["error", "error"], "1 judge-invalid, 1 error; parity 2 error"),
    ],
)
def test_a_diff_reads_as_a_person_would_say_it(strict: list[State], parity: list[State], text: str) -> None:
    assert RunCounts.of(map(Verdict, strict, parity)).text == text


def test_runs_stand_apart_and_copies_are_told() -> None:
    judged = run("correct", "correct", "wrong", replies=1)
    assert judged.text == "2 correct, 1 wrong (1 reply)"
    assert CaseRecord((run("correct"), None, judged)).text == "correct | - | 2 correct, 1 wrong (1 reply)"
    assert run("correct", "correct", "correct", replies=1).text == "3 correct (1 reply)"
    assert run("correct", "correct", "wrong", replies=2).text == "2 correct, 1 wrong (2 replies)"
    assert run("correct", "correct", "wrong", replies=3).text == "2 correct, 1 wrong"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "right",
        "0 wrong",
        "correct |",
        " correct",
        "correct|wrong",
        "1 wrong, 2 wrong",
        "1 correct + 1 wrong, 1 error",
    ],
)
def test_what_is_no_record_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected a verdict such as"):
        CaseRecord.parse(text)


def test_copies_of_nothing_are_refused() -> None:
    for text in ("3 correct (3 replies)", "correct (1 reply)", "1 correct, 2 error (1 reply)"):
        with pytest.raises(ValueError, match="has no copies among"):
            CaseRecord.parse(text)


def test_each_different_reply_is_a_score() -> None:
    assert run("correct").scores == (WHOLE,)
    assert run("correct", "correct", "correct").scores == (WHOLE,) * 3
    assert run("correct", "correct", "correct", replies=1).scores == (WHOLE,)
    assert run("correct", "wrong", "correct").scores == (WHOLE, WHOLE, 0)
    assert run("wrong", "unparsed", replies=1).scores == (0,)


def test_copies_that_a_judge_told_apart_have_the_mean_of_the_repeats() -> None:
    assert run("correct", "wrong", "correct", replies=1).scores == (WHOLE * 2 // 3,)
    assert run("correct", "wrong", "correct", replies=2).scores == (WHOLE, WHOLE // 3)


def test_where_replies_are_not_known_repeats_that_agree_may_be_copies() -> None:
    assert run("correct", "correct").cautious.scores == (WHOLE,)
    assert run("correct", "wrong").cautious.scores == (WHOLE, 0)
    assert run("wrong").cautious == run("wrong")


def test_trouble_is_no_score() -> None:
    assert run("error", "judge-invalid", "unsupported").scores == ()
    assert run("error", "correct").scores == (WHOLE,)


@given(counts)
def test_scores_keep_the_mean(run: RunCounts) -> None:
    if run.scored:
        mean = Fraction(sum(run.scores), WHOLE * len(run.scores))
        assert abs(mean - Fraction(run.correct, run.scored)) <= Fraction(1, 2 * WHOLE)
    else:
        assert run.scores == ()


@given(st.lists(st.dictionaries(st.sampled_from("abc"), counts, max_size=3), min_size=1, max_size=4))
def test_columns_are_runs(runs: list[dict[str, RunCounts]]) -> None:
    records = in_columns(runs)
    assert list(records) == sorted({case for each in runs for case in each})
    for case, record in records.items():
        assert record.runs == tuple(each.get(case) for each in runs)
        assert record.correct == sum(each[case].correct for each in runs if case in each)
        assert record.known
