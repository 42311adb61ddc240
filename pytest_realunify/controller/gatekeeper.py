"""Gates on the controller: decides once all cases are done, and says so as test reports, one per gate."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Generator, Iterator
from dataclasses import replace
from typing import Final

import pytest

from pytest_realunify.borrowed import OF_NO_PHASE, one_line
from pytest_realunify.controller.record import RunRecord
from pytest_realunify.decisions.baseline import Baseline
from pytest_realunify.decisions.evidence import Evidence
from pytest_realunify.decisions.gates import outcome
from pytest_realunify.decisions.gates.outcome import Decision, GateOutcome
from pytest_realunify.engine.batches import case_name
from pytest_realunify.errors import UsageError
from pytest_realunify.records import kind_of
from pytest_realunify.reporting.layout import cut
from pytest_realunify.reporting.shared_reasons import Shared, shared_reasons
from pytest_realunify.run.plan import RunPlan
from pytest_realunify.stored.stored_run import StoredRun
from pytest_realunify.text import harmless
from pytest_realunify.text import width as cells

SUITE: Final = "gates"
"""What stands before a gate's name in its node id, and is its class in JUnit."""


class Gatekeeper:
    """Registered on every controller; idle where the run has neither baseline nor rules."""

    def __init__(self, config: pytest.Config, plan: RunPlan, record: RunRecord) -> None:
        self.config = config
        self.plan = plan
        self.record = record
        self.decision: Decision | None = None
        self.written: str | None = None
        """The baseline this run has written, as shown to the user."""
        self.failed: list[pytest.TestReport] = []
        """Reports of gates that failed."""
        self._announcing = False

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Generator[None, object, object]:
        done = yield
        if self.plan.gating.active and self.record.selected and not session.config.option.collectonly:
            self._judge()
        return done

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """Counted like tests; their letters would come after 100 %, and the table of gates says more."""
        if not self._announcing or not report.nodeid.startswith(f"{SUITE}::"):
            return None
        return report.outcome if report.when == "call" else "", "", ""

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A process's death is trouble within a budget: for the gates to weigh, not for this report. Of a team's own
        test it stays a failure, for no gate looks at it."""
        died = str(report.when) == OF_NO_PHASE and report.failed
        if died and self.plan.gating.lenient and case_name(report.nodeid) in self.plan.cases:
            report.outcome = "skipped"
            report.wasxfail = "the process died while running this case"

    def second_look(self, held: Collection[str]) -> list[str]:
        """Of the cases held back, by param, those to be asked: of gates that the first pass leaves in doubt. Once.

        All verdicts then decide together. A gate that is far from failing is given up early, and none is made to pass:
        stopping for futility alone needs no correction. A resumed run decides by its first pass too, so that what it
        asks does not depend on when it was stopped.
        """
        from pytest_realunify.decisions.gates.comparison import Comparison  # as in `_decide`
        from pytest_realunify.decisions.gates.doubt import in_doubt

        settings, baseline = self.plan.settings, self.plan.gating.baseline
        assert baseline is not None, "without one no case waits for a second look"
        first = [result for result in self.record.run.outlines.values() if result.repeat < settings.repeats]
        doubted = in_doubt(Comparison(baseline.evidence, Evidence.of_runs([first])), self.plan.gating.settings)
        kinds = {"/".join(place) for place in doubted}
        run = {result.case for result in first}
        cases = self.plan.cases
        chosen = [param for param in held if kind_of(param) in kinds and cases[param].id in run]
        if not chosen:
            return []
        more = Counter(cases[param].protocol for param in chosen)
        self.record.selection.choose(cases[param].key for param in chosen)
        self.record.facts["confirmed"] = {
            "places": [":".join(place) for place in doubted],
            "repeats": settings.confirm,
            "by_protocol": dict(more),
        }
        # Of a run that is gone on with they may be new, and whoever goes on with it again goes on with them.
        kept = {"realunify_confirm": str(settings.confirm), "realunify_baseline": settings.baseline}
        self.record.facts["options"] = {**self.record.facts["options"], **kept}
        self.record.write()
        return chosen

    def _judge(self) -> None:
        run = self.record.run
        self.decision = self._decide(run)
        if self.plan.settings.update_baseline and self.decision.passed:
            self.decision = self._updated(run, self.decision)
        try:
            outcome.write(self.plan.folder.path, self.decision)
        except UsageError as error:
            self.record.break_off(error)
        self._announcing = True  # later, in its summary, pytest asks for the words of failed ones
        most = self.config.option.maxfail
        self.config.option.maxfail = 0  # all has been run: `stopping after 1 failures` would be untrue
        for gate in self.decision.gates:
            self._report(gate)
        self.config.option.maxfail = most
        self._announcing = False

    def _decide(self, run: StoredRun) -> Decision:
        from pytest_realunify.decisions.gates.decide import decide  # numpy and scipy, for a run that has gates

        results, selected = list(run.outlines.values()), self.record.selected
        baseline, settings = self.plan.gating.baseline, self.plan.gating.settings
        decision = decide(results, selected, baseline, settings, consistency=run.consistency)
        decision = replace(decision, notes=(*self._confirmed(), *decision.notes))
        if baseline is None:
            return decision
        if not self.plan.settings.update_baseline:
            return replace(decision, notes=(*decision.notes, *baseline.notes(run.facts)))
        # What is about to become the baseline is not held against the one before; it must be whole.
        floors = tuple(rule for rule in settings.rules if rule.kind == "floor")
        alone = decide(results, selected, None, replace(settings, rules=floors), consistency=run.consistency)
        if lost := len(set(baseline.cases) - set(Baseline.update(baseline, [run]).cases)):
            alone = _not_written(
                alone,
                f"{lost} cases of the baseline are not in this run, whose model is another or has no identity(); "
                f"leave out -k, -m and --lf, or remove {self.plan.gating.file.name} to start anew with fewer",
            )
        notes = ["the baseline is being written: no gate compares with the one before", *baseline.leaves_out([run])]
        return Decision(alone.gates, decision.changed, decision.baseline, (*alone.notes, *notes))

    def _confirmed(self) -> Iterator[str]:
        if told := self.record.facts.get("confirmed"):
            where, times = ", ".join(told["places"]), told["repeats"]
            yield f"second look: {sum(told['by_protocol'].values())} more verdicts, {times} a case, on {where}"

    def _updated(self, run: StoredRun, decision: Decision) -> Decision:
        """The decision, where the file is written; one that fails, where it cannot be."""
        file = self.plan.gating.file
        try:
            Baseline.update(self.plan.gating.baseline, [run]).write(file)
        except UsageError as error:
            again = f"once it can be written: realunify baseline save {run.id} -o {file.name}"
            return _not_written(decision, f"{str(error).splitlines()[0]}; {again}")
        self.written = str(file)
        return decision

    def _report(self, gate: GateOutcome) -> None:
        """Without `logstart`, on which pytest begins a line that no letter or word would end."""
        nodeid, location = f"{SUITE}::{gate.name}", (SUITE, None, gate.name)
        hook = self.config.hook
        for when in ("setup", "call", "teardown"):
            failed = when == "call" and not gate.passed
            report = pytest.TestReport(
                nodeid=nodeid,
                location=location,
                keywords={},
                outcome="failed" if failed else "passed",
                longrepr=one_line(harmless(gate.reason), location) if failed else None,
                when=when,
            )
            self.failed += [report] if failed else []
            hook.pytest_runtest_logreport(report=report)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """After pytest's blocks of failures, where gates have none, and before its list of them: a line per reason."""
        if self.decision is not None and self.failed:
            width = terminalreporter.config.get_terminal_writer().fullwidth
            terminalreporter.stats.setdefault("failed", []).extend(_listed(self.decision, width))


