"""What a run is made of: settings, suite, cases, model, folder. Made in configure, on controller and workers alike."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import pytest

from pytest_realunify import journal
from pytest_realunify.errors import RealUnifyError, UsageError
from pytest_realunify.models.resolve import ADAPTERS, ModelSpec, resolve
from pytest_realunify.options import Settings
from pytest_realunify.protocols import BY_NAME
from pytest_realunify.records import Case, GEUInstance, Listing, Result, Trouble
from pytest_realunify.suites import resolve as suites
from pytest_realunify.suites.base import Suite, limited

FINISHED: Final = frozenset({"correct", "wrong", "unparsed", "unsupported"})
"""Verdicts a resumed run replays. Trouble is tried again."""

SCORABLE: Final = frozenset({"GEU"})
"""Axes whose attempts this version can score: a UEG attempt is a picture, and needs a judge."""


@dataclass
class RunPlan:
    """Made once per process; nothing is written by making it."""

    settings: Settings
    suite: Suite
    listings: list[Listing]
    model: ModelSpec | None
    """None: the team's own `model` fixture provides it."""
    folder: journal.RunFolder
    resumed: bool
    root: Path
    """What the suite's path is relative to."""
    cases: dict[str, Case] = field(default_factory=dict)
    """By `Case.param`, in the order they are collected: protocol by protocol, so that batches are of one kind."""

    @property
    def model_name(self) -> str:
        return self.model.name if self.model else "conftest"

    @cached_property
    def finished(self) -> Mapping[tuple[str, int], Result]:
        """Results that need no model any more; empty unless a run is being resumed."""
        if not self.resumed:
            return {}
        return {key: result for key, result in self.folder.results().items() if result.verdict.strict in FINISHED}

    def expected(self, case: Case) -> str | None:
        """The gold letter of a case that never came to be scored; None where even its data cannot be read."""
        try:
            instance = self.suite.instance(case.listing, case.protocol)
        except RealUnifyError:
            return None
        return instance.answer if isinstance(instance, GEUInstance) else None


def make(config: pytest.Config) -> RunPlan:
    """Raises RealUnifyError for whatever the user must change."""
    given: Mapping[str, Any] | None = getattr(config, "workerinput", None)
    folder, earlier = _resumed(config) if given is None else (None, given["realunify_options"])
    settings = Settings.from_config(config, earlier)
    _make_importable(config.invocation_params.dir)
    model = _model(config, settings)
    root = _root(config, settings.suite.partition(":")[2])
    suite = suites.resolve(
        settings.suite,
        root=root,
        seed=settings.seed,
        difficulty=settings.difficulty,
        verify=given is None,
    )
    if folder is not None:
        _same_suite(folder, suite)
    listings = limited(suite.listings(), settings.limit)
    plan = RunPlan(
        settings=settings,
        suite=suite,
        listings=listings,
        model=model,
        folder=folder or journal.new_run(settings.run_dir, model.name if model else "conftest"),
        resumed=folder is not None,
        root=root,
        cases=_cases(settings, listings),
    )
    if given is not None:
        plan.folder, plan.resumed = journal.RunFolder(Path(given["realunify_run"])), given["realunify_resumed"]
    if not plan.cases:
        raise UsageError(_nothing_to_run(settings, plan))
    return plan


def for_workers(plan: RunPlan) -> dict[str, Any]:
    """What a worker needs to make the same plan: it re-parses the command line, but not the controller's findings."""
    return {
        "realunify_options": plan.settings.texts(),
        "realunify_run": str(plan.folder.path),
        "realunify_resumed": plan.resumed,
    }


def _resumed(config: pytest.Config) -> tuple[journal.RunFolder | None, Mapping[str, str] | None]:
    name = config.getoption("realunify_resume") or config.getini("realunify_resume")
    if not name:
        return None, None
    root = Settings.from_config(config).run_dir
    folder = journal.find_run(root, name)
    return folder, folder.facts()["options"]


def _same_suite(folder: journal.RunFolder, suite: Suite) -> None:
    before = folder.facts()["suite"]["fingerprint"]
    if before != suite.fingerprint:
        raise UsageError(
            f"run {folder.id} was of suite {suite.name} with fingerprint {before}, which now is {suite.fingerprint}.\n"
            "The instances changed since; start a new run."
        )


