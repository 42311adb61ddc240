"""An event loop in a thread of its own, which many threads use."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Coroutine
from concurrent.futures import Future, wait
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import Any, Final, TypeVar

from pytest_realunify.errors import ModelError

T = TypeVar("T")

_PATIENCE: Final = 5.0
_LOOK: Final = 0.5


class Loop:
    """Runs coroutines for whoever asks. Its daemon thread starts with the first one."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._closed = False

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Wait for a coroutine; an interrupt or an error here cancels it. Raises ModelError once closed."""
        try:
            running = self._start(work)
        except ModelError:
            work.close()
            raise
        try:
            while not running.done():  # an interrupt that another thread sends is noticed between looks
                with contextlib.suppress(FutureTimeoutError):
                    running.exception(_LOOK)
            return running.result()
        except BaseException:
            running.cancel()
            raise

    def close(self, last: Coroutine[Any, Any, object]) -> None:
        """Cancel what runs, run `last`, end the thread. Does nothing the second time, or if nothing ever ran."""
        with self._lock:
            loop, thread, again = self._loop, self._thread, self._closed
            self._closed = True
        if again or loop is None or thread is None:
            last.close()
            return
        wait([asyncio.run_coroutine_threadsafe(_wind_up(last), loop)], _PATIENCE)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(_PATIENCE)
        if not thread.is_alive():
            loop.close()

    def _start(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        with self._lock:
            if self._closed:
                raise ModelError("the model was closed")
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(target=self._loop.run_forever, name="realunify-loop", daemon=True)
                self._thread.start()
            return asyncio.run_coroutine_threadsafe(work, self._loop)


async def _wind_up(last: Coroutine[Any, Any, object]) -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await last
