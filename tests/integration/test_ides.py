"""IDEs find cases, and run one: with the extensions' own pytest plugins where they are installed, and by what those
rely on (paths, ids, parents) always."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from idebench import PLACE, discovered, extension, leaves, ran
from pytest_realunify.case_folder import CASES
from toybench import Bench

OPTIONS = (
    *("--realunify", "--model=mymodels:Always", "--realunify-suite=official:data", "--realunify-protocol=direct"),
    *("--realunify-report=none", "-p", "no:randomly"),
)
LEFT, RIGHT = "test_geu[mental_tracking-left-0000-direct]", "test_geu[mental_tracking-right-0001-direct]"


@pytest.fixture
def project(bench: Bench) -> Bench:
    """A right answer, a wrong one, and a test of the team's."""
    bench.data("AB", steps=False)
    (bench.path / "tests").mkdir()
    (bench.path / "tests/test_mine.py").write_text("def test_mine(): pass\n")
    return bench


# What they rely on ----------------------------------------------------------------------------------------------------

READS = '''
import pytest

def told(item):
    """As VS Code builds an id: where the item lies, and what stands behind the file in its node id."""
    return "::".join([str(item.path), *item.nodeid.split("::")[1:]])

@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session):
    with open("collected.txt", "w") as file:
        for item in session.items:
            parents = [str(item.parent.path), type(item.parent).__mro__[1].__name__, item.originalname]
            print(told(item), *parents, file=file)

@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_protocol(item):
    with open("ran.txt", "a") as file:
        print(told(item), file=file)
    return (yield)
'''


def test_an_item_s_path_leads_back_to_its_test(project: Bench) -> None:
    """The same while collecting and while running, its parent's too, below the project: so a tree can be built."""
    project.pytester.makeconftest(READS)
    listing = ("-p", "no:xdist", f"--rootdir={project.path}")
    project.pytester.runpytest_inprocess(*OPTIONS, *listing, ".", "--collect-only")
    lines = [line.split() for line in (project.path / "collected.txt").read_text().splitlines()]
    file = str(project.path / "cases/test_geu.py")
    assert lines[1:] == [[f"{file}::{each}", file, "Module", "test_geu"] for each in (LEFT, RIGHT)]
    for typed in (f"{file}::{RIGHT}", f"{project.path}/tests/test_mine.py::test_mine"):
        (project.path / "ran.txt").unlink(missing_ok=True)
        project.pytester.runpytest_inprocess(*OPTIONS, *listing, typed)
        assert (project.path / "ran.txt").read_text().splitlines() == [typed]
    assert set(project.verdicts) == {"mental_tracking-right-0001-direct"}


