"""A finished (or stopped) run as reports and gates read it: run.json and journal together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from pytest_realunify.engine.ledger import spent
from pytest_realunify.errors import DataError, UsageError
from pytest_realunify.extensions.importing import IMPORT_PATH
from pytest_realunify.interfaces import Suite
from pytest_realunify.numbers.calibration.evidence import Evidence
from pytest_realunify.numbers.consistency import Consistency, consistency
from pytest_realunify.numbers.costs import Costs, costs
from pytest_realunify.numbers.outlines import Outline, outlined
from pytest_realunify.numbers.summary import Summary, summarise
from pytest_realunify.options import project_file
from pytest_realunify.protocols import PUBLISHED, ProtocolSpec, name_of
from pytest_realunify.records import Result
from pytest_realunify.stored import owner
from pytest_realunify.stored.comparability import suite_since
from pytest_realunify.stored.finding import find_run
from pytest_realunify.stored.journal import RunFolder
from pytest_realunify.stored.journal_results import JournalResults
from pytest_realunify.stored.labels import label_of
from pytest_realunify.suites import resolve as suites
from pytest_realunify.taxonomy import relation_of
from pytest_realunify.text import shortened

DATA: Final = ("procedural", "official", "parquet", "hub")
"""Kinds of suites that no run brings code with."""


@dataclass(frozen=True)
class StoredRun:
    """One run, whose numbers are read once."""

    folder: RunFolder
    facts: Mapping[str, Any]
    """run.json."""
    results: Mapping[tuple[str, int], Result]
    """By (case, repeat). Of a run that was loaded they lie on the disk: each time they are gone through, they are read
    again, one at a time."""

    @classmethod
    def load(cls, folder: RunFolder) -> StoredRun:
        """Raises DataError for a run that cannot be read."""
        return cls(folder, folder.facts(), folder.streamed())

    @classmethod
    def find(cls, root: Path, name: str) -> StoredRun:
        """By id, a unique beginning of it, a path, or `last`. Raises UsageError and DataError."""
        return cls.load(find_run(root, name))

    @property
    def id(self) -> str:
        """The folder's name: sorts in the order in which runs began."""
        return self.folder.id

    @property
    def model(self) -> str:
        return str(self.facts["model"].get("name", ""))

    @property
    def label(self) -> str:
        """What it is called, such as a checkpoint; empty where it has no label."""
        return label_of(self.facts)

    @property
    def started(self) -> str:
        """UTC, ISO 8601; empty in a run.json without it."""
        return str(self.facts.get("started", ""))

    @property
    def selected(self) -> Mapping[str, int]:
        """Cases per protocol that the run set out to do, repeats counted."""
        return {str(name): int(count) for name, count in self.facts.get("selected_by_protocol", {}).items()}

    @property
    def judge_errors(self) -> Evidence | None:
        """How the judge errs, where UEG is to be corrected for it. Raises DataError for what is none of ours."""
        found = self.facts.get("calibration")
        try:
            return Evidence.read(found) if found else None
        except DataError as error:
            raise DataError.at(self.folder.path / "run.json", None, "calibration", str(error)) from error

    @property
    def protocols(self) -> list[ProtocolSpec]:
        """Those asked for, without their steps. Raises DataError for one of a team's that is not described."""
        typed = str(self.facts["options"].get("realunify_protocol", "")).split(",")
        return [PUBLISHED.get(each) or self._own(name_of(each)) for each in typed if each]

    def like(self, protocol: str) -> str:
        """The published protocol whose data one needs."""
        return protocol if protocol in PUBLISHED else self._own(protocol).like

    def _own(self, name: str) -> ProtocolSpec:
        told: Any = (self.facts.get("protocols") or {}).get(name)
        try:
            return ProtocolSpec(name, tuple(told["axes"]), str(told["like"]))
        except (TypeError, KeyError) as error:
            raise DataError.at(self.folder.path / "run.json", None, f"protocols.{name}", "is missing") from error

    @cached_property
    def outlines(self) -> Mapping[tuple[str, int], Outline]:
        """Of the results, as numbers need them: without a look at the journal, where that was read, and without
        variants, which are no part of any score."""
        return {key: each for key, each in self.every_outline.items() if not relation_of(key[0])}

    @cached_property
    def variants(self) -> Mapping[tuple[str, int], Outline]:
        """The same of the variants alone."""
        return {key: each for key, each in self.every_outline.items() if relation_of(key[0])}

    @cached_property
    def every_outline(self) -> Mapping[tuple[str, int], Outline]:
        """Of all results."""
        if isinstance(self.results, JournalResults):
            return self.results.outlines
        return dict(zip(self.results, outlined(self.results.values()), strict=True))

    @property
    def relations(self) -> list[str]:
        """Of the variants that it set out to ask."""
        typed = str(self.facts["options"].get("realunify_variants") or "").split(",")
        return [each.partition(":")[0] for each in typed if each]

    @cached_property
    def consistency(self) -> Consistency | None:
        """Whether answers stayed where nothing that matters changed; None of a run without variants."""
        told = self.facts.get("variants")
        if not told:
            return None
        orders = told.get("orders") if isinstance(told, dict) else None
        if not isinstance(orders, dict):
            raise DataError.at(self.folder.path / "run.json", None, "variants", "is not what a run writes there")
        return consistency(self.outlines.values(), self.variants.values(), orders)

    def chosen(self, outlines: Iterable[Outline]) -> Iterator[Result]:
        """The whole results of some, in their order, one at a time. Raises DataError where the journal is gone."""
        keys = [each.key for each in outlines]
        if isinstance(self.results, JournalResults):
            return (result for _, result in self.results.streamed(keys))
        return (self.results[key] for key in keys)

    @cached_property
    def costs(self) -> Costs:
        """What it cost, over all its sessions."""
        return costs(self.every_outline.values(), spent(self.folder.path), self.facts.get("prices"))

    @cached_property
    def summary(self) -> Summary:
        return summarise(self.outlines.values(), self.selected, self.judge_errors)


