"""What the judge said, and what the scorers make of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

State = Literal["correct", "wrong", "unparsed", "judge-invalid", "error", "unsupported"]
"""`wrong` and `unparsed` count against the model; the last three leave the accuracy and are counted beside it."""

SCORED: Final[frozenset[State]] = frozenset({"correct", "wrong", "unparsed"})


@dataclass(frozen=True, slots=True)
class Vote:
    """One reply of the judge, and what `strict` reads in it: yes, no, or None."""

    reply: str
    answer: str | None


@dataclass(frozen=True, slots=True)
class Poll:
    """One question to the judge about a drawn picture, with what it said.

    `reply` is the first vote's; `answer` is the majority's, None where there is none. `votes` are kept when the judge
    was asked more than once.
    """

    question: str
    expected: str
    reply: str
    answer: str | None
    votes: tuple[Vote, ...] = ()
    copied: bool = False
    """Whether a reply was taken from another run or repeat (`--realunify-judge-cache-share=replies`): no evidence of
    its own."""
    by: str = ""
    """Who answered, of a judge that is made of several (`pixels+vlm:MODEL`)."""

    @property
    def flipped(self) -> bool:
        """Whether votes of the same judge on the same picture contradict one another."""
        return len({vote.answer for vote in self.votes if vote.answer}) > 1


@dataclass(frozen=True, slots=True)
class Verdict:
    """What both scorers say. `answers` are what each read in the reply (a letter), None where it read none."""

    strict: State
    parity: State
    answers: dict[str, str | None] = field(default_factory=dict)
