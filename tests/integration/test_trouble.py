"""Models that fail, workers that die, runs that are killed: only what was in flight is lost."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from toybench import Bench

FAULTS = {
    "raises": ("raise ValueError('boom on this one')", "ValueError", "boom on this one"),
    "none": ("return None", "ModelError", "understand returned None, expected text"),
    "number": ("return 7", "ModelError", "understand returned an object of type int"),
    "memory": ("raise MemoryError('out of memory')", "MemoryError", "out of memory"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_only_the_item_at_fault_is_an_error(bench: Bench, way: list[str], fault: str) -> None:
    code, kind, message = FAULTS[fault]
    bench.data("ABCDABCD")
    bench.pytester.makepyfile(
        faulty=f"""
        from mymodels import Right

        class Faulty(Right):
            def answer(self, request):
                if "0005" in request.case:
                    {code}
                return super().answer(request)
        """
    )
    result = bench.run("--model=faulty:Faulty", *way)
    result.assert_outcomes(passed=14, failed=2)
    assert result.ret == 1
    broken = {case for case, verdict in bench.verdicts.items() if verdict == "error"}
    assert broken == {"mental_tracking-right-0005-direct", "mental_tracking-right-0005-stepwise"}
    error = bench.results["mental_tracking-right-0005-direct"].error
    assert error is not None
    assert error.kind == kind
    assert message in error.message
    result.stdout.fnmatch_lines(["direct:   scored 7 of 8, unparsed 0 (0.0%), error 1, judge-invalid 0"])
    result.stdout.fnmatch_lines(["RUN NOT VALID: 12.5% of the cases ended in error, the budget is 1%"])
    result.stdout.fnmatch_lines([f"mental_tracking-right-0005-direct: {kind}: *{message}*"])
    assert "Traceback" not in result.stdout.str()


def test_an_edit_that_is_no_picture_is_an_error_of_its_case(bench: Bench, way: list[str]) -> None:
    bench.data("ABCD")
    bench.pytester.makepyfile(
        faulty="""
        from mymodels import Right

        class Faulty(Right):
            def edit(self, requests):
                return ["a path" if "0001" in request.case else request.images[0] for request in requests]
        """
    )
    bench.run("--model=faulty:Faulty", *way).assert_outcomes(passed=7, failed=1)
    error = bench.results["mental_tracking-right-0001-stepwise"].error
    assert error is not None
    assert error.message == "edit returned an object of type str, expected a picture (PIL.Image.Image)"


def test_out_of_memory_halves_the_batch_for_the_rest(bench: Bench) -> None:
    bench.data("ABCDABCD" * 4)
    bench.pytester.makepyfile(
        tight="""
        from pathlib import Path
        from mymodels import Right

        class OutOfMemoryError(RuntimeError):
            pass

        class Tight(Right):
            def understand(self, requests):
                with Path("sizes.txt").open("a") as log:
                    log.write(f"{len(requests)}\\n")
                if len(requests) > 2:
                    raise OutOfMemoryError("CUDA out of memory")
                return super().understand(requests)
        """
    )
    result = bench.run("--model=tight:Tight", "--realunify-protocol=direct", "-p", "no:xdist")
    result.assert_outcomes(passed=32)
    sizes = [int(line) for line in (bench.path / "sizes.txt").read_text().splitlines()]
    assert sizes[:3] == [8, 4, 2]
    assert max(sizes[6:]) == 2, "the size that fitted is remembered"


def test_a_model_that_cannot_be_loaded_is_said_once_and_ends_the_run(bench: Bench, way: list[str]) -> None:
    bench.data("ABCDABCD")
    bench.pytester.makepyfile(
        heavy="class Heavy:\n    def __init__(self):\n        raise OSError('no such checkpoint')\n"
    )
    result = bench.run("--model=heavy:Heavy", "--realunify-protocol=direct", *way)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert bench.results == {}
    line = "model heavy:Heavy cannot be loaded: OSError: no such checkpoint (heavy.py:3)"
    assert [each for each in result.outlines if each == line] == [line]
    assert any(each.startswith("!") and line in each for each in result.outlines)
    assert not any("RealUnify" in each for each in result.outlines), "there is nothing to make a table of"


def test_a_fixture_that_cannot_load_its_model_ends_the_run_too(bench: Bench, way: list[str]) -> None:
    bench.data("AB")
    bench.pytester.makeconftest(
        """
        import pytest

        @pytest.fixture(scope="session")
        def model():
            pytest.fail("no checkpoint here")
        """
    )
    result = bench.run(*way)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert bench.results == {}
    assert any(each.startswith("!") and "no checkpoint here" in each for each in result.outlines)


def test_a_dead_worker_costs_the_one_case_that_killed_it(bench: Bench) -> None:
    bench.data("ABCDABCDABCDABCD")
    bench.pytester.makepyfile(
        deadly="""
        import os
        from mymodels import Right

        class Deadly(Right):
            def answer(self, request):
                if "0006-direct" in request.case:
                    os._exit(1)
                return super().answer(request)
        """
    )
    result = bench.run("--model=deadly:Deadly", "-n", "2", "--realunify-batch-size=4", subprocess=True)
    result.stdout.fnmatch_lines(["*1 failed, 31 passed*"])
    broken = {case: found for case, found in bench.results.items() if found.verdict.strict != "correct"}
    assert list(broken) == ["mental_tracking-left-0006-direct"]
    error = broken["mental_tracking-left-0006-direct"].error
    assert error is not None
    assert error.kind == "crash"
    assert broken["mental_tracking-left-0006-direct"].expected == "C"
    assert len(bench.results) == 32


@pytest.mark.parametrize("restarts", ["0", "1"])
def test_a_run_whose_workers_all_died_is_never_green(bench: Bench, restarts: str) -> None:
    bench.data("ABCDABCD")
    bench.pytester.makepyfile(deadly="import os\n\nclass Deadly:\n    def understand(self, requests): os._exit(3)\n")
    workers = ["-n", "2", f"--max-worker-restart={restarts}"]
    result = bench.run("--model=deadly:Deadly", "--realunify-protocol=direct", *workers, subprocess=True)
    assert result.ret != 0
    result.stdout.fnmatch_lines(["RUN NOT COMPLETE: * cases did not finish"])


def test_workers_that_collect_differently_are_a_clear_error(bench: Bench) -> None:
    bench.data("ABCD")
    bench.pytester.makeconftest(
        """
        def pytest_collection_modifyitems(config, items):
            if config.workerinput["workerid"] == "gw1":
                items.reverse()
        """
    )
    result = bench.run("--model=mymodels:Right", "-n", "2")
    assert result.ret != 0
    result.stdout.fnmatch_lines(["workers collected different tests: is their order stable*"])
    assert "INTERNALERROR" not in result.stdout.str()


def test_a_case_skipped_by_the_team_is_not_part_of_the_run(bench: Bench, way: list[str]) -> None:
    bench.data("ABCD")
    bench.pytester.makeconftest(
        """
        import pytest

        def pytest_collection_modifyitems(items):
            for item in items:
                if "0002" in item.name:
                    item.add_marker(pytest.mark.skip(reason="known bad picture"))
        """
    )
    result = bench.run("--model=mymodels:Right", *way)
    result.assert_outcomes(passed=6, skipped=2)
    assert result.ret == 0
    assert len(bench.results) == 6
    assert bench.folders[-1].facts()["selected"] == 6
    result.stdout.fnmatch_lines(["direct:   scored 3 of 3, *"])


def test_a_killed_run_resumes_without_asking_again(bench: Bench) -> None:
    bench.data("ABCDABCD" * 3)
    bench.pytester.makepyfile(
        slow="""
        import time
        from mymodels import Always

        class Slow(Always):
            def understand(self, requests):
                time.sleep(0.05 * len(requests))
                return super().understand(requests)
        """
    )
    command = [sys.executable, "-m", "pytest", "-p", "no:randomly", "--realunify"]
    command += ["--realunify-suite=official:data", "--model=slow:Slow", "--realunify-batch-size=4", "-n", "2"]
    bench.run(*command[6:], subprocess=True)
    uninterrupted, first_calls = bench.verdicts, len(bench.calls)
    (bench.path / "calls.txt").unlink()

    process = subprocess.Popen(command, cwd=bench.path, stdout=subprocess.DEVNULL, start_new_session=True)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if len(bench.folders) == 2 and len(bench.folders[-1].results()) >= 12:
            break
        time.sleep(0.02)
    process.kill()
    process.wait()
    time.sleep(1.5)  # the workers notice that their controller is gone
    killed = bench.folders[-1]
    finished = {f"{case}" for case, _ in killed.results()}
    assert 12 <= len(finished) < 48
    (bench.path / "calls.txt").unlink()

    result = bench.run("--realunify-resume=last", "-n", "1", subprocess=True)
    assert result.ret == 1
    asked = {line.partition(" ")[2] for line in bench.calls}
    assert asked <= set(uninterrupted) - finished, "no finished case is inferred again"
    assert len(set(uninterrupted) - finished - asked) <= 4 * 4, "but for what was made and not yet told, every other is"
    assert bench.folders[-1].id == killed.id
    assert bench.verdicts == uninterrupted
    assert first_calls == 24 + 48
    result.stdout.fnmatch_lines([f"realunify: run .realunify/runs/{killed.id} (resumed)", "direct: *scored 24 of 24*"])


def test_resuming_tries_errors_again_and_nothing_else(bench: Bench, way: list[str]) -> None:
    bench.data("ABCD")
    bench.pytester.makepyfile(
        flaky="""
        from pathlib import Path
        from mymodels import Right

        class Flaky(Right):
            def answer(self, request):
                if "0002" in request.case and not Path("healed").exists():
                    raise ConnectionError("server is away")
                return super().answer(request)
        """
    )
    bench.run("--model=flaky:Flaky", *way).assert_outcomes(passed=6, failed=2)
    (bench.path / "healed").touch()
    before = len(bench.calls)
    bench.run("--realunify-resume", *way).assert_outcomes(passed=8)
    assert {line.partition(" ")[2] for line in bench.calls[before:]} == {
        "mental_tracking-left-0002-direct",
        "mental_tracking-left-0002-stepwise",
    }
    assert set(bench.verdicts.values()) == {"correct"}
    assert len(bench.folders) == 1


def test_a_half_written_last_line_is_not_a_result(bench: Bench) -> None:
    bench.data("ABCD")
    bench.run("--model=mymodels:Right", "-p", "no:xdist")
    folder = bench.folders[-1]
    whole = folder.journal.read_bytes()
    folder.journal.write_bytes(whole[:-40])
    before = len(bench.calls)
    bench.run("--realunify-resume=last", "-p", "no:xdist").assert_outcomes(passed=8)
    assert len({line.partition(" ")[2] for line in bench.calls[before:]}) == 1
    assert len(folder.results()) == 8


def test_interrupting_keeps_what_is_finished(bench: Bench) -> None:
    bench.data("ABCD")
    bench.pytester.makepyfile(
        stopped="""
        from mymodels import Right

        class Stopped(Right):
            def answer(self, request):
                if "0003" in request.case:
                    raise KeyboardInterrupt
                return super().answer(request)
        """
    )
    result = bench.run("--model=stopped:Stopped", "--realunify-batch-size=1", "-p", "no:xdist", subprocess=True)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert len(bench.results) == 3
    result.stdout.fnmatch_lines(["direct: *scored 3 of 4*not finished 1"])
