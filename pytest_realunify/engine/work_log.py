"""What a process does, written as it does it, so that nothing it has made is lost with it and the right case is blamed.

One file per process, in the run's `inflight`, which nobody else writes: a line before model or judge is asked, a line
with every attempt as soon as it is made. It is in the kernel's hands when a call returns, so it outlives the process;
only a power cut may take it, and then what it tells of is made again.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec

from pytest_realunify.datafiles.plain_folder import PlainFolder
from pytest_realunify.engine.blame import Blame, Event
from pytest_realunify.records import Attempt
from pytest_realunify.records.bounds import LARGEST

ENDING: Final = ".work"


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line."""

    event: Event
    cases: tuple[str, ...] = ()
    """By `Case.param`."""
    attempt: Attempt | None = None
    """What was made, of the one case there is then."""
    made_of: str = ""
    """By which an attempt is known to be of the data and the protocol that a test passes; empty: of whatever it is."""
    judging: dict[str, int] = {}
    """What judging it has cost already, in a session in which it could not be judged."""


class WorkLog:
    """Written by one process, from any of its threads. What cannot be written is not known later, and made again."""

    def __init__(self, folder: Path, name: str) -> None:
        """`folder` is the run's `inflight`, `name` the process's. Touches nothing before the first line."""
        self.name = f"{name}{ENDING}"
        self.blame = Blame()
        self._folder = PlainFolder.of(folder)
        self._file: int | None = None
        self._torn = False
        self._closed = False
        self._lock = threading.Lock()

    def tell(self, event: Event, cases: Iterable[str] = ()) -> None:
        """Of these cases; see `blame.Event`."""
        if told := tuple(cases):
            self._write([Entry(event, told)])

    def made(self, entries: Iterable[Entry]) -> None:
        """Attempts, a case each."""
        self._write(entries)

    def lost(self, event: Event) -> None:
        """`model lost` or `judge lost`."""
        self._write([Entry(event)])

    def close(self) -> None:
        """In order: nothing is in hand any more. What is told later is not written."""
        if self._file is not None:
            self._write([Entry("end")])
        with self._lock:
            self._closed = True
            if self._file is not None:
                os.close(self._file)
                self._file = None

    def _write(self, entries: Iterable[Entry]) -> None:
        data = b""
        with self._lock:
            for entry in entries:
                self.blame.tell(entry.event, entry.cases)
                with contextlib.suppress(UnicodeEncodeError):  # of a protocol's own text: its test will say so
                    data += _ENCODER.encode(entry) + b"\n"
            if self._closed or not data:
                return
            with contextlib.suppress(OSError):
                if self._file is None:
                    self._file = self._folder.open(self.name, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
                data = b"\n" + data if self._torn else data
                self._torn = True
                self._torn = os.write(self._file, data) != len(data)


def read(folder: PlainFolder, name: str, start: int = 0) -> tuple[list[Entry], int]:
    """The whole lines of a log from a place in it on, and the place where they end. A line that is none (its process
    died writing it) is passed over. Empty where there is no such file."""
    try:
        opened = folder.open(name, os.O_RDONLY)
    except OSError:
        return [], start
    with os.fdopen(opened, "rb") as file:
        file.seek(start)
        data = file.read()
    whole = data[: data.rfind(b"\n") + 1]
    found = (_entry(line) for line in whole.split(b"\n"))
    return [entry for entry in found if entry is not None], start + len(whole)


def _entry(line: bytes) -> Entry | None:
    try:
        entry = _DECODER.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    steps = entry.attempt.steps if entry.attempt is not None else ()
    counts = (*entry.judging.values(), *(count for step in steps for count in step.usage.values()))
    return None if any(abs(count) > LARGEST for count in counts) else entry


_ENCODER: Final = msgspec.json.Encoder()
_DECODER: Final = msgspec.json.Decoder(Entry)
