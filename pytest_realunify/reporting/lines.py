"""One case in one line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from pytest_realunify.interfaces import GEUInstance
from pytest_realunify.records import Attempt, Poll, Verdict
from pytest_realunify.text import harmless, shortened

_FINISHES: Final = {"length": "cut at max_tokens", "content_filter": "withheld by a content filter"}


def answer_line(instance: GEUInstance, attempt: Attempt, verdict: Verdict) -> str:
    """Such as `expected B, got C: Which number do the green segments show?`"""
    got = verdict.answers.get("strict") or f"no answer{_why_none(attempt)} in {shortened(attempt.reply or '', 60)!r}"
    return f"expected {instance.answer}, got {got}: {harmless(shortened(instance.question, 200))}"


def ended(finish: str) -> str:
    """Why a reply ended early, in words. What is none of ours came from a server, and may go into Markdown."""
    return _FINISHES.get(finish) or f"ended by {re.sub('[^A-Za-z0-9_.-]', '_', finish[:40])}"


def finish_counts(finishes: Mapping[str, int]) -> Iterator[str]:
    """Such as `12 replies cut at max_tokens`."""
    for finish, count in sorted(finishes.items()):
        yield f"{count} {'reply' if count == 1 else 'replies'} {ended(finish)}"


def _why_none(attempt: Attempt) -> str:
    finish = attempt.steps[-1].finish if attempt.steps else ""
    return f" ({ended(finish)})" if finish else ""


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
