"""Where what was downloaded lies ready to be read, and what is known of its files."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from pytest_realunify.datafiles import shown
from pytest_realunify.datafiles.whole_files import write_whole
from pytest_realunify.errors import DataError

VARIABLE: Final = "REALUNIFY_CACHE"
_BLOCK: Final = 1 << 20


def root() -> Path:
    """`$REALUNIFY_CACHE`, else `realunify` in the user's cache folder."""
    if given := os.environ.get(VARIABLE):
        return Path(given).expanduser()
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base).expanduser() / "realunify"


def sha256_of(file: Path) -> str:
    """Of its content."""
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while block := opened.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


@dataclass(frozen=True)
class Known:
    """A file as it was when it was put there."""

    size: int
    sha256: str
    changed: int = 0
    """Its time of last change, in ns: where that is the same, the content is not read again."""


@dataclass(frozen=True)
class Copy:
    """One commit of one data set, on this machine."""

    repo: str
    commit: str
    files: dict[str, Known] = field(default_factory=dict)
    """By path within the folder, with forward slashes."""

    @property
    def name(self) -> str:
        """As it is typed after `--realunify-suite=`."""
        return f"hub:{self.repo}@{self.commit}"

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return folder_of(self.repo) / self.commit

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(known.size for known in self.files.values())

    def write(self) -> None:
        """Beside the folder: its being there says that the folder is whole."""
        told = json.dumps({"format": 1, **asdict(self)}, indent=1)
        write_whole(_manifest(self.repo, self.commit), told + "\n")

    def check(self, thorough: bool = False) -> None:
        """Raise DataError for the first file that is gone, cut or changed. `thorough`: by reading all, and not only
        those that were touched since."""
        for path, known in self.files.items():
            if (flaw := _flaw(self.folder / path, known, thorough)) is not None:
                raise DataError.at(
                    shown(self.folder / path),
                    None,
                    None,
                    f"{flaw} since it was downloaded; type `realunify data --renew {self.name}`",
                )


def folder_of(repo: str) -> Path:
    """Of all commits of a data set."""
    return root() / "hub" / repo.replace("/", "--")


def find(repo: str, commit: str) -> Copy | None:
    """None where it was not downloaded, or not to its end. Raises DataError for a list of files that is none."""
    file = _manifest(repo, commit)
    if not file.is_file():
        return None
    try:
        told: Any = json.loads(file.read_text(encoding="utf-8"))
        files = {
            str(path): Known(int(k["size"]), str(k["sha256"]), int(k["changed"])) for path, k in told["files"].items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise DataError.at(shown(file), None, None, f"is no list of files: {error}; remove it") from error
    if any(".." in Path(path).parts or Path(path).is_absolute() for path in files):
        raise DataError.at(shown(file), None, None, "names files elsewhere; remove it")
    return Copy(repo, commit, files)


def _read(told: Any) -> Known:
    return Known(int(told["size"]), str(told["sha256"]), int(told["changed"]))


def copies() -> Iterator[Copy]:
    """All that is there. Raises DataError."""
    for file in sorted((root() / "hub").glob("*/*.json")):
        if file.stem.isalnum():
            found = find(file.parent.name.replace("--", "/"), file.stem)
            if found is not None:
                yield found


def remembered(repo: str, revision: str) -> str | None:
    """The commit that a branch or tag was when the hub was last reached."""
    try:
        told = json.loads((folder_of(repo) / "revisions.txt").read_text(encoding="utf-8"))
        return str(told[revision]) if isinstance(told.get(revision), str) else None
    except (OSError, ValueError, AttributeError, KeyError):
        return None


def remember(repo: str, revision: str, commit: str) -> None:
    """For when the hub cannot be reached."""
    file = folder_of(repo) / "revisions.txt"
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        told = {}
    if told.get(revision) != commit:
        write_whole(file, json.dumps({**told, revision: commit}, indent=1) + "\n")


def first_time(repo: str) -> bool:
    """True once on this machine, for each data set."""
    mark = folder_of(repo) / "terms.txt"
    try:
        with mark.open("x"):
            return True
    except OSError:
        return False


def _manifest(repo: str, commit: str) -> Path:
    return folder_of(repo) / f"{commit}.json"


def _flaw(file: Path, known: Known, thorough: bool) -> str | None:
    try:
        status = file.stat()
    except OSError:
        return "has gone"
    if status.st_size != known.size:
        return f"was cut to {status.st_size:,} of {known.size:,} bytes" if status.st_size < known.size else "has grown"
    if (thorough or status.st_mtime_ns != known.changed) and sha256_of(file) != known.sha256:
        return "has changed"
    return None
