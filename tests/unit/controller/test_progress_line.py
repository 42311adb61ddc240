"""One line of progress: what is counted, and how long it will take."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.records import Result, State, Verdict
from pytest_realunify.reporting.progress import Tally, clock


def finished(state: State, axis: str = "GEU", worker: str = "gw0") -> Result:
    category = "mental_tracking" if axis == "GEU" else "code_to_image"
    return Result(
        case=f"{category}-x-0000-direct",
        instance=f"{category}-x-0000",
        axis="GEU" if axis == "GEU" else "UEG",
        category=category,
        subtask="x",
        protocol="direct",
        repeat=0,
        verdict=Verdict(state, state),
        expected=None,
        reply=None,
        worker=worker,
    )


def test_the_line_has_counts_times_accuracies_and_workers() -> None:
    tally = Tally(began=100.0, total=8)
    tally.add(finished("correct"), 110.0)
    tally.add(finished("wrong", "UEG", "gw1"), 112.0)
    tally.add(finished("error"), 114.0)
    tally.add(finished("unparsed"), 118.0)
    line = tally.line(120.0, 200)
    assert line == (
        "realunify: 4 of 8 cases (50 %), 0:20, 0:20 left, UEG 0.0, GEU 50.0, errors 1, "
        "gw0 MT:direct 0:02, gw1 C2I:direct 0:08"
    )


def test_what_a_journal_replays_says_nothing_about_speed() -> None:
    tally = Tally(began=0.0, total=10)
    for _ in range(5):
        tally.add(finished("correct"), 1.0, replayed=True)
    assert tally.left(10.0) is None
    tally.add(finished("correct"), 10.0)
    assert tally.left(10.0) == 40.0


@given(st.integers(10, 300), st.integers(0, 40))
def test_the_line_keeps_to_its_width(width: int, workers: int) -> None:
    tally = Tally(began=0.0, total=100)
    for number in range(workers):
        tally.add(finished("correct", worker=f"gw{number}"), 1.0)
    assert len(tally.line(2.0, width)) <= width


def test_times_read_like_a_clock() -> None:
    assert [clock(seconds) for seconds in (7.9, 750, 3723)] == ["0:07", "12:30", "1:02:03"]
