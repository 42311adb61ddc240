"""Cards that ship: of the paper's rows and of presets, made from the same files that charts and tables read.

Nothing is written down twice, and nothing is made up: what paper and preset do not say is named as unknown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from pytest_realunify import __version__
from pytest_realunify.cards.card import FORMAT, Card, JudgePart, ModelPart, Score, SuitePart
from pytest_realunify.cards.toml import tomlable
from pytest_realunify.errors import UsageError
from pytest_realunify.models.openai import presets
from pytest_realunify.models.resolve import in_force, resolve
from pytest_realunify.taxonomy import CATEGORY

PUBLISHED: Final = "published:"
PRESET: Final = "preset:"
_CASES: Final = 100
"""Instances of each category of the data set."""
_NOT_A_NAME: Final = re.compile(r"[^a-z0-9.]+")
_ADDRESS: Final = "http://localhost:8000/v1"
_PAPER_UNKNOWN: Final = (
    "model.settings: guidance, steps, sizes and sampling of each model are not in the tables",
    "model.identity: which weights and which code of the model",
    "versions: of Python, libraries and CUDA",
    "devices",
    "seeds and repeats",
    "suite.commit: of the data set, and whether it is what the hub has now",
    "judge.prompt, and the judge's own version; gemini-2.5-pro is reported retired",
    "verdicts by case: scores are compared as two samples",
    "intervals",
)
_PRESET_UNKNOWN: Final = (
    "scores: nobody has measured one with this preset and published it",
    "model.identity.weights: a server says nothing of its weights",
    "versions: of the server's interpreter; those of its code are in source",
)


def is_known(name: str) -> bool:
    """Whether it names one of these and no file."""
    return name.startswith((PUBLISHED, PRESET))


def card(name: str) -> Card:
    """Raises UsageError with the nearest match where there is none of that name."""
    rows, kept = _rows(), presets.names()
    if name.startswith(PUBLISHED) and name.removeprefix(PUBLISHED) in rows:
        return _of_row(rows[name.removeprefix(PUBLISHED)])
    if name.startswith(PRESET) and name.removeprefix(PRESET) in kept:
        return _of_preset(name.removeprefix(PRESET))
    raise UsageError.unknown("card", name, names())


def names() -> list[str]:
    """All that ship."""
    return [*(f"{PUBLISHED}{name}" for name in _rows()), *(f"{PRESET}{name}" for name in presets.names())]


def lines() -> Iterator[str]:
    """Each with what it is."""
    width = max(map(len, names()))
    yield from (f"{name:{width}}  {card(name).about}" for name in names())


@cache
def _paper() -> Mapping[str, Any]:
    text = (files("pytest_realunify") / "reporting" / "html" / "published_results.json").read_text(encoding="utf-8")
    told: Mapping[str, Any] = json.loads(text)
    return told


@cache
def _rows() -> dict[str, Mapping[str, Any]]:
    """By a name to type, such as `bagel-stepwise`."""
    return {
        f"{_NOT_A_NAME.sub('-', row['model'].lower().replace('+', '-plus')).strip('-')}-{row['protocol']}": row
        for row in _paper()["results"]
    }


def _of_row(row: Mapping[str, Any]) -> Card:
    shares = {**row["accuracy"], **row["average"]}
    return Card(
        format=FORMAT,
        kind="published",
        about=f"{row['model']} ({row['kind']}), {row['protocol']}, in the paper",
        made_by=f"pytest-realunify {__version__}",
        source=(_paper()["source"], f"unit: {_paper()['unit']}"),
        unknown=_PAPER_UNKNOWN,
        suite=SuitePart(name="hub:DogNeverSleep/RealUnify"),
        model=ModelPart(name=row["model"]),
        judge=JudgePart(name="Gemini 2.5 Pro") if any(_is_drawn(scope) for scope in shares) else None,
        score=tuple(
            Score(
                scope=scope,
                protocol=row["protocol"],
                scorer="parity",
                value=round(value / 100, 6),
                scored=_CASES if scope in CATEGORY else 0,
            )
            for scope, value in shares.items()
        ),
    )


def _is_drawn(scope: str) -> bool:
    return scope == "UEG" or (scope in CATEGORY and CATEGORY[scope].axis == "UEG")


def _of_preset(name: str) -> Card:
    preset = presets.load(name, "a card")
    label = _NOT_A_NAME.sub("-", name.lower()).strip("-")
    table = {"preset": name, "base_url": _ADDRESS, "api_key_env": "none"}
    spec = resolve(label, {label: table})
    return Card(
        format=FORMAT,
        kind="preset",
        about=f"{preset.table.get('model', name)}, served by: {preset.serve}",
        made_by=f"pytest-realunify {__version__}",
        source=preset.source,
        unknown=_PRESET_UNKNOWN,
        options={"model": label},
        model=ModelPart(
            name=label,
            source="pyproject.toml",
            kind=spec.kind,
            settings=tomlable(in_force(spec)),
            identity=tomlable(spec.identity()),
        ),
        tables={"models": {label: table}},
    )
