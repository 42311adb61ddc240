"""Daemon threads that work off jobs in the order given."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Final

Job = Callable[[], None]
PATIENCE: Final = 1.0
"""Seconds that closing waits for jobs in hand, all together."""


class Threads:
    """At most `most` jobs at a time; each job handles its own errors.

    Not concurrent.futures' pool, which waits for its threads when the interpreter ends: a judge that is silent would
    hold back the end of the run by its time limit.
    """

    def __init__(self, most: int, name: str) -> None:
        self.most = most
        self.name = name
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._closed = False

    def submit(self, job: Job) -> None:
        """Does nothing once closed."""
        with self._lock:
            if self._closed:
                return
            self._jobs.put(job)
            if len(self._threads) < self.most:
                thread = threading.Thread(target=self._work, name=f"{self.name}-{len(self._threads)}", daemon=True)
                self._threads.append(thread)
                thread.start()

    def close(self, wait: float = 0.0) -> bool:
        """Drops the jobs that have not begun; those that have end in their own time, after a wait of so many seconds,
        or of a moment. Whether all have ended."""
        with self._lock:
            self._closed = True
            with contextlib.suppress(Empty):
                while True:
                    self._jobs.get_nowait()
            for _ in self._threads:
                self._jobs.put(None)
        # A daemon thread that still runs while the interpreter is taken down can abort it ("Fatal Python error:
        # none_dealloc" at the end of one run): idle ones are gone at once, a busy one gets this long.
        end = time.monotonic() + max(PATIENCE, wait)
        others = [thread for thread in self._threads if thread is not threading.current_thread()]
        for thread in others:
            thread.join(max(0.0, end - time.monotonic()))
        return not any(thread.is_alive() for thread in others)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()
