"""Files of pictures that people labelled: read, or refused with file, row and field."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from official_data import promising_png
from pytest_realunify.errors import DataError
from pytest_realunify.numbers.calibration.labels import load
from pytest_realunify.numbers.calibration.specimens import labelled


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two pictures inside, one outside; errors name files relative to it."""
    data = tmp_path / "data"
    (data / "drawn").mkdir(parents=True)
    for name, colour in (("drawn/one.png", "red"), ("drawn/two.jpg", "blue"), ("../outside.png", "green")):
        Image.new("RGB", (8, 8), colour).save(data / name)
    monkeypatch.chdir(data)
    return data


def written(name: str, text: str) -> Path:
    Path(name).write_text(text, encoding="utf-8")
    return Path(name)


CSV = """\
Image,Question,Label,annotator
drawn/one.png,Is it red?,YES,ann
drawn/two.jpg,Is it red?, no ,bob

drawn/one.png,"Is it blue, or
not?",No,ann
"""


def test_a_csv_file_gives_each_picture_with_its_questions() -> None:
    found = load(written("labels.csv", CSV))
    assert [each.picture.reference for each in found] == ["drawn/one.png", "drawn/two.jpg"]
    assert found[0].answers == {"Is it red?": "yes", "Is it blue, or\nnot?": "no"}
    assert found[1].answers == {"Is it red?": "no"}


def test_a_jsonl_file_says_the_same() -> None:
    rows = [
        {"image": "drawn/one.png", "question": "Is it red?", "label": "Yes"},
        {"image": "./drawn/one.png", "question": "Is it red?", "label": "yes"},
        {"image": "drawn/two.jpg", "question": "Is it red?", "label": "no", "extra": 3},
    ]
    found = load(written("labels.jsonl", "\n".join(map(json.dumps, rows))))
    assert [each.answers for each in found] == [{"Is it red?": "yes"}, {"Is it red?": "no"}]


def test_pictures_are_opened_one_by_one_with_their_truths() -> None:
    exhibits = list(labelled(load(written("labels.csv", CSV))))
    assert [(each.subtask, each.condition, each.image.mode) for each in exhibits] == [("labels", "labels", "RGB")] * 2
    assert [(each.question, each.answer) for each in exhibits[1].questions] == [("Is it red?", "no")]


WANTED = """\
image,question,label,expected
drawn/one.png,Is it red?,yes,Yes
drawn/one.png,Is it round?,no,yes
drawn/two.jpg,Is it round?,yes,yes
drawn/two.jpg,Is it red?,no,yes
"""


def test_a_file_may_say_which_answers_a_right_picture_would_have() -> None:
    exhibits = list(labelled(load(written("labels.csv", WANTED))))
    assert [each.wanted for each in exhibits] == [("yes", "yes"), ("yes", "yes")]
    assert [[q.answer for q in each.questions] for each in exhibits] == [["yes", "no"], ["yes", "no"]]
    assert [each.instance for each in exhibits] == [0, 0], "asked the same, in whatever order"


