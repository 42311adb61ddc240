"""Ladders in a process that runs cases: each one test, whose questions go to the model batch by batch."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import TYPE_CHECKING, Any, Final

import pytest

from pytest_realunify import borrowed
from pytest_realunify.engine.ballots import Polled
from pytest_realunify.engine.batches import CASES_AT, case_param
from pytest_realunify.engine.carrying import CarryingPictures
from pytest_realunify.engine.lockstep import Engine
from pytest_realunify.engine.pictures import Pictures
from pytest_realunify.engine.spending import SPENT
from pytest_realunify.errors import ModelError, ModelUnavailableError, SpentError
from pytest_realunify.interfaces import UEGInstance
from pytest_realunify.numbers.frontier.ladder import Frontier, Ladder
from pytest_realunify.records import Attempt, Case, Instance, Result, Verdict, to_json
from pytest_realunify.run.addressing import FRONTIER_FILE
from pytest_realunify.run.ladders import rungs_of
from pytest_realunify.run.plan import FINISHED, RunPlan
from pytest_realunify.text import harmless, shortened
from pytest_realunify.worker.collecting import CaseFile
from pytest_realunify.worker.fixtures import engine_of
from pytest_realunify.worker.judging import Drawing
from pytest_realunify.worker.worker import WORKER, Worker

if TYPE_CHECKING:
    from pytest_realunify.numbers.frontier.climb import Question

Climbed = Callable[[Ladder], Frontier]

TRIES: Final = 3
"""How often a question is asked that gets no verdict; then it counts for nothing."""

_FOUND: Final = pytest.StashKey[Frontier]()


class Climbing:
    """Registered in every process of a run that has ladders."""

    def __init__(self, plan: RunPlan) -> None:
        self.plan = plan

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Behind the case files, which `Collecting` hangs under the session."""
        report = yield
        if isinstance(collector, pytest.Session) and report.passed:
            report.result.append(
                CaseFile.from_parent(collector, path=FRONTIER_FILE, nodeid=f"{CASES_AT}/{FRONTIER_FILE.name}")
            )
        return report

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        if isinstance(metafunc.definition.parent, CaseFile) and "ladder" in metafunc.fixturenames:
            metafunc.parametrize("ladder", [*self.plan.ladders], indirect=True)

    @pytest.fixture
    def ladder(self, request: pytest.FixtureRequest) -> Ladder:
        """What this test climbs."""
        return self.plan.ladders[request.param]

    @pytest.fixture
    def climb(self, request: pytest.FixtureRequest) -> Climbed:
        """Ask along a ladder until it is known where the model stands, or the budget is spent."""

        def run(ladder: Ladder) -> Frontier:
            found = _Climber(request, ladder).climb()
            request.node.stash[_FOUND] = found
            return found

        return run

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if call.when != "call" or not item.nodeid.startswith(_OURS):
            return report
        error = call.excinfo.value if call.excinfo is not None else None
        if isinstance(error, ModelUnavailableError):
            line = harmless(shortened(str(error), 1000))
            report.longrepr, report.sections = borrowed.one_line(line, report.location), []
            report.realunify = {"unavailable": line}  # type: ignore[attr-defined]
            item.session.shouldstop = f"realunify: {line}"
        elif isinstance(error, ModelError):
            line = harmless(f"{case_param(item.nodeid)}: {error}")
            report.longrepr, report.sections = borrowed.one_line(line, report.location), []
        elif (found := item.stash.get(_FOUND, None)) is not None:
            worker = item.config.stash[WORKER]
            report.realunify = {"frontier": to_json(found), **_said(worker)}  # type: ignore[attr-defined]
        return report


_OURS: Final = f"{CASES_AT}/{FRONTIER_FILE.name}::"


