"""What the controller prints when all is done: wrong answers, the table, diagnosis, gates, where reports lie."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Final

import pytest

from pytest_realunify.controller import run_finished
from pytest_realunify.controller.early_thumbnails import EARLY, EarlyThumbnails
from pytest_realunify.controller.gatekeeper import Gatekeeper
from pytest_realunify.controller.no_verdict import no_verdict
from pytest_realunify.controller.record import RunRecord
from pytest_realunify.controller.report_files import write_reports
from pytest_realunify.decisions.diagnosis import diagnose
from pytest_realunify.decisions.evidence import repeats_line
from pytest_realunify.engine.batches import case_name
from pytest_realunify.reporting import terminal
from pytest_realunify.reporting.consistency import consistency_lines
from pytest_realunify.reporting.costs import cost_lines
from pytest_realunify.reporting.formats import Format
from pytest_realunify.reporting.frontier import frontier_lines
from pytest_realunify.reporting.gates import finding_lines
from pytest_realunify.reporting.view import RunView
from pytest_realunify.run.addressing import Named
from pytest_realunify.run.plan import RunPlan
from pytest_realunify.trackers.finding import Tracker

_TO_THE_END: Final = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED)


class TerminalSummary:
    """Registered on the controller."""

    def __init__(
        self,
        plan: RunPlan,
        record: RunRecord,
        gatekeeper: Gatekeeper,
        written: Sequence[Format],
        trackers: Sequence[Tracker],
        named: Named,
    ) -> None:
        self.plan = plan
        self.record = record
        self.gatekeeper = gatekeeper
        self.written = written
        self.trackers = trackers
        self.named = named

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_terminal_summary(
        self, terminalreporter: pytest.TerminalReporter, exitstatus: pytest.ExitCode
    ) -> Generator[None]:
        """Wrong answers get one line of ours, not a FAILURES block and a FAILED line each; the counts stay pytest's."""
        # A model that cannot be loaded is said once, whichever worker found out.
        silent = {id(report) for report in [*self.record.wrong.values(), *self.record.unavailable[1:]]}
        silent |= {id(report) for report in self.gatekeeper.failed}  # their section says why
        # (A kind that has an entry colours the last line, be it empty.)
        told = {kind: reports for kind in ("failed", "error") if (reports := terminalreporter.stats.get(kind))}
        for kind, reports in told.items():
            terminalreporter.stats[kind] = [report for report in reports if id(report) not in silent]
        try:
            yield
        finally:
            terminalreporter.stats |= told
        nothing = self.record.unavailable and not self.record.results
        if self.record.selected and not nothing:  # else other people's tests alone, or no model
            self._write(terminalreporter)
        if terminalreporter.verbosity >= -1:
            lines = frontier_lines(self.record.climbed.values())
            terminal.print_section(terminalreporter, "frontier", lines)
        ended = exitstatus in _TO_THE_END and not terminalreporter.stats.get("error")  # such as of collecting
        if ended and (line := no_verdict(terminalreporter.config, self.named, self.record)):
            terminal.write_line(terminalreporter, f"realunify: {line}", red=True, bold=True)

    def _write(self, reporter: pytest.TerminalReporter) -> None:
        plan, kept = self.plan, self.gatekeeper
        if not plan.gating.lenient:
            order = {param: place for place, param in enumerate(plan.cases)}
            terminal.print_wrong(
                reporter, sorted(self.record.wrong.values(), key=lambda report: order[case_name(report.nodeid)])
            )
        run = self.record.run
        terminal.print_summary(reporter, run.summary, plan, kept.decision)
        if run.summary.missing and not self.record.broken:
            terminal.print_go_on(reporter, plan)
        if told := repeats_line(run.outlines.values()):
            terminal.write_line(reporter, told)
        early: EarlyThumbnails | None = reporter.config.pluginmanager.get_plugin(EARLY)
        made = early.ended() if early is not None else None
        view = RunView(run, diagnose(run.outlines.values()), kept.decision, made)
        if reporter.verbosity >= 0:
            terminal.print_section(reporter, "cost", cost_lines(run.costs, terminal.width_of(reporter)))
            terminal.print_section(reporter, "diagnosis", finding_lines(view.findings))
        terminal.print_section(reporter, "variants", [*consistency_lines(run.consistency)])
        if plan.gating.active:
            terminal.print_gates(reporter, kept.decision)
        self._write_files(reporter, view)

    def _write_files(self, reporter: pytest.TerminalReporter, view: RunView) -> None:
        """A line about each; the run's own that are gone, too."""
        plan, kept = self.plan, self.gatekeeper
        if kept.written:
            terminal.write_line(reporter, f"baseline written: {terminal.shown(plan, Path(kept.written))}")
        for line in self.record.lost:
            terminal.write_line(reporter, f"deleted while the run went: {line}")
        if self.record.broken:  # they would say the same once more each; `realunify report` makes them later
            return
        for line in write_reports(view, self.written, lambda path: terminal.shown(plan, path)):
            terminal.write_line(reporter, line)
        for line in run_finished.tell(reporter.config, plan.folder, self.trackers):
            terminal.write_line(reporter, line)
