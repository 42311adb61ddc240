"""Ladders in a run: where planted models stand, the same whoever climbs; nothing is asked twice, and nothing of it
counts among the cases."""

import json
from collections import Counter
from typing import Any

import pytest

from pytest_realunify.reporting.frontier import frontier_lines
from pytest_realunify.stored import ladders
from pytest_realunify.stored.journal import RunFolder
from toybench import Bench

PLANTED = '''
import os
from pathlib import Path
from pytest_realunify.procedural.suite.suite import ProceduralSuite

HERE = Path(__file__).parent
RUNGS = ProceduralSuite().rungs

class Planted:
    """Knows the answer up to a size of the maze, whatever the picture; else it says A."""

    upto = {"direct": 12, "stepwise": 24}

    def understand(self, requests):
        return [self.answer(each) for each in requests]

    def edit(self, requests):
        self.note(requests)
        return [each.images[0] for each in requests]

    def note(self, requests):
        with (HERE / "calls.txt").open("a") as log:
            log.writelines(f"{each.case}\\n" for each in requests)

    def answer(self, request):
        self.note([request])
        value = int(request.case.split("-")[2][4:])
        number = int(request.case.split("-")[3]) - 1000
        if value > self.upto[request.case.rpartition("-")[2]]:
            return "A"
        return RUNGS.instance(RUNGS.listing("maze", value, number), "direct").answer

class Many(Planted):
    concurrent = True
    concurrency = 4

class Dying(Planted):
    def answer(self, request):
        if not (HERE / "healed").exists() and len((HERE / "calls.txt").read_text().split()) >= 15:
            os._exit(9)
        return super().answer(request)

class Stumbling(Planted):
    def answer(self, request):
        self.note([request])
        if request.case.split("-")[3] in ("1001", "1007") and not (HERE / "healed").exists():
            raise ValueError("not this one")
        return super().answer(request)

class Down(Planted):
    def understand(self, requests):
        raise ValueError("out of order")

class Blind:
    def understand(self, requests):
        return ["A" for _ in requests]
'''
ALONE = ["-p", "no:xdist"]
MAZE = ("--realunify-suite=procedural:1", "--realunify-frontier=maze", "--realunify-sample-seed=3")
ONLY = (*MAZE, "cases/test_frontier.py")
AGAIN = ("--realunify-suite=procedural:1", "--realunify-resume=last", "cases/test_frontier.py")


@pytest.fixture
def planted(bench: Bench) -> Bench:
    """With models whose frontier is known."""
    bench.pytester.makepyfile(planted=PLANTED)
    (bench.path / "calls.txt").touch()
    return bench


def calls(bench: Bench) -> list[str]:
    return (bench.path / "calls.txt").read_text(encoding="utf-8").split()


def found(run: RunFolder) -> Any:
    return json.loads((run.path / ladders.FILE).read_text(encoding="utf-8"))


def asked(run: RunFolder) -> list[str]:
    """Case ids, line by line."""
    return [
        json.loads(line)["case"] for line in (run.path / ladders.QUESTIONS).read_text(encoding="utf-8").splitlines()
    ]


def test_a_planted_frontier_is_found_the_same_by_one_process_and_by_two(planted: Bench) -> None:
    for way in (ALONE, ["-n", "0"], ["-n", "2"]):
        planted.run("--model=planted:Planted", *ONLY, *way).assert_outcomes(passed=2)
    one, zero, two = planted.folders
    assert found(one) == found(zero) == found(two)
    assert sorted(asked(one)) == sorted(asked(zero)) == sorted(asked(two))
    for name, truth in (("maze-direct", 12.5), ("maze-stepwise", 24.5)):
        stands = found(one)[name]
        assert stands["low"] - 1 <= truth <= stands["high"] + 1
        assert stands["high"] - stands["low"] <= 0.2 * 26
        assert stands["standing"] == "within"
        assert stands["questions"] <= 60


def test_a_model_that_may_be_asked_by_many_stands_where_it_does(planted: Bench) -> None:
    for name in ("Planted", "Many"):
        planted.run(f"--model=planted:{name}", *ONLY, *ALONE).assert_outcomes(passed=2)
    one, many = planted.folders
    assert found(one) == found(many)


def test_the_terminal_says_how_far_each_protocol_carries(planted: Bench) -> None:
    result = planted.run("--model=planted:Planted", *ONLY, *ALONE)
    result.stdout.re_match_lines(
        [r"-+ frontier -+", r"maze, size 6 to 32: direct 1\d\.\d \(.*\), stepwise 2\d\.\d \(.*\); stepwise carries .*"]
    )
    assert result.ret == 0


def test_ladders_are_no_cases(planted: Bench, way: list[str]) -> None:
    planted.run("--model=reference", *MAZE, "-k", "maze", *way).assert_outcomes(passed=3, failed=1)
    planted.run("--model=reference", "--realunify-suite=procedural:1", "-k", "maze", *way)
    climbed, plain = planted.folders
    assert {case: each.verdict for (case, _), each in climbed.results().items()} == {
        case: each.verdict for (case, _), each in plain.results().items()
    }
    assert climbed.facts()["selected"] == plain.facts()["selected"] == 2
    assert not plain.files.has(ladders.QUESTIONS)
    assert not {*asked(climbed)} & {case for case, _ in climbed.results()}


def test_the_json_report_has_it_and_that_of_a_run_without_ladders_has_not(planted: Bench) -> None:
    for more in ([], ["--realunify-frontier=maze"]):
        planted.run("--model=reference", MAZE[0], "-k", "maze", "--realunify-report=json", *more, *ALONE)
    plain, climbed = (json.loads((run.path / "report.json").read_text(encoding="utf-8")) for run in planted.folders)
    assert "frontier" not in plain
    assert climbed.pop("frontier") == found(planted.folders[-1])
    assert climbed["counts"] == plain["counts"]
    assert climbed["accuracies"] == plain["accuracies"]


