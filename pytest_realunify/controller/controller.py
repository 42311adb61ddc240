"""The controller: the process that writes the run folder, with xdist or without."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Generator, Sequence
from typing import Any

import pytest

from pytest_realunify.borrowed import OF_NO_PHASE, TO_BE_RERUN, one_line, stop_workers
from pytest_realunify.controller.crashes import IN_A_ROW, Crashes, process_died, worker_died
from pytest_realunify.controller.device_assignment import DeviceAssignment
from pytest_realunify.controller.full_disks import FullDisks, cannot_begin
from pytest_realunify.controller.gatekeeper import Gatekeeper
from pytest_realunify.controller.left_behind import LeftBehind
from pytest_realunify.controller.no_verdict import no_verdict, only, unsure
from pytest_realunify.controller.progress import Progress
from pytest_realunify.controller.record import RunRecord, crashed, describe
from pytest_realunify.controller.spreading import is_ours_to_schedule, worker_count
from pytest_realunify.controller.stopping import Stopping
from pytest_realunify.controller.terminal_summary import TerminalSummary
from pytest_realunify.engine.batches import case_name
from pytest_realunify.engine.scheduling import BatchScheduling
from pytest_realunify.engine.second_look import REST, SecondLook
from pytest_realunify.errors import RealUnifyError
from pytest_realunify.numbers.summary import summarise
from pytest_realunify.records import Case, Result, from_json, to_json
from pytest_realunify.reporting import layout, terminal
from pytest_realunify.reporting.formats import Format
from pytest_realunify.run import foreign, making
from pytest_realunify.run.addressing import Named
from pytest_realunify.run.limits import as_facts
from pytest_realunify.run.plan import RunPlan
from pytest_realunify.run.team_fixture import team_fixture
from pytest_realunify.stored import finish_order, journal
from pytest_realunify.stored.run_lock import UNPROTECTED, RunLock
from pytest_realunify.text import harmless, harmless_lines
from pytest_realunify.trackers.finding import Tracker
from pytest_realunify.worker.judging import check_cache
from pytest_realunify.worker.worker import WORKER


class Controller:
    """Journal, run.json, header, summary; and under xdist the scheduler and the crashed worker's case."""

    def __init__(
        self,
        config: pytest.Config,
        plan: RunPlan,
        devices: DeviceAssignment,
        spreads: bool,
        written: Sequence[Format],
        trackers: Sequence[Tracker],
        named: Named,
    ) -> None:
        """`written` is what the run leaves to read; `trackers` is where it is sent."""
        self.config = config
        self.plan = plan
        self.named = named
        self.devices = devices
        self.spreads = spreads
        self.owns_schedule = spreads and is_ours_to_schedule(config)
        self.record = RunRecord(plan.folder, config.rootpath)
        self.lock = RunLock(plan.folder.files)
        self.record.stop = self._halt
        self.session: pytest.Session | None = None
        self._expected: int | None = None
        """Tests to be run, once that is known."""
        config.pluginmanager.register(FullDisks(self.record), "realunify-full-disks")
        self.crashes = Crashes(plan, worker_count(config) if spreads else 0, self._stop)
        config.pluginmanager.register(self.crashes, "realunify-crashes")
        self.gatekeeper = Gatekeeper(config, plan, self.record)
        config.pluginmanager.register(self.gatekeeper, "realunify-gatekeeper")
        config.pluginmanager.register(
            TerminalSummary(plan, self.record, self.gatekeeper, written, trackers, named), "realunify-terminal-summary"
        )
        config.pluginmanager.register(Stopping(), "realunify-stopping")
        config.pluginmanager.register(LeftBehind(config), "realunify-left-behind")
        self.progress = Progress(config, plan, self.record.selected, self.record.selection.variants)
        config.pluginmanager.register(self.progress, "realunify-progress")
        if spreads and config.getoption("maxworkerrestart") is None:
            # Left to itself xdist ends a run at four deaths per worker, in a row or not.
            config.option.maxworkerrestart = str(2 * len(plan.cases) + IN_A_ROW)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        self.session = session
        try:
            self._open()
        except (RealUnifyError, OSError) as error:
            self._give_up()
            raise cannot_begin(error) from error

    def _open(self) -> None:
        check_cache(self.plan)
        folder = self.plan.folder
        if not self.plan.resumed:
            folder.create()
        self.lock.take()
        self.plan.lease = self.lock.token
        self.plan.__dict__.pop("earlier", None)  # of before the lock: another process may have been at it until now
        if self.plan.resumed:
            folder.create()
            folder.tidy()
            self.record.go_on(self.plan)
            self.record.facts["options"] = foreign.taken_over(
                self.record.facts, self.plan.settings.texts(), self.config
            )
            if self.plan.settings.label:
                self.record.name(self.plan.settings.label)
            self.record.facts["judge"] = self.record.facts.get("judge") or self.plan.judge_facts
            self.record.facts["finished"] = None
            folder.forget_last_words()
            self.crashes.estate.resume(self.plan.unjudged)
            self.record.facts["resumed"] = [*self.record.facts.get("resumed", []), journal.now()]
        else:
            self.record.facts = describe(self.plan)
        calibration = self.plan.calibration
        self.record.facts["calibration"] = to_json(calibration.evidence) if calibration else None
        self.record.facts["devices"] = self.devices.facts
        if (prices := as_facts(self.plan.limits)) is not None:
            self.record.facts["prices"] = prices
        self.record.write_facts()
        self.record.journal = journal.Journal(folder.files)

    def _give_up(self) -> None:
        """Nothing is left of a run that could not begin."""
        self.lock.free()
        if not self.plan.resumed:
            with contextlib.suppress(OSError, RealUnifyError):
                self.plan.folder.discard()

    def pytest_report_header(self) -> list[str]:
        if self.named.cases is None:
            return [harmless(f"realunify: no run: {only(self.named)}")]
        lines = terminal.header(self.plan, team_fixture(self.config), unsure(self.config))
        if self.spreads and not self.owns_schedule:
            alone = ", and no second look" if self.plan.later else ""
            lines.append(f"realunify: --dist={self.config.getoption('dist')} splits batches: one case per call{alone}")
        lines += [f"realunify: {line}" for line in self.devices.header()]
        if self.plan.left_out:
            count = len(self.plan.cases) - len(self.plan.later)
            lines.append(f"realunify: goes on with the {count} cases that it chose; `cases` chooses all")
        lines += [] if self.lock.is_known else [f"realunify: {UNPROTECTED}"]
        width = self.config.get_terminal_writer().fullwidth
        return [part for line in lines for part in layout.wrapped(harmless(line), width)]

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        if not self.spreads:
            self._select([item.nodeid for item in session.items])
            if self.record.broken:
                raise session.Interrupted(self.record.broken)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: Sequence[str]) -> None:
        self._select(ids)

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        device = self.devices.settle(node.gateway.id, node.gateway.spec)
        self._write_facts()
        node.workerinput.update(
            making.for_workers(self.plan), realunify_batched=self.owns_schedule, realunify_device=device
        )

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_make_scheduler(self, config: pytest.Config) -> BatchScheduling | None:
        if not self.owns_schedule:
            return None
        workers = worker_count(config)
        batch_size = self.plan.batch_size(workers)
        replaces = str(config.getoption("maxworkerrestart")) != "0"
        second = SecondLook(self.plan.later, self._second_look) if self.plan.later else None
        self.crashes.scheduler = BatchScheduling(
            workers, batch_size, self._refuse, replaces, second, lambda node: self.crashes.death(node.gateway.id)
        )
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
        return node_id == REST or case_name(node_id) in self.plan.later

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if (payload := getattr(report, "realunify", None)) is not None:
            self._told(report, payload)
            return
        case = self.plan.cases.get(case_name(report.nodeid))
        if case is not None and str(report.when) == OF_NO_PHASE and (report.failed or report.skipped):
            self._crashed(report, case)
        elif case is not None and report.skipped:  # by a mark of the team's: not ours to run
            self.record.skip(case.key)

    def _told(self, report: pytest.TestReport, payload: dict[str, Any]) -> None:
        if "broken" in payload:
            self.record.break_off(RealUnifyError(payload["broken"]))
            return
        if "unavailable" in payload:
            self.record.unavailable += [report] if report.failed else []
            if report.failed and not self.spreads and self.session is not None:  # it may come from a forked process
                self.session.shouldstop = self.session.shouldstop or f"realunify: {payload['unavailable']}"
        else:
            if self.record.identify(payload["identities"], payload["interpreters"]):
                self._write_facts()
            self.record.climb(payload)
            if str(report.outcome) == TO_BE_RERUN and not payload["wrong"]:  # of trouble the last result counts
                return
            if payload.get("wrong"):
                self.record.wrong[report.nodeid] = report
        if "result" in payload:
            self._keep(report, payload)

    def _keep(self, report: pytest.TestReport, payload: dict[str, Any]) -> None:
        result, replayed = from_json(Result, payload["result"]), payload.get("replayed", False)
        if str(report.outcome) != TO_BE_RERUN:
            self.progress.add(result, replayed)
        self.record.keep(result, replayed)

    def _crashed(self, report: pytest.TestReport, case: Case) -> None:
        """Of a worker, or of a process that a plugin gave the test for itself."""
        worker = report.node.gateway.id if hasattr(report, "node") else "main"
        cause = self.crashes.cause(worker) if worker_died(report) else process_died(report)
        report.longrepr = one_line(harmless(f"{case.id}: {cause.kind}: {cause.message}"), report.location)
        made = self.crashes.attempt(worker, case)
        self.record.keep(crashed(case, self.plan, worker, cause, self.devices.of(worker), made))

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> Generator[None]:
        try:
            yield
        finally:  # also where somebody's file cannot be written
            self._end(session, exitstatus)

    def _end(self, session: pytest.Session, exitstatus: int) -> None:
        if self.record.journal is None:  # the session never started
            return
        missing = summarise(self.record.run.outlines.values(), self.record.selected).missing
        if exitstatus == pytest.ExitCode.OK and missing:
            # Workers can die without a report of any kind; a run that is not complete must never look green.
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        elif exitstatus == pytest.ExitCode.OK and no_verdict(self.config, self.named, self.record):
            session.exitstatus = pytest.ExitCode.NO_TESTS_COLLECTED
        self.record.close()
        if not (self.record.selected or self.record.results or self.record.climbed or self.record.tried):
            if not self.plan.resumed:
                self.plan.folder.discard()
            return
        if self.record.results or self.record.climbed:  # else its model could not be loaded: it is not the last
            self.record.facts["finished"] = journal.now()
            finish_order.note(self.plan.folder.path.parent, self.plan.folder.id)
        if (elsewhere := self.config.stash[WORKER].replicas) is not None:
            self.record.facts["replicas"] = elsewhere.places
        self._write_facts()
        self.crashes.estate.close()
        self.record.lift_marks(logs=not missing)

    def pytest_unconfigure(self) -> None:
        self.lock.free()  # reports are written until now

    def _stop(self, reason: str) -> None:
        """Ends the run; workers finish what they have in hand."""
        stop_workers(self.config, harmless(reason))

    def _halt(self, reason: str) -> None:
        """The same, with workers or without."""
        self._stop(reason)
        if not self.spreads and self.session is not None:
            self.session.shouldstop = reason

    def _refuse(self, message: str) -> None:
        report = pytest.CollectReport("realunify", "failed", longrepr=harmless_lines(message), result=[])
        self.config.hook.pytest_collectreport(report=report)

    def _select(self, node_ids: Sequence[str]) -> None:
        """Once: every worker collects the same, and whoever replaces a dead one comes when some of it is done."""
        if self._expected is not None:
            return
        self._expected = sum(not self._waits(node_id) for node_id in node_ids)
        params = [case_name(node_id) for node_id in node_ids if not self._waits(node_id)]
        # A resumed run sets out to do what it did before, too.
        self.record.selection.choose(self.plan.cases[param].key for param in params if param in self.plan.cases)
        self._write_facts()

    def _write_facts(self) -> None:
        self.record.facts["devices"] = self.devices.facts
        self.record.write()
