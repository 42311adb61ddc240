"""When a judge is down: polls fail at once instead of each waiting out its own retries."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from enum import Enum
from typing import Final

OUTAGE: Final = 20
"""Polls that must fail in a row, over all in flight, before the judge counts as down."""
PROBE_SECONDS: Final = 30.0
"""The least pause between probes."""
PROBE_SHARE: Final = 3
"""A pause is so many times as long as the probe before it: where a silent judge keeps each probe, and whoever waits
for it, ten minutes, probing may not cost more than a quarter of the time."""


class Leave(Enum):
    """Whether a call may be made now."""

    ASK = "ask"
    PROBE = "probe"
    """The judge is down; this one poll finds out whether it still is."""
    REFUSED = "refused"


class Breaker:
    """Counts polls failed in a row. Safe to use from many threads.

    A judge that is away for three hours must cost errors, which a resumed run asks again, and not three hours: with
    its retries one poll takes half a minute to fail on a refused connection, and minutes on a server that is silent.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failed = 0
        self._last = ""
        self._probing = False
        self._probe_began = self._next_probe = 0.0

    def ask(self) -> Leave:
        """Whoever gets a PROBE must say how it went, with `succeeded` or `failed`."""
        with self._lock:
            if self._failed < OUTAGE:
                return Leave.ASK
            if self._probing or self._clock() < self._next_probe:
                return Leave.REFUSED
            self._probing, self._probe_began = True, self._clock()
            return Leave.PROBE

    def succeeded(self, leave: Leave) -> None:
        """One poll got a reply: everything flows again."""
        with self._lock:
            self._failed = 0
            self._probing &= leave is not Leave.PROBE

    def failed(self, leave: Leave, message: str) -> None:
        """One poll, asked alone, failed."""
        with self._lock:
            self._failed += 1
            self._last = message
            now = self._clock()
            if leave is Leave.PROBE:
                self._probing = False
                self._next_probe = now + max(PROBE_SECONDS, PROBE_SHARE * (now - self._probe_began))
            elif self._failed == OUTAGE:
                self._next_probe = now + PROBE_SECONDS

    @property
    def message(self) -> str:
        """What a refused poll's record says."""
        with self._lock:
            return f"the judge is down: {self._failed} polls in a row failed, the last with {self._last}"
