"""Where nobody listens, one call tells it of all: a server that is being started again costs no case a try."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from fakeserver import FakeServer, serving, verdict
from openaibench import Connect, connecting
from pytest_realunify.errors import ModelUnavailableError
from pytest_realunify.interfaces import Request
from pytest_realunify.models.openai import outage

REQUESTS = [Request(f"{number}") for number in range(8)]
ANSWERS = [verdict(f"{number}") for number in range(8)]


@pytest.fixture
def connect(monkeypatch: pytest.MonkeyPatch) -> Iterator[Connect]:
    """Whose probes come soon."""
    monkeypatch.setattr(outage, "PROBES", (0.05, 0.1))
    monkeypatch.setattr(outage, "_LOOK", 0.01)
    with serving() as server, connecting(server, monkeypatch) as connect:
        yield connect


def test_a_port_that_is_closed_is_away_too(connect: Connect) -> None:
    with serving() as gone:
        url = gone.url
    model = connect(base_url=url)
    model.watch_outage(0.3)
    with pytest.raises(
        ModelUnavailableError, match=r"is away for \d s: \d+ calls in a row failed, the last with Connection"
    ):
        model.understand(REQUESTS)


def test_one_call_to_a_closed_port_waits_as_long_as_many_do_and_pays_no_try(connect: Connect) -> None:
    """The last cases of a run have few calls in flight, and a worker that draws has one."""
    with serving() as gone:
        url, port = gone.url, gone.server_port
    model = connect(base_url=url, max_retries=1)
    model.watch_outage(60)
    back: list[FakeServer] = []
    over = threading.Event()

    def return_later() -> None:
        time.sleep(2.5)  # longer than the tries of one call take
        with serving(port=port) as again:
            back.append(again)
            over.wait(30)

    thread = threading.Thread(target=return_later)
    thread.start()
    request = Request("0")
    try:
        assert model.understand([request]) == ANSWERS[:1]
    finally:
        over.set()
        thread.join()
    assert request.usage["calls"] == len(back[0].bodies) == 1


def test_one_call_to_a_closed_port_ends_the_run_when_the_time_is_over(connect: Connect) -> None:
    with serving() as gone:
        url = gone.url
    model = connect(base_url=url)
    model.watch_outage(1.0)
    began = time.monotonic()
    with pytest.raises(ModelUnavailableError, match=r"is away for \d s: "):
        model.understand(REQUESTS[:1])
    assert time.monotonic() - began < 10, "in seconds, and not after 20 calls of its own, with their pauses"
