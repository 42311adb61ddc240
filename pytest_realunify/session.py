"""The controller: the process that writes the run folder, with xdist or without."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any, Final

import pytest

from pytest_realunify import fixtures, journal, replicas, runplan, workers
from pytest_realunify.announcing import Announcer
from pytest_realunify.casualties import IN_A_ROW, Casualties
from pytest_realunify.engine.batches import case_param
from pytest_realunify.engine.scheduling import BatchScheduling
from pytest_realunify.errors import RealUnifyError, UsageError
from pytest_realunify.gatekeeper import Gatekeeper
from pytest_realunify.judging import check_cache
from pytest_realunify.placement import CPU, Placement
from pytest_realunify.progress import Progress
from pytest_realunify.records import Attempt, Case, Result, Trouble, Verdict, from_json, to_json
from pytest_realunify.reporting import terminal
from pytest_realunify.runplan import RunPlan
from pytest_realunify.summary import summarise
from pytest_realunify.teamfixture import team_fixture

LIBRARIES: Final = ("pytest", "pytest-xdist", "pillow", "numpy", "scipy", "msgspec")
"""What results may depend on, besides the model."""


def activate(config: pytest.Config) -> None:
    """Resolve everything, then register the halves this process needs. Raises RealUnifyError before anything exists."""
    plan = runplan.make(config)
    if plan.settings.engine == "ray":
        replicas.check(config, plan)
    is_worker = hasattr(config, "workerinput")
    spreads = not is_worker and _spreads(config)
    if spreads:
        _check_concurrency(plan, _worker_count(config))
    device = CPU
    if not is_worker and not any(config.getoption(name) for name in ("collectonly", "setuponly", "setupplan")):
        placement = Placement(config, plan, spreads)
        device = placement.device
        config.pluginmanager.register(placement, "realunify-placement")
        config.pluginmanager.register(Controller(config, plan, placement, spreads), "realunify-controller")
    workers.register_markers(config, plan)
    worker = workers.Worker(config, plan, device)
    config.stash[workers.WORKER] = worker
    config.pluginmanager.register(worker, "realunify-worker")
    config.pluginmanager.register(fixtures, "realunify-fixtures")


def _spreads(config: pytest.Config) -> bool:
    """Whether xdist will run the cases elsewhere."""
    return bool(config.getoption("tx", None)) and config.getoption("dist", "no") != "no"


def _worker_count(config: pytest.Config) -> int:
    from xdist.workermanage import parse_tx_spec_config

    return len(parse_tx_spec_config(config))


def _check_concurrency(plan: RunPlan, count: int) -> None:
    """Every worker asks the judge on its own. (The built-in one computes where it is asked, and has no calls.)"""
    most = plan.settings.judge_concurrency
    if plan.judge is not None and plan.is_judged and plan.judge.kind != "pixels" and most < count:
        raise UsageError(
            f"--realunify-judge-concurrency={most} is fewer than the {count} workers, each of which asks the judge.\n"
            f"Type --realunify-judge-concurrency={count} (or more), or -n {most}"
        )


class Controller:
    """Journal, run.json, header, summary; and under xdist the scheduler and the crashed worker's case."""

    def __init__(self, config: pytest.Config, plan: RunPlan, placement: Placement, spreads: bool) -> None:
        self.config = config
        self.plan = plan
        self.placement = placement
        self.spreads = spreads
        self.results: dict[tuple[str, int], Result] = {}
        self.selected: Counter[str] = Counter()
        self.facts: dict[str, Any] = {}
        self.journal: journal.Journal | None = None
        self.wrong: list[pytest.TestReport] = []
        self.unavailable: list[pytest.TestReport] = []
        self.casualties = Casualties(plan, _worker_count(config) if spreads else 0, self._stop)
        config.pluginmanager.register(self.casualties, "realunify-casualties")
        self.gatekeeper = Gatekeeper(config, plan, self)
        config.pluginmanager.register(self.gatekeeper, "realunify-gatekeeper")
        config.pluginmanager.register(Announcer(plan, self), "realunify-announcer")
        config.pluginmanager.register(Progress(config, plan, self.selected), "realunify-progress")
        if spreads and config.getoption("maxworkerrestart") is None:
            # Left to itself xdist ends a run at four deaths per worker, in a row or not.
            config.option.maxworkerrestart = str(2 * len(plan.cases) + IN_A_ROW)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self) -> None:
        try:
            self._open()
        except RealUnifyError as error:
            raise pytest.UsageError(str(error)) from error
        except OSError as error:
            raise pytest.UsageError(
                f"cannot write the run's folder: {error}\nchoose another with --realunify-run-dir"
            ) from error

    def _open(self) -> None:
        check_cache(self.plan)
        folder = self.plan.folder
        folder.create()
        if self.plan.resumed:
            self.results, self.facts = folder.results(), folder.facts()
            self.facts["judge"] = self.facts.get("judge") or self.plan.judge_facts
            self.facts["resumed"] = [*self.facts.get("resumed", []), journal.now()]
        else:
            self.facts = describe(self.plan)
        calibration = self.plan.calibration
        self.facts["calibration"] = to_json(calibration.corrects_by) if calibration else None
        self.facts["devices"] = self.placement.facts
        folder.write_facts(self.facts)
        self.journal = journal.Journal(folder)

    def pytest_report_header(self) -> list[str]:
        lines = terminal.header(self.plan, team_fixture(self.config))
        if self.spreads and not self._owns_schedule():
            lines.append(f"realunify: --dist={self.config.getoption('dist')} splits batches: one case per call")
        lines += [f"realunify: {line}" for line in self.placement.header()]
        return lines

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        if not self.spreads:
            self._select([item.nodeid for item in session.items])

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: Sequence[str]) -> None:
        self._select(ids)

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        device = self.placement.settle(node.gateway.id, node.gateway.spec)
        self._write_facts()
        node.workerinput.update(
            runplan.for_workers(self.plan), realunify_batched=self._owns_schedule(), realunify_device=device
        )

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_make_scheduler(self, config: pytest.Config) -> BatchScheduling | None:
        if not self._owns_schedule():
            return None
        workers, batch_size = _worker_count(config), self.plan.settings.batch_size
        replaces = str(config.getoption("maxworkerrestart")) != "0"
        self.casualties.scheduler = BatchScheduling(workers, batch_size, self._refuse, replaces)
        return self.casualties.scheduler

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        payload: dict[str, Any] | None = getattr(report, "realunify", None)
        case = self.plan.cases.get(case_param(report.nodeid))
        if payload is not None and "unavailable" in payload:
            self.unavailable.append(report)
        elif payload is not None:
            self._identify(payload["identities"])
            if payload.get("wrong"):
                self.wrong.append(report)
            self._record(from_json(Result, payload["result"]), replayed=payload["replayed"])
        elif case is not None and str(report.when) == "???":  # xdist's report on a worker that died
            worker = report.node.gateway.id
            cause = self.casualties.cause(worker)
            report.longrepr = f"{case.id}: {cause.kind}: {cause.message}"
            self._record(crashed(case, self.plan, worker, cause, self.placement.of(worker)))
        elif case is not None and report.skipped:  # by a mark of the team's: not ours to run
            self.selected[case.protocol] -= 1

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if self.journal is None:  # the session never started
            return
        if exitstatus == pytest.ExitCode.OK and summarise(self.results.values(), self.selected).missing:
            # Workers can die without a report of any kind; a run that is not complete must never look green.
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        self.journal.close()
        if not self.selected and not self.results:
            self.plan.folder.discard()
            return
        self.facts["finished"] = journal.now()
        if (elsewhere := self.config.stash[workers.WORKER].replicas) is not None:
            self.facts["replicas"] = elsewhere.places
        self._write_facts()
        for mark in self.plan.folder.inflight.iterdir():
            mark.unlink(missing_ok=True)

    def _stop(self, reason: str) -> None:
        """Ends the run; workers finish what they have in hand."""
        runner = self.config.pluginmanager.get_plugin("dsession")
        if runner is not None and not runner.shouldstop:
            runner.shouldstop = reason

    def _refuse(self, message: str) -> None:
        report = pytest.CollectReport("realunify", "failed", longrepr=message, result=[])
        self.config.hook.pytest_collectreport(report=report)

    def _owns_schedule(self) -> bool:
        """Ours only where the user asked for no other: `-n` alone makes xdist choose `load`."""
        typed = any(str(arg).startswith("--dist") for arg in self.config.invocation_params.args)
        return self.spreads and not typed and self.config.getoption("dist") == "load"

    def _select(self, node_ids: Sequence[str]) -> None:
        cases = [self.plan.cases[param] for param in map(case_param, node_ids) if param in self.plan.cases]
        now = Counter(case.protocol for case in cases)
        before = Counter(self.facts.get("selected_by_protocol", {}))
        # The larger of the two: a resumed run may pick a part of what it first set out on.
        self.selected.clear()
        self.selected.update(now | before)
        self._write_facts()

    def _write_facts(self) -> None:
        self.facts["selected"], self.facts["selected_by_protocol"] = self.selected.total(), dict(self.selected)
        self.facts["devices"] = self.placement.facts
        self.plan.folder.write_facts(self.facts)

    def _identify(self, identities: dict[str, dict[str, Any] | None]) -> None:
        for who, identity in identities.items():
            if identity and self.facts[who].get("identity") != identity:
                self.facts[who]["identity"] = identity
                self._write_facts()

    def _record(self, result: Result, replayed: bool = False) -> None:
        self.results[result.key] = result
        if not replayed and self.journal is not None:
            self.journal.append(result)


def describe(plan: RunPlan) -> dict[str, Any]:
    """run.json as it is before the first case."""
    return {
        "format": journal.FORMAT,
        "id": plan.folder.id,
        "started": journal.now(),
        "model": {"name": plan.model_name, "source": plan.model.source if plan.model else "fixture"},
        **plan.measured,
        "root": str(plan.root),
        "options": plan.settings.texts(),
        "planned_by_protocol": dict(plan.planned),
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in ("pytest-realunify", *LIBRARIES)},
        },
    }


def crashed(case: Case, plan: RunPlan, worker: str, cause: Trouble, device: str) -> Result:
    """The record of a case that took its worker down: nobody else can write it."""
    return Result.of(
        case,
        Attempt(error=cause),
        Verdict("error", "error"),
        plan.expected(case),
        model=plan.model_name,
        worker=worker,
        started=journal.now(),
        device=device,
        judge=plan.judge_name(case.listing.axis),
    )
