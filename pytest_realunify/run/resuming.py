"""A run that is gone on with: what it was, and whether it is still the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pytest

from pytest_realunify.errors import DataError, ModelUnavailableError, UsageError
from pytest_realunify.extensions.identity import differences
from pytest_realunify.interfaces import Suite
from pytest_realunify.judges.resolve import JudgeSpec
from pytest_realunify.options.settings import Settings
from pytest_realunify.protocols import ProtocolSpec
from pytest_realunify.run import foreign, versions
from pytest_realunify.stored import journal
from pytest_realunify.stored.comparability import FIRST_SCORERS, suite_since
from pytest_realunify.stored.finding import last_begun


def resumed(config: pytest.Config) -> tuple[journal.RunFolder | None, Mapping[str, str] | None]:
    """Its folder and its options; None and None where a run begins. Raises UsageError where there is no such run, and
    where it comes from elsewhere and names more than this project knows."""
    name = config.getoption("realunify_resume") or config.getini("realunify_resume")
    if not name:
        return None, None
    root = Settings.from_config(config).run_dir
    folder = last_begun(root, name)
    folder.check()
    facts = folder.facts()
    foreign.check(folder, facts, config)
    options = facts["options"]
    # A run stored before there were two seeds drew from the suite's.
    seeds = {"realunify_sample_seed": options.get("realunify_seed", "0")}
    return folder, {**seeds, **options, "realunify_run_dir": str(root)}


@dataclass(frozen=True, slots=True)
class Now:
    """With what a run would be gone on with."""

    settings: Settings
    suite: Suite
    protocols: Mapping[str, ProtocolSpec]
    model: str
    judge: JudgeSpec | None


def check(folder: journal.RunFolder, now: Now) -> None:
    """Raises UsageError where this cannot go on with the run in `folder`, naming all that is another by now: results
    of two kinds would be called those of one."""
    facts = folder.facts()
    _no_less(folder, facts, now.settings)
    changed = [*_changes(folder, facts, now)]
    if changed:
        raise UsageError(
            f"run {folder.id} {changed[0]}\n"
            + "".join(f"and {line}\n" for line in changed[1:])
            + "It can only be gone on with as it was. Bring that back, or start a new run"
        )


def check_identity(folder: journal.RunFolder, who: Literal["model", "judge"], identity: Mapping[str, Any]) -> None:
    """Raises ModelUnavailableError, which ends the run, where the model or judge that was built is another than the one
    that the run had: before it is asked anything."""
    if told := differences((folder.facts().get(who) or {}).get("identity"), identity):
        raise ModelUnavailableError(
            f"run {folder.id} was of another {who}: {'; '.join(told)}. This one was asked nothing. "
            "Go on with the one it was of, or start a new run"
        )


def _no_less(folder: journal.RunFolder, facts: Mapping[str, Any], settings: Settings) -> None:
    """What a second look has asked stays asked."""
    done = int((facts.get("confirmed") or {}).get("repeats", 0))
    if settings.confirm < done:
        raise UsageError(
            f"--realunify-confirm={settings.confirm}: run {folder.id} has asked cases {done} times more already.\n"
            f"Leave the option out, or type --realunify-confirm={done} or more"
        )


def _changes(folder: journal.RunFolder, facts: Mapping[str, Any], now: Now) -> Iterator[str]:
    from pytest_realunify import scoring  # compiles patterns for 40 ms

    if since := suite_since(facts["suite"], now.suite):
        yield f"was of {since}: the instances changed since."
    yield from _protocols(facts.get("protocols") or {}, now.protocols)
    if (before := facts["model"].get("name")) != now.model:
        yield f"was of model {before}, which now is {now.model}."
    yield from _judges(folder, facts.get("judge"), now)
    if (scored := facts.get("scorers") or FIRST_SCORERS) != scoring.VERSIONS:
        yield f"was scored by {_counted(scored)}, now {_counted(scoring.VERSIONS)}."
    yield from (f"was made with {each}." for each in versions.changes(facts.get("versions") or {}))


def _protocols(before: Mapping[str, Any], now: Mapping[str, ProtocolSpec]) -> Iterator[str]:
    for name, spec in now.items():
        told = before.get(name)
        if isinstance(told, dict) and told.get("digest") and spec.digest and told["digest"] != spec.digest:
            yield f"was of another protocol {name} ({spec.source}): its source changed since."


def _judges(folder: journal.RunFolder, before: object, now: Now) -> Iterator[str]:
    if before is None or now.judge is None:
        return
    if not isinstance(before, dict) or not isinstance(before.get("fingerprint"), str):
        raise DataError.at(folder.path / "run.json", None, "judge", "is not what a run writes there")
    fingerprint = now.judge.fingerprint(now.settings.judge_prompt)
    if before["fingerprint"] != fingerprint:
        yield (
            f"was judged by {before.get('name')} with fingerprint {before['fingerprint']}, "
            f"and {now.judge.name} now has {fingerprint}: its settings or its version changed since."
        )


def _counted(scorers: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {scorers[name]}" for name in sorted(scorers, reverse=True))
