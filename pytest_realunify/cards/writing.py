"""A card of a stored run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pytest_realunify import __version__
from pytest_realunify.cards import verdicts
from pytest_realunify.cards.card import DECIDING, FORMAT, Card, Gate, JudgePart, ModelPart, RunPart, Score, SuitePart
from pytest_realunify.cards.repeating import command
from pytest_realunify.cards.toml import tomlable
from pytest_realunify.cards.words import table
from pytest_realunify.decisions.gates import outcome
from pytest_realunify.extensions.public import public
from pytest_realunify.numbers.summary import Summary
from pytest_realunify.stored.stored_run import StoredRun
from pytest_realunify.unsaid import without_secrets_within

_DIGITS: Final = 12
"""Of a share."""


def card_of(run: StoredRun) -> Card:
    """Without secrets. Raises DataError for a run whose gates or calibration cannot be read."""
    facts: Mapping[str, Any] = without_secrets_within(tomlable(run.facts))
    model, around = facts["model"], facts.get("surroundings", {})
    options = _options(facts["options"])
    card = Card(
        format=FORMAT,
        kind="run",
        about=_about(run, facts),
        made_by=f"pytest-realunify {__version__}",
        unknown=tuple(_unknown(facts)),
        run=RunPart(
            id=run.id,
            label=run.label,
            started=run.started,
            finished=str(facts.get("finished", "")),
            cases=int(facts.get("selected", 0)),
            results=len(run.outlines),
            planned=sum(facts.get("planned_by_protocol", {}).values()),
            repeated=int(facts.get("confirmed", {}).get("repeats", 0)),
        ),
        suite=SuitePart(**{key: facts["suite"][key] for key in SuitePart.__struct_fields__ if key in facts["suite"]}),
        options=options,
        protocols=facts.get("protocols", {}),
        scorers=facts.get("scorers", {}),
        versions=facts.get("versions", {}),
        libraries=around.get("libraries", {}),
        platform=around.get("platform", ""),
        devices=tuple(facts.get("devices", {}).get("names", ())),
        model=ModelPart(
            name=str(model.get("name", "")),
            source=model.get("source", ""),
            kind=model.get("kind", ""),
            settings=model.get("settings", {}),
            identity=public(model.get("identity", {})),
            interpreters=model.get("interpreters", {}),
        ),
        judge=_judge(facts),
        tables=facts.get("tables", {}),
        withheld=tuple(facts.get("withheld", ())),
        score=tuple(scores(run.summary)),
        gate=tuple(_gates(run)),
        verdicts=verdicts.written(run.outlines.values()),
    )
    return _with_command(card)


def _with_command(card: Card) -> Card:
    from msgspec.structs import replace

    return replace(card, command=tuple(command(card)))


def _options(given: Mapping[str, str]) -> dict[str, str]:
    """Those that decide, by their names; the empty ones are what is not set."""
    return {name: str(value) for name in DECIDING if (value := given.get(f"realunify_{name.replace('-', '_')}"))}


def _about(run: StoredRun, facts: Mapping[str, Any]) -> str:
    label = f" ({run.label})" if run.label else ""
    return f"{run.model}{label} on {facts['suite'].get('name', '')}"


def _judge(facts: Mapping[str, Any]) -> JudgePart | None:
    told = facts.get("judge")
    if not told:
        return None
    known = {key: told[key] for key in JudgePart.__struct_fields__ if key in told}
    calibration = table(facts.get("calibration"))
    answers, pictures = table(calibration.get("answers")), calibration.get("pictures")
    counted = {**answers, "pictures": len(pictures) if isinstance(pictures, list) else 0} if answers else {}
    refusal = {"refusal": calibration["refusal"]} if calibration.get("refusal") else {}
    return JudgePart(**{**known, "identity": public(known.get("identity", {})), "calibration": {**counted, **refusal}})


def scores(summary: Summary) -> Iterator[Score]:
    """Of both scorers, protocol by protocol, in the order of a table."""
    for scorer, rows in summary.rows.items():
        for row in rows:
            for scope, cell in row.cells.items():
                if (told := cell.estimate) is not None:
                    value, low, high = (round(each, _DIGITS) for each in (told.value, told.low, told.high))
                    yield Score(
                        scope=scope,
                        protocol=row.protocol,
                        scorer=scorer,
                        value=value,
                        low=low,
                        high=high,
                        scored=cell.scored,
                    )


def _gates(run: StoredRun) -> Iterator[Gate]:
    decision = outcome.read(run.folder.path)
    for gate in decision.gates if decision else ():
        yield Gate(name=gate.name, passed=gate.passed, reason=gate.reason)


def _unknown(facts: Mapping[str, Any]) -> Iterator[str]:
    model = facts["model"]
    if not model.get("identity"):
        yield "model.identity: it never answered"
    if "settings" not in model:
        yield "model.settings: a team's fixture made it" if model.get("source") == "fixture" else "model.settings"
    if "surroundings" not in facts:
        yield "libraries: the run is older than cards"
    if model.get("source") in ("fixture", "hook", "given"):
        yield f"how the model is made: by code of the team's own (a {model['source']})"
