"""`realunify baseline save` says what its gates will see, refuses a part of a suite, and recommends separate runs."""

from __future__ import annotations

import random
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest

from baselinebench import IDENTITY
from pytest_realunify.cli.main import main
from pytest_realunify.decisions.baseline import Baseline
from pytest_realunify.judges.prompting import DEFAULT_PROMPT
from runbench import drawn, right, row, stored

RUNS = Path(".realunify/runs")
MODEL = {"name": "mine", "source": "entry point", "identity": IDENTITY}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def keep(name: str, cases: int = 40, flip: float = 0.0, options: dict[str, str] | None = None, **facts: Any) -> str:
    """A run of two categories with draws of its own: one of `cases` cases, one of twelve; its id."""
    rng = random.Random(name)
    results = [
        result
        for category, count in (("mental_tracking", cases), ("code_to_image", 12))
        for result in row(
            category, [state if rng.random() >= flip else "unparsed" for state in right(count // 2, count)]
        )
    ]
    told = {
        "realunify_model": "my model",
        "realunify_suite": "procedural:full",
        "realunify_protocol": "direct",
        "realunify_seed": "3",
        "realunify_sample_seed": name,
        **(options or {}),
    }
    return stored(RUNS, name, drawn(results, name), **{"model": MODEL, "options": told, **facts}).id


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> list[str]:
    capsys.readouterr()
    assert main(["baseline", "save", *arguments]) == code
    printed = capsys.readouterr()
    return (printed.err if code else printed.out).splitlines()


def test_what_gates_will_see_is_said_with_the_blind_first(capsys: pytest.CaptureFixture[str]) -> None:
    keep("a")
    lines = said(capsys)
    head = next(place for place, line in enumerate(lines) if line.split() == ["cases", "direct"])
    assert lines[head + 1].split() == ["code_to_image", "12", "blind"]
    category, cases, drop = lines[head + 2].split()
    assert (category, cases) == ("mental_tracking", "40")
    assert 10 < float(drop) < 40
    assert "1 of 2 gates are blind: not even a fall to 0 would be found" in lines
    assert max(map(len, lines)) <= 120


def test_one_run_says_what_it_cannot_know_and_three_know_it(capsys: pytest.CaptureFixture[str]) -> None:
    for name in "abc":
        keep(name, flip=0.1)
    one, three = said(capsys, "a"), said(capsys, "a", "b", "c")
    assert any("cannot tell how often verdicts flip between runs" in line for line in one)
    assert any("realunify baseline save --runs 3" in line for line in one)
    assert not any("cannot tell" in line or "--runs 3" in line for line in three)


def test_runs_that_are_copies_are_called_so(capsys: pytest.CaptureFixture[str]) -> None:
    for name in "ab":
        stored(RUNS, name, row("mental_tracking", right(20, 40)), model=MODEL)
    assert any("of its 2 runs only 1 say something of their own" in line for line in said(capsys, "a", "b"))


def test_a_category_with_too_few_cases_is_said_to_fail(capsys: pytest.CaptureFixture[str]) -> None:
    keep("a", cases=8)
    lines = said(capsys)
    assert any(line.startswith("mental_tracking:direct will fail: only 8 of the baseline's 8 cases") for line in lines)


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        (
            {"planned_by_protocol": {"direct": 320}},
            "run a left out a part of its suite (268 of 320 direct), and no gate will look at it",
        ),
        (
            {"planned_by_protocol": {"direct": 52, "stepwise": 52}},
            "run a left out a part of its suite (52 of 52 stepwise)",
        ),
        # Verdicts of a second look are no cases of the suite.
        (
            {"planned_by_protocol": {"direct": 54}, "confirmed": {"by_protocol": {"direct": 12}}},
            "run a left out a part of its suite (14 of 54 direct)",
        ),
        ({"options": {"realunify_limit": "40"}}, "run a took at most 40 instances of every subtask"),
    ],
)
def test_a_part_of_a_suite_is_kept_only_by_force(
    facts: dict[str, Any], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    keep("a", **facts)
    error = said(capsys, code=4)
    assert says in error[0]
    assert error[-1] == "or keep it all the same with --force"
    assert not Path("realunify-baseline.json").exists()
    assert says in said(capsys, "--force")[0]
    assert len(Baseline.load("realunify-baseline.json").cases) == 52


@pytest.mark.parametrize(
    "facts",
    [
        {"options": {"realunify_limit": "41"}},
        {"planned_by_protocol": {}},  # as runs stored before it was told
        {"planned_by_protocol": {"direct": 40}, "confirmed": {"by_protocol": {"direct": 12}}},
    ],
)
def test_a_whole_suite_is_kept(facts: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    keep("a", **facts)
    assert said(capsys)[0].startswith("stored in")


# Separate runs --------------------------------------------------------------------------------------------------------


def test_without_a_run_three_commands_are_the_same_and_none_is_saved(capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(capsys, "--runs", "3")
    assert lines.count("    pytest --realunify --realunify-model=NAME") == 3
    assert "    realunify baseline save RUN RUN RUN -o realunify-baseline.json" in lines
    assert any("never the best of several" in line for line in lines)
    assert not Path("realunify-baseline.json").exists()


def test_a_prompt_that_nobody_typed_is_not_typed(capsys: pytest.CaptureFixture[str]) -> None:
    keep("a", options={"realunify_model": "mymodels:Right", "realunify_judge_prompt": DEFAULT_PROMPT})
    [ours] = [line for line in said(capsys, "--runs", "2") if line.startswith("    pytest")]
    assert "prompt" not in ours


def test_a_prompt_of_one_s_own_is_typed_as_a_shell_reads_it(capsys: pytest.CaptureFixture[str]) -> None:
    """With a backslash and an n it were another prompt, and the runs would not go together."""
    prompt = "Yes or no?\n{question} It's one word."
    keep("b", options={"realunify_model": "mymodels:Right", "realunify_judge_prompt": prompt})
    [own] = [line for line in said(capsys, "--runs", "2") if line.startswith("    pytest")]
    words = subprocess.run(["bash", "-c", f"printf '%s\\0' {own.strip()}"], capture_output=True, text=True, check=True)
    assert f"--realunify-judge-prompt={prompt}" in words.stdout.split("\0")


def test_a_run_that_is_there_gives_the_command_for_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    keep("a")
    lines = said(capsys, "--runs", "2", "-o", "ci/base.json")
    [command] = [line.strip() for line in lines if line.startswith("    pytest")]
    assert shlex.split(command) == [
        "pytest",
        "--realunify",
        "--realunify-model=my model",
        "--realunify-suite=procedural:full",
        "--realunify-protocol=direct",
        "--realunify-seed=3",
    ], "all that makes it the same, and not the sample seed, which would make it a copy"
    assert "    realunify baseline save a last -o ci/base.json" in lines


def test_the_runs_that_go_together_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    keep("a")
    keep("b", suite={"name": "procedural", "fingerprint": "9" * 12})
    keep("c", model={"name": "mine", "identity": {**IDENTITY, "weights": "new"}})
    keep("d")
    keep("e", options={"realunify_sample_seed": "d"})  # a copy of d
    keep("f", planned_by_protocol={"direct": 99})  # a part
    keep("g", options={"realunify_protocol": "stepwise"})
    (RUNS / "h").mkdir()
    (RUNS / "h/run.json").write_text("{}")
    keep("i")
    [command] = [line.strip() for line in said(capsys, "--runs", "3") if "realunify baseline save" in line]
    assert command == "realunify baseline save a e i -o realunify-baseline.json"
    [command] = [line.strip() for line in said(capsys, "--runs", "2") if "realunify baseline save" in line]
    assert command == "realunify baseline save e i -o realunify-baseline.json"
    assert main(shlex.split(command)[1:]) == 0


def test_a_command_that_explains_saves_no_run(capsys: pytest.CaptureFixture[str]) -> None:
    keep("a")
    assert said(capsys, "a", "--runs", "3", code=4)[-1].endswith("realunify baseline save a")
    for wrong in ("1", "0", "51", "three"):
        with pytest.raises(SystemExit):
            main(["baseline", "save", "--runs", wrong])
        assert "takes a whole number from 2 to 50" in capsys.readouterr().err