def test_a_ladder_that_was_cut_short_goes_on_where_it_was(planted: Bench) -> None:
    planted.run("--model=planted:Planted", *ONLY, *ALONE)
    whole = planted.folders[0]
    (planted.path / "calls.txt").write_text("", encoding="utf-8")
    assert planted.run("--model=planted:Dying", *ONLY, *ALONE, subprocess=True).ret == 9
    run = planted.folders[-1]
    kept = asked(run)
    assert kept
    assert not run.files.has(ladders.FILE)
    before = calls(planted)
    (planted.path / "healed").touch()
    planted.run(*AGAIN, *ALONE).assert_outcomes(passed=2)
    again = calls(planted)[len(before) :]
    assert again
    assert not {*kept} & {*again}
    assert found(run) == found(whole)
    planted.run(*AGAIN, "-n", "2").assert_outcomes(passed=2)
    assert calls(planted) == [*before, *again]
    assert found(run) == found(whole)


def test_a_worker_that_dies_costs_its_ladder_alone(planted: Bench) -> None:
    result = planted.run("--model=planted:Dying", *ONLY, "-n", "2", subprocess=True)
    assert result.ret != 0
    (planted.path / "healed").touch()
    planted.run(*AGAIN, *ALONE).assert_outcomes(passed=2)
    assert {*found(planted.folders[-1])} == {"maze-direct", "maze-stepwise"}


def test_a_question_in_trouble_is_asked_again_and_then_counts_for_nothing(planted: Bench, way: list[str]) -> None:
    planted.run("--model=planted:Stumbling", *ONLY, *way).assert_outcomes(passed=2)
    [run] = planted.folders
    stands = found(run)
    assert stands["maze-direct"]["troubled"] == stands["maze-stepwise"]["troubled"] == 2
    times = Counter(asked(run))
    assert {times[case] for case in times if case.split("-")[3] in ("1001", "1007")} == {3}
    assert {times[case] for case in times if case.split("-")[3] not in ("1001", "1007")} == {1}
    assert "2 without a verdict" in frontier_lines(ladders.read(run.files).values())[0]


def test_a_model_that_is_out_of_order_fails_its_ladders_after_one_batch(planted: Bench, way: list[str]) -> None:
    result = planted.run("--model=planted:Down", *ONLY, *way)
    result.assert_outcomes(failed=2)
    assert "none of the first 6 questions got a verdict: ValueError: out of order" in result.stdout.str()
    assert "Traceback" not in result.stdout.str()


def test_what_a_model_cannot_do_is_skipped(planted: Bench, way: list[str]) -> None:
    planted.run("--model=planted:Blind", *ONLY, *way).assert_outcomes(passed=1, skipped=1)
    assert [*found(planted.folders[-1])] == ["maze-direct"]


def test_a_limit_of_calls_ends_a_ladder_which_goes_on_when_there_may_be_more(planted: Bench) -> None:
    result = planted.run("--model=planted:Planted", *ONLY, "--realunify-max-calls=15", *ALONE)
    assert result.ret != 0
    kept = asked(planted.folders[-1])
    assert 6 <= len({*kept}) <= 15
    before = len(calls(planted))
    planted.run(*AGAIN, "--realunify-max-calls=1000", *ALONE).assert_outcomes(passed=2)
    assert not {*kept} & {*calls(planted)[before:]}


def test_the_reference_model_stands_beyond_stepwise_and_below_directly(planted: Bench) -> None:
    names = "--realunify-frontier=sequential,map,physics"
    planted.run("--model=reference", "--realunify-suite=procedural:1", names, "cases/test_frontier.py", *ALONE)
    standing = {name: each["standing"] for name, each in found(planted.folders[-1]).items()}
    assert standing == {
        **{f"{name}-direct": "below" for name in ("sequential", "map", "physics")},
        **{f"{name}-stepwise": "beyond" for name in ("sequential", "map", "physics")},
    }


def test_shards_share_the_ladders(planted: Bench) -> None:
    for number in (1, 2):
        planted.run("--model=planted:Planted", *ONLY, f"--realunify-shard={number}/2", *ALONE).assert_outcomes(passed=1)
    assert [[*found(run)] for run in planted.folders] == [["maze-direct"], ["maze-stepwise"]]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("--realunify-frontier=mase", "Did you mean 'maze'?"),
        ("--realunify-protocol=oracle", "--realunify-frontier climbs under direct and stepwise"),
        ("--realunify-suite=official:data", "--realunify-frontier needs --realunify-suite=procedural"),
    ],
)
def test_what_cannot_be_climbed_is_refused(planted: Bench, typed: str, told: str) -> None:
    planted.data("AB")
    wanted = [each for each in ONLY if not each.startswith(typed.partition("=")[0])]
    result = planted.run("--model=planted:Planted", *wanted, typed, *ALONE)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert told in result.stderr.str()
    assert not planted.folders


def test_an_id_is_pasted(planted: Bench) -> None:
    planted.run("--model=planted:Planted", *MAZE, "cases/test_frontier.py::test_frontier[maze-direct]", *ALONE)
    assert [*found(planted.folders[-1])] == ["maze-direct"]


def test_the_html_report_has_a_chart_of_it(planted: Bench) -> None:
    planted.run("--model=reference", *MAZE, "-k", "maze", "--realunify-report=html", *ALONE)
    page = (planted.folders[-1].path / "report.html").read_text(encoding="utf-8")
    assert 'data-chart="frontier"' in page
    assert "maze, size 6 to 32: direct below 6, the easiest" in page
