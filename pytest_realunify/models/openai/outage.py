"""A server that is away: its calls wait for it together, and for so long; then the run had better end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final

from pytest_realunify.models.openai.failures import CallError
from pytest_realunify.models.outage import Breaker, Leave

PROBES: Final = (1.0, 2.0, 3.0, 5.0)
"""Seconds before the first probes, and before every later one."""
BUSY: Final = 10.0
"""Seconds without any answer before a server counts as away that says "too many requests" and nothing else: some of
those who ask too much are answered."""
_LOOK: Final = 0.5


class AwayError(CallError):
    """Nothing was answered for as long as the user would wait, or nothing ever will be."""

    def __init__(self, message: str) -> None:
        super().__init__(message, again=False)


class Outage:
    """Over all calls of one model, in one event loop."""

    def __init__(
        self,
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """`seconds` from the first of the calls that failed in a row."""
        self.seconds = seconds
        self._clock = clock
        self._sleep = sleep
        self._breaker = Breaker(self._pause, clock)
        self._probes = 0
        self._only_busy = True
        self._for_good = False
        self.heard_of = 0
        """Calls that the server answered so far."""

    @property
    def is_on(self) -> bool:
        """Whether the server counts as away."""
        breaker = self._breaker
        return breaker.is_open and not (self._only_busy and self._clock() - breaker.since < BUSY)

    def may_begin(self, heard_of: int, tries: int) -> bool:
        """Whether a request that failed so often may be the first to notice that the server goes away: nobody was
        answered since its first try, when the server had been heard of so often, and others failed beside it."""
        return self.heard_of == heard_of and self._breaker.failed_in_a_row > tries

    async def leave(self) -> Leave:
        """Whether to ask or to probe; waits while others must find out. Raises AwayError when that is long enough."""
        while self.is_on:
            if self._for_good:
                raise AwayError(f"of no use: {self._row()}")
            if (leave := self._breaker.ask()) is not Leave.REFUSED:
                return leave
            gone = self._clock() - self._breaker.since
            if gone >= self.seconds or self._is_idle(gone):
                raise AwayError(f"away for {gone:.0f} s: {self._row()}")
            await self._sleep(min(_LOOK, max(self.seconds - gone, 0.001)))
        return Leave.ASK

    def heard(self, leave: Leave) -> None:
        """The server answered, be it with a refusal of this very request."""
        self._breaker.succeeded(leave)
        self._probes = 0
        self.heard_of += 1

    def failed(self, leave: Leave, error: CallError) -> None:
        """The call failed on its way, or at a server that answers nobody."""
        first = not self._breaker.failed_in_a_row
        self._only_busy = error.busy and (first or self._only_busy)
        self._for_good = error.for_good
        self._breaker.failed(leave, str(error), error.wait or 0.0, gone=error.gone)

    def withdrawn(self, leave: Leave) -> None:
        """Whoever asked no longer wants to know."""
        self._breaker.withdrawn(leave)

    def _is_idle(self, gone: float) -> bool:
        """Whether time is nearly up, and no probe will be made any more."""
        left = self.seconds - gone
        return left <= min(PROBES[-1], self.seconds / 10) and self._breaker.next_probe > self._clock() + left

    def _row(self) -> str:
        count = self._breaker.failed_in_a_row
        failed = "a call failed," if count == 1 else f"{count} calls in a row failed, the last"
        return f"{failed} with {self._breaker.last}"

    def _pause(self, took: float) -> float:
        del took
        self._probes += 1
        return PROBES[min(self._probes, len(PROBES)) - 1]
