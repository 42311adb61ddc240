"""The team's own `model` fixture: where it is, whether the cases see it, whether it can serve a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_realunify.borrowed import is_fixture, scope_and_params
from pytest_realunify.errors import UsageError


def team_fixture(config: pytest.Config) -> str | None:
    """The conftest whose `model` fixture overrides ours, if there is one. One in a folder below the rootdir serves the
    tests of that folder; the cases hang under the session and never see it."""
    below = config.rootpath
    reaching = (file for file in model_fixtures(config) if below not in Path(file).parent.parents)
    return next(reaching, None)


def model_fixtures(config: pytest.Config) -> dict[str, object]:
    """Every `model` fixture of a conftest loaded by now, by file."""
    found: dict[str, object] = {}
    for plugin in config.pluginmanager.get_plugins():
        file = getattr(plugin, "__file__", None)
        if file and Path(file).name == "conftest.py":
            found |= {str(file): candidate for candidate in vars(plugin).values() if is_fixture(candidate, "model")}
    return found


def shown(file: str, config: pytest.Config) -> str:
    """A file of the project's by its place in it."""
    path = Path(file)
    return str(path.relative_to(config.rootpath)) if config.rootpath in path.parents else file


def check_scope(fixture: object, file: str) -> None:
    """pytest would refuse case by case, in five lines each. (Where a future pytest hides the scope, it still does.)"""
    scope, params = scope_and_params(fixture)
    if scope != "session":
        raise UsageError(
            f"the `model` fixture of {file} has scope {scope!r}: a model is loaded once per worker.\n"
            'Write @pytest.fixture(scope="session")'
        )
    if params:
        raise UsageError(f"the `model` fixture of {file} has params: a run is of one model. Start one run for each")
