"""Processes that die at every moment: the case that did it is lost, and nothing that was made is made again."""

from __future__ import annotations

from collections import Counter

import pytest

from judgebench import NO, YES, JudgeBench
from pytest_realunify.engine.last_words import LastWords
from pytest_realunify.records import Trouble
from toybench import Bench

DIRECT = "--realunify-protocol=direct"
SHARED = """
    import os, signal, time
    from pathlib import Path
    from myjudges import Reads
    from painter import Paints

    HERE = Path(__file__).parent
    LOST = "CUDA error: device-side assert triggered"

    class Device:
        gone = False

        @classmethod
        def used(cls, lost):
            cls.gone = cls.gone or lost
            if cls.gone:  # from here on the context answers everything so, whoever asks
                raise RuntimeError(LOST)

    class Judge(Reads):
        def answer(self, requests):
            Device.used(any(request.image.getpixel((0, 0))[2] == 2 for request in requests))
            return super().answer(requests)

    class Painter(Paints):
        def generate(self, requests):
            Device.used(False)
            return super().generate(requests)

    class Killed(Paints):
        def generate(self, requests):
            with (HERE / "sizes.txt").open("a") as log:
                log.write(f"{len(requests)}\\n")
            if any("0007" in request.case for request in requests) and not (HERE / "killed").exists():
                (HERE / "killed").touch()
                time.sleep(1)  # what was drawn before is stored meanwhile
                os.kill(os.getpid(), signal.SIGKILL)
            return super().generate(requests)
    """
COLOURS = [(YES, NO) if index % 2 else (NO, NO) for index in range(10)]
CULPRIT = "world_knowledge-0002-direct"
ON_ONE_DEVICE = ["--model=shared:Painter", "--realunify-judge=shared:Judge", DIRECT, "--realunify-batch-size=2"]


@pytest.fixture
def shared(judged: JudgeBench) -> JudgeBench:
    judged.draw(COLOURS)
    judged.pytester.makepyfile(shared=SHARED)
    return judged


def once(bench: Bench) -> bool:
    """Whether no request came to the model twice."""
    return max(Counter(bench.calls).values()) == 1


def only_the_culprit_is_lost(bench: JudgeBench) -> None:
    assert len(bench.verdicts) == 10
    assert {case for case, verdict in bench.verdicts.items() if verdict not in ("correct", "wrong")} == {CULPRIT}
    lost = bench.results[CULPRIT]
    assert lost.error is not None
    assert lost.error.kind == "RuntimeError"
    assert "device-side assert" in lost.error.message
    assert lost.reply is not None, "it was drawn, and is not drawn again when the run is gone on with"


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_judge_that_loses_the_device_costs_the_case_it_looked_at(shared: JudgeBench, workers: str) -> None:
    shared.run(*ON_ONE_DEVICE, "-n", workers, subprocess=True)
    only_the_culprit_is_lost(shared)
    assert len(shared.calls) <= 10 + 2 * 2, "two deaths, each with a call of two in the air at most"


def test_without_workers_it_ends_the_run_and_nobody_else_has_a_verdict_of_it(shared: JudgeBench) -> None:
    first = shared.run(*ON_ONE_DEVICE, "-p", "no:xdist", subprocess=True)
    assert first.ret == pytest.ExitCode.INTERRUPTED
    assert set(shared.verdicts.values()) <= {"correct", "wrong"}
    first.stdout.fnmatch_lines(["!*the judge has lost the device: RuntimeError: CUDA error*--realunify-resume -n 1*"])
    second = shared.run("--realunify-resume", "-n", "1", subprocess=True)
    assert second.ret == 1
    only_the_culprit_is_lost(shared)
    assert len(shared.calls) <= 10 + 3 * 2


def test_alone_with_the_judge_it_is_at_fault_without_workers_too(shared: JudgeBench) -> None:
    arguments = [each for each in ON_ONE_DEVICE if "batch-size" not in each]
    result = shared.run(*arguments, "--realunify-batch-size=1", "-k", "0002", "-p", "no:xdist", subprocess=True)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert shared.verdicts == {CULPRIT: "error"}


