"""JSON and CSV: what a program reads back."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from pytest_realunify.decisions.diagnosis import Finding
from pytest_realunify.decisions.gates.outcome import Decision, GateOutcome
from pytest_realunify.numbers.stats import Estimate, wilson
from pytest_realunify.records import Poll, Result, Trouble, Verdict
from pytest_realunify.reporting.comparison import compare
from pytest_realunify.reporting.data import (
    as_csv,
    as_json,
    cases_csv,
    comparison_csv,
    comparison_json,
    trend_csv,
    trend_json,
)
from pytest_realunify.reporting.plain import comparison_lines, run_lines, trend_lines
from pytest_realunify.reporting.trend import trend
from pytest_realunify.reporting.view import RunView
from pytest_realunify.stored.journal import RunFolder
from pytest_realunify.stored.stored_run import StoredRun
from pytest_realunify.taxonomy import CATEGORIES
from pytest_realunify.text import harmless_lines
from runbench import made, right, row, stored

NAMES = [category.name for category in CATEGORIES]
FINDING = Finding("shortcut", NAMES[6], Estimate(0, -1, 1), 4, "nothing", matters=False)
GATE = GateOutcome("completeness", "completeness", True, "every case finished")


def run(root: Path, name: str = "run-1", hits: int = 3, **facts: Any) -> StoredRun:
    return stored(root, name, [each for category in NAMES for each in row(category, right(hits, 4))], **facts)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_run_s_json_has_every_number_of_its_table(tmp_path: Path) -> None:
    data = json.loads(as_json(RunView(run(tmp_path), (FINDING,), Decision((GATE,)))))
    assert (data["format"], data["report"], data["run"]["id"], data["missing"]) == (1, "run", "run-1", 0)
    assert data["run"]["suite"] == {"name": "procedural", "fingerprint": "0" * 12}
    assert data["run"]["scorers"] == {"strict": 1, "parity": 1}
    [total] = [each for each in data["accuracies"] if (each["scope"], each["scorer"]) == ("total", "strict")]
    assert total["estimate"]["value"] == 0.75
    assert len(data["accuracies"]) == 26
    counts = {key: number for key, number in data["counts"]["direct"].items() if number}
    assert counts == {"selected": 40, "finished": 40, "correct": 30, "wrong": 10}
    assert data["findings"][0]["line"] == "nothing"
    assert data["gates"]["passed"]
    assert data["gates"]["gates"][0]["name"] == "completeness"


def test_a_run_without_gates_says_null(tmp_path: Path) -> None:
    assert json.loads(as_json(RunView(run(tmp_path), (), None)))["gates"] is None


def test_json_is_ascii_and_tells_no_secret(tmp_path: Path) -> None:
    """`realunify report --format json` goes through a terminal, which is shown nothing that it would obey."""
    secret = {"name": "m\u202e\x1b", "identity": {"base_url": "https://me:hunter2@host"}}
    text = as_json(RunView(run(tmp_path, model=secret), (), None))
    assert text.isascii()
    assert text.replace("\n", "").isprintable()
    assert "hunter2" not in text
    assert json.loads(text)["run"]["model"] == "m\u202e\x1b"


def test_json_holds_no_workflow_command_and_reads_as_before(tmp_path: Path) -> None:
    name = "##vso[task.setvariable]x ::error ::boom ###[group]:::: c10::Error"
    text = as_json(RunView(run(tmp_path, model={"name": name}), (), None))
    assert "##" not in text
    assert "::" not in text
    assert json.loads(text)["run"]["model"] == name


def test_a_comparison_s_json_has_flips_and_changes(tmp_path: Path) -> None:
    data = json.loads(comparison_json(compare(run(tmp_path, "a"), run(tmp_path, "b", 2))))
    assert (data["before"]["id"], data["after"]["id"]) == ("a", "b")
    assert {"protocol": "direct", "before": "correct", "after": "wrong", "cases": 10} in data["flips"]
    assert len(data["changed"]) == 10
    assert data["differences"][0]["change"]["value"] == -0.25


def test_a_trend_s_json_and_csv_have_the_same_points(tmp_path: Path) -> None:
    found = trend([run(tmp_path, name, hits).folder for name, hits in (("a", 1), ("b", 2))])
    data, table = json.loads(trend_json(found)), rows(trend_csv(found))
    assert len(table) == 26
    assert (data["lines"][0]["scope"], data["lines"][0]["points"][1]["value"]) == (NAMES[0], 0.5)
    assert (table[1]["run"], table[1]["scope"], table[1]["value"], table[1]["scored"]) == ("b", NAMES[0], "0.5", "4")
    assert float(table[1]["low"]) == wilson(0.5, 4).low


def test_cases_are_a_row_each_over_all_runs(tmp_path: Path) -> None:
    polls = (Poll("a?", "yes", "yes", "yes"), Poll("b?", "no", "yes", "yes"))
    drawn = replace(made(NAMES[0], 9, "wrong"), polls=polls, expected=None, seconds=1.5)
    read = replace(made(NAMES[7], 9), verdict=Verdict("correct", "wrong", {"strict": "A", "parity": "B"}))
    broken = replace(made(NAMES[7], 8, "error"), error=Trouble("ModelError", "went away"))
    runs = [stored(tmp_path, "a", [drawn, read]), stored(tmp_path, "b", [broken])]
    table = rows(cases_csv(runs))
    assert [(each["run"], each["case"], each["strict"]) for each in table] == [
        ("a", drawn.case, "wrong"),
        ("a", read.case, "correct"),
        ("b", broken.case, "error"),
    ]
    assert (table[0]["questions"], table[0]["matched"], table[0]["seconds"]) == ("2", "1", "1.5")
    assert (table[1]["questions"], table[1]["answer_strict"], table[1]["answer_parity"]) == ("", "A", "B")
    assert table[2]["error"] == "ModelError"


def test_differences_are_a_row_each(tmp_path: Path) -> None:
    table = rows(comparison_csv(compare(run(tmp_path, "a"), run(tmp_path, "b", 2))))
    assert [each["scope"] for each in table][-2:] == ["GEU", "total"]
    assert (table[0]["before"], table[0]["after"], table[0]["worse"], table[0]["better"]) == ("0.75", "0.5", "1", "0")


@given(st.text())
@example("=1+1")
@example("\r@x")
def test_no_cell_is_a_formula(text: str) -> None:
    """A spreadsheet would run it on the machine of whoever opens the file."""
    result: Result = replace(made(NAMES[7], 0), subtask=text)
    [cells] = rows(as_csv(RunView(StoredRun(RunFolder(Path("x")), {}, {result.key: result}), (), None)))
    assert not cells["subtask"].startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cells["subtask"].removeprefix("'") == harmless_lines(text).removeprefix("'")


def test_the_terminal_s_lines_fit_a_hundred_columns(tmp_path: Path) -> None:
    before, after = run(tmp_path, "a"), run(tmp_path, "b", 2, scorers={"strict": 2, "parity": 1})
    lines = [
        *run_lines(RunView(before, (FINDING,), Decision((GATE,)))),
        *comparison_lines(compare(before, after)),
        *trend_lines(trend([before.folder, after.folder])),
    ]
    assert max(map(len, lines)) <= 120
    assert "gates passed: 1" in lines
    assert "changed: 10 worse, 0 better" in lines
    assert "flips     correct -> wrong 10; unchanged 30" in lines
    assert "  ---- measured otherwise from here on" in lines
