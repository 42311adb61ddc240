"""One number of calls in flight for a served model, whoever asks it: from any thread, any event loop, any instance."""

from __future__ import annotations

import asyncio
import gc
import random
import threading
import weakref
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakeserver import FakeServer, serving
from openaibench import Connect, connecting
from pytest_realunify.interfaces import Request
from pytest_realunify.models.openai.turnstile import Turnstile


class Watched:
    """Counts who is inside."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.inside = self.most = self.served = 0

    async def visit(self, turnstile: Turnstile, seconds: float) -> None:
        async with turnstile:
            with self.lock:
                self.inside += 1
                self.most = max(self.most, self.inside)
            await asyncio.sleep(seconds)
            with self.lock:
                self.inside -= 1
                self.served += 1


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 5), st.integers(1, 3), st.integers(1, 12), st.integers(0, 9))
def test_no_more_are_inside_than_may_be_and_everyone_gets_in(most: int, loops: int, each: int, seed: int) -> None:
    turnstile, watched, chance = Turnstile(most), Watched(), random.Random(seed)
    pauses = [[chance.random() / 500 for _ in range(each)] for _ in range(loops)]

    async def crowd(times: list[float]) -> None:
        await asyncio.gather(*(watched.visit(turnstile, seconds) for seconds in times))

    threads = [threading.Thread(target=asyncio.run, args=(crowd(times),)) for times in pauses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert watched.served == loops * each
    assert watched.most <= most


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 3), st.integers(2, 12), st.integers(0, 9))
def test_whoever_goes_away_leaves_the_place_to_the_others(most: int, count: int, seed: int) -> None:
    turnstile, watched, chance = Turnstile(most), Watched(), random.Random(seed)

    async def some_leave() -> None:
        tasks = [asyncio.create_task(watched.visit(turnstile, 0.001)) for _ in range(count)]
        for task in tasks:
            await asyncio.sleep(0)
            if chance.random() < 0.5:
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.wait_for(asyncio.gather(*(watched.visit(turnstile, 0) for _ in range(most))), 5)

    asyncio.run(some_leave())
    assert turnstile._free == most


def test_a_model_at_an_endpoint_has_one_for_as_long_as_somebody_holds_it() -> None:
    one = Turnstile.of("http://a/v1", "m", 4)
    assert Turnstile.of("http://a/v1", "m", 4) is one
    assert Turnstile.of("http://a/v1", "n", 4) is not one
    assert Turnstile.of("http://b/v1", "m", 4) is not one
    assert Turnstile.of("http://a/v1", "m", 5) is not one
    held = weakref.ref(one)
    del one
    gc.collect()
    assert held() is None


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with serving(latency=0.05) as server:
        yield server


def test_a_model_and_a_judge_of_one_table_share_its_number(server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(connect: Connect) -> None:
        connect(concurrency=4).understand([Request(f"{number}") for number in range(12)])

    with connecting(server, monkeypatch) as connect:
        threads = [threading.Thread(target=ask, args=(connect,)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(server.bodies) == 24
    assert server.most_in_flight == 4
