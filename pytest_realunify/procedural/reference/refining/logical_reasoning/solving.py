"""Search: the only arrangement that meets every condition, if there is just one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeVar

T = TypeVar("T")
MOST: Final = 6
"""Things that may be permuted: 720 orders."""


def only(possible: Iterable[T], conditions: Sequence[Callable[[T], bool]]) -> T | None:
    """None where nothing meets the conditions, or more than one does."""
    found = None
    for each in possible:
        if all(condition(each) for condition in conditions):
            if found is not None:
                return None
            found = each
    return found
