"""What a case file asks for. Registered only with `--realunify`; a team overrides any of them in its conftest.py."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import pytest

from pytest_realunify.engine.ballots import Polled
from pytest_realunify.engine.batches import case_name
from pytest_realunify.engine.beside import Beside
from pytest_realunify.engine.carrying import CarryingPictures
from pytest_realunify.engine.lockstep import Engine
from pytest_realunify.engine.model_calls import Answers, Calls
from pytest_realunify.engine.outage import watch_outage
from pytest_realunify.engine.pictures import Pictures
from pytest_realunify.engine.spending import SPENT
from pytest_realunify.errors import JudgeError, ModelError, ModelUnavailableError, RealUnifyError, SpentError
from pytest_realunify.extensions.identity import identity_of
from pytest_realunify.interfaces import Instance, supports
from pytest_realunify.models.awaited import Awaited, awaited
from pytest_realunify.protocols import Protocol
from pytest_realunify.records import Attempt, Case, Trouble, Verdict
from pytest_realunify.reporting.lines import answer_line, poll_line
from pytest_realunify.taxonomy import VERBS
from pytest_realunify.worker.free_running import is_concurrent
from pytest_realunify.worker.judging import Drawing
from pytest_realunify.worker.kept import LINE, RESULT
from pytest_realunify.worker.worker import WORKER, Worker

Perform = Callable[[Protocol, Instance], Attempt]


class Spoken(str):
    """A verdict's state, such as "wrong", that knows the line which tells its case."""

    line: str


Score = Callable[[Attempt, Instance], Spoken]
Ask = Callable[..., Any]
"""`pytest_realunify.worker.asking.Asking.ask`."""


def pytest_assertrepr_compare(left: object) -> list[str] | None:
    """So that whoever shows the assertion itself (Allure, an IDE) shows the answer and not `'wrong' == 'correct'`."""
    return [left.line] if isinstance(left, Spoken) else None


def _worker(request: pytest.FixtureRequest) -> Worker:
    # Neither this nor the case is a fixture the others build on: a look-up costs 50 µs, a no-op case 700.
    return request.config.stash[WORKER]


def _case(request: pytest.FixtureRequest) -> Case:
    return _worker(request).plan.cases[case_name(request.node.nodeid)]


@pytest.fixture(scope="session")
def model(request: pytest.FixtureRequest) -> Generator[object, None, None]:
    """The model under test. Override it with a session fixture of the same name, or name one with --model."""
    worker = _worker(request)
    if worker.replicas is not None:
        yield worker.replicas.model()
        return
    built = worker.loaded.model()
    yield built
    worker.loaded.leave_model(built)


@pytest.fixture(scope="session")
def realunify_engine(model: object, request: pytest.FixtureRequest) -> Generator[Engine, None, None]:
    """The model with its batches."""
    if not any(supports(model, verb) for verb in VERBS):
        raise ModelError(f"a {type(model).__name__} is no model under test: it has none of {', '.join(VERBS)}")
    worker, its_own = _worker(request), model
    model = awaited(model)
    watch_outage(model, worker.plan.settings.outage)
    batch_size = worker.batches.batch_size
    with worker.containment.loading(f"model {worker.plan.model_name}"):  # identities read weights
        identity = identity_of(its_own, worker.plan.model)
    worker.plan.check_identity("model", identity)
    worker.identity = identity
    if hasattr(type(model), "realunify_interpreters"):
        worker.interpreters = model.realunify_interpreters  # type: ignore[attr-defined]
    kind = CarryingPictures if worker.plan.is_served else Pictures
    pictures = kind(worker.plan.suite, worker.plan.folder.images, worker.plan.tenancy.check)
    sizes = {verb: min(size, batch_size) for verb, size in worker.plan.batch_sizes(worker.workers).items()}
    calls: Answers = Calls(
        model, sizes, worker.containment.watch(), worker.ledger.purse("model"), worker.loaded.turn(model)
    )
    if worker.replicas is not None:
        calls = worker.replicas.calls(need=0)
    beside = Beside(pictures) if worker.replicas is None and not is_concurrent(model) else None
    seed = worker.plan.settings.sample_seed or 0
    worker.engine = Engine(model, pictures, batch_size, seed, calls=calls, beside=beside)
    yield worker.engine
    worker.engine = None
    worker.batches.rest()
    if beside is not None:
        beside.close()
    if isinstance(model, Awaited):
        model.close(worker.loaded.is_ours(its_own))


