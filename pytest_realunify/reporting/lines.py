"""One case in one line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from pytest_realunify.interfaces import GEUInstance
from pytest_realunify.records import Attempt, Poll, Result, Verdict
from pytest_realunify.text import harmless, shortened

_FINISHES: Final = {"length": "cut at max_tokens", "content_filter": "withheld by a content filter"}


def answer_line(instance: GEUInstance, attempt: Attempt, verdict: Verdict) -> str:
    """Such as `expected B, got C: Which number do the green segments show?`"""
    return _answered(instance.answer, attempt, verdict, instance.question)


def result_line(result: Result, asks: bool = True) -> str:
    """The same of a stored result, and `poll_line` of one that was judged. Without the question, which is the suite's,
    unless `asks`."""
    if result.axis == "GEU":
        question = asked_question(result) if asks else ""
        return _answered(result.expected or "", result, result.verdict, question)
    return poll_line(result.verdict, result.polls, asks)


def asked_question(result: Result) -> str:
    """What the last prompt begins with, before the options; all of one that has none."""
    return result.steps[-1].prompt.partition("\n\n")[0] if result.steps else ""


def _answered(expected: str, attempt: Attempt | Result, verdict: Verdict, question: str) -> str:
    got = verdict.answers.get("strict") or f"no answer{_why_none(attempt)} in {shortened(attempt.reply or '', 60)!r}"
    told = harmless(shortened(question, 200))
    return f"expected {expected}, got {got}" + (f": {told}" if told else "")


def ended(finish: str) -> str:
    """Why a reply ended early, in words. What is none of ours came from a server, and may go into Markdown."""
    return _FINISHES.get(finish) or f"ended by {re.sub('[^A-Za-z0-9_.-]', '_', finish[:40])}"


def finish_counts(finishes: Mapping[str, int]) -> Iterator[str]:
    """Such as `12 replies cut at max_tokens`."""
    for finish, count in sorted(finishes.items()):
        yield f"{count} {'reply' if count == 1 else 'replies'} {ended(finish)}"


def _why_none(attempt: Attempt | Result) -> str:
    finish = attempt.steps[-1].finish if attempt.steps else ""
    return f" ({ended(finish)})" if finish else ""


def poll_line(verdict: Verdict, polls: Sequence[Poll], asks: bool = True) -> str:
    """Such as `expected no, got yes: Is the top stripe red? (1 of 4 questions)`; the state alone where that is all.

    Without the question unless `asks`.
    """
    if verdict.strict == "judge-invalid":
        undecided = next((poll for poll in polls if poll.answer is None), None)
        return f"judge-invalid: {_undecided(undecided, asks)}" if undecided else "judge-invalid"
    missed = [poll for poll in polls if poll.answer != poll.expected]
    if verdict.strict != "wrong" or not missed:
        return verdict.strict
    first = missed[0]
    question = f": {harmless(shortened(first.question, 200))}" if asks else ""
    return f"expected {first.expected}, got {first.answer}{question} ({len(missed)} of {len(polls)} questions)"


def _undecided(poll: Poll, asks: bool) -> str:
    replies = ", ".join(repr(shortened(reply, 60)) for reply in ([vote.reply for vote in poll.votes] or [poll.reply]))
    wanted = "majority" if poll.votes else "yes or no"
    return f"no {wanted} in {replies}" + (f" to {harmless(shortened(poll.question, 200))!r}" if asks else "")
