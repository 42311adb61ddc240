"""What a judge said before, in a folder that anybody may have written to."""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.engine.poll_cache import REPLY_CHARACTERS, PollCache

KEY = ("ab" * 32, "Is it red?", "0123456789ab", 0)


def files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file())


def test_a_reply_is_found_by_all_four_of_its_keys(tmp_path: Path) -> None:
    cache = PollCache(tmp_path)
    cache.put(*KEY, "Yes.")
    assert cache.get(*KEY) == "Yes."
    assert PollCache(tmp_path).get(*KEY) == "Yes."
    assert cache.get("cd" * 32, *KEY[1:]) is None
    assert cache.get(KEY[0], "Is it blue?", *KEY[2:]) is None
    assert cache.get(*KEY[:2], "ba9876543210", 0) is None
    assert cache.get(*KEY[:3], 1) is None


def test_the_folder_is_made_with_the_first_reply(tmp_path: Path) -> None:
    cache = PollCache(tmp_path / "deep" / "polls")
    assert cache.get(*KEY) is None
    assert not cache.folder.exists()
    cache.put(*KEY, "no")
    [file] = files(cache.folder)
    assert file.suffix == ".json"
    assert file.parent.name == file.name[:2]
    assert json.loads(file.read_text()) == {
        "sha256": KEY[0],
        "question": KEY[1],
        "fingerprint": KEY[2],
        "repeat": 0,
        "reply": "no",
    }


@pytest.mark.parametrize("reply", ["", "I cannot tell.", "yes and no", "yes " * REPLY_CHARACTERS])
def test_a_reply_without_a_verdict_or_without_end_is_not_kept(tmp_path: Path, reply: str) -> None:
    cache = PollCache(tmp_path)
    cache.put(*KEY, reply)
    assert files(tmp_path) == []


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, question: str, reply: str) -> None:
    cache = PollCache(tmp_path_factory.mktemp("polls"))
    cache.put("0", question, "1", 0, f"yes {reply}")
    assert cache.get("0", question, "1", 0) in (f"yes {reply}", None)
    if "no" not in reply.lower():
        assert cache.get("0", question, "1", 0) == f"yes {reply}"


def other(**changes: object) -> bytes:
    entry = {"sha256": KEY[0], "question": KEY[1], "fingerprint": KEY[2], "repeat": 0, "reply": "Yes."}
    return json.dumps({**entry, **changes}).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"reply": "yes"}',
        b"null",
        other(repeat=1),
        other(repeat="0"),
        other(question="Is it blue?"),
        other(reply=7),
        other(reply="I cannot tell."),
        other(reply="yes" + " " * 1_000_000),
        other()[:-5],
    ],
)
def test_a_file_that_is_not_ours_is_a_miss_and_is_overwritten(tmp_path: Path, content: bytes) -> None:
    cache = PollCache(tmp_path)
    cache.put(*KEY, "no")
    [file] = files(tmp_path)
    file.write_bytes(content)
    assert cache.get(*KEY) is None
    cache.put(*KEY, "no")
    assert cache.get(*KEY) == "no"
    assert files(tmp_path) == [file], "nothing is left beside it"


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes in folders")
def test_a_pipe_in_its_place_does_not_block(tmp_path: Path) -> None:
    cache = PollCache(tmp_path)
    cache.put(*KEY, "no")
    [file] = files(tmp_path)
    file.unlink()
    os.mkfifo(file)
    assert cache.get(*KEY) is None


def test_a_folder_that_cannot_be_written_keeps_nothing_and_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "polls").write_text("a file where the folder should be")
    cache = PollCache(tmp_path / "polls")
    cache.put(*KEY, "no")
    assert cache.get(*KEY) is None


def test_a_folder_in_the_place_of_a_file_costs_the_reply_alone(tmp_path: Path) -> None:
    cache = PollCache(tmp_path)
    cache.put(*KEY, "no")
    [file] = files(tmp_path)
    file.unlink()
    (file / "within").mkdir(parents=True)
    cache.put(*KEY, "no")
    assert cache.get(*KEY) is None
    assert files(tmp_path) == []


def test_many_writers_of_one_reply_leave_one_whole_file(tmp_path: Path) -> None:
    caches = [PollCache(tmp_path) for _ in range(8)]
    threads = [threading.Thread(target=cache.put, args=(*KEY, "yes")) for cache in caches for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(files(tmp_path)) == 1
    assert PollCache(tmp_path).get(*KEY) == "yes"
