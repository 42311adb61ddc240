"""Letting model and judge go: each closed within a limit, what is left behind said, and no process held up by it."""

from __future__ import annotations

import inspect
import os
import sys
import threading
import time
from typing import Any, Final

import pytest

from pytest_realunify.engine.aside import Aside
from pytest_realunify.engine.watchdog import SHORTEST
from pytest_realunify.errors import ExpiredError

GRACE: Final = 5.0
"""Seconds that the interpreter has to end by itself, after its main thread has, where something was left behind."""

LEFT_BEHIND: Final = "realunify_left_behind"
"""Under which a worker tells xdist's controller what did not end."""


class LettingGo:
    """Of one process."""

    def __init__(self, seconds: float | None) -> None:
        """`seconds` is the limit of a call; None: there is none."""
        self.seconds = max(seconds, SHORTEST) if seconds else None
        """What closing may take, and waiting for calls under way."""
        self.is_guest = False
        """Whether the process is somebody else's, and goes on when the session is over."""
        self.left: list[str] = []
        """What was left behind, for people."""

    def close(self, what: str, thing: object) -> None:
        """Calls its `close()`, where it has one. Raises what that raises; what does not end is left behind.

        With a limit it is called in a thread: what is deaf to every interrupt must not take the process with it, whose
        report is still to be written.
        """
        if not callable(close := getattr(thing, "close", None)) or inspect.iscoroutinefunction(close):
            return  # a coroutine is awaited in the loop of the model's own calls
        if self.seconds is None:
            close()
            return
        aside = Aside("realunify-close")
        try:
            aside.call(self.seconds, close)
        except ExpiredError as expired:
            self.left.append(f"close() of {what}: {expired}; left behind")
        finally:
            aside.close()

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """After all fixtures: those of a run that is stopped are let go as late as that."""
        if (output := getattr(session.config, "workeroutput", None)) is not None:
            output[LEFT_BEHIND] = self.left
        if self.left and not self.is_guest:
            threading.Thread(target=_end, args=(session,), name="realunify-end", daemon=True).start()


def _end(session: pytest.Session) -> None:
    """See that the process ends with its main thread. The interpreter waits for all threads that are no daemons, and
    whatever hangs may have started some."""
    threading.main_thread().join()
    time.sleep(GRACE)
    stream: Any
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    os._exit(int(session.exitstatus))
