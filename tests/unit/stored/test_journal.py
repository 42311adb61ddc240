"""A run on disk survives being killed at any moment."""

from __future__ import annotations

import json
import re
import tempfile
import time
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_realunify.errors import DataError
from pytest_realunify.records import Result, Step, Verdict
from pytest_realunify.stored.finding import find_run
from pytest_realunify.stored.journal import FORMAT, Journal, RunFolder, new_run, now

SECONDS = st.floats(0, 1e6)
RESULTS = st.builds(Result, steps=st.lists(st.builds(Step, seconds=SECONDS), max_size=2).map(tuple), seconds=SECONDS)


def result(case: str = "mental_tracking-x-0001-direct", reply: str = "A", repeat: int = 0) -> Result:
    return Result(
        case=case,
        instance=case.rpartition("-")[0],
        axis="GEU",
        category="mental_tracking",
        subtask="x",
        protocol="direct",
        repeat=repeat,
        verdict=Verdict("correct", "correct"),
        expected="A",
        reply=reply,
    )


def written(folder: RunFolder, results: Sequence[Result]) -> RunFolder:
    folder.path.mkdir(parents=True, exist_ok=True)
    journal = Journal(folder.files)
    for each in results:
        journal.append(each)
    journal.close()
    return folder


@given(st.lists(RESULTS, max_size=5))
def test_what_was_appended_is_read_back(results: list[Result]) -> None:
    with tempfile.TemporaryDirectory() as root:
        folder = written(RunFolder(Path(root)), results)
        assert folder.results() == {each.key: each for each in results}
        assert folder.journal.read_bytes().count(b"\n") == len(results), "one line each, whatever the texts hold"


def test_a_result_can_be_read_the_moment_it_was_appended(tmp_path: Path) -> None:
    journal = Journal(RunFolder(tmp_path).files)
    journal.append(result())
    assert len(RunFolder(tmp_path).results()) == 1
    journal.close()


def test_a_journal_cut_at_any_byte_loses_at_most_its_last_line_and_goes_on_cleanly(tmp_path: Path) -> None:
    results = [result(f"mental_tracking-x-{number:04d}-direct", "é “B”\n") for number in range(3)]
    whole = written(RunFolder(tmp_path / "whole"), results).journal.read_bytes()
    ends = [place + 1 for place, byte in enumerate(whole) if byte == ord("\n")]
    later = result("mental_tracking-x-9999-direct")
    cut = RunFolder(tmp_path / "cut")
    cut.path.mkdir()
    for length in range(len(whole) + 1):
        cut.journal.write_bytes(whole[:length])
        kept = results[: sum(end <= length for end in ends)]
        assert list(cut.results().values()) == kept
        assert list(written(cut, [later]).results().values()) == [*kept, later]


def test_where_a_case_was_run_again_the_later_line_holds(tmp_path: Path) -> None:
    folder = written(RunFolder(tmp_path), [result(reply="A"), result(reply="B"), result(reply="C", repeat=1)])
    assert {key: each.reply for key, each in folder.results().items()} == {
        ("mental_tracking-x-0001-direct", 0): "B",
        ("mental_tracking-x-0001-direct", 1): "C",
    }


def test_a_run_without_a_journal_has_no_results(tmp_path: Path) -> None:
    assert RunFolder(tmp_path / "none").results() == {}


@pytest.mark.parametrize("broken", [b"", b"{}", b'{"case": 7}', b"\xff\xfe", b"not json", b'{"case": "\xff"}'])
def test_a_broken_line_in_the_middle_is_named(tmp_path: Path, broken: bytes) -> None:
    folder = written(RunFolder(tmp_path), [result()])
    with folder.journal.open("ab") as file:
        file.write(broken + b"\n")
    with pytest.raises(DataError, match=r"journal\.jsonl, row 1: not a result"):
        folder.results()


def test_a_field_that_a_later_version_added_is_no_obstacle(tmp_path: Path) -> None:
    folder = written(RunFolder(tmp_path), [result()])
    line = json.loads(folder.journal.read_bytes())
    folder.journal.write_text(json.dumps({**line, "mood": "bright"}) + "\n", encoding="utf-8")
    assert list(folder.results().values()) == [result()]


