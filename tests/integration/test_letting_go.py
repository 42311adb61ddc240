"""Loading, judging and closing that hang: what it costs, what is said, and that the process ends with its report."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from judgebench import EYES, JudgeBench
from toybench import Bench

DIRECT = "--realunify-protocol=direct"
LIMIT = "--realunify-timeout=0.5"
LONG = 45.0
"""Seconds within which a run ends whose parts would sleep for ten minutes."""

HANGS = '''
"""Models and judges that hang somewhere. A worker that they start is no daemon."""
import threading
import time

from mymodels import Right


def sleep():
    time.sleep(600)


def deaf():
    waiting = threading.Thread(target=sleep)  # which the interpreter waits for at its end
    waiting.start()
    while True:
        try:
            waiting.join()
        except BaseException:
            pass


class Stays(Right):
    def close(self):
        sleep()


class Deaf(Right):
    def close(self):
        deaf()


class NeverLoads(Right):
    def __init__(self):
        sleep()


class NeverSays(Right):
    def identity(self):
        sleep()
'''

HUNG_JUDGES = '''
import time

from myjudges import Reads


class Hangs(Reads):
    """On the picture of index 1."""

    def answer(self, requests):
        if any(request.image.getpixel((0, 0))[2] == 1 for request in requests):
            time.sleep(600)
        return super().answer(requests)


class Spins(Reads):
    """The same, where an exception reaches it."""

    def answer(self, requests):
        while any(request.image.getpixel((0, 0))[2] == 1 for request in requests):
            try:
                time.sleep(0.01)
            except Exception:
                continue
        return super().answer(requests)


class AtOnce(Hangs):
    concurrent = True


class NeverLoads(Reads):
    def __init__(self):
        time.sleep(600)


class Stays(Reads):
    def close(self):
        time.sleep(600)
'''


@pytest.fixture
def in_time() -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < LONG


HOW = pytest.mark.parametrize("how", [["-p", "no:xdist"], ["-n", "1"]], ids=["no-xdist", "n1"])


@HOW
@pytest.mark.parametrize("model", ["Stays", "Deaf"])
@pytest.mark.usefixtures("in_time")
def test_a_model_that_does_not_close_is_said_and_left_behind(bench: Bench, how: list[str], model: str) -> None:
    bench.data("ABCD")
    bench.pytester.makepyfile(hangs=HANGS)
    result = bench.run(f"--model=hangs:{model}", DIRECT, LIMIT, *how, subprocess=True)
    result.assert_outcomes(passed=4)
    assert result.ret == 0
    result.stdout.fnmatch_lines([f"realunify: *close() of model hangs:{model}: no answer within 3 s*; left behind"])
    assert set(bench.verdicts.values()) == {"correct"}


@pytest.mark.usefixtures("in_time")
def test_a_team_s_own_fixture_that_does_not_end_is_interrupted(bench: Bench) -> None:
    bench.data("ABCD")
    bench.pytester.makepyfile(hangs=HANGS)
    bench.pytester.makeconftest(
        """
        import pytest
        from hangs import Right, sleep

        @pytest.fixture(scope="session")
        def model():
            yield Right()
            sleep()
        """
    )
    result = bench.run(DIRECT, LIMIT, "-p", "no:xdist", subprocess=True)
    result.assert_outcomes(passed=4, errors=1)
    result.stdout.fnmatch_lines(["*the `model` fixture of conftest.py did not end within 3 s"])


@pytest.mark.parametrize(
    ("how", "model"),
    [(["-p", "no:xdist"], "NeverLoads"), (["-p", "no:xdist"], "NeverSays"), (["-n", "1"], "NeverLoads")],
    ids=["no-xdist-loads", "no-xdist-says", "n1-loads"],
)
@pytest.mark.usefixtures("in_time")
def test_a_model_that_is_never_loaded_ends_the_run_in_one_line(bench: Bench, how: list[str], model: str) -> None:
    bench.data("ABCD")
    bench.pytester.makepyfile(hangs=HANGS)
    result = bench.run(f"--model=hangs:{model}", DIRECT, LIMIT, *how, subprocess=True)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines([f"!*model hangs:{model} was not loaded within 15 s;*"])
    assert "Traceback" not in result.stdout.str()


@pytest.mark.usefixtures("in_time")
def test_a_team_s_own_fixture_that_never_loads_ends_the_run_likewise(bench: Bench) -> None:
    bench.data("ABCD")
    bench.pytester.makepyfile(hangs=HANGS)
    bench.pytester.makeconftest(
        """
        import pytest
        from hangs import NeverLoads

        @pytest.fixture(scope="session")
        def model():
            return NeverLoads()
        """
    )
    result = bench.run(DIRECT, LIMIT, "-p", "no:xdist", subprocess=True)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(["!*model conftest was not loaded within 15 s;*"])


@pytest.mark.parametrize(
    ("how", "judge"),
    [(["-p", "no:xdist"], "Hangs"), (["-n", "1"], "Hangs"), (["-p", "no:xdist"], "Spins"), (["-n", "1"], "AtOnce")],
    ids=["no-xdist-hangs", "n1-hangs", "no-xdist-spins", "n1-at-once"],
)
@pytest.mark.usefixtures("in_time")
def test_a_judge_that_hangs_on_a_picture_costs_that_case(judged: JudgeBench, how: list[str], judge: str) -> None:
    judged.draw([(255, 0), (255, 0), (EYES, 0)])
    judged.pytester.makepyfile(hung=HUNG_JUDGES)
    arguments = ["--model=recorded:outputs", DIRECT, "--realunify-timeout=0.2", f"--realunify-judge=hung:{judge}"]
    result = judged.run(*arguments, *how, subprocess=True)
    assert result.ret == 1
    assert [states[0] for states in judged.states().values()] == ["correct", "error", "wrong"]
    [error] = [each.error for each in judged.results.values() if each.error]
    assert (error.kind, error.message.partition(" s")[0]) == ("timeout", "answer: no answer within 0.2")
    assert ("did not come back; left behind" in result.stdout.str()) == (judge != "Spins")


@pytest.mark.usefixtures("in_time")
def test_a_judge_that_is_never_loaded_leaves_its_cases_unjudged(judged: JudgeBench) -> None:
    judged.draw([(255, 0), (255, 0)])
    judged.pytester.makepyfile(hung=HUNG_JUDGES)
    arguments = ["--model=recorded:outputs", DIRECT, LIMIT, "--realunify-judge=hung:NeverLoads"]
    result = judged.run(*arguments, "-p", "no:xdist", subprocess=True)
    assert result.ret == 1
    assert {states[0] for states in judged.states().values()} == {"error"}
    errors = {each.error.message.partition(";")[0] for each in judged.results.values() if each.error}
    assert errors == {"judge hung:NeverLoads was not loaded within 15 s"}


@HOW
@pytest.mark.usefixtures("in_time")
def test_a_judge_that_does_not_close_is_said_and_left_behind(judged: JudgeBench, how: list[str]) -> None:
    judged.draw([(255, 0), (255, 0)])
    judged.pytester.makepyfile(hung=HUNG_JUDGES)
    arguments = ["--model=recorded:outputs", DIRECT, LIMIT, "--realunify-judge=hung:Stays"]
    result = judged.run(*arguments, *how, subprocess=True)
    result.assert_outcomes(passed=2)
    assert result.ret == 0
    result.stdout.fnmatch_lines(["realunify: *close() of judge hung:Stays: no answer within 3 s*; left behind"])
