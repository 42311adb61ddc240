"""What a run that is gone on with may name outside of its folder: what this project knows, and what the user typed.

A run's folder may be an artifact that somebody else made. Its options hold for whoever goes on with it, and some of
them name code that is imported, folders that are read or written, servers that are asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from pytest_realunify.errors import UsageError
from pytest_realunify.options.settings import own, typed
from pytest_realunify.options.table import OPTIONS, Option
from pytest_realunify.run.resolution import tables_of
from pytest_realunify.stored import owner
from pytest_realunify.stored.journal import RunFolder
from pytest_realunify.text import shortened

TRUST: Final = "--realunify-trust-run"

_SHOWN: Final = 200
"""Letters of a value."""


@dataclass(frozen=True)
class _Project:
    """What values are held against."""

    config: pytest.Config
    run: RunFolder

    def knows(self, kind: str, name: str) -> bool:
        """Whether a name stands in the project's own table, or can stand nowhere else: without a colon it is looked up
        among hooks, tables, what is built in and what is installed for it."""
        return ":" not in name or name in tables_of(self.config, kind)

    def holds(self, path: str) -> bool:
        """Whether a file or folder lies within the project, through no link that leads out of it."""
        root, typed = self.config.rootpath.resolve(), Path(path).expanduser()
        places = [(base / typed).resolve() for base in (self.config.invocation_params.dir, self.config.rootpath)]
        return all(place.is_relative_to(root) for place in places) and any(place.exists() for place in places)


def check(folder: RunFolder, facts: Mapping[str, Any], config: pytest.Config) -> None:
    """Raises UsageError naming every option of a run from elsewhere that leads out of it, unless it was typed now, is
    this project's own, or is what a new run would have here.

    A run that this user wrote in this project needs no such look: see `owner`.
    """
    if config.getoption("realunify_trust_run", False) or owner.is_own(facts, config.rootpath):
        return
    project, kept = _Project(config, folder), facts["options"]
    led = [
        f"{option.flag}={shortened(kept[option.key], _SHOWN)!r}: {_REACH[option.name][0]}"
        for option in OPTIONS
        if option.name in _REACH and kept.get(option.key) and _leads_out(option, kept[option.key], project)
    ]
    if led:
        raise UsageError(
            f"run {folder.id} was not written by you in this project, and names what lies outside of it:\n"
            + "".join(f"  {line}\n" for line in led)
            + f"Type each of these yourself to go on with it, or {TRUST} to go on with all of them"
        )


def taken_over(facts: Mapping[str, Any], now: Mapping[str, str], config: pytest.Config) -> dict[str, str]:
    """The options that run.json keeps from here on, as the user's own: of a run from elsewhere without what it named
    and the user replaced. `now` is what holds in this session."""
    kept: dict[str, str] = dict(facts["options"])
    if not owner.is_own(facts, config.rootpath):
        kept |= {option.key: now[option.key] for option in OPTIONS if option.name in _REACH}
    return kept


def _leads_out(option: Option, kept: str, project: _Project) -> bool:
    own_value = own(project.config, option)
    if option.name == "judge-cache" and own_value:  # which a run keeps with its whole path
        own_value = str(project.config.rootpath / Path(own_value).expanduser())
    if typed(project.config, option) is not None or own_value == kept:
        return False
    return not _REACH[option.name][1](kept, project)


# What each option may name --------------------------------------------------------------------------------------------


def _model(name: str, project: _Project) -> bool:
    kind, _, target = name.partition(":")
    reads = kind in ("recorded", "transformers", "diffusers") and bool(target) and project.holds(target)
    return project.knows("models", name) or reads


def _judge(name: str, project: _Project) -> bool:
    kind, _, model = name.partition(":")
    wraps = kind in ("vlm", "pixels+vlm") and _model(model, project)
    return project.knows("judges", name) or wraps


def _suite(name: str, project: _Project) -> bool:
    kind, _, target = name.partition(":")
    if kind == "procedural":
        return True
    reads = kind in ("official", "parquet", *tables_of(project.config, "suites")) and project.holds(target)
    return project.knows("suites", name) or reads


def _each(kind: str) -> Callable[[str, _Project], bool]:
    return lambda names, project: all(project.knows(kind, name.strip()) for name in names.split(","))


def _file(path: str, project: _Project) -> bool:
    return path == "reference" or project.holds(path)


def _within_run(path: str, project: _Project) -> bool:
    return Path(path).resolve().is_relative_to(project.run.path.resolve())


def _never(_: str, __: _Project) -> bool:
    return False


_REACH: Final[Mapping[str, tuple[str, Callable[[str, _Project], bool]]]] = {
    "model": ("code, weights, files or a server", _model),
    "suite": ("data, or code that makes it", _suite),
    "protocol": ("code", _each("protocols")),
    "judge": ("code, weights or a server", _judge),
    "judge-cache": ("a folder that is written to", _within_run),
    "judge-calibration": ("a file that is read", _file),
    "ray-address": ("a cluster that code is sent to", _never),
    "baseline": ("a file that is read", _file),
    "update-baseline": ("a file is written", _never),
    "report": ("code", _each("reports")),
    "tracker": ("a place that the run is sent to, or code", _never),
}
"""By option: what it may name, and whether a value of it names nothing but what is the project's own. Every other
option says how much, how often or how long."""
