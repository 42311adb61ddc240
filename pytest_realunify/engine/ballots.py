"""What goes into a poll and what comes out: apart from `polling`, so that collecting needs no scorer."""

from __future__ import annotations

from dataclasses import dataclass, field

from pytest_realunify.interfaces import Question
from pytest_realunify.protocols import Drawn
from pytest_realunify.records import Poll, Trouble


@dataclass(frozen=True, slots=True)
class Ballot:
    """A drawn picture and what the judge is asked about it. Several threads may read the picture at once."""

    picture: Drawn
    questions: tuple[Question, ...]
    draw: str = ""
    """Which draw of the case it is: the judge is asked anew for each."""
    shared: bool = False
    """Whether what was said of the same picture in another draw will do."""


@dataclass(frozen=True, slots=True)
class Polled:
    """What came of a ballot. Polls whose judge call failed are not among `polls`; `error` is the first one's."""

    polls: tuple[Poll, ...]
    error: Trouble | None = None
    usage: dict[str, int] = field(default_factory=dict)
    """What the judge's calls for it cost, failed ones too."""
