"""Whoever types `--realunify` asks for a verdict: there is one, or the session is not green."""

from __future__ import annotations

import pytest

from pytest_realunify.options.table import OPTIONS
from toybench import Bench

DIRECT = "--realunify-protocol=direct"
RIGHT = "--model=mymodels:Right"
CASES = {"mental_tracking-left-0000-direct", "mental_tracking-right-0001-direct"}


@pytest.fixture
def team(bench: Bench) -> Bench:
    """Two cases, and two tests of the team's own."""
    bench.data("AB", steps=False)
    (bench.path / "tests").mkdir()
    (bench.path / "tests/test_mine.py").write_text("def test_mine(): pass\n")
    (bench.path / "test_top.py").write_text("def test_top(): pass\n")
    return bench


@pytest.mark.parametrize("paths", [["tests"], ["."], ["tests/"], ["tests", "test_top.py"]], ids=" ".join)
def test_with_a_folder_of_the_team_s_the_cases_run_too(team: Bench, way: list[str], paths: list[str]) -> None:
    result = team.run(RIGHT, DIRECT, *paths, *way)
    assert result.ret == 0
    assert set(team.verdicts) == CASES
    assert result.parseoutcomes()["passed"] == len(CASES) + (
        1 if paths[0].startswith("tests") and paths[1:] == [] else 2
    )


@pytest.mark.parametrize("addopts", ["tests", "--realunify tests", "-q . -p no:randomly"])
def test_folders_that_stand_in_addopts_are_no_other(team: Bench, way: list[str], addopts: str) -> None:
    team.pytester.makeini(f"[pytest]\naddopts = {addopts}\n")
    assert team.run(RIGHT, DIRECT, *way).ret == 0
    assert set(team.verdicts) == CASES


def test_testpaths_are_for_a_session_without_cases(team: Bench) -> None:
    team.pytester.makeini("[pytest]\ntestpaths = tests\n")
    team.run(RIGHT, DIRECT, "-p", "no:xdist").assert_outcomes(passed=len(CASES))
    assert set(team.verdicts) == CASES


def test_a_package_counts_as_a_folder(team: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    (team.path / "tests/__init__.py").touch()
    monkeypatch.syspath_prepend(team.path)
    assert team.run(RIGHT, DIRECT, "--pyargs", "tests", "-p", "no:xdist").ret == 0
    assert set(team.verdicts) == CASES


@pytest.mark.parametrize("path", ["test_top.py", "tests/test_mine.py::test_mine"])
def test_with_a_file_of_the_team_s_alone_there_is_no_verdict_and_no_green(
    team: Bench, way: list[str], path: str
) -> None:
    result = team.run(RIGHT, DIRECT, path, *way)
    assert result.parseoutcomes() == {"passed": 1}
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED
    said = [line for line in result.stdout.lines if line.startswith("realunify: ")]
    assert said == [
        f"realunify: no run: {path} holds no case",
        f"realunify: no verdict: {path} holds no case. Add `cases`, or leave out --realunify",
    ], "and the header promises no run"
    assert team.folders == []


def test_the_line_stands_beside_failures_too(team: Bench) -> None:
    (team.path / "test_top.py").write_text("def test_top(): assert False\n")
    result = team.run(RIGHT, DIRECT, "test_top.py", "-p", "no:xdist")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert result.stdout.str().count("realunify: no verdict: test_top.py holds no case") == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["-k", "mine", "."], "-k 'mine' leaves no case"),
        (["-m", "not GEU", "tests"], "-m 'not GEU' leaves no case"),
        (["--deselect=cases", "."], "--deselect 'cases' leaves no case"),
        (["-k", "nothing"], "-k 'nothing' leaves no case"),
    ],
    ids=["-k", "-m", "--deselect", "nothing at all"],
)
def test_what_leaves_no_case_is_named(team: Bench, way: list[str], typed: list[str], said: str) -> None:
    result = team.run(RIGHT, DIRECT, *typed, *way)
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED
    assert [line for line in result.stdout.lines if "no verdict" in line] == [f"realunify: no verdict: {said}"]
    result.stdout.fnmatch_lines(
        [f"realunify: run .realunify/runs/* (if {said.removesuffix(' leaves no case')} leaves a case)"]
    )
    assert team.folders == []


@pytest.mark.parametrize("by", ["a hook", "a mark"])
def test_cases_that_a_team_skips_one_and_all_give_no_verdict(team: Bench, way: list[str], by: str) -> None:
    team.pytester.makeconftest(
        """
        import pytest

        def pytest_runtest_setup(item):
            pytest.skip("not today")
        """
        if by == "a hook"
        else """
        import pytest

        def pytest_collection_modifyitems(items):
            for item in items:
                item.add_marker(pytest.mark.skip)
        """
    )
    result = team.run(RIGHT, DIRECT, *way)
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED
    result.stdout.fnmatch_lines(["realunify: no verdict: all 2 cases were skipped, by marks or hooks of this project"])


