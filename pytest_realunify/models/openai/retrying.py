"""Asking a server until it answers. Our own loop: the SDK's does not wait for a long Retry-After, nor ask again where a
reply with status 200 is no reply."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Final, TypeVar

from pytest_realunify.models.openai.failures import CallError
from pytest_realunify.models.openai.outage import Outage
from pytest_realunify.models.outage import Leave

T = TypeVar("T")

LONGEST_PAUSE: Final = 30.0


@dataclass(frozen=True, slots=True)
class Retrying:
    """How often and how long to try. Time is the caller's, so that tests need not wait."""

    max_retries: int
    deadline: float
    backoff: float = 0.5
    """Seconds of the first pause; each is twice the one before, and up to half is cut off by chance."""
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    clock: Callable[[], float] = time.monotonic
    outage: Outage | None = None
    """What is known of the server from all calls; None: every call for itself."""

    async def run(self, call: Callable[[float], Awaitable[T]]) -> T:
        """`call` gets the seconds left and raises CallError. Raises the last CallError, saying what was tried, and
        AwayError. Waiting for a server that is away is none of a request's time, and none of its tries; nor is failing
        with all others while the server goes away, which is known only some failures later."""
        end, tries = self.clock() + self.deadline, 0
        heard_of = 0 if self.outage is None else self.outage.heard_of
        while True:
            began = self.clock()
            leave = await self._leave()
            end += self.clock() - began
            tries += 1
            try:
                return await self._tried(leave, call, end - self.clock())
            except CallError as error:
                if not error.again:
                    raise
                if error.away and self.outage is not None and self.outage.is_on:
                    tries -= 1
                    continue
                pause = (error.wait or 0.0) + self._pause(tries)  # all that were told the same do not return at once
                if tries > self.max_retries and error.away and self._may_be_away(heard_of, tries):
                    tries -= 1
                    end += pause
                if tries > self.max_retries:
                    raise CallError(f"{error}, {_times(tries)} in a row", again=False) from error
                if self.clock() + pause >= end:
                    asked = f" (it asks to wait {error.wait:.0f} s)" if error.wait else ""
                    message = f"{error}{asked}, tried {_times(tries)} within a deadline of {self.deadline:g} s"
                    raise CallError(message, again=False) from error
            await self.sleep(pause)

    def _may_be_away(self, heard_of: int, tries: int) -> bool:
        return self.outage is not None and self.outage.may_begin(heard_of, tries)

    async def _leave(self) -> Leave:
        return Leave.ASK if self.outage is None else await self.outage.leave()

    async def _tried(self, leave: Leave, call: Callable[[float], Awaitable[T]], seconds_left: float) -> T:
        """The call, of which the others hear how it went."""
        if self.outage is None:
            return await call(seconds_left)
        try:
            answer = await call(seconds_left)
        except CallError as error:
            if error.answered:
                self.outage.heard(leave)
            else:
                self.outage.failed(leave, error)
            raise
        except BaseException:
            self.outage.withdrawn(leave)
            raise
        self.outage.heard(leave)
        return answer

    def _pause(self, tries: int) -> float:
        return min(LONGEST_PAUSE, self.backoff * 2.0 ** (tries - 1)) * random.uniform(0.5, 1.0)


def wait_asked(headers: Mapping[str, str], now: Callable[[], float] = time.time) -> float | None:
    """Seconds that a reply's `Retry-After` asks for: a number, or an HTTP date. None for anything else."""
    try:
        if milliseconds := headers.get("retry-after-ms"):
            return max(0.0, float(milliseconds) / 1000)
        given = headers.get("retry-after", "").strip()
        seconds = float(given) if given[:1].isdigit() else parsedate_to_datetime(given).timestamp() - now()
    except (ValueError, TypeError, OverflowError):
        return None
    return max(0.0, seconds)


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
