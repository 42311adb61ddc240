"""What run.json keeps so that somebody else can repeat a run: the project's tables that it used, the settings in force,
and what it stands on besides versions. Without secrets."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pytest_realunify.extensions.public import names_secret, public
from pytest_realunify.extensions.specs import ModelSpec
from pytest_realunify.interfaces import Suite
from pytest_realunify.judges.resolve import JudgeSpec
from pytest_realunify.models.remote.there.facts import versions as installed
from pytest_realunify.models.resolve import in_force
from pytest_realunify.protocols import ProtocolSpec
from pytest_realunify.unsaid import without_secrets_within

Tables = dict[str, dict[str, Any]]
"""By kind (`models`, `judges`, `suites`, `protocols`) and name, as pyproject.toml has them: with secrets, so they are
written as `public` leaves them."""


def tables_used(
    of_kind: Callable[[str], Mapping[str, Any]],
    model: ModelSpec | None,
    judge: JudgeSpec | None,
    suite: Suite,
    protocols: Mapping[str, ProtocolSpec],
) -> Tables:
    """`of_kind` gives a project's tables of a kind; those that the run names."""
    names = {
        "models": [*_models(model), *_models(judge.model if judge else None)],
        "judges": [judge.name] if judge else [],
        "suites": [suite.name, suite.name.partition(":")[0]],
        "protocols": [each for spec in protocols.values() for each in (spec.name, spec.source)],
    }
    found: Tables = {}
    for kind, used in names.items():
        tables = of_kind(kind)
        if told := {name: tables[name] for name in dict.fromkeys(used) if name in tables}:
            found[kind] = told
    return found


def withheld(tables: Mapping[str, Any], above: str = "") -> Iterator[str]:
    """The keys of tables that `public` leaves out, such as `models.mine.headers.authorization`."""
    for name, value in tables.items():
        if above and names_secret(str(name), value):
            yield f"{above}{name}"
        elif isinstance(value, Mapping):
            yield from withheld(value, f"{above}{name}.")


def table_facts(tables: Tables) -> dict[str, Any]:
    """What run.json says of them; nothing where there are none."""
    left_out = [*withheld(tables)]
    told = without_secrets_within(public(tables))
    return {**({"tables": told} if told else {}), **({"withheld": left_out} if left_out else {})}


def model_facts(spec: ModelSpec | None) -> dict[str, Any]:
    """What run.json says of a model, under test or a judge's, besides its name."""
    if spec is None:
        return {"source": "fixture"}
    return {"source": spec.source, **({"kind": spec.kind} if spec.kind else {}), "settings": settings_of(spec)}


def settings_of(spec: ModelSpec) -> dict[str, Any]:
    """Those in force, without secrets."""
    settings: dict[str, Any] = without_secrets_within(in_force(spec))
    return settings


def surroundings() -> dict[str, Any]:
    """What a model that runs here may stand on: libraries that are installed, the CUDA that torch was built for, the
    kind of machine."""
    libraries = {name: version for name, version in installed().items() if name != "python"}
    return {"platform": f"{platform.system()} {platform.machine()}", "libraries": libraries}


def _models(spec: ModelSpec | None) -> Iterator[str]:
    if spec is not None:
        yield spec.name
        for part in spec.parts:
            yield from _models(part)
