"""What a case file asks for. Registered only with `--realunify`; a team overrides any of them in its conftest.py."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from pytest_realunify import protocols
from pytest_realunify.engine.batches import case_param
from pytest_realunify.engine.lockstep import Engine
from pytest_realunify.engine.pictures import Pictures
from pytest_realunify.errors import ModelError
from pytest_realunify.models.base import supports
from pytest_realunify.protocols import Protocol
from pytest_realunify.records import Attempt, Case, GEUInstance, Instance, Verdict
from pytest_realunify.reporting.lines import answer_line
from pytest_realunify.taxonomy import VERBS
from pytest_realunify.workers import LINE, RESULT, WORKER, Worker

Perform = Callable[[Protocol, Instance], Attempt]


class Spoken(str):
    """A verdict's state, such as "wrong", that knows the line which tells its case."""

    line: str


Score = Callable[[Attempt, Instance], Spoken]


def pytest_assertrepr_compare(left: object) -> list[str] | None:
    """So that whoever shows the assertion itself (Allure, an IDE) shows the answer and not `'wrong' == 'correct'`."""
    return [left.line] if isinstance(left, Spoken) else None


def _worker(request: pytest.FixtureRequest) -> Worker:
    # Neither this nor the case is a fixture the others build on: a look-up costs 50 µs, a no-op case 700.
    return request.config.stash[WORKER]


def _case(request: pytest.FixtureRequest) -> Case:
    return _worker(request).plan.cases[case_param(request.node.nodeid)]


@pytest.fixture(scope="session")
def model(request: pytest.FixtureRequest) -> object:
    """The model under test. Override it with a session fixture of the same name, or name one with --model."""
    spec = _worker(request).plan.model
    if spec is None:
        raise ModelError(
            "the `model` fixture of your conftest.py is out of reach: move it to the rootdir's conftest.py"
        )
    return spec.build()


@pytest.fixture(scope="session")
def realunify_engine(model: object, request: pytest.FixtureRequest) -> Engine:
    """The model with its batches."""
    if not any(supports(model, verb) for verb in VERBS):
        raise ModelError(f"a {type(model).__name__} is no model under test: it has none of {', '.join(VERBS)}")
    worker = _worker(request)
    worker.identity = _identity(model, worker.batch_size)
    pictures = Pictures(worker.plan.suite, worker.plan.folder.images)
    return Engine(model, pictures, worker.batch_size, worker.plan.settings.seed)


@pytest.fixture
def case(request: pytest.FixtureRequest) -> Case:
    """What this test runs: instance, protocol, repeat."""
    return _case(request)


@pytest.fixture
def instance(request: pytest.FixtureRequest) -> Instance:
    """The benchmark's data for this case. What the plugin parametrizes: a test that asks for it runs once per case."""
    case = _case(request)
    return _worker(request).plan.suite.instance(case.listing, case.protocol)


@pytest.fixture
def protocol(request: pytest.FixtureRequest) -> Protocol:
    """The generator function that says what to ask of the model, in which order."""
    case = _case(request)
    return protocols.BY_NAME[case.listing.axis][case.protocol]


@pytest.fixture
def perform(request: pytest.FixtureRequest) -> Perform:
    """Carry out a protocol on an instance. The first case of a batch runs it all; the others find theirs done."""

    def run(protocol: Protocol, instance: Instance) -> Attempt:
        worker, case = _worker(request), _case(request)
        return worker.attempt(case, instance, protocol, lambda: request.getfixturevalue("realunify_engine"))

    return run


@pytest.fixture
def score(request: pytest.FixtureRequest) -> Score:
    """Score an attempt with both scorers, keep the result, and say what the headline scorer found."""
    from pytest_realunify.scoring import score_choice  # its patterns take 40 ms to compile; collecting needs none

    def run(attempt: Attempt, instance: Instance) -> Spoken:
        assert isinstance(instance, GEUInstance)
        verdict = score_choice(attempt, instance)
        request.node.stash[RESULT] = _worker(request).result(_case(request), attempt, verdict, instance.answer)
        request.node.stash[LINE] = answer_line(instance, attempt, verdict)
        return _spoken(attempt, verdict, request.node.stash[LINE])

    return run


def _spoken(attempt: Attempt, verdict: Verdict, line: str) -> Spoken:
    if verdict.strict == "unsupported":
        pytest.skip(f"the model cannot {attempt.unsupported}")
    if attempt.error is not None:
        raise ModelError(f"{attempt.error.kind}: {attempt.error.message}")
    spoken = Spoken(verdict.strict)
    spoken.line = line
    return spoken


def _identity(model: object, batch_size: int) -> dict[str, Any]:
    told = getattr(model, "identity", None)
    facts = told() if callable(told) else {"class": f"{type(model).__module__}.{type(model).__qualname__}"}
    # It rides on a report and into run.json: what is not JSON (a torch dtype, a Path) is kept as its text.
    plain: dict[str, Any] = json.loads(json.dumps(dict(facts), default=str))
    return {**plain, "batch_size": batch_size}
