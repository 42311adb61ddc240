"""A team's own tests that ask the model about instances which hypothesis draws: what fails is shrunk, shown, and can be
asked again from the printed line, whoever runs the tests."""

import json
import re
from pathlib import Path

import pytest

from toybench import Bench

MODELS = '''
from pathlib import Path
from pytest_realunify.strategies.twin import SUITE, place
import random

HERE = Path(__file__).parent

class Planted:
    """Knows the answer to mazes below a size."""

    def understand(self, requests):
        with (HERE / "calls.txt").open("a") as log:
            log.writelines(f"{len(requests)} {each.case}\\n" for each in requests)
        return [self.answer(each) for each in requests]

    def answer(self, request):
        at = place(request.case.rpartition("-")[0])
        gold = SUITE.instance(at).answer
        return self.wrong(gold, request) if dict(at.values)["size"] >= 14 else gold

    def wrong(self, gold, request):
        return "ABCD"["ABCD".index(gold) - 1]

class Seeded(Planted):
    """Wrong in words that differ with the request's seed."""

    def wrong(self, gold, request):
        return random.Random(request.seed).choice([each for each in "ABCD" if each != gold])

class Fickle(Planted):
    """Seeds mean nothing to it."""

    def wrong(self, gold, request):
        return random.choice("ABCD")

class Down(Planted):
    def answer(self, request):
        raise ValueError("out of order")

class Painter:
    def generate(self, requests):
        return []
'''

TESTS = """
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from pytest_realunify.strategies import instances, place

@settings(deadline=None, max_examples=10, database=None, derandomize=True)
@given(at=instances("maze", size=st.integers(6, 20)))
def test_every_maze(ask, at):
    assert ask(at).correct

@settings(deadline=None, max_examples=5, database=None, derandomize=True)
@given(several=st.lists(instances("maze", size=st.integers(6, 13)), min_size=4, max_size=8, unique=True))
def test_small_mazes(ask, several):
    assert all(each.correct for each in ask(several))
"""

WAYS = [["-p", "no:xdist"], ["-n", "0"], ["-n", "2"]]


@pytest.fixture
def team(bench: Bench) -> Bench:
    bench.pytester.makepyfile(planted=MODELS, test_team=TESTS)
    return bench


def run(team: Bench, model: str, *arguments: str) -> pytest.RunResult:
    return team.run(f"--model=planted:{model}", "--realunify-suite=procedural:1", *arguments)


def asked(team: Bench) -> list[dict[str, object]]:
    lines = (team.folders[-1].path / "asked.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("model", ["Planted", "Seeded"])
def test_the_smallest_failing_instance_is_shown_and_fails_again_from_its_line(
    team: Bench, model: str, way: list[str]
) -> None:
    result = run(team, model, "test_team.py", *way)
    result.assert_outcomes(passed=1, failed=1)
    out = result.stdout.str()
    assert "instance: cognitive_navigation-maze-size14.seed0-0000 under direct: wrong" in out
    assert re.search(r"^gold: [A-D]$", out, re.MULTILINE)
    assert re.search(r"^reply: [A-D]$", out, re.MULTILINE)
    assert "maze" in (re.search(r"^question: (.*)$", out, re.MULTILINE) or [""])[0]
    picture = re.search(r"^picture: (.*)$", out, re.MULTILINE)
    assert picture is not None
    assert Path(picture[1]).is_file()
    cases = [each["case"] for each in asked(team)]
    assert len(set(cases)) == len(cases)  # none is asked twice
    line = re.search(r"again: add (@example\(place\('[^']*'\)\))", out)
    assert line is not None
    pasted = line[1].replace("(place", "(at=place")
    again = TESTS.replace("@settings(deadline", f"{pasted}\n@settings(phases=[Phase.explicit], deadline", 1)
    team.pytester.makepyfile(test_again=again)
    (team.path / "calls.txt").unlink()
    run(team, model, "test_again.py::test_every_maze", *way).assert_outcomes(failed=1)
    assert team.calls == ["1 cognitive_navigation-maze-size14.seed0-0000-direct"]


def test_several_go_to_the_model_in_one_call(team: Bench) -> None:
    run(team, "Planted", "test_team.py::test_small_mazes", "-p", "no:xdist").assert_outcomes(passed=1)
    assert max(int(line.split()[0]) for line in team.calls) >= 4


def test_a_model_that_samples_makes_no_test_flaky(team: Bench) -> None:
    result = run(team, "Fickle", "test_team.py::test_every_maze", "-p", "no:xdist")
    result.assert_outcomes(failed=1)
    assert "Flaky" not in result.stdout.str()


@pytest.mark.parametrize("way", WAYS)
def test_trouble_is_an_error_and_no_failing_instance(team: Bench, way: list[str]) -> None:
    result = run(team, "Down", "test_team.py::test_every_maze", *way)
    result.assert_outcomes(failed=1)
    out = result.stdout.str()
    assert "no verdict, and so no failing instance: ValueError: out of order" in out
    assert "last wrong instance" not in out
    assert len({line.split()[1] for line in team.calls}) == 1  # hypothesis did not go on


def test_what_a_model_cannot_do_is_skipped(team: Bench) -> None:
    run(team, "Painter", "test_team.py", "-p", "no:xdist").assert_outcomes(skipped=2)


def test_nothing_that_is_asked_counts_among_the_cases(team: Bench) -> None:
    own = run(team, "Planted", "cases/test_geu.py", "test_team.py", "-k", "small or simultaneous", "-p", "no:xdist")
    assert own.ret in (0, 1)
    assert not {each["case"] for each in asked(team)} & set(team.results)


def test_a_protocol_that_the_run_has_not_is_told(team: Bench) -> None:
    team.pytester.makepyfile(
        test_typo="""
from pytest_realunify.strategies import place

def test_one(ask):
    ask(place("maze-0001"), "stepwize")

def test_two(ask):
    ask("maze-0001")
"""
    )
    result = run(team, "Planted", "test_typo.py", "-p", "no:xdist")
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(["*Did you mean 'stepwise'?*", "*not 'maze-0001'*"])
