"""From files of a commit to a folder that the suites read: checked, archives unpacked, in one move."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Final

from pytest_realunify.datafiles import read_rows, shown
from pytest_realunify.errors import DataError
from pytest_realunify.suites.hub import cache
from pytest_realunify.suites.hub.archives import is_archive, unpack
from pytest_realunify.suites.hub.cache import Copy, Known, sha256_of
from pytest_realunify.suites.hub.client import Hub, HubFile, check_installed
from pytest_realunify.suites.official.suite import KINDS, SUFFIXES

PARQUET: Final = ".parquet"
PICTURES: Final = "image"


def wanted(files: Iterable[HubFile], repo: str) -> list[HubFile]:
    """The four files and what holds their pictures; else everything in parquet. Raises DataError where there is
    neither."""
    files = list(files)
    official = [file for file in files if file.path in {kind + suffix for kind in KINDS for suffix in SUFFIXES}]
    if official:
        return [*official, *(file for file in files if _holds_pictures(file.path))]
    parquet = [file for file in files if file.path.lower().endswith(PARQUET)]
    if not parquet:
        raise DataError(f"hub:{repo} holds neither {', '.join(f'{kind}.json' for kind in KINDS)} nor parquet files")
    return parquet


def _holds_pictures(path: str) -> bool:
    first = PurePosixPath(path).parts[0].lower()
    return first in (PICTURES, f"{PICTURES}s") or is_archive(path)


def build(hub: Hub, commit: str, again: bool = False) -> Copy:
    """Download what is wanted, and make the folder of it. `again`: whatever the client has in its cache.

    Raises UnreachableError and DataError.
    """
    files = wanted(hub.files(commit), hub.repo)
    if any(file.path.lower().endswith(PARQUET) for file in files):
        check_installed("pyarrow")
    source = _downloaded(hub, commit, files, again)
    place = cache.folder_of(hub.repo)
    place.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix="part-", dir=place))
    try:
        for file in files:
            _bring(source / file.path, made / file.path)
        _unpack_all(made, [file.path for file in files if is_archive(file.path)])
        copy = Copy(hub.repo, commit, _known(made))
        _settle(made, copy)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    copy.write()
    return copy


def _downloaded(hub: Hub, commit: str, files: Sequence[HubFile], again: bool) -> Path:
    source = hub.download(commit, [file.path for file in files], again)
    if spoilt := [file for file in files if _is_spoilt(source / file.path, file)]:
        hub.download(commit, [file.path for file in spoilt], again=True)
        for file in spoilt:
            if flaw := _is_spoilt(source / file.path, file):
                raise DataError(f"hub:{hub.repo}@{commit[:12]}: {file.path} {flaw}: try again")
    return source


def _is_spoilt(found: Path, file: HubFile) -> str:
    """What is wrong with a file of the client's cache; empty: nothing."""
    size = found.stat().st_size if found.is_file() else 0
    if size != file.size:
        return f"has {size:,} of {file.size:,} bytes"
    return "is not what the hub says it is" if file.sha256 and sha256_of(found) != file.sha256 else ""


def _bring(source: Path, target: Path) -> None:
    """By hard link where both lie on one file system, else by copy: a link would lead out of the folder."""
    target.parent.mkdir(parents=True, exist_ok=True)
    real = source.resolve()
    try:
        os.link(real, target)
    except OSError:
        shutil.copyfile(real, target)


def _unpack_all(folder: Path, archives: Sequence[str]) -> None:
    """Where the rows look for their pictures, wherever the archive begins: at `image`, within it, or above it."""
    if not archives:
        return
    named = _pictures_named(folder)
    for number, archive in enumerate(archives):
        aside = folder / f".unpacked-{number}"
        aside.mkdir()
        inside = unpack(folder / archive, aside)
        prefix = max(_prefixes(archive), key=lambda each: sum(each + path in named for path in inside))
        for path in inside:
            target = folder / (prefix + path)
            if target.exists():
                raise DataError.at(shown(folder / archive), None, None, f"holds {path}, which is there already")
            target.parent.mkdir(parents=True, exist_ok=True)
            (aside / path).replace(target)
        shutil.rmtree(aside)
        (folder / archive).unlink()


def _prefixes(archive: str) -> list[str]:
    """Where its content may belong."""
    path = PurePosixPath(archive)
    stem = path.name.lower().removesuffix(".gz").removesuffix(".bz2").removesuffix(".xz").rpartition(".")[0]
    above = "" if str(path.parent) == "." else f"{path.parent}/"
    return list(dict.fromkeys(["", f"{PICTURES}/", above, f"{above}{stem}/", f"{PICTURES}/{stem}/"]))


def _pictures_named(folder: Path) -> frozenset[str]:
    """What the rows name, from the folder."""
    files = [folder / (kind + suffix) for kind in KINDS for suffix in SUFFIXES if (folder / (kind + suffix)).is_file()]
    named: set[str] = set()
    for file in files:
        for row in read_rows(file):
            given = row.data.get("input_image")
            if isinstance(given, str):
                named.add(str(PurePosixPath(given.replace("\\", "/"))))
    return frozenset(named)


def _known(folder: Path) -> dict[str, Known]:
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): Known(path.stat().st_size, sha256_of(path), path.stat().st_mtime_ns)
        for path in found
    }


def _settle(made: Path, copy: Copy) -> None:
    """In its place. What lies there was not whole, or another process was quicker: its files are the same."""
    if copy.folder.exists():
        shutil.rmtree(copy.folder)
    made.replace(copy.folder)


def content(files: Mapping[str, Known]) -> str:
    """For a fingerprint: what is in all files."""
    return json.dumps({path: known.sha256 for path, known in sorted(files.items())})
