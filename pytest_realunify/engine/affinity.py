"""Which worker gets which batch next: whoever has met its instances under one protocol gets them under the others."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Generic, TypeVar

from pytest_realunify.engine.batches import case_name
from pytest_realunify.records import instance_of

Worker = TypeVar("Worker")


class Affinity(Generic[Worker]):
    """A process remembers what it has made, opened and looked at: an instance of the procedural suite is generated once
    and a picture that was drawn twice is judged once, as long as both are on one worker."""

    def __init__(self, node_ids: Sequence[str]) -> None:
        self._instances = [instance_of(case_name(node_id)) for node_id in node_ids]
        self._met: dict[str, Worker] = {}

    def met(self, worker: Worker, batch: Sequence[int]) -> None:
        """It has been given these."""
        for index in batch:
            if (instance := self._instances[index]) is not None:
                self._met[instance] = worker

    def forget(self, index: int) -> None:
        """It goes to whoever comes first."""
        self._met.pop(self._instances[index] or "", None)

    def next_for(self, worker: Worker, batches: Sequence[Sequence[int]], workers: Collection[Worker]) -> int:
        """The place of the first batch that no other of the workers has met; of the last one where all are others'.
        What was planned together was given together, so that its first case tells whose it is."""
        for place, batch in enumerate(batches):
            owner = self._met.get(self._instances[batch[0]] or "")
            if owner is None or owner == worker or owner not in workers:
                return place
        return len(batches) - 1
