"""Which cases of a run are collected: of one that is gone on with those that it chose, unless the command line does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import pytest

from pytest_realunify.interfaces import Listing
from pytest_realunify.judges.resolve import JudgeSpec
from pytest_realunify.options.settings import Settings
from pytest_realunify.protocols import ProtocolSpec
from pytest_realunify.records import Case
from pytest_realunify.run import addressing
from pytest_realunify.stored import selection
from pytest_realunify.stored.journal import RunFolder
from pytest_realunify.text import shortened

PICKS: Final = ("keyword", "markexpr", "deselect", "lf", "stepwise", "stepwise_skip")
"""pytest's names for what picks among tests."""


FLAGS: Final = {
    "keyword": "-k",
    "markexpr": "-m",
    "deselect": "--deselect",
    "lf": "--lf",
    "stepwise": "--sw",
    "stepwise_skip": "--sw-skip",
}

NAME_A_JUDGE: Final = "name a judge with --realunify-judge=vlm:MODEL"


def left_out_of(config: pytest.Config, folder: RunFolder | None, cases: Mapping[str, Case]) -> frozenset[str]:
    """By param, the cases that the run being resumed had not chosen. None of them where it is a new run, where the
    command line chooses, and where the run was stored before there were keys. Raises DataError."""
    if folder is None or _chooses(config, folder) or (before := selection.read(folder.files)) is None:
        return frozenset()
    chosen = before.known  # made anew each time it is asked for
    found = frozenset(param for param, case in cases.items() if case.key not in chosen)
    return found if len(found) < len(cases) else frozenset()


def picks_of(config: pytest.Config) -> list[str]:
    """What the command line, or the project's `addopts`, picks by: flags, and their values where they have some."""
    found = []
    for name in PICKS:
        value = config.getoption(name, None)
        values = [each for each in (value if isinstance(value, list) else [value]) if each]
        found += [FLAGS[name] if each is True else f"{FLAGS[name]} {shortened(str(each), 40)!r}" for each in values]
    return found


def nothing_to_run(
    settings: Settings,
    judge: JudgeSpec | None,
    listings: Sequence[Listing],
    protocols: Mapping[str, ProtocolSpec],
    planned: Mapping[str, int],
) -> str:
    """Why a run has no case; `planned` are those of all shards, by protocol."""
    if settings.shard and planned:
        most = sum(planned.values())
        return f"--realunify-shard={settings.shard.text} has no case: the run has {most}, so name at most {most} shards"
    axes = {listing.axis for listing in listings}
    if axes == {"UEG"} and judge is None:
        return f"suite {settings.suite} holds UEG instances alone, which need a judge:\n{NAME_A_JUDGE}"
    served = {protocol for each in listings if judge or each.axis == "GEU" for protocol in each.protocols}
    served |= {spec.name for spec in protocols.values() if any(map(spec.serves, listings))}
    return (
        f"suite {settings.suite} has no instance for --realunify-protocol={','.join(settings.protocol)}\n"
        f"it can serve: {', '.join(sorted(served)) or 'nothing'}"
    )


def _chooses(config: pytest.Config, folder: RunFolder) -> bool:
    """Whether the command line, or the project's `addopts`, picks among cases."""
    named = addressing.named(config).cases not in (None, (addressing.EVERYTHING,))
    limit = config.getoption("realunify_limit")
    limited = limit is not None and limit != folder.facts()["options"].get("realunify_limit", "")
    return named or limited or any(config.getoption(name, None) for name in PICKS)
