"""A model that judges its own pictures, or another's that runs here: loaded once, asked one at a time, closed once."""

from __future__ import annotations

import pytest

from judgebench import JudgeBench

BOTH = '''
"""Says what happens to it, a line each, and whether two calls are under way at once."""
import time
from pathlib import Path

from myjudges import Eye
from painter import Paints

LOG = Path(__file__).parent / "log.txt"
CALLS = []


def say(text):
    with LOG.open("a") as log:
        log.write(text + "\\n")


def alone(answer):
    CALLS.append(1)
    time.sleep(0.02)
    if len(CALLS) > 1:
        say("two at once")
    answers = answer()
    CALLS.pop()
    return answers


class Both(Eye, Paints):
    def __init__(self):
        say(f"loaded {type(self).__name__}")

    def generate(self, requests):
        return alone(lambda: Paints.generate(self, requests))

    def understand(self, requests):
        return alone(lambda: Eye.understand(self, requests))

    def close(self):
        say(f"closed {type(self).__name__}")


class Other(Both):
    pass
'''

ARGUMENTS = ("--realunify-protocol=direct", "--realunify-batch-size=2", "--model=both:Both")


@pytest.fixture
def bench(judged: JudgeBench) -> JudgeBench:
    judged.draw([(255, 0)] * 8, recorded=False)
    judged.pytester.makepyfile(both=BOTH)
    return judged


def log(bench: JudgeBench) -> list[str]:
    return (bench.path / "log.txt").read_text().splitlines()


def test_a_model_that_judges_itself_is_loaded_once(bench: JudgeBench, way: list[str]) -> None:
    bench.run(*ARGUMENTS, "--realunify-judge=vlm:both:Both", *way).assert_outcomes(passed=8)
    times = 2 if "2" in way else 1  # workers
    assert sorted(log(bench)) == ["closed Both"] * times + ["loaded Both"] * times


def test_another_model_judges_while_the_one_under_test_waits(bench: JudgeBench) -> None:
    """Each may draw from the process's one generator."""
    bench.run(*ARGUMENTS, "--realunify-judge=vlm:both:Other", "-p", "no:xdist").assert_outcomes(passed=8)
    assert sorted(log(bench)) == ["closed Both", "closed Other", "loaded Both", "loaded Other"]


def test_a_resumed_run_that_has_only_to_judge_loads_it_once_too(bench: JudgeBench) -> None:
    bench.flag("outage")
    arguments = [*ARGUMENTS, "--realunify-judge=vlm:both:Both", "-p", "no:xdist"]
    assert bench.run(*arguments).ret == 1
    bench.flag("outage", up=False)
    (bench.path / "log.txt").unlink()
    bench.run("--realunify-resume", "-p", "no:xdist").assert_outcomes(passed=8)
    assert log(bench) == ["loaded Both", "closed Both"]
    assert len(bench.calls) == 8, "nothing is drawn again"
