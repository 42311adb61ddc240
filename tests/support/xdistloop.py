"""xdist's controller loop without processes: what xdist 3.8's DSession and worker loop do with a scheduler.

A worker holds an item back until it knows the next one or is told to shut down; its events reach the controller late
and in an order of their own; a dead worker is replaced.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from pytest_realunify.engine.batches import case_param
from pytest_realunify.engine.blame import Death
from pytest_realunify.engine.scheduling import BatchScheduling, Node
from pytest_realunify.engine.second_look import SecondLook

Shutdown = Literal["shutdown"]
Fault = Callable[["Worker", int], bool]


def never(worker: Worker, item: int) -> bool:
    """No worker dies."""
    del worker, item
    return False


def once_on(items: Sequence[int]) -> Fault:
    """A worker dies on each of these the first time it is run, for reasons of its own."""
    left = set(items)

    def dies(worker: Worker, item: int) -> bool:
        del worker
        known = item in left
        left.discard(item)
        return known

    return dies


def poisoned(culprits: Sequence[int], batches: Sequence[Sequence[int]]) -> Fault:
    """As the plugin's workers do: the first item of a batch runs all of it, so a culprit kills a worker that has
    another item in hand; what killed one before is run item by item. What each was asking then is known."""
    batch_of = {index: tuple(batch) for batch in batches for index in batch}
    marked: set[tuple[int, ...]] = set()
    done: set[tuple[Worker, tuple[int, ...]]] = set()

    def dies(worker: Worker, item: int) -> bool:
        batch = batch_of[item]
        params = [param for place in batch if (param := case_param(worker.items[place]))]
        if batch in marked or not params:
            if item in culprits and params:
                worker.death = Death(case_param(worker.items[item]), "model")
            return item in culprits
        if (worker, batch) in done or not set(culprits) & set(batch):
            done.add((worker, batch))
            return False
        marked.add(batch)
        worker.death = Death(suspects=dict.fromkeys(params, "model"))
        return True

    return dies


@dataclass(eq=False)
class Worker:
    """One worker process, as seen by the scheduler (`send_runtest_some`, `shutdown`) and from within (`move`)."""

    name: str
    items: list[str]
    emit: Callable[[str, Worker, Any], None]
    dies_on: Fault
    dies_collecting: bool = False
    dies_after: Fault = never
    told: deque[int | Shutdown] = field(default_factory=deque)
    state: Literal["starting", "collecting", "idle", "gone"] = "starting"
    shutting_down: bool = False
    gateway: Any = None
    death: Death = field(default_factory=Death)
    received: list[list[int]] = field(default_factory=list)

    def send_runtest_some(self, indices: Sequence[int]) -> None:
        assert not self.shutting_down, "work after shutdown is never done"
        self.received.append(list(indices))
        self.told.extend(indices)

    def shutdown(self) -> None:
        self.shutting_down = True
        self.told.append("shutdown")

    @property
    def can_move(self) -> bool:
        if self.state == "idle":
            return len(self.told) >= 2 or (bool(self.told) and self.told[0] == "shutdown")
        return self.state != "gone"

    def move(self) -> None:
        if self.state == "starting":
            self.state = "collecting"
            self.emit("ready", self, None)
        elif self.state == "collecting":
            self.state = "idle"
            if self.dies_collecting:
                self._leave("died")
            else:
                self.emit("collected", self, self.items)
        else:
            self._run()

    def _run(self) -> None:
        item = self.told.popleft()
        if item == "shutdown":
            self._leave("finished")
            return
        self.emit("begun", self, item)
        if self.dies_on(self, item):
            self._leave("died")
        else:
            self.emit("reported", self, item)
            if self.dies_after(self, item):
                self._leave("died")
                return
            self.emit("complete", self, item)
            if self.told[0] == "shutdown":
                self._leave("finished")

    def _leave(self, how: str) -> None:
        self.state = "gone"
        self.shutting_down = True
        self.emit(how, self, None)


def death_of(node: Node) -> Death:
    """What a worker's log says of its end."""
    assert isinstance(node, Worker)
    return node.death


