"""`realunify runs` and `show RUN`: what people look at first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from commandbench import lines as said
from commandbench import refused
from pytest_realunify.cli.main import main
from pytest_realunify.decisions.gates import outcome
from pytest_realunify.decisions.gates.outcome import Change, Decision, GateOutcome
from pytest_realunify.records import Poll, Trouble
from pytest_realunify.stored import finish_order
from pytest_realunify.stored.stored_run import StoredRun
from pytest_realunify.taxonomy import CATEGORIES
from runbench import drawn, made, right, row, stored

EVERY = [category.name for category in CATEGORIES]
RUNS = Path(".realunify/runs")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    return tmp_path


def keep(name: str, results: Any, root: Path = RUNS, **facts: Any) -> StoredRun:
    """A run that finishes now."""
    run = stored(root, name, results, **facts)
    finish_order.note(root, name)
    return run


def cells(line: str) -> list[str]:
    """Of a row, without the blanks around them."""
    return [cell.strip() for cell in line.split("  ") if cell.strip()]


def gate(name: str, passed: bool) -> GateOutcome:
    return GateOutcome(name, "floor", passed, "as planted")


def test_runs_have_a_label_scores_gates_and_a_duration(capsys: pytest.CaptureFixture[str]) -> None:
    whole = [each for name in EVERY for each in row(name, right(3, 4))]
    twice = [*whole, *(each for name in EVERY for each in row(name, right(1, 4), "stepwise"))]
    judged = keep("a", twice, label="step-1", seconds=75.4)
    outcome.write(judged.folder.path, Decision((gate("x", True), gate("y", False), gate("z", True))))
    passed = keep("b", whole, seconds=3725.0)
    outcome.write(passed.folder.path, Decision((gate("x", True),)))
    head, first, second, last, _ = said(capsys, "runs")
    assert cells(head) == ["run", "label", "model", "suite", "cases", "direct", "stepwise", "gates", "took"]
    assert cells(first)[1:] == [
        *("step-1", "mine:Model", "procedural", "80 of 80", "75.0", "25.0", "FAILED 1 of 3", "1:15")
    ]
    assert cells(second)[1:] == ["-", "mine:Model", "procedural", "40 of 40", "75.0", "-", "passed 1", "1:02:05"]
    assert last == "last: b"


def test_a_run_of_a_part_has_the_score_of_that_part_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    geu = [category.name for category in CATEGORIES if category.axis == "GEU"]
    keep("a", [each for name in geu for each in row(name, right(1, 4))])
    keep("b", row("mental_tracking", right(2, 3)))
    keep("c", [*row("mental_tracking", right(2, 3)), *row("world_knowledge", right(1, 2))])
    keep("d", row("mental_tracking", ["error", "judge-invalid"]))
    lines = said(capsys, "runs")
    rows = [cells(line) for line in lines[1:5]]
    assert lines[-1] == "MT mental tracking"
    assert [line[4] for line in rows] == ["GEU 25.0", "MT 66.7", "3 of 5 right", "-"]


def test_what_did_not_finish_says_so_and_a_clock_that_was_put_back_tells_no_duration(
    capsys: pytest.CaptureFixture[str],
) -> None:
    results = list(row("mental_tracking", right(2, 3)))
    keep("a", results, finished=None, seconds=61.0)
    keep("b", results, finished=None)
    keep("c", results, finished="2025-01-01T00:00:00.000+00:00")
    keep("d", results)
    keep("e", results, resumed=["2026-01-02T03:30:00.000+00:00"])
    assert [cells(line)[-1] for line in said(capsys, "runs")[1:6]] == [
        *("1:01, not finished", "not finished", "-", "1:00:00", "-")
    ]


def test_columns_stand_below_one_another_whatever_the_letters(capsys: pytest.CaptureFixture[str]) -> None:
    for name, model in (("a", "模型:Größe"), ("b", "x"), ("c", "\x1b[2Jm"), ("d", "é")):
        keep(name, row("mental_tracking", right(1, 2)), model={"name": model, "source": "class"})
    lines = said(capsys, "runs")[:5]
    wide = [line.index("procedural") + sum(letter in "模型" for letter in line) for line in lines[1:]]
    assert set(wide) == {lines[0].index("suite")}


def test_gates_that_cannot_be_read_do_not_hide_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    (keep("a", row("mental_tracking", right(1, 2))).folder.path / "gates.json").write_text("{")
    assert "cannot be read" in said(capsys, "runs")[1]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("[pytest]\nrealunify_run_dir = kept\n", "realunify_run_dir in {}/pytest.ini"),
        ("[pytest]\naddopts = --realunify-run-dir=kept\n", "--realunify-run-dir in addopts in {}/pytest.ini"),
    ],
)
def test_runs_are_looked_for_where_the_project_keeps_them(
    text: str, source: str, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("pytest.ini").write_text(text)
    assert said(capsys, "runs")[0] == f"no run yet in {folder / 'kept'} ({source.format(folder)})"
    keep("a", row("mental_tracking", right(1, 2)), Path("kept"))
    assert "last: a" in said(capsys, "runs")
    Path("below/it").mkdir(parents=True)
    monkeypatch.chdir("below/it")
    assert "last: a" in said(capsys, "runs")
    assert said(capsys, "report")[0].startswith("run a: ")


# The command line -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "--run-dir=kept compare a b --format=json",
        "compare --run-dir=kept a b --format=json",
        "compare a --run-dir kept b --format=json",
        "compare a --format=json b --run-dir=kept",
        "compare a b --format json --run-dir kept",
        "--run-dir=none compare a b --format=json --run-dir=kept",
    ],
)
def test_options_may_stand_anywhere(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    for name in "ab":
        keep(name, drawn(row("mental_tracking", right(2, 3)), name), Path("kept"))
    assert said(capsys, *line.split())[0] == "{"


@pytest.mark.parametrize(
    "line",
    [
        *(
            "report a",
            "report",
            "show last",
            "compare a b",
            "trend",
            "noise a b",
            "baseline save",
            "gate --gate=ueg:direct>=0.1",
        ),
        *("gate --gate=ueg:direct>=0.1", "export a -o there", "plan --like a b", "track a --to=tensorboard", "merge a"),
    ],
)
def test_every_command_that_reads_runs_takes_their_folder_behind_it(
    line: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """What is wrong is told by the folder that was looked into."""
    main([*line.split(), "--run-dir", "nowhere"])
    assert "nowhere" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_runs_may_begin_at_home(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    keep("a", row("mental_tracking", right(2, 3)), tmp_path / "home/runs")
    assert "last: a" in said(capsys, "runs", "--run-dir=~/runs")
    assert "--run-dir=~nobody-of-that-name" in refused(capsys, "runs", "--run-dir=~nobody-of-that-name/x")


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    from importlib.metadata import version

    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.split() == ["pytest-realunify", version("pytest-realunify")]


# Cases ----------------------------------------------------------------------------------------------------------------


def test_the_wrong_cases_of_a_run_are_listed_with_why(capsys: pytest.CaptureFixture[str]) -> None:
    poll = Poll("Two\nwheels?", "yes", "No.", "no")
    keep(
        "a",
        [
            made("mental_tracking", 0),
            made("mental_tracking", 1, "wrong", repeat=1),
            made("mental_tracking", 2, "unparsed", reply="None\x07 of them"),
            made("mental_tracking", 3, "error", error=Trouble("ValueError", "bad shape")),
            made("mental_tracking", 4, "unsupported"),
            made("world_knowledge", 5, "wrong", polls=(poll,)),
            made("world_knowledge", 6, "judge-invalid"),
        ],
        selected=9,
    )
    head, *rows, last = said(capsys, "show", "last")
    assert head.startswith("run a: 7 cases, 2 wrong, 1 ")
    assert head.endswith("; 2 not finished")
    assert rows == [
        "world_knowledge-x-0005-direct  expected yes, got no: Two wheels? (1 of 1 questions)",
        "world_knowledge-x-0006-direct  judge-invalid",
        "mental_tracking-x-0001-direct-rep1  expected A, got no answer",
        "mental_tracking-x-0002-direct  expected A, no answer in 'None\\x07 of them'",
        "mental_tracking-x-0003-direct  error: ValueError: bad shape",
    ]
    command = last.partition("realunify ")[2].split()
    assert said(capsys, *command)[0] == "world_knowledge-x-0005-direct"


def test_a_run_that_is_all_right_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    keep("a", [made("mental_tracking", 0)])
    assert said(capsys, "show", "last") == ["run a: 1 case, none that is not correct"]


def test_the_cases_that_changed_are_those_of_the_gates_baseline(capsys: pytest.CaptureFixture[str]) -> None:
    run = keep("a", row("mental_tracking", right(1, 2)))
    turned = (Change("mental_tracking-x-0001-direct", "correct", "wrong", worse=True),)
    outcome.write(run.folder.path, Decision((gate("x", True),), turned, "base.json (mine)"))
    assert said(capsys, "show", "last", "--changed") == [
        "run a since the baseline base.json (mine): 1 worse, 0 better",
        "- mental_tracking-x-0001-direct: correct -> wrong",
        "one of them, step by step: realunify show a mental_tracking-x-0001-direct",
    ]


def test_without_one_they_are_those_since_the_run_before_of_the_suite(capsys: pytest.CaptureFixture[str]) -> None:
    keep("a", row("mental_tracking", right(2, 3)))
    keep("b", row("mental_tracking", right(1, 3)), suite={"name": "other", "fingerprint": "9" * 12})
    keep("c", row("mental_tracking", right(1, 3)))
    assert said(capsys, "show", "--changed", "last")[:2] == [
        "run c since run a: 1 worse, 0 better",
        "- mental_tracking-x-0001-direct: correct -> wrong",
    ]
    error = refused(capsys, "show", "b", "--changed")
    assert "nothing to have changed since" in error
    assert "realunify gate b --baseline=FILE" in error
    assert "give one of the two" in refused(capsys, "show", "c", "mental_tracking-x-0001-direct", "--changed")
