"""Official-format data that cannot be used is refused with one line naming file, row and field."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from official_data import geu_row, promising_png, rows_of, write_official, write_pictures, write_rows
from pytest_realunify.datafiles import rows as reading
from pytest_realunify.errors import DataError
from pytest_realunify.suites.official import OfficialSuite

PICTURE = "image/mental_tracking/right/images/1.png"


def refusal(folder: Path, verify: bool = True) -> str:
    """What loading says."""
    with pytest.raises(DataError) as caught:
        OfficialSuite.load(folder, verify=verify)
    assert "\n" not in str(caught.value)
    return str(caught.value)


Change = tuple[str, str, Any, list[str]]
WITHOUT = ("field", "left out")
FIELDS: list[Change] = [
    ("GEU_direct", "index", WITHOUT, ["'index'", "missing"]),
    ("GEU_direct", "index", -1, ["'index'", "whole number"]),
    ("GEU_direct", "index", True, ["'index'", "whole number"]),
    ("GEU_direct", "index", 1.5, ["'index'", "whole number"]),
    ("GEU_direct", "index", "", ["'index'", "empty"]),
    ("GEU_direct", "task_type", WITHOUT, ["'task_type'", "missing"]),
    ("GEU_direct", "task_type", None, ["'task_type'", "null"]),
    ("GEU_direct", "task_type", 3, ["'task_type'", "number 3"]),
    ("GEU_direct", "task_type", "mental_trackin", ["'task_type'", "did you mean 'mental_tracking'?"]),
    ("GEU_direct", "task_type", "food", ["'task_type'", "expected mental_reconstruction"]),
    ("GEU_direct", "task_type", "world_knowledge", ["'task_type'", "belongs to UEG"]),
    ("UEG_direct", "task_type", "MT", ["'task_type'", "belongs to GEU"]),
    ("GEU_direct", "question", WITHOUT, ["'question'", "missing"]),
    ("GEU_direct", "question", " ", ["'question'", "empty"]),
    ("GEU_direct", "question", "half \ud800 pair", ["'question'", "surrogate"]),
    ("GEU_direct", "option", WITHOUT, ["'option'", "missing"]),
    ("GEU_direct", "option", "one, two", ["'option'", "list"]),
    ("GEU_direct", "option", ["one"], ["'option'", "1 options", "2 to 26"]),
    ("GEU_direct", "option", ["x"] * 27, ["'option'", "27 options"]),
    ("GEU_direct", "option", ["one", ""], ["'option[1]'", "empty"]),
    ("GEU_direct", "option", ["one", None], ["'option[1]'", "null"]),
    ("GEU_direct", "option", {"A": "one", "C": "two"}, ["'option'", "without a gap"]),
    ("GEU_direct", "option", {"A": "one", "a": "two"}, ["'option'", "without a gap"]),
    ("GEU_direct", "answer", WITHOUT, ["'answer'", "missing"]),
    ("GEU_direct", "answer", "e", ["'answer'", "A to D"]),
    ("GEU_direct", "answer", "two", ["'answer'", "A to D"]),
    ("GEU_direct", "answer", 1, ["'answer'", "number 1"]),
    ("GEU_direct", "evaluation_prompt", 1, ["'evaluation_prompt'", "expected text"]),
    ("GEU_direct", "input_image", WITHOUT, ["'input_image'", "missing"]),
    ("GEU_direct", "input_image", "/etc/passwd", ["'input_image'", "absolute"]),
    ("GEU_direct", "input_image", "C:\\1.png", ["'input_image'", "absolute"]),
    ("GEU_direct", "input_image", "../secret.png", ["'input_image'", "leaves"]),
    ("GEU_direct", "input_image", "image/../../x/secret.png", ["'input_image'", "leaves"]),
    ("GEU_direct", "input_image", ".", ["'input_image'", "leaves"]),
    ("GEU_direct", "input_image", "image", ["'input_image'", "is not a file"]),
    ("GEU_direct", "input_image", "a\0b", ["'input_image'", "is not a path"]),
    ("GEU_direct", "input_image", "x" * 5000, ["'input_image'"]),
    ("GEU_direct", "input_image", "image/none.png", ["'input_image'", "no such file"]),
    ("GEU_direct", "input_image", "GEU_direct.json", ["'input_image'", "is not a picture"]),
    ("GEU_step", "edit_prompt", WITHOUT, ["'edit_prompt'", "missing"]),
    ("UEG_direct", "prompt", WITHOUT, ["'prompt'", "missing"]),
    ("UEG_step", "new_prompt", "", ["'new_prompt'", "empty"]),
    ("UEG_direct", "question_list", WITHOUT, ["'question_list'", "missing"]),
    ("UEG_direct", "question_list", [], ["'question_list'", "empty"]),
    ("UEG_direct", "question_list", {}, ["'question_list'", "list"]),
    ("UEG_direct", "question_list", ["Is it?"], ["'question_list[0]'", "object"]),
    ("UEG_direct", "question_list", [{"question": "Is it?"}], ["'question_list[0].answer'", "missing"]),
    ("UEG_direct", "question_list", [{"question": "Is it?", "answer": "maybe"}], ["[0].answer'", "yes or no"]),
    ("UEG_direct", "question_list", [{"question": 1, "answer": "no"}], ["[0].question'", "expected text"]),
    ("UEG_direct", "extra", [float("nan")], ["'extra'", "NaN"]),
    ("UEG_direct", "extra", float("-inf"), ["'extra'", "-Infinity"]),
]


@pytest.mark.parametrize(("kind", "field", "value", "words"), FIELDS, ids=lambda part: repr(part)[:30])
def test_a_wrong_field_is_named_with_file_and_row(
    tmp_path: Path, kind: str, field: str, value: Any, words: list[str]
) -> None:
    (tmp_path / "secret.png").touch()
    rows = rows_of(kind)
    write_pictures(tmp_path / "data", rows)
    rows[2][field] = value
    if value is WITHOUT:
        del rows[2][field]
    write_rows(tmp_path / "data", kind, rows)
    message = refusal(tmp_path / "data")
    assert f"{kind}.json, row 2, field " in message
    assert all(word in message for word in words), message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[{"index": 0,, }]', ["line 1, column 14"]),
        ('[\n{"index": 0}\n{"index": 1}]', ["line 3, column 1"]),
        ("", ["line 1, column 1"]),
        ('{"index": 0}\n{"index": 1}', ["Extra data", ".jsonl"]),
        ('{"data": []}', ["top level is an object, expected a list"]),
        ("NaN", ["top level"]),
        ("[1]", ["row 0", "number 1", "expected an object"]),
        ("[NaN]", ["row 0", "NaN", "expected an object"]),
        ("[{}, null]", ["row 1", "null"]),
        ("[" * 100_000, ["nested too deeply"]),
        ('[{"a": ' + "[" * 30 + "]" * 30 + "}]", ["row 0", "field 'a'", "nested"]),
        ('[{"a": ' + "1" * 5000 + "}]", ["digits"]),
        ("[]", ["holds no rows"]),
    ],
    ids=lambda part: repr(part)[:20],
)
def test_a_file_that_is_no_list_of_objects_is_refused(tmp_path: Path, text: str, words: list[str]) -> None:
    (tmp_path / "GEU_direct.json").write_text(text)
    message = refusal(tmp_path)
    assert "GEU_direct.json" in message
    assert all(word in message for word in words), message


def test_a_broken_line_of_jsonl_is_named(tmp_path: Path) -> None:
    write_official(tmp_path, ["UEG_direct"], suffix=".jsonl")
    with (tmp_path / "UEG_direct.jsonl").open("a") as file:
        file.write('\n{"index": }\n')
    assert "UEG_direct.jsonl, row 5: is not valid JSON: Expecting value at line 6, column 11" in refusal(tmp_path)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "GEU_direct.json").write_bytes(b'[{"a": "\xff"}]')
    assert "GEU_direct.json: is not UTF-8 text (byte 8)" in refusal(tmp_path)


def test_a_file_of_hundreds_of_megabytes_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_official(tmp_path, ["UEG_direct"])
    monkeypatch.setattr(reading, "MAX_FILE_BYTES", 100)
    assert "expected at most 0 MB" in refusal(tmp_path)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "GEU_direct.json")
    assert "is not a file" in refusal(tmp_path)


def test_a_repeated_case_is_refused(tmp_path: Path) -> None:
    rows = rows_of("GEU_direct")
    write_official(tmp_path, ["GEU_direct"])
    write_rows(tmp_path, "GEU_direct", [*rows, {**rows[1], "index": "1"}])
    message = refusal(tmp_path)
    assert "GEU_direct.json, row 4, field 'index'" in message
    assert "row 1" in message


def test_the_same_index_in_two_subtasks_is_two_instances(tmp_path: Path) -> None:
    rows = [geu_row(1, subtask="left"), geu_row(1, subtask="right")]
    write_rows(tmp_path, "GEU_direct", rows)
    write_pictures(tmp_path, rows)
    assert len(OfficialSuite.load(tmp_path).listings()) == 2


def link_out(folder: Path) -> None:
    Image.new("RGB", (8, 8)).save(folder.parent / "outside.png")
    (folder / PICTURE).unlink()
    (folder / PICTURE).symlink_to(folder.parent / "outside.png")


def link_folder_out(folder: Path) -> None:
    shutil.move(folder / "image", folder.parent / "elsewhere")
    (folder / "image").symlink_to(folder.parent / "elsewhere")


def link_to_itself(folder: Path) -> None:
    (folder / PICTURE).unlink()
    (folder / PICTURE).symlink_to(folder / PICTURE)


def empty(folder: Path) -> None:
    (folder / PICTURE).write_bytes(b"")


def text_instead(folder: Path) -> None:
    (folder / PICTURE).write_text("a picture of a dog")


def huge(folder: Path) -> None:
    promising_png(folder / PICTURE, 20_000, 15_000)


def large(folder: Path) -> None:
    promising_png(folder / PICTURE, 10_001, 10_000)


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (link_out, "leaves the folder"),
        (link_folder_out, "leaves the folder"),
        (link_to_itself, ""),
        (empty, "is not a picture"),
        (text_instead, "is not a picture"),
        (huge, "more than 100 megapixels"),
        (large, "10001 x 10000 pixels are more than 100 megapixels"),
    ],
)
def test_a_picture_that_cannot_be_used_is_refused_at_load(
    tmp_path: Path, damage: Callable[[Path], None], words: str
) -> None:
    folder = write_official(tmp_path / "data", ["GEU_direct"])
    damage(folder)
    message = refusal(folder)
    assert "GEU_direct.json, row " in message
    assert "field 'input_image'" in message
    assert words in message, message


def test_without_verification_headers_are_read_only_when_opened(tmp_path: Path) -> None:
    folder = write_official(tmp_path, ["GEU_direct"])
    text_instead(folder)
    suite = OfficialSuite.load(folder, verify=False)
    with pytest.raises(DataError, match=r"GEU_direct.json, row 1, field 'input_image': .* is not a picture"):
        suite.open(PICTURE)
    huge(folder)
    with pytest.raises(DataError, match="megapixels"):
        suite.open(PICTURE)
    (folder / PICTURE).unlink()
    with pytest.raises(DataError, match="no such file"):
        suite.open(PICTURE)
    (folder / PICTURE.replace("right/images/1", "left/images/0")).unlink()
    assert "row 0, field 'input_image'" in refusal(folder, verify=False)


def test_a_truncated_picture_loads_and_fails_when_opened(tmp_path: Path) -> None:
    folder = write_official(tmp_path, ["GEU_direct"])
    noise = bytes(random.Random(0).randbytes(300 * 300 * 3))
    Image.frombytes("RGB", (300, 300), noise).save(folder / PICTURE)
    (folder / PICTURE).write_bytes((folder / PICTURE).read_bytes()[:20_000])
    with pytest.raises(DataError, match=r"GEU_direct.json, row 1, field 'input_image': .* cannot be decoded"):
        OfficialSuite.load(folder).open(PICTURE)


def test_a_picture_no_row_names_is_not_opened(tmp_path: Path) -> None:
    suite = OfficialSuite.load(write_official(tmp_path, ["GEU_direct"]))
    with pytest.raises(DataError, match="no row refers to"):
        suite.open("image/other.png")


def test_a_place_without_data_says_what_was_expected(tmp_path: Path) -> None:
    assert "no such file or folder" in refusal(tmp_path / "none")
    assert "expected UEG_direct, UEG_step, GEU_direct, GEU_step" in refusal(tmp_path)
    (tmp_path / "geu-direct.json").write_text("[]")
    assert "did you mean 'geu-direct.json' to be GEU_direct.json?" in refusal(tmp_path)
    assert "is not named as" in refusal(tmp_path / "geu-direct.json")


def test_json_and_jsonl_of_one_file_are_ambiguous(tmp_path: Path) -> None:
    write_official(tmp_path, ["UEG_direct"])
    write_official(tmp_path, ["UEG_direct"], suffix=".jsonl")
    assert "both UEG_direct.json and UEG_direct.jsonl" in refusal(tmp_path)
