"""One stored run, as a script, a notebook or a tracker sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from pytest_realunify.api.case import Case, repeats
from pytest_realunify.api.frames import Row, Table, framed, rows
from pytest_realunify.errors import UsageError
from pytest_realunify.records import State
from pytest_realunify.stored.finding import find_run
from pytest_realunify.stored.journal import RunFolder
from pytest_realunify.stored.labels import label_of
from pytest_realunify.stored.stored_run import StoredRun
from pytest_realunify.taxonomy import AXES, CATEGORY, Axis, in_table_order
from pytest_realunify.text import harmless

if TYPE_CHECKING:
    from pytest_realunify.reporting.originals import Originals
    from pytest_realunify.reporting.view import RunView


@dataclass(frozen=True, eq=False, repr=False)
class Run:
    """A run as it was when it was loaded; one that goes on is to be loaded again.

    Its results are read when they are first asked for, and whole cases again when these are. Whatever needs them raises
    DataError where they cannot be read, or are others by then.
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
        run = cls.of(find_run(root, name))
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
        """What it is called, such as a checkpoint, by `--realunify-label` or its model; empty where nothing does."""
        return label_of(self.facts)

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

    @cached_property
    def done(self) -> int:
        """Cases with a result of any kind, repeats counted."""
        return len(self.stored.outlines if "stored" in vars(self) else self.folder.outlines())

    @property
    def protocols(self) -> list[str]:
        """Those that have a result, in the order of a table's rows."""
        return in_table_order(each.protocol for each in self.stored.outlines.values())

    @property
    def passed(self) -> bool | None:
        """Whether its gates passed; None where none judged it. Raises DataError where they cannot be read."""
        from pytest_realunify.decisions.gates import outcome

        decision = outcome.read(self.path)
        return decision.passed if decision else None

    # Cases and scores -------------------------------------------------------------------------------------------------

    def cases(
        self,
        *,
        axis: Axis | None = None,
        category: str | None = None,
        protocol: str | None = None,
        strict: State | None = None,
    ) -> list[Case]:
        """Those that have a result, in the order in which they finished; of all that is named.

        Raises UsageError, with the nearest match, for a name that there is not.
        """
        wanted = {"axis": axis, "category": category, "protocol": protocol, "strict": strict}
        known = {"axis": AXES, "category": CATEGORY, "protocol": self.protocols, "strict": get_args(State)}
        for field, name in wanted.items():
            if name is not None and name not in known[field]:
                raise UsageError.unknown(f"{field} in run {self.id}", str(name), known[field])
        found = (Case(self, result) for result in self.stored.chosen(self.stored.outlines.values()))
        return [case for case in found if all(name in (None, getattr(case, field)) for field, name in wanted.items())]

    def case(self, name: str, repeat: int | None = None) -> Case:
        """One case, of several repeats the first that there is. `name` is its id, or its node id as pytest prints it.

        Raises UsageError, with the nearest match, where the run has no such case or repeat.
        """
        found = self.repeats(name)
        if repeat is None:
            return found[0]
        known = {case.repeat: case for case in found}
        if repeat not in known:
            raise UsageError.unknown(f"repeat of case {found[0].id}", str(repeat), map(str, known))
        return known[repeat]

    def repeats(self, name: str) -> list[Case]:
        """As `case`, every repeat of it."""
        return repeats(self, name)

    def table(self) -> Table:
        """Its scores by protocol, category and axis."""
        return Table(self)

    def rows(self) -> list[Row]:
        """One per case and repeat, with the columns of the CSV report."""
        from pytest_realunify.reporting.data import CASE_FIELDS, case_values

        return rows(CASE_FIELDS, (case_values(self.stored, each) for each in self.stored.outlines.values()))

    def to_frame(self) -> Any:
        """`rows` as a `pandas.DataFrame`; where there is no pandas, as they are."""
        from pytest_realunify.reporting.data import CASE_FIELDS

        return framed(self.rows(), CASE_FIELDS)

    # What reports read ------------------------------------------------------------------------------------------------

    @cached_property
    def stored(self) -> StoredRun:
        """All of it, for the rooms of this package."""
        return StoredRun(self.folder, self.facts, self.folder.streamed())

    @cached_property
    def view(self) -> RunView:
        """With gates and diagnosis, for the rooms of this package. Raises DataError where the gates cannot be read."""
        from pytest_realunify.reporting.view import RunView

        return RunView.of(self.stored)

    @cached_property
    def originals(self) -> Originals:
        """Where its pictures lie, for the rooms of this package."""
        from pytest_realunify.reporting.originals import Originals

        return Originals(self.stored)

    def __repr__(self) -> str:
        label = f", label {self.label}" if self.label else ""
        return harmless(f"<Run {self.id}: model {self.model}, suite {self.suite}{label}>")

    def _repr_html_(self) -> str:
        from pytest_realunify.api.shown import run_html

        return run_html(self)
