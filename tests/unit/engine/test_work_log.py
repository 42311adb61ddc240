"""A process's log, and what is left of it: torn, broken, hostile, or whole."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.datafiles.plain_folder import PlainFolder
from pytest_realunify.engine.blame import CULPRIT, IN_HAND, SUSPECT, TABLE, Blame, Event
from pytest_realunify.engine.estate import ANYTHING, Estate, Executor
from pytest_realunify.engine.pictures import Pictures
from pytest_realunify.engine.work_log import Entry, WorkLog, read
from pytest_realunify.records import Attempt, Result, Step, Trouble, Verdict

EVENTS: list[Event] = ["ask", "made", "release", "look", "looked", "end", "died", "model lost", "judge lost"]
ATTEMPT = Attempt((Step("generate", "Draw.", output=None),), "a cat", None)


@pytest.fixture
def inflight(tmp_path: Path) -> Path:
    (tmp_path / "inflight").mkdir()
    return tmp_path / "inflight"


def left(inflight: Path) -> Estate:
    estate = Estate(inflight, inflight.parent / "images")
    estate.refresh()
    return estate


@given(st.lists(st.tuples(st.sampled_from(EVENTS), st.lists(st.sampled_from("abcd"), max_size=3))))
def test_after_any_history_a_death_has_one_culprit_at_most_and_leaves_nobody_in_hand(
    history: list[tuple[Event, list[str]]],
) -> None:
    blame = Blame()
    for event, cases in history:
        blame.tell(event, cases)
    in_hand = [case for case, state in blame.states.items() if state in IN_HAND]
    before = blame.states.copy()
    blame.tell("died")
    assert not any(state in IN_HAND for state in blame.states.values())
    fresh = {case for case, state in blame.states.items() if before.get(case) != state}
    assert fresh == set(in_hand)
    assert all(blame.states[case] in (CULPRIT if len(in_hand) == 1 else SUSPECT) for case in in_hand)


def test_the_table_leads_to_states_that_lead_on() -> None:
    states = {state for state, _ in TABLE} | set(TABLE.values())
    assert {state for state, _ in TABLE} == states
    assert all(after != "at model" or event == "ask" for (_, event), after in TABLE.items())
    assert all(after != "at judge" or event == "look" for (_, event), after in TABLE.items())


def test_what_was_made_outlives_the_process_and_is_taken_once(inflight: Path) -> None:
    log = WorkLog(inflight, "gw0")
    log.tell("ask", ["a", "b"])
    log.made([Entry("made", ("a",), ATTEMPT, "digest")])
    fate = Executor(inflight).settle("gw0", sure=True)
    assert fate.attempts == {"a": ATTEMPT}
    assert (fate.death.culprit, fate.death.who) == ("b", "model")
    heir = left(inflight)
    found = heir.take("a")
    assert found is not None
    assert (found.attempt, found.made_of) == (ATTEMPT, "digest")
    assert heir.take("a") is None
    assert heir.suspected("b") is None, "it is lost, and nobody asks it again"


def test_a_resumed_run_blames_nobody_and_tries_errors_again(inflight: Path) -> None:
    log = WorkLog(inflight, "main")
    log.made([Entry("made", ("a",), ATTEMPT, "x"), Entry("made", ("b",), Attempt(error=Trouble("E", "no")), "x")])
    log.tell("ask", ["c"])
    drawn = Result("d", "d", "UEG", "world_knowledge", "", "direct", 1, Verdict("error", "error"), None, "sha")
    Executor(inflight).resume([drawn])
    assert [path.name for path in inflight.iterdir()] == ["left.work"]
    estate = left(inflight)
    assert [estate.has(case) for case in ("a", "b", "c", "d-rep1")] == [True, False, False, True]
    assert estate.suspected("c") == "model"
    again = estate.take("d-rep1")
    assert again is not None
    assert again.made_of == ANYTHING
    Executor(inflight).resume([])
    assert left(inflight).suspected("c") == "model", "killed once more before it was asked"


def test_one_that_ended_in_order_has_nothing_in_hand(inflight: Path) -> None:
    log = WorkLog(inflight, "gw0")
    log.tell("look", ["a"])
    log.close()
    log.tell("looked", ["a"])
    log.close()
    assert not Executor(inflight).settle("gw0").death.was_asking


def test_a_process_that_has_asked_nobody_leaves_no_file(inflight: Path) -> None:
    log = WorkLog(inflight, "gw0")
    log.tell("ask", [])
    log.close()
    assert Executor(inflight).settle("gw0").attempts == {}
    assert list(inflight.iterdir()) == []


@given(cut=st.integers(0, 400), noise=st.binary(max_size=40))
def test_a_torn_log_tells_what_its_whole_lines_tell(
    tmp_path_factory: pytest.TempPathFactory, cut: int, noise: bytes
) -> None:
    folder = tmp_path_factory.mktemp("torn")
    log = WorkLog(folder, "gw0")
    for case in "abc":
        log.made([Entry("made", (case,), ATTEMPT, "x")])
    log.close()
    file = folder / "gw0.work"
    whole = file.read_bytes()
    file.write_bytes(whole[:cut] + noise)
    found, _ = read(PlainFolder.of(folder), "gw0.work")
    entire = whole[:cut].count(b"\n")
    assert [entry.cases for entry in found[:entire]] == [(case,) for case in "abc"][:entire] or entire > 3


@pytest.mark.parametrize(
    "line",
    [
        b'{"event":"made","cases":["a"],"attempt":{"steps":[{"verb":"generate","prompt":"","usage":{"n":1e999}}]}}',
        b'{"event":"made","cases":["a"],"judging":{"n":' + b"9" * 200 + b"}}",
        b'{"event":"obey","cases":["a"]}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_a_line_that_nobody_of_ours_wrote_is_passed_over(inflight: Path, line: bytes) -> None:
    (inflight / "left.work").write_bytes(line + b'\n{"event":"suspect of judge","cases":["b"]}\n')
    estate = left(inflight)
    assert not estate.has("a")
    assert estate.suspected("b") == "judge"


def test_a_line_that_is_being_written_is_read_when_it_is_whole(inflight: Path) -> None:
    whole = b'{"event":"suspect of model","cases":["a"]}\n'
    (inflight / "left.work").write_bytes(whole[:20])
    estate = left(inflight)
    assert estate.suspected("a") is None
    (inflight / "left.work").write_bytes(whole)
    estate.refresh()
    assert estate.suspected("a") == "model"


@pytest.mark.parametrize("content", [None, b"", b"\x89PNG", b"\0" * 100], ids=["gone", "empty", "cut", "zeros"])
def test_an_attempt_whose_picture_is_not_whole_is_none(tmp_path: Path, inflight: Path, content: bytes | None) -> None:
    from PIL import Image

    (tmp_path / "images").mkdir()
    sha256 = Pictures(None, tmp_path / "images").keep(Image.new("RGB", (9, 9), "red")).sha256  # type: ignore[arg-type]
    steps = (Step("generate", "Draw.", output=sha256),)
    for case in "ab":
        WorkLog(inflight, case).made([Entry("made", (case,), Attempt(steps, sha256), "x")])
    Executor(inflight).resume([])
    estate = left(inflight)
    assert estate.take("a") is not None
    picture = tmp_path / "images" / f"{sha256}.png"
    if content is None:
        picture.unlink()
    else:
        picture.write_bytes(content)
    assert estate.take("b") is None
    Pictures(None, tmp_path / "images").keep(Image.new("RGB", (9, 9), "red"))  # type: ignore[arg-type]
    assert picture.stat().st_size > 50, "whoever draws the same makes it whole"


def test_a_disk_that_takes_no_log_costs_nothing_but_the_log(inflight: Path) -> None:
    log = WorkLog(inflight / "nowhere", "gw0")
    log.made([Entry("made", ("a",), ATTEMPT, "x")])
    assert log.blame.states == {"a": "made"}
    log.close()


def test_what_follows_a_line_cut_short_stands_on_a_line_of_its_own(
    inflight: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, write = WorkLog(inflight, "gw0"), os.write
    log.tell("ask", ["a"])
    with monkeypatch.context() as full:
        full.setattr(os, "write", lambda file, data: write(file, data[:5]))
        log.made([Entry("made", ("a",), ATTEMPT, "x")])
    log.made([Entry("made", ("b",), ATTEMPT, "x")])
    assert [entry.event for entry in read(PlainFolder.of(inflight), "gw0.work")[0]] == ["ask", "made"]
