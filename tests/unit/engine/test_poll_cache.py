"""What a judge said before, in a folder that anybody may have written to."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.datafiles.plain_folder import PlainFolder
from pytest_realunify.engine.poll_cache import REPLY_CHARACTERS, Kept, PollCache, PollKey

KEY = PollKey("ab" * 32, "Is it red?", "0123456789ab", 0, "5/0")
SHARED = replace(KEY, draw="")
"""As keys were before there were draws, and are where replies are shared."""
NO = Kept("no", "5/0")


def files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file())


def test_a_reply_is_found_by_all_of_its_keys(tmp_path: Path) -> None:
    cache, kept = PollCache(tmp_path), Kept("Yes.", "5/0")
    cache.put(KEY, kept)
    assert cache.get(KEY) == PollCache(tmp_path).get(KEY) == kept
    others: list[dict[str, Any]] = [
        {"sha256": "cd" * 32},
        {"question": "Is it blue?"},
        {"fingerprint": "ba9876543210"},
        {"repeat": 1},
        {"draw": "5/1"},
        {"draw": "6/0"},
        {"draw": ""},
    ]
    assert all(cache.get(replace(KEY, **other)) is None for other in others)


@pytest.mark.parametrize("entry", [{}, {"draw": ""}, {"draw": "", "origin": ""}])
def test_what_was_kept_before_there_were_draws_is_shared_and_of_nobody_s_draw(
    tmp_path: Path, entry: dict[str, str]
) -> None:
    name = hashlib.sha256(json.dumps([SHARED.sha256, SHARED.question, SHARED.fingerprint, 0]).encode()).hexdigest()
    (tmp_path / name[:2]).mkdir()
    (tmp_path / name[:2] / f"{name}.json").write_bytes(other(**entry))
    assert PollCache(tmp_path).get(SHARED) == Kept("Yes.", "")
    assert PollCache(tmp_path).get(KEY) is None


def test_the_folder_is_made_with_the_first_reply(tmp_path: Path) -> None:
    cache = PollCache(tmp_path / "deep" / "polls")
    assert cache.get(KEY) is None
    assert not cache.folder.exists()
    cache.put(KEY, NO)
    [file] = files(cache.folder)
    assert file.suffix == ".json"
    assert file.parent.name == file.name[:2]
    assert json.loads(file.read_text()) == {
        "sha256": KEY.sha256,
        "question": KEY.question,
        "fingerprint": KEY.fingerprint,
        "repeat": 0,
        "reply": "no",
        "draw": "5/0",
        "origin": "5/0",
        "by": "",
    }


@pytest.mark.parametrize("reply", ["", "I cannot tell.", "yes and no", "yes " * REPLY_CHARACTERS])
def test_a_reply_without_a_verdict_or_without_end_is_not_kept(tmp_path: Path, reply: str) -> None:
    cache = PollCache(tmp_path)
    cache.put(KEY, Kept(reply))
    assert files(tmp_path) == []


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=20))
def test_any_text_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, question: str, reply: str, draw: str
) -> None:
    cache = PollCache(tmp_path_factory.mktemp("polls"))
    key, kept = PollKey("0", question, "1", 0, draw), Kept(f"yes {reply}", draw)
    cache.put(key, kept)
    assert cache.get(key) in (kept, None)
    if "no" not in reply.lower():
        assert cache.get(key) == kept


def other(**changes: object) -> bytes:
    entry = {
        "sha256": KEY.sha256,
        "question": KEY.question,
        "fingerprint": KEY.fingerprint,
        "repeat": 0,
        "reply": "Yes.",
    }
    return json.dumps({**entry, **changes}).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"reply": "yes"}',
        b"null",
        other(draw="5/0", repeat=1),
        other(draw="5/1"),
        other(draw=5),
        other(),
        other(draw="5/0", repeat="0"),
        other(draw="5/0", question="Is it blue?"),
        other(draw="5/0", reply=7),
        other(draw="5/0", reply="I cannot tell."),
        other(draw="5/0", reply="yes" + " " * 1_000_000),
        other(draw="5/0")[:-5],
    ],
)
def test_a_file_that_is_not_ours_is_a_miss_and_is_overwritten(tmp_path: Path, content: bytes) -> None:
    cache = PollCache(tmp_path)
    cache.put(KEY, NO)
    [file] = files(tmp_path)
    file.write_bytes(content)
    assert cache.get(KEY) is None
    cache.put(KEY, NO)
    assert cache.get(KEY) == NO
    assert files(tmp_path) == [file], "nothing is left beside it"


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes in folders")
def test_a_pipe_in_its_place_does_not_block(tmp_path: Path) -> None:
    cache = PollCache(tmp_path)
    cache.put(KEY, NO)
    [file] = files(tmp_path)
    file.unlink()
    os.mkfifo(file)
    assert cache.get(KEY) is None


def test_a_folder_that_cannot_be_written_keeps_nothing_and_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "polls").write_text("a file where the folder should be")
    cache = PollCache(tmp_path / "polls")
    cache.put(KEY, NO)
    assert cache.get(KEY) is None


def test_a_folder_of_a_run_that_is_a_link_is_not_followed_and_a_folder_of_the_users_is(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "polls").symlink_to(tmp_path / "elsewhere")
    of_a_run = PollCache(PlainFolder(tmp_path, ("polls",)))
    of_a_run.put(KEY, NO)
    assert of_a_run.get(KEY) is None
    assert files(tmp_path / "elsewhere") == []
    PollCache(tmp_path / "polls").put(KEY, NO)
    assert PollCache(tmp_path / "polls").get(KEY) == NO
    assert of_a_run.get(KEY) is None


def test_a_folder_in_the_place_of_a_file_costs_the_reply_alone(tmp_path: Path) -> None:
    cache = PollCache(tmp_path)
    cache.put(KEY, NO)
    [file] = files(tmp_path)
    file.unlink()
    (file / "within").mkdir(parents=True)
    cache.put(KEY, NO)
    assert cache.get(KEY) is None
    assert files(tmp_path) == []


def test_many_writers_of_one_reply_leave_one_whole_file(tmp_path: Path) -> None:
    caches = [PollCache(tmp_path) for _ in range(8)]
    threads = [threading.Thread(target=cache.put, args=(KEY, Kept("yes"))) for cache in caches for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(files(tmp_path)) == 1
    assert PollCache(tmp_path).get(KEY) == Kept("yes")
