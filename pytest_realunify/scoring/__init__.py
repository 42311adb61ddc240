"""Both scorers over one attempt. They share no code on purpose: parity must never drift with strict."""

from __future__ import annotations

from typing import Final

from pytest_realunify.interfaces import GEUInstance
from pytest_realunify.records import Attempt, State, Verdict
from pytest_realunify.scoring import parity, strict
from pytest_realunify.scoring.polls import score_polls

__all__ = ["VERSIONS", "score_choice", "score_polls"]

VERSIONS: Final = {"strict": 1, "parity": 1}
"""Raised whenever a reply could be read differently: runs of different versions are not compared."""


def score_choice(attempt: Attempt, instance: GEUInstance) -> Verdict:
    """The letter each scorer reads in the reply, against the instance's answer."""
    if attempt.unsupported:
        return Verdict("unsupported", "unsupported")
    if attempt.error is not None or attempt.reply is None:
        return Verdict("error", "error")
    answers = {
        "strict": strict.choice(attempt.reply, instance.options),
        "parity": parity.choice(attempt.reply, instance.options),
    }
    return Verdict(_state(answers["strict"], instance.answer), _state(answers["parity"], instance.answer), answers)


def _state(answer: str | None, gold: str) -> State:
    if answer is None:
        return "unparsed"
    return "correct" if answer == gold else "wrong"
