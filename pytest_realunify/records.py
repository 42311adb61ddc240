"""What travels between the parts and onto disk: instances, cases, attempts, verdicts, results. Frozen; JSON in and out.

Pictures never ride in a record: an instance names them by a reference that its suite opens, a step by the sha256 of
the stored PNG (or, for a suite's own file, of that file's bytes).
"""

from __future__ import annotations

import hashlib
import re
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

import msgspec

from pytest_realunify.errors import DataError, RealUnifyError
from pytest_realunify.taxonomy import CATEGORY, PROTOCOLS, Axis, Verb

T = TypeVar("T")

State = Literal["correct", "wrong", "unparsed", "judge-invalid", "error", "unsupported"]
"""`wrong` and `unparsed` count against the model; the last three leave the accuracy and are counted beside it."""

SCORED: Final[frozenset[State]] = frozenset({"correct", "wrong", "unparsed"})


def to_json(record: object) -> Any:
    """A record as plain dicts, lists, strings and numbers."""
    return msgspec.to_builtins(record)


def from_json(kind: type[T], data: object) -> T:
    """The inverse of `to_json`. Raises DataError naming the field when a type does not fit."""
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        raise DataError(f"not a {kind.__name__} record: {error}") from error


def encodable(text: str) -> str:
    """Exactly a `str` that UTF-8 can hold, as journal and xdist need it: a lone surrogate becomes `?`, and a subclass
    (such as numpy.str_) its text."""
    return text.encode("utf-8", "replace").decode("utf-8")


@dataclass(frozen=True, slots=True)
class Listing:
    """One instance as a suite lists it: enough to select and name cases, cheap enough for 100,000 of them."""

    id: str
    axis: Axis
    category: str
    subtask: str
    index: int
    protocols: tuple[str, ...]
    """The protocols this instance can be run under, in table order."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question a judge answers about a drawn picture, with its gold answer."""

    question: str
    answer: Literal["yes", "no"]


@dataclass(frozen=True, slots=True)
class UEGInstance:
    """Draw from the prompt. `refine_prompt` asks to rewrite it first; `refined` is that rewriting's truth, if any."""

    id: str
    category: str
    subtask: str
    index: int
    prompt: str
    questions: tuple[Question, ...]
    refine_prompt: str | None = None
    refined: str | None = None
    axis: Literal["UEG"] = "UEG"


@dataclass(frozen=True, slots=True)
class GEUInstance:
    """Answer a question about `image`. `evaluation_prompt` is the text the model sees: question, options, request.

    `image` and `intermediate` (the ground-truth edited picture, if any) are references that the suite opens.
    """

    id: str
    category: str
    subtask: str
    index: int
    question: str
    options: tuple[str, ...]
    answer: str
    evaluation_prompt: str
    image: str
    edit_prompt: str | None = None
    intermediate: str | None = None
    axis: Literal["GEU"] = "GEU"


Instance = UEGInstance | GEUInstance