def test_a_model_that_can_do_nothing_of_what_is_asked_gives_none_either(team: Bench, way: list[str]) -> None:
    team.pytester.makepyfile(painter="class Painter:\n    def generate(self, requests): raise NotImplementedError\n")
    result = team.run("--model=painter:Painter", DIRECT, *way)
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED
    result.stdout.fnmatch_lines(
        ["realunify: no verdict: the model cannot understand, and nothing else was asked of it"]
    )


def test_a_green_run_ends_in_green(team: Bench) -> None:
    """pytest's last line has the colour of what it counts, and of nothing that was taken out of its lists."""
    result = team.run(RIGHT, DIRECT, "--color=yes", "-p", "no:xdist")
    assert "\x1b[32m\x1b[1m2 passed" in result.stdout.str()


@pytest.mark.parametrize("failed", ["own", "case"])
def test_last_failed_finds_cases_beside_the_team_s_own_failures(team: Bench, failed: str) -> None:
    (team.path / "test_top.py").write_text("def test_top(): assert False\n")
    model = "--model=mymodels:Always" if failed == "case" else RIGHT
    team.run(model, DIRECT, ".", "-p", "no:xdist")
    result = team.run(model, DIRECT, ".", "--lf", "-p", "no:xdist")
    if failed == "case":
        assert result.parseoutcomes()["failed"] == 2
        assert set(team.verdicts) == {"mental_tracking-right-0001-direct"}
    else:
        assert result.parseoutcomes()["failed"] == 1
        result.stdout.fnmatch_lines(["realunify: no verdict: --lf leaves no case"])


# Options without --realunify ------------------------------------------------------------------------------------------

EVERY = ("--model=x", "--realunify-suite=procedural:1", "--realunify-strict-cases", "--realunify-resume=last")


def test_options_that_nothing_obeys_are_one_warning_that_names_them(team: Bench, way: list[str]) -> None:
    typed = EVERY
    result = team.pytester.runpytest_inprocess("test_top.py", "-p", "no:randomly", *typed, *way)
    assert result.parseoutcomes() == {"passed": 1, "warnings": 1}
    (line,) = [line for line in result.stdout.lines if "PytestConfigWarning" in line]
    for each in typed:
        assert each.partition("=")[0] in line
    assert "without --realunify: no case is run, and there is no verdict" in line


@pytest.mark.parametrize("typed", EVERY)
def test_so_is_one(team: Bench, typed: str) -> None:
    result = team.pytester.runpytest_inprocess("test_top.py", "-p", "no:randomly", typed)
    result.stdout.fnmatch_lines([f"*PytestConfigWarning: {typed.partition('=')[0]} does nothing without --realunify*"])


def test_every_option_of_ours_is_one_of_them(team: Bench) -> None:
    typed = [option.flag if option.const else f"{option.flag}=1" for option in OPTIONS]
    result = team.pytester.runpytest_inprocess("test_top.py", "-p", "no:randomly", "--realunify-trust-run", *typed)
    (line,) = [line for line in result.stdout.lines if "PytestConfigWarning" in line]
    assert all(option.flag in line for option in OPTIONS)
    assert "--realunify-trust-run" in line


def test_what_waits_in_the_project_or_the_environment_is_no_mistake(
    team: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    team.pytester.makeini(
        "[pytest]\nfilterwarnings = error\nrealunify_suite = procedural:1\n"
        "addopts = --model=x '--realunify-run-dir=a b'\n"
    )
    monkeypatch.setenv("PYTEST_ADDOPTS", "--realunify-limit=1")
    result = team.pytester.runpytest_inprocess("test_top.py", "-p", "no:randomly")
    assert result.parseoutcomes() == {"passed": 1}
    result = team.pytester.runpytest_inprocess("test_top.py", "-p", "no:randomly", "-W", "default", "--model=y")
    (line,) = [line for line in result.stdout.lines if "PytestConfigWarning" in line]
    assert "--realunify-limit" not in line
    assert "--realunify-run-dir" not in line


def test_where_warnings_are_errors_it_is_one_in_one_line(team: Bench, way: list[str]) -> None:
    result = team.pytester.runpytest_inprocess("test_top.py", "-p", "no:randomly", "-W", "error", "--model=x", *way)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert [line for line in result.stderr.lines if line] == [
        "ERROR: --model does nothing without --realunify: no case is run, and there is no verdict"
    ]
