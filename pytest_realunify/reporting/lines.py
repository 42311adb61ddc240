"""One case in one line."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_realunify.interfaces import GEUInstance
from pytest_realunify.records import Attempt, Poll, Verdict
from pytest_realunify.text import harmless, shortened


def answer_line(instance: GEUInstance, attempt: Attempt, verdict: Verdict) -> str:
    """Such as `expected B, got C: Which number do the green segments show?`"""
    got = verdict.answers.get("strict") or f"no answer in {shortened(attempt.reply or '', 60)!r}"
    return f"expected {instance.answer}, got {got}: {harmless(shortened(instance.question, 200))}"


def poll_line(verdict: Verdict, polls: Sequence[Poll]) -> str:
    """Such as `expected no, got yes: Is the top stripe red? (1 of 4 questions)`; the state alone where that is all."""
    if verdict.strict == "judge-invalid":
        return f"judge-invalid: {_undecided(next(poll for poll in polls if poll.answer is None))}"
    missed = [poll for poll in polls if poll.answer != poll.expected]
    if verdict.strict != "wrong" or not missed:
        return verdict.strict
    first = missed[0]
    question = harmless(shortened(first.question, 200))
    return f"expected {first.expected}, got {first.answer}: {question} ({len(missed)} of {len(polls)} questions)"


def _undecided(poll: Poll) -> str:
    replies = ", ".join(repr(shortened(reply, 60)) for reply in ([vote.reply for vote in poll.votes] or [poll.reply]))
    wanted = "majority" if poll.votes else "yes or no"
    return f"no {wanted} in {replies} to {harmless(shortened(poll.question, 200))!r}"
