"""The second look where cases run: held back while pytest collects, run when the first pass leaves a gate in doubt."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Sequence

import pytest

from pytest_realunify.engine.batches import case_name
from pytest_realunify.engine.second_look import REST
from pytest_realunify.run.plan import RunPlan
from pytest_realunify.worker.collecting import CaseFile
from pytest_realunify.worker.worker import Worker


class Rest(pytest.Item):
    """Stands last and does nothing itself: what comes after the first pass begins when it is reached, and what the
    first pass has loaded is still there."""

    def runtest(self) -> None:
        """Nothing."""


class SecondPass:
    """Registered where cases run, if the run may look at some of them again."""

    def __init__(
        self, plan: RunPlan, worker: Worker, chosen: Callable[[Collection[str]], Collection[str]] | None
    ) -> None:
        """`chosen` says which of the cases held back to run, asked once; None on xdist's workers, which are told."""
        self.plan = plan
        self.worker = worker
        self.chosen = chosen
        self._held: dict[str, list[pytest.Item]] = {}
        """By case id."""
        self._waiting: list[pytest.Item] = []

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Nothing that chooses among tests sees them: they follow their case."""
        report = yield
        if isinstance(collector, CaseFile) and report.passed:
            kept: list[pytest.Item | pytest.Collector] = []
            for node in report.result:
                param = case_name(node.nodeid)
                if isinstance(node, pytest.Item) and param in self.plan.later:
                    self._held.setdefault(self.plan.cases[param].id, []).append(node)
                else:
                    kept.append(node)
            report.result = kept
        return report

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_collection_modifyitems(
        self, session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
    ) -> Generator[None]:
        """After all others, so that what they chose and marked is known."""
        yield
        if not config.getoption("collectonly") and self.worker.batched:
            self._append(session, items)

    def _append(self, session: pytest.Session, items: list[pytest.Item]) -> None:
        for first in items:
            case = self.plan.cases.get(case_name(first.nodeid))
            for item in self._held.pop(case.id, []) if case else []:
                item.own_markers[:] = first.own_markers
                item.path = first.path
                self._waiting.append(item)
        if self._waiting:
            rest = Rest.from_parent(session, name="second look", nodeid=REST)
            items[:] = [*items, rest] if self.chosen is not None else [*items, *self._waiting, rest]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> None:
        if self._waiting and self.chosen is not None:
            session.testscollected -= 1  # by which pytest reckons how far it is

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> bool | None:
        if not isinstance(item, Rest):
            return None
        if self.chosen is not None:
            held = {case_name(each.nodeid): each for each in self._waiting}
            self._run(item.session, [held[param] for param in self.chosen(list(held))])
        return True

    def _run(self, session: pytest.Session, items: Sequence[pytest.Item]) -> None:
        """As pytest's own loop runs the first pass."""
        session.testscollected += len(items)
        self.worker.batches.select([item.nodeid for item in items], self.worker.workers)
        for item, following in zip(items, [*items[1:], None], strict=True) if items else ():
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.shouldfail:
                raise session.Failed(session.shouldfail)
            if session.shouldstop:
                raise session.Interrupted(session.shouldstop)
