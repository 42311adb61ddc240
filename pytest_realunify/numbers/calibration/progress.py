"""A line on standard error every few seconds: how far, how long still."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Final

from pytest_realunify.numbers.calibration.measuring import Tally
from pytest_realunify.text import harmless

EVERY: Final = 5.0
"""Seconds between two lines."""


class Progress:
    """Called after every picture."""

    def __init__(
        self,
        pictures: int,
        clock: Callable[[], float] = time.monotonic,
        say: Callable[[str], object] = lambda line: print(harmless(line), file=sys.stderr, flush=True),
    ) -> None:
        self.pictures = pictures
        self._clock = clock
        self._say = say
        self._started = self._last = clock()

    def __call__(self, tally: Tally) -> None:
        now = self._clock()
        if now - self._last < EVERY:
            return
        self._last = now
        left = (now - self._started) / tally.pictures * (self.pictures - tally.pictures)
        self._say(
            f"{tally.pictures} of {self.pictures} pictures, {tally.questions} questions"
            f"{f', last error {tally.last_error}' if tally.last_error else ''}, {_duration(left)} left"
        )


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
