"""A run is written by one pytest at a time; whoever only reads it may at any time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pytest_realunify.stored.journal import RunFolder
from pytest_realunify.stored.run_lock import FILE
from toybench import Bench, one_line_errors

SLOW = """
import os, time
from pathlib import Path

from mymodels import Right

END = time.monotonic() + 30  # a second one that nobody refused ends, too

class Slow(Right):
    def answer(self, request):
        (Path(__file__).parent / f"asked-{os.getpid()}").touch()
        while not (Path(__file__).parent / "go").exists() and time.monotonic() < END:
            time.sleep(0.02)
        return super().answer(request)
"""
WAYS = {"no-xdist": ["-p", "no:xdist"], "n2": ["-n", "2"]}
SECONDS = 60


def waited(done: object) -> bool:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        if done():  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return False


@contextmanager
def going(bench: Bench, *arguments: str) -> Iterator[tuple[subprocess.Popen[bytes], RunFolder]]:
    """Another pytest amid its first case."""
    bench.data("ABCD")
    bench.pytester.makepyfile(slow=SLOW)
    typed = ["--realunify", "--realunify-suite=official:data", "--model=slow:Slow", "--realunify-report=none"]
    process = subprocess.Popen(
        [sys.executable, "-m", "pytest", *typed, "-p", "no:randomly", *arguments],
        cwd=bench.path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert waited(lambda: list(bench.path.glob("asked-*")))
        yield process, bench.folders[-1]
    finally:
        (bench.path / "go").touch()
        process.wait()


@pytest.mark.parametrize("way", WAYS)
def test_a_second_resume_is_refused_in_one_line_and_changes_nothing(bench: Bench, way: str) -> None:
    with going(bench, *WAYS[way]) as (process, run):
        before = {path.name: path.read_bytes() for path in run.path.iterdir() if path.is_file()}
        result = bench.run("--model=slow:Slow", "--realunify-resume=last", *WAYS[way], subprocess=True)
        assert result.ret == 4
        [line] = one_line_errors(result)
        assert f"run {run.id} is being written by process {process.pid} on {os.uname().nodename}" in line
        assert {path.name: path.read_bytes() for path in run.path.iterdir() if path.is_file()} == before
    assert process.returncode == 0
    assert len(run.results()) == 8
    assert not (run.path / FILE).exists()


def test_reports_and_gates_of_a_run_that_goes_on_are_made_and_it_keeps_its_files(bench: Bench) -> None:
    def told(*command: str) -> str:
        done = bench.pytester.run(sys.executable, "-m", "pytest_realunify.cli", *command)
        assert done.ret in (0, 1), done.stderr.str()
        return str(done.stdout.str())

    with going(bench, "-p", "no:xdist") as (_, run):
        assert run.id in told("runs")
        told("report", "last")
        assert "gates.json is left to it" in told("gate", "last", "--gate=total:direct>=0.1")
        assert not (run.path / "gates.json").exists()
    told("gate", "last", "--gate=total:direct>=0.1")
    assert (run.path / "gates.json").exists()


def test_a_killed_run_is_free_at_once_and_its_workers_write_nothing_more(bench: Bench) -> None:
    with going(bench, "-n", "2") as (process, run):
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert run.results() == {}
        (bench.path / "calls.txt").unlink(missing_ok=True)
        (bench.path / "go").touch()
        bench.run("--model=slow:Slow", "--realunify-resume=last", "-p", "no:xdist").assert_outcomes(passed=8)
    assert waited(lambda: not alive(bench.path))
    assert len(run.results()) == 8
    assert not [path for path in run.inflight.iterdir() if not path.name.endswith(".stacks")]


def alive(path: Path) -> list[int]:
    """Those of the killed run's workers that are still there."""
    pids = [int(each.name.partition("-")[2]) for each in path.glob("asked-*")]
    return [pid for pid in pids if pid != os.getpid() and Path(f"/proc/{pid}").exists()]
