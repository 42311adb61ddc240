"""What a power cut leaves of a journal is read as it was promised, and cleared away before more comes behind it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_realunify.errors import DataError
from pytest_realunify.stored.journal import Journal, RunFolder
from runbench import made, stored


def cut(tmp_path: Path, finished: str | None) -> RunFolder:
    """Three results, and zeros from the middle of the second to the middle of the third line's beginning."""
    run = stored(tmp_path, "run", [made("mental_tracking", index) for index in range(3)], finished=finished).folder
    data = bytearray(run.journal.read_bytes())
    first, second = data.index(b"\n"), data.index(b"\n", data.index(b"\n") + 1)
    data[first + 50 : second - 50] = bytes(second - first - 100)
    run.journal.write_bytes(bytes(data))
    return run


def test_a_line_with_zeros_is_not_there_where_the_run_has_not_ended(tmp_path: Path) -> None:
    assert [case[-11:-7] for case, _ in cut(tmp_path, None).results()] == ["0000", "0002"]


def test_in_a_run_that_has_ended_it_is_damage_and_said(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="row 1: not a result"):
        cut(tmp_path, "2026-01-02T04:04:05.678+00:00").results()


def test_it_goes_before_the_run_is_gone_on_with_so_that_it_can_be_read_when_it_ends(tmp_path: Path) -> None:
    run = cut(tmp_path, None)
    run.tidy()
    journal = Journal(run.files)
    journal.append(made("mental_tracking", 1))
    journal.close()
    run.write_facts({**run.facts(), "finished": "2026-01-02T04:04:05.678+00:00"})
    assert len(run.results()) == 3
    assert b"\0" not in run.journal.read_bytes()


def test_what_was_left_half_written_goes_and_nothing_else(tmp_path: Path) -> None:
    run = cut(tmp_path, None)
    (run.path / "polls/ab").mkdir(parents=True)
    ours = [
        "run.json.part",
        "journal.jsonl.part",
        f"images/{'a' * 64}.12-34.part",
        f"polls/ab/{'b' * 64}.json.{'c' * 32}.part",
    ]
    theirs = ["notes.part", "images/mine.part", "polls/ab/x.part"]
    for name in [*ours, *theirs]:
        (run.path / name).write_text("half")
    run.tidy()
    assert not [name for name in ours if (run.path / name).exists()]
    assert [name for name in theirs if (run.path / name).exists()] == theirs
