"""What is known of a run while it goes: filled by the controller alone, read by all its parts."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

from pytest_realunify.errors import RealUnifyError, StorageError
from pytest_realunify.numbers.frontier.ladder import Frontier
from pytest_realunify.records import Attempt, Case, Result, Trouble, Verdict, from_json
from pytest_realunify.run.plan import FINISHED, RunPlan
from pytest_realunify.run.told import surroundings, table_facts
from pytest_realunify.run.versions import versions
from pytest_realunify.stored import journal, ladders, owner, parts, selection
from pytest_realunify.stored.journal import Journal, RunFolder
from pytest_realunify.stored.labels import label_in
from pytest_realunify.stored.selection import Key, Selection, protocol_of
from pytest_realunify.stored.stored_run import StoredRun
from pytest_realunify.text import encodable_within, harmless

EVERY: Final = 30.0
"""Seconds after which run.json is written anew."""

ASKED: Final = "asked.jsonl"
"""A result per instance that a team's own tests asked about: apart from the journal, whose every line counts."""


@dataclass
class RunRecord:
    """Made once per session; lives in memory, and what must outlive it is in the run's folder too."""

    folder: RunFolder
    project: Path
    """pytest's rootdir."""
    results: dict[tuple[str, int], Result] = field(default_factory=dict)
    """By (case, repeat)."""
    selection: Selection = field(default_factory=Selection)
    """What the run sets out to do."""
    facts: dict[str, Any] = field(default_factory=dict)
    """run.json."""
    wrong: dict[str, pytest.TestReport] = field(default_factory=dict)
    """Of wrong answers, by node id: said in one line each, whoever runs their tests again."""
    unavailable: list[pytest.TestReport] = field(default_factory=list)
    """Of cases whose model could not be had."""

    climbed: dict[str, Frontier] = field(default_factory=dict)
    """Where the model stands, by ladder."""
    lost: Sequence[str] = ()
    """What of the run's folder somebody deleted while it went."""
    broken: str = ""
    """Why nothing more can be kept, once something could not."""
    stop: Callable[[str], None] = lambda _: None
    """Ends the run, and takes the reason."""
    journal: Journal | None = None
    """Once the run has begun."""
    questions: Journal | None = None
    """Of ladders, once one is climbed."""
    tried: Journal | None = None
    """Of what a team's own tests ask, once one does."""
    _written: float = 0.0
    _before: float | None = 0.0
    """Seconds that the run took in earlier sessions; None where that is not known."""
    _began: float = field(default_factory=time.monotonic)
    _kept: tuple[set[Key], set[Key]] = field(default_factory=lambda: (set(), set()))
    """The selection as it is on the disk: chosen and skipped."""

    @property
    def selected(self) -> Counter[str]:
        """Cases per protocol that the run sets out to do, repeats counted."""
        return self.selection.counts

    def go_on(self, plan: RunPlan) -> None:
        """With what the run being resumed has; without its second look, where that is decided anew."""
        self.results, self.facts = self.folder.results(), self.folder.facts()
        self.climbed = ladders.read(self.folder.files)
        self._before = self.facts.get("seconds")
        again = self.facts.pop("confirmed", {}).get("by_protocol", {}) if plan.later else {}
        counts = Counter(self.facts.get("selected_by_protocol", {}))
        counts.subtract(again)
        whole = {case.key for case in plan.cases.values() if case.param not in plan.later}
        found = selection.read(self.folder.files)
        if found is None and counts == Counter(protocol_of(case) for case, _ in whole):
            found = Selection(whole)
        if found is None:
            found = Selection(least=+counts)
        if plan.later:
            found.cases = {key for key in found.cases if key[1] < plan.settings.repeats}
        self.selection.cases, self.selection.least = found.cases, found.least
        self.selection.skipped = found.skipped - self.results.keys()
        self.selection.choose(self.results)

    def name(self, label: str) -> None:
        """What it is called from now on, and by whoever goes on with it."""
        self.facts["label"] = label
        self.facts["options"] = {**self.facts["options"], "realunify_label": label}

    def identify(self, identities: Mapping[str, Any], interpreters: Mapping[str, Any]) -> bool:
        """What model and judge say of themselves, and the versions of other interpreters; empty where that was said
        before. Whether any of it is news."""
        news = bool(interpreters)
        if interpreters:
            self.facts["model"].setdefault("interpreters", {}).update(interpreters)
        for who, identity in identities.items():
            if identity and self.facts[who].get("identity") != (identity := encodable_within(identity)):
                self.facts[who]["identity"] = identity
                if who == "model" and not self.facts.get("label"):
                    self.facts["label"] = label_in(identity)
                news = True
        return news

    def skip(self, key: Key) -> None:
        """By a mark of the team's: not the run's to do, unless it has done it."""
        if key not in self.results:
            self.selection.skip(key)

    def keep(self, result: Result, replayed: bool = False) -> None:
        """One more, in the journal too.

        One that was `replayed` is there, and stays as it is, with who made it and when, unless its reply now gets
        another verdict. Trouble that came between is none: what was finished stays so.
        """
        before = self.results.get(result.key) if replayed else None
        if before is not None and (result.verdict == before.verdict or result.verdict.strict not in FINISHED):
            return
        self.results[result.key] = result
        self.selection.has_result(result.key)
        if self.journal is None or self.broken:
            return
        try:
            self.journal.append(result)
        except StorageError as error:
            self.break_off(error)
        if time.monotonic() - self._written >= EVERY:
            self.write()

    def climb(self, payload: Mapping[str, Any]) -> None:
        """What a report brings of a ladder, if anything: questions that were asked, or where the model stands; or of
        a team's own tests."""
        try:
            if "frontier" in payload:
                found = from_json(Frontier, payload["frontier"])
                self.climbed[found.id] = found
                if not self.broken:
                    ladders.write(self.folder.files, self.climbed)
            for asked in payload.get("asked", ()) if not self.broken else ():
                self.questions = self.questions or Journal(self.folder.files, ladders.QUESTIONS)
                self.questions.append(from_json(Result, asked))
            for asked in payload.get("tried", ()) if not self.broken else ():
                self.tried = self.tried or Journal(self.folder.files, ASKED)
                self.tried.append(from_json(Result, asked))
        except StorageError as error:
            self.break_off(error)

    def close(self) -> None:
        """The journal; and what was deleted meanwhile is found, and written again as far as it is known here."""
        try:
            for journal_ in filter(None, (self.questions, self.tried, self.journal)):
                journal_.close()
            self.lost = [*parts.lost(self.folder, self.results.values())]
            parts.mend(self.folder, self.results.values())
        except (RealUnifyError, OSError) as error:
            self.break_off(error)

    def lift_marks(self, logs: bool) -> None:
        """Nothing is being worked on any more. `logs`: nor will it be, so that nobody takes over what was made."""
        try:
            self.folder.lift_marks(logs)
        except OSError as error:
            self.break_off(StorageError.of(str(self.folder.inflight), error))

    def write(self) -> None:
        """run.json, as the run now is; nothing where it cannot be written."""
        self.facts["selected"] = self.selected.total()
        self.facts["selected_by_protocol"] = dict(self.selected)
        self._written = time.monotonic()
        if self._before is not None:
            self.facts["seconds"] = round(self._before + self._written - self._began, 3)
        if self.broken:
            return
        try:
            self._write_selection()
            self.write_facts()
        except StorageError as error:
            self.break_off(error)

    def _write_selection(self) -> None:
        """Before run.json, which has its numbers; of an old run, whose keys are not all known, nothing."""
        now = self.selection
        if not now.least and now.known and self._kept != (now.cases, now.skipped):
            selection.write(self.folder.files, now)
            self._kept = {*now.cases}, {*now.skipped}

    def write_facts(self) -> None:
        """run.json before it is known what the run sets out to do. Raises StorageError."""
        self.facts[owner.FIELD] = owner.code_of(self.facts["options"], self.project)
        self.folder.write_facts(self.facts)

    def break_off(self, error: RealUnifyError | OSError) -> None:
        """What must be kept cannot be: the run ends, and says so once."""
        if not self.broken:
            self.broken = harmless(f"realunify: {error}")
            self.stop(self.broken)

    @property
    def run(self) -> StoredRun:
        """As reports and gates read it."""
        return StoredRun(self.folder, self.facts, self.results)


def describe(plan: RunPlan) -> dict[str, Any]:
    """run.json as it is before the first case."""
    return {
        "format": journal.FORMAT,
        "id": plan.folder.id,
        "label": plan.settings.label,
        "started": journal.now(),
        "model": plan.model_facts,
        **plan.measured,
        **({"protocols": own} if (own := plan.own_protocols) else {}),
        "root": str(plan.root),
        "options": plan.settings.texts(),
        "planned_by_protocol": dict(plan.planned),
        **({"variants": {"orders": dict(plan.orders)}} if plan.settings.variants else {}),
        "versions": versions(),
        "surroundings": surroundings(),
        **table_facts(plan.tables),
    }


def crashed(case: Case, plan: RunPlan, worker: str, cause: Trouble, device: str, made: Attempt | None = None) -> Result:
    """The record of a case that took its worker down: nobody else can write it. `made` is its attempt, where the judge
    was looking at it."""
    return Result.of(
        case,
        made or Attempt(error=cause),
        Verdict("error", "error"),
        plan.expected(case),
        model=plan.model_name,
        worker=worker,
        started=journal.now(),
        device=device,
        judge=plan.judge_name(case.listing.axis),
        error=cause,
    )
