"""Plugins and conftest files of a team's that run tests otherwise, again, or read their reports."""

from __future__ import annotations

import pytest

from toybench import Bench

DIRECT = "--realunify-protocol=direct"
WRONG = "mental_tracking-right-0001-direct"

AGAIN = '''
from pathlib import Path

from mymodels import Always, Right


class Recovers(Right):
    """Fails on its first question of index 1."""

    def answer(self, request):
        if "0001" in request.case and not Path("failed").exists():
            Path("failed").touch()
            raise ConnectionError("not now")
        return super().answer(request)


class Asynchronous(Right):
    async def understand(self, requests):
        return ["A" for _ in requests]


class Hidden(Right):
    """The same, as a decorator leaves it."""

    def understand(self, requests):
        return Asynchronous.understand(self, requests)
'''


@pytest.fixture
def team(bench: Bench) -> Bench:
    bench.data("AB")
    bench.pytester.makepyfile(again=AGAIN)
    return bench


# Run again ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("option", ["--reruns=2", "--force-reruns=2"])
def test_a_wrong_answer_that_is_run_again_is_one_result_and_one_call(team: Bench, option: str, way: list[str]) -> None:
    pytest.importorskip("pytest_rerunfailures")
    result = team.run("--model=mymodels:Always", DIRECT, option, *way)
    times = 2 if "force" in option else 0
    assert result.parseoutcomes() == {"passed": 1, "failed": 1, **({"rerun": times} if times else {})}
    assert len([line for line in result.stdout.lines if "expected B, got A" in line]) == 1
    assert len(team.folders[-1].journal.read_text().splitlines()) == 2
    assert len(team.calls) == 2
    assert team.verdicts[WRONG] == "wrong"


def test_trouble_that_is_run_again_counts_as_it_ends(team: Bench, way: list[str]) -> None:
    pytest.importorskip("pytest_rerunfailures")
    result = team.run("--model=again:Recovers", DIRECT, "--reruns=2", "--realunify-batch-size=1", *way)
    assert result.parseoutcomes() == {"passed": 2, "rerun": 1}
    assert result.ret == 0
    assert set(team.verdicts.values()) == {"correct"}
    assert len(team.folders[-1].journal.read_text().splitlines()) == 2


def test_a_worker_that_dies_once_more_is_tried_again_and_the_last_result_counts(team: Bench) -> None:
    """And a plugin that is only installed costs a run with a dead worker nothing."""
    pytest.importorskip("pytest_rerunfailures")
    team.pytester.makepyfile(
        deadly="""
        import os
        from pathlib import Path
        from mymodels import Right

        class Deadly(Right):
            def answer(self, request):
                if "0001" in request.case and Path("deaths").read_text() != "":
                    Path("deaths").write_text(Path("deaths").read_text()[1:])
                    os._exit(1)
                return super().answer(request)
        """
    )
    arguments = ["--model=deadly:Deadly", DIRECT, "--realunify-batch-size=1", "-n", "1"]
    (team.path / "deaths").write_text("xx")  # the first death makes a suspect, which is asked again alone
    assert team.run(*arguments, subprocess=True).parseoutcomes() == {"passed": 1, "failed": 1}
    assert team.verdicts[WRONG] == "error"
    (team.path / "deaths").write_text("xxx")
    result = team.run(*arguments, "--reruns=2", subprocess=True)
    assert set(team.verdicts.values()) == {"correct"}
    assert result.parseoutcomes() == {"passed": 2, "rerun": 2}


def test_a_mark_of_the_team_s_own_decides_what_is_run_again(team: Bench) -> None:
    pytest.importorskip("pytest_rerunfailures")
    team.pytester.makeconftest(
        """
        import pytest

        def pytest_collection_modifyitems(items):
            for item in items:
                item.add_marker(pytest.mark.flaky(reruns=1))
        """
    )
    result = team.run("--model=mymodels:Always", DIRECT, "--reruns=2", "-p", "no:xdist")
    assert result.parseoutcomes() == {"passed": 1, "failed": 1, "rerun": 1}
    assert len(team.calls) == 2, "the answer is known"