def _listed(decision: Decision, width: int) -> Iterator[pytest.TestReport]:
    """Failed gates for pytest's `short test summary info`: of those that fail for one reason the first, for all."""
    whole = any(os.environ.get(name) for name in ("CI", "BUILD_NUMBER"))  # as pytest finds out whether to cut
    found = shared_reasons(decision.gates)
    shared = {each.gates[0].name: each for each in found}
    rest = {gate.name for each in found for gate in each.gates[1:]}
    for gate in decision.gates:
        if not gate.passed and gate.name not in rest:
            nodeid, location = f"{SUITE}::{gate.name}", (SUITE, None, gate.name)
            reason = gate.reason if gate.name not in shared else _for_all(shared[gate.name])
            # Shortened here: pytest, where it writes in colour, cuts as if the name before it took no room.
            told = harmless(reason) if whole else cut(harmless(reason), width - cells(f"FAILED {nodeid} - "))
            yield pytest.TestReport(nodeid, location, {}, "failed", one_line(told, location), "call")


def _for_all(shared: Shared) -> str:
    return f"and {len(shared.gates) - 1} more: {shared.reason}"


def _not_written(decision: Decision, reason: str) -> Decision:
    """A run that was to become the baseline and does not must not look green."""
    judged = (
        replace(gate, passed=False, reason=f"no baseline written: {reason}")
        if gate.kind == "completeness" and gate.passed
        else gate
        for gate in decision.gates
    )
    return replace(decision, gates=tuple(judged))
