"""A file as it is, if it is one: a run may come from elsewhere, and a pipe in a file's place would keep us waiting."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from pytest_realunify.errors import DataError


def whole(file: Path, most: int | None = None) -> bytes:
    """Its bytes. Raises DataError naming the file where it is no plain file, longer than `most` bytes, or unreadable,
    and FileNotFoundError where there is none."""
    try:
        opened = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with open(opened, "rb") as reader:  # noqa: PTH123 (a descriptor)
            found = os.fstat(opened)
            if not stat.S_ISREG(found.st_mode):
                raise DataError.at(file, None, None, "is not a file")
            if most is not None and found.st_size > most:
                raise DataError.at(file, None, None, f"is too long: more than {most // 10**6} MB")
            return reader.read()
    except FileNotFoundError:
        raise
    except IsADirectoryError as error:
        raise DataError.at(file, None, None, "is not a file") from error
    except OSError as error:
        raise DataError.at(file, None, None, f"cannot be read: {error.strerror or error}") from error
