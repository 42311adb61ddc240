"""Asking until a server answers, on a clock of our own."""

from __future__ import annotations

import asyncio
from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.models.openai.failures import CallError
from pytest_realunify.models.openai.retrying import LONGEST_PAUSE, Retrying, wait_asked


class Server:
    """Fails so often, asks for so long a pause, takes so long; keeps the pauses that were made."""

    def __init__(self, failures: int, wait: float | None = None, seconds: float = 0.0, again: bool = True) -> None:
        self.failures = failures
        self.wait = wait
        self.seconds = seconds
        self.again = again
        self.now = 0.0
        self.left: list[float] = []
        self.pauses: list[float] = []

    async def call(self, left: float) -> str:
        self.left.append(left)
        self.now += self.seconds
        if len(self.left) <= self.failures:
            raise CallError("busy", again=self.again, wait=self.wait)
        return "done"

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds

    def run(self, max_retries: int = 6, deadline: float = 600.0) -> str:
        retrying = Retrying(max_retries, deadline, sleep=self.sleep, clock=lambda: self.now)
        return asyncio.run(retrying.run(self.call))


@given(st.integers(0, 12))
def test_pauses_double_up_to_a_bound_and_vary(failures: int) -> None:
    server = Server(failures)
    assert server.run(max_retries=12) == "done"
    longest = [min(LONGEST_PAUSE, 0.5 * 2**number) for number in range(failures)]
    assert len(server.pauses) == failures
    assert all(bound / 2 <= pause <= bound for pause, bound in zip(server.pauses, longest, strict=True))


def test_a_long_pause_that_is_asked_for_is_made() -> None:
    server = Server(1, wait=420.0)
    assert server.run() == "done"
    assert 420.0 < server.pauses[0] <= 420.5


def test_a_pause_beyond_the_deadline_is_not_begun() -> None:
    server = Server(1, wait=7200.0)
    with pytest.raises(CallError, match=r"busy \(it asks to wait 7200 s\), tried once within a deadline of 600 s"):
        server.run()
    assert server.pauses == []


def test_the_deadline_ends_what_the_number_of_tries_would_not() -> None:
    server = Server(99, seconds=120.0)
    with pytest.raises(CallError, match="tried 5 times within a deadline of 600 s"):
        server.run(max_retries=50)
    assert server.left[-1] < 120.0 < server.left[-2], "each call knows what is left"


def test_after_the_last_try_the_error_says_how_many() -> None:
    with pytest.raises(CallError, match="busy, 3 times in a row"):
        Server(99).run(max_retries=2)


def test_what_will_not_pass_is_tried_once() -> None:
    server = Server(1, again=False)
    with pytest.raises(CallError, match=r"^busy$"):
        server.run()
    assert len(server.left) == 1


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": " 0.25 "}, 0.25),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after": formatdate(1060, usegmt=True)}, 60.0),
        ({"retry-after": formatdate(940, usegmt=True)}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after-ms": "many"}, None),
    ],
)
def test_a_server_may_ask_for_a_pause_in_seconds_or_until_a_date(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert wait_asked(headers, now=lambda: 1000.0) == seconds


@given(st.text(max_size=20))
def test_any_header_is_a_pause_or_nothing(text: str) -> None:
    found = wait_asked({"retry-after": text}, now=lambda: 0.0)
    assert found is None or found >= 0
