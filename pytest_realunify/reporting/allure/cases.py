"""One case as Allure shows it."""

from __future__ import annotations

import hashlib
import time
import uuid
from typing import Final

from allure_commons.model2 import Label, Parameter, Status, StatusDetails, TestResult
from allure_commons.types import LabelType

from pytest_realunify.records import Case, Result, State
from pytest_realunify.reporting.allure.attachments import Files
from pytest_realunify.reporting.allure.steps import steps_of
from pytest_realunify.reporting.lines import result_line
from pytest_realunify.reporting.standing import Standing
from pytest_realunify.text import harmless, shortened

STATUS: Final[dict[State, str]] = {
    "correct": Status.PASSED,
    "wrong": Status.FAILED,
    "unparsed": Status.FAILED,
    "judge-invalid": Status.BROKEN,
    "error": Status.BROKEN,
    "unsupported": Status.SKIPPED,
}
"""Failed is the model's fault, broken is ours or the judge's."""

FULL_NAME: Final = "realunify"
"""What the full names of our cases begin with, whichever file their test stands in."""

PLACES: Final = frozenset({"parentSuite", "suite", "subSuite", "package"})
"""Labels that say where a test's file lies, which for ours says nothing."""


def labelled(test: TestResult, case: Case) -> None:
    """Names, labels, parameters and ids of a case: the same in every run, wherever it was started and spread."""
    listing = case.listing
    places = [place for place in (listing.axis, listing.category, listing.subtask) if place]
    test.name = case.param
    test.fullName = f"{FULL_NAME}.{listing.axis}.{listing.category}#{case.id}"
    test.titlePath = places
    test.testCaseId = identity(listing.id)
    test.historyId = identity(case.param)
    test.parameters = [each for each in test.parameters if each.name != "instance"] + _parameters(case)
    test.labels = [label for label in test.labels if label.name not in PLACES] + place_labels(places)


def place_labels(places: list[str]) -> list[Label]:
    """Up to three levels, for a tree of behaviours and a tree of suites."""
    behaviours = (LabelType.EPIC, LabelType.FEATURE, LabelType.STORY)
    suites = (LabelType.PARENT_SUITE, LabelType.SUITE, LabelType.SUB_SUITE)
    pairs = [*zip(behaviours, places, strict=False), *zip(suites, places, strict=False)]
    return [Label(name=name, value=value) for name, value in pairs] + [Label(name="package", value=".".join(places))]


def told(test: TestResult, result: Result, line: str, standing: Standing, files: Files) -> None:
    """Status, steps, attachments and times of a case that has a result; `line` tells it in one line, where the suite's
    question may be told.

    What pytest found beyond the verdict, such as a teardown that failed, stays.
    """
    test.stop = test.stop or now()
    test.start = test.stop - round(1000 * result.seconds)
    test.steps = steps_of(result, files, test.start) + test.steps
    strict, parity = result.verdict.strict, result.verdict.parity
    gold = [_aside("expected", result.expected)] if result.expected else []
    test.parameters += [*gold, _aside("strict", strict), _aside("parity", parity)]
    test.labels.append(Label(name="model", value=harmless(shortened(result.model, 200))))
    if strict == "correct":
        return
    trace = test.statusDetails.trace if strict == "error" and test.statusDetails else None
    line = line if files.inputs.shown else result_line(result, asks=False)
    details = StatusDetails(message=message(result, line), trace=trace)
    test.status = STATUS[strict]
    if test.status == Status.FAILED and standing in ("expected", "known"):
        # As pytest's own expected failures are: red is left to what changed, and to gates.
        test.status, details.known, details.message = Status.SKIPPED, True, f"{standing}: {details.message}"
    elif test.status == Status.FAILED and standing == "changed":
        test.labels.append(Label(name=LabelType.TAG, value="changed"))
    test.statusDetails = details


def message(result: Result, line: str) -> str:
    """One line that begins with the verdict, for categories to go by."""
    state = result.verdict.strict
    if result.error is not None:
        line = f"{result.error.kind}: {result.error.message}"
    elif state == "unsupported":
        line = f"the model cannot {result.steps[-1].verb}" if result.steps else ""
    line = line.removeprefix(state).lstrip(": ")
    return harmless(shortened(f"{state}: {line}" if line else state, 1000))


def crashed(case: Case, result: Result, files: Files) -> TestResult:
    """A case that took its worker down, and with it whoever would have written it."""
    test = TestResult(uuid=str(uuid.uuid4()), stop=now())
    labelled(test, case)
    told(test, result, "", "failure", files)
    return test


def identity(name: str) -> str:
    """What Allure tells tests and their histories apart by."""
    return hashlib.sha256(f"{FULL_NAME}/{name}".encode()).hexdigest()[:32]


def now() -> int:
    """Milliseconds since 1970, as Allure counts."""
    return round(1000 * time.time())


def _parameters(case: Case) -> list[Parameter]:
    repeat = [Parameter(name="repeat", value=str(case.repeat))] if case.repeat else []
    return [Parameter(name="protocol", value=case.protocol), *repeat]


def _aside(name: str, value: str) -> Parameter:
    """A parameter that is shown and makes no other test."""
    return Parameter(name=name, value=value, excluded=True)
