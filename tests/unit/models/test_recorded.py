"""Official result files are replayed case by case; what was not recorded is that case's error."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from official_data import geu_row, promising_png, ueg_row, write_rows
from pytest_realunify.errors import DataError
from pytest_realunify.interfaces import Request, supports
from pytest_realunify.models.recorded import Recorded

DIRECT = "mental_tracking-right-0001-direct"
STEPWISE = "mental_tracking-right-0001-stepwise"
WHEELS = "world_knowledge-0001-direct"
WHEELS_STEPWISE = "world_knowledge-0001-stepwise"


def picture(folder: Path, name: str, shade: int = 100) -> str:
    """A plain picture; returns its path as results write it."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (8, 8), (shade, shade, shade)).save(folder / name)
    return f"./{name}"


def results(folder: Path, *rows: dict[str, Any], name: str = "results") -> Recorded:
    """The rows in one file, loaded from their folder."""
    write_rows(folder, name, rows)
    return Recorded.load(folder)


def reply(model: Recorded, case: str) -> str:
    return model.understand([Request("", case=case)])[0]


def shade(images: list[Image.Image]) -> Any:
    return images[0].getpixel((0, 0))


def refusal(folder: Path) -> str:
    with pytest.raises(DataError) as caught:
        Recorded.load(folder)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_each_kind_of_row_is_told_by_its_fields(tmp_path: Path) -> None:
    model = results(
        tmp_path,
        {**geu_row(1), "response": "B"},
        {**geu_row(1, stepwise=True), "response": "C", "edit_image": picture(tmp_path, "edit.png", 10)},
        {**ueg_row(1), "generated_image": picture(tmp_path, "plain.png", 20)},
        {
            **ueg_row(1, stepwise=True),
            "generated_image": [picture(tmp_path, "fine.png", 30)],
            "response": "Three wheels",
        },
    )
    assert reply(model, DIRECT) == "B"
    assert reply(model, STEPWISE) == "C"
    assert reply(model, WHEELS_STEPWISE) == "Three wheels"
    assert shade(model.edit([Request("", case=STEPWISE)])) == (10, 10, 10)
    assert shade(model.generate([Request("", case=WHEELS)])) == (20, 20, 20)
    assert shade(model.generate([Request("", case=WHEELS_STEPWISE)])) == (30, 30, 30)
    assert all(supports(model, verb) for verb in ("understand", "generate", "edit"))


@pytest.mark.parametrize(
    ("name", "case"),
    [("GEU_direct", DIRECT), ("bagel_geu_step_v2", STEPWISE), ("GEU-stepwise", STEPWISE), ("results", DIRECT)],
)
def test_the_files_name_decides_where_it_says_what_the_rows_are(tmp_path: Path, name: str, case: str) -> None:
    model = results(tmp_path, {**geu_row(1), "response": "B"}, name=name)
    assert reply(model, case) == "B"
    other = STEPWISE if case == DIRECT else DIRECT
    with pytest.raises(DataError, match=f"no recorded output for {other}"):
        reply(model, other)


def test_a_row_under_the_wrong_name_is_refused(tmp_path: Path) -> None:
    write_rows(tmp_path, "UEG_direct", [{**geu_row(1), "response": "B"}])
    assert "UEG_direct.json, row 0, field 'task_type': 'mental_tracking' belongs to GEU" in refusal(tmp_path)


def test_several_files_and_a_single_one_load_alike(tmp_path: Path) -> None:
    write_rows(tmp_path, "one", [{**geu_row(1), "response": "B"}], ".jsonl")
    both = results(tmp_path, {**geu_row(2), "response": "C"}, name="two")
    assert [reply(both, f"mental_tracking-right-000{index}-direct") for index in (1, 2)] == ["B", "C"]
    assert reply(Recorded.load(tmp_path / "one.jsonl"), DIRECT) == "B"


