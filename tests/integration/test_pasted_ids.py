"""What is printed of a case can be pasted behind `pytest --realunify`, in a shell, from where the user stands."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from official_data import write_pictures
from pytest_realunify.case_folder import CASES
from pytest_realunify.cli.main import main
from toybench import Bench, toy_row

DIRECT = "--realunify-protocol=direct"
ODD = (
    *(
        "two words",
        "a[b]",
        "[",
        "x::y",
        "it's",
        'so "called"',
        "镜像",
        "v1.5",
        "$HOME",
        "a;b",
        "a&b",
        "star*",
        "wh?t",
        "~",
    ),
    *("back`tick", "{a,b}", "hash#", "per%20cent", "-k", "a=b", "test_geu[x]"),
)
"""Folders of a data set, which its ids are made of."""


@pytest.fixture
def odd(bench: Bench) -> Bench:
    """One wrong answer in each of these folders."""
    rows = [toy_row(index, "B", "mental_tracking") for index in range(len(ODD))]
    for index, (row, name) in enumerate(zip(rows, ODD, strict=True)):
        row["input_image"] = f"./image/mental_tracking/{name}/images/{index}.png"
    write_pictures(bench.path / "data", rows)
    bench.write("GEU_direct", rows)
    return bench


def told(result: pytest.RunResult) -> list[str]:
    """The wrong answers' ids, as they stand there."""
    return [line.partition(" expected ")[0] for line in result.stdout.lines if " expected B, got A" in line]


