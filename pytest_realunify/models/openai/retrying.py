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

T = TypeVar("T")

AGAIN: Final = frozenset({408, 409, 429})
"""Client errors that may pass; so may every 5xx."""
LONGEST_PAUSE: Final = 30.0


class CallError(Exception):
    """One call failed. `wait` is what the server asks for, in seconds, None where it asks for nothing."""

    def __init__(self, message: str, *, again: bool, wait: float | None = None) -> None:
        super().__init__(message)
        self.again = again
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Retrying:
    """How often and how long to try. Time is the caller's, so that tests need not wait."""

    max_retries: int
    deadline: float
    backoff: float = 0.5
    """Seconds of the first pause; each is twice the one before, and up to half is cut off by chance."""
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    clock: Callable[[], float] = time.monotonic

    async def run(self, call: Callable[[float], Awaitable[T]]) -> T:
        """`call` gets the seconds left and raises CallError. Raises the last CallError, saying what was tried."""
        end = self.clock() + self.deadline
        for tries in range(1, self.max_retries + 2):
            try:
                return await call(end - self.clock())
            except CallError as error:
                if not error.again:
                    raise
                pause = (error.wait or 0.0) + self._pause(tries)  # all that were told the same do not return at once
                if tries > self.max_retries:
                    raise CallError(f"{error}, {_times(tries)} in a row", again=False) from error
                if self.clock() + pause >= end:
                    asked = f" (it asks to wait {error.wait:.0f} s)" if error.wait else ""
                    message = f"{error}{asked}, tried {_times(tries)} within a deadline of {self.deadline:g} s"
                    raise CallError(message, again=False) from error
            await self.sleep(pause)
        raise AssertionError("the last try returns or raises")

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
