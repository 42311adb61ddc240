"""Outputs of other tools, from the command line to the verdicts: matched to the suite, with pictures where they lie."""

from __future__ import annotations

import pytest

from official_data import geu_row
from resultfiles import painted, sample, samples, sensenova_geu, written
from toybench import Bench

SUITE = "--realunify-suite=official:data"


@pytest.fixture
def data(bench: Bench) -> Bench:
    """Four instances of one category, all asked alike: what lmms-eval's numbers are for."""
    rows = [{**geu_row(index + 10), "evaluation_prompt": "Which number is shown? A B C D"} for index in range(4)]
    for row in rows:
        painted(bench.path / "data" / row["input_image"])
    written(bench.path / "data/GEU_direct.json", rows)
    written(bench.path / "data/GEU_step.json", [{**row, "edit_prompt": "Mark it."} for row in rows])
    return bench


def verdicts(bench: Bench) -> dict[str, str]:
    return {case.removeprefix("mental_tracking-right-"): verdict for case, verdict in bench.verdicts.items()}


def test_numbered_samples_are_those_of_the_suites_order(data: Bench, way: list[str]) -> None:
    asked = "Which number is shown? A B C D"
    samples(data.path / "logged", [sample(number, letter, asked) for number, letter in enumerate("CDAC")])
    data.run("--model=recorded:logged", SUITE, "--realunify-protocol=direct", *way)
    assert verdicts(data) == {
        "0010-direct": "correct",
        "0011-direct": "correct",
        "0012-direct": "correct",
        "0013-direct": "wrong",
    }


def test_a_limit_moves_no_number(data: Bench) -> None:
    asked = "Which number is shown? A B C D"
    samples(data.path / "logged", [sample(number, letter, asked) for number, letter in enumerate("CDAB")])
    data.run("--model=recorded:logged", SUITE, "--realunify-protocol=direct", "-k", "0012", "-p", "no:xdist")
    assert verdicts(data) == {"0012-direct": "correct"}


def test_sensenovas_results_are_stepwise_and_a_table_says_where_pictures_lie(data: Bench, way: list[str]) -> None:
    rows = [sensenova_geu(data.path / "edited", data.path / "data", index, "C", 10) for index in (10, 11)]
    written(data.path / "results/realunify_results.jsonl", rows)
    data.pytester.makepyprojecttoml(
        """
        [tool.realunify.models.sense]
        adapter = "recorded"
        target = "results"
        pictures = ["edited"]
        """
    )
    data.run("--model=sense", SUITE, "-k", "0010 or 0011", *way)
    assert verdicts(data) == {
        "0010-direct": "error",
        "0011-direct": "error",
        "0010-stepwise": "correct",
        "0011-stepwise": "wrong",
    }


def test_what_cannot_be_replayed_ends_the_run_in_one_line(data: Bench) -> None:
    rows = [sensenova_geu(data.path / "edited", data.path / "data", 10, "C", 10)]
    written(data.path / "results/realunify_results.jsonl", rows)
    result = data.run("--model=recorded:results", SUITE, "-p", "no:xdist")
    assert result.ret == 4
    line = next(line for line in result.errlines if line.startswith("ERROR: "))
    assert "leaves the folder" in line
    assert f'pictures = ["{data.path}/edited/images", …]' in line
