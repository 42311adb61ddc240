"""Jobs in the background: in order, a window ahead, each once."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from pytest_realunify.engine.ahead import Ahead


class Gate:
    """Jobs that note their number and wait to be let through."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.open = threading.Event()

    def job(self, number: int) -> int:
        self.begun.append(number)
        self.open.wait(10)
        if number == 3:
            raise ValueError("three")
        return number * number


@pytest.fixture
def gate() -> Iterator[Gate]:
    made = Gate()
    yield made
    made.open.set()


def collected(ahead: Ahead[int], count: int) -> dict[int, int | BaseException]:
    found: dict[int, int | BaseException] = {}
    while len(found) < count:
        batch = ahead.done(10)
        assert batch, "nothing came within ten seconds"
        found |= dict(batch)
    return found


def test_no_more_begin_than_there_are_threads_and_none_beyond_the_window(gate: Gate) -> None:
    ahead = Ahead(gate.job, 10, threads=2, window=4)
    ahead.reach(0)
    until(lambda: len(gate.begun) == 2)
    gate.open.set()
    assert set(collected(ahead, 5)) == {0, 1, 2, 3, 4}
    assert sorted(gate.begun) == [0, 1, 2, 3, 4]
    ahead.close()


def test_an_exception_takes_the_place_of_a_result(gate: Gate) -> None:
    gate.open.set()
    ahead = Ahead(gate.job, 5, threads=1, window=9)
    ahead.reach(2)
    found = collected(ahead, 3)
    assert (found[2], found[4]) == (4, 16)
    assert isinstance(found[3], ValueError)
    assert ahead.done() == []
    ahead.close()


def test_what_was_passed_over_begins_only_when_it_is_asked_for(gate: Gate) -> None:
    gate.open.set()
    ahead = Ahead(gate.job, 10, threads=1, window=1)
    ahead.reach(7)
    assert set(collected(ahead, 2)) == {7, 8}
    ahead.reach(8)
    ahead.reach(0)
    assert set(collected(ahead, 3)) == {9, 0, 1}
    assert sorted(gate.begun) == [0, 1, 7, 8, 9]
    ahead.close()


def test_nothing_begins_after_closing(gate: Gate) -> None:
    ahead = Ahead(gate.job, 10, threads=1, window=5)
    ahead.reach(0)
    until(lambda: gate.begun == [0])
    gate.open.set()
    ahead.close()
    before = list(gate.begun)
    ahead.reach(6)
    assert ahead.done(0.05) is not None
    assert gate.begun == before


def until(holds: object) -> None:
    assert callable(holds)
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.005)
