"""Calls that hang, devices that are lost, workers that die again and again: what it costs, and what is said."""

from __future__ import annotations

import time

import pytest

from toybench import Bench

HANGS = """
    import time
    from mymodels import Right

    class Hangs(Right):
        def answer(self, request):
            while "0002" in request.case:
                try:
                    time.sleep(60)
                except {caught}:
                    continue
            return super().answer(request)
    """

LOST = """
    import os
    from pathlib import Path
    from mymodels import Right

    class Lost(Right):
        gone = False

        def answer(self, request):
            if "{culprit}" in request.case:
                Lost.gone = True
            if Lost.gone:  # from here on the context answers everything so
                raise RuntimeError("CUDA error: device-side assert triggered\\nCompile with TORCH_USE_CUDA_DSA")
            return super().answer(request)
    """

CULPRIT = "mental_tracking-left-0002-direct"
DIRECT = "--realunify-protocol=direct"


def others_are_correct(bench: Bench, cases: int) -> None:
    assert {case for case, verdict in bench.verdicts.items() if verdict != "correct"} == {CULPRIT}
    assert len(bench.verdicts) == cases


def test_a_hung_call_is_interrupted_and_costs_its_case_alone(bench: Bench, way: list[str]) -> None:
    bench.data("ABCDABCD")
    bench.pytester.makepyfile(hangs=HANGS.format(caught="ValueError"))
    began = time.monotonic()
    result = bench.run("--model=hangs:Hangs", DIRECT, "--realunify-timeout=0.3", *way)
    assert time.monotonic() - began < 50, "a sleep of its takes 60"
    result.assert_outcomes(passed=7, failed=1)
    others_are_correct(bench, 8)
    error = bench.results[CULPRIT].error
    assert error is not None
    assert (error.kind, error.message) == ("timeout", "understand: no answer within 0.3 s")
    result.stdout.fnmatch_lines([f"{CULPRIT}: timeout: understand: no answer within 0.3 s"])


def test_a_worker_that_no_interrupt_reaches_ends_and_another_goes_on(bench: Bench) -> None:
    bench.data("ABCD")
    bench.pytester.makepyfile(hangs=HANGS.format(caught="BaseException"))
    result = bench.run("--model=hangs:Hangs", DIRECT, "--realunify-timeout=0.2", "-n", "1", subprocess=True)
    assert result.ret == 1
    others_are_correct(bench, 4)
    error = bench.results[CULPRIT].error
    assert error is not None
    assert error.kind == "timeout"
    assert error.message.startswith("no answer within 0.2 s, nor to an interrupt; where it stood: stacks/gw")
    stacks = bench.folders[-1].path / error.message.rpartition(" ")[2]
    assert "in answer" in stacks.read_text()
    result.stdout.fnmatch_lines([f"{CULPRIT}: timeout: no answer within 0.2 s*"])


def test_a_process_without_workers_says_so_before_it_ends_and_can_be_resumed(bench: Bench) -> None:
    bench.data("ABCD")
    bench.pytester.makepyfile(hangs=HANGS.format(caught="BaseException"))
    arguments = ["--realunify-timeout=0.2", "--realunify-batch-size=1"]
    result = bench.run("--model=hangs:Hangs", DIRECT, *arguments, "-p", "no:xdist", subprocess=True)
    assert result.ret == 1
    assert list(bench.verdicts.values()) == ["correct"]
    result.stderr.fnmatch_lines(
        ["realunify: a call of the model took more than 0.2 s per case and cannot be interrupted, *", "*in answer"]
    )
    bench.run("--realunify-resume", "-n", "1", subprocess=True)
    others_are_correct(bench, 4)


def test_a_lost_device_costs_the_case_that_lost_it_and_a_worker(bench: Bench) -> None:
    bench.data("ABCDABCD")
    bench.pytester.makepyfile(lost=LOST.format(culprit="0002-direct"))
    result = bench.run("--model=lost:Lost", DIRECT, "--realunify-batch-size=4", "-n", "2", subprocess=True)
    assert result.ret == 1
    others_are_correct(bench, 8)
    error = bench.results[CULPRIT].error
    assert error is not None
    assert error.kind == "RuntimeError"
    assert error.message.startswith("CUDA error: device-side assert triggered")
    result.stdout.fnmatch_lines([f"{CULPRIT}: RuntimeError: CUDA error: device-side assert triggered*"])


