"""What dead processes have left to those that go on: attempts that need not be made again, and suspects.

The controller alone writes it, when a worker dies and when a run is resumed; every process that runs cases reads it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pytest_realunify.datafiles.plain_folder import PlainFolder
from pytest_realunify.engine.blame import Blame, Death, Event, Who
from pytest_realunify.engine.pictures import drawn, is_whole
from pytest_realunify.engine.work_log import ENDING, Entry, WorkLog, read
from pytest_realunify.records import Attempt, Result

NAME: Final = "left"
ANYTHING: Final = "any"
"""What an attempt was made of that a journal remembers, which does not say."""


class Estate:
    """As one process that runs cases sees it."""

    def __init__(self, folder: Path, images: Path) -> None:
        """`folder` is the run's `inflight`. Touches nothing."""
        self._folder = PlainFolder.of(folder)
        self._images = PlainFolder.of(images)
        self._read_to = 0
        self._blame = Blame()
        self._made: dict[str, Entry] = {}

    def refresh(self) -> None:
        """Read what has come since: a worker may have died."""
        entries, self._read_to = read(self._folder, f"{NAME}{ENDING}", self._read_to)
        for entry in entries:
            self._blame.tell(entry.event, entry.cases)
            if entry.attempt is not None:
                self._made[entry.cases[0]] = entry

    def has(self, case: str) -> bool:
        """Whether an attempt of it was left, whatever it was made of and whether or not its pictures are whole."""
        return case in self._made

    def take(self, case: str) -> Entry | None:
        """The attempt that was left, once. None also where one of its pictures is gone, empty or broken: a name in
        `images` is the sha256 of what it should hold."""
        entry = self._made.pop(case, None)
        if entry is None or entry.attempt is None:
            return None
        return entry if all(is_whole(self._images, picture) for picture in drawn(entry.attempt.steps)) else None

    def suspected(self, case: str) -> Who | None:
        """Of whom it may have taken a process down: it is to be asked alone."""
        state = self._blame.states.get(case)
        return "model" if state == "model's suspect" else "judge" if state == "judge's suspect" else None


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a process."""

    death: Death
    attempts: Mapping[str, Attempt]
    """That it had made, by case."""


class Executor:
    """The controller's side: logs of dead processes become what is left."""

    def __init__(self, folder: Path) -> None:
        """`folder` is the run's `inflight`. Touches nothing."""
        self._folder = PlainFolder.of(folder)
        self._log = WorkLog(folder, NAME)
        self._suspected: set[str] = set()
        """In any session so far."""

    def settle(self, name: str, event: Event = "died", sure: bool = False) -> Fate:
        """A worker is dead, of which what it had in hand goes to others now. Unless it is `sure` that the case in hand
        did it, because the process said why it ended, that may have been somebody from outside: the first time it
        becomes a suspect."""
        entries, blame = self._read(f"{name}{ENDING}")
        blame.tell(event)
        death = blame.death
        if not sure and death.culprit not in self._suspected:
            death = death.doubted()
        self._leave(entries, death)
        self._remove(f"{name}{ENDING}")  # or a run that is resumed would find it once more, and its death forgotten
        return Fate(death, {entry.cases[0]: entry.attempt for entry in entries if entry.attempt is not None})

    def resume(self, unjudged: Iterable[Result]) -> None:
        """Before the processes of a resumed run begin. Errors are tried again, and so is what a process died of alone,
        still alone: nobody saw whether it was killed from outside. `unjudged`: of the journal, what was drawn and could
        not be judged."""
        left, _ = self._read(self._log.name)
        self._suspected |= {case for entry in left if entry.event.startswith("suspect") for case in entry.cases}
        self._log.made(_drawn(result) for result in unjudged)
        for name in self._folder.names():
            if not name.endswith(ENDING) or name == self._log.name:
                continue
            entries, blame = self._read(name)
            blame.tell("died")
            death = blame.death.doubted()
            whole = [entry for entry in entries if entry.attempt is not None and entry.attempt.error is None]
            self._leave(whole, death)
            self._remove(name)

    def close(self) -> None:
        """The run is over, or this part of it."""
        self._log.close()

    def _read(self, name: str) -> tuple[list[Entry], Blame]:
        entries, _ = read(self._folder, name)
        blame = Blame()
        for entry in entries:
            blame.tell(entry.event, entry.cases)
        return entries, blame

    def _leave(self, entries: Iterable[Entry], death: Death) -> None:
        self._log.made(entry for entry in entries if entry.attempt is not None)
        self._suspected |= death.suspects.keys()
        for case, who in death.suspects.items():
            self._log.tell("suspect of model" if who == "model" else "suspect of judge", [case])

    def _remove(self, name: str) -> None:
        with contextlib.suppress(OSError):
            self._folder.remove(name)


def _drawn(result: Result) -> Entry:
    return Entry("made", (result.param,), Attempt(result.steps, result.reply), ANYTHING, result.judging)
