"""The calibration file: written whole, read with care, tied to one judge."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.errors import DataError, UsageError
from pytest_realunify.interfaces import Question
from pytest_realunify.numbers.calibration.confusion import Confusion
from pytest_realunify.numbers.calibration.pictures import Picture, impossible
from pytest_realunify.numbers.calibration.record import FORMAT, Calibration, Latency, MeasuredJudge, Row, packaged, read
from pytest_realunify.records import Poll

COUNT = st.integers(0, 10**6)
CONFUSIONS = st.builds(Confusion, COUNT, COUNT, COUNT, COUNT, COUNT, COUNT)
TEXT = st.text(st.characters(codec="utf-8"), max_size=20)


@st.composite
def pictures(draw: st.DrawFn) -> Picture:
    """One that a judge might have been shown: truths, wanted answers or none, answers or none."""
    either: tuple[Literal["yes", "no"], ...] = ("yes", "no")
    answer = st.sampled_from(either)
    truths = draw(st.lists(answer, min_size=1, max_size=6))
    same = st.lists(answer, min_size=len(truths), max_size=len(truths))
    wanted, said = draw(st.none() | same), draw(st.lists(answer | st.none(), max_size=len(truths)))
    questions = [Question("?", truth) for truth in truths]
    polls = [Poll("?", truth, "", answer) for truth, answer in zip(truths, said, strict=False)]
    return Picture.judged(draw(st.integers(0, 9)), questions, wanted, polls)


PICTURES = st.lists(pictures(), max_size=4).map(tuple)
ROWS = st.builds(
    Row, st.sampled_from(["food", "culture"]), st.sampled_from(["clean", "jpeg"]), CONFUSIONS, TEXT, PICTURES
)
JUDGES = st.builds(MeasuredJudge, TEXT, TEXT, TEXT, TEXT, st.integers(1, 9))


def calibration(rows: tuple[Row, ...] = (), labels: Confusion | None = None) -> Calibration:
    judge = MeasuredJudge("mine", "pyproject.toml", "0123456789ab", "Is it so? {question}", 3)
    return Calibration(FORMAT, judge, "2030-01-01T00:00:00.000+00:00", "1.0", "fedcba987654", rows, labels)


RIGHT = Picture(0, yes=2, yes_off=0, no=1, no_off=0, true=True, unlike=0)
WRONG = Picture(0, yes=2, yes_off=1, no=1, no_off=0, true=False, unlike=0)
ROW = Row("food", "clean", Confusion(tp=8, fn=2, tn=5), "world_knowledge", (RIGHT, WRONG))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A good file."""
    calibration((ROW,)).write(tmp_path / "calibration.json")
    return tmp_path / "calibration.json"


@given(JUDGES, st.lists(ROWS, max_size=3).map(tuple), st.none() | CONFUSIONS, PICTURES)
def test_what_was_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory,
    judge: MeasuredJudge,
    rows: tuple[Row, ...],
    labels: Confusion | None,
    labelled: tuple[Picture, ...],
) -> None:
    made = Calibration(FORMAT, judge, "then", "1.0", "suite", rows, labels, Latency(7, 0.25, 1.5), labelled)
    file = tmp_path_factory.getbasetemp() / "calibration" / "round.json"
    made.write(file)
    assert read(file) == made
    assert [each.name for each in file.parent.iterdir()] == ["round.json"]


@given(pictures())
def test_a_picture_that_was_judged_is_never_taken_for_an_impossible_one(picture: Picture) -> None:
    assert impossible(picture) == ""
    assert picture.off <= picture.questions
    if picture.passed is not None and not picture.off:
        assert picture.passed == picture.true


def test_the_first_format_loads_without_pictures(file: Path) -> None:
    data = json.loads(file.read_text(encoding="utf-8"))
    del data["labelled"], data["rows"][0]["pictures"], data["rows"][0]["category"]
    file.write_text(json.dumps({**data, "format": 1}), encoding="utf-8")
    found = read(file)
    assert found.rows == (Row("food", "clean", ROW.counts),)
    assert found.basis == ROW.counts


def test_a_row_of_the_file_is_a_line(file: Path) -> None:
    [line] = [each for each in file.read_text(encoding="utf-8").splitlines() if "food" in each]
    assert json.loads(line)["pictures"] == [[0, 2, 0, 1, 0, True, 0], [0, 2, 1, 1, 0, False, 0]]


def changed(file: Path, *place: str | int, to: Any) -> None:
    data = json.loads(file.read_text(encoding="utf-8"))
    *path, last = place
    held = data
    for key in path:
        held = held[key]
    held[last] = to
    file.write_text(json.dumps(data), encoding="utf-8")


