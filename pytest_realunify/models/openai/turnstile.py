"""How many calls may be in flight at one served model, which may be the model under test and the judge as well."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from types import TracebackType
from typing import Final
from weakref import WeakValueDictionary

_Waiting = tuple[asyncio.AbstractEventLoop, "asyncio.Future[None]"]


class Turnstile:
    """Lets so many through at once, in the order they came, from any event loop of the process."""

    def __init__(self, most: int) -> None:
        self._lock = threading.Lock()
        self._free = most
        self._waiting: deque[_Waiting] = deque()

    @classmethod
    def of(cls, endpoint: str, model: str, most: int) -> Turnstile:
        """The one of a model at an endpoint, as long as somebody holds it. Tables of other numbers count apart."""
        with _ALONE:
            found = _SHARED.get((endpoint, model, most))
            if found is None:
                found = _SHARED[endpoint, model, most] = cls(most)
            return found

    async def __aenter__(self) -> None:
        with self._lock:
            if self._free:
                self._free -= 1
                return
            loop = asyncio.get_running_loop()
            turn = loop.create_future()
            self._waiting.append((loop, turn))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # it was this one's turn already: the next one's now
                self._leave()
            raise

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()

    def _leave(self) -> None:
        with self._lock:
            while self._waiting:
                loop, turn = self._waiting.popleft()
                if not turn.cancelled() and not loop.is_closed():
                    loop.call_soon_threadsafe(self._admit, turn)
                    return
            self._free += 1

    def _admit(self, turn: asyncio.Future[None]) -> None:
        """In the waiting one's own loop; it may have gone away meanwhile."""
        if turn.cancelled():
            self._leave()
        else:
            turn.set_result(None)


_ALONE: Final = threading.Lock()
_SHARED: Final[WeakValueDictionary[tuple[str, str, int], Turnstile]] = WeakValueDictionary()
