"""A layer between a program and its disk: records what is written below a folder and what is put onto the disk, makes
calls fail, and says what a power cut may leave.

What was written and not put onto the disk (`fsync`) may be there, be lost, torn or full of zeros, each file by itself;
names in a folder come in the order they were made, up to any of those that came after its last `fsync`.
"""

# ruff: noqa: PTH100, PTH115, PTH117, PTH118, PTH119, PTH120
from __future__ import annotations

import contextlib
import errno
import functools
import os
import random
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

GROWING: Final = ("open", "write", "fsync", "replace", "mkdir")
"""What a full disk refuses."""
CALLS: Final = ("open", "write", "fsync", "ftruncate", "replace", "unlink", "mkdir", "rmdir")


@dataclass(frozen=True)
class Op:
    """One thing that happened below the folder; `place` is a folder's path, relative to it."""

    kind: str
    place: str = ""
    name: str = ""
    file: int = -1
    """Which file: a number of its own, whatever it is called."""
    at: int = 0
    data: bytes = b""
    target: str = ""
    """What `replace` calls it."""


@dataclass
class Fault:
    """From the `after`-th call on that changes something, all fail with this."""

    number: int
    after: int
    kinds: tuple[str, ...] = CALLS
    seen: int = 0

    def check(self, kind: str, path: str) -> None:
        if kind in self.kinds:
            self.seen += 1
            if self.seen > self.after:
                raise OSError(self.number, os.strerror(self.number), path)


@dataclass
class DiskLayer:
    """Installed around `os` while it is entered."""

    root: Path
    fault: Fault | None = None
    ops: list[Op] = field(default_factory=list)
    _files: dict[tuple[int, int], int] = field(default_factory=dict)
    _next: int = 0
    _lock: Any = field(default_factory=threading.RLock)

    @contextlib.contextmanager
    def entered(self) -> Iterator[DiskLayer]:
        real = {name: getattr(os, name) for name in CALLS}
        self.root = Path(os.path.realpath(self.root))
        for name, call in real.items():
            setattr(os, name, functools.partial(getattr(self, f"_{name}"), call))
        try:
            yield self
        finally:
            for name, call in real.items():
                setattr(os, name, call)

    # What is called in the place of os's own ------------------------------------------------------------------------

    def _open(self, real: Callable[..., int], path: Any, flags: int, *rest: Any, **more: Any) -> int:
        there = self._below(path, more.get("dir_fd"))
        if there is None or not flags & (os.O_CREAT | os.O_WRONLY | os.O_RDWR):
            return real(path, flags, *rest, **more)
        with self._lock:
            is_new = not os.path.lexists(self.root / there)
            self._may_fail("open", there)
            opened = real(path, flags, *rest, **more)
            if is_new:
                self._files[self._key(opened)] = self._next
                place, name = os.path.split(there)
                self.ops.append(Op("create", place, name, self._next))
                self._next += 1
            return opened

    def _write(self, real: Callable[..., int], opened: int, data: Any) -> int:
        with self._lock:
            if (file := self._file(opened)) is None:
                return real(opened, data)
            self._may_fail("write", self._path(opened))
            import fcntl

            append = fcntl.fcntl(opened, fcntl.F_GETFL) & os.O_APPEND
            at = os.fstat(opened).st_size if append else os.lseek(opened, 0, os.SEEK_CUR)
            count = real(opened, data)
            self.ops.append(Op("write", file=file, at=at, data=bytes(data[:count])))
            return count

    def _fsync(self, real: Callable[..., None], opened: int) -> None:
        with self._lock:  # or what is written meanwhile would count as put onto the disk
            there, file = self._relative(self._path(opened)), self._file(opened)
            if there is not None:
                self._may_fail("fsync", there)
            real(opened)
            if file is not None:
                self.ops.append(Op("settle", file=file))
            elif there is not None:
                self.ops.append(Op("settle-names", there))

    def _ftruncate(self, real: Callable[..., None], opened: int, size: int) -> None:
        with self._lock:
            if (file := self._file(opened)) is not None:
                self._may_fail("ftruncate", self._path(opened))
                self.ops.append(Op("truncate", file=file, at=size))
            real(opened, size)

    def _replace(
        self, real: Callable[..., None], old: Any, new: Any, *, src_dir_fd: Any = None, dst_dir_fd: Any = None
    ) -> None:
        with self._lock:
            before, after = self._below(old, src_dir_fd), self._below(new, dst_dir_fd)
            if before is not None and after is not None:
                self._may_fail("replace", after)
            real(old, new, src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd)
            if before is not None and after is not None:
                place, name = os.path.split(before)
                self.ops.append(Op("replace", place, name, target=after))

    def _unlink(self, real: Callable[..., None], path: Any, **more: Any) -> None:
        self._gone("unlink", real, path, **more)

    def _rmdir(self, real: Callable[..., None], path: Any, **more: Any) -> None:
        self._gone("rmdir", real, path, **more)

    def _gone(self, kind: str, real: Callable[..., None], path: Any, **more: Any) -> None:
        with self._lock:
            there = self._below(path, more.get("dir_fd"))
            if there is not None:
                self._may_fail(kind, there)
            real(path, **more)
            if there is not None:
                place, name = os.path.split(there)
                self.ops.append(Op("remove", place, name))

    def _mkdir(self, real: Callable[..., None], path: Any, *rest: Any, **more: Any) -> None:
        with self._lock:
            there = self._below(path, more.get("dir_fd"))
            if there is not None:
                self._may_fail("mkdir", there)
            real(path, *rest, **more)
            if there is not None:
                place, name = os.path.split(there)
                self.ops.append(Op("mkdir", place, name))

    def _may_fail(self, kind: str, path: str) -> None:
        if self.fault is not None:
            self.fault.check(kind, path)

    # Which file -----------------------------------------------------------------------------------------------------

    def _below(self, path: Any, folder: int | None) -> str | None:
        text = os.fsdecode(path)
        if folder is not None and not os.path.isabs(text):
            text = f"{self._path(folder)}/{text}"
        head, tail = os.path.split(os.path.abspath(text))
        return self._relative(os.path.join(os.path.realpath(head), tail))

    def _relative(self, path: str) -> str | None:
        if path == str(self.root):
            return ""
        return os.path.relpath(path, self.root) if path.startswith(f"{self.root}/") else None

    def _file(self, opened: int) -> int | None:
        return self._files.get(self._key(opened))

    def _key(self, opened: int) -> tuple[int, int]:
        told = os.fstat(opened)
        return told.st_dev, told.st_ino

    def _path(self, opened: int) -> str:
        return os.readlink(f"/proc/self/fd/{opened}")


