"""Some clients of the SDK for one server, each with connections of its own.

Before and after every call an HTTP library looks at each idle connection it has, whether the server has closed it: with
64 calls in flight over one client that was a seventh of all the work of a run (`benchmarks/endpoint.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, Generic, TypeVar

T = TypeVar("T")

EACH: Final = 8
"""Calls that one client has in flight before there is another one."""
MOST: Final = 16


class Clients(Generic[T]):
    """Made as they are needed. For one event loop."""

    def __init__(self, make: Callable[[], T]) -> None:
        """Raises what making the first one raises."""
        self._make = make
        self.all = [make()]
        self._busy = [0]

    @contextmanager
    def one(self) -> Iterator[T]:
        """For one call: the first that has room, so that no more are kept busy than must be."""
        place = self._place()
        self._busy[place] += 1
        try:
            yield self.all[place]
        finally:
            self._busy[place] -= 1

    def _place(self) -> int:
        least = min(self._busy)
        if least < EACH:
            return next(place for place, busy in enumerate(self._busy) if busy < EACH)
        if len(self.all) < MOST:
            self.all.append(self._make())
            self._busy.append(0)
            return len(self.all) - 1
        return self._busy.index(least)
