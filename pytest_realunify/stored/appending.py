"""How results get into a journal: at once into the kernel's hands, and in groups onto the disk."""

from __future__ import annotations

import contextlib
import os
import re
import threading
from typing import Final

import msgspec

from pytest_realunify.datafiles.plain_folder import PlainFolder
from pytest_realunify.datafiles.whole_files import must_be_kept, settle, write_all
from pytest_realunify.errors import DataError, StorageError
from pytest_realunify.records import Result

JOURNAL: Final = "journal.jsonl"
IMAGES: Final = "images"
"""The folder of a run's pictures, which go onto the disk before the lines that name them."""

EVERY: Final = 0.5
"""Seconds from a line to when it is put onto the disk, with all that came meanwhile: a second with what that takes."""

_BLOCK: Final = 65536
_SHA256: Final = re.compile("[0-9a-f]{64}")


class Journal:
    """Appends results, each whole: a killed run loses at most the case in flight, and a power cut what is younger than
    a second.

    What cannot be written raises StorageError: from the call that finds out, or from the next one after that.
    """

    def __init__(self, run: PlainFolder, name: str = JOURNAL) -> None:
        self._path = run.path / name
        self._images = run.folder(IMAGES)
        with must_be_kept(self._path):
            self._file = run.open(name, os.O_RDWR | os.O_CREAT | os.O_APPEND)
            self._size = _whole(self._file)
            os.ftruncate(self._file, self._size)  # of an unfinished last line
        self._encoder = msgspec.json.Encoder()
        self._lock = threading.Lock()
        self._broken: StorageError | None = None
        self._is_behind = False
        self._pictures: set[str] = set()
        """Named by lines that are not on the disk yet."""
        self._settled: set[str] = set()
        self._closing = threading.Event()
        self._settler: threading.Thread | None = None

    def append(self, result: Result) -> None:
        """One line, in the kernel's hands when this returns."""
        line = self._encoder.encode(result) + b"\n"
        with self._lock:
            if self._broken is not None:
                raise self._broken
            try:
                write_all(self._file, line)
            except OSError as error:
                raise self._given_up(error) from error
            self._size += len(line)
            self._pictures |= pictures_of(result) - self._settled
            self._is_behind = True
        if self._settler is None:
            self._settler = threading.Thread(target=self._keep_settled, name="realunify-journal", daemon=True)
            self._settler.start()

    def close(self) -> None:
        """After this the journal cannot be appended to, and all of it is on the disk."""
        self._closing.set()
        if self._settler is not None:
            self._settler.join()
        with self._lock:
            if self._file < 0:
                return
            if self._broken is None:
                self._settle()
            os.close(self._file)
            self._file = -1
        if self._broken is not None:
            raise self._broken

    def _keep_settled(self) -> None:
        """In a thread, which keeps no process alive."""
        while not self._closing.wait(EVERY) and self._broken is None:
            self._settle()

    def _settle(self) -> None:
        """Pictures first, so that no line that is kept names one that is not. (Not within the lock: a slow disk is not
        to hold up who appends.)"""
        if not self._is_behind:
            return
        self._is_behind, pictures = False, self._pictures.copy()
        try:
            if pictures:
                self._images.settle([f"{sha256}.png" for sha256 in pictures])
            settle(self._file)
        except (OSError, DataError) as error:
            told = error if isinstance(error, OSError) else OSError(str(error))
            self._broken = self._broken or StorageError.of(str(self._path), told)
        else:
            self._settled |= pictures
            self._pictures -= pictures

    def _given_up(self, error: OSError) -> StorageError:
        """Half a line is cut away: what came behind it would be lost with it. Nothing comes."""
        with contextlib.suppress(OSError):
            os.ftruncate(self._file, self._size)
        self._broken = StorageError.of(str(self._path), error)
        return self._broken


def pictures_of(result: Result) -> set[str]:
    """By sha256, those that a run may keep in a file of its own."""
    named = {sha256 for step in result.steps for sha256 in step.inputs}
    named |= {step.output for step in result.steps if step.verb != "understand" and step.output is not None}
    return {sha256 for sha256 in named if _SHA256.fullmatch(sha256)}


def _whole(file: int) -> int:
    """How many bytes of it are whole lines."""
    end = os.lseek(file, 0, os.SEEK_END)
    while end:
        start = max(0, end - _BLOCK)
        os.lseek(file, start, os.SEEK_SET)
        found = os.read(file, end - start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        end = start
    return 0
