"""Parquet files as a suite: rows without pictures, pictures by row group, one line for what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from parquetdata import packed_row, shade, write_parquet, write_rows_of
from pytest_realunify.errors import DataError
from pytest_realunify.suites.parquet import ParquetSuite


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REALUNIFY_CACHE", str(tmp_path / "cache"))


def test_a_thousand_rows_are_listed_without_reading_a_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands in the pictures' place is none, and no decoder can be reached."""
    folder = tmp_path / "data"
    for category in ("mental_tracking", "cognitive_navigation", "attentional_focusing", "mental_reconstruction"):
        rows = [packed_row(index, category, b"\xff" * 100_000) for index in range(250)]
        write_rows_of(folder / category / "test-00000-of-00001.parquet", rows, group=50)
    monkeypatch.setattr(Image, "open", lambda *_, **__: pytest.fail("a picture was opened"))
    read = list[list[str]]()
    from pyarrow import parquet

    real = parquet.ParquetFile.read_row_group

    def watched(self: Any, group: int, columns: list[str], **more: Any) -> Any:
        read.append(columns)
        return real(self, group, columns=columns, **more)

    monkeypatch.setattr(parquet.ParquetFile, "read_row_group", watched)
    suite = ParquetSuite.load(folder)
    assert len(suite.listings()) == 1000
    assert len(read) == 20
    assert not any("image" in columns or "image.bytes" in columns for columns in read)
    assert not (tmp_path / "cache").exists()
    for listing in suite.listings()[:3]:
        assert suite.instance(listing, "direct").axis == "GEU"


def test_a_row_is_an_instance_with_its_category_subtask_and_number(tmp_path: Path) -> None:
    suite = ParquetSuite.load(write_parquet(tmp_path / "data", 6))
    listings = suite.listings()
    assert [each.id for each in listings][:3] == [f"mental_tracking-left-000{index}" for index in (0, 2, 4)]
    assert {each.protocols for each in listings} == {("direct", "blind")}
    assert suite.notes == ("12 GEU instances have no edit_prompt: no stepwise cases for them",)
    instance = suite.instance(listings[1], "direct")
    assert instance.axis == "GEU"
    assert instance.answer == "C"
    assert instance.options == ("one", "two", "three", "four")
    assert suite.open(instance.image).getpixel((0, 0)) == (2, 90, 0)
    assert suite.file(instance.image).read_bytes() == shade(2), "byte for byte"
    with pytest.raises(DataError, match="has no row for protocol stepwise"):
        suite.instance(listings[0], "stepwise")


def test_pictures_are_read_by_row_group_and_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write_rows_of(tmp_path / "test.parquet", [packed_row(index, "mental_tracking") for index in range(10)], 5)
    groups = list[int]()
    from pyarrow import parquet

    real = parquet.ParquetFile.read_row_group

    def watched(self: Any, group: int, **more: Any) -> Any:
        groups.append(group)
        return real(self, group, **more)

    suite = ParquetSuite.load(file)
    monkeypatch.setattr(parquet.ParquetFile, "read_row_group", watched)
    references = {each.index: suite.instance(each, "direct").image for each in suite.listings()}  # type: ignore[union-attr]
    for index in (7, 8, 5, 0, 9):
        red, *_ = suite.open(references[index]).getpixel((0, 0))  # type: ignore[misc]
        assert red == index
    assert groups == [1, 0]
    ParquetSuite.load(file).open(references[3])
    assert groups[2:] == [0, 1], "the second suite reads its rows, and no picture again"


def test_an_edit_prompt_serves_stepwise_and_an_index_of_its_own_counts(tmp_path: Path) -> None:
    rows = [{**packed_row(0, "mental_tracking"), "edit_prompt": "Mark it.", "index": 41}]
    suite = ParquetSuite.load(write_rows_of(tmp_path / "a.parquet", rows))
    [listing] = suite.listings()
    assert listing.id == "mental_tracking-left-0041"
    assert listing.protocols == ("direct", "stepwise", "blind")
    assert suite.instance(listing, "stepwise").edit_prompt == "Mark it."  # type: ignore[union-attr]


def test_the_fingerprint_follows_rows_and_pictures(tmp_path: Path) -> None:
    def fingerprint(name: str, **changed: Any) -> str:
        rows = [packed_row(index, "mental_tracking") for index in range(3)]
        rows[1] |= changed
        return ParquetSuite.load(write_rows_of(tmp_path / f"{name}.parquet", rows)).fingerprint

    same = fingerprint("a")
    assert fingerprint("b") == same
    assert fingerprint("c", answer="D") != same
    assert fingerprint("d", image={**packed_row(1, "mental_tracking")["image"], "bytes": shade(1000)}) != same


def test_options_may_be_json_or_an_object_and_the_folder_names_the_category(tmp_path: Path) -> None:
    row = {**packed_row(0, "mental_tracking"), "option": '["w", "x", "y", "z"]', "task_type": None}
    suite = ParquetSuite.load(write_rows_of(tmp_path / "Mental Tracking/test.parquet", [row]).parent.parent)
    [listing] = suite.listings()
    assert suite.instance(listing, "direct").options == ("w", "x", "y", "z")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"answer": "E"}, "row 1, field 'answer': is 'E', expected one of the option letters A to D"),
        ({"task_type": "dreaming"}, "row 1, field 'task_type': 'dreaming' is no category"),
        ({"question": None}, "row 1, field 'question': is missing"),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, changed: dict[str, Any], told: str) -> None:
    rows = [packed_row(0, "mental_tracking"), {**packed_row(1, "mental_tracking"), **changed}]
    file = write_rows_of(tmp_path / "test.parquet", rows)
    with pytest.raises(DataError) as caught:
        ParquetSuite.load(file)
    assert str(caught.value).startswith(f"{file}, {told}")


def test_a_bad_file_is_one_line(tmp_path: Path) -> None:
    file = write_parquet(tmp_path / "data", 4) / "mental_tracking/test-00000-of-00001.parquet"
    for data in (file.read_bytes()[:-40], b"", b"PAR1nonsense"):
        file.write_bytes(data)
        with pytest.raises(DataError, match="is no whole parquet file: ") as caught:
            ParquetSuite.load(tmp_path / "data")
        assert "\n" not in str(caught.value)
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match=r"holds no \.parquet file"):
        ParquetSuite.load(tmp_path / "empty")
    with pytest.raises(DataError, match="no such file or folder"):
        ParquetSuite.load(tmp_path / "none")
    foreign = write_rows_of(tmp_path / "foreign.parquet", [{"question": "q", "answer": "A"}])
    with pytest.raises(DataError, match="field 'option': is missing: the columns are answer, question"):
        ParquetSuite.load(foreign)


def test_a_row_without_a_picture_is_that_rows_trouble(tmp_path: Path) -> None:
    rows = [packed_row(0, "mental_tracking"), {**packed_row(1, "mental_tracking"), "image": None}]
    suite = ParquetSuite.load(write_rows_of(tmp_path / "test.parquet", rows))
    by_index = {each.index: suite.instance(each, "direct").image for each in suite.listings()}  # type: ignore[union-attr]
    good, bad = by_index[0], by_index[1]
    assert suite.open(good).size == (24, 16)
    with pytest.raises(DataError, match="row 1, field 'image': holds no picture"):
        suite.open(bad)
