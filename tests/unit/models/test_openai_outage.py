"""A server that is away is waited for by all calls together, and for so long. One that merely fails now and then is not
away."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from PIL import Image

from fakepainter import prompt_of
from fakeserver import Body, FakeServer, at_random, serving, verdict
from openaibench import Connect, connecting
from pytest_realunify.engine.outage import watch_outage
from pytest_realunify.errors import JudgeError, ModelError, ModelUnavailableError
from pytest_realunify.extensions.specs import ModelSpec
from pytest_realunify.interfaces import JudgeRequest, Request
from pytest_realunify.judges.vlm import VLM
from pytest_realunify.models.composed import Composed
from pytest_realunify.models.openai import outage
from pytest_realunify.models.openai.failures import CallError, refused
from pytest_realunify.models.openai.outage import BUSY, PROBES, AwayError, Outage
from pytest_realunify.models.openai.retrying import Retrying
from pytest_realunify.models.outage import IN_A_ROW, Leave

REQUESTS = [Request(f"{number}") for number in range(8)]
ANSWERS = [verdict(f"{number}") for number in range(8)]
FAULTS = pytest.mark.parametrize("fault", ["503", "500", "drop", "garbage", "no choices"])


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeServer]:
    monkeypatch.setattr(outage, "PROBES", (0.05, 0.1))
    monkeypatch.setattr(outage, "_LOOK", 0.01)
    with serving() as server:
        yield server


@pytest.fixture
def connect(server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connect]:
    with connecting(server, monkeypatch) as connect:
        yield connect


def first(count: int, fault: str) -> Callable[[int, Body], str | None]:
    """So many calls fail so."""
    return lambda number, _: fault if number < count else None


@FAULTS
def test_after_so_many_failures_there_are_probes_alone_and_in_the_end_the_model_is_gone(
    server: FakeServer, connect: Connect, fault: str
) -> None:
    server.fault = lambda *_: fault
    model = connect(max_retries=50)
    model.watch_outage(0.8)
    began = time.monotonic()
    with pytest.raises(
        ModelUnavailableError, match=rf"^fake at {server.url} is away for \d s: \d+ calls in a row"
    ) as gone:
        model.understand(REQUESTS)
    assert time.monotonic() - began < 5
    assert IN_A_ROW <= len(server.bodies) <= IN_A_ROW + len(REQUESTS) + 12
    assert str(gone.value).endswith("Finished cases are kept: pytest --realunify --realunify-resume goes on")
    before = len(server.bodies)
    with pytest.raises(ModelUnavailableError):
        model.understand(REQUESTS)
    assert len(server.bodies) - before <= 2, "it is known to be away"


@pytest.mark.parametrize("fault", ["503", "drop"])
def test_a_server_that_comes_back_in_time_costs_no_request_and_none_of_its_tries(
    server: FakeServer, connect: Connect, fault: str
) -> None:
    began, asked = time.monotonic(), threading.Event()

    def away(*_: object) -> str | None:
        asked.set()
        return fault if time.monotonic() - began < 2.5 else None

    server.fault = away
    model = connect(max_retries=3, deadline=2)
    model.watch_outage(20)
    assert model.understand(REQUESTS) == ANSWERS
    assert asked.is_set()


@pytest.mark.parametrize("answered", [False, True])
def test_tries_that_fail_with_all_others_while_the_server_goes_away_are_not_a_requests_own(answered: bool) -> None:
    """A request may be the first to have had all its tries: it waits until it is known whether the server is away.
    Where another one is answered meanwhile it is not, and the request has failed."""
    clock = Clock()
    watch, calls = Outage(600, clock, clock.sleep), 0

    async def call(_: float) -> str:
        nonlocal calls
        calls += 1
        if calls > IN_A_ROW:
            return "done"
        watch.failed(Leave.ASK, refused(503, "another's", None, {}))
        if answered and calls == 3:
            watch.heard(Leave.ASK)
        raise refused(503, "refused", None, {})

    retrying = Retrying(3, 600, sleep=clock.sleep, clock=clock, outage=watch)
    if answered:
        with pytest.raises(CallError, match="4 times in a row"):
            asyncio.run(retrying.run(call))
        assert calls == 4
    else:
        assert asyncio.run(retrying.run(call)) == "done"


def test_one_fault_in_ten_is_no_outage(server: FakeServer, connect: Connect) -> None:
    server.fault = at_random(0.1, faults=("429", "500", "503", "drop", "garbage"))
    model = connect()
    model.watch_outage(0.2)
    requests = [Request(f"{number}") for number in range(300)]
    assert model.understand(requests) == [verdict(f"{number}") for number in range(300)]


def test_requests_that_no_server_likes_cost_themselves_and_not_the_run(server: FakeServer, connect: Connect) -> None:
    """Three are enough to fail twenty times in a row once all others of their batch are answered."""
    bad = {"1", "4", "6"}
    server.fault = lambda _, body: "500" if prompt_of(body) in bad else None
    model = connect(max_retries=9)
    model.watch_outage(30)
    answers = model.understand(REQUESTS)
    assert [isinstance(answer, ModelError) for answer in answers] == [request.prompt in bad for request in REQUESTS]
    assert "status 500" in str(answers[1])
    assert "10 times in a row" in str(answers[1])
    assert model.understand([Request("after")]) == [verdict("after")]


def test_a_burst_of_too_many_requests_is_no_outage(server: FakeServer, connect: Connect) -> None:
    server.retry_after = "0.001"
    server.fault = first(3 * IN_A_ROW, "429")
    model = connect(max_retries=20)
    model.watch_outage(0.001)
    assert model.understand(REQUESTS) == ANSWERS


def test_too_many_requests_for_long_is_one() -> None:
    clock = Clock()
    watch = Outage(120, clock, clock.sleep)
    for _ in range(IN_A_ROW):
        watch.failed(Leave.ASK, refused(429, "slow down", 0.1, {}))
    assert not watch.is_on
    clock.now += BUSY
    assert watch.is_on
    assert asyncio.run(watch.leave()) is Leave.PROBE
    watch.failed(Leave.PROBE, refused(429, "slow down", 600.0, {}))
    with pytest.raises(
        AwayError, match=r"^away for 11[5-9] s: 21 calls in a row failed, the last with status 429: slow down$"
    ):
        asyncio.run(watch.leave())


@pytest.mark.parametrize("fault", ["400", "403", "404", "422"])
def test_refusals_of_a_request_are_answers(server: FakeServer, connect: Connect, fault: str) -> None:
    server.fault = lambda *_: fault
    model = connect()
    model.watch_outage(0.1)
    answers = model.understand([Request(f"{number}") for number in range(3 * IN_A_ROW)])
    assert all(isinstance(answer, ModelError) for answer in answers)


def test_replies_without_what_was_asked_are_answers_too(server: FakeServer, connect: Connect) -> None:
    server.reply = lambda _: ""
    model = connect()
    model.watch_outage(0.1)
    assert model.understand([Request(f"{number}") for number in range(2 * IN_A_ROW)]) == [""] * (2 * IN_A_ROW)


@pytest.mark.parametrize("fault", ["quota", "401", "402"])
def test_what_no_trying_helps_is_tried_once_each_and_ends_the_run_soon(
    server: FakeServer, connect: Connect, fault: str
) -> None:
    server.fault = lambda *_: fault
    model = connect(concurrency=1)
    model.watch_outage(60)
    [error] = model.understand(REQUESTS[:1])
    assert isinstance(error, ModelError)
    assert len(server.bodies) == 1
    with pytest.raises(ModelUnavailableError, match=r"is of no use: 20 calls in a row failed, the last with status 4"):
        model.understand([Request(f"{number}") for number in range(40)])
    assert len(server.bodies) == IN_A_ROW


def test_without_a_watch_every_call_is_for_itself(server: FakeServer, connect: Connect) -> None:
    server.fault = lambda *_: "503"
    answers = connect(max_retries=4).understand(REQUESTS)
    assert all("5 times in a row" in str(answer) for answer in answers)
    assert len(server.bodies) == 5 * len(REQUESTS)


def test_probes_that_fail_are_none_of_a_request_s_tries() -> None:
    clock = Clock()
    failures = [CallError("refused", again=True, away=True)] * 4 + [CallError("no reply", again=True)]

    async def call(_: float) -> str:
        if failures:
            raise failures.pop(0)
        return "fine"

    tries = Retrying(1, 60.0, sleep=clock.sleep, clock=clock, outage=down(clock))
    assert asyncio.run(tries.run(call)) == "fine"


def test_a_probe_that_is_given_up_makes_way_for_the_next() -> None:
    clock = Clock()
    watch = down(clock)
    clock.now += PROBES[0]
    assert asyncio.run(watch.leave()) is Leave.PROBE
    watch.withdrawn(Leave.PROBE)
    assert asyncio.run(watch.leave()) is Leave.PROBE


def test_probes_come_every_few_seconds_and_no_later_than_a_server_asks() -> None:
    clock = Clock()
    watch, times = down(clock), []
    while clock.now < 1060:
        assert asyncio.run(watch.leave()) is Leave.PROBE
        times.append(clock.now)
        watch.failed(Leave.PROBE, CallError("refused", again=True, wait=20.0 if len(times) == 6 else None))
    pauses = [round(after - before) for before, after in zip([1000.0, *times], times, strict=False)]
    assert pauses[:6] == [1, 2, 3, 5, 5, 5]
    assert pauses[6] == 20
    assert set(pauses[7:]) == {5}


def test_after_an_answer_the_row_begins_anew() -> None:
    clock = Clock()
    watch = down(clock)
    watch.heard(Leave.ASK)
    assert not watch.is_on
    for _ in range(IN_A_ROW - 1):
        watch.failed(Leave.ASK, CallError("refused", again=True))
    assert asyncio.run(watch.leave()) is Leave.ASK


def test_a_judge_that_is_away_is_no_end_of_the_run(server: FakeServer, connect: Connect) -> None:
    server.fault = lambda *_: "503"
    judge = VLM(connect())
    watch_outage(judge, 0.2)
    picture = Image.new("RGB", (2, 2))
    with pytest.raises(JudgeError, match="is away for"):
        judge.answer([JudgeRequest(picture, "q", "q")] * 8)


def test_parts_of_a_model_wait_too_whenever_they_are_built(server: FakeServer, connect: Connect) -> None:
    server.fault = lambda *_: "503"
    spec = ModelSpec("served", "table", connect)
    pair = Composed({"understand": spec})
    watch_outage(pair, 0.2)
    with pytest.raises(ModelUnavailableError, match="is away for"):
        pair.understand(REQUESTS)  # type: ignore[attr-defined]


def test_who_asks_no_server_is_told_nothing() -> None:
    class Proxy:
        def __getattr__(self, name: str) -> object:
            raise AssertionError(name)

    watch_outage(Proxy(), 1.0)
    watch_outage(object(), None)


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


def down(clock: Clock) -> Outage:
    watch = Outage(10_000, clock, clock.sleep)
    for _ in range(IN_A_ROW):
        watch.failed(Leave.ASK, CallError("refused", again=True))
    assert watch.is_on
    return watch
