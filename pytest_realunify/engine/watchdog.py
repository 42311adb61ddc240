"""Ends a call of the model that takes too long: by an exception where Python still runs, else with the process."""

from __future__ import annotations

import faulthandler
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from types import FrameType
from typing import Final

from pytest_realunify.errors import ExpiredError

Watch = Callable[[int], AbstractContextManager[None]]
"""Called with the number of requests of a call, around that call."""

SHORTEST, LONGEST = 3.0, 10.0
"""Seconds that a call gets at least and at most, from the exception on, before its process is ended: a machine that is
busy may take a while to bring the signal."""


def unwatched(requests: int) -> AbstractContextManager[None]:
    """No limit."""
    del requests
    return nullcontext()


def stand_aside() -> None:
    """Somebody has stopped the call with a debugger: it has no limit any more."""
    if hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
        signal.setitimer(signal.ITIMER_REAL, 0)
    faulthandler.cancel_dump_traceback_later()
    for words in list(_FAREWELLS):
        words.cancel()


_FAREWELLS: Final[set[threading.Timer]] = set()
"""Of calls that are watched."""


class Watchdog:
    """Watches calls of the main thread.

    First a signal raises in the call. A call that is deaf to it (in C, or catching everything) is followed by
    faulthandler, which needs no lock of the interpreter's: it writes where every thread stands, and ends the process
    with exit code 1.
    """

    def __init__(
        self,
        seconds: float,
        stacks: int,
        farewell: Callable[[], None] | None = None,
        grace: float | None = None,
    ) -> None:
        """`seconds` per request of a call, `grace` once, by default as long within bounds. `stacks` is the open file
        descriptor for what faulthandler writes; `farewell` is called before that, in a thread, for which the
        interpreter must be free."""
        self.seconds = seconds
        self.grace = min(max(SHORTEST, seconds), LONGEST) if grace is None else grace
        self._stacks = stacks
        self._farewell = farewell

    @contextmanager
    def watch(self, requests: int) -> Iterator[None]:
        """Raises ExpiredError in the call, as long as it takes `requests` times the limit."""
        budget = self.seconds * requests
        expired = ExpiredError(f"no answer within {budget:g} s")
        with self._ending(budget + self.grace), interrupting(budget, expired):
            yield

    @contextmanager
    def _ending(self, after: float) -> Iterator[None]:
        words = threading.Timer(after, self._farewell) if self._farewell is not None else None
        if words is not None:
            words.daemon = True
            _FAREWELLS.add(words)
            words.start()
            after += 0.5  # time to say them
        faulthandler.dump_traceback_later(after, exit=True, file=self._stacks)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
            if words is not None:
                words.cancel()
                _FAREWELLS.discard(words)


@contextmanager
def interrupting(after: float, error: BaseException) -> Iterator[None]:
    """Raises the error in the main thread after so many seconds; elsewhere nothing."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    began = time.monotonic()

    def expire(number: int, frame: FrameType | None) -> None:
        del number, frame
        raise error

    handler = signal.signal(signal.SIGALRM, expire)
    remaining, interval = signal.setitimer(signal.ITIMER_REAL, after)
    try:
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)  # it may have fired just now, and then never again
    finally:
        signal.signal(signal.SIGALRM, handler or signal.SIG_DFL)
        if remaining:  # pytest-timeout's, say
            left = remaining - (time.monotonic() - began)
            signal.setitimer(signal.ITIMER_REAL, max(left, 0.001), interval)