def in_a_shell(
    bench: Bench, words: str, shell: str = "sh", folder: Path | None = None
) -> subprocess.CompletedProcess[str]:
    options = f"--model=mymodels:Always --realunify-suite=official:data --realunify-report=none {DIRECT}"
    command = f"{sys.executable} -m pytest --realunify {words} {options} -p no:randomly -p no:xdist"
    return subprocess.run(
        [shell, "-c", command],
        cwd=folder or bench.path,
        env={**os.environ, "PYTHONPATH": str(bench.path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_every_wrong_answer_of_a_run_can_be_pasted_and_is_run_alone(odd: Bench, way: list[str]) -> None:
    """Whatever its id holds, and as a shell hands it on: all of them in one line."""
    printed = told(odd.run("--model=mymodels:Always", DIRECT, *way))
    assert len(printed) == len(ODD)
    done = in_a_shell(odd, " ".join(printed))
    assert f"{len(ODD)} failed" in done.stdout, done.stdout + done.stderr
    for line in (printed[0], printed[3], printed[-1]):
        done = in_a_shell(odd, line)
        assert f"1 failed, {len(ODD) - 1} deselected" in done.stdout, line


@pytest.mark.parametrize("shell", ["bash", "dash", "zsh", "fish"])
def test_shells_leave_it_as_it_is(odd: Bench, shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed here")
    printed = told(odd.run("--model=mymodels:Always", DIRECT, "-p", "no:xdist"))
    command = f"{sys.executable} -c 'import json, sys; print(json.dumps(sys.argv[1:]))' {' '.join(printed)}"
    seen = subprocess.run([shell, "-c", command], capture_output=True, text=True, check=True, cwd=odd.path)
    assert json.loads(seen.stdout) == [shlex.split(word)[0] for word in printed]


def test_an_id_is_whole_in_a_narrow_terminal(odd: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    wide = told(odd.run("--model=mymodels:Always", DIRECT, "-p", "no:xdist"))
    monkeypatch.setenv("COLUMNS", "40")
    narrow = odd.run("--model=mymodels:Always", DIRECT, "-p", "no:xdist").stdout.lines
    assert [line for line in narrow if line.startswith(("'cases/", "cases/test_geu.py::"))] == wide, "each on its line"


@pytest.mark.parametrize("below", ["tests/deep", "cases", "."])
def test_it_is_found_below_the_rootdir_too(
    bench: Bench, way: list[str], below: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also from a folder of the team's that is called as ours."""
    bench.data("BB")
    bench.pytester.makeini(f"[pytest]\nrealunify_suite = official:{bench.path}/data\nrealunify_protocol = direct\n")
    monkeypatch.setenv("PYTHONPATH", str(bench.path))  # xdist's workers have the path that pytest began with
    folder = bench.path / below
    folder.mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(folder)
    result = bench.pytester.runpytest_subprocess(
        "--realunify", "--model=mymodels:Always", "--realunify-report=none", "-p", "no:randomly", *way
    )
    printed = told(result)
    assert len(printed) == 2
    again = bench.pytester.runpytest_subprocess(
        *("--realunify", "--model=mymodels:Always", "--realunify-report=none", "-p", "no:randomly", *way),
        printed[0],  # quotes and all, as cmd.exe would
    )
    assert again.parseoutcomes()["failed"] == 1
    assert set(bench.verdicts) == {"mental_tracking-left-0000-direct"}


FORMS = {
    "as printed": "cases/test_geu.py::test_geu[{case}]",
    "from here": "./cases/test_geu.py::test_geu[{case}]",
    "absolute": "{root}/cases/test_geu.py::test_geu[{case}]",
    "roundabout": "{root}/data/../cases/test_geu.py::test_geu[{case}]",
    "installed": "{installed}/test_geu.py::test_geu[{case}]",
    "URI": "file://{root}/cases/test_geu.py::test_geu%5B{case}%5D",
    "URI of the installed": "file://localhost{installed}/test_geu.py::test_geu[{case}]",
    "test": "test_geu[{case}]",
    "case": "{case}",
    "quoted": "'cases/test_geu.py::test_geu[{case}]'",
    "double quoted": '"cases/test_geu.py::test_geu[{case}]"',
}


@pytest.mark.parametrize("form", FORMS)
def test_a_case_is_recognised_in_every_form(bench: Bench, form: str) -> None:
    bench.data("BB", steps=False)
    case = "mental_tracking-left-0000-direct"
    typed = FORMS[form].format(case=case, root=bench.path, installed=CASES)
    bench.run("--model=mymodels:Always", DIRECT, f"--rootdir={bench.path}", typed, "-p", "no:xdist")
    assert set(bench.verdicts) == {case}


def test_and_in_several_at_once_however_it_is_run(bench: Bench, way: list[str]) -> None:
    bench.data("BBBB", steps=False)
    cases = [f"mental_tracking-{subtask}-000{index}-direct" for index, subtask in enumerate(["left", "right", "left"])]
    forms = [FORMS[name] for name in ("absolute", "URI", "case")]
    typed = [form.format(case=case, root=bench.path) for form, case in zip(forms, cases, strict=True)]
    bench.run("--model=mymodels:Always", DIRECT, *typed, *way)
    assert set(bench.verdicts) == set(cases)


@pytest.mark.parametrize(
    "form",
    ["{root}/cases/test_geu.py", "{installed}/test_geu.py", "{root}/cases", "cases/", "{installed}"],
)
def test_so_is_a_file_and_the_folder_of_them(bench: Bench, form: str) -> None:
    """With the fixtures of the project's conftest, wherever the file lies."""
    bench.data("BB", steps=False)
    bench.pytester.makeconftest(
        """
        import mymodels
        import pytest

        @pytest.fixture(scope="session")
        def model():
            return mymodels.Right()
        """
    )
    typed = form.format(root=bench.path, installed=CASES)
    bench.run(DIRECT, f"--rootdir={bench.path}", typed, "-p", "no:xdist").assert_outcomes(passed=2)


def test_the_project_s_links_lead_to_the_same(bench: Bench, tmp_path_factory: pytest.TempPathFactory) -> None:
    bench.data("BB", steps=False)
    link = tmp_path_factory.mktemp("links") / "project"
    link.symlink_to(bench.path)
    case = "mental_tracking-left-0000-direct"
    bench.run("--model=mymodels:Always", DIRECT, f"{link}/cases/test_geu.py::test_geu[{case}]", "-p", "no:xdist")
    assert set(bench.verdicts) == {case}


@pytest.mark.parametrize(
    "typed",
    [
        "cases/test_geu.py::test_geu[mental_tracking-left-0009-direct]",
        "test_geu[left]",
        "mental_trackin-left-0000-direct",
        "cases/test_geo.py",
    ],
)
def test_an_id_of_no_case_is_refused_with_the_nearest_match(bench: Bench, way: list[str], typed: str) -> None:
    """Whatever else is named: one that is gone must not pass as done."""
    bench.data("BB", steps=False)
    result = bench.run("--model=mymodels:Right", DIRECT, typed, "mental_tracking-left-0000-direct", *way)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: there is no case '*' in suite official:data under direct."])
    if "mental" in typed:
        result.stderr.fnmatch_lines(
            ["did you mean 'cases/test_geu.py::test_geu[[]mental_tracking-left-0000-direct]'[?]"]
        )
    assert bench.folders == []


def test_show_takes_what_pytest_prints_and_begins_with_what_pytest_takes(
    odd: Bench, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = told(odd.run("--model=mymodels:Always", DIRECT, "-p", "no:xdist"))
    monkeypatch.chdir(odd.path)
    heads = []
    for line in printed:
        (word,) = shlex.split(line)
        for typed in (line, word):
            capsys.readouterr()
            assert main(["show", "last", typed]) == 0
            heads.append(capsys.readouterr().out.splitlines()[0])
    done = in_a_shell(odd, " ".join(heads))
    assert f"{len(ODD)} failed" in done.stdout, done.stdout + done.stderr


def test_the_changed_list_of_a_comparison_can_be_pasted(odd: Bench, way: list[str]) -> None:
    odd.run(
        "--model=mymodels:Right",
        DIRECT,
        "--realunify-baseline=base.json",
        "--realunify-update-baseline",
        "-p",
        "no:xdist",
    )
    result = odd.run("--model=mymodels:Always", DIRECT, "--realunify-baseline=base.json", *way)
    changed = [
        line.removeprefix("  - ").partition(": correct -> ")[0]
        for line in result.stdout.lines
        if ": correct -> " in line
    ]
    assert changed
    done = in_a_shell(odd, " ".join(changed))
    assert f"{len(changed)} failed" in done.stdout, done.stdout + done.stderr