def test_a_batch_is_answered_in_order(tmp_path: Path) -> None:
    model = results(tmp_path, *({**geu_row(index), "response": f"reply {index}"} for index in range(3)))
    requests = [Request("", case=f"mental_tracking-right-000{index}-direct") for index in (2, 0, 1)]
    assert model.understand(requests) == ["reply 2", "reply 0", "reply 1"]


def test_of_a_list_of_responses_the_first_counts(tmp_path: Path) -> None:
    assert reply(results(tmp_path, {**geu_row(1), "response": ["B", "C"]}), DIRECT) == "B"


def test_one_index_in_two_subtasks_is_told_apart_by_the_pictures_path(tmp_path: Path) -> None:
    model = results(
        tmp_path,
        {**geu_row(1, subtask="left"), "response": "L"},
        {**geu_row(1, subtask="right"), "response": "R"},
    )
    assert reply(model, "mental_tracking-left-0001-direct") == "L"
    assert reply(model, "mental_tracking-right-0001-direct") == "R"
    with pytest.raises(DataError, match="several recorded outputs for mental_tracking-0001-direct, in left, right"):
        reply(model, "mental_tracking-0001-direct")
    with pytest.raises(DataError, match="no recorded output for mental_tracking-up-0001-direct"):
        reply(model, "mental_tracking-up-0001-direct")


@pytest.mark.parametrize("case", [DIRECT, "mental_tracking-0001-direct"])
def test_without_a_pictures_path_category_and_index_must_do(tmp_path: Path, case: str) -> None:
    row = {key: value for key, value in geu_row(1).items() if key != "input_image"}
    assert reply(results(tmp_path, {**row, "response": "B"}), case) == "B"


@pytest.mark.parametrize("case", ["", "nonsense", "mental_tracking-right-0009-direct", f"{DIRECT[:-6]}blind"])
def test_a_case_that_was_not_recorded_is_an_error(tmp_path: Path, case: str) -> None:
    model = results(tmp_path, {**geu_row(1), "response": "B"})
    with pytest.raises(DataError, match="no recorded output for"):
        reply(model, case)


@pytest.mark.parametrize("absent", [{}, {"response": None}, {"response": []}])
def test_a_missing_response_is_that_cases_error(tmp_path: Path, absent: dict[str, Any]) -> None:
    model = results(tmp_path, {**geu_row(1), **absent}, {**geu_row(2), "response": "C"}, name="GEU_direct")
    assert reply(model, "mental_tracking-right-0002-direct") == "C"
    with pytest.raises(DataError, match=r"GEU_direct.json, row 0, field 'response': is .*nothing was recorded"):
        reply(model, DIRECT)


def test_a_missing_or_damaged_picture_is_that_cases_error(tmp_path: Path) -> None:
    (tmp_path / "damaged.png").write_bytes(b"no picture")
    promising_png(tmp_path / "huge.png", 20_000, 15_000)
    names: list[object] = ["gone.png", "damaged.png", "huge.png", None, [], "x" * 300]
    rows = [{**ueg_row(index), "generated_image": name} for index, name in enumerate(names)]
    model = results(tmp_path, *rows)
    for index, problem in enumerate(
        ["no such file", "is not a picture", "megapixels", "nothing", "nothing", "too long"]
    ):
        with pytest.raises(DataError, match=rf"results.json, row {index}, field 'generated_image': .*{problem}"):
            model.generate([Request("", case=f"world_knowledge-000{index}-direct")])


@pytest.mark.parametrize("path", ["../secret.png", "/etc/passwd", "a/../../secret.png", "link.png"])
def test_pictures_outside_the_results_folder_are_refused(tmp_path: Path, path: str) -> None:
    folder = tmp_path / "results"
    folder.mkdir()
    picture(tmp_path, "secret.png")
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    write_rows(folder, "results", [{**ueg_row(0), "generated_image": path}])
    message = refusal(folder)
    assert "results.json, row 0, field 'generated_image'" in message
    assert "leaves the folder" in message


