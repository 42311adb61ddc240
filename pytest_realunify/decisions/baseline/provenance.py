"""Of what a baseline was made: what must be the same for verdicts to be comparable, and what helps a reader."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any, Final

import msgspec

from pytest_realunify.errors import DataError, UsageError
from pytest_realunify.extensions.identity import counting, differences
from pytest_realunify.stored.comparability import FIRST_SCORERS
from pytest_realunify.stored.stored_run import StoredRun

KEPT_OPTIONS: Final = ("protocol", "seed", "sample_seed", "difficulty", "repeats", "limit")
"""Options of the run that a reader of the file asks about; empty ones are left out."""

_GIT_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Named:
    """A suite or a judge. Who it is, the fingerprint says: the same data may lie under another path elsewhere."""

    name: str
    fingerprint: str

    @property
    def text(self) -> str:
        return f"{self.name} (fingerprint {self.fingerprint})"


@dataclass(frozen=True, slots=True)
class NamedJudge(Named):
    """With what it said of itself, if it was built."""

    identity: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class NamedSuite(Named):
    """With the version that it counts, if any."""

    version: int | None = None


@dataclass(frozen=True, slots=True)
class Tested:
    """The model."""

    name: str
    identity: dict[str, Any] | None = None

    def __post_init__(self) -> None:
        """Without what older runs told of how a run was done: the same model on another machine is the same."""
        if self.identity is not None:
            object.__setattr__(self, "identity", counting(self.identity))

    @property
    def text(self) -> str:
        return f"{self.name} {self.identity or ''}"

    @property
    def tells(self) -> bool:
        """Whether the identity says more than the class and its source: else other weights would look the same."""
        return bool(set(self.identity or {}) - {"class", "source", "settings"})

    def changes(self, later: Tested) -> list[str]:
        """What of the model is another in `later`, in words."""
        if self.name != later.name:
            return [f"name ({later.name}, was {self.name})"]
        if (self.identity is None) != (later.identity is None):
            return ["identity (told once, and once not)"]
        return differences(self.identity, later.identity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """With what verdicts are made; a run.json says as much."""

    suite: NamedSuite
    judge: NamedJudge | None = None
    """None: nothing was judged."""
    scorers: dict[str, int] = field(default_factory=lambda: dict(FIRST_SCORERS))
    """By default of runs stored before run.json named them."""

    @property
    def scorers_text(self) -> str:
        return ", ".join(f"{name} {version}" for name, version in sorted(self.scorers.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance(Measured):
    """The head of the file; a file may say more."""

    model: Tested
    versions: dict[str, str] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)
    runs: list[str] = field(default_factory=list)
    created: str = ""
    commit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts(Measured):
    """What is taken from a run.json."""

    model: Tested
    options: dict[str, str]
    versions: dict[str, str] = field(default_factory=dict)
    started: str = ""
    finished: str = ""


def of_runs(runs: Sequence[StoredRun]) -> Provenance:
    """Raises UsageError where two runs differ in suite, judge, scorers or model, DataError for a broken run.json."""
    told = {run.id: _facts(run) for run in sorted(runs, key=lambda run: run.id)}
    judged = {run: facts for run, facts in told.items() if facts.judge}
    _same("suite", told, lambda facts: (facts.suite.fingerprint, facts.suite.text))
    _same("scorers", told, lambda facts: (facts.scorers, facts.scorers_text))
    _same_model(told)
    _same("judge", judged, lambda facts: (facts.judge and facts.judge.fingerprint, facts.judge and facts.judge.text))
    newest = list(told.values())[-1]
    return Provenance(
        suite=newest.suite,
        judge=list(judged.values())[-1].judge if judged else None,
        scorers=newest.scorers,
        model=newest.model,
        versions=newest.versions,
        options=_options(list(told.values())),
        runs=list(told),
        created=max(facts.finished or facts.started for facts in told.values()),
        commit=commit(),
    )


def provenance(said: Mapping[str, Any]) -> Provenance:
    """Of a baseline's head. Raises msgspec.ValidationError where it says something else."""
    return msgspec.convert(said, Provenance)


def commit(folder: Path | None = None) -> str | None:
    """What git has checked out in this folder, or here; None outside a checkout, or without git."""
    git = shutil.which("git")
    if git is None:
        return None
    asked = [git, "rev-parse", "--verify", "HEAD"]
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command
            asked, cwd=folder, capture_output=True, text=True, timeout=_GIT_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        return None
    return done.stdout.strip() or None if done.returncode == 0 else None


def _facts(run: StoredRun) -> _Facts:
    try:
        return msgspec.convert(run.facts, _Facts)
    except msgspec.ValidationError as error:
        problem, _, place = str(error).partition(" - at ")
        file = run.folder.path / "run.json"
        raise DataError.at(file, None, place.strip("`").removeprefix("$.") or None, problem) from error


def _options(told: Sequence[_Facts]) -> dict[str, str]:
    """As given; where runs differ, each once."""
    given = {name: {facts.options.get(f"realunify_{name}", "") for facts in told} for name in KEPT_OPTIONS}
    return {name: " / ".join(sorted(values)) for name, values in given.items() if values != {""}}


def _same_model(told: Mapping[str, _Facts]) -> None:
    for one, other in combinations(told, 2):
        mine, its = told[one].model, told[other].model
        if changed := mine.changes(its):
            raise UsageError(
                f"runs {one} and {other} differ in model: {mine.name} and {its.name}: {', '.join(changed)}.\n"
                "Name runs of one suite, judge, scorers and model."
            )


def _same(what: str, told: Mapping[str, _Facts], key: Callable[[_Facts], tuple[object, object]]) -> None:
    """`key` gives what must be equal, and how to show it."""
    runs = list(told)
    for run in runs[1:]:
        (mine, my_text), (other, other_text) = key(told[runs[0]]), key(told[run])
        if mine != other:
            raise UsageError(
                f"runs {runs[0]} and {run} differ in {what}: {my_text} and {other_text}.\n"
                "Name runs of one suite, judge, scorers and model."
            )
