"""Where a run's pictures lie: stored with the run, or in the suite's own folder."""

from __future__ import annotations

import hashlib
import re
from functools import cached_property
from pathlib import Path
from typing import Final

from pytest_realunify.errors import RealUnifyError
from pytest_realunify.interfaces import Listing, Suite
from pytest_realunify.options import project_file
from pytest_realunify.records import Result
from pytest_realunify.reporting.inputs import are_free
from pytest_realunify.stored.stored_run import StoredRun, check_suite
from pytest_realunify.suites import resolve as suites

_SHA256: Final = re.compile("[0-9a-f]{64}")


def is_free(run: StoredRun) -> bool:
    """Whether the suite's texts and pictures may be passed on: it is ours, and drawn from a seed, or it
    says so itself."""
    return are_free(run.facts["suite"])


class Originals:
    """Finds pictures by sha256. The suite is read when the first picture is not with the run."""

    def __init__(self, run: StoredRun) -> None:
        self._run = run
        self._hashes: dict[Path, str] = {}

    def file(self, sha256: str, result: Result) -> Path | None:
        """None where it is neither stored nor the input of the result's instance."""
        if not _SHA256.fullmatch(sha256):  # a journal may come from anywhere, and this becomes a path
            return None
        if (stored := self._run.folder.stored(sha256)) is not None:
            return stored
        file = self._input(result)
        try:
            return file if file is not None and self._hash(file) == sha256 else None
        except OSError:  # it is gone, or may not be read
            return None

    @cached_property
    def _suite(self) -> tuple[Suite, dict[str, Listing]] | None:
        facts = self._run.facts
        try:
            tables = project_file.tables(Path("pyproject.toml"), "suites")
            name = str(facts["suite"]["name"])
            check_suite(self._run, name, tables)
            suite = suites.resolve(name, root=Path(str(facts["root"])), verify=False, tables=tables)
            return suite, {listing.id: listing for listing in suite.listings()}
        except (RealUnifyError, KeyError):
            return None

    def _input(self, result: Result) -> Path | None:
        if self._suite is None:
            return None
        suite, listings = self._suite
        try:
            instance = suite.instance(listings[result.instance], self._run.like(result.protocol))
        except (RealUnifyError, KeyError):
            return None
        return suite.file(instance.image) if instance.axis == "GEU" else None

    def _hash(self, file: Path) -> str:
        if file not in self._hashes:
            self._hashes[file] = hashlib.sha256(file.read_bytes()).hexdigest()
        return self._hashes[file]
