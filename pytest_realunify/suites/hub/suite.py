"""`hub:OWNER/NAME[@REVISION]`: the official files, or parquet files, of a commit that is known."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pytest_realunify.errors import DataError, UsageError
from pytest_realunify.interfaces import Instance, Listing, Suite
from pytest_realunify.suites.hub import cache
from pytest_realunify.suites.hub.building import PARQUET, build, content
from pytest_realunify.suites.hub.cache import Copy
from pytest_realunify.suites.hub.client import Hub, UnreachableError

if TYPE_CHECKING:
    from PIL.Image import Image

EXAMPLE: Final = "hub:DogNeverSleep/RealUnify"
MAIN: Final = "main"
TERMS: Final = (
    "terms of the data: for academic use alone; not to be copied, passed on, changed or used commercially. "
    "Reports leave its texts and pictures out; read the licence at the data set's page"
)
_NAME: Final = re.compile(r"(?P<repo>[\w.-]+/[\w.-]+)(?:@(?P<revision>[^@\s]+))?")
_COMMIT: Final = re.compile("[0-9a-f]{40}")


class HubSuite:
    """A suite of files, of which it is known which commit they are."""

    def __init__(self, inner: Suite, copy: Copy, said: Sequence[str]) -> None:
        self._inner = inner
        self.name = copy.name
        self.commit = copy.commit
        """40 hex digits: in run.json, and in the name, so that whoever makes the suite again gets the same."""
        self.fingerprint = _fingerprint(inner, copy)
        self.notes: Sequence[str] = (*inner.notes, *said)

    def listings(self) -> Sequence[Listing]:
        return self._inner.listings()

    def instance(self, listing: Listing, protocol: str) -> Instance:
        return self._inner.instance(listing, protocol)

    def open(self, reference: str) -> Image:
        return self._inner.open(reference)

    def file(self, reference: str) -> Path | None:
        return self._inner.file(reference)


def hub_suite(target: str, verify: bool = True) -> HubSuite:
    """What `target`, such as `OWNER/NAME@REVISION`, names: downloaded if it is not here, else from here.

    `verify` checks every file, and picture headers too; without it nothing is downloaded. Raises UsageError for what is
    no such name, DataError for what the hub refuses, and for files that are not as they were.
    """
    repo, revision = parsed(target)
    said: list[str] = []
    commit = _commit(repo, revision, said) if verify else revision
    copy = cache.find(repo, commit)
    if copy is not None and verify:
        copy.check()
    if copy is None and not verify:
        raise DataError(f"hub:{target} is not on this machine; `realunify data hub:{target}` downloads it")
    if copy is None:
        copy = build(Hub(repo), commit)
        said.append(f"downloaded {len(copy.files):,} files, {copy.size / 1e6:,.1f} MB: {copy.folder}")
    if verify and cache.first_time(repo):
        said.append(TERMS)
    return HubSuite(_inner(copy, verify), copy, said)


def parsed(target: str) -> tuple[str, str]:
    """Data set and revision. Raises UsageError."""
    match = _NAME.fullmatch(target)
    if match is None or ".." in target:
        raise UsageError(f"--realunify-suite=hub:{target} names no data set: type such as {EXAMPLE}[@REVISION]")
    return match["repo"], match["revision"] or MAIN


def _commit(repo: str, revision: str, said: list[str]) -> str:
    """A commit that is here needs no hub; a branch or tag is asked for, and the last answer holds where none comes."""
    if _COMMIT.fullmatch(revision) and cache.find(repo, revision) is not None:
        return revision
    try:
        commit = Hub(repo).commit_of(revision)
    except UnreachableError as error:
        before = cache.remembered(repo, revision)
        if before is None or cache.find(repo, before) is None:
            raise DataError(f"{error}; nothing of it is on this machine yet") from error
        said.append(f"the hub cannot be reached: {revision} is taken to be commit {before[:12]}, as it was before")
        return before
    if not _COMMIT.fullmatch(commit):
        raise DataError(f"hub:{repo}@{revision}: the hub names {commit[:60]!r}, which is no commit")
    cache.remember(repo, revision, commit)
    return commit


def _inner(copy: Copy, verify: bool) -> Suite:
    if any(path.lower().endswith(PARQUET) for path in copy.files):
        from pytest_realunify.suites.parquet import ParquetSuite

        return ParquetSuite.load(copy.folder)
    from pytest_realunify.suites.official import OfficialSuite

    return OfficialSuite.load(copy.folder, verify=verify)


def _fingerprint(inner: Suite, copy: Copy) -> str:
    return hashlib.sha256(f"{inner.fingerprint}\n{copy.commit}\n{content(copy.files)}".encode()).hexdigest()[:12]