def test_an_absolute_path_inside_the_folder_is_fine(tmp_path: Path) -> None:
    picture(tmp_path, "drawn/1.png", 40)
    model = results(tmp_path, {**ueg_row(1), "generated_image": str(tmp_path / "drawn/1.png")})
    assert shade(model.generate([Request("", case=WHEELS)])) == (40, 40, 40)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"response": 3}, ["'response'", "number 3"]),
        ({"response": ["B", 3]}, ["'response'", "number 3"]),
        ({"edit_image": 3, "response": "B"}, ["'edit_image'", "number 3"]),
        ({"edit_image": [3], "response": "B"}, ["'edit_image'", "number 3"]),
        ({"task_type": "mental_trackin", "response": "B"}, ["'task_type'", "did you mean 'mental_tracking'?"]),
        ({"index": None, "response": "B"}, ["'index'", "null"]),
        ({}, ["'response'", "records no output"]),
    ],
)
def test_a_row_that_cannot_be_replayed_at_all_is_refused(
    tmp_path: Path, changes: dict[str, Any], words: list[str]
) -> None:
    write_rows(tmp_path, "results", [{**geu_row(0), "response": "A"}, {**geu_row(1), **changes}])
    message = refusal(tmp_path)
    assert "results.json, row 1, field " in message
    assert all(word in message for word in words), message


def test_the_same_case_twice_is_refused(tmp_path: Path) -> None:
    write_rows(tmp_path, "one", [{**geu_row(1), "response": "B"}])
    write_rows(tmp_path, "two", [{**geu_row(1), "response": "C"}])
    message = refusal(tmp_path)
    assert "two.json, row 0, field 'index'" in message
    assert "one.json, row 0 is the same case" in message


def test_a_place_without_results_is_refused(tmp_path: Path) -> None:
    assert "holds no results" in refusal(tmp_path)
    assert "no such file or folder" in refusal(tmp_path / "none")
    (tmp_path / "results.json").write_text("[]")
    assert "holds no results" in refusal(tmp_path)
    (tmp_path / "results.json").write_text('{"index": }')
    assert "results.json: is not valid JSON: Expecting value at line 1, column 11" in refusal(tmp_path)


def test_identity_is_content_wherever_the_results_lie(tmp_path: Path) -> None:
    folder = tmp_path / "a/run7"
    drawn = picture(folder, "1.png")
    first = results(folder, {**ueg_row(1), "generated_image": drawn}).identity()
    assert (first["adapter"], len(first["sha256"])) == ("recorded", 64)
    shutil.copytree(folder, tmp_path / "b/run7")
    assert Recorded.load(tmp_path / "b/run7").identity() == first
    content = bytearray((folder / "1.png").read_bytes())
    content[-20] ^= 1
    (folder / "1.png").write_bytes(content)
    assert Recorded.load(folder).identity() != first


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["A", "1.png", "../x", "MT"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["results", "GEU_step", "UEG_direct"]),
    st.sampled_from(["index", "task_type", "response", "edit_image", "generated_image", "input_image"]),
    values,
)
def test_any_value_in_any_field_is_replayed_or_a_data_error(name: str, field: str, value: object) -> None:
    row = ueg_row(1) if name.startswith("UEG") else {**geu_row(1), "edit_image": "1.png"}
    with tempfile.TemporaryDirectory() as folder:
        write_rows(Path(folder), name, [{**row, "response": "B", field: value}])
        cases = [
            f"{instance}-{protocol}" for instance in (DIRECT[:-7], WHEELS[:-7]) for protocol in ("direct", "stepwise")
        ]
        for outcome in (
            _replayed(Path(folder), verb, case) for case in cases for verb in ("understand", "edit", "generate")
        ):
            assert outcome is None or isinstance(outcome, str | Image.Image)


def _replayed(folder: Path, verb: str, case: str) -> object:
    try:
        return getattr(Recorded.load(folder), verb)([Request("", case=case)])[0]
    except DataError:
        return None
