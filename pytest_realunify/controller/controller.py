"""The controller: the process that writes the run folder, with xdist or without."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

import pytest

from pytest_realunify.borrowed import OF_NO_PHASE, TO_BE_RERUN, one_line, stop_workers, worker_specs
from pytest_realunify.controller.crashes import IN_A_ROW, Crashes, process_died, worker_died
from pytest_realunify.controller.device_assignment import CPU, DeviceAssignment
from pytest_realunify.controller.gatekeeper import Gatekeeper
from pytest_realunify.controller.left_behind import LeftBehind
from pytest_realunify.controller.progress import Progress
from pytest_realunify.controller.record import RunRecord, crashed, describe
from pytest_realunify.controller.stopping import Stopping
from pytest_realunify.controller.terminal_summary import TerminalSummary
from pytest_realunify.engine.batches import case_param
from pytest_realunify.engine.scheduling import BatchScheduling
from pytest_realunify.engine.second_look import REST, SecondLook
from pytest_realunify.errors import RealUnifyError, UsageError
from pytest_realunify.numbers.summary import summarise
from pytest_realunify.records import Case, Result, from_json, to_json
from pytest_realunify.reporting import formats, terminal
from pytest_realunify.reporting.formats import Format
from pytest_realunify.run import plan as plan_of_run
from pytest_realunify.run.limits import as_facts
from pytest_realunify.run.plan import RunPlan
from pytest_realunify.run.resolution import hook_of, tables_of
from pytest_realunify.run.team_fixture import team_fixture
from pytest_realunify.stored import journal
from pytest_realunify.text import harmless, harmless_lines
from pytest_realunify.worker import fixtures, marks, ray_replicas
from pytest_realunify.worker.judging import check_cache
from pytest_realunify.worker.second_pass import SecondPass
from pytest_realunify.worker.worker import WORKER, Worker


def activate(config: pytest.Config) -> None:
    """Resolve everything, then register the halves this process needs. Raises RealUnifyError before anything exists."""
    plan = plan_of_run.make(config)
    if plan.settings.engine == "ray":
        ray_replicas.check(config, plan)
    is_worker = hasattr(config, "workerinput")
    spreads = not is_worker and _spreads(config)
    if spreads:
        _check_concurrency(plan, _worker_count(config))
    device = CPU
    if not is_worker and not any(config.getoption(name) for name in ("collectonly", "setuponly", "setupplan")):
        devices = DeviceAssignment(config, plan, spreads)
        device = devices.device
        config.pluginmanager.register(devices, "realunify-devices")
        controller = Controller(config, plan, devices, spreads, _formats(config, plan))
        config.pluginmanager.register(controller, "realunify-controller")
    config.stash[marks.PLAN] = plan
    worker = Worker(config, plan, device)
    config.stash[WORKER] = worker
    config.pluginmanager.register(worker, "realunify-worker")
    if plan.later:
        gatekeeper: Gatekeeper | None = config.pluginmanager.get_plugin("realunify-gatekeeper")
        chosen = gatekeeper.second_look if gatekeeper is not None and not spreads else None
        config.pluginmanager.register(SecondPass(plan, worker, chosen), "realunify-second-pass")
    config.pluginmanager.register(fixtures, "realunify-fixtures")


def _formats(config: pytest.Config, plan: RunPlan) -> list[Format]:
    """What the run is to leave, found by name."""
    tables, hook = tables_of(config, "reports"), hook_of(config, "report")
    return [formats.resolve(name, tables, hook) for name in plan.settings.report]


def _spreads(config: pytest.Config) -> bool:
    """Whether xdist will run the cases elsewhere."""
    return bool(config.getoption("tx", None)) and config.getoption("dist", "no") != "no"


def _worker_count(config: pytest.Config) -> int:
    return len(worker_specs(config))


def _check_concurrency(plan: RunPlan, count: int) -> None:
    """Every worker asks the judge on its own. (The built-in one computes where it is asked, and has no calls.)"""
    most = plan.judge_concurrency
    if plan.judge is not None and plan.is_judged and plan.judge.kind != "pixels" and most < count:
        raise UsageError(
            f"--realunify-judge-concurrency={most} is fewer than the {count} workers, each of which asks the judge.\n"
            f"Type --realunify-judge-concurrency={count} (or more), or -n {most}"
        )


class Controller:
    """Journal, run.json, header, summary; and under xdist the scheduler and the crashed worker's case."""

    def __init__(
        self, config: pytest.Config, plan: RunPlan, devices: DeviceAssignment, spreads: bool, written: Sequence[Format]
    ) -> None:
        """`written` is what the run leaves to read."""
        self.config = config
        self.plan = plan
        self.devices = devices
        self.spreads = spreads
        self.record = RunRecord(plan.folder)
        self.journal: journal.Journal | None = None
        self.session: pytest.Session | None = None
        self._expected: int | None = None
        """Tests to be run, once that is known."""
        self.crashes = Crashes(plan, _worker_count(config) if spreads else 0, self._stop)
        config.pluginmanager.register(self.crashes, "realunify-crashes")
        self.gatekeeper = Gatekeeper(config, plan, self.record)
        config.pluginmanager.register(self.gatekeeper, "realunify-gatekeeper")
        config.pluginmanager.register(
            TerminalSummary(plan, self.record, self.gatekeeper, written), "realunify-terminal-summary"
        )
        config.pluginmanager.register(Stopping(), "realunify-stopping")
        config.pluginmanager.register(LeftBehind(config), "realunify-left-behind")
        config.pluginmanager.register(Progress(config, plan, self.record.selected), "realunify-progress")
        if spreads and config.getoption("maxworkerrestart") is None:
            # Left to itself xdist ends a run at four deaths per worker, in a row or not.
            config.option.maxworkerrestart = str(2 * len(plan.cases) + IN_A_ROW)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        self.session = session
        try:
            self._open()
        except RealUnifyError as error:
            raise pytest.UsageError(harmless_lines(str(error))) from error
        except OSError as error:
            said = f"cannot write the run's folder: {error}\nchoose another with --realunify-run-dir"
            raise pytest.UsageError(harmless_lines(said)) from error

    def _open(self) -> None:
        check_cache(self.plan)
        folder = self.plan.folder
        folder.create()
        if self.plan.resumed:
            self.record.results, self.record.facts = folder.results(), folder.facts()
            self.record.facts["judge"] = self.record.facts.get("judge") or self.plan.judge_facts
            self.record.selected.update(self._before())
            self.record.facts["resumed"] = [*self.record.facts.get("resumed", []), journal.now()]
        else:
            self.record.facts = describe(self.plan)
        calibration = self.plan.calibration
        self.record.facts["calibration"] = to_json(calibration.evidence) if calibration else None
        self.record.facts["devices"] = self.devices.facts
        if (prices := as_facts(self.plan.limits)) is not None:
            self.record.facts["prices"] = prices
        folder.write_facts(self.record.facts)
        self.journal = journal.Journal(folder)

    def _before(self) -> Counter[str]:
        """What the run being resumed has set out to do, without its second look where that is decided anew."""
        before = Counter(self.record.facts.get("selected_by_protocol", {}))
        if self.plan.later:
            before.subtract(self.record.facts.pop("confirmed", {}).get("by_protocol", {}))
        return before

    def pytest_report_header(self) -> list[str]:
        lines = terminal.header(self.plan, team_fixture(self.config))
        if self.spreads and not self._owns_schedule():
            alone = ", and no second look" if self.plan.later else ""
            lines.append(f"realunify: --dist={self.config.getoption('dist')} splits batches: one case per call{alone}")
        lines += [f"realunify: {line}" for line in self.devices.header()]
        return [harmless(line) for line in lines]

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        if not self.spreads:
            self._select([item.nodeid for item in session.items])

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: Sequence[str]) -> None:
        self._select(ids)

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        device = self.devices.settle(node.gateway.id, node.gateway.spec)
        self._write_facts()
        node.workerinput.update(
            plan_of_run.for_workers(self.plan), realunify_batched=self._owns_schedule(), realunify_device=device
        )

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_make_scheduler(self, config: pytest.Config) -> BatchScheduling | None:
        if not self._owns_schedule():
            return None
        workers = _worker_count(config)
        batch_size = self.plan.batch_size(workers)
        replaces = str(config.getoption("maxworkerrestart")) != "0"
        second = SecondLook(self.plan.later, self._second_look) if self.plan.later else None
        self.crashes.scheduler = BatchScheduling(workers, batch_size, self._refuse, replaces, second)
        self.crashes.scheduler.config = config
        return self.crashes.scheduler

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logstart(self) -> None:
        if self.spreads and self._expected is not None and self.session is not None:
            self.session.testscollected = self._expected  # by which pytest reckons how far it is

    def _second_look(self, held: Collection[str]) -> list[str]:
        """For the scheduler."""
        chosen = self.gatekeeper.second_look(held)
        self._expected = (self._expected or 0) + len(chosen)
        return chosen

    def _waits(self, node_id: str) -> bool:
        """Whether it is no item of the first pass."""
        return node_id == REST or case_param(node_id) in self.plan.later

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        payload: dict[str, Any] | None = getattr(report, "realunify", None)
        case = self.plan.cases.get(case_param(report.nodeid))
        if payload is not None and "unavailable" in payload:
            self.record.unavailable += [report] if report.failed else []
            if report.failed and not self.spreads and self.session is not None:  # it may come from a forked process
                self.session.shouldstop = self.session.shouldstop or f"realunify: {payload['unavailable']}"
            if "result" in payload:
                self._keep(from_json(Result, payload["result"]))
        elif payload is not None:
            self._identify(payload["identities"], payload["interpreters"])
            if str(report.outcome) == TO_BE_RERUN and not payload["wrong"]:  # of trouble the last result counts
                return
            if payload.get("wrong"):
                self.record.wrong[report.nodeid] = report
            self._keep(from_json(Result, payload["result"]), replayed=payload["replayed"])
        elif case is not None and str(report.when) == OF_NO_PHASE and (report.failed or report.skipped):
            self._crashed(report, case)
        elif case is not None and report.skipped:  # by a mark of the team's: not ours to run
            self.record.selected[case.protocol] -= 1

    def _crashed(self, report: pytest.TestReport, case: Case) -> None:
        """Of a worker, or of a process that a plugin gave the test for itself."""
        worker = report.node.gateway.id if hasattr(report, "node") else "main"
        cause = self.crashes.cause(worker) if worker_died(report) else process_died(report)
        report.longrepr = one_line(harmless(f"{case.id}: {cause.kind}: {cause.message}"), report.location)
        self._keep(crashed(case, self.plan, worker, cause, self.devices.of(worker)))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if self.journal is None:  # the session never started
            return
        if exitstatus == pytest.ExitCode.OK and summarise(self.record.results.values(), self.record.selected).missing:
            # Workers can die without a report of any kind; a run that is not complete must never look green.
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        self.journal.close()
        if not self.record.selected and not self.record.results:
            if not self.plan.resumed:
                self.plan.folder.discard()
            return
        self.record.facts["finished"] = journal.now()
        if (elsewhere := self.config.stash[WORKER].replicas) is not None:
            self.record.facts["replicas"] = elsewhere.places
        self._write_facts()
        self.plan.folder.lift_marks()

    def _stop(self, reason: str) -> None:
        """Ends the run; workers finish what they have in hand."""
        stop_workers(self.config, harmless(reason))

    def _refuse(self, message: str) -> None:
        report = pytest.CollectReport("realunify", "failed", longrepr=harmless_lines(message), result=[])
        self.config.hook.pytest_collectreport(report=report)

    def _owns_schedule(self) -> bool:
        """Ours only where the user asked for no other: `-n` alone makes xdist choose `load`."""
        typed = any(str(arg).startswith("--dist") for arg in self.config.invocation_params.args)
        return self.spreads and not typed and self.config.getoption("dist") == "load"

    def _select(self, node_ids: Sequence[str]) -> None:
        """Once: every worker collects the same, and whoever replaces a dead one comes when some of it is done."""
        if self._expected is not None:
            return
        self._expected = sum(not self._waits(node_id) for node_id in node_ids)
        params = [case_param(node_id) for node_id in node_ids if not self._waits(node_id)]
        now = Counter(self.plan.cases[param].protocol for param in params if param in self.plan.cases)
        # The larger of the two: a resumed run may pick a part of what it first set out on.
        larger = now | self.record.selected
        self.record.selected.clear()
        self.record.selected.update(larger)
        self._write_facts()

    def _write_facts(self) -> None:
        self.record.facts["devices"] = self.devices.facts
        self.record.write()

    def _identify(self, identities: dict[str, dict[str, Any] | None], interpreters: dict[str, Any]) -> None:
        if interpreters:
            self.record.facts["model"].setdefault("interpreters", {}).update(interpreters)
            self._write_facts()
        for who, identity in identities.items():
            if identity and self.record.facts[who].get("identity") != identity:
                self.record.facts[who]["identity"] = identity
                self._write_facts()

    def _keep(self, result: Result, replayed: bool = False) -> None:
        self.record.results[result.key] = result
        if not replayed and self.journal is not None:
            self.journal.append(result)
