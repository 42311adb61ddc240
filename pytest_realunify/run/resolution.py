"""From the names a user gives to the model and the judge of a run, and where their files are looked for."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from pytest_realunify.errors import UsageError
from pytest_realunify.extensions.doors import Door
from pytest_realunify.extensions.specs import ModelSpec
from pytest_realunify.interfaces import Listing, Suite
from pytest_realunify.judges.resolve import JudgeSpec
from pytest_realunify.judges.resolve import resolve as resolve_judge
from pytest_realunify.models.adapters import ADAPTERS
from pytest_realunify.models.resolve import resolve
from pytest_realunify.options import project_file
from pytest_realunify.options.settings import Settings
from pytest_realunify.options.table import PROTOCOL
from pytest_realunify.protocols import PUBLISHED, ProtocolSpec, name_of, team_protocol
from pytest_realunify.records import Trouble
from pytest_realunify.run.team_fixture import check_scope, model_fixtures, team_fixture
from pytest_realunify.suites import resolve as suites
from pytest_realunify.taxonomy import PROTOCOLS, in_table_order

PROTOCOL_DOOR: Final = Door("protocols", "--realunify-protocol")

EARLY: Final = pytest.StashKey[dict[str, ModelSpec]]()
"""The model by its name, where `-n auto` had to know it: a team's hook may have loaded it, and once is enough."""


def model_of(config: pytest.Config, settings: Settings) -> ModelSpec | None:
    """The model under test; None where the team's own fixture provides it. Raises UsageError."""
    if (file := team_fixture(config)) is not None:
        check_scope(model_fixtures(config)[file], file)
        return None
    if not settings.model:
        raise UsageError(_no_model(list(model_fixtures(config)), tables_of(config, "models")))
    spec = config.stash.get(EARLY, {}).pop(settings.model, None) or _named_model(config, settings.model)
    if spec.factory is not ADAPTERS["recorded"]:
        return spec
    target, pictures = str(spec.settings.get("target", "")), list[str](spec.settings.get("pictures", ()))
    there = {"target": str(root_of(config, target) / target)}
    folders = {"pictures": [str(root_of(config, each) / Path(each).expanduser()) for each in pictures]}
    spec = replace(spec, settings={**there, **(folders if pictures else {})})
    spec.build()  # text files, quickly read: what is wrong with them is said now and not case by case
    return spec


def placed(spec: ModelSpec | None, listings: Sequence[Listing]) -> ModelSpec | None:
    """Recorded outputs with each instance's place in its category, by which some tools number them."""
    if spec is None or spec.factory is not ADAPTERS["recorded"]:
        return spec
    counts, places = Counter[str](), dict[str, int]()
    for listing in listings:
        places[listing.id] = counts[listing.category]
        counts[listing.category] += 1
    return replace(spec, settings={**spec.settings, "places": places})


def _named_model(config: pytest.Config, name: str) -> ModelSpec:
    return resolve(name, tables_of(config, "models"), hook_of(config, "model"))


def judge_of(config: pytest.Config, settings: Settings, own: str, listings: Sequence[Listing]) -> JudgeSpec | None:
    """The judge that was named, whether it is needed or not; else the suite's `own` where something is drawn."""
    name = settings.judge or (own if any(each.axis == "UEG" for each in listings) else "")
    if not name:
        return None
    return resolve_judge(
        name, tables_of(config, "judges"), lambda model: _named_model(config, model), hook_of(config, "judge")
    )


def suite_of(config: pytest.Config, settings: Settings, root: Path, verify: bool) -> Suite:
    """Raises UsageError and DataError."""
    return suites.resolve(
        settings.suite,
        root=root,
        seed=settings.seed,
        difficulty=settings.difficulty,
        verify=verify,
        tables=tables_of(config, "suites"),
        hook=hook_of(config, "suite"),
    )


def protocols_of(config: pytest.Config, settings: Settings) -> dict[str, ProtocolSpec]:
    """By name, in the order of a table. Raises UsageError."""
    found = [PUBLISHED.get(typed) or _own_protocol(config, typed) for typed in settings.protocol]
    by_name = {spec.name: spec for spec in found}
    if len(by_name) < len(found):
        raise UsageError(f"--realunify-protocol={','.join(settings.protocol)} names two protocols alike")
    return {name: by_name[name] for name in in_table_order(by_name)}


def _own_protocol(config: pytest.Config, typed: str) -> ProtocolSpec:
    tables = tables_of(config, "protocols")
    found = PROTOCOL_DOOR.find(typed, tables, hook_of(config, "protocol")(typed))
    if found is None:
        known = [*PROTOCOLS, *PROTOCOL_DOOR.names(tables), "all", "package.module:function"]
        raise UsageError.unknown(PROTOCOL, typed, known)
    try:
        steps = found.load()
    except ImportError as error:
        raise UsageError(f"protocol {typed!r} ({found.source}) cannot be imported: {error}") from error
    return team_protocol(name_of(typed), steps, found.source)


def tables_of(config: pytest.Config, kind: str) -> dict[str, Any]:
    """`[tool.realunify.KIND]` of the project."""
    return project_file.tables(config.rootpath / "pyproject.toml", kind)


def hook_of(config: pytest.Config, kind: str) -> Callable[[str], object | None]:
    """Asks `pytest_realunify_KIND` for a name. Raises UsageError where it raises."""

    def ask(name: str) -> object | None:
        hook = getattr(config.hook, f"pytest_realunify_{kind}")
        try:
            found: object | None = hook(config=config, name=name)
        except Exception as error:
            raise UsageError(f"a pytest_realunify_{kind} hook raised {Trouble.of(error).message}") from error
        return found

    return ask


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
    """So that `--model=mymodel:MyModel` finds mymodel.py beside the user; last, so that it shadows nothing."""
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