def test_a_model_that_loses_the_device_with_a_whole_batch_leaves_its_cases_open(bench: Bench) -> None:
    bench.data("ABCDABCD")
    bench.pytester.makepyfile(
        lost="""
        from mymodels import Right

        class Lost(Right):
            def answer(self, request):
                if "0002-direct" in request.case:
                    raise RuntimeError("CUDA error: an illegal memory access was encountered")
                return super().answer(request)
        """
    )
    result = bench.run("--model=lost:Lost", DIRECT, "--realunify-batch-size=4", "-p", "no:xdist")
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert bench.verdicts == {}, "four were asked, and any of them may have done it"
    bench.run("--realunify-resume", "-n", "1", subprocess=True)
    assert {case for case, verdict in bench.verdicts.items() if verdict != "correct"} == {
        "mental_tracking-left-0002-direct"
    }


def test_a_run_killed_while_it_draws_draws_nothing_twice(shared: JudgeBench) -> None:
    arguments = ["--model=shared:Killed", "--realunify-judge=myjudges:Reads", DIRECT, "--realunify-batch-size=2"]
    shared.run(*arguments, "-p", "no:xdist", subprocess=True)
    assert shared.verdicts == {}, "four batches of two are planned together, and killed in the last"
    assert len(shared.calls) == 6
    assert len(list(shared.folders[-1].images.iterdir())) == 6
    result = shared.run("--realunify-resume", "-p", "no:xdist", subprocess=True)
    result.assert_outcomes(passed=5, failed=5)
    assert once(shared)
    sizes = (shared.path / "sizes.txt").read_text().split()
    assert sorted(sizes[4:]) == ["1", "1", "2"], "those in hand alone, the others together"
    assert not list(shared.folders[-1].inflight.iterdir())


def test_a_worker_that_dies_at_every_third_drawing_costs_no_drawing(shared: JudgeBench) -> None:
    shared.pytester.makepyfile(
        fragile="""
        import os
        import time
        from pathlib import Path
        from painter import Paints

        class Fragile(Paints):
            def generate(self, requests):
                mark = Path(__file__).parent / f"died-{requests[0].case}"
                if requests[0].case[16:20] in {"0004", "0008"} and not mark.exists():
                    mark.touch()
                    time.sleep(1)  # what was drawn before is stored meanwhile
                    os._exit(1)
                return super().generate(requests)
        """
    )
    arguments = ["--model=fragile:Fragile", "--realunify-judge=myjudges:Reads", DIRECT, "--realunify-batch-size=2"]
    shared.run(*arguments, "-n", "1", subprocess=True).assert_outcomes(passed=5, failed=5)
    assert len(shared.calls) == 10
    assert once(shared)


BETWEEN = """
    import os
    from pathlib import Path

    def pytest_runtest_protocol(item, nextitem):
        mark = Path(item.config.rootpath) / "between"
        if "PYTEST_XDIST_WORKER" in os.environ and "{first}" in item.name and not mark.exists():
            mark.touch()
            os._exit(1)
    """


def test_a_death_between_two_batches_is_none_of_the_next_one(bench: Bench) -> None:
    bench.data("ABCDABCD", steps=False)
    bench.pytester.makeconftest(BETWEEN.format(first="0001"))  # of the second subtask, so of the second batch
    bench.pytester.makepyfile(
        deadly="""
        import os
        from mymodels import Right

        class Deadly(Right):
            def answer(self, request):
                if "0005" in request.case:
                    os._exit(1)
                return super().answer(request)
        """
    )
    bench.run("--model=deadly:Deadly", DIRECT, "--realunify-batch-size=4", "-n", "1", subprocess=True)
    assert (bench.path / "between").exists()
    assert {case for case, verdict in bench.verdicts.items() if verdict != "correct"} == {
        "mental_tracking-right-0005-direct"
    }
    assert len(bench.verdicts) == 8


