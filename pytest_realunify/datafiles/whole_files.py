"""Files that are there whole or as they were, whatever happens: written aside, put onto the disk, renamed.

Until a file's content is put onto the disk (`fsync`), a power cut may leave it shorter, torn or full of zeros, and a
rename without it may leave a name with nothing behind it. The rename itself holds once its folder is put there too.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pytest_realunify.errors import StorageError
from pytest_realunify.text import harmless

_NOT_OFFERED: Final = {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}
"""Said by file systems, and of things, that have no `fsync`."""


@contextmanager
def must_be_kept(path: Path) -> Iterator[None]:
    """What is written in this block the run cannot go on without. Raises StorageError for an OSError."""
    try:
        yield
    except OSError as error:
        raise StorageError.of(harmless(os.fsdecode(path)), error) from error


def write_all(descriptor: int, data: bytes) -> None:
    """A disk that is nearly full takes a part, and says so only to the next call."""
    left = memoryview(data)
    while left:
        left = left[os.write(descriptor, left) :]


def settle(descriptor: int) -> None:
    """A file, or a folder's names, onto the disk, as far as the file system can."""
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NOT_OFFERED:
            raise


def settle_folder(path: Path) -> None:
    """The names in a folder, where it may be read."""
    with contextlib.suppress(PermissionError):  # also what Windows says
        opened = os.open(path, os.O_RDONLY)
        try:
            settle(opened)
        finally:
            os.close(opened)


def make_settled(path: Path) -> None:
    """As `mkdir`, parents too; and their names are on the disk."""
    new = []
    for each in (path, *path.parents):
        if each.exists():
            break
        new.append(each)
    path.mkdir(parents=True, exist_ok=True)
    for each in new:
        settle_folder(each.parent)


def write_whole(path: Path, data: str | bytes, settled: bool = True) -> None:
    """A file of the user's, through a link to where it leads. Its folder is made. Raises OSError, and then the file is
    as it was, with nothing beside it.

    What is no plain file, such as a terminal, is written to as it is. `settled`: see `PlainFolder.replace`.
    """
    raw = data.encode("utf-8", "replace") if isinstance(data, str) else data
    target = Path(os.path.realpath(path)) if path.is_symlink() else path
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        mode = None
    if mode is not None and not stat.S_ISREG(mode):
        target.write_bytes(raw)
        return
    if mode is not None:
        os.close(os.open(target, os.O_WRONLY))  # who may not write it may not replace it
    _replace(target, raw, None if mode is None else stat.S_IMODE(mode), settled)


def _replace(target: Path, data: bytes, mode: int | None, settled: bool) -> None:
    aside = target.with_name(f".{secrets.token_hex(8)}.part")
    opened = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        try:
            write_all(opened, data)
            if mode is not None:
                os.chmod(aside, mode)  # noqa: PTH101
            if settled:
                settle(opened)
        finally:
            os.close(opened)
        os.replace(aside, target)  # noqa: PTH105
    except BaseException:
        with contextlib.suppress(OSError):
            aside.unlink()
        raise
    if settled:
        settle_folder(target.parent)
