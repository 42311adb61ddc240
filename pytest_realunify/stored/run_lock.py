"""Who writes a run: one process at a time, which holds a lock that ends with it.

The lock is the system's (`flock`): nobody has to clean up after a process that was killed, on this machine or, over
NFS, on another, whose server frees it. Beside it stand host and process, for the message, and a token by which the
run's workers know whether it is still theirs. Where a file system has no locks the run goes on, and says so.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import socket
import weakref
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Final

import msgspec

from pytest_realunify.datafiles.plain_folder import PlainFolder
from pytest_realunify.datafiles.whole_files import must_be_kept, write_all
from pytest_realunify.errors import DataError, StorageError, UsageError
from pytest_realunify.text import harmless

FILE: Final = "lock.json"

UNPROTECTED: Final = (
    "this file system has no locks: see to it yourself that no other pytest goes on with the same run meanwhile"
)

_NO_LOCKS: Final = {errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL}
_MOST: Final = 10_000


class Holder(msgspec.Struct, frozen=True):
    """What the file says."""

    host: str
    pid: int
    since: str
    token: str


class RunLock:
    """Held from `take` to `free`, or to the end of this process: a child that is forked from it holds nothing."""

    def __init__(self, folder: PlainFolder) -> None:
        """`folder` is the run's. Touches nothing."""
        self._folder = folder
        self._file = -1
        self.token = secrets.token_hex(8)
        self.is_known = True
        """False where the file system has no locks."""

    def take(self) -> None:
        """Raises UsageError, in one line, where another process has it; StorageError where nothing can be written."""
        with must_be_kept(self._folder.path / FILE):
            while not self._try():
                self.let_go()

    def free(self) -> None:
        """The file goes with it: what is there belongs to a run that goes on, or to one that was killed."""
        if self._file >= 0:
            with contextlib.suppress(OSError, DataError):
                self._folder.remove(FILE)
            self.let_go()

    def _try(self) -> bool:
        """False: its file was taken away between opening and locking, by the process before."""
        self._file = self._folder.open(FILE, os.O_RDWR | os.O_CREAT)
        _HELD.add(self)
        try:
            self.is_known = _locked(self._file)
        except BlockingIOError:
            told = _refused(self._folder, holder(self._folder))
            self.let_go()
            raise told from None
        if not self._is_there():
            return False
        said = Holder(
            socket.gethostname(), os.getpid(), datetime.now(timezone.utc).isoformat("T", "seconds"), self.token
        )
        os.ftruncate(self._file, 0)
        write_all(self._file, msgspec.json.encode(said) + b"\n")
        return True

    def _is_there(self) -> bool:
        try:
            opened = self._folder.open(FILE, os.O_RDONLY)
        except FileNotFoundError:
            return False
        try:
            return os.path.sameopenfile(opened, self._file)
        finally:
            os.close(opened)

    def let_go(self) -> None:
        """Of the file, which stays."""
        _HELD.discard(self)
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


@dataclass(frozen=True, slots=True)
class Tenancy:
    """What a worker knows of the lock that its controller took."""

    folder: PlainFolder
    token: str = ""
    """Empty where nobody took one, as in a test of a part."""

    def check(self) -> None:
        """Raises StorageError in a worker that has outlived its controller, and whose run is somebody else's now."""
        if self.token and ((found := holder(self.folder)) is None or found.token != self.token):
            raise StorageError(
                f"run {harmless(self.folder.path.name)} is no longer this process's: the pytest that began it is gone. "
                "Nothing more is written"
            )


def holder(folder: PlainFolder) -> Holder | None:
    """Who has the run, or had it when it was killed. None where nobody says."""
    try:
        return msgspec.json.decode(folder.read(FILE, _MOST), type=Holder)
    except (OSError, DataError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def _locked(file: int) -> bool:
    """False where there are no locks. Raises BlockingIOError where another process has it."""
    try:
        import fcntl
    except ImportError:  # Windows
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EWOULDBLOCK, errno.EACCES, errno.EAGAIN):
            raise BlockingIOError(*error.args) from error
        if error.errno in _NO_LOCKS:
            return False
        raise
    return True


def _refused(folder: PlainFolder, found: Holder | None) -> UsageError:
    who = (
        f"process {found.pid} on {harmless(found.host)}, since {harmless(found.since)}" if found else "another process"
    )
    return UsageError(f"run {harmless(folder.path.name)} is being written by {harmless(who)}: wait, or end it")


_HELD: Final[weakref.WeakSet[RunLock]] = weakref.WeakSet()


def _let_go() -> None:
    """In a forked child: `flock` is the open file's, which parent and child share, so the child may only close it."""
    for each in list(_HELD):
        each.let_go()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)