def test_without_wanted_answers_nobody_knows_whether_a_picture_is_right() -> None:
    exhibits = list(labelled(load(written("labels.csv", CSV))))
    assert [(each.wanted, each.instance) for each in exhibits] == [(None, 0), (None, 1)]
    empty = WANTED.replace(",Yes\n", ",\n").replace(",yes\n", ", \n")
    assert [each.wanted for each in labelled(load(written("labels.csv", empty)))] == [None, None]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (
            "drawn/one.png,Is it big?,yes,",
            "row 1, field 'expected': is missing, unlike in an earlier row about 'drawn/",
        ),
        (
            "drawn/one.png,Is it red?,yes,no",
            "row 1, field 'expected': contradicts an earlier row about 'drawn/one.png'",
        ),
        ("drawn/one.png,Is it big?,yes,1", "row 1, field 'expected': is '1', expected yes or no"),
    ],
)
def test_wanted_answers_are_there_for_all_questions_about_a_picture_or_for_none(row: str, problem: str) -> None:
    file = written("labels.csv", f"image,question,label,expected\ndrawn/one.png,Is it red?,yes,yes\n{row}\n")
    with pytest.raises(DataError) as raised:
        load(file)
    assert str(raised.value).startswith(f"labels.csv, {problem}")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("../outside.png,Is it?,yes", "row 1, field 'image': '../outside.png' leaves the folder"),
        ("/etc/passwd,Is it?,yes", "row 1, field 'image': '/etc/passwd' is absolute"),
        ("drawn/none.png,Is it?,yes", "row 1, field 'image': 'drawn/none.png': no such file"),
        ("labels.csv,Is it?,yes", "row 1, field 'image': 'labels.csv' is not a picture"),
        ("drawn,Is it?,yes", "row 1, field 'image': 'drawn' is not a file"),
        ("drawn/one.png,Is it?,maybe", "row 1, field 'label': is 'maybe', expected yes or no"),
        ("drawn/one.png,Is it?,", "row 1, field 'label': is empty"),
        ("drawn/one.png, ,yes", "row 1, field 'question': is empty"),
        (",Is it?,yes", "row 1, field 'image': is empty"),
        ("drawn/one.png,Is it red?,no", "row 1, field 'label': contradicts an earlier row about 'drawn/one.png'"),
        ("drawn/one.png,Is it?", "row 1: has 2 cells, the header has 3"),
        ("drawn/one.png,Is it?,yes,no", "row 1: has 4 cells, the header has 3"),
        ('drawn/one.png,"Is it?,yes', "row 1: is not valid CSV: unexpected end of data"),
    ],
)
def test_a_broken_row_is_named_with_its_field(row: str, problem: str) -> None:
    file = written("labels.csv", f"image,question,label\ndrawn/one.png,Is it red?,yes\n{row}\n")
    with pytest.raises(DataError) as raised:
        load(file)
    assert str(raised.value).startswith(f"labels.csv, {problem}")


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("labels.csv", "", "labels.csv: holds no row, expected image, question, label"),
        ("labels.csv", "image,question,label\n", "labels.csv: holds no row"),
        ("labels.csv", "picture,question,label\na,b,yes\n", "labels.csv, row 0, field 'image': is missing"),
        ("labels.jsonl", "\n", "labels.jsonl: holds no row"),
        ("labels.jsonl", "[1]", "labels.jsonl, row 0: is a list of 1, expected an object"),
        ("labels.jsonl", '{"image": 3}', "labels.jsonl, row 0, field 'image': is the number 3, expected text"),
    ],
)
def test_a_file_without_usable_rows_is_refused(name: str, text: str, problem: str) -> None:
    with pytest.raises(DataError) as raised:
        load(written(name, text))
    assert str(raised.value).startswith(problem)


def test_a_file_that_is_not_there_or_no_text_is_refused() -> None:
    Path("latin.csv").write_bytes("image,question,label\né".encode("latin-1"))
    for name, problem in (("none.csv", "cannot be read: No such file"), ("latin.csv", "is not UTF-8 text")):
        with pytest.raises(DataError, match=problem):
            load(Path(name))


def test_a_picture_that_would_fill_memory_is_refused_before_anything_is_polled() -> None:
    promising_png(Path("bomb.png"), 60_000, 60_000)
    with pytest.raises(DataError, match=r"row 0, field 'image': 'bomb.png'.* more than 100 megapixels"):
        load(written("labels.csv", "image,question,label\nbomb.png,Is it?,yes\n"))


GROUPS = """\
image,question,label,group
drawn/one.png,Is it red?,yes,flat
drawn/one.png,Is it blue?,no,flat
drawn/two.jpg,Is it red?,no,shaded
"""


def test_pictures_of_a_group_stand_in_it() -> None:
    pictures = load(written("labels.csv", GROUPS))
    assert [picture.group for picture in pictures] == ["flat", "shaded"]
    assert [exhibit.subtask for exhibit in labelled(pictures)] == ["flat", "shaded"]


def test_one_picture_is_of_one_group() -> None:
    with pytest.raises(DataError, match="'shaded', unlike in an earlier row"):
        load(written("labels.csv", GROUPS.replace("no,flat", "no,shaded")))
