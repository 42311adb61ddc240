"""What reports say of gates that passed because they could not have failed."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from pytest_realunify.cli.main import main
from pytest_realunify.decisions.gates.outcome import Decision, GateOutcome
from pytest_realunify.reporting.gates import SEE_MORE, blind_lines, gate_lines
from pytest_realunify.reporting.html import write_run
from pytest_realunify.reporting.markdown import markdown
from pytest_realunify.reporting.view import RunView
from runbench import right, row, stored

BLIND = GateOutcome("mental_tracking:direct", "regression", True, "…", 12, 0.5, 0.5, p=1.0)
SEEING = replace(BLIND, name="mental_tracking:stepwise", detectable=0.3)
FAILED = replace(BLIND, name="world_knowledge:direct", passed=False, p=0.01)
NOTHING_TO_LOSE = replace(BLIND, name="code_to_image:direct", value=0.0, baseline=0.0)
POOLED = replace(BLIND, name="GEU:direct", kind="pooled")
OTHERS = (GateOutcome("completeness", "completeness", True, "…"), GateOutcome("errors", "errors", True, "…"))


def shown(folder: Path, decision: Decision) -> list[str]:
    """The same run and decision as each report that people read has it."""
    run = stored(folder, "a", row("mental_tracking", right(6, 12)))
    view = RunView(run, (), decision)
    page = write_run(view, folder / "page.html").read_text(encoding="utf-8")
    return ["\n".join(gate_lines(decision)), markdown(view), re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)]


def test_every_report_says_how_many_gates_could_not_have_failed(tmp_path: Path) -> None:
    decision = Decision((BLIND, replace(BLIND, name="blind:two"), SEEING, NOTHING_TO_LOSE, POOLED, *OTHERS))
    for text in shown(tmp_path, decision):
        assert "7 gates passed; 2 of them could not see even a fall to 0" in text
        assert "procedural:full" in text
        assert "realunify plan" in text


def test_gates_that_fail_see_and_are_not_counted_among_those_that_passed() -> None:
    assert blind_lines(Decision((FAILED, BLIND, SEEING)))[0].startswith("2 gates passed; 1 of them could not see")
    assert blind_lines(Decision((FAILED, BLIND)))[0].startswith("1 gate passed; it could not see")


@pytest.mark.parametrize("gates", [(SEEING,), (NOTHING_TO_LOSE, SEEING), (POOLED, *OTHERS), (FAILED,)])
def test_where_every_gate_sees_nothing_is_said(tmp_path: Path, gates: tuple[GateOutcome, ...]) -> None:
    for text in shown(tmp_path, Decision(gates)):
        assert "could not see" not in text
        assert SEE_MORE[0] not in text


def test_no_line_is_wider_than_the_table_may_be() -> None:
    assert max(map(len, gate_lines(Decision((BLIND, SEEING, *OTHERS))))) <= 120


def test_nobody_is_told_of_a_correction_that_is_not_made(tmp_path: Path) -> None:
    for text in shown(tmp_path, Decision((SEEING,))):
        assert "Holm" not in text
        assert "one-sided" in text


def test_a_gated_run_of_few_cases_says_what_it_could_not_see(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not planted: the gates' own arithmetic, over a suite of twelve cases."""
    monkeypatch.chdir(tmp_path)
    for name in ("a", "b"):
        stored(Path(".realunify/runs"), name, row("mental_tracking", right(3, 12)))
    assert main(["baseline", "save", "a"]) == 0
    capsys.readouterr()
    assert main(["gate", "b", "--baseline=realunify-baseline.json"]) == 0
    assert "3 gates passed; 1 of them could not see even a fall to 0" in capsys.readouterr().out
