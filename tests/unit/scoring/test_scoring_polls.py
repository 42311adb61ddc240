"""From polls to a verdict: all must match, trouble is never a wrong answer, and parity is the script's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.interfaces import Question
from pytest_realunify.records import Attempt, Poll, Trouble, Verdict, Vote
from pytest_realunify.reporting.lines import poll_line
from pytest_realunify.scoring import parity, score_polls, strict

DRAWN = Attempt(reply="ab" * 32)
AWAY = Trouble("ConnectionError", "judge is away")
QUESTIONS = (Question("Two wheels?", "yes"), Question("A horse?", "no"), Question("Red?", "yes"))

REPLIES = st.sampled_from(["yes", "No.", "no, not in my eyes", "I cannot tell", "yes or no", "", "Unknown", "Sure"])


def polls(*replies: str | None, questions: tuple[Question, ...] = QUESTIONS) -> tuple[Poll, ...]:
    """One poll per reply; None is a poll that failed."""
    return tuple(
        Poll(question.question, question.answer, reply, strict.yes_no(reply))
        for question, reply in zip(questions, replies, strict=True)
        if reply is not None
    )


def scored(*replies: str | None) -> tuple[str, str]:
    verdict = score_polls(DRAWN, QUESTIONS, polls(*replies), AWAY if None in replies else None)
    assert verdict.answers == {}
    return verdict.strict, verdict.parity


@pytest.mark.parametrize(
    ("replies", "verdicts"),
    [
        (("Yes.", "no", "yes"), ("correct", "correct")),
        (("Yes.", "yes", "yes"), ("wrong", "wrong")),
        (("yes", "No, not in my eyes", "yes"), ("correct", "wrong")),
        (("yes", "I cannot tell", "yes"), ("judge-invalid", "correct")),
        (("no", "neither", "yes"), ("judge-invalid", "wrong")),
        (("no", None, "yes"), ("error", "wrong")),
        (("yes", None, "no"), ("error", "error")),
        ((None, "no", "yes"), ("error", "error")),
        (("yes", "no", None), ("error", "error")),
        (("neither", None, "yes"), ("error", "wrong")),
        ((None, None, None), ("error", "error")),
    ],
)
def test_polls_score_as_worked_out_by_hand(replies: tuple[str | None, ...], verdicts: tuple[str, str]) -> None:
    assert scored(*replies) == verdicts


@given(st.lists(REPLIES | st.none(), min_size=3, max_size=3))
def test_strict_puts_error_over_undecided_over_wrong(replies: list[str | None]) -> None:
    read = [None if reply is None else strict.yes_no(reply) for reply in replies]
    if None in replies:
        expected = "error"
    elif None in read:
        expected = "judge-invalid"
    else:
        expected = "correct" if read == ["yes", "no", "yes"] else "wrong"
    assert scored(*replies)[0] == expected


@given(st.lists(REPLIES, min_size=3, max_size=3))
def test_parity_is_right_only_where_every_reply_read_its_way_is_the_gold_answer(replies: list[str]) -> None:
    matches = [parity.yes_no(reply) == question.answer for reply, question in zip(replies, QUESTIONS, strict=True)]
    assert scored(*replies)[1] == ("correct" if all(matches) else "wrong")


def test_the_majority_decides_for_strict_and_the_first_vote_for_parity() -> None:
    poll = Poll("Two wheels?", "yes", "no", "yes")
    assert score_polls(DRAWN, QUESTIONS[:1], [poll], None) == Verdict("correct", "wrong")


@pytest.mark.parametrize(
    ("attempt", "state"),
    [
        (Attempt(unsupported="generate"), "unsupported"),
        (Attempt(error=AWAY), "error"),
        (Attempt(), "error"),
    ],
)
def test_what_was_not_drawn_is_not_wrong(attempt: Attempt, state: str) -> None:
    verdict = score_polls(attempt, QUESTIONS, (), None)
    assert (verdict.strict, verdict.parity) == (state, state)


def test_votes_without_a_majority_are_all_shown() -> None:
    votes = (Vote("Yes", "yes"), Vote("no", "no"), Vote("maybe\x1b", None))
    poll = Poll("A horse?", "no", "Yes", None, votes)
    assert poll_line(score_polls(DRAWN, QUESTIONS[1:2], [poll], None), [poll]) == (
        r"judge-invalid: no majority in 'Yes', 'no', 'maybe\x1b' to 'A horse?'"
    )


@pytest.mark.parametrize(
    ("replies", "line"),
    [
        (("yes", "Yes.", "no"), "expected no, got yes: A horse? (2 of 3 questions)"),
        (("yes", "Can't\n say", "yes"), "judge-invalid: no yes or no in \"Can't say\" to 'A horse?'"),
        (("yes", "no", "yes"), "correct"),
    ],
)
def test_a_picture_s_verdict_is_one_line(replies: tuple[str, ...], line: str) -> None:
    given = polls(*replies)
    assert poll_line(score_polls(DRAWN, QUESTIONS, given, None), given) == line