class _Climber:
    """One ladder's way to the model and back."""

    def __init__(self, request: pytest.FixtureRequest, ladder: Ladder) -> None:
        self._request = request
        self._item: pytest.Item = request.node
        self._worker: Worker = request.config.stash[WORKER]
        self._plan = self._worker.plan
        self._ladder = ladder
        self._rungs = rungs_of(self._plan.suite)
        self._engine: Engine | None = None
        self._trouble = ""

    def climb(self) -> Frontier:
        """Raises ModelError where no question got a verdict, ModelUnavailableError, which ends the run."""
        from pytest_realunify.numbers.frontier.climb import Climb  # numpy, which collecting needs not

        climb = Climb(self._ladder, self._plan.settings.seed)
        while questions := climb.next():
            climb.take(questions, self._answers(questions))
            if self._trouble and climb.troubled == climb.asked:  # of a model that is down, 60 times over
                raise ModelError(f"none of the first {climb.asked} questions got a verdict: {self._trouble}")
        return climb.frontier

    def _answers(self, questions: Sequence[Question]) -> list[bool | None]:
        """True for right; None where there is no verdict after all tries."""
        cases = [self._case(question) for question in questions]
        found = {case.id: self._plan.answered.get(case.id) for case in cases}
        for _ in range(TRIES):
            waiting = [case for case in cases if not _is_finished(found[case.id])]
            if not waiting:
                break
            results = self._ask(waiting)
            self._send(results)
            found |= {result.case: result for result in results}
        return [self._right(found[case.id]) for case in cases]

    def _right(self, result: Result | None) -> bool | None:
        if result is None or not _is_finished(result):
            told = result.error if result is not None else None
            self._trouble = f"{told.kind}: {told.message}" if told else "the judge gave none"
            return None
        if result.verdict.strict == "unsupported":
            pytest.skip(f"the model cannot {result.steps[-1].verb}")
        return result.verdict.strict == "correct"

    def _case(self, question: Question) -> Case:
        ladder = self._ladder
        listing = self._rungs.listing(ladder.subtask, ladder.values[question.rung], question.number)
        return Case(listing, ladder.protocol)

    def _ask(self, cases: Sequence[Case]) -> list[Result]:
        """Of model and judge, as any batch of cases."""
        worker, protocol = self._worker, self._plan.protocols[self._ladder.protocol]
        self._plan.tenancy.check()
        batch = [(case, self._rungs.instance(case.listing, protocol.like)) for case in cases]
        with worker.containment.contained(""):
            attempts = self._own_engine().run(batch, protocol.steps[self._ladder.axis])
        drawings = [
            Drawing(case, instance, attempt)
            for (case, instance), attempt in zip(batch, attempts, strict=True)
            if isinstance(instance, UEGInstance)
        ]
        worker.judging.submit(drawings)
        results = [
            self._result(case, instance, attempt)
            for (case, instance), attempt in zip(batch, attempts, strict=True)
            if attempt.error is None or attempt.error.kind != SPENT
        ]
        if spent := next((each.error for each in attempts if each.error and each.error.kind == SPENT), None):
            self._send(results)
            raise SpentError(spent.message)
        if spent := next((each.error for each in results if each.error and each.error.kind == SPENT), None):
            raise SpentError(spent.message)
        return results

    def _result(self, case: Case, instance: Instance, attempt: Attempt) -> Result:
        from pytest_realunify.scoring import score_choice, score_polls

        worker = self._worker
        if isinstance(instance, UEGInstance):
            polled = worker.judging.polled(Drawing(case, instance, attempt))
            verdict: Verdict = score_polls(attempt, instance.questions, polled.polls, polled.error)
            return worker.result(case, attempt, verdict, None, polled)
        return worker.result(case, attempt, score_choice(attempt, instance), instance.answer, Polled(()))

    def _own_engine(self) -> Engine:
        """The run's model, with the pictures of its rungs."""
        if self._engine is None:
            run, plan = engine_of(self._request), self._plan
            kind = CarryingPictures if plan.is_served else Pictures
            pictures = kind(self._rungs, plan.folder.images, plan.tenancy.check)
            self._engine = Engine(run.model, pictures, self._worker.batches.batch_size, run.run_seed, calls=run.calls)
        return self._engine

    def _send(self, results: Sequence[Result]) -> None:
        """To the journal, as they are made: a ladder that is cut short goes on where it was. As the report of a setup
        that passed, which nobody counts; xdist takes it along as any."""
        report = pytest.TestReport(self._item.nodeid, self._item.location, {}, "passed", None, "setup")
        told = {"asked": [to_json(result) for result in results], **_said(self._worker)}
        report.realunify = told  # type: ignore[attr-defined]
        self._item.ihook.pytest_runtest_logreport(report=report)


def _is_finished(result: Result | None) -> bool:
    return result is not None and result.verdict.strict in FINISHED


def _said(worker: Worker) -> dict[str, Any]:
    """What a report of a case has besides its result."""
    return {"wrong": False, "identities": worker.identities(), "interpreters": worker.new_interpreters()}
