"""A second look: cases that are run only if the first pass leaves a question about them.

They are collected with all others, so that every worker knows them, and held back. Last in the collection stands an
item that does nothing: a worker starts an item only once it knows the next, so without it the last cases of the first
pass would wait for a decision that needs their results.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final

from pytest_realunify.engine.batches import case_name, plan

REST: Final = "realunify::second look"
"""The node id of the item that does nothing."""


@dataclass(frozen=True)
class SecondLook:
    """What there is to run again, and who chooses."""

    params: Collection[str]
    """Of all cases that may be run again."""
    chosen: Callable[[Collection[str]], Collection[str]]
    """Which of those that were collected shall be; asked once, when the first pass is done."""

    def holds(self, node_id: str) -> bool:
        """Whether the item waits for the first pass."""
        return case_name(node_id) in self.params


def parted(node_ids: Sequence[str], later: Callable[[str], bool]) -> tuple[list[int], list[int], int | None]:
    """Places of the first pass's items, of those held back, and of the item that does nothing (None without one)."""
    rest = next((place for place, node_id in enumerate(node_ids) if node_id == REST), None)
    held = [place for place, node_id in enumerate(node_ids) if later(node_id)]
    waiting = {*held, rest}
    return [place for place in range(len(node_ids)) if place not in waiting], held, rest


def planned(node_ids: Sequence[str], places: Sequence[int], batch_size: int, workers: int) -> list[list[int]]:
    """Batches of the items in these places alone, as places: passes never share a batch."""
    batches = plan([node_ids[place] for place in places], batch_size, workers)
    return [[places[index] for index in batch] for batch in batches]
