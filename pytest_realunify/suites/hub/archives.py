"""Archives of pictures, unpacked so that nothing gets out of its folder and nothing fills the disk."""

from __future__ import annotations

import re
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Final

from pytest_realunify.datafiles import quoted, shown
from pytest_realunify.errors import DataError

SUFFIXES: Final = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
MOST_FILES: Final = 100_000
MOST_BYTES: Final = 16_000_000_000
"""Of all that one archive holds."""
LARGEST: Final = 200_000_000
"""Bytes of one file of it."""
MOST_TIMES: Final = 50
"""Pictures are packed already: what grows more than so many times, beyond SMALL, is no archive of pictures."""
SMALL: Final = 100_000_000
_BLOCK: Final = 1 << 20


def is_archive(path: str) -> bool:
    """By its name."""
    return path.lower().endswith(SUFFIXES)


def unpack(archive: Path, folder: Path) -> list[str]:
    """All its files, into `folder`; their paths there. Raises DataError, naming the archive and what is wrong in it."""
    written: list[str] = []
    budget = min(MOST_BYTES, max(SMALL, MOST_TIMES * archive.stat().st_size))
    try:
        for name, opened in _members(archive):
            place = _inside(archive, name)
            if len(written) >= MOST_FILES:
                raise _error(archive, f"holds more than {MOST_FILES:,} files")
            budget -= _copied(archive, name, opened, folder / place, budget)
            written.append(place)
    except (tarfile.TarError, zipfile.BadZipFile, EOFError, zlib.error, OSError, RuntimeError, ValueError) as error:
        raise _error(archive, f"cannot be unpacked: {' '.join(str(error).split()) or type(error).__name__}") from error
    return written


def _members(archive: Path) -> Iterator[tuple[str, IO[bytes]]]:
    if archive.name.lower().endswith(".zip"):
        with zipfile.ZipFile(archive) as packed:
            for info in packed.infolist():
                kind = stat.S_IFMT(info.external_attr >> 16)
                if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
                    raise _error(archive, f"holds {quoted(info.filename)}, which is a link or a device")
                if not info.is_dir():
                    with packed.open(info) as opened:
                        yield info.filename, opened
        return
    with tarfile.open(archive, "r:*") as tar:
        for member in tar:
            if member.isdir():
                continue
            if not member.isreg():
                raise _error(archive, f"holds {quoted(member.name)}, which is a link or a device")
            found = tar.extractfile(member)
            if found is not None:
                with found:
                    yield member.name, found


def _inside(archive: Path, name: str) -> str:
    """The member's place, with forward slashes. Raises DataError for one that would lie elsewhere."""
    given = name.replace("\\", "/")
    parts = [part for part in given.split("/") if part not in ("", ".")]
    bad = given.startswith("/") or ".." in parts or re.match("[A-Za-z]:", given) or not given.isprintable()
    if bad or not parts or any(len(part.encode("utf-8", "replace")) > 255 for part in parts):
        raise _error(archive, f"holds {quoted(name)}, which would leave its folder")
    return str(PurePosixPath(*parts))


def _copied(archive: Path, name: str, opened: IO[bytes], target: Path, budget: int) -> int:
    """Bytes written, as they come and whatever the archive says of them."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        raise _error(archive, f"holds {quoted(name)} twice")
    size = 0
    with target.open("xb") as file:
        while block := opened.read(_BLOCK):
            size += len(block)
            if size > min(LARGEST, budget):
                raise _error(archive, f"holds too much to be pictures ({quoted(name)}): is it a bomb?")
            file.write(block)
    return size


def _error(archive: Path, problem: str) -> DataError:
    return DataError.at(shown(archive), None, None, problem)