def test_what_was_answered_in_a_batch_is_not_asked_again_when_its_worker_dies_between_two_tests(bench: Bench) -> None:
    bench.data("ABCDABCD", steps=False)
    bench.pytester.makeconftest(BETWEEN.format(first="0004"))
    result = bench.run("--model=mymodels:Right", DIRECT, "--realunify-batch-size=8", "-n", "1", subprocess=True)
    assert (bench.path / "between").exists()
    result.assert_outcomes(passed=8)
    assert len(bench.calls) == 8


def test_what_a_worker_of_a_killed_run_has_said_is_not_said_of_another_one_s_death(bench: Bench) -> None:
    bench.data("ABCD", steps=False)
    bench.pytester.makepyfile(
        plain="""
        import os
        from pathlib import Path
        from mymodels import Right

        class Plain(Right):
            def answer(self, request):
                if "0001" in request.case:
                    os._exit(1)
                return super().answer(request)
        """
    )
    bench.run("--model=plain:Plain", DIRECT, "--realunify-batch-size=1", "-p", "no:xdist", subprocess=True)
    for name in ("gw0", "gw1", "gw2"):
        LastWords(bench.folders[-1].inflight, name).leave(Trouble("RuntimeError", "CUDA error: of the run before"))
    bench.run("--realunify-resume", "-n", "1", subprocess=True)
    error = bench.results["mental_tracking-right-0001-direct"].error
    assert error is not None
    assert error.kind == "crash"
    assert sorted(bench.verdicts.values()) == ["correct"] * 3 + ["error"]


@pytest.mark.parametrize("kept", [0, 40], ids=["empty", "cut"])
@pytest.mark.parametrize("finished", [True, False])
def test_a_picture_that_is_not_whole_is_drawn_again_and_infects_no_other_case(
    judged: JudgeBench, way: list[str], kept: int, finished: bool
) -> None:
    judged.draw([(YES, NO)] * 3)
    judged.pytester.makepyfile(
        same="""
        from pathlib import Path
        from PIL import Image
        from painter import Paints

        class Same(Paints):
            def generate(self, requests):
                drawn = super().generate(requests)
                return [ValueError("away") if "0002" in request.case and not Path("healed").exists()
                        else drawn[0].resize((64, 64)) for request in requests]

            def paint(self, request):
                return Image.new("RGB", (8, 8), (255, 0, 9))
        """
    )
    if not finished:
        judged.flag("outage")
    arguments = ["--model=same:Same", "--realunify-judge=myjudges:Reads", DIRECT, "--realunify-batch-size=1"]
    judged.run(*arguments, *way).assert_outcomes(passed=2 * finished, failed=3 - 2 * finished)
    (picture,) = judged.folders[-1].images.iterdir()
    whole = picture.read_bytes()
    picture.write_bytes(whole[:kept])
    judged.flag("healed")
    if not finished:
        judged.flag("outage", up=False)
    judged.run("--realunify-resume", *way).assert_outcomes(passed=3)
    assert picture.read_bytes() == whole
    before = len(judged.calls)
    judged.run("--realunify-resume", *way).assert_outcomes(passed=3)
    assert len(judged.calls) == before, "whole again"


def test_what_an_interrupted_run_has_made_is_not_made_again(bench: Bench) -> None:
    bench.data("ABCDABCD", steps=False)
    bench.pytester.makeconftest(
        """
        from pathlib import Path

        def pytest_runtest_logfinish(nodeid):
            if "0002" in nodeid and not Path("interrupted").exists():
                Path("interrupted").touch()
                raise KeyboardInterrupt
        """
    )
    first = bench.run("--model=mymodels:Right", DIRECT, "--realunify-batch-size=8", "-p", "no:xdist", subprocess=True)
    assert first.ret == pytest.ExitCode.INTERRUPTED
    assert 0 < len(bench.verdicts) < 8
    bench.run("--realunify-resume", "-n", "2", subprocess=True).assert_outcomes(passed=8)
    assert len(bench.calls) == 8
    assert list(bench.folders[-1].inflight.iterdir()) == []
