"""When a served model is away the run waits for it, then ends; when a judge is, its polls fail at once meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from pytest_realunify.models.outage import Breaker

PROBE_SECONDS: Final = 30.0
"""The least pause between probes."""
PROBE_SHARE: Final = 3
"""A pause is so many times as long as the probe before it: where a silent judge keeps each probe, and whoever waits
for it, ten minutes, probing may not cost more than a quarter of the time."""


def judge_breaker(clock: Callable[[], float] = time.monotonic) -> Breaker:
    """Over the polls of one judge. The run goes on without it: what is drawn can be judged later."""
    return Breaker(lambda seconds: max(PROBE_SECONDS, PROBE_SHARE * seconds), clock)


def watch_outage(asked: object, seconds: float | None) -> None:
    """Tell a model or a judge that asks a server how long to wait for it, all calls together. Looked up on the class,
    as some objects answer to every name."""
    if seconds is not None and callable(getattr(type(asked), "watch_outage", None)):
        asked.watch_outage(seconds)  # type: ignore[attr-defined]


def said(breaker: Breaker) -> str:
    """What a refused poll's record says."""
    return f"the judge is down: {breaker.failed_in_a_row} polls in a row failed, the last with {breaker.last}"
