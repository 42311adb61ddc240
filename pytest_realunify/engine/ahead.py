"""Numbered jobs done in the background, some way ahead of whoever asks for them in order."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from pytest_realunify.engine.threads import Threads

T = TypeVar("T")


class Ahead(Generic[T]):
    """At most `threads` jobs at a time, and none further than `window` beyond the one reached last."""

    def __init__(self, job: Callable[[int], T], total: int, *, threads: int, window: int) -> None:
        """`job` is called with numbers from 0 to `total` - 1, each once, from several threads."""
        self._job = job
        self._total = total
        self._window = window
        self._threads = Threads(threads, "realunify-ahead")
        self._begun: set[int] = set()
        self._given = 0
        self._done: SimpleQueue[tuple[int, T | BaseException]] = SimpleQueue()

    @property
    def is_busy(self) -> bool:
        """Whether there are jobs begun that `done` has not given yet."""
        return len(self._begun) > self._given

    def has_begun(self, number: int) -> bool:
        """Whether it was begun, or is done."""
        return number in self._begun

    def reach(self, number: int, ahead: bool = True) -> None:
        """This job is needed now: begin it and, `ahead`, those after it, in order. What was passed over is not
        begun."""
        window = self._window if ahead else 0
        for each in range(number, min(number + window, self._total - 1) + 1):
            if each not in self._begun:
                self._begun.add(each)
                self._threads.submit(partial(self._work, each))

    def done(self, wait: float = 0.0) -> list[tuple[int, T | BaseException]]:
        """Jobs finished since the last look, with result or exception; waits up to `wait` seconds for the first."""
        found: list[tuple[int, T | BaseException]] = []
        try:
            if wait:
                found.append(self._done.get(timeout=wait))
            while True:
                found.append(self._done.get_nowait())
        except Empty:
            self._given += len(found)
            return found

    def close(self) -> None:
        """Begins no more jobs."""
        self._threads.close()

    def _work(self, number: int) -> None:
        try:
            self._done.put((number, self._job(number)))
        except BaseException as error:  # noqa: BLE001 (whoever asks for this job must hear of it)
            self._done.put((number, error))
