"""Results in the shapes that public tools write: each replayed under the right protocol, or refused in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from official_data import geu_row, ueg_row
from pytest_realunify.errors import DataError
from pytest_realunify.interfaces import Request
from pytest_realunify.models.recorded import Recorded
from recordedbench import GEU, UEG, missing, refusal, reply, shade
from resultfiles import Row, painted, sensenova_geu, sensenova_ueg, written

# Which protocol -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "row",
    [
        {**geu_row(1, stepwise=True), "response": "B"},
        {**ueg_row(1, stepwise=True), "generated_image": "1.png"},
        {**ueg_row(1, stepwise=True), "prompt": "Draw a cart.", "generated_image": "1.png"},
    ],
)
def test_a_row_that_asks_for_an_intermediate_is_never_direct(tmp_path: Path, row: Row) -> None:
    """Without the intermediate it was filed as direct, and a stepwise run's picture scored as a direct one's."""
    painted(tmp_path / "1.png")
    written(tmp_path / "bagel.json", [row])
    model = Recorded.load(tmp_path)
    form = GEU if row["task_type"] == "mental_tracking" else UEG
    assert missing(model, form.format(1, "direct"))
    assert not missing(model, form.format(1, "stepwise"))


@pytest.mark.parametrize("name", ["GEU_direct", "my_GEU-direct_v2"])
def test_such_a_row_in_a_file_of_direct_ones_is_refused(tmp_path: Path, name: str) -> None:
    written(tmp_path / f"{name}.json", [{**geu_row(1, stepwise=True), "response": "B"}])
    assert "field 'edit_prompt': is what a stepwise row asks for, and the file's name says direct" in refusal(tmp_path)


def test_an_empty_request_is_none(tmp_path: Path) -> None:
    written(tmp_path / "GEU_direct.json", [{**geu_row(1), "edit_prompt": None, "response": "B"}])
    assert reply(Recorded.load(tmp_path), GEU.format(1, "direct")) == "B"


# SenseNova-U1 ---------------------------------------------------------------------------------------------------------


def test_an_edited_picture_is_the_last_of_its_list_and_not_the_given_one(tmp_path: Path) -> None:
    data, folder = tmp_path / "data", tmp_path / "out"
    painted(data / "image/mental_tracking/right/images/1.png", 200)
    painted(data / "image/mental_tracking/right/images/2.png", 200)
    rows = [sensenova_geu(folder, data, index, "BC"[index - 1], 10 * index) for index in (1, 2)]
    written(folder / "realunify_results.jsonl", rows)
    model = Recorded.load(folder)
    for index, letter in ((1, "B"), (2, "C")):
        case = GEU.format(index, "stepwise")
        assert reply(model, case) == letter
        assert shade(model.edit([Request("", case=case)])) == 10 * index
        assert missing(model, GEU.format(index, "direct"))


def test_the_subtask_is_read_off_the_given_picture(tmp_path: Path) -> None:
    data, folder = tmp_path / "data", tmp_path / "out"
    rows = [sensenova_geu(folder, data, 1, letter, 1, hash_uid=letter) for letter in "LR"]
    for row, subtask in zip(rows, ("left", "right"), strict=True):
        row["image"] = [str(data / f"image/mental_tracking/{subtask}/images/1.png"), row["image"][1]]
    written(folder / "realunify_results.jsonl", rows)
    model = Recorded.load(folder)
    assert [reply(model, f"mental_tracking-{side}-0001-stepwise") for side in ("left", "right")] == ["L", "R"]


def test_a_list_without_an_edited_picture_holds_none(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    row = sensenova_geu(folder, tmp_path / "data", 1, "B", 10)
    written(folder / "realunify_results.jsonl", [{**row, "generated_image": row["generated_image"][:1]}])
    with pytest.raises(DataError, match="nothing was recorded"):
        Recorded.load(folder).edit([Request("", case=GEU.format(1, "stepwise"))])


@pytest.mark.parametrize(("mode", "protocol"), [("understand_t2i", "stepwise"), ("t2i", "direct")])
def test_a_drawing_goes_where_its_mode_says(tmp_path: Path, mode: str, protocol: str) -> None:
    written(tmp_path / "ueg_results.json", [sensenova_ueg(tmp_path, 1, "Three wheels.", 30, mode)])
    model = Recorded.load(tmp_path)
    case = UEG.format(1, protocol)
    assert shade(model.generate([Request("", case=case)])) == 30
    assert reply(model, case) == "Three wheels."
    assert missing(model, UEG.format(1, "direct" if protocol == "stepwise" else "stepwise"))


def test_text_and_pictures_at_once_are_no_protocol_of_the_papers(tmp_path: Path) -> None:
    written(tmp_path / "ueg_results.json", [sensenova_ueg(tmp_path, 1, "x", 30, "interleave")])
    assert "ueg_results.json, row 0, field 'inference_mode': is 'interleave'" in refusal(tmp_path)


def test_the_same_rows_as_json_and_as_jsonl_are_there_once(tmp_path: Path) -> None:
    rows = [sensenova_ueg(tmp_path, 1, "Three wheels.", 30)]
    written(tmp_path / "ueg_results.json", rows)
    written(tmp_path / "ueg_results.jsonl", rows)
    assert reply(Recorded.load(tmp_path), UEG.format(1, "stepwise")) == "Three wheels."
    written(tmp_path / "other.jsonl", [{**rows[0], "model_response": "Four."}])
    assert "is the same case" in refusal(tmp_path)


# What is not there ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".json", ".jsonl"])
def test_a_null_in_the_place_of_a_row_is_a_missing_output(tmp_path: Path, suffix: str) -> None:
    written(
        tmp_path / f"GEU_direct{suffix}",
        [{**geu_row(0), "response": "A", "score": 1}, None, {**geu_row(2), "response": "C"}],
    )
    model = Recorded.load(tmp_path)
    assert [reply(model, GEU.format(index, "direct")) for index in (0, 2)] == ["A", "C"]
    assert missing(model, GEU.format(1, "direct"))


@pytest.mark.parametrize("empty", ["", None, [], [""], [None], ["", None]])
def test_an_empty_picture_is_a_missing_output(tmp_path: Path, empty: object) -> None:
    painted(tmp_path / "2.png", 20)
    rows = [{**ueg_row(1), "generated_image": empty}, {**ueg_row(2), "generated_image": "2.png"}]
    written(tmp_path / "UEG_direct.json", rows)
    model = Recorded.load(tmp_path)
    assert shade(model.generate([Request("", case=UEG.format(2, "direct"))])) == 20
    with pytest.raises(DataError, match=r"row 0, field 'generated_image': .*nothing was recorded"):
        model.generate([Request("", case=UEG.format(1, "direct"))])
