"""Runs that are told to stop: in order, with a summary, and resumable."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from toybench import Bench

NAPS = """
import time
from pathlib import Path
from mymodels import Right

class Naps(Right):
    def answer(self, request):
        if not Path("quick").exists():
            time.sleep(0.3)
        return super().answer(request)

    def close(self):
        if Path("slow-to-close").exists():
            time.sleep(60)
"""

HOW = pytest.mark.parametrize("how", [["-p", "no:xdist"], ["-n", "0"], ["-n", "2"]], ids=["no-xdist", "n0", "n2"])
PATIENCE = 60.0


def begun(bench: Bench, how: list[str]) -> subprocess.Popen[str]:
    """A run of 40 cases, of which some are done."""
    bench.data("ABCD" * 10)
    bench.pytester.makepyfile(naps=NAPS)
    command = [sys.executable, "-m", "pytest", "--realunify", "--model=naps:Naps", "--realunify-protocol=direct"]
    options = ["--realunify-suite=official:data", "--realunify-batch-size=1", "--realunify-report=none"]
    running = subprocess.Popen(
        [*command, *options, "-p", "no:randomly", *how],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=heeds_signals,  # noqa: PLW1509
    )
    until(lambda: any(each.stat().st_size for each in Path().glob(".realunify/runs/*/journal.jsonl")))
    return running


def heeds_signals() -> None:
    """What a shell starts in the background, or under nohup, such as these tests, ignores some, and so would what they
    start."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def until(true: object) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.05)


@HOW
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_run_that_is_terminated_ends_with_a_summary_and_goes_on(
    bench: Bench, how: list[str], number: signal.Signals
) -> None:
    running = begun(bench, how)
    running.send_signal(number)
    said, _ = running.communicate(timeout=PATIENCE)
    assert running.returncode == pytest.ExitCode.INTERRUPTED
    assert number == signal.SIGINT or f"Terminated: {number.name}; finished cases are kept" in said
    assert "RUN NOT COMPLETE" in said
    assert "MT mental tracking" in said, "the table of what is done"
    [command] = re.findall("finished cases are kept, to go on:\\s+(pytest --realunify --realunify-resume=\\S+)\n", said)
    assert "Traceback" not in said
    done = len(bench.verdicts)
    assert 0 < done < 40
    (bench.path / "quick").touch()
    calls = len(bench.calls)
    again = bench.pytester.runpytest_subprocess(*shlex.split(command)[1:], "-p", "no:xdist")
    assert again.parseoutcomes() == {"passed": 40}
    assert len(bench.calls) - calls <= 40 - done, "what was made and not yet reported is not asked again"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_second_one_ends_it_at_once_without_a_traceback(bench: Bench, number: signal.Signals) -> None:
    (bench.path / "slow-to-close").touch()
    running = begun(bench, ["-p", "no:xdist"])
    running.send_signal(number)
    time.sleep(1.5)  # it closes the model
    began = time.monotonic()
    running.send_signal(number)
    said, _ = running.communicate(timeout=PATIENCE)
    assert time.monotonic() - began < 10
    assert running.returncode == pytest.ExitCode.INTERRUPTED
    assert "realunify: stopped at once. Finished cases are kept" in said
    assert "Traceback" not in said
    assert bench.verdicts


def test_ctrl_c_twice_reaches_all_workers_and_none_tells_of_it(bench: Bench) -> None:
    running = begun(bench, ["-n", "2"])
    for _ in range(2):
        os.killpg(running.pid, signal.SIGINT)
        time.sleep(0.3)
    said, _ = running.communicate(timeout=PATIENCE)
    assert running.returncode == pytest.ExitCode.INTERRUPTED
    assert "Traceback" not in said
    assert bench.verdicts


def test_handlers_of_the_team_s_own_are_left_alone(bench: Bench) -> None:
    bench.data("AB")
    bench.pytester.makeconftest(
        """
        import signal

        def pytest_configure():
            signal.signal(signal.SIGTERM, lambda *_: None)

        def pytest_runtest_teardown():
            assert signal.getsignal(signal.SIGTERM).__name__ == "<lambda>"
        """
    )
    bench.run("--model=mymodels:Right", "-p", "no:xdist", subprocess=True).assert_outcomes(passed=4)
