"""Calls with a time limit in threads beside: one that does not come back is left behind, and nobody waits for it."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, Final, Generic, TypeVar

from pytest_realunify.errors import ExpiredError

T = TypeVar("T")

GRACE: Final = 2.0
"""Seconds that an interrupted call has to come back before it is left behind."""


class Aside:
    """Makes calls for threads that must go on. Each of those has a thread here, a new one after a call that expired.

    For what runs where no signal arrives (judges), and for what may not take the process with it (closing).
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._mine = threading.local()
        self._lock = threading.Lock()
        self._helpers: list[_Helper] = []
        self.left = 0
        """Calls that were left behind; some may have come back since."""

    def call(self, seconds: float, function: Callable[[], T]) -> T:
        """What the function returns or raises; ExpiredError after so many seconds.

        It is interrupted as it were by a signal: by an exception, which reaches it where Python runs.
        """
        helper: _Helper | None = getattr(self._mine, "helper", None)
        if helper is None:
            helper = self._mine.helper = _Helper(self._name)
            with self._lock:
                self._helpers.append(helper)
        job = _Job(function)
        helper.begin(job)
        if not job.done.wait(seconds):
            self._mine.helper = None
            helper.end()
            helper.interrupt(job)
            if not job.done.wait(GRACE):
                with self._lock:
                    self.left += 1
                raise ExpiredError(f"no answer within {seconds:g} s, nor to an interrupt")
        if isinstance(job.error, ExpiredError):
            raise ExpiredError(f"no answer within {seconds:g} s")
        return job.result()

    def close(self) -> None:
        """Lets threads go that have nothing to do; waits for none."""
        with self._lock:
            for helper in self._helpers:
                helper.end()


class _Job(Generic[T]):
    def __init__(self, function: Callable[[], T]) -> None:
        self.done = threading.Event()
        self.error: BaseException | None = None
        self._function = function
        self._value: T | None = None

    def run(self) -> None:
        try:
            self._value = self._function()
        except BaseException as error:  # noqa: BLE001 (it is raised again where the call was asked for)
            self.error = error

    def result(self) -> T:
        if (error := self.error) is None:
            return self._value  # type: ignore[return-value]
        self.error = None  # whoever handles it decides how long the call's frames, and their memory, are held
        try:
            raise error
        finally:
            del error


class _Helper:
    def __init__(self, name: str) -> None:
        self._jobs: SimpleQueue[_Job[Any] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def begin(self, job: _Job[Any]) -> None:
        self._jobs.put(job)

    def end(self) -> None:
        self._jobs.put(None)

    def interrupt(self, job: _Job[Any]) -> None:
        """Raise ExpiredError in the thread, at its next step in Python. It is not used again."""
        if not job.done.is_set() and self._thread.ident is not None:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(
                ctypes.c_ulong(self._thread.ident), ctypes.py_object(ExpiredError)
            )

    def _work(self) -> None:
        try:
            while (job := self._jobs.get()) is not None:
                try:
                    job.run()
                finally:
                    job.done.set()
                del job  # it holds what was returned
        except ExpiredError:  # it came between two calls
            return
