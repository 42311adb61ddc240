"""Results as numbers need them: an outline of each, which is all that is kept of a great journal."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from json.encoder import encode_basestring_ascii as quoted
from typing import Any, Final, Literal, NamedTuple

import msgspec

from pytest_realunify.numbers.unread import reason_of
from pytest_realunify.records import Result, State
from pytest_realunify.taxonomy import Axis, Stratum

DIGITS: Final = 8
"""Hex digits of a reply's digest: two of a thousand replies are alike by chance once in 8,000 runs."""

Who = Literal["model", "judge"]
Spot = tuple[Who, str, str]
"""What is counted of a cost: whose, under which verb, and its name, such as `output_tokens`."""


class Marks(NamedTuple):
    """A verdict without the letters that were read."""

    strict: State
    parity: State


class Asked(NamedTuple):
    """A poll without its words."""

    expected: str
    answer: str | None
    copied: bool
    by: str
    repeated: bool
    """Whether it was asked more than once."""
    flipped: bool
    """Whether votes contradict one another."""


class Outline(msgspec.Struct, frozen=True, gc=False):
    """What of a result makes tables, gates and trends, and tells a copy of another run's.

    Outlines of one run share what they have in common, such as their categories, verdicts and polls. (Without the
    garbage collector's knowledge, for there are hundreds of thousands, and none leads back to itself.)
    """

    case: str
    instance: str
    axis: Axis
    category: str
    protocol: str
    repeat: int
    verdict: Marks
    digest: str | None
    """Of all that the model put out for the case; None where it has no reply."""
    said: str = ""
    """All that it put out; empty where nobody asks: of a run without repeats."""
    subtask: str = ""
    expected: str | None = None
    answers: tuple[str | None, str | None] = (None, None)
    """The letters that strict and parity read."""
    polls: tuple[Asked, ...] = ()
    unread: str = ""
    """Why the judge could not read the picture."""
    trouble: str | None = None
    """The kind of its error."""
    seconds: float = 0.0
    stratum: Stratum | None = None
    finishes: tuple[str, ...] = ()
    """Why replies ended before they were done, step by step."""
    spots: tuple[Spot, ...] = ()
    """What was counted of its costs, call by call, and in `spent` how many of each."""
    spent: tuple[int, ...] = ()

    @property
    def key(self) -> tuple[str, int]:
        """A case runs once per repeat."""
        return self.case, self.repeat


class Outliner:
    """Makes the outlines of one run, which share what they have in common."""

    def __init__(self, texts: bool) -> None:
        """`texts`: keep what was said, for a run with repeats."""
        self._texts = texts
        self._shared: dict[Any, Any] = {}
        self._marks: dict[tuple[State, State], Marks] = {}
        self._asked: dict[tuple[Any, ...], tuple[Asked, ...]] = {}
        self._spots: dict[tuple[Any, ...], tuple[Spot, ...]] = {}

    def __call__(self, result: Result) -> Outline:
        """Of a result, or a Struct with its fields."""
        share = self._shared.setdefault
        verdict, answers, said = result.verdict, result.verdict.answers, all_said(result.reply, result.steps)
        spots, spent = self._costs(result)
        letters = answers.get("strict"), answers.get("parity")
        return Outline(
            case=result.case,
            instance=result.instance,
            axis=result.axis,
            category=share(result.category, result.category),
            protocol=share(result.protocol, result.protocol),
            repeat=result.repeat,
            verdict=self._marked(verdict.strict, verdict.parity),
            digest=None if result.reply is None else digest(said),
            said=said if self._texts else "",
            subtask=share(result.subtask, result.subtask),
            expected=share(result.expected, result.expected),
            answers=share(letters, letters),
            polls=self._polls(result),
            unread=reason_of(result.polls) if verdict.strict == "judge-invalid" else "",
            trouble=share(result.error.kind, result.error.kind) if result.error else None,
            seconds=result.seconds,
            stratum=result.stratum,
            finishes=tuple([step.finish for step in result.steps if step.finish]),
            spots=spots,
            spent=spent,
        )

    def _marked(self, strict: State, parity: State) -> Marks:
        known = self._marks.get((strict, parity))
        return known or self._marks.setdefault((strict, parity), Marks(strict, parity))

    def _polls(self, result: Result) -> tuple[Asked, ...]:
        if not result.polls:
            return ()
        asked = tuple([
            (each.expected, each.answer, each.copied, each.by, bool(each.votes), _flipped(each.votes))
            for each in result.polls
        ])  # fmt: skip
        known = self._asked.get(asked)
        return known or self._asked.setdefault(asked, tuple([Asked(*each) for each in asked]))

    def _costs(self, result: Result) -> tuple[tuple[Spot, ...], tuple[int, ...]]:
        """Whoever counts tokens and no calls was called."""
        told: list[tuple[Who, str, Mapping[str, int]]] = [
            ("model", step.verb, step.usage if "calls" in step.usage else {"calls": 1, **step.usage})
            for step in result.steps
            if step.usage
        ]
        if result.judging:
            told.append(("judge", "understand", result.judging))
        if not told:
            return (), ()
        shape = tuple([(who, verb, *counts) for who, verb, counts in told])
        spots = self._spots.get(shape)
        if spots is None:
            spots = self._spots[shape] = tuple([(who, verb, name) for who, verb, counts in told for name in counts])
        return spots, tuple(chain.from_iterable([counts.values() for _, _, counts in told]))


def outlined(results: Iterable[Result | Outline]) -> list[Outline]:
    """Of one run's results, in their order; outlines stay as they are."""
    given = list(results)
    whole = [each for each in given if isinstance(each, Result)]
    if not whole:
        return [each for each in given if isinstance(each, Outline)]
    outliner = Outliner(texts=len({each.case for each in whole}) < len(whole))
    return [each if isinstance(each, Outline) else outliner(each) for each in given]


def all_said(reply: str | None, steps: Iterable[Any]) -> str:
    """All that the model put out for a case: an edited picture differs where the letter after it does not.

    As `json.dumps` writes a list of it, in half the time: digests of it lie in baseline files.
    """
    outputs = [reply, *[step.output for step in steps]]
    return f"[{', '.join(['null' if each is None else quoted(each) for each in outputs])}]"


def digest(said: str) -> str:
    """By which it is known again."""
    return hashlib.sha256(said.encode()).hexdigest()[:DIGITS]


def _flipped(votes: Sequence[Any]) -> bool:
    """As `Poll.flipped`."""
    return bool(votes) and len({each.answer for each in votes if each.answer}) > 1
