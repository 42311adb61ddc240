"""What a run is compared with: made of stored runs, kept in a file, added to by later runs of the same model."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import msgspec

from pytest_realunify.datafiles.whole_files import write_whole
from pytest_realunify.decisions.baseline import provenance, reading
from pytest_realunify.decisions.baseline_names import DEFAULT_FILE, REFERENCE
from pytest_realunify.decisions.counts import ABSENT, CaseRecord, RunCounts
from pytest_realunify.decisions.evidence import Evidence
from pytest_realunify.errors import UsageError
from pytest_realunify.extensions.identity import differences
from pytest_realunify.records import to_json
from pytest_realunify.stored.comparability import Comparability, Instrument
from pytest_realunify.stored.stored_run import StoredRun

WINDOW: Final = 50
"""Runs kept: fifty passes bound a case's chance to fail below 1 % whatever else is known (noise.py), and a server or
library that changed under the same model is forgotten at the same pace."""

WHY: Final[Mapping[Instrument, str]] = {
    "suite": "the instances are not the same",
    "judge": "its name, settings, version or prompt changed",
    "scorers": "the same reply can be read differently",
}
"""Another one of these makes verdicts incomparable."""


@dataclass(frozen=True)
class Baseline:
    """What a run is compared with. `provenance` says of what it was made."""

    cases: Mapping[str, CaseRecord]
    """By case id, sorted; a column for each of `provenance`'s runs."""
    provenance: Mapping[str, Any] = field(default_factory=dict)
    """`suite` {name, fingerprint}, `judge` {name, fingerprint} or null, `scorers` {strict, parity: version}, `model`
    {name, identity}, `versions`, `options` (protocol, seed, repeats), `runs` (ids), `created` (when the newest of them
    ended), `commit`."""
    source: str = ""
    """The file, or `reference`."""
    replies: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)
    """A digest of what was replied to each case, run by run; empty in a file of format 1."""

    @classmethod
    def of_runs(cls, runs: Sequence[StoredRun]) -> Baseline:
        """Every verdict of every run. Raises UsageError where they differ in suite, judge, scorers or model."""
        head = provenance.of_runs(runs)
        by_id = {run.id: run for run in runs}
        evidence = Evidence.of_runs([by_id[name].outlines.values() for name in head.runs])
        said = to_json(head)
        if said["judge"] and said["judge"]["identity"] is None:  # as every file was before judges told
            del said["judge"]["identity"]
        return cls(evidence.cases, said, replies=evidence.replies)

    @classmethod
    def update(cls, earlier: Baseline | None, runs: Sequence[StoredRun]) -> Baseline:
        """The runs added to those of an earlier baseline of the same model, suite, judge and scorers; where one of
        these is another, a baseline of the runs alone. A run that is in it already is not counted again; of more than
        WINDOW runs the oldest go."""
        fresh = cls.of_runs(runs)
        if earlier is None or not earlier.is_of_same(fresh):
            return replace(fresh, source=earlier.source if earlier else "")
        known = {name for column in earlier.provenance["runs"] for name in column.split()}
        new = [run for run in runs if run.id not in known]
        if not new:
            return earlier
        fresh = fresh if len(new) == len(runs) else cls.of_runs(new)
        head = {**fresh.provenance, "runs": [*earlier.provenance["runs"], *fresh.provenance["runs"]][-WINDOW:]}
        head["judge"] = head["judge"] or earlier.provenance["judge"]
        return _joined(earlier, fresh, head)

    @classmethod
    def load(cls, given: str | Path) -> Baseline:
        """A file, or `reference`. Raises UsageError for what is neither, DataError for a file that is no baseline."""
        found = reading.read(reading.find(str(given)))
        return cls(found.cases, found.provenance, str(given), found.replies)

    @cached_property
    def evidence(self) -> Evidence:
        """What its runs say."""
        return Evidence(self.cases, self.replies)

    def dumps(self) -> str:
        """The file's text: what it was made of, then a line per case."""
        cases = {case: self.cases[case].text for case in sorted(self.cases)}
        replies = {case: " ".join(each or ABSENT for each in self.replies[case]) for case in sorted(self.replies)}
        data = {"format": reading.FORMAT, "provenance": dict(self.provenance), "cases": cases, "replies": replies}
        return json.dumps(data, indent=1, ensure_ascii=False) + "\n"

    def write(self, path: Path) -> None:
        """In one move. Raises UsageError where that is impossible."""
        try:
            write_whole(path, self.dumps())
        except OSError as error:
            raise UsageError(f"cannot write {path}: {error.strerror or error}\nchoose another file") from error

    def check(self, facts: Mapping[str, Any]) -> None:
        """Raise UsageError unless verdicts of a run with these `suite`, `judge` and `scorers`, as run.json has them,
        can be compared with these. Another model can: that is what is being tested."""
        for what, mine, now in Comparability.of(self.provenance).changes(Comparability.of(facts)):
            raise self._other(what, mine.text, now.text, WHY[what])

    def notes(self, facts: Mapping[str, Any]) -> list[str]:
        """What a reader of a comparison with the run of this run.json should know, and what refuses nothing."""
        before = provenance.provenance(self.provenance).model
        now = msgspec.convert(facts["model"], provenance.Tested)
        tools = Comparability.of(self.provenance).changes(Comparability.of(facts))  # told since the run was checked
        others = [f"{what} is not what it was in the baseline: {tool.text}" for what, _, tool in tools]
        if before.name != now.name:
            return [f"the baseline is of model {before.name}, this run of {now.name}", *others]
        changed = ", ".join(differences(before.identity, now.identity))
        return [*([f"model {now.name} is not what it was in the baseline: {changed}"] if changed else []), *others]

    def is_of_same(self, other: Baseline) -> bool:
        """Whether verdicts of both can be added: one model that tells who it is, suite, judge and scorers."""
        mine, its = provenance.provenance(self.provenance), provenance.provenance(other.provenance)
        return not self._apart(other) and mine.model.tells and its.model.tells

    def _apart(self, other: Baseline) -> list[str]:
        """What is another in the other one, in words."""
        mine, its = provenance.provenance(self.provenance), provenance.provenance(other.provenance)
        tools = Comparability.of(self.provenance).changes(Comparability.of(other.provenance))
        return [*(f"{what} ({now.text}, was {was.text})" for what, was, now in tools), *mine.model.changes(its.model)]

    def leaves_out(self, runs: Sequence[StoredRun]) -> list[str]:
        """What of this baseline an update by these runs would not keep, and why, for whoever writes it."""
        fresh, kept = Baseline.of_runs(runs), Baseline.update(self, runs).provenance["runs"]
        gone = len(set(self.provenance["runs"]) - set(kept))
        if not gone:
            return []
        of = len(self.provenance["runs"])
        lost = f"{gone} of {of} run{'s' if of != 1 else ''} in the baseline {'is' if gone == 1 else 'are'} dropped"
        if self.is_of_same(fresh):
            return [f"{lost}: it keeps the newest {WINDOW}"]
        why = ", ".join(self._apart(fresh)) or "what its model is cannot be told without an identity()"
        return [f"{lost}: {why}"]

    @property
    def headline(self) -> str:
        """Where it came from and of what, in one line."""
        said = self.provenance
        runs = f"{len(said['runs'])} run{'s' if len(said['runs']) != 1 else ''}"
        of = f"{said['model']['name']} on {said['suite']['name']}, {len(self.cases)} cases, {runs}"
        commit = f", commit {said['commit'][:8]}" if said.get("commit") else ""
        return f"{self.source or 'unsaved'} ({of}, {said['created'][:10]}{commit})"

    def has_wrong(self, case: str) -> bool | None:
        """Whether it has the case as not correct; None where it cannot say."""
        record = self.cases.get(case)
        return 2 * record.correct <= record.scored if record is not None and record.scored else None

    def _other(self, what: str, before: str, now: str, why: str) -> UsageError:
        file = DEFAULT_FILE if self.source in ("", REFERENCE) else self.source
        return UsageError(
            f"baseline {self.source or 'given'} was made with {what} {before}, this run has {now}:\n"
            f"{why}, so verdicts cannot be compared.\n"
            f"For a new one run without --realunify-baseline, then type: realunify baseline save last -o {file}"
        )


def _joined(earlier: Baseline, fresh: Baseline, head: Mapping[str, Any]) -> Baseline:
    """Side by side, a column for each run; of too many the first go, and cases that only they had."""
    olds, news = earlier.evidence.runs, fresh.evidence.runs

    def beside(old: tuple[Any, ...] | None, new: tuple[Any, ...] | None) -> tuple[Any, ...]:
        return ((old or (None,) * olds) + (new or (None,) * news))[-len(head["runs"]) :]

    cases = {
        case: CaseRecord(beside(_runs(earlier, case), _runs(fresh, case)))
        for case in sorted({*earlier.cases, *fresh.cases})
    }
    kept = {case: record for case, record in cases.items() if record.known}
    replies = {case: beside(earlier.replies.get(case), fresh.replies.get(case)) for case in kept}
    return Baseline(kept, head, earlier.source, replies)


def _runs(baseline: Baseline, case: str) -> tuple[RunCounts | None, ...] | None:
    record = baseline.cases.get(case)
    return record.runs if record else None
