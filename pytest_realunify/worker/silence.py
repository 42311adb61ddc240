"""No secret leaves this process on a report or in a log: what models, servers and libraries say may hold one."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from pytest_realunify import borrowed
from pytest_realunify.engine.batches import case_name
from pytest_realunify.run.plan import RunPlan
from pytest_realunify.unsaid import Filter, without_secrets, without_secrets_within


class Silence:
    """Of a process that runs cases. Others' tests in the same session are theirs."""

    def __init__(self, plan: RunPlan) -> None:
        self._cases = plan.cases

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Its handlers, which go with the session, pytest makes last of all that it configures."""
        for handler in borrowed.log_handlers(session.config):
            handler.addFilter(Filter())

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if case_name(item.nodeid) in self._cases:
            report.sections = [(name, without_secrets(text)) for name, text in report.sections]
            if report.longrepr is not None:
                report.longrepr = borrowed.rewritten(report.longrepr, without_secrets)
            if hasattr(report, "realunify"):
                report.realunify = without_secrets_within(report.realunify)  # type: ignore[attr-defined]
        return report
