"""The controller's view of workers that die: why they did, and whether going on makes sense."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest

from pytest_realunify.borrowed import OF_NO_PHASE, TO_BE_RERUN
from pytest_realunify.engine.blame import Death, Event, Who
from pytest_realunify.engine.estate import Executor, Fate
from pytest_realunify.engine.last_words import LastWords
from pytest_realunify.engine.scheduling import BatchScheduling
from pytest_realunify.records import Attempt, Case, Trouble
from pytest_realunify.run.plan import RunPlan
from pytest_realunify.text import shortened

IN_A_ROW: Final = 3
"""Tests that each took a worker down, none ending between, before the run is stopped."""

LOST: Final[dict[Who, Event]] = {"model": "model lost", "judge": "judge lost"}

CRASH: Final = Trouble("crash", "the worker process died while running this case")


def worker_died(report: pytest.TestReport) -> bool:
    """Whether it is xdist's report on a worker, and not somebody else's on a process that a test had for itself."""
    return getattr(report, "worker_died", False)


def process_died(report: pytest.TestReport) -> Trouble:
    """Why, of a process that a test had for itself."""
    last = [line for line in str(report.longrepr).splitlines() if line.strip()][:1]
    why = f" ({shortened(last[0], 200)})" if last else ""
    return Trouble("crash", f"the process died while running this case{why}")


class Crashes:
    """Reads in a dead worker's log what it died of, and counts deaths since a test last came to its end.

    The first death blames nobody, unless the worker said why it ended: what was in hand is asked again, case by case.
    So two workers die of a culprit, and many may die at once of one each.
    """

    def __init__(self, plan: RunPlan, workers: int, stop: Callable[[str], None]) -> None:
        """`stop` ends the run, and takes the reason."""
        self.plan = plan
        self.workers = workers
        self.stop = stop
        self.scheduler: BatchScheduling | None = None
        """Ours, where it is ours that xdist goes by."""
        self.estate = Executor(plan.folder.inflight)
        """What the dead leave to those that go on."""
        self._causes: dict[str, Trouble] = {}
        self._fates: dict[str, Fate] = {}
        self._deaths = 0
        self._culprits = 0

    def cause(self, worker: str) -> Trouble:
        """Why a worker died."""
        return self._causes.get(worker, CRASH)

    def death(self, worker: str) -> Death:
        """What a worker was asking, of whom, when it died."""
        return self._fates[worker].death if worker in self._fates else Death()

    def attempt(self, worker: str, case: Case) -> Attempt | None:
        """What a dead worker had made of a case."""
        return self._fates[worker].attempts.get(case.param) if worker in self._fates else None

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        LastWords(self.plan.folder.inflight, str(node.gateway.id)).forget()

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object | None) -> None:
        if error is None:  # it has finished
            return
        worker = str(node.gateway.id)
        self._causes[worker], who = self._found(worker)
        # Before the scheduler hands on what it had: whoever gets it reads what is left.
        event: Event = "died" if who is None else LOST[who]
        self._fates[worker] = self.estate.settle(worker, event, sure=self._causes[worker] != CRASH)
        self._deaths += 1
        if self._deaths >= 2 * IN_A_ROW + self.workers:
            self._stop(worker)

    @pytest.hookimpl(optionalhook=True, tryfirst=True)
    def pytest_handlecrashitem(self, report: pytest.TestReport) -> None:
        report.worker_died = True  # type: ignore[attr-defined]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logstart(self, nodeid: str) -> None:
        if self.scheduler is not None:
            self.scheduler.mark_test_begun(nodeid)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if worker_died(report):
            if str(report.outcome) == TO_BE_RERUN:  # pytest-rerunfailures takes this death on itself
                self._deaths -= 1
                return
            self._culprits += 1
            if self._culprits >= IN_A_ROW:
                self._stop(report.node.gateway.id)
        elif str(report.when) in ("teardown", OF_NO_PHASE):
            self._deaths = self._culprits = 0
            if self.scheduler is not None and hasattr(report, "node"):  # a gate's report comes from nowhere else
                self.scheduler.mark_test_reported(report.node, report.item_index)

    def _found(self, worker: str) -> tuple[Trouble, Who | None]:
        words = LastWords(self.plan.folder.inflight, worker)
        if (stacks := words.keep_stacks(self.plan.folder.path / "stacks")) is not None:
            limit = self.plan.settings.timeout or 0.0
            where = stacks.relative_to(self.plan.folder.path)
            said = f"no answer within {limit:g} s, nor to an interrupt; where it stood: {where}"
            return Trouble("timeout", said), None
        found = words.found()
        return (CRASH, None) if found is None else (found.trouble, found.who)

    def _stop(self, worker: str) -> None:
        cause = self.cause(worker)
        self.stop(
            f"realunify: {self._deaths} workers died in a row, and no case came to its end between "
            f"({cause.kind}: {cause.message}). Finished cases are kept: --realunify-resume goes on"
        )
