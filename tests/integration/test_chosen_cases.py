"""What a run has set out to do is a set of cases: it is gone on with as chosen, and what is open is counted exactly."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest

from pytest_realunify.cli.main import main
from pytest_realunify.stored import selection
from pytest_realunify.stored.journal import RunFolder
from pytest_realunify.stored.stored_run import StoredRun
from toybench import Bench

MODEL = "--model=mymodels:Right"
ALONE = ["-p", "no:xdist"]
SKIPS = """
import pytest

def pytest_collection_modifyitems(items):
    for item in items:
        if "0002" in item.name:
            item.add_marker(pytest.mark.skip(reason="known bad picture"))
"""


def cut(run: RunFolder, kept: int) -> None:
    """As if the run had been killed then."""
    run.journal.write_bytes(b"".join(run.journal.read_bytes().splitlines(keepends=True)[:kept]))


def chosen(run: RunFolder) -> set[str]:
    found = selection.read(run.files)
    assert found is not None
    assert dict(found.counts) == run.facts()["selected_by_protocol"]
    return {case for case, _ in found.cases}


def missing(run: RunFolder) -> int:
    return StoredRun.load(run).summary.missing


@pytest.mark.parametrize(
    "picked",
    [["-k", "0001 or 0002"], ["cases/test_geu.py::test_geu[mental_tracking-left-0000-direct]"], ["-m", "left"]],
    ids=["k", "id", "m"],
)
def test_a_run_goes_on_with_what_it_chose(bench: Bench, way: list[str], picked: list[str]) -> None:
    bench.data("ABCD")
    bench.run(MODEL, *picked, *way)
    [run] = bench.folders
    before = chosen(run)
    assert 0 < len(before) < 8
    cut(run, 0)
    result = bench.run("--realunify-resume", *way)
    result.assert_outcomes(passed=len(before))
    result.stdout.fnmatch_lines([f"realunify: goes on with the {len(before)} cases that it chose; *"])
    assert chosen(run) == before == {case for case, _ in run.results()}


def test_another_choice_adds_to_the_first(bench: Bench, way: list[str]) -> None:
    bench.data("ABCDABCD")
    bench.run(MODEL, "-k", "0000 or 0001 or 0002", *way).assert_outcomes(passed=6)
    [run] = bench.folders
    cut(run, 1)
    result = bench.run("--realunify-resume", "-k", "0002 or 0003", *way)
    result.assert_outcomes(passed=4)
    assert result.ret == 1, "what was chosen first is open"
    assert len(chosen(run)) == 8
    assert missing(run) == 8 - len(run.results())
    assert missing(run) in (3, 4)
    result.stdout.fnmatch_lines([f"RUN NOT COMPLETE: {missing(run)} cases did not finish"])
    assert bench.run("--realunify-resume", *way).ret == 0
    assert missing(run) == 0
    assert len(run.results()) == 8


def test_a_larger_limit_takes_more(bench: Bench) -> None:
    bench.data("ABCDABCD")
    bench.run(MODEL, "--realunify-limit=1", *ALONE).assert_outcomes(passed=4)
    bench.run("--realunify-resume", "--realunify-limit=2", *ALONE).assert_outcomes(passed=8)
    assert len(chosen(bench.folders[-1])) == 8


def test_what_a_mark_skips_is_no_part_of_a_run_that_is_killed_when_it_goes_on(bench: Bench) -> None:
    bench.data("ABCD")
    bench.pytester.makeconftest(SKIPS)
    bench.pytester.makepyfile(
        hanging="""
        import time
        from pathlib import Path
        from mymodels import Right

        class Hanging(Right):
            def answer(self, request):
                if Path("hang").exists():
                    Path("hung").touch()
                    time.sleep(600)
                return super().answer(request)
        """
    )
    bench.run("--model=hanging:Hanging", *ALONE, subprocess=True).assert_outcomes(passed=6, skipped=2)
    [run] = bench.folders
    cut(run, 5)
    (bench.path / "hang").touch()
    command = [sys.executable, "-m", "pytest", *ALONE, "-p", "no:randomly", "--realunify", "--realunify-resume"]
    with subprocess.Popen(command, cwd=bench.path, stdout=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not (bench.path / "hung").exists():
            time.sleep(0.05)
        process.kill()
    assert (bench.path / "hung").exists()
    assert run.facts()["selected"] == 6
    assert missing(run) == 1
    (bench.path / "hang").unlink()
    bench.run("--realunify-resume", *ALONE, subprocess=True).assert_outcomes(passed=6, skipped=2)
    assert (run.facts()["selected"], missing(run)) == (6, 0)
    (bench.path / "conftest.py").unlink()
    bench.run("--realunify-resume", *ALONE, subprocess=True).assert_outcomes(passed=8)
    assert (run.facts()["selected"], missing(run)) == (8, 0)


def test_a_result_is_kept_though_its_case_is_skipped_by_now(bench: Bench, way: list[str]) -> None:
    bench.data("ABCD")
    bench.run(MODEL, *way).assert_outcomes(passed=8)
    [run] = bench.folders
    bench.pytester.makeconftest(SKIPS)
    assert bench.run("--realunify-resume", *way).ret == 0
    assert len(chosen(run)) == len(run.results()) == 8


def test_a_run_from_before_there_were_keys_goes_on(bench: Bench, way: list[str]) -> None:
    bench.data("ABCD")
    bench.run(MODEL, *way)
    [run] = bench.folders
    (run.path / selection.FILE).unlink()
    cut(run, 3)
    bench.run("--realunify-resume", *way).assert_outcomes(passed=8)
    assert len(chosen(run)) == 8
    (run.path / selection.FILE).unlink()
    facts = run.facts()
    facts["selected_by_protocol"] = {"direct": 2, "stepwise": 2}  # as with a `-k` that nobody remembers
    run.write_facts(facts)
    cut(run, 3)
    bench.run("--realunify-resume", "-k", "0003", *way)
    assert run.facts()["selected_by_protocol"] == {"direct": 2, "stepwise": 2} or len(run.results()) > 4
    assert not (run.path / selection.FILE).exists()


def test_a_selection_that_was_damaged_is_named(bench: Bench) -> None:
    bench.data("AB")
    bench.run(MODEL, *ALONE)
    [run] = bench.folders
    (run.path / selection.FILE).write_text("{")
    result = bench.run("--realunify-resume", *ALONE)
    assert result.ret == 4
    assert f"{selection.FILE}: not what a run writes there" in result.stderr.str()


def test_merged_shards_have_the_cases_of_all(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    bench.data()
    for number in (1, 2):
        bench.run(MODEL, f"--realunify-shard={number}/2", "-k", "not 0003", *ALONE)
    gone = json.loads(bench.folders[1].journal.read_text().splitlines()[-1])["case"]
    cut(bench.folders[1], len(bench.folders[1].results()) - 1)
    assert main(["merge", *[str(run.path) for run in bench.folders]]) == 4
    merged = bench.folders[-1]
    assert gone in capsys.readouterr().out, "by name, though -k chose"
    assert len(chosen(merged)) == 14
    bench.run(f"--realunify-resume={merged.id}", *ALONE).assert_outcomes(passed=14)
    assert missing(merged) == 0
