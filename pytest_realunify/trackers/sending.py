"""Sends a finished run to each tracker, a line about each. What fails costs its own line and nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from pytest_realunify.api.run import Run
from pytest_realunify.errors import RealUnifyError
from pytest_realunify.records import Trouble
from pytest_realunify.reporting.html.texts import without_secrets
from pytest_realunify.text import harmless, shortened
from pytest_realunify.trackers.finding import Telling, Tracker
from pytest_realunify.trackers.surroundings import unattended
from pytest_realunify.trackers.tracked import tracked

_NOT_SENT: Final = " tracker: not sent: "
"""Behind a tracker's name."""

LONGEST: Final = 300
"""Letters of what a library says: a failed request of some is a page of HTML."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of it."""

    line: str
    done: bool


def send_all(run: Run, trackers: Sequence[Tracker], step: int | None = None) -> Iterator[Sent]:
    """One after another. `step` overrides the label's. Never raises but for Ctrl-C."""
    telling = cache(lambda: tracked(run, step))
    for tracker in trackers:
        yield _sent(run, tracker, telling)


def _sent(run: Run, tracker: Tracker, telling: Telling) -> Sent:
    try:
        if not_yet := unfinished(run):
            return Sent(f"{tracker.name}{_NOT_SENT}{not_yet}", done=False)
        with unattended():
            place = tracker.send(run, telling)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 (a library may even end the process; the run is done all the same)
        return Sent(f"{tracker.name}{_NOT_SENT}{_why(error)}; {_later(run, tracker)}", done=False)
    return Sent(f"{tracker.name} tracker: {harmless(shortened(_near(str(place or 'sent')), LONGEST))}", done=True)


def unfinished(run: Run) -> str:
    """Why its scores are none yet, for a curve or a table would show them as if they were; empty where they are."""
    if run.facts["options"].get("realunify_shard"):
        return "a shard's scores are not the run's; send the merged run with `realunify track`"
    if missing := run.stored.summary.missing:
        return f"{missing} cases have no result yet; it is sent when the run is resumed and complete"
    return "" if run.stored.results else "it has no result"


def _near(place: str) -> str:
    """A path as it would be typed here."""
    here = f"{Path.cwd()}{os.sep}"
    return place.removeprefix(here)


def _why(error: BaseException) -> str:
    trouble = Trouble.of(error)
    said = trouble.message if isinstance(error, RealUnifyError) else f"{trouble.kind}: {trouble.message}"
    return harmless(shortened(str(without_secrets(said)), LONGEST))  # requests quotes an address with its login


def _later(run: Run, tracker: Tracker) -> str:
    return harmless(f"later: realunify track {run.id} --to={tracker.name}")
