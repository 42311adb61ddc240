"""The controller's view of workers that die: why they did, and whether going on makes sense."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest

from pytest_realunify.borrowed import OF_NO_PHASE, TO_BE_RERUN
from pytest_realunify.engine.last_words import LastWords
from pytest_realunify.engine.scheduling import BatchScheduling
from pytest_realunify.records import Trouble
from pytest_realunify.run.plan import RunPlan
from pytest_realunify.text import shortened

IN_A_ROW: Final = 3
"""Tests that each took a worker down, none ending between, before the run is stopped."""

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
    """Counts deaths since a test last came to its end.

    The first death in a batch blames nobody: the batch goes back, and is run one by one. So many workers may die once
    more than there are culprits, each in a batch of its own.
    """

    def __init__(self, plan: RunPlan, workers: int, stop: Callable[[str], None]) -> None:
        """`stop` ends the run, and takes the reason."""
        self.plan = plan
        self.workers = workers
        self.stop = stop
        self.scheduler: BatchScheduling | None = None
        """Ours, where it is ours that xdist goes by."""
        self._causes: dict[str, Trouble] = {}
        self._deaths = 0
        self._culprits = 0

    def cause(self, worker: str) -> Trouble:
        """Why a worker died."""
        return self._causes.get(worker, CRASH)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object | None) -> None:
        if error is None:  # it has finished
            return
        worker = str(node.gateway.id)
        self._causes[worker] = self._found(worker)
        self._deaths += 1
        if self._deaths >= IN_A_ROW + self.workers:
            self._stop(worker)

    @pytest.hookimpl(optionalhook=True, tryfirst=True)
    def pytest_handlecrashitem(self, report: pytest.TestReport) -> None:
        report.worker_died = True  # type: ignore[attr-defined]

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

    def _found(self, worker: str) -> Trouble:
        words = LastWords(self.plan.folder.inflight, worker)
        if (stacks := words.keep_stacks(self.plan.folder.path / "stacks")) is not None:
            limit = self.plan.settings.timeout or 0.0
            where = stacks.relative_to(self.plan.folder.path)
            return Trouble("timeout", f"no answer within {limit:g} s, nor to an interrupt; where it stood: {where}")
        return words.found() or CRASH

    def _stop(self, worker: str) -> None:
        cause = self.cause(worker)
        self.stop(
            f"realunify: {self._deaths} workers died in a row, and no case came to its end between "
            f"({cause.kind}: {cause.message}). Finished cases are kept: --realunify-resume goes on"
        )
