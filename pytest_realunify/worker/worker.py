"""The worker: the process that collects and runs cases, whether xdist started it or it is pytest's only one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Mapping
from typing import TYPE_CHECKING, Any, Final

import pytest

from pytest_realunify.borrowed import is_forking, one_line
from pytest_realunify.engine.ballots import Polled
from pytest_realunify.engine.batches import case_name
from pytest_realunify.engine.ledger import Ledger
from pytest_realunify.engine.lockstep import Engine
from pytest_realunify.engine.lost_device import DeviceLostError
from pytest_realunify.engine.work_log import WorkLog
from pytest_realunify.errors import ModelUnavailableError, RealUnifyError, SpentError, StorageError
from pytest_realunify.records import Attempt, Case, Result, Trouble, Verdict, to_json
from pytest_realunify.run.plan import RunPlan
from pytest_realunify.stored import journal
from pytest_realunify.text import harmless, shortened
from pytest_realunify.worker.attempting import Batches
from pytest_realunify.worker.batches import BatchRunner
from pytest_realunify.worker.containment import DEVICE_LOST, Containment
from pytest_realunify.worker.fixture_limits import FixtureLimits
from pytest_realunify.worker.free_running import FreeRunning
from pytest_realunify.worker.judging import Judging
from pytest_realunify.worker.kept import LINE, RESULT, Kept
from pytest_realunify.worker.letting_go import LettingGo
from pytest_realunify.worker.loaded import Loaded
from pytest_realunify.worker.prefetch import Prefetcher
from pytest_realunify.worker.sending import arrived, on_its_way

if TYPE_CHECKING:
    from pytest_realunify.worker.ray_replicas import Replicas


class Worker:
    """Collects cases, and puts results on reports; what lies between is for `performing` and `judging`."""

    def __init__(self, config: pytest.Config, plan: RunPlan, device: str = "cpu") -> None:
        """`device` is this process's, where no controller says which it is."""
        given: dict[str, Any] = getattr(config, "workerinput", {})
        self.plan = plan
        self.name: str = given.get("workerid", "main")
        self.workers: int = given.get("workercount", 1)
        self.device: str = given.get("realunify_device", "ray" if plan.settings.engine == "ray" else device)
        self.ledger = Ledger(plan.folder.path, self.name, plan.limits)
        self.log = WorkLog(plan.folder.inflight, self.name)
        self.containment = Containment(plan, self.name, bool(given), self.log)
        has_calls = plan.judge is not None and plan.judge.kind != "pixels"  # which computes where it is asked
        self.letting_go = LettingGo(plan.settings.timeout)
        config.pluginmanager.register(self.letting_go, "realunify-letting-go")
        if plan.settings.engine == "local":  # Ray has a patience of its own
            config.pluginmanager.register(FixtureLimits(plan, self.containment), "realunify-fixture-limits")
        self.kept = Kept(plan)
        config.pluginmanager.register(self.kept, "realunify-kept")
        self.loaded = Loaded(plan, self.workers, self.letting_go)
        purse = self.ledger.purse("judge") if has_calls else None
        self.judging = Judging(plan, self.workers, self.loaded, self.containment, purse, self.log)
        self.batched: bool = given.get("realunify_batched", True) and not is_forking(config)
        self.replicas: Replicas | None = None
        self.batches: Batches = self._batches(config, bool(given))
        self.engine: Engine | None = None
        """The model with its batches, once its fixture is made: that is there until the session ends."""
        self.identity: dict[str, Any] | None = None
        """What the model says of itself, until a report has taken it along."""
        self.interpreters: Callable[[], Mapping[str, Any]] = dict
        """Versions in the interpreters that the model has besides this one, by place."""
        self._interpreters_told: Mapping[str, Any] = {}

    def _batches(self, config: pytest.Config, is_one_of_many: bool) -> Batches:
        plan, log, purse = self.plan, self.log, self.ledger.purse("model")
        if plan.settings.engine == "ray":
            from pytest_realunify.worker.ray_replicas import Replicas

            self.replicas = Replicas(config, plan, purse)
            # The judge has the pictures of several batches anyway.
            runner = BatchRunner(plan, self.judging, log, batched=True, ahead=1)
            return Prefetcher(plan, runner, log, self.replicas)
        runner = BatchRunner(
            plan,
            self.judging,
            log,
            self.batched,
            self.workers,
            has_all=self.workers == 1,
            replaceable=self.containment.replaceable,
        )
        has_all = not is_one_of_many
        hands = FreeRunning(plan, self.workers, purse, self.letting_go, batched=self.batched, has_all=has_all)
        return Prefetcher(plan, runner, log, hands)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        ids = [item.nodeid for item in session.items]
        later = [each for each in ids if case_name(each) in self.plan.later]
        self.batches.select([each for each in ids if case_name(each) not in self.plan.later], self.workers)
        if later:  # planned apart, as the controller does
            self.batches.select(later, self.workers)

    def pytest_sessionfinish(self) -> None:
        self.batches.close()
        self.judging.close()
        self.loaded.leave_shared()
        self.containment.close()
        self.log.close()

    @pytest.hookimpl(wrapper=True)
    def pytest_report_to_serializable(self) -> Generator[None, dict[str, Any] | None, dict[str, Any] | None]:
        """xdist cannot send what UTF-8 cannot hold: in a model's words about itself, in a message, in a file's name.
        And it takes 0.2 ms over a result, text by text, there and back: that goes as one, in 0.02."""
        return on_its_way((yield))

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_from_serializable(self, data: dict[str, Any]) -> None:
        """What xdist's controller makes a report of."""
        arrived(data)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        case = self.plan.cases.get(case_name(item.nodeid))
        if case is not None and (call.when == "call" or (call.when == "setup" and not report.passed)):
            self._attach(report, item, case, call)
        return report

    def _attach(self, report: pytest.TestReport, item: pytest.Item, case: Case, call: pytest.CallInfo[None]) -> None:
        """Put the result on the report as plain JSON, and turn what we understand into one line."""
        result = item.stash.get(RESULT, None)
        if call.excinfo is not None and call.excinfo.errisinstance(ModelUnavailableError):
            line = harmless(shortened(str(call.excinfo.value), 1000))
            if call.excinfo.errisinstance(StorageError):
                self._give_up(report, item, line)
            elif call.excinfo.errisinstance(SpentError) and self.batches.holds_more():
                self._pass_over(report, line, result)
            else:
                self._end(report, item, line, result)
            return
        replay = self.plan.finished(case) is not None
        if result is None and call.excinfo is not None and not report.skipped:
            broken = Attempt(error=_cause(call.excinfo.value))
            if call.excinfo.errisinstance(DeviceLostError):
                item.session.shouldstop = harmless(f"realunify: {call.excinfo.value}. {DEVICE_LOST}")
            result = self.result(case, broken, Verdict("error", "error"), self.plan.expected(case))
        if self.containment.said:
            item.session.shouldstop = harmless(f"realunify: {self.containment.said}")
        if result is None:
            return
        wrong = result.verdict.strict in ("wrong", "unparsed") and report.failed
        ours = call.excinfo is not None and call.excinfo.errisinstance(RealUnifyError)
        if report.failed and (wrong or ours):
            line = item.stash.get(LINE, result.verdict.strict)
            said = harmless(line if wrong else f"{case.id}: {_trouble(result) or line}")
            report.longrepr = one_line(said, report.location)
            report.sections = []
            if self.plan.gating.lenient:
                self._expect(report, case, wrong)
        report.realunify = {  # type: ignore[attr-defined]
            "result": to_json(result),
            "replayed": replay or self.kept.again,
            "wrong": wrong,
            "identities": self.identities(),
            "interpreters": self.new_interpreters(),
        }

    def identities(self) -> dict[str, Any]:
        """What model and judge say of themselves, until a report has taken it along."""
        said = {"model": self.identity, "judge": self.judging.identity}
        self.identity = self.judging.identity = None
        return said

    def new_interpreters(self) -> Mapping[str, Any]:
        """Those that no report has taken along yet: parts of a model are loaded when they are needed."""
        known = self.interpreters()
        new = {place: versions for place, versions in known.items() if place not in self._interpreters_told}
        self._interpreters_told = known
        return new

    def _expect(self, report: pytest.TestReport, case: Case, wrong: bool) -> None:
        """Cases measure and gates judge: with gates a failure is an expected one, and says whether it is known."""
        known = KNOWN[self.plan.gating.known(case.id)] if wrong and self.plan.gating.baseline else ""
        report.outcome = "skipped"
        report.wasxfail = harmless(f"{known}{report.longrepr}")

    def _end(self, report: pytest.TestReport, item: pytest.Item, line: str, result: Result | None) -> None:
        """The run ends here: no case without a model. This one is done when the run is resumed; it has a result only
        where its picture was drawn and could not be judged any more."""
        report.longrepr, report.sections = one_line(line, report.location), []
        report.realunify = _unavailable(line, result)  # type: ignore[attr-defined]
        item.session.shouldstop = f"realunify: {line}"

    def _give_up(self, report: pytest.TestReport, item: pytest.Item, line: str) -> None:
        """The run ends here: what is made from now on cannot be kept. No fault of this case, and no verdict on it."""
        self._pass_over(report, line, None)
        report.realunify = {"unavailable": line, "broken": line}  # type: ignore[attr-defined]
        item.session.shouldstop = f"realunify: {line}"

    def _pass_over(self, report: pytest.TestReport, line: str, result: Result | None) -> None:
        """The run ends soon: others of its batch were paid for, and come first."""
        report.outcome, report.sections = "skipped", []
        report.longrepr = (str(report.fspath), 0, f"Skipped: {line}")
        report.realunify = _unavailable(line, result)  # type: ignore[attr-defined]

    def result(
        self, case: Case, attempt: Attempt, verdict: Verdict, expected: str | None, polled: Polled | None = None
    ) -> Result:
        """Everything known about a finished case, as the journal keeps it."""
        polled = polled or Polled(())
        judging = polled.usage
        if before := self.batches.judged_before(case, attempt):
            judging = Counter(polled.usage)
            judging.update(before)
        return Result.of(
            case,
            attempt,
            verdict,
            expected,
            model=self.plan.model_name,
            worker=self.name,
            started=journal.now(),
            judge=self.plan.judge_name(case.listing.axis),
            polls=polled.polls,
            error=polled.error,
            judging=dict(judging),
            device=self.device,
        )


WORKER: Final = pytest.StashKey[Worker]()

KNOWN: Final = {True: "known: the baseline has it too; ", False: "new; ", None: "no verdict in the baseline; "}
"""Of a wrong answer, by what the baseline says of the case."""


def _cause(error: BaseException) -> Trouble:
    return error.trouble if isinstance(error, DeviceLostError) else Trouble.of(error)


def _unavailable(line: str, result: Result | None) -> dict[str, Any]:
    return {"unavailable": line, **({} if result is None else {"result": to_json(result)})}


def _trouble(result: Result) -> str:
    """Empty where the case had none."""
    if result.error is None:
        return ""
    return harmless(shortened(f"{result.error.kind}: {result.error.message}", 1000))