@pytest.mark.parametrize(
    ("place", "value", "problem"),
    [
        (("format",), 3, "field 'format': is 3, this version reads calibrations 1 and 2"),
        (("format",), True, "field 'format': is True, this version reads calibrations 1 and 2"),
        (("format",), [1], "field 'format': is [1], this version"),
        (("format",), None, "field 'format': is None, this version"),
        (("judge",), "pixels", "field 'judge': expected `object`, got `str`"),
        (("judge", "fingerprint"), 5, "field 'judge.fingerprint': expected `str`, got `int`"),
        (("judge", "repeats"), 0, "field 'judge.repeats': expected `int` >= 1"),
        (("rows",), {}, "field 'rows': expected `array`, got `object`"),
        (("rows", 0, "counts", "tp"), -1, "field 'rows[0].counts.tp': expected `int` >= 0"),
        (("rows", 0, "counts", "fn"), 1.5, "field 'rows[0].counts.fn': expected `int`, got `float`"),
        (("rows", 0, "counts", "tn"), True, "field 'rows[0].counts.tn': expected `int`, got `bool`"),
        (("labels",), [], "field 'labels': expected `object | null`, got `array`"),
        (("rows", 0), {"subtask": "food"}, "field 'rows[0]': object missing required field `condition`"),
        (("rows", 0, "pictures"), 4, "field 'rows[0].pictures': expected `array`, got `int`"),
        (("rows", 0, "pictures", 1), [0, 1], "field 'rows[0].pictures[1]': expected `array` of length 7, got 2"),
        (("rows", 0, "pictures", 1, 6), -1, "field 'rows[0].pictures[1][6]': expected `int` >= 0"),
        (("rows", 0, "pictures", 1, 2), 9, "field 'rows[0].pictures[1]': has more questions off than asked"),
        (("rows", 0, "pictures", 0, 6), 1, "field 'rows[0].pictures[0]': cannot be: 3 questions, 0 of them off, 1"),
        (("rows", 0, "pictures", 0, 6), 4, "field 'rows[0].pictures[0]': cannot be: 3 questions, 0 of them off, 4"),
        (("rows", 0, "pictures", 0, 5), None, "field 'rows[0].pictures[0]': has an outcome, and yet a question"),
        (("labelled",), [[0, 0, 0, 0, 0, True, 0]], "field 'labelled[0]': has no question"),
    ],
)
def test_a_broken_field_is_named_with_its_file(
    file: Path, place: tuple[str | int, ...], value: object, problem: str
) -> None:
    changed(file, *place, to=value)
    with pytest.raises(DataError) as raised:
        read(file)
    assert str(raised.value).startswith(f"{file}, {problem}")


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "is no calibration file: Expecting value"),
        (b"[]", "is no calibration file: its top level is no object"),
        (b"\xff\xfe", "is no calibration file: 'utf-8' codec"),
        (b"[" * 100_000, "is no calibration file: maximum recursion depth"),
        (b'{"format": ' + b"1" * 5000 + b"}", "is no calibration file: Exceeds the limit"),
    ],
)
def test_another_file_is_refused_in_one_line(tmp_path: Path, data: bytes, problem: str) -> None:
    file = tmp_path / "other.json"
    file.write_bytes(data)
    with pytest.raises(DataError) as raised:
        read(file)
    assert str(raised.value).startswith(f"{file}: {problem}")
    assert "\n" not in str(raised.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read: No such file"):
        read(tmp_path / "none.json")
    with pytest.raises(DataError, match="cannot be read: Is a directory"):
        read(tmp_path)


def test_a_later_field_is_no_trouble(file: Path) -> None:
    changed(file, "mood", to="good")
    assert read(file).rows == (ROW,)


def test_a_place_that_cannot_be_written_is_an_error_that_says_what_to_type(tmp_path: Path) -> None:
    (tmp_path / "occupied").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="choose another with -o FILE"):
        calibration().write(tmp_path / "occupied" / "calibration.json")


def test_the_user_s_own_labels_come_before_clean_renders_and_damaged_ones_never_correct() -> None:
    rows = (ROW, Row("culture", "clean", Confusion(tp=1)), Row("food", "jpeg", Confusion(tp=90, fn=90)))
    assert calibration(rows).basis == Confusion(tp=9, fn=2, tn=5)
    assert calibration(rows, Confusion(tn=4)).basis == Confusion(tn=4)


def test_counts_add_up_over_conditions_and_subtasks() -> None:
    rows = (ROW, Row("food", "jpeg", Confusion(tp=1)), Row("culture", "clean", Confusion(fp=3)))
    made = calibration(rows)
    assert made.under() == Confusion(tp=9, fn=2, tn=5, fp=3)
    assert made.under(subtask="food") == Confusion(tp=9, fn=2, tn=5)
    assert made.under(conditions=["jpeg"]) == Confusion(tp=1)


def test_another_judge_is_refused_with_both_fingerprints_and_what_to_type() -> None:
    with pytest.raises(UsageError) as raised:
        calibration().check_judge("ba9876543210", 3, "mine.json")
    first, second = str(raised.value).splitlines()
    assert first.startswith("mine.json is the calibration of judge mine with fingerprint 0123456789ab, ")
    assert first.endswith("this run's judge has ba9876543210.")
    assert second.endswith("realunify judge calibrate --judge=NAME -o mine.json")


def test_another_number_of_votes_is_refused_since_a_majority_errs_less() -> None:
    with pytest.raises(UsageError, match=r"with 3 votes per question, this run takes 1\.\nType --realunify-judge-rep"):
        calibration().check_judge("0123456789ab", 1, "mine.json")
    calibration().check_judge("0123456789ab", 3, "mine.json")


def test_the_file_that_ships_is_used_for_that_very_judge_alone(file: Path, tmp_path: Path) -> None:
    found = packaged("0123456789ab", file)
    assert found is not None
    assert found.rows == (ROW,)
    assert packaged("ba9876543210", file) is None
    assert packaged("0123456789ab", tmp_path / "none.json") is None
