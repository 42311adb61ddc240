"""A call that takes too long ends; one that does not is left alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from pytest_realunify.engine.model_calls import Calls
from pytest_realunify.engine.watchdog import Watchdog, unwatched
from pytest_realunify.errors import ExpiredError
from pytest_realunify.interfaces import Request
from pytest_realunify.records import Trouble

NOTHING = os.open(os.devnull, os.O_WRONLY)


def test_a_python_call_is_interrupted_when_its_time_is_up() -> None:
    with pytest.raises(ExpiredError, match=r"no answer within 0\.2 s"), Watchdog(0.1, NOTHING).watch(2):
        time.sleep(60)


def test_a_call_in_time_leaves_neither_signal_nor_timer_behind() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with Watchdog(50, NOTHING).watch(1):
        assert signal.getsignal(signal.SIGALRM) is not before
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_a_timer_that_was_running_goes_on() -> None:
    """Such as pytest-timeout's."""
    rang = threading.Event()
    before = signal.signal(signal.SIGALRM, lambda *_: rang.set())
    try:
        signal.setitimer(signal.ITIMER_REAL, 30)
        with Watchdog(50, NOTHING).watch(1):
            pass
        assert 0 < signal.setitimer(signal.ITIMER_REAL, 0.01)[0] <= 30
        assert rang.wait(10)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_errors_of_the_call_pass_through() -> None:
    with pytest.raises(ValueError, match="boom"), Watchdog(50, NOTHING).watch(1):
        raise ValueError("boom")
    with pytest.raises(ValueError, match="boom"), unwatched(1):
        raise ValueError("boom")


def test_only_the_request_that_hangs_is_in_trouble_and_its_batch_mates_are_answered() -> None:
    class Hangs:
        def understand(self, requests: list[Request]) -> list[str]:
            while any(request.prompt == "2" for request in requests):
                with suppress(Exception):  # as a model that tries again would
                    time.sleep(60)
            return [request.prompt for request in requests]

    calls = Calls(Hangs(), 4, Watchdog(0.05, NOTHING).watch)
    answers = calls.answer("understand", [Request(str(number)) for number in range(4)])
    assert answers == ["0", "1", Trouble("timeout", "understand: no answer within 0.05 s"), "3"]
    assert calls.limit["understand"] == 4, "a hang says nothing about the size"


DEAF = """
import os, signal, sys, time
from pytest_realunify.engine.watchdog import Watchdog

def farewell():
    os.write(1, b"farewell")

signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
with Watchdog(0.2, os.open("stacks", os.O_CREAT | os.O_WRONLY), farewell, grace=0.3).watch(1):
    time.sleep(60)
"""


def test_a_call_that_no_signal_reaches_ends_with_its_process_and_leaves_its_stack(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", DEAF], cwd=tmp_path, capture_output=True, timeout=50, check=False)
    assert (done.returncode, done.stdout) == (1, b"farewell")
    assert 'File "<string>", line 10' in (tmp_path / "stacks").read_text()