def multiple_choice_prompt(question: str, options: Sequence[str]) -> str:
    """The text a model is asked when the data brings none of its own."""
    lines = "\n".join(f"{letter}. {text}" for letter, text in zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", options, strict=False))
    return f"{question}\n\n{lines}\n\nAnswer with the letter of the right option."


_CASE_ID: Final = re.compile(rf"(?P<category>{'|'.join(CATEGORY)})-.+-(?P<protocol>{'|'.join(PROTOCOLS)})(?:-rep\d+)?")


@dataclass(frozen=True, slots=True)
class Case:
    """Instance + protocol + repeat: what pytest runs as one test."""

    listing: Listing
    protocol: str
    repeat: int = 0

    @property
    def id(self) -> str:
        """Such as `mental_tracking-sequential-0007-stepwise`: the same for every repeat, and the key of baselines."""
        return f"{self.listing.id}-{self.protocol}"

    @property
    def param(self) -> str:
        """The id within pytest's brackets: the case's, and `-rep1`, `-rep2`… from the second repeat on."""
        return f"{self.id}-rep{self.repeat}" if self.repeat else self.id

    @property
    def key(self) -> tuple[str, int]:
        """As `Result.key`."""
        return self.id, self.repeat

    def seed(self, run_seed: int = 0) -> int:
        """32 bits from case, repeat and the run's seed: never from worker, order or batch."""
        digest = hashlib.sha256(f"{run_seed}/{self.id}/{self.repeat}".encode()).digest()
        return int.from_bytes(digest[:4], "big")


def kind_of(param: str) -> str | None:
    """What may share a batch, read from a case's `param` alone: category and protocol. None for anything else.

    From the id alone because xdist's controller knows nothing but node ids, and must plan the same batches.
    """
    match = _CASE_ID.fullmatch(param)
    return f"{match['category']}/{match['protocol']}" if match else None


@dataclass(frozen=True, slots=True)
class Step:
    """One call of the model: what went in (pictures as sha256) and what came out (text, or the picture's sha256).

    `usage` is what the model says the call cost, such as `output_tokens`; empty where it says nothing.
    """

    verb: Verb
    prompt: str
    inputs: tuple[str, ...] = ()
    output: str | None = None
    seconds: float = 0.0
    usage: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a case has no verdict: `kind` is an exception's name, `crash` or `timeout`; `message` is one line."""

    kind: str
    message: str

    @classmethod
    def of(cls, error: BaseException) -> Trouble:
        """An exception as one line, with the place that raised it."""
        message = " ".join(str(error).split()) or type(error).__name__
        frames = traceback.extract_tb(error.__traceback__)
        where = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
        return cls(type(error).__name__, encodable(message if isinstance(error, RealUnifyError) else message + where))


@dataclass(frozen=True, slots=True)
class Attempt:
    """What the model produced for a case. `reply` is the last step's output: text, or the drawn picture's sha256."""

    steps: tuple[Step, ...] = ()
    reply: str | None = None
    error: Trouble | None = None
    unsupported: str | None = None
    """The verb the model lacks, when it lacks one the protocol needs."""


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


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the journal: everything known about one finished case. The field names are a stable format."""

    case: str
    instance: str
    axis: Axis
    category: str
    subtask: str
    protocol: str
    repeat: int
    verdict: Verdict
    expected: str | None
    reply: str | None
    polls: tuple[Poll, ...] = ()
    steps: tuple[Step, ...] = ()
    error: Trouble | None = None
    model: str = ""
    judge: str | None = None
    worker: str = "main"
    device: str = "cpu"
    """What the worker could use, as in CUDA_VISIBLE_DEVICES, such as `0` or `2,3`; `cpu` where it had no GPU."""
    started: str = ""
    """UTC, ISO 8601."""
    seconds: float = 0.0

    @classmethod
    def of(
        cls,
        case: Case,
        attempt: Attempt,
        verdict: Verdict,
        expected: str | None,
        *,
        model: str,
        worker: str,
        started: str,
        judge: str | None = None,
        polls: tuple[Poll, ...] = (),
        error: Trouble | None = None,
        device: str = "cpu",
    ) -> Result:
        """What is known about a finished case; `started` as above, for the caller has the clock.

        `error` is trouble that came after the attempt, with the judge; the attempt's own comes first.
        """
        listing = case.listing
        return cls(
            case=case.id,
            instance=listing.id,
            axis=listing.axis,
            category=listing.category,
            subtask=listing.subtask,
            protocol=case.protocol,
            repeat=case.repeat,
            verdict=verdict,
            expected=expected,
            reply=attempt.reply,
            polls=polls,
            steps=attempt.steps,
            error=attempt.error or error,
            model=model,
            judge=judge,
            worker=worker,
            device=device,
            started=started,
            seconds=round(sum(step.seconds for step in attempt.steps), 6),
        )

    @property
    def key(self) -> tuple[str, int]:
        """What a journal is looked up by: never a node id, which differs from checkout to installed package."""
        return self.case, self.repeat
