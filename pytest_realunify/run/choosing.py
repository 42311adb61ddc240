"""Which cases of a run that is gone on with are collected: those that it chose, unless the command line chooses."""

from __future__ import annotations

from typing import Final

import pytest

from pytest_realunify.stored import selection
from pytest_realunify.stored.journal import RunFolder
from pytest_realunify.stored.selection import Key

PICKS: Final = ("keyword", "markexpr", "deselect", "lf", "stepwise", "stepwise_skip")
"""pytest's names for what picks among tests."""


def chosen_before(config: pytest.Config, folder: RunFolder) -> set[Key] | None:
    """What the run had chosen. None: all cases may be collected, for the command line chooses, or the run was stored
    before there were keys. Raises DataError."""
    if _chooses(config, folder):
        return None
    found = selection.read(folder.files)
    return found.known or None if found is not None else None


def _chooses(config: pytest.Config, folder: RunFolder) -> bool:
    """Whether the command line, or the project's `addopts`, picks among cases."""
    named = config.args_source is pytest.Config.ArgsSource.ARGS
    limit = config.getoption("realunify_limit")
    limited = limit is not None and limit != folder.facts()["options"].get("realunify_limit", "")
    return named or limited or any(config.getoption(name, None) for name in PICKS)
