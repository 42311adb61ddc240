"""Pictures that a judge could not read, and the reasons it gave."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

from pytest_realunify.records import Poll

PREFIX: Final = "unclear: "
"""What every reply of `pixels` begins with that is neither yes nor no."""
_BETWEEN: Final = re.compile(r"\b(?:between|hardly)\b")
_THING: Final = re.compile(r"(?:the object|object \d+ (?:from the (?:left|top)|of row \d+)): ")
_ADVICE: Final = ": pip install"
ALIKE: Final = "two readings too close to call"


@dataclass(frozen=True, slots=True)
class Unread:
    """`pictures` without a verdict of `judged`; `reasons` counts each picture's first."""

    pictures: int = 0
    judged: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)

    @property
    def wants_extra(self) -> bool:
        """Whether some are signs that only the extra reads."""
        return any("extra" in reason for reason in self.reasons)


class Looked(Protocol):
    """An outline's."""

    @property
    def polls(self) -> tuple[object, ...]: ...
    @property
    def unread(self) -> str: ...


def unread(outlines: Iterable[Looked]) -> Unread:
    """Of the judge-invalid cases those whose judge said why."""
    judged, reasons = 0, Counter[str]()
    for each in outlines:
        judged += bool(each.polls)
        reasons.update([each.unread] if each.unread else [])
    return Unread(sum(reasons.values()), judged, dict(reasons.most_common()))


def reason_of(polls: Iterable[Poll]) -> str:
    """The first that the judge gave for a picture without a verdict; "" where it gave none."""
    return next(filter(None, map(_reason, polls)), "")


def _reason(poll: Poll) -> str:
    """Without the thing it is of, and one for all names that something lies between; "" where none was given."""
    if poll.answer is not None:
        return ""
    said = next((reply for reply in (*(vote.reply for vote in poll.votes), poll.reply) if reply.startswith(PREFIX)), "")
    reason = _THING.sub("", said.removeprefix(PREFIX), count=1).split(_ADVICE)[0]
    return ALIKE if _BETWEEN.search(reason) else reason
