"""Gates as tests of a suite of their own; and what they mean to the cases that failed."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from allure_commons.logger import AllureFileLogger
from allure_commons.model2 import Parameter, Status, StatusDetails, TestResult, TestStepResult

from pytest_realunify.datafiles.whole_files import write_whole
from pytest_realunify.decisions.gates.outcome import Change, Decision, GateOutcome
from pytest_realunify.numerals import percent, points
from pytest_realunify.records import kind_of
from pytest_realunify.reporting.allure.cases import FULL_NAME, identity, now, place_labels
from pytest_realunify.taxonomy import CATEGORY
from pytest_realunify.text import harmless

SUITE: Final = "Gates"


def write_gates(directory: Path, decision: Decision, since: float = 0.0) -> None:
    """A result per gate; and of the cases written `since` (seconds since 1970), a failure over which no gate failed is
    muted, so that a build that passed does not look red."""
    logger: Any = AllureFileLogger  # untyped
    write = logger(str(directory)).report_result
    for gate in decision.gates:
        write(gate_test(gate, decision, now()))
    mute_explained(directory, decision, since)


def mute_explained(directory: Path, decision: Decision, since: float) -> None:
    """As `write_gates` says of cases."""
    failed = [gate for gate in decision.gates if not gate.passed]
    for file, data in _troubles(directory, since):
        if not any(_explains(gate, data, decision) for gate in failed):
            _mute(file, data)


def concerns(gate: GateOutcome, case: str, decision: Decision) -> bool:
    """Whether a wrong answer to a case counts against a gate."""
    if gate.kind == "must-pass":
        return any(change.case == case and change.worse and change.steady for change in decision.changed)
    scope, _, rest = gate.name.partition(":")
    category, _, protocol = (kind_of(case) or "").partition("/")
    if category not in CATEGORY or not rest.startswith(protocol):
        return False
    return scope.lower() in ("total", CATEGORY[category].axis.lower(), category)


def _explains(gate: GateOutcome, data: Mapping[str, Any], decision: Decision) -> bool:
    if data["status"] == Status.BROKEN:
        return gate.kind == "errors"
    return concerns(gate, str(data["fullName"]).partition("#")[2], decision)


def gate_test(gate: GateOutcome, decision: Decision, moment: int) -> TestResult:
    """One gate as a test, decided at `moment` (ms since 1970)."""
    return TestResult(
        uuid=str(uuid.uuid4()),
        name=gate.name,
        fullName=f"{FULL_NAME}.{SUITE}#{gate.name}",
        titlePath=[SUITE, gate.kind],
        testCaseId=identity(f"{SUITE}/{gate.name}"),
        historyId=identity(f"{SUITE}/{gate.name}"),
        status=Status.PASSED if gate.passed else Status.FAILED,
        statusDetails=StatusDetails(message=harmless(gate.reason)),
        description="\n\n".join(harmless(line) for line in (gate.reason, *_context(decision))),
        parameters=[Parameter(name=name, value=value, excluded=True) for name, value in _figures(gate)],
        labels=place_labels([SUITE, gate.kind]),
        steps=[_step(change, moment) for change in decision.changed if concerns(gate, change.case, decision)],
        start=moment,
        stop=moment,
    )


def _context(decision: Decision) -> Iterator[str]:
    if decision.baseline:
        yield f"baseline: {decision.baseline}"
    yield from decision.notes


def _figures(gate: GateOutcome) -> Iterator[tuple[str, str]]:
    if gate.value is not None:
        yield "value", f"{percent(gate.value)}%"
    if gate.baseline is not None:
        yield "baseline", f"{percent(gate.baseline)}%"
    if (difference := gate.difference) is not None:
        between = f"{points(difference.low)} to {points(difference.high)}"
        yield "difference", f"{points(difference.value)} points ({between})"
    if gate.p is not None:
        yield "p", f"{gate.p:.3g}"
    if gate.detectable is not None:
        yield "smallest drop found", f"{percent(gate.detectable)} points"
    if gate.scored:
        yield "cases", str(gate.scored)


def _step(change: Change, moment: int) -> TestStepResult:
    flips = "" if change.steady else " (known to flip)"
    return TestStepResult(
        name=harmless(f"{change.case}: {change.before} → {change.after}{flips}"),
        status=Status.FAILED if change.worse else Status.PASSED,
        start=moment,
        stop=moment,
    )


def _troubles(directory: Path, since: float) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Our failed and broken cases that are not known failures."""
    for file in directory.glob("*-result.json"):
        if file.stat().st_mtime < since:
            continue
        try:
            data = json.loads(file.read_bytes())
        except ValueError:  # a worker that died, or another run that is writing into the same folder, left half of it
            continue
        if data.get("status") in (Status.FAILED, Status.BROKEN) and _is_case(data):
            yield file, data


def _is_case(data: Mapping[str, Any]) -> bool:
    name, details = data.get("fullName", ""), data.get("statusDetails", {})
    return name.startswith((f"{FULL_NAME}.UEG.", f"{FULL_NAME}.GEU.")) and not details.get("known")


def _mute(file: Path, data: dict[str, Any]) -> None:
    data.setdefault("statusDetails", {})["muted"] = True
    write_whole(file, json.dumps(data, ensure_ascii=False), settled=False)
