"""The second look where cases run: held back while pytest collects, run when the first pass leaves a gate in doubt."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

import pytest

from pytest_realunify.engine.batches import case_param
from pytest_realunify.engine.second_look import REST
from pytest_realunify.run.plan import RunPlan
from pytest_realunify.worker.worker import Worker


class Rest(pytest.Item):
    """Stands last and does nothing itself: what comes after the first pass begins when it is reached."""

    def runtest(self) -> None:
        """Nothing."""


class SecondPass:
    """Registered where cases run, if the run may look at some of them again."""

    def __init__(self, plan: RunPlan, worker: Worker, chosen: Callable[[], Collection[str]] | None) -> None:
        """`chosen` says which cases to look at again, asked once; None on xdist's workers, which are told."""
        self.plan = plan
        self.worker = worker
        self.chosen = chosen
        self._held: dict[str, pytest.Item] = {}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(
        self, session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        later = [item for item in items if case_param(item.nodeid) in self.plan.later]
        first = [item for item in items if case_param(item.nodeid) not in self.plan.later]
        if not later:
            return
        if config.getoption("collectonly") or not self.worker.batched:
            items[:] = first
            return
        rest = Rest.from_parent(session, name="second look", nodeid=REST)
        if self.chosen is None:
            items[:] = [*first, *later, rest]
            return
        self._held = {case_param(item.nodeid): item for item in later}
        items[:] = [*first, rest]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> bool | None:
        if not isinstance(item, Rest):
            return None
        if self.chosen is not None:
            chosen = set(self.chosen())
            self._run(item.session, [held for param, held in self._held.items() if param in chosen])
        return True

    def _run(self, session: pytest.Session, items: list[pytest.Item]) -> None:
        """As pytest's own loop runs the first."""
        self.worker.batches.select([item.nodeid for item in items], self.worker.workers)
        for item, following in _with_next(items):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.shouldfail:
                raise session.Failed(session.shouldfail)
            if session.shouldstop:
                raise session.Interrupted(session.shouldstop)


def _with_next(items: list[pytest.Item]) -> Iterable[tuple[pytest.Item, pytest.Item | None]]:
    return zip(items, [*items[1:], None], strict=True)
