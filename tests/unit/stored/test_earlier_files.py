"""Runs, baselines and calibrations that the first version wrote load in this one, and say the same.

The files were written by `pytest --realunify --model=reference --realunify-suite=procedural:smoke --realunify-repeats=2
-k "maze or food or sequential or explicit"`, `realunify baseline save last --force` and `realunify judge calibrate
--per-subtask=1 --conditions=clean` of November 2026.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from checkout import DATA
from pytest_realunify.decisions.baseline import Baseline
from pytest_realunify.decisions.gates import outcome
from pytest_realunify.numbers.calibration import record
from pytest_realunify.reporting.comparison import compare
from pytest_realunify.reporting.data import as_csv, as_json
from pytest_realunify.reporting.markdown import markdown
from pytest_realunify.reporting.plain import run_lines
from pytest_realunify.reporting.trend import trend
from pytest_realunify.reporting.view import RunView
from pytest_realunify.stored.journal import RunFolder
from pytest_realunify.stored.stored_run import StoredRun

KEPT = DATA / "written_by_version_1"


@pytest.fixture
def run(tmp_path: Path) -> StoredRun:
    return StoredRun.load(RunFolder(Path(shutil.copytree(KEPT / "run", tmp_path / "run"))))


def test_a_run_has_its_results_options_and_numbers(run: StoredRun) -> None:
    assert (run.model, len(run.results), dict(run.selected)) == ("reference", 16, {"direct": 8, "stepwise": 8})
    correct = [key for key, result in run.results.items() if result.verdict.strict == "correct"]
    assert len(correct) == 9
    assert [key for key in correct if key[0].endswith("-direct")] == [("mental_tracking-sequential-0000-direct", 0)]
    assert [row.protocol for row in run.summary.rows["strict"]] == ["direct", "stepwise"]
    assert run.summary.missing == 0


def test_every_report_can_be_made_of_it(run: StoredRun) -> None:
    view = RunView.of(run)
    assert view.decision is not None
    assert [gate.name for gate in view.decision.gates] == ["GEU:stepwise>=0.5", "completeness", "errors"]
    assert "1 of 3 gates failed" in markdown(view)
    assert '"model": "reference"' in as_json(view)
    assert as_csv(view).count("\n") == 17
    assert any("reference" in line for line in run_lines(view))


def test_it_compares_and_stands_in_a_trend(run: StoredRun) -> None:
    assert not any(each.worse or each.better for each in compare(run, run).differences)
    assert [stop.model for stop in trend([run.folder]).stops] == ["reference"]


def test_a_baseline_loads_and_can_be_compared_with(run: StoredRun) -> None:
    baseline = Baseline.load(KEPT / "baseline.json")
    baseline.check(run.facts)
    assert set(baseline.cases) == {case for case, _ in run.results}
    assert baseline.cases["cognitive_navigation-maze-0000-stepwise"].correct == 2
    assert baseline.notes(run.facts) == []


def test_gates_are_read_as_they_were_decided() -> None:
    decision = outcome.read(KEPT / "run")
    assert decision is not None
    assert [gate.passed for gate in decision.gates] == [False, True, True]


def test_a_calibration_loads_with_its_rates() -> None:
    found = record.read(KEPT / "calibration.json")
    assert found.judge.name == "pixels"
    assert (found.basis.fn, found.basis.fp) == (0, 0)
    assert found.basis.tp == found.under(conditions=["clean"]).tp > 300
