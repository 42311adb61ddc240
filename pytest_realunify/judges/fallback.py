"""The built-in judge first, and a model for what it cannot tell: `pixels+vlm:MODEL`."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pytest_realunify.extensions.identity import Identity, identity_of
from pytest_realunify.interfaces import Judge, JudgeRequest

BY: Final = "by"
"""Key of a request's notes under which it stands who answered."""
FIRST: Final = "pixels"
_SURE: Final = ("yes", "no")


def told(first: Identity, second: Identity) -> Identity:
    """A judge of these two."""
    return {"judge": f"{FIRST}+vlm", "first": first, "second": second}


class Fallback:
    """Asks `first`, and `second` whatever that answers with neither yes nor no. Who answered goes into the notes."""

    def __init__(self, first: Judge, second: Any, name: str) -> None:
        """`name` is what the second is called in notes, such as `vlm:my-endpoint`."""
        self.first = first
        self.second = second
        self.name = name
        self.concurrent = bool(getattr(second, "concurrent", False))
        self.closes_amid_calls = bool(getattr(second, "closes_amid_calls", False))
        self._lock = threading.Lock()

    def identity(self) -> Mapping[str, Any]:
        """Of both."""
        return told(identity_of(self.first), identity_of(self.second))

    def answer(self, requests: Sequence[JudgeRequest]) -> list[str]:
        """In order. The second is not called where the first answers all."""
        with self._lock:  # the first remembers the pictures it has read
            replies = list(self.first.answer(requests))
        left = [place for place, reply in enumerate(replies) if reply not in _SURE]
        said = self.second.answer([requests[place] for place in left]) if left else []
        for request in requests:
            request.notes[BY] = FIRST
        for place, reply in zip(left, said, strict=True):
            replies[place] = reply
            requests[place].notes[BY] = self.name
        return replies

    def watch_outage(self, seconds: float) -> None:
        """Lets the second wait for its server, where it has one."""
        if callable(watch := getattr(self.second, "watch_outage", None)):
            watch(seconds)

    def close(self) -> None:
        """Ends the second's connections, where it has any."""
        if callable(close := getattr(self.second, "close", None)):
            close()
