"""When whoever is asked over a line is down: noticed once for all calls; then one probe at a time finds out."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from enum import Enum
from typing import Final

IN_A_ROW: Final = 20
"""Calls that must fail in a row, over all in flight, before the other side counts as down."""


class Leave(Enum):
    """Whether a call may be made now."""

    ASK = "ask"
    PROBE = "probe"
    """The other side is down; this one call finds out whether it still is."""
    REFUSED = "refused"


class Breaker:
    """Counts calls failed in a row. Safe to use from many threads.

    Whoever is away for hours must cost errors, or a stop, which a resumed run makes good, and not hours: with its
    retries one call takes half a minute to fail on a refused connection, and minutes on a server that is silent.
    """

    def __init__(self, pause: Callable[[float], float], clock: Callable[[], float] = time.monotonic) -> None:
        """`pause`: the seconds to the next probe, by those that the last one took (0: there was none)."""
        self._pause = pause
        self._clock = clock
        self._lock = threading.Lock()
        self._probing = False
        self._probe_began = 0.0
        self.next_probe = 0.0
        """When there may be one, by the clock."""
        self.failed_in_a_row = 0
        self.since = 0.0
        """When the first of them failed, by the clock."""
        self.last = ""
        """What the last of them said."""
        self._is_gone = False
        """Whether it is known already, by a call that never left."""

    @property
    def is_open(self) -> bool:
        """Whether the other side counts as down."""
        return self._is_gone or self.failed_in_a_row >= IN_A_ROW

    def ask(self) -> Leave:
        """Whoever gets a PROBE must say how it went: `succeeded`, `failed`, or `withdrawn`."""
        with self._lock:
            if not self.is_open:
                return Leave.ASK
            if self._probing or self._clock() < self.next_probe:
                return Leave.REFUSED
            self._probing, self._probe_began = True, self._clock()
            return Leave.PROBE

    def succeeded(self, leave: Leave) -> None:
        """One call was answered: everything flows again."""
        with self._lock:
            self.failed_in_a_row = 0
            self._is_gone = False
            self._probing &= leave is not Leave.PROBE

    def failed(self, leave: Leave, message: str, wait: float = 0.0, gone: bool = False) -> None:
        """One call, of one request, failed; the other side asks to be left alone for `wait` seconds. `gone`: nobody
        takes calls there, so one that failed tells it of all."""
        with self._lock:
            now, was_open = self._clock(), self.is_open
            self._is_gone |= gone
            self.since = self.since if self.failed_in_a_row else now
            self.failed_in_a_row += 1
            self.last = message
            if leave is Leave.PROBE:
                self._probing = False
                self.next_probe = now + max(wait, self._pause(now - self._probe_began))
            elif self.is_open and not was_open:
                self.next_probe = now + max(wait, self._pause(0.0))

    def withdrawn(self, leave: Leave) -> None:
        """One call was given up, and nothing is known of the other side."""
        with self._lock:
            self._probing &= leave is not Leave.PROBE