# What a power cut leaves ----------------------------------------------------------------------------------------------


@dataclass
class _Content:
    settled: bytes = b""
    pending: list[Op] = field(default_factory=list)


class PowerCut:
    """The disk after the first `count` of these ops, for one legal outcome."""

    def __init__(self, ops: list[Op], count: int, chance: random.Random) -> None:
        self.chance = chance
        self._contents: dict[int, _Content] = {}
        self._names: dict[str, list[Op]] = {}
        self._settled_names: dict[str, int] = {}
        for op in ops[:count]:
            self._happen(op)

    def _happen(self, op: Op) -> None:
        if op.kind in ("create", "mkdir", "remove", "replace"):
            assert op.kind != "replace" or os.path.dirname(op.target) == op.place, "moves between folders"
            self._names.setdefault(op.place, []).append(op)
            if op.kind == "create":
                self._contents[op.file] = _Content()
        elif op.kind == "settle-names":
            self._settled_names[op.place] = len(self._names.get(op.place, []))
        elif op.kind == "settle":
            content = self._contents[op.file]
            content.settled, content.pending = _applied(content.settled, content.pending), []
        else:
            self._contents[op.file].pending.append(op)

    def settled(self, name: str) -> list[bytes]:
        """What is on the disk for sure of files of that name."""
        found = [op.file for ops in self._names.values() for op in ops if op.kind == "create" and op.name == name]
        return [self._contents[file].settled for file in found]

    def leave(self, folder: Path) -> None:
        """Write out one of the states that may be found when the power is back."""
        waiting = [""]
        while waiting:
            place = waiting.pop()
            (folder / place).mkdir(parents=True, exist_ok=True)
            for name, file in self._found(place).items():
                if file is None:
                    waiting.append(os.path.join(place, name))
                else:
                    (folder / place / name).write_bytes(self._torn(self._contents[file]))

    def _found(self, place: str) -> dict[str, int | None]:
        ops = self._names.get(place, [])
        least = self._settled_names.get(place, 0)
        found: dict[str, int | None] = {}
        for op in ops[: self.chance.randint(least, len(ops))]:
            if op.kind == "create":
                found[op.name] = op.file
            elif op.kind == "mkdir":
                found[op.name] = None
            elif op.kind == "remove":
                found.pop(op.name, None)
            else:
                found[os.path.basename(op.target)] = found.pop(op.name)
        return found

    def _torn(self, content: _Content) -> bytes:
        kept = [op for op in content.pending if self.chance.random() < 0.7]
        whole = bytearray(_applied(content.settled, kept))
        for op in kept:
            if op.kind == "write" and op.at + len(op.data) <= len(whole) and op.data:
                start, end = sorted(self.chance.randint(0, len(op.data)) for _ in range(2))
                how = self.chance.randrange(4)
                if how == 0:  # some of it was never written
                    whole[op.at + start : op.at + end] = bytes(end - start)
                elif how == 1 and op.at + len(op.data) == len(whole):  # the end is missing
                    del whole[op.at + start :]
        return bytes(whole)


def _applied(before: bytes, ops: list[Op]) -> bytes:
    """What is skipped over is zeros."""
    data = bytearray(before)
    for op in ops:
        if op.kind == "truncate":
            data = data[: op.at] + bytes(max(0, op.at - len(data)))
        else:
            data += bytes(max(0, op.at - len(data)))
            data[op.at : op.at + len(op.data)] = op.data
    return bytes(data)


# As a plugin of a process of its own: `-p disklayer`, with DISK_FAULT="ROOT|ENOSPC|AFTER|KINDS"


_FOR_GOOD: Final = contextlib.ExitStack()


def pytest_load_initial_conftests() -> None:
    told = os.environ.get("DISK_FAULT")
    if told:
        root, number, after, kinds = told.split("|")
        fault = Fault(getattr(errno, number), int(after), tuple(kinds.split(",")) if kinds else CALLS)
        _FOR_GOOD.enter_context(DiskLayer(Path(root), fault).entered())
