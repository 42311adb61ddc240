"""A folder that may have come from elsewhere: what lies in it is opened as plain files and folders, or refused.

A stored run travels, as a CI artifact say. A link in it may lead to anything of this machine, a pipe or a device never
ends, and what the product overwrites, fills or deletes there would be somebody else's.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pytest_realunify.datafiles.whole_files import settle, settle_folder, write_all
from pytest_realunify.errors import DataError
from pytest_realunify.text import harmless

_AS_IT_IS: Final = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))
"""No link is followed and no pipe waited for, where the system can say so."""

_BY_HANDLE: Final = {os.open, os.stat, os.mkdir, os.unlink, os.rmdir, os.rename} <= os.supports_dir_fd
"""Whether names can be looked up in an open folder, so that nobody can put a link in its path meanwhile."""

_KINDS: Final = {
    stat.S_IFREG: "a plain file",
    stat.S_IFDIR: "a folder",
    stat.S_IFLNK: "a symbolic link",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}
_FILE: Final = _KINDS[stat.S_IFREG]
_FOLDER: Final = _KINDS[stat.S_IFDIR]


@dataclass(frozen=True, slots=True)
class PlainFolder:
    """Every method takes the name of something that lies right in it, and raises DataError where that is another kind
    of thing than it should be. Making the object touches nothing."""

    root: Path
    """Given by the user, and followed wherever it leads."""
    inside: tuple[str, ...] = ()
    """From there on: folders, none of them a link."""

    @classmethod
    def of(cls, path: Path) -> PlainFolder:
        """One that lies in a folder given by the user, and may be no link itself."""
        return cls(path.parent, (path.name,))

    @property
    def path(self) -> Path:
        return self.root.joinpath(*self.inside)

    def folder(self, name: str) -> PlainFolder:
        """One that lies in this one, or would."""
        return PlainFolder(self.root, (*self.inside, name))

    # Looking --------------------------------------------------------------------------------------------------------

    def names(self) -> list[str]:
        """Of all that lies in it, whatever it is, sorted. Empty where the folder is not there."""
        try:
            with _entered(self.root, self.inside) as place:
                found = os.scandir(place.path if place.handle is None else place.handle)
                with found:
                    return sorted(entry.name for entry in found)
        except FileNotFoundError:
            return []

    def has(self, name: str) -> bool:
        """Whether there is such a file."""
        try:
            with _entered(self.root, self.inside) as place:
                return place.has(name)
        except FileNotFoundError:
            return False

    def read(self, name: str, most: int | None = None) -> bytes:
        """All of a file of `most` bytes at most. Raises OSError where there is none, or it cannot be read."""
        with os.fdopen(self.open(name, os.O_RDONLY), "rb") as file:
            if most is not None and os.fstat(file.fileno()).st_size > most:
                raise DataError.at(self.path / name, None, None, f"is too long: more than {most // 10**6} MB")
            return file.read()

    def check(self) -> None:
        """Raise for the first thing below, at any depth, that is neither a plain file nor a folder."""
        waiting = [self.path]
        try:
            while waiting:
                with os.scandir(waiting.pop()) as found:
                    entries = sorted(found, key=lambda entry: entry.name)
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(Path(entry.path))
                    elif not entry.is_file(follow_symlinks=False):
                        mode = entry.stat(follow_symlinks=False).st_mode
                        raise _refused(Path(entry.path), mode, f"{_FILE} or folder")
        except OSError as error:
            raise DataError(f"{harmless(str(self.path))} cannot be looked through: {error.strerror}") from error

    # Writing --------------------------------------------------------------------------------------------------------

    def make(self) -> None:
        """Make it, and what it lies in; safe to repeat."""
        self.root.mkdir(parents=True, exist_ok=True)
        for depth, name in enumerate(self.inside):
            with _entered(self.root, self.inside[:depth]) as place, contextlib.suppress(FileExistsError):
                os.mkdir(place.at(name), dir_fd=place.handle)
        with _entered(self.root, self.inside):
            pass

    def open(self, name: str, flags: int) -> int:
        """A file's descriptor, as of `os.open`. Raises OSError, too.

        One that is written to in place must have no other name: that could be anywhere.
        """
        with _entered(self.root, self.inside) as place:
            place.has(name)
            opened = os.open(place.at(name), flags | _AS_IT_IS, 0o666, dir_fd=place.handle)
        found = os.fstat(opened)
        is_shared = bool(flags & (os.O_WRONLY | os.O_RDWR)) and found.st_nlink > 1
        if stat.S_ISREG(found.st_mode) and not is_shared:
            return opened
        os.close(opened)
        if is_shared:
            raise DataError(
                f"{harmless(str(self.path / name))} has another name elsewhere (a hard link), and what is written here "
                "would be written there. Go on with a copy of the run"
            )
        raise _refused(self.path / name, found.st_mode, _FILE)

    def replace(
        self, name: str, data: bytes | Iterable[bytes], aside: str | None = None, settled: bool = False
    ) -> None:
        """Write a file in one move, in pieces where they are made as they are written. `aside` is the name it has until
        it is whole, one of its own where several processes may write it at once. `settled`: it is on the disk when this
        returns, and a power cut before leaves the one before. Raises OSError, and then leaves nothing; so it does where
        the pieces end in an error."""
        pieces: Iterable[bytes] = (data,) if isinstance(data, bytes) else data
        part = f"{name}.part" if aside is None else aside
        with _entered(self.root, self.inside) as place:
            place.has(name)
            if place.has(part):  # of a process that was killed
                os.unlink(place.at(part), dir_fd=place.handle)
            opened = os.open(
                place.at(part), os.O_WRONLY | os.O_CREAT | os.O_EXCL | _AS_IT_IS, 0o666, dir_fd=place.handle
            )
            try:
                try:
                    for piece in pieces:
                        write_all(opened, piece)
                    if settled:
                        settle(opened)
                finally:
                    os.close(opened)
                os.replace(place.at(part), place.at(name), src_dir_fd=place.handle, dst_dir_fd=place.handle)
            except BaseException:
                with contextlib.suppress(OSError):
                    os.unlink(place.at(part), dir_fd=place.handle)
                raise
            if settled:
                place.settle()

    def settle(self, names: Iterable[str]) -> None:
        """Put files that lie in it onto the disk, whoever wrote them, and their names. Others of these are no error."""
        with _entered(self.root, self.inside) as place:
            for name in names:
                with contextlib.suppress(FileNotFoundError):
                    opened = os.open(place.at(name), os.O_RDONLY | _AS_IT_IS, dir_fd=place.handle)
                    try:
                        settle(opened)
                    finally:
                        os.close(opened)
            place.settle()

    def touch(self, name: str) -> None:
        """Make an empty file, unless there is one."""
        os.close(self.open(name, os.O_WRONLY | os.O_CREAT))

    def move(self, name: str, target: PlainFolder, renamed: str) -> None:
        """Put a file into another folder, in the place of the one that has that name there."""
        with _entered(self.root, self.inside) as here, _entered(target.root, target.inside) as there:
            here.has(name)
            there.has(renamed)
            os.replace(here.at(name), there.at(renamed), src_dir_fd=here.handle, dst_dir_fd=there.handle)

    def remove(self, name: str) -> None:
        """Delete a file; nothing where there is none."""
        with contextlib.suppress(FileNotFoundError), _entered(self.root, self.inside) as place:
            if place.has(name):
                os.unlink(place.at(name), dir_fd=place.handle)


# The way there --------------------------------------------------------------------------------------------------------


@contextmanager
def _entered(root: Path, inside: Iterable[str]) -> Iterator[_Place]:
    """Raises OSError where a folder on the way is not there, DataError where it is none."""
    place = _Place(root, os.open(root, os.O_RDONLY | os.O_DIRECTORY) if _BY_HANDLE else None)
    try:
        for name in inside:
            place = place.below(name)
        yield place
    finally:
        place.leave()


class _Place:
    """A folder one is in."""

    def __init__(self, path: Path, handle: int | None) -> None:
        """`handle`: of the open folder, where names can be looked up in it."""
        self.path = path
        self.handle = handle

    def at(self, name: str) -> str:
        """What to call something that lies in it, together with the handle."""
        return name if self.handle is not None else str(self.path / name)

    def mode(self, name: str) -> int | None:
        """None where nothing lies there."""
        if name in ("", os.curdir, os.pardir) or os.path.basename(name) != name or "\0" in name:  # noqa: PTH119
            raise DataError(f"{harmless(name)!r} is no name of a file in {harmless(str(self.path))}")
        try:
            return os.stat(self.at(name), dir_fd=self.handle, follow_symlinks=False).st_mode
        except FileNotFoundError:
            return None

    def has(self, name: str) -> bool:
        """Whether a file lies there. Raises DataError where something else does."""
        mode = self.mode(name)
        if mode is not None and not stat.S_ISREG(mode):
            raise _refused(self.path / name, mode, _FILE)
        return mode is not None

    def below(self, name: str) -> _Place:
        """Leaves this one for a folder in it."""
        mode = self.mode(name)
        if mode is not None and not stat.S_ISDIR(mode):
            raise _refused(self.path / name, mode, _FOLDER)
        if self.handle is None:
            if mode is None:
                raise FileNotFoundError(f"no folder {self.path / name}")
            return _Place(self.path / name, None)
        deeper = os.open(name, os.O_RDONLY | os.O_DIRECTORY | _AS_IT_IS, dir_fd=self.handle)
        self.leave()
        return _Place(self.path / name, deeper)

    def settle(self) -> None:
        """The names in it."""
        if self.handle is None:
            settle_folder(self.path)
        else:
            settle(self.handle)

    def leave(self) -> None:
        if self.handle is not None:
            os.close(self.handle)
            self.handle = None


def _refused(path: Path, mode: int, wanted: str) -> DataError:
    kind = _KINDS.get(stat.S_IFMT(mode), "no file")
    return DataError(f"{harmless(str(path))} is {kind}, where {wanted} belongs, and is not opened: remove it to go on")
