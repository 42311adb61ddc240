"""From the names a user gives to the model and the judge of a run, and where their files are looked for."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from pytest_realunify.errors import UsageError
from pytest_realunify.extensions.specs import ModelSpec
from pytest_realunify.interfaces import Listing
from pytest_realunify.judges.resolve import JudgeSpec
from pytest_realunify.judges.resolve import resolve as resolve_judge
from pytest_realunify.models.resolve import ADAPTERS, resolve
from pytest_realunify.options import project_file
from pytest_realunify.options.settings import Settings
from pytest_realunify.records import Trouble
from pytest_realunify.run.team_fixture import check_scope, model_fixtures, team_fixture

EARLY: Final = pytest.StashKey[dict[str, ModelSpec]]()
"""The model by its name, where `-n auto` had to know it: a team's hook may have loaded it, and once is enough."""


def model_of(config: pytest.Config, settings: Settings) -> ModelSpec | None:
    """The model under test; None where the team's own fixture provides it. Raises UsageError."""
    if (file := team_fixture(config)) is not None:
        check_scope(model_fixtures(config)[file], file)
        return None
    if not settings.model:
        raise UsageError(_no_model(list(model_fixtures(config)), _tables(config, "models")))
    spec = config.stash.get(EARLY, {}).pop(settings.model, None) or _named_model(config, settings.model)
    if spec.factory is not ADAPTERS["recorded"]:
        return spec
    target = str(spec.settings.get("target", ""))
    spec = replace(spec, settings={"target": str(root_of(config, target) / target)})
    spec.build()  # text files, quickly read: what is wrong with them is said now and not case by case
    return spec


def _named_model(config: pytest.Config, name: str) -> ModelSpec:
    return resolve(name, _tables(config, "models"), lambda asked: _from_hook(config, asked))


def _tables(config: pytest.Config, kind: str) -> dict[str, Any]:
    return project_file.tables(config.rootpath / "pyproject.toml", kind)


def judge_of(config: pytest.Config, settings: Settings, listings: Sequence[Listing]) -> JudgeSpec | None:
    """The judge that was named, wherever it is needed or not; else the suite's own where something is drawn."""
    name = settings.judge
    if not name and settings.suite.startswith("procedural") and any(each.axis == "UEG" for each in listings):
        name = "pixels"
    if not name:
        return None
    return resolve_judge(name, _tables(config, "judges"), lambda model: _named_model(config, model))


def _from_hook(config: pytest.Config, name: str) -> object | None:
    try:
        found: object | None = config.hook.pytest_realunify_model(config=config, name=name)
    except Exception as error:
        raise UsageError(f"a pytest_realunify_model hook raised {Trouble.of(error).message}") from error
    return found


def root_of(config: pytest.Config, path: str) -> Path:
    """Where a relative path starts: the directory pytest was started in if it is there, else the rootdir."""
    here = config.invocation_params.dir
    return here if (here / Path(path).expanduser()).exists() else config.rootpath


def _no_model(out_of_reach: Sequence[str], tables: Mapping[str, Any]) -> str:
    lines = [
        "no model named: type --model=NAME, or define a session fixture `model` in the rootdir's conftest.py",
        f"known: {', '.join(['reference', *tables, 'recorded:PATH', 'package.module:Class'])}",
        *(f"the fixture in {file} is out of the cases' reach" for file in out_of_reach[:1]),
    ]
    return "\n".join(lines)


def make_importable(folder: Path) -> None:
    """So that `--model=mymodel:Class` finds mymodel.py beside the user; last, so that it shadows nothing."""
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