def test_without_workers_a_lost_device_ends_the_run_and_is_said_once(bench: Bench) -> None:
    bench.data("ABCDABCD")
    bench.pytester.makepyfile(lost=LOST.format(culprit="0002-direct"))
    result = bench.run("--model=lost:Lost", DIRECT, "--realunify-batch-size=1", "-p", "no:xdist")
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert bench.verdicts == {"mental_tracking-left-0000-direct": "correct", CULPRIT: "error"}
    result.stdout.fnmatch_lines(
        ["RUN NOT COMPLETE: 6 cases did not finish", "!*CUDA error: device-side assert*--realunify-resume -n 1*"]
    )
    bench.run("--realunify-resume", "-n", "1", subprocess=True)
    others_are_correct(bench, 8)


def test_a_crash_loop_stops_with_a_reason_and_is_never_green(bench: Bench) -> None:
    bench.data("ABCDABCDABCDABCD")
    bench.pytester.makepyfile(lost=LOST.format(culprit="direct"))
    result = bench.run("--model=lost:Lost", DIRECT, "--realunify-batch-size=2", "-n", "2", subprocess=True)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert 2 <= len(bench.results) < 8
    assert set(bench.verdicts.values()) == {"error"}
    result.stdout.fnmatch_lines(
        [
            "RUN NOT COMPLETE: * cases did not finish",
            "!*workers died in a row, and no case came to its end between (RuntimeError: CUDA error: *",
        ]
    )


def test_a_worker_that_dies_between_two_cases_costs_none_and_runs_none_twice(bench: Bench) -> None:
    """As when the judge takes it down in the background, on the picture of another case."""
    bench.data("ABCDABCD")
    bench.pytester.makeconftest(
        """
        import os
        from pathlib import Path

        def pytest_runtest_logfinish(nodeid):
            mark = Path(nodeid[-12:-8])
            if "PYTEST_XDIST_WORKER" in os.environ and mark.name in {"0000", "0002"} and not mark.exists():
                mark.touch()
                os._exit(1)
        """
    )
    arguments = ["--realunify-batch-size=4", "-n", "1"]
    result = bench.run("--model=mymodels:Right", DIRECT, *arguments, subprocess=True)
    assert (bench.path / "0000").exists()
    assert (bench.path / "0002").exists()
    result.assert_outcomes(passed=8)
    assert set(bench.verdicts.values()) == {"correct"}
    assert len(bench.folders[-1].journal.read_text().splitlines()) == 8


def test_more_culprits_than_xdist_would_put_up_with_cost_only_themselves(bench: Bench) -> None:
    """Left to itself it ends a run at four deaths per worker."""
    bench.data("ABCD" * 3)
    bench.pytester.makepyfile(
        deadly="""
        import os
        from mymodels import Right

        class Deadly(Right):
            def answer(self, request):
                if request.case[-11:-7] in {"0000", "0004", "0008", "0003", "0007"}:  # no two in a row
                    os._exit(1)
                return super().answer(request)
        """
    )
    result = bench.run("--model=deadly:Deadly", DIRECT, "--realunify-batch-size=1", "-n", "1", subprocess=True)
    assert result.ret == 1
    assert sorted(bench.verdicts.values()) == ["correct"] * 7 + ["error"] * 5


def test_a_model_that_is_gone_half_way_ends_the_run_and_the_rest_is_done_when_it_is_resumed(bench: Bench) -> None:
    bench.data("ABCDABCD")
    bench.pytester.makepyfile(
        refused="""
        from pathlib import Path
        from pytest_realunify.errors import ModelUnavailableError
        from mymodels import Right

        class Refused(Right):
            def answer(self, request):
                if "0001" in request.case and not Path("renewed").exists():
                    raise ModelUnavailableError("the server refuses the key")
                return super().answer(request)
        """
    )
    arguments = ["--realunify-batch-size=4", "-p", "no:xdist"]
    result = bench.run("--model=refused:Refused", DIRECT, *arguments)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert set(bench.verdicts.values()) == {"correct"}
    assert len(bench.verdicts) == 4
    result.stdout.fnmatch_lines(["!*the server refuses the key*"])
    (bench.path / "renewed").touch()
    bench.run("--realunify-resume", "-p", "no:xdist").assert_outcomes(passed=8)
