"""What breaks in another interpreter, raises or hangs there, costs what it would cost here, and a process at most."""

from __future__ import annotations

import os
import time

import pytest

from interpreters import bare, given
from thereandhere import nameless, tables
from toybench import Bench

DIRECT = "--realunify-protocol=direct"
ALONE = ("-p", "no:xdist")
CULPRIT = "mental_tracking-left-0002-direct"


@pytest.fixture(scope="module", params=["bare", *given()])
def python(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Of this Python with Pillow alone, and those that REALUNIFY_TEST_PYTHONS names."""
    return str(bare(tmp_path_factory.mktemp("env")) if request.param == "bare" else request.param)


def others_are_correct(bench: Bench, cases: int) -> None:
    assert {case for case, verdict in bench.verdicts.items() if verdict != "correct"} == {CULPRIT}
    assert len(bench.verdicts) == cases


def error_of(bench: Bench, case: str = CULPRIT) -> tuple[str, str]:
    error = bench.results[case].error
    assert error is not None
    return error.kind, error.message


ODD = {
    "raises": "raise ValueError('boom on\\nthis one')",
    "raises one of ours": "from pytest_realunify.errors import DataError; raise DataError('row 7 is broken')",
    "raises what is no Exception": "raise type('Odd', (BaseException,), {})('out of the ordinary')",
    "exits": "raise SystemExit(3)",
    "says nothing": "raise KeyError",
    "raises from": "raise RuntimeError('outer') from ValueError('inner')",
    "has odd letters": "raise ValueError('\\ud800 \\U0001f40e \\x1b[31m')",
    "stands in its place": "return ZeroDivisionError('instead of an answer')",
    "is None": "return None",
    "is a number": "return 7",
    "is bytes": "return b'A'",
    "is a list": "return ['A', 'B']",
    "has half a letter": "return 'The answer is \\ud800 A.'",
}


@pytest.mark.parametrize("code", ODD.values(), ids=list(ODD))
def test_odd_answers_and_odd_exceptions_are_those_of_a_local_model(bench: Bench, python: str, code: str) -> None:
    bench.data("ABCDABCD")
    bench.pytester.makepyfile(
        odd=f"""
        from mymodels import Right

        class Odd(Right):
            def answer(self, request):
                if "0002" in request.case:
                    {code}
                return super().answer(request)
        """
    )
    tables(bench, "odd:Odd", python)
    here = bench.run("--model=here", DIRECT, *ALONE).parseoutcomes(), nameless(bench.results)
    there = bench.run("--model=there", DIRECT, *ALONE).parseoutcomes(), nameless(bench.results)
    assert there == here
    assert len(bench.results) == 8


def test_a_process_that_dies_costs_the_one_case_that_killed_it(bench: Bench, way: list[str], python: str) -> None:
    bench.data("ABCDABCD")
    bench.pytester.makepyfile(
        deadly="""
        import os, signal
        from pathlib import Path
        from mymodels import Right

        class Deadly(Right):
            def __init__(self):
                with Path("loads.txt").open("a") as log:
                    log.write("x")

            def answer(self, request):
                if "0002-direct" in request.case:
                    os.kill(os.getpid(), signal.SIGKILL)
                return super().answer(request)
        """
    )
    tables(bench, "deadly:Deadly", python)
    bench.run("--model=there", DIRECT, *way).assert_outcomes(passed=7, failed=1)
    others_are_correct(bench, 8)
    kind, message = error_of(bench)
    assert kind == "crash"
    assert message == f"the process of {python} died (SIGKILL, out of memory?) while it answered"
    loads = len((bench.path / "loads.txt").read_text())
    assert loads <= 2 + len(way), "asked one by one after the first death"


HANGS = """
    import time
    from pathlib import Path
    from mymodels import Right

    class Hangs(Right):
        def __init__(self):
            with Path("loads.txt").open("a") as log:
                log.write("x")

        def answer(self, request):
            while "0002" in request.case:
                try:
                    time.sleep(60)
                except {caught}:
                    continue
            return super().answer(request)
    """


@pytest.mark.parametrize(("caught", "loads"), [("ValueError", 1), ("BaseException", 3)])
def test_a_hung_call_costs_its_case_and_only_a_deaf_one_its_process(
    bench: Bench, python: str, caught: str, loads: int
) -> None:
    bench.data("ABCD")
    bench.pytester.makepyfile(hangs=HANGS.format(caught=caught))
    tables(bench, "hangs:Hangs", python)
    began = time.monotonic()
    bench.run("--model=there", DIRECT, "--realunify-timeout=0.3", *ALONE).assert_outcomes(passed=3, failed=1)
    assert time.monotonic() - began < 50, "a sleep of its takes 60"
    others_are_correct(bench, 4)
    assert error_of(bench) == ("timeout", "understand: no answer within 0.3 s")
    assert (bench.path / "loads.txt").read_text() == "x" * loads


def test_a_process_that_dies_is_missed_though_a_child_of_its_lives_on(bench: Bench, python: str) -> None:
    """As a data loader's would: what is forked holds all lines open."""
    bench.data("ABCD")
    bench.pytester.makepyfile(
        forks="""
        import os, time
        from mymodels import Right

        class Forks(Right):
            def answer(self, request):
                if "0002" in request.case:
                    if os.fork() == 0:
                        time.sleep(60)
                        os._exit(0)
                    os._exit(7)
                return super().answer(request)
        """
    )
    tables(bench, "forks:Forks", python)
    began = time.monotonic()
    bench.run("--model=there", DIRECT, *ALONE).assert_outcomes(passed=3, failed=1)
    assert time.monotonic() - began < 55
    others_are_correct(bench, 4)
    assert "(exit code 7)" in error_of(bench)[1]


def test_a_start_is_none_of_the_time_that_a_call_has(bench: Bench, python: str) -> None:
    bench.data("ABCD")
    bench.pytester.makepyfile(
        slow="""
        import os, time
        from mymodels import Right

        class Slow(Right):
            def __init__(self):
                time.sleep(1.0)

            def answer(self, request):
                if "0002" in request.case:
                    os._exit(3)
                return super().answer(request)
        """
    )
    tables(bench, "slow:Slow", python)
    bench.run("--model=there", DIRECT, "--realunify-timeout=0.2", *ALONE).assert_outcomes(passed=3, failed=1)
    others_are_correct(bench, 4)
    assert "(exit code 3)" in error_of(bench)[1]


def test_a_lost_device_costs_its_case_and_a_process_and_no_worker(bench: Bench, python: str) -> None:
    bench.data("ABCDABCD")
    bench.pytester.makepyfile(
        lost="""
        from mymodels import Right

        class Lost(Right):
            gone = False

            def answer(self, request):
                if "0002" in request.case:
                    Lost.gone = True
                if Lost.gone:  # from here on the context answers everything so
                    raise RuntimeError("CUDA error: device-side assert triggered\\nCompile with TORCH_USE_CUDA_DSA")
                return super().answer(request)
        """
    )
    tables(bench, "lost:Lost", python)
    bench.run("--model=there", DIRECT, *ALONE).assert_outcomes(passed=7, failed=1)
    others_are_correct(bench, 8)
    kind, message = error_of(bench)
    assert kind == "RuntimeError"
    assert message.startswith("CUDA error: device-side assert triggered Compile with TORCH_USE_CUDA_DSA (lost.py:")


def test_out_of_memory_halves_the_batch_for_the_rest(bench: Bench, python: str) -> None:
    bench.data("ABCDABCD" * 4)
    bench.pytester.makepyfile(
        tight="""
        from pathlib import Path
        from mymodels import Right

        class CudaOutOfMemory(MemoryError):
            pass

        class Tight(Right):
            def understand(self, requests):
                with Path("sizes.txt").open("a") as log:
                    log.write(f"{len(requests)}\\n")
                if len(requests) > 2:
                    raise CudaOutOfMemory("no room")
                return super().understand(requests)
        """
    )
    tables(bench, "tight:Tight", python)
    bench.run("--model=there", DIRECT, *ALONE).assert_outcomes(passed=32)
    sizes = [int(line) for line in (bench.path / "sizes.txt").read_text().splitlines()]
    assert sizes[:3] == [8, 4, 2]
    assert max(sizes[6:]) == 2, "the size that fitted is remembered"


def test_a_crash_loop_ends_the_run_and_it_can_be_resumed(bench: Bench, python: str) -> None:
    bench.data("ABCDABCD")
    bench.pytester.makepyfile(
        deadly="""
        import os
        from pathlib import Path
        from mymodels import Right

        class Deadly(Right):
            def answer(self, request):
                if not Path("healed").exists() and "0000" not in request.case:
                    os._exit(1)
                return super().answer(request)
        """
    )
    tables(bench, "deadly:Deadly", python)
    result = bench.run("--model=there", DIRECT, *ALONE)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert any(line.startswith("!") and "3 cases in a row took" in line for line in result.outlines)
    (bench.path / "healed").touch()
    bench.run("--realunify-resume", *ALONE).assert_outcomes(passed=8)


def test_an_interrupt_ends_the_run_and_the_process(bench: Bench, python: str) -> None:
    bench.data("ABCD")
    bench.pytester.makeconftest(  # a shell has what it starts in the background ignore Ctrl-C, and that is inherited
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    )
    bench.pytester.makepyfile(
        busy="""
        import os, time
        from pathlib import Path
        from mymodels import Right

        class Busy(Right):
            def answer(self, request):
                Path("pid").write_text(str(os.getpid()))
                os.kill(os.getppid(), 2)  # as Ctrl-C reaches the waiting side
                time.sleep(60)
        """
    )
    tables(bench, "busy:Busy", python)
    began = time.monotonic()
    result = bench.run("--model=there", *ALONE, subprocess=True)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert time.monotonic() - began < 55, "a sleep of its takes 60"
    with pytest.raises(ProcessLookupError):
        os.kill(int((bench.path / "pid").read_text()), 0)
