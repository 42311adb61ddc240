"""Samples that lmms-eval logs: a number is taken for an instance only where the prompt does not speak against it."""

from __future__ import annotations

from pathlib import Path

import pytest

from official_data import geu_row
from pytest_realunify.errors import DataError
from pytest_realunify.models.recorded import Recorded
from recordedbench import GEU, missing, refusal, reply
from resultfiles import Row, sample, samples, written

PLACES = {f"mental_tracking-right-000{index}": index for index in range(4)}


def prompt(index: int) -> str:
    return str(geu_row(index)["evaluation_prompt"])


def sampled(folder: Path, *lines: Row, task: str = "realunify_mental_tracking") -> Recorded:
    samples(folder, lines, task)
    return Recorded.load(folder, places=PLACES)


def test_samples_are_matched_by_what_was_asked(tmp_path: Path) -> None:
    """Their numbers count by the tool's own order of the data, which need not be the suite's."""
    model = sampled(tmp_path, *(sample(3 - index, f"reply {index}", f"{prompt(index)} ") for index in range(4)))
    for index in range(4):
        assert reply(model, GEU.format(index, "direct"), prompt(index)) == f"reply {index}"


def test_of_samples_that_were_asked_alike_the_number_decides(tmp_path: Path) -> None:
    model = sampled(tmp_path, *(sample(index, f"reply {index}", "Which?\nA B C D") for index in range(4)))
    assert reply(model, GEU.format(2, "direct"), "Which? A B C D") == "reply 2"


def test_samples_without_their_prompts_are_matched_by_number(tmp_path: Path) -> None:
    model = sampled(tmp_path, *(sample(index, [f"reply {index}"], None) for index in range(4)))
    assert reply(model, GEU.format(1, "direct"), prompt(1)) == "reply 1"


def test_where_all_were_asked_alike_that_tells_nothing(tmp_path: Path) -> None:
    """Such as a log that keeps a prompt without the question."""
    model = sampled(tmp_path, *(sample(index, f"reply {index}", "Answer the question.") for index in range(4)))
    assert reply(model, GEU.format(2, "direct"), prompt(2)) == "reply 2"


def test_a_sample_that_was_asked_something_else_is_not_taken_for_the_cases(tmp_path: Path) -> None:
    model = sampled(tmp_path, sample(1, "B", "What is the capital of France?"))
    with pytest.raises(
        DataError, match=r"no sample for mental_tracking-right-0001-direct: of the 1 of .* none was asked what it asks"
    ):
        reply(model, GEU.format(1, "direct"), prompt(1))


def test_alike_ones_without_a_suite_cannot_be_told_apart(tmp_path: Path) -> None:
    samples(tmp_path, [sample(index, "B", "Which?") for index in range(2)])
    with pytest.raises(DataError, match=r"no sample for .*: of the 2 of its category 2 were asked the same"):
        reply(Recorded.load(tmp_path), GEU.format(1, "direct"), "Which?")


def test_samples_are_of_the_direct_protocol(tmp_path: Path) -> None:
    model = sampled(tmp_path, sample(1, "B", prompt(1)))
    for protocol in ("stepwise", "blind", "oracle"):
        assert missing(model, GEU.format(1, protocol))


@pytest.mark.parametrize("empty", [None, [], [[]]])
def test_a_sample_without_a_reply_is_that_cases_error(tmp_path: Path, empty: object) -> None:
    model = sampled(tmp_path, sample(1, empty, prompt(1)), sample(2, "C", prompt(2)))
    assert reply(model, GEU.format(2, "direct"), prompt(2)) == "C"
    with pytest.raises(DataError, match=r"field 'filtered_resps': .*nothing was recorded"):
        reply(model, GEU.format(1, "direct"), prompt(1))


@pytest.mark.parametrize(
    ("task", "said"),
    [
        ("unig2u_realunify_mental_tracking_visual_cot", "sees the given picture and a drawn one"),
        ("mmmu_val", "names no category of GEU"),
        ("realunify_world_knowledge", "names no category of GEU"),
    ],
)
def test_another_task_is_refused_in_one_line(tmp_path: Path, task: str, said: str) -> None:
    line = {"doc_id": 0, "filtered_resps": "B", "input": "Which?"}
    samples(tmp_path, [line], task)
    assert said in refusal(tmp_path)


def test_a_renamed_log_is_told_by_what_it_scored(tmp_path: Path) -> None:
    written(tmp_path / "mymodel.jsonl", [sample(1, "B", prompt(1))])
    assert reply(Recorded.load(tmp_path), GEU.format(1, "direct"), prompt(1)) == "B"


def test_the_scores_that_lie_beside_the_samples_are_no_results(tmp_path: Path) -> None:
    (tmp_path / "20261129_161500_results.json").write_text('{"results": {}}')
    assert reply(sampled(tmp_path, sample(1, "B", prompt(1))), GEU.format(1, "direct"), prompt(1)) == "B"


def test_one_number_twice_is_refused_unless_it_is_the_same_line(tmp_path: Path) -> None:
    lines = [sample(1, "B", prompt(1)), sample(1, "B", prompt(1))]
    assert reply(sampled(tmp_path, *lines), GEU.format(1, "direct"), prompt(1)) == "B"
    samples(tmp_path, [*lines, sample(1, "C", prompt(1))])
    assert "is the same sample" in refusal(tmp_path)


@pytest.mark.parametrize("number", ["one", -1, 1.5, None, True])
def test_a_number_that_is_none_is_refused(tmp_path: Path, number: object) -> None:
    samples(tmp_path, [{**sample(0, "B", prompt(1)), "doc_id": number}])
    assert "field 'doc_id'" in refusal(tmp_path)
