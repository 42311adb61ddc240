"""The `realunify` command on runs that were stored earlier."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pytest_realunify.cli.main import main
from pytest_realunify.records import Poll, Result, Step, Trouble, Verdict, Vote
from pytest_realunify.stored.journal import FORMAT, Journal, RunFolder

CASE = "mental_tracking-sequential-0007-stepwise"
UEG_CASE = "world_knowledge-food-0007-direct"
SHA = "ab" * 32


def result(case: str = CASE, **other: Any) -> Result:
    facts: dict[str, Any] = {
        "case": case,
        "instance": case.rpartition("-")[0],
        "axis": "GEU",
        "category": "mental_tracking",
        "subtask": "sequential",
        "protocol": case.rpartition("-")[2],
        "repeat": 0,
        "verdict": Verdict("wrong", "correct", {"strict": None, "parity": "B"}),
        "expected": "B",
        "reply": "It is Blue.",
        "steps": (
            Step("edit", "Recolour the digits.\nShow the result.", (SHA,), "cd" * 32, 1.25),
            Step("understand", "Which?", ("cd" * 32,), "It is\nBlue.", 0.5),
        ),
        "model": "mine:Model",
        "worker": "gw1",
        "device": "0",
        "started": "2026-01-02T03:04:05.678+00:00",
        "seconds": 1.75,
    }
    return Result(**{**facts, **other})


def store(root: Path, name: str, *results: Result, selected: int = 3) -> RunFolder:
    folder = RunFolder(root / name)
    folder.create()
    folder.write_facts(
        {
            "format": FORMAT,
            "model": {"name": "mine:Model"},
            "suite": {"name": "procedural", "fingerprint": "0" * 12},
            "selected": selected,
            "options": {"realunify_suite": "procedural"},
        }
    )
    journal = Journal(folder.files)
    for each in results:
        journal.append(each)
    journal.close()
    return folder


def said(capsys: pytest.CaptureFixture[str], root: Path, *arguments: str) -> list[str]:
    assert main(["--run-dir", str(root), *arguments]) == 0
    return capsys.readouterr().out.splitlines()


def refused(capsys: pytest.CaptureFixture[str], root: Path, *arguments: str) -> str:
    assert main(["--run-dir", str(root), *arguments]) == 4
    caught = capsys.readouterr()
    assert caught.out == ""
    assert caught.err.startswith("realunify: ")
    return caught.err


def test_runs_are_listed_newest_last(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store(tmp_path, "20260202-b", result())
    store(tmp_path, "20260101-a", result(), result(repeat=1), result(repeat=1))
    head, *rows = said(capsys, tmp_path, "runs")[:3]
    assert head.split() == ["run", "model", "suite", "cases", "stepwise", "took"]
    assert [row.split()[:6] for row in rows] == [
        ["20260101-a", "mine:Model", "procedural", "2", "of", "3"],
        ["20260202-b", "mine:Model", "procedural", "1", "of", "3"],
    ]


def test_where_there_are_no_runs_it_is_said_where_they_were_looked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, _ = said(capsys, tmp_path / "none", "runs")
    assert first == f"no run yet in {tmp_path / 'none'} (--run-dir)"


def test_a_reply_that_a_terminal_would_obey_is_shown_as_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store(tmp_path, "one", result(steps=(Step("understand", "Which\x07?", (), "\x1b[2JB"),)))
    lines = said(capsys, tmp_path, "show", "last", CASE)
    assert "    | Which\\x07?" in lines
    assert "    output  \\x1b[2JB" in lines


def test_a_run_that_cannot_be_read_does_not_hide_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store(tmp_path, "a")
    store(tmp_path, "b").write_facts({"format": 99})
    store(tmp_path, "c").journal.write_text("nonsense\n", encoding="utf-8")
    store(tmp_path, "d")
    lines = said(capsys, tmp_path, "runs")
    assert [line.split()[0] for line in lines[1:5]] == ["a", "b", "c", "d"]
    assert "cannot be read" in lines[2]
    assert "journal.jsonl, row 0" in lines[3]


def test_a_case_is_shown_step_by_step(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = store(tmp_path, "one", result())
    picture = folder.images / f"{SHA}.png"
    picture.touch()
    edited = f"sha256 {'cd' * 32} (not stored)"
    assert said(capsys, tmp_path, "show", "last", CASE) == [
        CASE,
        "  verdict   strict wrong, parity correct",
        "  expected  B (strict read nothing, parity read B)",
        "  model     mine:Model on gw1 (0), 1.75 s, 2026-01-02T03:04:05.678+00:00",
        f"  again     pytest --realunify 'cases/test_geu.py::test_geu[{CASE}]'",
        "  step 1    edit (1.25 s)",
        "    | Recolour the digits.",
        "    | Show the result.",
        f"    input   {picture}",
        f"    output  {edited}",
        "  step 2    understand (0.50 s)",
        "    | Which?",
        f"    input   {edited}",
        "    output  It is Blue.",
    ]


def test_a_case_in_trouble_is_shown_with_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    steps = (Step("edit", "Recolour."),)
    store(tmp_path, "one", result(steps=steps, error=Trouble("ValueError", "bad shape (model.py:7)"), reply=None))
    lines = said(capsys, tmp_path, "show", "one", CASE)
    assert "  error     ValueError: bad shape (model.py:7)" in lines
    assert lines[-1] == "    output  none"


def test_the_polls_about_a_drawing_are_shown_with_every_vote(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    polls = (
        Poll("Two\nwheels?", "yes", "Yes.", "yes"),
        Poll("A horse?", "no", "maybe", None, (Vote("maybe\x07", None), Vote("no", "no"), Vote("yes", "yes"))),
    )
    drawn: dict[str, Any] = {"axis": "UEG", "category": "world_knowledge", "expected": None, "judge": "vlm:mine"}
    verdict = Verdict("judge-invalid", "wrong")
    steps = (Step("generate", "Draw a cart.", (), SHA, 1.75),)
    store(tmp_path, "one", result(UEG_CASE, **drawn, verdict=verdict, reply=SHA, steps=steps, polls=polls))
    assert said(capsys, tmp_path, "show", "last", UEG_CASE) == [
        UEG_CASE,
        "  verdict   strict judge-invalid, parity wrong",
        "  model     mine:Model on gw1 (0), 1.75 s, 2026-01-02T03:04:05.678+00:00",
        f"  again     pytest --realunify 'cases/test_ueg.py::test_ueg[{UEG_CASE}]'",
        "  judge     vlm:mine",
        "  step 1    generate (1.75 s)",
        "    | Draw a cart.",
        f"    output  sha256 {SHA} (not stored)",
        "  poll 1    Two wheels?",
        "    expected yes, got yes",
        "    | Yes.",
        "  poll 2    A horse?",
        "    expected no, got no majority",
        "    | maybe\\x07 (neither)",
        "    | no (no)",
        "    | yes (yes)",
    ]


def test_every_repeat_is_shown_in_order_or_the_one_that_was_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store(tmp_path, "one", result(repeat=2), result(), result(repeat=1))
    heads = [CASE, f"{CASE} (repeat 1)", f"{CASE} (repeat 2)"]
    assert [line for line in said(capsys, tmp_path, "show", "one", CASE) if line.startswith(CASE)] == heads
    assert said(capsys, tmp_path, "show", "one", f"{CASE}-rep1")[0] == heads[1]


@pytest.mark.parametrize("written", [f"cases/test_geu.py::test_geu[{CASE}]", f"test_geu[{CASE}]"])
def test_a_case_may_be_pasted_as_pytest_prints_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], written: str
) -> None:
    store(tmp_path, "one", result())
    assert said(capsys, tmp_path, "show", "one", written)[0] == CASE


def test_an_unknown_case_is_answered_with_the_nearest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = store(tmp_path, "one", result())
    error = refused(capsys, tmp_path, "show", "one", CASE.replace("0007", "0008"))
    assert f"Did you mean '{CASE}'" in error
    assert f"1 case is in {folder.journal}" in error


def test_an_unknown_run_is_answered_with_the_known_ones(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store(tmp_path, "20260101-one")
    error = refused(capsys, tmp_path, "show", "20260101-two", CASE)
    assert "unknown run: '20260101-two'" in error
    assert "20260101-one" in error


def test_a_command_must_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        main([])
    assert raised.value.code == 2
    assert "usage: realunify" in capsys.readouterr().err


@pytest.mark.parametrize("runs", [1, 300], ids=["when flushed at the end", "while still writing"])
def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path, runs: int) -> None:
    """`realunify runs | head -1`"""
    for number in range(runs):
        folder = RunFolder(tmp_path / f"{number:04d}")
        folder.path.mkdir()
        facts = {"format": FORMAT, "model": {"name": "m" * 40}, "suite": {"name": "procedural"}, "options": {}}
        folder.write_facts(facts)
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-c", "import sys; from pytest_realunify.cli.main import main; sys.exit(main())"]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    try:
        done = subprocess.run(
            [*command, "--run-dir", str(tmp_path), "runs"],
            stdout=writer,
            stderr=subprocess.PIPE,
            env=environment,
            check=False,
        )
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")
