"""A baseline file as people, merges and strangers leave it: refused by name of file and field."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselinebench import run
from pytest_realunify.decisions.baseline import Baseline, reading
from pytest_realunify.errors import DataError, UsageError

CASE = "mental_tracking-x-0000-direct"


def written(tmp_path: Path, **changes: Any) -> Path:
    """A good file but for the changes; `provenance` and `cases` are merged in."""
    data = json.loads(Baseline.of_runs([run()]).dumps())
    for key, value in changes.items():
        data[key] = {**data[key], **value} if isinstance(value, dict) and key in data else value
    file = tmp_path / "b.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"format": 3}, "field 'format': is 3, this version reads baseline formats 1 and 2"),
        ({"format": "2"}, "field 'format': is '2', this version reads baseline formats 1 and 2"),
        ({"cases": []}, "field 'cases': is missing, empty"),
        ({"cases": {"mental_tracking-x": "wrong"}}, "field 'cases.mental_tracking-x': is no case id"),
        ({"cases": {"mental_tracking-\x1b[2J-0-direct": "wrong"}}, "is no case id"),
        ({"cases": {CASE: 1}}, f"field 'cases.{CASE}': is a int, expected a text"),
        ({"cases": {CASE: "right"}}, "is 'right', expected a verdict such as"),
        ({"cases": {CASE: "0 wrong"}}, "is '0 wrong', expected"),
        ({"cases": {CASE: "1 wrong, 2 wrong"}}, "is '1 wrong, 2 wrong', expected"),
        ({"cases": {CASE: "9999999999 wrong"}}, "is '9999999999 wrong', expected"),
        ({"cases": {CASE: "2 wrong; parity correct"}}, "has 2 strict and 1 parity verdicts"),
        ({"cases": {CASE: "correct | wrong"}}, "is 'correct | wrong', expected a verdict for each of 1 runs"),
        ({"cases": {CASE: "-"}}, "is '-', expected a verdict for each of 1 runs"),
        ({"cases": {CASE: "1 correct, 1 wrong (2 replies)"}}, "has no copies among 2 scored verdicts"),
        ({"replies": []}, "field 'replies': is no object of digests"),
        ({"replies": {CASE: "0123abc"}}, f"field 'replies.{CASE}': is no digest of a reply for each run"),
        ({"replies": {CASE: "01234567 01234567"}}, f"field 'replies.{CASE}': is no digest of a reply for each run"),
        ({"replies": {"mental_tracking-x-9999-direct": "01234567"}}, "is no digest of a reply for each run of a case"),
        ({"provenance": None}, "field 'provenance': is missing, or no object"),
        ({"provenance": {"suite": {"name": "x"}}}, "field 'provenance.suite': object missing required field"),
        ({"provenance": {"judge": "pixels"}}, "field 'provenance.judge': expected `object | null`, got `str`"),
        ({"provenance": {"scorers": {"strict": "1"}}}, "field 'provenance.scorers[...]': expected `int`, got `str`"),
        ({"provenance": {"commit": "\ud800"}}, "field 'provenance': holds half a surrogate pair"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, changes: dict[str, Any], problem: str) -> None:
    file = written(tmp_path, **changes)
    with pytest.raises(DataError) as refused:
        Baseline.load(file)
    assert str(refused.value).startswith(f"{file}, ")
    assert problem in str(refused.value)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[]", "is no baseline: its top level is no object"),
        ("", "is no baseline: Expecting value"),
        ("[" * 100_000, "is no baseline: "),
        ('{"format": NaN}', "is no baseline: NaN is no JSON"),
        ('{"cases": {"a": "wrong", "a": "correct"}}', "is no baseline: 'a' is there twice"),
        ('{\n<<<<<<< HEAD\n "format": 1\n}', "(a merge conflict is left in it)"),
    ],
)
def test_what_is_no_baseline_is_said_to_be_none(tmp_path: Path, text: str, problem: str) -> None:
    file = tmp_path / "b.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as refused:
        Baseline.load(file)
    assert problem in str(refused.value)


@given(st.binary(max_size=60))
def test_bytes_are_never_more_than_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    file = tmp_path_factory.mktemp("bytes") / "b.json"
    file.write_bytes(data)
    with pytest.raises(DataError, match=r"is no baseline"):
        Baseline.load(file)


def test_a_file_far_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = written(tmp_path)
    monkeypatch.setattr(reading, "MAX_BYTES", file.stat().st_size)
    assert Baseline.load(file).cases
    monkeypatch.setattr(reading, "MAX_BYTES", file.stat().st_size - 1)
    with pytest.raises(DataError, match=r"is no baseline: more than \d+ MB"):
        Baseline.load(file)


def test_a_folder_is_no_baseline(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is not a file"):
        Baseline.load(tmp_path)


def test_an_unknown_name_says_what_there_is_and_how_to_make_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("our-baseline.json").write_text("{}", encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        Baseline.load("ourbaseline.json")
    assert str(refused.value).splitlines() == [
        "unknown baseline (--realunify-baseline): no such file: 'ourbaseline.json'. Did you mean 'our-baseline.json'?",
        "valid: reference, our-baseline.json",
        "to make one: pytest --realunify --model=NAME, then realunify baseline save last -o ourbaseline.json",
    ]


def test_a_file_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match=r"cannot write .*b\.json: "):
        Baseline.of_runs([run()]).write(tmp_path / "file" / "b.json")


def test_a_file_of_format_1_kept_no_runs_apart_and_counts_as_one(tmp_path: Path) -> None:
    two = Baseline.of_runs([run(("correct", "wrong"), "a"), run(("wrong", "wrong"), "b")])
    cases = {CASE: "1 correct, 1 wrong", CASE.replace("0000", "0001"): "2 wrong"}
    data = {"format": 1, "provenance": dict(two.provenance), "cases": cases}
    file = tmp_path / "b.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    read = Baseline.load(file)
    assert [record.text for record in read.cases.values()] == ["1 correct, 1 wrong", "2 wrong (1 reply)"]
    assert (read.evidence.runs, read.provenance["runs"], read.replies) == (1, ["a b"], {})
    assert Baseline.update(read, [run(name="a"), run(name="c")]).provenance["runs"] == ["a b", "c"], "a is in it"
