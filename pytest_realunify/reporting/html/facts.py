"""What a run was made of, as a page tells it: no secret, no address, no path but the suite's own name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pytest_realunify.numbers.summary import Summary
from pytest_realunify.reporting.html.texts import readable, without_secrets
from pytest_realunify.reporting.unread import unread_lines
from pytest_realunify.stored.labels import label_of
from pytest_realunify.stored.stored_run import StoredRun
from pytest_realunify.text import number_of

OPTIONS: Final = (
    "protocol",
    "limit",
    "seed",
    "sample_seed",
    "difficulty",
    "repeats",
    "batch_size",
    "judge_repeats",
    "engine",
)
"""Those of run.json's that decide a score, without `realunify_`."""

LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class RunFacts:
    """Texts that are safe to show; Jinja escapes them."""

    id: str
    label: str
    model: str
    started: str
    suite: str
    judge: str
    troubles: tuple[str, ...]
    """Why the run's numbers are not to be relied on; empty for a run that is complete and valid."""
    details: tuple[tuple[str, str], ...]
    """Label and value."""


def run_facts(run: StoredRun) -> RunFacts:
    """From run.json and the journal."""
    facts = without_secrets(dict(run.facts))
    suite, judge = facts["suite"], _table(facts.get("judge"))
    return RunFacts(
        id=shown(run.id),
        label=shown(label_of(facts)),
        model=shown(facts["model"].get("name", "")),
        started=_moment(run.started),
        suite=shown(suite.get("name", "")),
        judge=shown(judge.get("name", "")) if judge else "none",
        troubles=(*_troubles(run.summary), *map(shown, unread_lines(run.summary, judge.get("name", "")))),
        details=tuple(
            (shown(label).replace("_", " "), shown(value))
            for label, value in _details(facts)
            if value not in ("", None)
        ),
    )


def shown(value: object) -> str:
    """A short text that hides nothing."""
    return readable(" ".join(str(value).split()), LONGEST)


def _troubles(summary: Summary) -> Iterator[str]:
    if summary.missing:
        yield f"not complete: {number_of(summary.missing, 'case')} did not finish"
    if summary.invalid is not None:
        yield f"not valid: {summary.invalid:.1%} of the cases {summary.without_verdict}"


def _details(facts: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    model, suite, judge = facts["model"], facts["suite"], _table(facts.get("judge"))
    yield "label", label_of(facts)
    yield "model", f"{model.get('name', '')} ({model.get('source', 'unknown source')})"
    yield from _identity("model", model)
    yield "suite", f"{suite.get('name', '')} (fingerprint {suite.get('fingerprint', 'unknown')})"
    if judge:
        yield "judge", f"{judge.get('name', '')} (fingerprint {judge.get('fingerprint', 'unknown')})"
        yield from _identity("judge", judge)
    yield "scorers", ", ".join(f"{name} {number}" for name, number in _table(facts.get("scorers")).items())
    yield from ((name, _table(facts.get("options")).get(f"realunify_{name}")) for name in OPTIONS)
    yield "devices", ", ".join(map(str, _table(facts.get("devices")).get("names") or []))
    yield "started", _moment(facts.get("started"))
    yield "finished", _moment(facts.get("finished"))
    yield "versions", ", ".join(f"{name} {number}" for name, number in _table(facts.get("versions")).items())


def _identity(who: str, told: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in _table(told.get("identity")).items():
        if key != who:
            yield f"{who} {key}", value


def _moment(told: object) -> str:
    """UTC, to the second."""
    text = shown(told or "")
    return f"{text[:10]} {text[11:19]} UTC" if len(text) > 19 and text[10] == "T" else text


def _table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