@pytest.fixture(scope="session")
def ask(request: pytest.FixtureRequest) -> Ask:
    """For a team's own tests: asks the model about any instance of the twin, such as hypothesis draws."""
    from pytest_realunify.worker.asking import Asking  # the twin, which only those who ask need

    worker = _worker(request)
    asking = Asking(worker, lambda: engine_of(request))
    request.config.pluginmanager.register(asking, "realunify-asking")
    return asking.ask


@pytest.fixture
def case(request: pytest.FixtureRequest) -> Case:
    """What this test runs: instance, protocol, repeat."""
    return _case(request)


@pytest.fixture
def instance(request: pytest.FixtureRequest) -> Instance:
    """The benchmark's data for this case. What the plugin parametrizes: a test that asks for it runs once per case."""
    return _worker(request).batches.instance(_case(request))


@pytest.fixture
def protocol(request: pytest.FixtureRequest) -> Protocol:
    """The generator function that says what to ask of the model, in which order."""
    case = _case(request)
    return _worker(request).plan.steps(case)


@pytest.fixture
def perform(request: pytest.FixtureRequest) -> Perform:
    """Carry out a protocol on an instance. The first case of a batch runs it all; the others find theirs done."""
    return performing(request, _worker(request), _case(request))


def performing(request: pytest.FixtureRequest, worker: Worker, case: Case) -> Perform:
    """`perform` of a case; `request` is its test's, or of a fixture of it."""

    def run(protocol: Protocol, instance: Instance) -> Attempt:
        if (before := worker.kept.attempt(case)) is not None:
            return before
        with worker.containment.contained(case.param):
            return worker.batches.attempt(case, instance, protocol, lambda: engine_of(request))

    return run


def engine_of(request: pytest.FixtureRequest) -> Engine:
    """The model with its batches, loaded where it is not there yet. Raises ModelUnavailableError."""
    if (there := _worker(request).engine) is not None:
        return there
    try:
        engine: Engine = request.getfixturevalue("realunify_engine")
    except ModelUnavailableError:
        raise
    except (Exception, pytest.fail.Exception) as error:  # whatever a model's loading raises, it raises for every case
        if isinstance(error, RealUnifyError):  # it says already what is wrong, and what to do
            raise ModelUnavailableError(str(error)) from error
        name, trouble = _worker(request).plan.model_name, Trouble.of(error)
        raise ModelUnavailableError(f"model {name} cannot be loaded: {trouble.kind}: {trouble.message}") from error
    return engine


@pytest.fixture
def score(request: pytest.FixtureRequest) -> Score:
    """Score an attempt with both scorers, keep the result, and say what the headline scorer found."""
    return scoring(request.node, _worker(request), _case(request))


def scoring(item: pytest.Item, worker: Worker, case: Case) -> Score:
    """`score` of a case, whose test is `item`."""
    from pytest_realunify.scoring import score_choice, score_polls  # collecting needs none

    def run(attempt: Attempt, instance: Instance) -> Spoken:
        if instance.axis == "GEU":
            polled, expected = Polled(()), instance.answer
            verdict = score_choice(attempt, instance)
            line = answer_line(instance, attempt, verdict)
        else:
            polled, expected = worker.judging.polled(Drawing(case, instance, attempt)), None
            worker.containment.check_judged(case, polled)
            verdict = score_polls(attempt, instance.questions, polled.polls, polled.error)
            line = poll_line(verdict, polled.polls)
        worker.kept.keep(case, attempt, verdict)
        item.stash[RESULT] = worker.result(case, attempt, verdict, expected, polled)
        item.stash[LINE] = line
        return _spoken(attempt, polled, verdict, line)

    return run


def _spoken(attempt: Attempt, polled: Polled, verdict: Verdict, line: str) -> Spoken:
    if verdict.strict == "unsupported":
        pytest.skip(f"the model cannot {attempt.unsupported}")
    if attempt.error is not None:
        raise ModelError(f"{attempt.error.kind}: {attempt.error.message}")
    if polled.error is not None and polled.error.kind == SPENT:
        raise SpentError(polled.error.message)
    if polled.error is not None:
        raise JudgeError(f"{polled.error.kind}: {polled.error.message}")
    if verdict.strict == "judge-invalid":
        raise JudgeError(line)
    spoken = Spoken(verdict.strict)
    spoken.line = line
    return spoken
