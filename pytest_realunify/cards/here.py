"""What a card's run would be made of here: from this project's tables, the files that it has, and what is installed.

A card may come from anybody. Nothing that it alone names is imported, asked or read: no module, no server, no hub, no
file outside of this project. What this project names itself is looked up as a run would, short of loading the model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Final

from msgspec.structs import replace

from pytest_realunify import __version__, scoring
from pytest_realunify.cards.card import Card, JudgePart, ModelPart, SuitePart
from pytest_realunify.cards.toml import tomlable
from pytest_realunify.cards.who import LACKS
from pytest_realunify.errors import RealUnifyError, UsageError
from pytest_realunify.extensions.identity import identity_of
from pytest_realunify.extensions.importing import IMPORT_PATH
from pytest_realunify.extensions.public import public
from pytest_realunify.extensions.specs import ModelSpec
from pytest_realunify.interfaces import Suite
from pytest_realunify.judges.resolve import JudgeSpec
from pytest_realunify.judges.resolve import resolve as resolve_judge
from pytest_realunify.models import resolve as models
from pytest_realunify.models.adapters import ADAPTERS
from pytest_realunify.options import project_file
from pytest_realunify.options.rootdir import own_options
from pytest_realunify.run.told import settings_of, surroundings, table_facts
from pytest_realunify.run.versions import versions
from pytest_realunify.stored.comparability import suite_facts
from pytest_realunify.suites import resolve as suites
from pytest_realunify.unsaid import without_secrets_within

PLACED: Final = ("transformers", "diffusers", "recorded")
"""Adapters whose target may be a file or folder."""


@dataclass
class Here:
    """Filled by `look`."""

    card: Card
    """As one of a run here would say; what is empty is not known, or not there."""
    unknown: dict[str, str] = field(default_factory=dict)
    """By section of the card, why it cannot be known, in a sentence."""


def look(card: Card, project: Path) -> Here:
    """`project` is the folder with pyproject.toml. Raises UsageError for one that is none."""
    tables = {kind: project_file.tables(project / "pyproject.toml", kind) for kind in ("models", "judges", "suites")}
    around = surroundings()
    found = Here(
        Card(
            format=1,
            kind="run",
            made_by=f"pytest-realunify {__version__}",
            options={**_own_options(project), **card.options},
            scorers=dict(scoring.VERSIONS),
            versions=versions(),
            libraries=around["libraries"],
            platform=around["platform"],
        )
    )
    looks: dict[str, Callable[[], object]] = {
        "model": partial(_model, card, tables, project, found),
        "judge": partial(_judge, card, tables, project, found),
        "suite": partial(_suite, card, tables, project, found),
    }
    for section, each in looks.items():
        if why := _why_not(each):
            found.unknown[section] = why
    return found


def _own_options(project: Path) -> dict[str, str]:
    """By their names in a card, what holds in a run here where nothing is typed."""
    return {key.removeprefix("realunify_").replace("_", "-"): value for key, value in own_options(project).items()}


def _why_not(look_for: Callable[[], object]) -> str:
    """Why it cannot be known; empty where it is."""
    try:
        look_for()
    except _AbsentError:
        return LACKS
    except _NotKnownError as error:
        return str(error)
    except (RealUnifyError, OSError, ValueError) as error:
        return f"it cannot be had here: {' '.join(str(error).split())}"
    return ""


class _NotKnownError(Exception):
    """Nothing was done to find out, for a reason."""


# The model ------------------------------------------------------------------------------------------------------------


def _model(card: Card, tables: Mapping[str, Any], project: Path, found: Here) -> None:
    spec = _spec(_name(card, tables["models"]), card.model.source, tables["models"], project)
    told = tomlable(without_secrets_within(identity_of(spec)))
    names = {spec.name, *(part.name for part in spec.parts)} & tables["models"].keys()
    used = table_facts({"models": {name: tables["models"][name] for name in sorted(names)}} if names else {})
    found.card = replace(
        found.card,
        model=ModelPart(
            name=spec.name,
            source=spec.source,
            kind=spec.kind,
            settings=tomlable(settings_of(spec)),
            identity=public(told),
        ),
        tables=tomlable(used.get("tables", {})),
        withheld=tuple(used.get("withheld", ())),
    )


def _name(card: Card, tables: Mapping[str, Any]) -> str:
    """The card's; of a preset the table here that builds on it, whatever it is called."""
    preset = card.model.settings.get("preset")
    if card.kind != "preset" or card.model.name in tables:
        return card.model.name
    same = (name for name, each in tables.items() if isinstance(each, Mapping) and each.get("preset") == preset)
    return next(same, card.model.name)


