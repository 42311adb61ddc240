"""A run that is gone on with: what it was, and whether it is still the same."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from pytest_realunify.errors import DataError, UsageError
from pytest_realunify.interfaces import Suite
from pytest_realunify.judges.resolve import JudgeSpec
from pytest_realunify.options.settings import Settings
from pytest_realunify.protocols import ProtocolSpec
from pytest_realunify.run import foreign
from pytest_realunify.stored import journal
from pytest_realunify.stored.comparability import suite_since


def resumed(config: pytest.Config) -> tuple[journal.RunFolder | None, Mapping[str, str] | None]:
    """Its folder and its options; None and None where a run begins. Raises UsageError where there is no such run, and
    where it comes from elsewhere and names more than this project knows."""
    name = config.getoption("realunify_resume") or config.getini("realunify_resume")
    if not name:
        return None, None
    root = Settings.from_config(config).run_dir
    folder = journal.find_run(root, name)
    folder.check()
    facts = folder.facts()
    foreign.check(folder, facts, config)
    options = facts["options"]
    # A run stored before there were two seeds drew from the suite's.
    seeds = {"realunify_sample_seed": options.get("realunify_seed", "0")}
    return folder, {**seeds, **options, "realunify_run_dir": str(root)}


def check(folder: journal.RunFolder, settings: Settings, suite: Suite, protocols: Mapping[str, ProtocolSpec]) -> None:
    """Raises UsageError where this cannot go on with the run in `folder`."""
    _no_less(folder, settings)
    _same_suite(folder, suite)
    _same_protocols(folder, protocols)


def _no_less(folder: journal.RunFolder, settings: Settings) -> None:
    """What a second look has asked stays asked."""
    done = int((folder.facts().get("confirmed") or {}).get("repeats", 0))
    if settings.confirm < done:
        raise UsageError(
            f"--realunify-confirm={settings.confirm}: run {folder.id} has asked cases {done} times more already.\n"
            f"Leave the option out, or type --realunify-confirm={done} or more"
        )


def _same_suite(folder: journal.RunFolder, suite: Suite) -> None:
    if since := suite_since(folder.facts()["suite"], suite):
        raise UsageError(f"run {folder.id} was of {since}.\nThe instances changed since; start a new run.")


def _same_protocols(folder: journal.RunFolder, protocols: Mapping[str, ProtocolSpec]) -> None:
    before = folder.facts().get("protocols") or {}
    for name, spec in protocols.items():
        told = before.get(name)
        if isinstance(told, dict) and told.get("digest") and spec.digest and told["digest"] != spec.digest:
            raise UsageError(
                f"run {folder.id} was of another protocol {name} ({spec.source}): its source changed since.\n"
                "Start a new run."
            )


def check_judge(folder: journal.RunFolder, judge: JudgeSpec | None, fingerprint: str) -> None:
    """Raises UsageError where the run was judged by another."""
    before = folder.facts().get("judge")
    if before is None or judge is None:
        return
    if not isinstance(before, dict) or not isinstance(before.get("fingerprint"), str):
        raise DataError.at(folder.path / "run.json", None, "judge", "is not what a run writes there")
    if before["fingerprint"] != fingerprint:
        raise UsageError(
            f"run {folder.id} was judged by {before.get('name')} with fingerprint {before['fingerprint']}, "
            f"and {judge.name} now has {fingerprint}.\n"
            "Its settings or its version changed since; start a new run."
        )
