"""Numbered jobs done in the background, some way ahead of whoever asks for them in order."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from queue import Empty, SimpleQueue
from typing import Final, Generic, TypeVar

from pytest_realunify.engine.threads import Threads

T = TypeVar("T")

_LOOK: Final = 1.0
"""Seconds between looks while waiting, so that an interrupt gets through."""


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
        self._change = threading.Condition()
        self._working = 0
        self._held = False

    @property
    def is_busy(self) -> bool:
        """Whether there are jobs begun that `done` has not given yet."""
        return len(self._begun) > self._given

    def has_begun(self, number: int) -> bool:
        """Whether it was begun, or is done."""
        return number in self._begun

    def reach(self, number: int, last: int | None = None) -> None:
        """This job is needed now: begin it and those after it, in order, up to `last` if that is given. What was passed
        over is not begun."""
        end = min(number + self._window, self._total - 1)
        for each in range(number, (end if last is None else min(end, last)) + 1):
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

    @contextmanager
    def held(self) -> Iterator[None]:
        """While no job is under way: waits for those that are, and lets no other begin meanwhile."""
        with self._change:
            self._held = True
            while self._working:
                self._change.wait(_LOOK)
        try:
            yield
        finally:
            with self._change:
                self._held = False
                self._change.notify_all()

    def close(self, wait: float = 0.0) -> bool:
        """Begins no more jobs; whether those under way have ended, for which it waits so many seconds at most."""
        return self._threads.close(wait)

    def _work(self, number: int) -> None:
        with self._change:
            while self._held:
                self._change.wait(_LOOK)
            self._working += 1
        try:
            self._done.put((number, self._job(number)))
        except BaseException as error:  # noqa: BLE001 (whoever asks for this job must hear of it)
            self._done.put((number, error))
        finally:
            with self._change:
                self._working -= 1
                self._change.notify_all()