# Run in processes of their own ----------------------------------------------------------------------------------------


def test_a_process_that_dies_for_its_test_is_that_case_s_crash(team: Bench, way: list[str]) -> None:
    """Reported as pytest-forked does, without a phase."""
    team.pytester.makeconftest(
        """
        import pytest

        @pytest.hookimpl(tryfirst=True)
        def pytest_runtest_protocol(item):
            if "0001" not in item.nodeid:
                return None
            item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
            said = ":12: running the test CRASHED with signal 11 (SIGSEGV)\\nand more"
            report = pytest.TestReport(item.nodeid, item.location, {}, "failed", said, "???")
            item.ihook.pytest_runtest_logreport(report=report)
            item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
            return True
        """
    )
    result = team.run("--model=mymodels:Right", DIRECT, *way)
    assert result.parseoutcomes() == {"passed": 1, "failed": 1}
    error = team.results[WRONG].error
    assert error is not None
    assert error.kind == "crash"
    assert error.message == (
        "the process died while running this case (:12: running the test CRASHED with signal 11 (SIGSEGV))"
    )
    assert "INTERNALERROR" not in result.stdout.str()
    gated = team.run("--model=mymodels:Right", DIRECT, "--realunify-gate=mental_tracking:direct>=0.1", *way)
    assert gated.parseoutcomes()["xfailed"] == 1


def test_a_run_of_forked_tests_has_a_result_for_each(team: Bench) -> None:
    pytest.importorskip("pytest_forked")
    team.pytester.makepyfile(test_own="def test_own(): pass")
    works = team.pytester.runpytest_subprocess("--forked", "test_own.py").ret == 0  # 1.7.5 does not on pytest 9.2
    result = team.run("--model=mymodels:Always", DIRECT, "--forked", "-p", "no:xdist", subprocess=True)
    assert "INTERNALERROR" not in result.stdout.str()
    assert sorted(team.verdicts.values()) == (["correct", "wrong"] if works else ["error", "error"])
    assert sum("0001" in call for call in team.calls) == 1, "no process runs the cases of another"


# Reports --------------------------------------------------------------------------------------------------------------


def test_a_conftest_reads_the_crash_off_every_failed_report(team: Bench, way: list[str]) -> None:
    team.pytester.makeconftest(
        """
        from pathlib import Path

        def pytest_runtest_logreport(report):
            if report.failed:
                crash = report.longrepr.reprcrash
                with Path("crashes.txt").open("a") as file:
                    print(crash.path, crash.lineno > 0, crash.message, file=file)
                assert str(report.longrepr) == crash.message
        """
    )
    gate = ["--realunify-gate=mental_tracking:direct>=0.9", "--realunify-strict-cases"]
    result = team.run("--model=mymodels:Always", DIRECT, *gate, *way)
    assert "INTERNALERROR" not in result.stdout.str()
    said = (team.path / "crashes.txt").read_text()
    assert "True expected B, got A" in said
    assert "gates True only 2 cases are scored" in said


@pytest.mark.parametrize("style", ["short", "long", "line", "native"])
def test_trouble_is_one_line_in_every_style(team: Bench, style: str) -> None:
    result = team.run("--model=again:Recovers", DIRECT, "--realunify-batch-size=1", f"--tb={style}", "-p", "no:xdist")
    line = f"{WRONG}: ConnectionError: not now (again.py:12)"
    told = [each for each in result.stdout.lines if line in each and not each.startswith(("FAILED", "realunify"))]
    assert len(told) == (2 if style == "line" else 1)  # pytest prints the place of a crash after it in that style
    assert "Traceback" not in result.stdout.str()


# async def ------------------------------------------------------------------------------------------------------------


def test_a_verb_that_is_async_without_saying_so_is_named_as_such_and_ends_the_run(team: Bench, way: list[str]) -> None:
    """Where it says so it is awaited: `test_free_running.py`."""
    result = team.run("--model=again:Hidden", DIRECT, *way)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(["!*Hidden.understand is `async def`, and is called as a plain function*"])
    assert "never awaited" not in result.stdout.str() + result.stderr.str()
    assert not team.results