def suite_of(run: StoredRun) -> Suite:
    """The suite of a run, for its texts. Raises UsageError where it is not as it was, DataError where it is gone."""
    options: Mapping[str, Any] = run.facts["options"]
    tables = project_file.tables(Path("pyproject.toml"), "suites")
    check_suite(run, str(options.get("realunify_suite", "")), tables)
    seed = str(options.get("realunify_seed") or 0)
    if not seed.isdecimal():
        raise DataError(f"run {run.id}: run.json has no readable seed ({seed[:40]!r})")
    suite = suites.resolve(
        str(options.get("realunify_suite", "")),
        root=Path(str(run.facts.get("root", "."))),
        seed=int(seed),
        difficulty=str(options.get("realunify_difficulty") or ""),
        verify=False,
        tables=tables,
    )
    if since := suite_since(run.facts["suite"], suite):
        raise UsageError(
            f"run {run.id} was of {since}.\n"
            "Its instances changed since, so their texts are not those that the model was given"
        )
    return suite


def check_suite(run: StoredRun, name: str, tables: Mapping[str, Any]) -> None:
    """Raise UsageError where a run of somebody else's names code that this project does not."""
    here, path = Path.cwd(), ":".join(name.split(":")[:2])
    known = path in tables or name.partition(":")[0] in (*tables, *DATA)
    if not known and IMPORT_PATH.fullmatch(path) and not any(owner.is_own(run.facts, p) for p in (here, *here.parents)):
        raise UsageError(
            f"run {run.id} was not written by you in this project, and its suite {shortened(name, 200)!r} is code.\n"
            f'If that is yours, write into [tool.realunify.suites] of pyproject.toml: "{path}" = "{path}"'
        )