def test_making_the_object_touches_nothing_and_create_makes_the_folders_twice(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "runs" / "one")
    assert not list(tmp_path.iterdir())
    folder.create()
    folder.create()
    assert folder.images.is_dir()
    assert folder.inflight.is_dir()
    assert (tmp_path / "runs" / ".gitignore").read_text(encoding="utf-8").splitlines()[-1] == "*"


def test_a_gitignore_of_the_user_s_own_stays(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("mine", encoding="utf-8")
    RunFolder(tmp_path / "one").create()
    assert (tmp_path / ".gitignore").read_text(encoding="utf-8") == "mine"


def test_facts_come_back_as_written_and_are_replaced_whole(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    facts = {"format": FORMAT, "model": {"name": "größer"}, "suite": {}, "options": {}}
    folder.write_facts({**facts, "long": "x" * 10_000})
    folder.write_facts(facts)
    assert folder.facts() == facts
    assert [file.name for file in tmp_path.iterdir()] == ["run.json"]


ODD = [
    json.dumps({"format": 1, "model": {}, "suite": {}, "options": {}, key: "by hand"})
    for key in ("judge", "scorers", "selected_by_protocol", "planned_by_protocol")
] + [
    json.dumps({"format": 1, "model": {}, "suite": {}, "options": {}, "selected_by_protocol": counts})
    for counts in (None, {"direct": "abc"})
]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"format": 99}', "null", '{"format": 1}', '{"format": 1, "model": 3}', *ODD]
)
def test_facts_of_another_kind_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "run.json").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"run\.json"):
        RunFolder(tmp_path).facts()


def test_missing_facts_are_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="not a readable run"):
        RunFolder(tmp_path).facts()


@settings(max_examples=30)
@given(st.text(min_size=1, max_size=80))
def test_any_model_s_name_makes_a_folder_of_its_own_directly_under_the_root(model: str) -> None:
    with tempfile.TemporaryDirectory() as root:
        folders = [new_run(Path(root), model), new_run(Path(root), model)]
        for folder in folders:
            folder.create()
        assert len({folder.path for folder in folders}) == 2
        assert all(folder.path.parent == Path(root) for folder in folders)


def test_run_names_begin_with_their_time_and_name_the_model(tmp_path: Path) -> None:
    name = new_run(tmp_path, "package.module:Class").id
    assert re.fullmatch(r"\d{8}-\d{6}-\d{3}-package\.module-Class-[0-9a-f]{4}", name)


def test_runs_a_few_milliseconds_apart_sort_by_time_whatever_the_model(tmp_path: Path) -> None:
    made = []
    for model in "zyxwv":
        made.append(new_run(tmp_path, model).id)
        time.sleep(0.005)
    assert made == sorted(made)


@pytest.mark.parametrize("ahead", [0.001, 3600, 86400 * 400])
def test_a_run_is_the_last_though_the_clock_was_put_back(tmp_path: Path, ahead: float) -> None:
    later = datetime.now(timezone.utc) + timedelta(seconds=ahead)
    begun = [f"{later:%Y%m%d-%H%M%S}-999-zzz-ffff"]
    for model in "yxw":
        (tmp_path / begun[-1]).mkdir()
        (tmp_path / begun[-1] / "run.json").write_text("{}", encoding="utf-8")
        begun.append(new_run(tmp_path, model).id)
    assert begun == sorted(begun)
    assert len({name[:19] for name in begun}) == 4
    assert find_run(tmp_path, "last").id == begun[-2], "the newest that was written"


@pytest.mark.parametrize("odd", ["20269999-999999-999-x", "99991231-235959-999-x", "notes", "20990101-x", "\u0662" * 8])
def test_a_folder_that_has_no_such_name_is_no_run_to_follow(tmp_path: Path, odd: str) -> None:
    (tmp_path / odd).mkdir()
    (tmp_path / "20980101-000000-000-x").mkdir()
    assert new_run(tmp_path, "m").id[:19] == "20980101-000000-001"


def test_now_is_utc_to_the_millisecond() -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", now())