class Session:
    """xdist's controller loop. `pick` chooses among so many things that could happen next."""

    def __init__(
        self,
        items: Sequence[str],
        workers: int,
        batch_size: int,
        *,
        dies_on: Fault = never,
        dies_after: Fault = never,
        failed_starts: int = 0,
        restarts: bool = True,
        pick: Callable[[int], int] = lambda _: 0,
        second: SecondLook | None = None,
    ) -> None:
        self.items = list(items)
        self.pick = pick
        self.restarts = restarts
        self.dies_on = dies_on
        self.dies_after = dies_after
        self.scheduler = BatchScheduling(workers, batch_size, lambda *_: None, second=second, death=death_of)
        self.events: deque[tuple[str, Worker, Any]] = deque()
        self.workers: list[Worker] = []
        self.active: set[Worker] = set()
        self.shutting_down = False
        self.ran: list[tuple[Worker, int]] = []
        self.crashed: list[str] = []
        for number in range(workers):
            self._start(dies_collecting=number < failed_starts)

    def _start(self, dies_collecting: bool = False) -> None:
        worker = Worker(f"gw{len(self.workers)}", self.items, self._put, self.dies_on, dies_collecting, self.dies_after)
        self.workers.append(worker)
        self.active.add(worker)

    def _put(self, event: str, worker: Worker, what: Any) -> None:
        self.events.append((event, worker, what))

    def run(self) -> Session:
        while self.active or not self.shutting_down:
            able = [worker for worker in self.workers if worker.can_move]
            choices = len(able) + bool(self.events)
            assert choices, f"hangs: {[(worker.name, list(worker.told)) for worker in self.active]}"
            chosen = self.pick(choices)
            if chosen < len(able):
                able[chosen].move()
            else:
                self._handle(*self.events.popleft())
                if self.scheduler.tests_finished:
                    self._shut_down()
        return self

    def _handle(self, event: str, worker: Worker, what: Any) -> None:
        if event == "ready":
            if self.shutting_down:
                worker.shutdown()
            else:
                self.scheduler.add_node(worker)
        elif event == "collected":
            if not self.shutting_down:
                self.scheduler.add_node_collection(worker, what)
                if self.scheduler.collection_is_completed:
                    self.scheduler.schedule()
        elif event in ("begun", "reported", "complete"):
            self._test(event, worker, what)
        elif event == "finished":
            if worker in self.scheduler.nodes:
                assert self.scheduler.remove_node(worker) is None, "xdist asserts this"
            self.active.remove(worker)
        else:
            self._bury(worker)

    def _test(self, event: str, worker: Worker, place: int) -> None:
        if event == "begun":
            self.scheduler.mark_test_begun(self.items[place])
        elif event == "reported":
            self.ran.append((worker, place))
            self.scheduler.mark_test_reported(worker, place)
        else:
            self.scheduler.mark_test_complete(worker, place)

    def _bury(self, worker: Worker) -> None:
        try:
            item = self.scheduler.remove_node(worker)
        except KeyError:
            item = None
        if item is not None:
            self.crashed.append(item)
        if self.restarts:
            self.shutting_down = False
            self._start()
        else:
            self._shut_down()
        self.active.remove(worker)

    def _shut_down(self) -> None:
        if not self.shutting_down:
            self.shutting_down = True
            for worker in self.scheduler.nodes:
                if not worker.shutting_down:
                    worker.shutdown()

    @property
    def counts(self) -> Counter[str]:
        """How often each item was run to its end or died on."""
        return Counter([self.items[index] for _, index in self.ran] + self.crashed)


def ids(cases: int, foreign: int = 0, kinds: int = 2) -> list[str]:
    protocols = ("direct", "stepwise", "oracle", "blind")[:kinds]
    ours = [
        f"cases/test_geu.py::test_geu[mental_tracking-x-{number:04d}-{protocol}]"
        for protocol in protocols
        for number in range(cases // kinds + (cases % kinds > protocols.index(protocol)))
    ]
    return [*ours[: cases // 2], *(f"test_mine.py::test_{number}" for number in range(foreign)), *ours[cases // 2 :]]


def started(scheduler: BatchScheduling, *workers: Worker) -> BatchScheduling:
    for worker in workers:
        scheduler.add_node(worker)
        assert not scheduler.collection_is_completed
        scheduler.add_node_collection(worker, worker.items)
    assert scheduler.collection_is_completed
    scheduler.schedule()
    return scheduler


def after(scheduler: BatchScheduling, heir: Worker) -> None:
    scheduler.add_node(heir)
    scheduler.add_node_collection(heir, heir.items)
    scheduler.schedule()


def worker_of(items: list[str], name: str = "gw0") -> Worker:
    return Worker(name, items, lambda *_: None, never)
