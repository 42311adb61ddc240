"""Warnings that are nobody's business, kept quiet in one thread at a time.

`warnings.catch_warnings` swaps filters that all threads share, and puts them back when it ends: while one thread opens
pictures and pytest begins or ends a test in another, each would undo the other's. Here one filter is added and stays,
and whether it applies is asked of the thread that warns.
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

_here = threading.local()


class _AnyInAQuietThread(type):
    def __subclasscheck__(cls, warned: type) -> bool:
        """Asked by Python's filters: `issubclass(the warning's class, the filter's)`."""
        return warned is cls or (getattr(_here, "depth", 0) > 0 and issubclass(warned, Warning))


class _Quiet(Warning, metaclass=_AnyInAQuietThread):
    """What the filter names."""


@contextmanager
def quiet() -> Iterator[None]:
    """No warning of this thread is shown, or raised, in this block; those of others are as ever."""
    warnings.simplefilter("ignore", _Quiet)  # first again, where somebody has put others before it
    _here.depth = getattr(_here, "depth", 0) + 1
    try:
        yield
    finally:
        _here.depth -= 1
