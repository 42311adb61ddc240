"""Keeps a batch on one xdist worker. Fulfils xdist's `Scheduling` protocol without importing xdist.

Not built on loadscope or loadgroup: in xdist 3.8.0 both hang after a worker crash (upstream issues 1323, 1327, 1378),
and loadgroup does nothing on pytest 9.2.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any, Protocol

from pytest_realunify.engine.affinity import Affinity
from pytest_realunify.engine.batches import case_name
from pytest_realunify.engine.blame import Death
from pytest_realunify.engine.second_look import SecondLook, parted, planned


class Node(Protocol):
    """What the scheduler uses of xdist's WorkerController."""

    shutting_down: bool
    gateway: Any

    def send_runtest_some(self, indices: Sequence[int]) -> None: ...

    def shutdown(self) -> None: ...


class BatchScheduling:
    """Hands out whole batches to whoever has fewer than two items left.

    Two, because a worker starts an item only once it knows the next one or is told to shut down.
    """

    def __init__(
        self,
        workers: int,
        batch_size: int,
        report: Callable[[str], None],
        replaces: bool = True,
        second: SecondLook | None = None,
        death: Callable[[Node], Death] = lambda _: Death(),
    ) -> None:
        """`report` tells the user of a collection that cannot be run. `replaces`: whether a dead worker gets a heir.
        `second` has cases that wait until all others are done. `death` says of a worker that is gone what it was asking
        of model and judge."""
        self.workers = workers
        self.batch_size = batch_size
        self.report = report
        self.replaces = replaces
        self.second = second
        self.death = death
        self.config: object = None
        """pytest's. xdist's own schedulers have it, and pytest-rerunfailures reads it there when a worker dies."""
        self.collection: list[str] | None = None
        self._batches: list[list[int]] = []
        self._pending: dict[Node, list[int]] = {}
        self._collected: dict[Node, list[str]] = {}
        self._batch_of: dict[int, list[int]] = {}
        self._begun: set[int] = set()
        self._forgiven: set[int] = set()
        self._reported: dict[Node, int] = {}
        self._places: dict[str, int] = {}
        self._later: list[list[int]] = []
        self._affinity: Affinity[Node] = Affinity([])
        self._rest: int | None = None
        """Of the item that does nothing, until it is decided what is looked at again."""

    @property
    def nodes(self) -> list[Node]:
        return list(self._pending)

    @property
    def collection_is_completed(self) -> bool:
        return self.collection is not None or len(self._collected) >= self.workers

    @property
    def has_pending(self) -> bool:
        return bool(self._batches) or any(self._pending.values())

    @property
    def tests_finished(self) -> bool:
        done = self.collection is not None and not self._batches and self._rest is None
        return done and all(len(pending) < 2 for pending in self._pending.values())

    def add_node(self, node: Node) -> None:
        self._pending[node] = []

    def add_node_collection(self, node: Node, collection: Sequence[str]) -> None:
        """A replacement for a crashed worker collects too: it must have found the same items."""
        if self.collection is not None and list(collection) != self.collection:
            self.report("a worker that replaced a dead one collected different tests")
            node.shutdown()
            return
        self._collected[node] = list(collection)

    def schedule(self) -> None:
        """Called when every worker has collected, and again after each replacement."""
        if self.collection is None:
            first, *others = self._collected.values()
            if any(other != first for other in others):
                self.report("workers collected different tests: is their order stable (no sets, no unseeded random)?")
                first = []
            self.collection = first
            self._plan(first)
        self._feed_all()

    def _plan(self, collection: Sequence[str]) -> None:
        self._affinity = Affinity(collection)
        at_once, later, self._rest = parted(collection, self.second.holds if self.second else lambda _: False)
        self._batches = planned(collection, at_once, self.batch_size, self.workers)
        self._later = planned(collection, later, self.batch_size, self.workers)
        self._batch_of = {index: batch for batch in [*self._batches, *self._later] for index in batch}

    def mark_test_begun(self, item: str) -> None:
        """Some worker has begun it."""
        if self.collection is not None:
            self._places = self._places or {each: place for place, each in enumerate(self.collection)}
            self._begun.add(self._places[item])

    def mark_test_reported(self, node: Node, item_index: int) -> None:
        """The last report on an item is in. xdist says that it is complete in a message of its own, and a worker can
        die before that is sent: its judge, which works in the background, on the picture of another case."""
        self._reported[node] = item_index

    def mark_test_complete(self, node: Node, item_index: int, duration: float = 0) -> None:
        del duration  # xdist passes it to every scheduler
        self._pending[node].remove(item_index)
        self._feed(node)
        self._decide()

    def mark_test_pending(self, item: str) -> None:
        assert self.collection is not None
        index = self.collection.index(item)
        self._affinity.forget(index)
        self._batches.insert(0, [index])
        self._feed_all()

    def remove_pending_tests_from_node(self, node: Node, indices: Sequence[int]) -> None:
        raise NotImplementedError("a batch is never taken back from a worker")

    def remove_node(self, node: Node) -> str | None:
        """A worker is gone. Returns the item it died of, once that is sure, for xdist to report; all others go back.

        Which one that is follows from what the worker was asking of whom (`blame`): a batch runs when its first case
        asks, and the judge looks on while other tests run. Where it was asking nobody, the test in hand is forgiven
        once, and then at fault itself; between two tests none is. What has been reported is not run again.
        """
        pending = [index for index in self._pending.pop(node) if index in self._batch_of]
        self._collected.pop(node, None)
        if pending and self._reported.pop(node, None) == pending[0]:
            del pending[0]
        if not pending:
            self._decide()
            return None
        culprit = self._culprit(pending, self.death(node))
        if culprit is not None:
            pending.remove(culprit)
        self._begun.difference_update(pending)
        self._batches[:0] = [list(items) for _, items in groupby(pending, key=lambda index: id(self._batch_of[index]))]
        self._feed_all()
        assert self.collection is not None
        return None if culprit is None else self.collection[culprit]

    def _culprit(self, pending: Sequence[int], death: Death) -> int | None:
        """Of what a dead worker had still to do."""
        assert self.collection is not None
        if death.was_asking:
            return next((place for place in pending if case_name(self.collection[place]) == death.culprit), None)
        in_hand = next((place for place in pending if place in self._begun), None)
        if in_hand is None:
            return None
        is_foreign = not case_name(self.collection[in_hand])
        if in_hand in self._forgiven or is_foreign or not self.replaces:
            return in_hand
        self._forgiven.add(in_hand)
        return None

    def _feed_all(self) -> None:
        for node in self.nodes:
            self._feed(node)
        self._decide()

    def _decide(self) -> None:
        """Once nothing of the first pass is left, ask what is looked at again."""
        rest = self._rest
        if rest is None or self._batches or any(set(pending) - {rest} for pending in self._pending.values()):
            return
        self._rest = None
        assert self.collection is not None
        param = {index: case_name(self.collection[index]) for batch in self._later for index in batch}
        chosen = set(self.second.chosen(list(param.values()))) if self.second else set()
        picked = ([index for index in batch if param[index] in chosen] for batch in self._later)
        self._batches = [batch for batch in picked if batch]
        for node in self.nodes:
            self._feed(node)

    def _feed(self, node: Node) -> None:
        if node.shutting_down or node not in self._collected:
            return
        while len(self._pending[node]) < 2 and self._batches:
            batch = self._batches.pop(self._affinity.next_for(node, self._batches, self._pending))
            self._affinity.met(node, batch)
            self._pending[node] += batch
            node.send_runtest_some(batch)
        if self._batches:
            return
        if self._rest is None:
            node.shutdown()
        elif len(self._pending[node]) == 1 and self._pending[node] != [self._rest]:
            self._pending[node].append(self._rest)  # so that the worker starts the one it has
            node.send_runtest_some([self._rest])
