"""One stored run, as a script, a notebook or a tracker sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_realunify.stored import journal
from pytest_realunify.stored.journal import RunFolder
from pytest_realunify.stored.stored_run import StoredRun
from pytest_realunify.text import harmless

if TYPE_CHECKING:
    from pytest_realunify.reporting.view import RunView


@dataclass(frozen=True, eq=False, repr=False)
class Run:
    """A run as it was when it was loaded; one that goes on is to be loaded again.

    Its results are read when they are first asked for. Whatever needs them raises DataError where they cannot be read.
    """

    folder: RunFolder
    facts: Mapping[str, Any]
    """run.json, as written."""

    @classmethod
    def of(cls, folder: RunFolder) -> Run:
        """Raises DataError for a run.json that cannot be read."""
        return cls(folder, folder.facts())

    @classmethod
    def find(cls, root: Path, name: str) -> Run:
        """By id, a unique beginning of it, a path, or `last`, read whole. Raises UsageError and DataError."""
        run = cls.of(journal.find_run(root, name))
        _ = run.stored
        return run

    # Who and what -----------------------------------------------------------------------------------------------------

    @property
    def id(self) -> str:
        """The folder's name: sorts in the order in which runs began."""
        return self.folder.id

    @property
    def path(self) -> Path:
        """Where it lies."""
        return self.folder.path

    @property
    def label(self) -> str:
        """What `--realunify-label` called it, such as a checkpoint; empty where nothing did."""
        return str(self.facts.get("label") or "")

    @property
    def model(self) -> str:
        return str(self.facts["model"].get("name", ""))

    @property
    def suite(self) -> str:
        return str(self.facts["suite"].get("name", ""))

    @property
    def judge(self) -> str | None:
        """None where nothing was to be judged."""
        judge = self.facts.get("judge")
        return str(judge.get("name", "")) if judge else None

    @property
    def started(self) -> str:
        """UTC, ISO 8601; empty in a run.json without it."""
        return str(self.facts.get("started") or "")

    @property
    def finished(self) -> str | None:
        """As `started`; None of a run that was stopped, or goes on."""
        return self.facts.get("finished")

    @property
    def selected(self) -> int:
        """Cases that it set out to do, repeats counted."""
        return int(self.facts.get("selected", 0))

    # What reports read ------------------------------------------------------------------------------------------------

    @cached_property
    def stored(self) -> StoredRun:
        """All of it, for the rooms of this package."""
        results = self.folder.results()
        journal.check_cases(self.folder.journal, results.values())
        return StoredRun(self.folder, self.facts, results)

    @cached_property
    def view(self) -> RunView:
        """With gates and diagnosis, for the rooms of this package. Raises DataError where the gates cannot be read."""
        from pytest_realunify.reporting.view import RunView

        return RunView.of(self.stored)

    def __repr__(self) -> str:
        label = f", label {self.label}" if self.label else ""
        return harmless(f"<Run {self.id}: model {self.model}, suite {self.suite}{label}>")
