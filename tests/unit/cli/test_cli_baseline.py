"""`realunify baseline save`, `noise` and `gate` on stored runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from baselinebench import IDENTITY
from pytest_realunify.cli.main import main
from pytest_realunify.decisions.baseline import Baseline
from pytest_realunify.decisions.gates import outcome
from runbench import drawn, made, right, row, stored

MODEL = {"model": {"name": "mine", "source": "entry point", "identity": IDENTITY}}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def keep(name: str, correct: int = 30, of: int = 40, **facts: Any) -> str:
    """A stored run with so many of 40 cases right; its id."""
    results = drawn(row("mental_tracking", right(correct, of)), name)
    return stored(Path(".realunify/runs"), name, results, **{**MODEL, **facts}).id


def test_the_last_run_is_saved(capsys: pytest.CaptureFixture[str]) -> None:
    keep("a", 10)
    keep("b", 30)
    assert main(["baseline", "save"]) == 0
    kept = Baseline.load("realunify-baseline.json")
    assert sum(record.correct for record in kept.cases.values()) == 30
    stored_line, next_line, *_ = capsys.readouterr().out.splitlines()
    assert stored_line == f"stored in {kept.headline}"
    assert next_line.endswith("--realunify-baseline=realunify-baseline.json")


def test_several_runs_are_saved_each_once(capsys: pytest.CaptureFixture[str]) -> None:
    keep("a")
    keep("b", 29)
    assert main(["baseline", "save", "a", "last", "b", "-o", "ci/base.json"]) == 0
    kept = Baseline.load("ci/base.json")
    assert kept.provenance["runs"] == ["a", "b"]
    assert kept.cases["mental_tracking-x-0029-direct"].text == "correct | wrong"
    assert "2 runs" in capsys.readouterr().out


def test_a_stopped_run_is_saved_only_by_force(capsys: pytest.CaptureFixture[str]) -> None:
    keep("a", selected_by_protocol={"direct": 50})
    assert main(["baseline", "save"]) == 4
    error = capsys.readouterr().err
    assert "run a has no result for 10 of 50 cases; finish it with" in error
    assert error.rstrip().endswith("or keep it all the same with --force")
    assert not Path("realunify-baseline.json").exists()
    assert main(["baseline", "save", "--force"]) == 0
    assert capsys.readouterr().out.startswith("kept all the same: run a has no result for 10 of 50 cases\n")


def test_a_shard_is_saved_only_by_force(capsys: pytest.CaptureFixture[str]) -> None:
    keep("a", options={"realunify_shard": "1/2"})
    assert main(["baseline", "save"]) == 4
    assert "run a is shard 1/2 of one; make one run of all with realunify merge RUN…" in capsys.readouterr().err
    assert main(["baseline", "save", "--force"]) == 0


def test_a_file_cannot_take_the_shipped_one_s_name(capsys: pytest.CaptureFixture[str]) -> None:
    keep("a")
    assert main(["baseline", "save", "-o", "reference"]) == 4
    assert "name another file" in capsys.readouterr().err


def test_noise_shows_what_flipped_and_what_to_type(capsys: pytest.CaptureFixture[str]) -> None:
    for name, correct in (("a", 30), ("b", 30), ("c", 28)):
        keep(name, correct)
    assert main(["noise", "a", "b", "c"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "noise of mine on procedural: 3 runs"
    assert lines[2].split() == ["mental_tracking:direct", "3", "40", "2", "3.3", "(1-14)", "0"]
    assert lines[5:8] == [
        "cases that flipped: 2",
        "  mental_tracking-x-0028-direct: correct | correct | wrong",
        "  mental_tracking-x-0029-direct: correct | correct | wrong",
    ]
    assert lines[8].startswith("must-pass: 0 of 40 cases")
    assert lines[9] == "to keep all of this: realunify baseline save a b c -o realunify-baseline.json"


def test_repeats_of_one_run_say_what_they_cannot_tell(capsys: pytest.CaptureFixture[str]) -> None:
    results = [
        made("mental_tracking", case, "correct" if case + repeat else "wrong", repeat=repeat)
        for case in range(20)
        for repeat in range(3)
    ]
    stored(Path(".realunify/runs"), "a", drawn(results, "a"), **MODEL)
    assert main(["noise", "a"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[2].split()[:4] == ["mental_tracking:direct", "1", "20", "1"]
    assert "  mental_tracking-x-0000-direct: 2 correct, 1 wrong" in lines
    assert any(line.startswith("one run cannot tell how much runs differ") for line in lines)
    assert any(line.startswith("must-pass: 0 of 20 cases") for line in lines)


def test_copies_of_a_run_say_nothing_about_noise(capsys: pytest.CaptureFixture[str]) -> None:
    for name in "ab":
        stored(Path(".realunify/runs"), name, row("mental_tracking", right(3, 9)), **MODEL)
    assert main(["noise", "a", "b"]) == 0
    first, *_ = capsys.readouterr().out.splitlines()
    assert first == "2 runs, and one of them alone says something of its own: the others are copies"


def test_noise_counts_what_must_pass(capsys: pytest.CaptureFixture[str]) -> None:
    names = [keep(f"run{number}") for number in range(6)]
    assert main(["noise", *names]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[2].split()[-1] == "30"
    assert "no case flipped" in lines
    assert any(line.startswith("must-pass: 30 of 40 cases") for line in lines)


def test_one_run_says_nothing_about_noise(capsys: pytest.CaptureFixture[str]) -> None:
    keep("a")
    assert main(["noise", "a", "last"]) == 4
    assert "--realunify-repeats=3" in capsys.readouterr().err


def test_a_run_that_holds_its_ground_passes(capsys: pytest.CaptureFixture[str]) -> None:
    keep("a")
    assert main(["baseline", "save"]) == 0
    keep("b", 29)
    assert main(["gate", "b", "--baseline=realunify-baseline.json"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "run: b" in lines
    assert lines[-1] == "all 3 gates passed"
    decision = outcome.read(Path(".realunify/runs/b"))
    assert decision is not None
    assert [gate.name for gate in decision.gates] == ["mental_tracking:direct", "completeness", "errors"]


def test_a_run_that_fell_fails_with_exit_code_1(capsys: pytest.CaptureFixture[str]) -> None:
    keep("a")
    assert main(["baseline", "save"]) == 0
    keep("b", 10, model={"name": "mine", "identity": {**IDENTITY, "weights": "new"}})
    assert main(["gate", "--baseline=realunify-baseline.json"]) == 1
    out = capsys.readouterr().out
    assert "1 of 3 gates failed" in out
    assert "note: model mine is not what it was in the baseline: weights (new, was ab12)" in out


def test_rules_come_from_the_command_line_and_the_project(capsys: pytest.CaptureFixture[str]) -> None:
    Path("pyproject.toml").write_text('[tool.realunify.gates]\nrules = ["mental_tracking:direct>=0.7"]\n')
    keep("a")
    assert main(["gate"]) == 0
    assert main(["gate", "--gate", "mental_tracking:direct>=80%"]) == 1
    assert "mental_tracking:direct>=0.8" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["gate"], "nothing to judge by: add --baseline=realunify-baseline.json"),
        (["gate", "--gate=total:direct"], "is no gate"),
        (["gate", "--gate=total:direct-0.02"], "there is none"),
        (["gate", "--baseline=none.json"], "unknown baseline"),
        (["gate", "--baseline=other.json"], "so verdicts cannot be compared"),
        (["baseline", "save", "a", "0"], "runs 0 and a differ in suite"),
        (["baseline", "save", "nothing"], "unknown run"),
    ],
)
def test_mistakes_end_with_exit_code_4(arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    keep("0", suite={"name": "procedural", "fingerprint": "2" * 12})
    assert main(["baseline", "save", "-o", "other.json"]) == 0
    keep("a")
    capsys.readouterr()
    assert main(arguments) == 4
    assert says in capsys.readouterr().err


def test_what_a_run_says_of_itself_cannot_steer_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a", "b"):
        keep(name, model={"name": "\x1b[2Jmine", "identity": IDENTITY})
    assert main(["baseline", "save", "a", "b"]) == 0
    assert main(["noise", "a", "b"]) == 0
    assert main(["gate", "--baseline=realunify-baseline.json"]) == 0
    assert "\x1b" not in capsys.readouterr().out
    assert json.loads(Path("realunify-baseline.json").read_text())["provenance"]["model"]["name"] == "\x1b[2Jmine"