@pytest.mark.parametrize("typed", [f"{{root}}/cases/test_geu.py::{LEFT}", f"{CASES}/test_geu.py::{LEFT}"])
def test_from_elsewhere_an_absolute_id_finds_project_and_conftest(
    project: Bench, typed: str, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As an IDE does whose working directory is another."""
    project.pytester.makeconftest(
        """
        import pytest
        from mymodels import Right

        @pytest.fixture(scope="session")
        def model():
            return Right()

        def pytest_runtest_setup(item):
            with open(item.config.rootpath / "hooked.txt", "a") as file:
                print(item.nodeid, file=file)
        """
    )
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    monkeypatch.syspath_prepend(project.path)
    result = project.pytester.runpytest_inprocess(
        *("--realunify", f"--realunify-suite=official:{project.path}/data", "--realunify-protocol=direct"),
        *("-p", "no:randomly", "-p", "no:xdist", "--realunify-report=none", f"--rootdir={project.path}"),
        typed.format(root=project.path),
    )
    result.assert_outcomes(passed=1, deselected=1)
    assert (project.path / "hooked.txt").read_text().split() == [f"cases/test_geu.py::{LEFT}"]


def test_hooks_of_the_project_s_conftest_see_cases_from_a_folder_below(
    project: Bench, way: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    project.pytester.makeconftest(
        """
        import pytest

        def pytest_runtest_setup(item):
            if "0001" in item.name:
                pytest.skip("not here")
        """
    )
    project.pytester.makeini("[pytest]\n")
    monkeypatch.syspath_prepend(project.path)
    monkeypatch.setenv("PYTHONPATH", str(project.path))
    monkeypatch.chdir(project.path / "tests")
    result = project.pytester.runpytest_inprocess(
        *("--realunify", "--model=mymodels:Right", f"--realunify-suite=official:{project.path}/data"),
        *("--realunify-protocol=direct", "--realunify-report=none", "-p", "no:randomly", *way),
    )
    result.assert_outcomes(passed=1, skipped=1)


# VS Code --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("paths", [[], ["."], ["tests"]], ids=["no path", "all", "tests"])
def test_vs_code_discovers_the_cases_in_the_workspace(project: Bench, paths: list[str]) -> None:
    told = discovered(project.path, [*OPTIONS, *paths])
    assert told.code == 0, told.printed
    assert [message["status"] for message in told.messages] == ["success"]
    assert told.messages[0]["error"] == []
    assert told.messages[0]["pathBase"] == str(project.path), "the tree's root stays the workspace"
    mine = ["tests/test_mine.py::test_mine"] if paths else []
    assert sorted(test["runID"] for test in leaves(told.tree)) == [
        *(f"cases/test_geu.py::{each}" for each in (LEFT, RIGHT)),
        *mine,
    ]


@pytest.mark.parametrize("more", [[], ["-n", "2"]], ids=["alone", "n2"])
def test_vs_code_runs_the_one_that_was_clicked(project: Bench, more: list[str]) -> None:
    clicked = f"{project.path}/cases/test_geu.py::{RIGHT}"
    told = ran(project.path, [*OPTIONS, *more], [clicked])
    assert told.outcomes[clicked] == "failure", told.printed  # its plugin tells controllers another place, of any test
    assert set(project.verdicts) == {"mental_tracking-right-0001-direct"}
    assert "expected B, got A" in str(told.messages)


def test_vs_code_runs_a_team_s_test_without_the_cases(project: Bench) -> None:
    clicked = f"{project.path}/tests/test_mine.py::test_mine"
    told = ran(project.path, OPTIONS, [clicked])
    assert told.outcomes == {clicked: "success"}
    assert not any(message.get("error") for message in told.messages)
    assert project.folders == []


# PyCharm --------------------------------------------------------------------------------------------------------------


def spoken(project: Bench, *targets: str) -> list[tuple[str, str]]:
    """The messages that PyCharm's runner hands to the IDE, of these targets: `_jb_pytest_runner` types what is typed
    here, and speaks through teamcity-messages."""
    pytest.importorskip("teamcity")
    quiet = ("--teamcity", "--no-header", "--no-summary", "-q", "-p", "no:xdist")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *OPTIONS, *quiet, *targets],
        cwd=project.path,
        env={**os.environ, "PYTHONPATH": str(project.path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    found = re.findall(r"##teamcity\[(test(?:Started|Failed|Finished|Count)) .*?(?:name|count)='(.*?)'", done.stdout)
    assert found, done.stdout + done.stderr
    return found


@pytest.mark.parametrize("folder", ["cases", str(CASES)], ids=["by its id", "installed"])
def test_pycharm_runs_one_case(project: Bench, folder: str) -> None:
    name = "cases.test_geu.test_geu(mental_tracking-right-0001-direct)"
    assert spoken(project, f"{folder}/test_geu.py::{RIGHT}", f"--rootdir={project.path}") == [
        ("testCount", "1"),
        ("testStarted", name),
        ("testFailed", name),
        ("testFinished", name),
    ]
    assert set(project.verdicts) == {"mental_tracking-right-0001-direct"}


def test_pycharm_finds_them_all_beside_the_team_s(project: Bench) -> None:
    told = spoken(project, str(project.path))
    assert ("testCount", "3") in told
    assert [name for kind, name in told if kind == "testStarted"] == [
        "tests.test_mine.test_mine",
        "cases.test_geu.test_geu(mental_tracking-left-0000-direct)",
        "cases.test_geu.test_geu(mental_tracking-right-0001-direct)",
    ]


def test_where_there_is_no_extension_its_tests_are_skipped_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PLACE, "/nowhere")
    monkeypatch.setattr(Path, "home", lambda: Path("/nowhere"))
    with pytest.raises(pytest.skip.Exception, match="not installed here"):
        extension()
