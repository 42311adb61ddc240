"""What the hub says, through its own client, with every way in which that fails as one line."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from pytest_realunify.errors import DataError, UsageError

INSTALL: Final = "pip install 'pytest-realunify[hub]'"
_TIMEOUT: Final = 10.0
"""Seconds for an answer about a revision."""


class UnreachableError(DataError):
    """The hub does not answer: what is on this machine may do."""


@dataclass(frozen=True)
class HubFile:
    """A file of a commit. `sha256`: of a large one, which the hub tells; else empty."""

    path: str
    size: int
    sha256: str = ""


def check_installed(*modules: str) -> None:
    """Raises UsageError with the command."""
    if missing := [name for name in modules if find_spec(name) is None]:
        raise UsageError(f"--realunify-suite=hub: and parquet: need {missing[0]}: {INSTALL}")


class Hub:
    """One data set there."""

    def __init__(self, repo: str) -> None:
        """Raises UsageError without the client."""
        check_installed("huggingface_hub")
        import huggingface_hub

        self.repo = repo
        # Read now: the client reads them once, when it is imported.
        self._endpoint = os.environ.get("HF_ENDPOINT") or None
        home = os.environ.get("HF_HOME")
        self._cache = os.environ.get("HF_HUB_CACHE") or (str(Path(home) / "hub") if home else None)
        self._hub: Any = huggingface_hub
        self._api: Any = huggingface_hub.HfApi(endpoint=self._endpoint)

    def commit_of(self, revision: str) -> str:
        """Of a branch, a tag or a commit. Raises UnreachableError and DataError."""
        with self._explained(revision):
            info = self._api.dataset_info(self.repo, revision=revision, timeout=_TIMEOUT)
        if not info.sha:
            raise DataError(f"hub:{self.repo}@{revision}: the hub names no commit")
        return str(info.sha)

    def files(self, commit: str) -> list[HubFile]:
        """All of a commit. Raises UnreachableError and DataError."""
        with self._explained(commit):
            entries = list(self._api.list_repo_tree(self.repo, recursive=True, revision=commit, repo_type="dataset"))
        return [_file(entry) for entry in entries if hasattr(entry, "size")]

    def download(self, commit: str, paths: Sequence[str], again: bool = False) -> Path:
        """These files into the client's own cache; the folder that holds them. `again`: whatever is there already.

        Raises UnreachableError and DataError.
        """
        if not sys.stderr.isatty():
            self._hub.utils.disable_progress_bars()
        with self._naming_missing(commit, paths), self._explained(commit), _quiet():
            found = self._hub.snapshot_download(
                self.repo,
                repo_type="dataset",
                revision=commit,
                cache_dir=self._cache,
                endpoint=self._endpoint,
                allow_patterns=[_literally(path) for path in paths],
                force_download=again,
            )
        return Path(found)

    @contextlib.contextmanager
    def _naming_missing(self, commit: str, paths: Sequence[str]) -> Iterator[None]:
        """The client does not say which file it was that broke off."""
        try:
            yield
        except UnreachableError as error:
            known = {"cache_dir": self._cache, "repo_type": "dataset", "revision": commit}
            missing = [path for path in paths if not self._hub.try_to_load_from_cache(self.repo, path, **known)]
            more = f" and {len(missing) - 1:,} more files" if len(missing) > 1 else ""
            named = f"; {missing[0]}{more} did not arrive whole" if missing else ""
            raise UnreachableError(f"{error}{named}: try again") from error

    @contextlib.contextmanager
    def _explained(self, revision: str) -> Iterator[None]:
        errors, name = self._hub.errors, f"hub:{self.repo}"
        place = self._endpoint or "https://huggingface.co"
        try:
            yield
        except errors.GatedRepoError as error:
            raise DataError(
                f"{name} is gated: accept its terms at {place}/datasets/{self.repo}, then type `hf auth login` "
                "(or set HF_TOKEN)"
            ) from error
        except errors.RevisionNotFoundError as error:
            raise DataError(f"{name} has no revision {revision!r}: leave it out for the main branch") from error
        except errors.RepositoryNotFoundError as error:
            raise DataError(
                f"{place} has no data set {self.repo}, or lets only its members see it: then type `hf auth login` "
                "(or set HF_TOKEN)"
            ) from error
        except errors.HFValidationError as error:
            raise UsageError(f"{name}: {_line(error)}") from error
        except Exception as error:  # the client raises its own errors, OSError, and what its HTTP library does
            status = getattr(getattr(error, "response", None), "status_code", None)
            kind = DataError if status is not None and status < 500 else UnreachableError
            raise kind(f"{name} at {place}: {_line(error)}") from error


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """The client tells of every try on standard error; how it ended is told in one line."""
    logger = logging.getLogger("huggingface_hub")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


def _file(entry: Any) -> HubFile:
    lfs = getattr(entry, "lfs", None)
    digest = getattr(lfs, "sha256", None) or (lfs.get("sha256") or lfs.get("oid") if isinstance(lfs, dict) else None)
    return HubFile(str(entry.path), int(entry.size), str(digest or ""))


def _literally(path: str) -> str:
    """A pattern that only this path fits."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in path)


def _line(error: BaseException) -> str:
    """The whole of it on one line, with the cause that the client hides behind its own advice."""
    causes = [error, *([error.__cause__] if error.__cause__ is not None else [])]
    told = "; ".join(dict.fromkeys(" ".join(str(each).split()) or type(each).__name__ for each in causes))
    return told if len(told) <= 300 else f"{told[:299]}…"