def _cases(settings: Settings, listings: list[Listing]) -> dict[str, Case]:
    cases = (
        Case(listing, protocol, repeat)
        for protocol in settings.protocol
        for listing in listings
        if listing.axis in SCORABLE and protocol in listing.protocols and protocol in BY_NAME[listing.axis]
        for repeat in range(settings.repeats)
    )
    return {case.param: case for case in cases}


def _nothing_to_run(settings: Settings, plan: RunPlan) -> str:
    served = {protocol for listing in plan.listings if listing.axis in SCORABLE for protocol in listing.protocols}
    if not served:
        return f"suite {settings.suite} holds UEG instances alone, and this version has no judge to score them"
    return (
        f"suite {settings.suite} has no instance for --realunify-protocol={','.join(settings.protocol)}\n"
        f"it can serve: {', '.join(sorted(served)) or 'nothing'}"
    )


def _model(config: pytest.Config, settings: Settings) -> ModelSpec | None:
    if (file := team_fixture(config)) is not None:
        _check_scope(_fixtures(config)[file], file)
        return None
    tables = _model_tables(config)
    if not settings.model:
        raise UsageError(_no_model(list(_fixtures(config)), tables))
    spec = resolve(settings.model, tables, lambda name: _from_hook(config, name))
    if spec.factory is not ADAPTERS["recorded"]:
        return spec
    target = str(spec.settings.get("target", ""))
    spec = replace(spec, settings={"target": str(_root(config, target) / target)})
    spec.build()  # text files, quickly read: what is wrong with them is said now and not case by case
    return spec


def _from_hook(config: pytest.Config, name: str) -> object | None:
    try:
        found: object | None = config.hook.pytest_realunify_model(config=config, name=name)
    except Exception as error:
        raise UsageError(f"a pytest_realunify_model hook raised {Trouble.of(error).message}") from error
    return found


def _root(config: pytest.Config, path: str) -> Path:
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


def _make_importable(folder: Path) -> None:
    """So that `--model=mymodel:Class` finds mymodel.py beside the user; last, so that it shadows nothing."""
    if str(folder) not in sys.path:
        sys.path.append(str(folder))


def team_fixture(config: pytest.Config) -> str | None:
    """The conftest whose `model` fixture overrides ours, if there is one. One in a folder below the rootdir serves the
    tests of that folder; the cases hang under the session and never see it."""
    below = config.rootpath
    reaching = (file for file in _fixtures(config) if below not in Path(file).parent.parents)
    return next(reaching, None)


def _fixtures(config: pytest.Config) -> dict[str, object]:
    """Every `model` fixture of a conftest loaded by now, by file."""
    found: dict[str, object] = {}
    for plugin in config.pluginmanager.get_plugins():
        file = getattr(plugin, "__file__", None)
        if file and Path(file).name == "conftest.py":
            found |= {str(file): candidate for candidate in vars(plugin).values() if _is_model(candidate)}
    return found


def _is_model(candidate: object) -> bool:
    # The name it is asked for by, which need not be its function's: @pytest.fixture(name="model").
    return type(candidate).__name__ == FIXTURE and getattr(candidate, "name", None) == "model"


FIXTURE: Final = "FixtureFunctionDefinition"
"""What `@pytest.fixture` makes, from pytest 8.4 on. By name, so that nothing private is imported."""


def _check_scope(fixture: object, file: str) -> None:
    """pytest would refuse case by case, in five lines each. (Where a future pytest hides the scope, it still does.)"""
    marker = getattr(fixture, "_fixture_function_marker", None)
    scope = getattr(marker, "scope", "session")
    if isinstance(scope, str) and scope != "session":
        raise UsageError(
            f"the `model` fixture of {file} has scope {scope!r}: a model is loaded once per worker.\n"
            'Write @pytest.fixture(scope="session")'
        )
    if getattr(marker, "params", None):
        raise UsageError(f"the `model` fixture of {file} has params: a run is of one model. Start one run for each")


def _model_tables(config: pytest.Config) -> dict[str, Any]:
    """`[tool.realunify.models]` of the rootdir's pyproject.toml. Raises UsageError when it is not TOML, or no table."""
    file = config.rootpath / "pyproject.toml"
    if not file.is_file():
        return {}
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        found: Any = tomllib.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise UsageError(f"{file} is not valid TOML: {error}") from error
    tables: dict[str, Any] = found
    for key in ("tool", "realunify", "models"):
        found = tables.get(key, {})
        if not isinstance(found, dict):
            raise UsageError(f"{file}: `{key}` in [tool.realunify.models] is not a table but {found!r}")
        tables = found
    return tables
