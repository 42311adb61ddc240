"""What the controller prints when all is done: wrong answers, the table, diagnosis, gates, where reports lie."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pytest_realunify.deliveries import deliver
from pytest_realunify.diagnosis import diagnose
from pytest_realunify.engine.batches import case_param
from pytest_realunify.reporting import terminal
from pytest_realunify.reporting.gates import finding_lines
from pytest_realunify.reporting.lines import harmless
from pytest_realunify.reporting.view import RunView
from pytest_realunify.runplan import RunPlan
from pytest_realunify.storedrun import StoredRun

if TYPE_CHECKING:
    from pytest_realunify.session import Controller


class Announcer:
    """Registered on the controller."""

    def __init__(self, plan: RunPlan, controller: Controller) -> None:
        self.plan = plan
        self.controller = controller

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> Generator[None]:
        """Wrong answers get one line of ours, not a FAILURES block and a FAILED line each; the counts stay pytest's."""
        # A model that cannot be loaded is said once, whichever worker found out.
        silent = {id(report) for report in [*self.controller.wrong, *self.controller.unavailable[1:]]}
        failed = terminalreporter.stats.get("failed", [])
        terminalreporter.stats["failed"] = [report for report in failed if id(report) not in silent]
        try:
            yield
        finally:
            terminalreporter.stats["failed"] = failed
        nothing = self.controller.unavailable and not self.controller.results
        if self.controller.selected and not nothing:  # else other people's tests alone, or no model
            self._announce(terminalreporter)

    def _announce(self, reporter: pytest.TerminalReporter) -> None:
        plan, kept = self.plan, self.controller.gatekeeper
        if not plan.gating.lenient:
            order = {param: place for place, param in enumerate(plan.cases)}
            terminal.print_wrong(
                reporter, sorted(self.controller.wrong, key=lambda report: order[case_param(report.nodeid)])
            )
        run = StoredRun(plan.folder, self.controller.facts, self.controller.results)
        terminal.print_summary(reporter, run.summary, plan)
        view = RunView(run, diagnose(run.results.values()), kept.decision)
        terminal.print_section(reporter, "diagnosis", finding_lines(view.findings))
        if plan.gating.active:
            terminal.print_gates(reporter, kept.decision)
        if kept.written:
            reporter.write_line(f"baseline written: {terminal.shown(plan, Path(kept.written))}")
        for line in deliver(view, plan.settings.report, lambda path: terminal.shown(plan, path)):
            reporter.write_line(harmless(line))
