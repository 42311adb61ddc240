"""How to make a baseline of separate runs: what to type, and what is there already."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from pytest_realunify.decisions.baseline import unfit
from pytest_realunify.errors import DataError
from pytest_realunify.judges.prompting import DEFAULT_PROMPT
from pytest_realunify.options.table import FIXED, OPTIONS
from pytest_realunify.stored.comparability import Comparability
from pytest_realunify.stored.journal import RunFolder
from pytest_realunify.stored.stored_run import StoredRun
from pytest_realunify.text import quoted

OWN: Final = ("sample-seed", "shard", "confirm")
"""Options that a run has for itself: with another's sample seed it would be a copy."""


def separate_runs(root: Path, wanted: int, output: Path) -> Iterator[str]:
    """Commands for `wanted` separate runs like the last one stored under `root`, and for keeping them all."""
    found = _alike(root, wanted)
    facts: Mapping[str, Any] = found[0].facts if found else {}
    yield f"a baseline of {wanted} separate runs knows how often cases flip though nothing changed, and sees more."
    yield "Each run draws anew (--realunify-sample-seed is a new one by default), so they are no copies."
    lacking = wanted - len(found)
    if found:
        yield f"there already, of {found[0].model} on {facts['suite'].get('name')}: {_ids(found)}"
    if lacking:
        yield f"make {'it' if lacking == 1 else 'them'} by:" if not found else f"make {lacking} more by:"
        yield from (f"    {_command(facts)}" for _ in range(lacking))
    yield "keep all of them:"
    made = "last" if lacking == 1 else " ".join(["RUN"] * lacking)
    kept = " ".join(part for part in (_ids(found), made) if part)
    yield f"    realunify baseline save {kept} -o {shlex.quote(str(output))}"
    if lacking > 1:
        yield "    (`realunify runs` lists them; with this command again they are named here)"
    yield "never the best of several: a lucky run as the baseline fails many builds of a model that did not change."
    yield "Leave out a run for what broke it, not for its score"


def _alike(root: Path, wanted: int) -> list[StoredRun]:
    """The newest runs that make one baseline with the last whole one, oldest first; each with draws of its own."""
    found: list[StoredRun] = []
    seeds: set[str] = set()
    for file in sorted(root.glob("*/run.json"), reverse=True):
        try:
            facts = RunFolder(file.parent).facts()
            seed = str(facts["options"].get("realunify_sample_seed") or file.parent.name)
            if seed in seeds or (found and not _same(found[0].facts, facts)):
                continue
            run = StoredRun.load(RunFolder(file.parent))
            if unfit(run) is not None:
                continue
        except DataError:  # nobody named it
            continue
        found.append(run)
        seeds.add(seed)
        if len(found) == wanted:
            break
    return found[::-1]


def _same(mine: Mapping[str, Any], its: Mapping[str, Any]) -> bool:
    alike = ("realunify_protocol", "realunify_repeats")
    return (
        mine["model"] == its["model"]
        and not any(Comparability.of(mine).changes(Comparability.of(its)))
        and all(mine["options"].get(key) == its["options"].get(key) for key in alike)
    )


def _command(facts: Mapping[str, Any]) -> str:
    """As the run was asked for, without what it has for itself."""
    options: Mapping[str, str] = facts.get("options") or {"realunify_model": "NAME"}
    typed = [
        f"{option.flag}={quoted(value)}"
        for option in OPTIONS
        if option.name in FIXED
        and option.name not in OWN
        and (value := str(options.get(option.key) or "")) not in ("", option.default)
        and (option.name, value) != ("judge-prompt", DEFAULT_PROMPT)
    ]
    return " ".join(["pytest --realunify", *typed])


def _ids(runs: list[StoredRun]) -> str:
    return " ".join(run.id for run in runs)