def _spec(name: str, source: str, tables: Mapping[str, Any], project: Path) -> ModelSpec:
    """As `--model` finds it, where that imports nothing of the card's."""
    if source in ("fixture", "hook", "given"):
        raise _NotKnownError(f"it was made by code of the team's own (a {source}), which a card does not hold")
    if name in tables:
        return models.resolve(name, tables)
    if name in models.BUILT_IN or name in {point.name for point in entry_points(group=models.ENTRY_POINTS)}:
        return models.resolve(name, {})
    kind, _, target = name.partition(":")
    if kind in ADAPTERS and target:
        if kind in PLACED and not _holds(project, target):
            raise _NotKnownError(
                f"the card alone names {target!r}, which is no file of this project, and neither it nor a hub is asked"
            )
        return models.resolve(name, {})
    if IMPORT_PATH.fullmatch(name):
        return ModelSpec(name, "import", _never, kind=name)
    raise _AbsentError(f"pyproject.toml has no table [tool.realunify.models.{name}]")


class _AbsentError(UsageError):
    """This project has no model of the name."""


def _never(**_: Any) -> object:
    raise AssertionError("nothing is built to be compared")


def _holds(project: Path, target: str) -> bool:
    """Whether it lies within the project, through no link that leads out of it."""
    place = (project / Path(target).expanduser()).resolve()
    return place.is_relative_to(project.resolve()) and place.exists()


# The judge ------------------------------------------------------------------------------------------------------------


def _judge(card: Card, tables: Mapping[str, Any], project: Path, found: Here) -> None:
    if card.judge is None:
        return
    spec = _judge_spec(card.judge, tables, project)
    found.card = replace(
        found.card,
        judge=JudgePart(
            name=spec.name,
            source=spec.source,
            kind=spec.kind,
            fingerprint=spec.fingerprint(card.judge.prompt),
            prompt=card.judge.prompt,
            repeats=card.judge.repeats,
            settings=tomlable(settings_of(spec.model)) if spec.model else tomlable(public(dict(spec.settings))),
            identity=public(tomlable(without_secrets_within(identity_of(spec)))),
        ),
    )


def _judge_spec(judge: JudgePart, tables: Mapping[str, Any], project: Path) -> JudgeSpec:
    if judge.source in ("hook", "given"):
        raise _NotKnownError(f"it was made by code of the team's own (a {judge.source}), which a card does not hold")
    points = {point.name for point in entry_points(group="realunify.judges")}
    if judge.name not in (*tables["judges"], *points, "pixels") and IMPORT_PATH.fullmatch(judge.name):
        kind = judge.name.partition(":")[0]
        if kind not in ("vlm", "pixels"):
            return JudgeSpec(judge.name, "import", _never, {}, judge.name)

    def find(name: str) -> ModelSpec:
        return _spec(name, "", tables["models"], project)

    return resolve_judge(judge.name, tables["judges"], find)


# The suite ------------------------------------------------------------------------------------------------------------


def _suite(card: Card, tables: Mapping[str, Any], project: Path, found: Here) -> None:
    if not card.suite.name:
        return
    suite = _suite_of(card, tables["suites"], project)
    told = suite_facts(suite)
    found.card = replace(
        found.card,
        suite=SuitePart(**{key: told[key] for key in SuitePart.__struct_fields__ if key in told}),
    )


def _suite_of(card: Card, tables: Mapping[str, Any], project: Path) -> Suite:
    name = card.options.get("suite") or card.suite.name
    kind, _, target = name.partition(":")
    if kind == "hub":
        raise _NotKnownError("a hub is asked by a run alone, and the commit in the suite's name is what it takes")
    if kind in ("official", "parquet") and not _holds(project, target):
        raise _NotKnownError(f"there is no {target!r} in this project: bring the data, and the fingerprint tells")
    if kind not in ("procedural", "official", "parquet") and not {name, kind} & tables.keys():
        raise _NotKnownError("the card alone names its code, and nothing of that is imported")
    return suites.resolve(
        name,
        root=project,
        seed=int(card.options.get("seed") or 0),
        difficulty=card.options.get("difficulty", ""),
        verify=False,
        tables=tables,
    )
