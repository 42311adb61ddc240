"""The lines of a journal, one at a time, whoever reads them: those that are whole, where each begins, what it holds."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Final, TypeVar

import msgspec

from pytest_realunify.datafiles.plain_folder import PlainFolder
from pytest_realunify.errors import DataError
from pytest_realunify.stored.appending import JOURNAL

T = TypeVar("T")

_BLOCK: Final = 1 << 20
"""Bytes read at once: a journal may have gigabytes, and is never held whole."""


@contextmanager
def opened(folder: PlainFolder, name: str = JOURNAL) -> Iterator[IO[bytes]]:
    """Raises FileNotFoundError where there is no journal, DataError for one that cannot be read."""
    try:
        with os.fdopen(folder.open(name, os.O_RDONLY), "rb", buffering=_BLOCK) as file:
            yield file
    except FileNotFoundError:
        raise
    except OSError as error:
        problem = f"cannot be read: {error.strerror or error}"
        raise DataError.at(folder.path / name, None, None, problem) from error


def decoded(
    folder: PlainFolder, decoder: msgspec.json.Decoder[T], has_ended: Callable[[], bool], name: str = JOURNAL
) -> Iterator[tuple[int, T]]:
    """Where each line begins, and what it holds; nothing where there is no journal.

    A last line without its newline was being written when the run was killed: it is not there yet. Nor is one that
    holds zeros, unless the run `has_ended`: JSON has none, and a disk has them where the power went too early.
    Raises DataError, naming the line by how many are read before it.
    """
    for number, (place, line) in enumerate(_lines(folder, has_ended, name)):
        try:
            found = decoder.decode(line)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise DataError.at(folder.path / name, number, None, f"not a result: {error}") from error
        yield place, found


def _lines(folder: PlainFolder, has_ended: Callable[[], bool], name: str) -> Iterator[tuple[int, bytes]]:
    place, is_cut = 0, None
    with contextlib.suppress(FileNotFoundError), opened(folder, name) as file:
        for line in file:
            if not line.endswith(b"\n"):
                return
            if b"\0" in line and is_cut is None:
                is_cut = not has_ended()
            if not (is_cut and b"\0" in line):
                yield place, line[:-1]
            place += len(line)
