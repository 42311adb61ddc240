"""Both scorers over what the judge said of a drawn picture: every question must get its gold answer."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_realunify.interfaces import Question
from pytest_realunify.records import Attempt, Poll, State, Trouble, Verdict
from pytest_realunify.scoring import parity


def score_polls(
    attempt: Attempt, questions: Sequence[Question], polls: Sequence[Poll], error: Trouble | None
) -> Verdict:
    """`polls` are in the questions' order; a poll the judge failed on may be missing, and `error` then says why."""
    if attempt.unsupported:
        return Verdict("unsupported", "unsupported")
    if attempt.error is not None or attempt.reply is None:
        return Verdict("error", "error")
    return Verdict(_strict(questions, polls, error), _parity(questions, polls))


def _strict(questions: Sequence[Question], polls: Sequence[Poll], error: Trouble | None) -> State:
    # Trouble comes before `wrong`, although one mismatch is enough to be wrong: were undecided cases left out only
    # where the other questions match, the accuracy would lose pictures that are mostly right, and sink.
    if error is not None or len(polls) != len(questions):
        return "error"
    if any(poll.answer is None for poll in polls):
        return "judge-invalid"
    return "correct" if all(poll.answer == poll.expected for poll in polls) else "wrong"


def _parity(questions: Sequence[Question], polls: Sequence[Poll]) -> State:
    """As the data set's script: one question after another, up to the first whose reply does not match."""
    left = list(polls)
    for question in questions:
        if not left or left[0].question != question.question:
            return "error"
        if parity.verdict_text(left.pop(0).reply) != question.answer:
            return "wrong"
    return "correct"
