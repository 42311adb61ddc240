"""What a model did for a case, call by call, and what went wrong."""

from __future__ import annotations

import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pytest_realunify.errors import Elsewhere, RealUnifyError
from pytest_realunify.records.bounds import Seconds
from pytest_realunify.taxonomy import Verb
from pytest_realunify.text import encodable
from pytest_realunify.unsaid import without_secrets


@dataclass(frozen=True, slots=True)
class Step:
    """One call of the model: what went in (pictures as sha256) and what came out (text, or the picture's sha256).

    `usage` is what the model says the call cost, such as `output_tokens`; empty where it says nothing. `finish` is why
    the reply ended before it was done: `length`, `content_filter`, or as the model says it; empty where it was done.
    """

    verb: Verb
    prompt: str
    inputs: tuple[str, ...] = ()
    output: str | None = None
    seconds: Seconds = 0.0
    usage: dict[str, int] = field(default_factory=dict)
    finish: str = ""


MESSAGE_BYTES: Final = 4096
"""Of a trouble's message: what raised it may have put a page, a prompt or a whole reply into it."""


def _bounded(message: str) -> str:
    """At most so many bytes of UTF-8: the beginning, which says what, and the end, which says where."""
    data = message.encode("utf-8", "replace")
    if len(data) <= MESSAGE_BYTES:
        return message
    end = MESSAGE_BYTES // 4
    start = MESSAGE_BYTES - end - len(" … ".encode())
    return f"{data[:start].decode('utf-8', 'ignore')} … {data[-end:].decode('utf-8', 'ignore')}"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a case has no verdict: `kind` is an exception's name, `crash` or `timeout`; `message` is one line."""

    kind: str
    message: str

    def __post_init__(self) -> None:
        if len(self.message) > MESSAGE_BYTES // 4:
            object.__setattr__(self, "message", _bounded(self.message))

    @classmethod
    def of(cls, error: BaseException) -> Trouble:
        """An exception as one line, with the place that raised it."""
        message = " ".join(str(error).split()) or type(error).__name__
        frames = traceback.extract_tb(error.__traceback__)
        where = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
        told = isinstance(error, RealUnifyError | Elsewhere)
        return cls(type(error).__name__, encodable(without_secrets(message if told else message + where)))


@dataclass(frozen=True, slots=True)
class Attempt:
    """What the model produced for a case. `reply` is the last step's output: text, or the drawn picture's sha256."""

    steps: tuple[Step, ...] = ()
    reply: str | None = None
    error: Trouble | None = None
    unsupported: str | None = None
    """The verb the model lacks, when it lacks one the protocol needs."""
