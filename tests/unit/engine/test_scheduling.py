"""The scheduler under xdist's controller loop: every item once, batches on one node, and no crash that hangs.

hypothesis decides who moves next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.engine.batches import case_param, plan
from pytest_realunify.engine.blame import Death
from pytest_realunify.engine.scheduling import BatchScheduling
from xdistloop import Session, Worker, after, death_of, ids, never, once_on, poisoned, started, worker_of


def any_order(data: st.DataObject) -> Callable[[int], int]:
    return lambda options: data.draw(st.integers(0, options - 1)) if options > 1 else 0


SESSIONS = {
    "items": st.builds(ids, st.integers(0, 20), st.integers(0, 4)),
    "workers": st.integers(1, 5),
    "batch_size": st.integers(1, 8),
    "data": st.data(),
}


@given(**SESSIONS)
def test_every_item_runs_exactly_once(items: list[str], workers: int, batch_size: int, data: st.DataObject) -> None:
    session = Session(items, workers, batch_size, pick=any_order(data)).run()
    assert session.counts == Counter(items)
    assert not session.crashed


@given(**SESSIONS)
def test_a_batch_stays_on_one_node_whole_and_in_order(
    items: list[str], workers: int, batch_size: int, data: st.DataObject
) -> None:
    session = Session(items, workers, batch_size, pick=any_order(data)).run()
    received = [batch for worker in session.workers for batch in worker.received]
    assert sorted(received) == sorted(plan(items, batch_size, workers))
    for worker in session.workers:
        assert [index for who, index in session.ran if who is worker] == [i for batch in worker.received for i in batch]


CULPRITS = st.lists(st.integers(0, 23), max_size=4, unique=True)


@given(culprits=CULPRITS, failed_starts=st.integers(0, 2), **SESSIONS)
def test_exactly_the_items_that_kill_workers_are_lost(
    items: list[str], workers: int, batch_size: int, culprits: list[int], failed_starts: int, data: st.DataObject
) -> None:
    fault = poisoned(culprits, plan(items, batch_size, workers))
    session = Session(
        items, workers, batch_size, dies_on=fault, failed_starts=failed_starts, pick=any_order(data)
    ).run()
    assert session.counts == Counter(items)
    assert sorted(session.crashed) == sorted(items[index] for index in culprits if index < len(items))


@given(crashes=CULPRITS, **SESSIONS)
def test_a_test_that_a_worker_dies_in_while_nobody_is_asked_is_forgiven_once(
    items: list[str], workers: int, batch_size: int, crashes: list[int], data: st.DataObject
) -> None:
    session = Session(items, workers, batch_size, dies_on=once_on(crashes), pick=any_order(data)).run()
    assert session.counts == Counter(items)
    lost = Counter(session.crashed)
    for batch in plan(items, batch_size, workers):
        names = {items[index] for index in batch}
        hit = len(set(batch) & set(crashes))
        assert sum(lost[name] for name in names) == (hit if all(name.startswith("test_mine") for name in names) else 0)


def test_a_test_that_a_worker_dies_in_again_is_at_fault() -> None:
    items = ids(8, kinds=1)
    session = Session(items, 1, 8, dies_on=lambda _, item: item == 3).run()
    assert session.crashed == [items[3]]
    assert session.counts == Counter(items)
    assert len(session.workers) == 3


def test_a_death_between_two_batches_is_none_of_the_next_one() -> None:
    """xdist has sent it already, so that the last item of the one before could begin; nobody has begun it."""
    items = ids(16, kinds=1)
    first, second, third = (worker_of(items, f"gw{number}") for number in range(3))
    scheduler = started(BatchScheduling(1, 4, print, death=death_of), first)
    for index in range(8):
        scheduler.mark_test_begun(items[index])
        scheduler.mark_test_reported(first, index)
        scheduler.mark_test_complete(first, index)
    assert first.received[1] == [8, 9, 10, 11, 12, 13, 14, 15]
    assert scheduler.remove_node(first) is None
    after(scheduler, second)
    scheduler.mark_test_begun(items[8])
    second.death = Death(suspects={case_param(each): "model" for each in items[8:]})
    assert scheduler.remove_node(second) is None, "its first case has run them all, and is not known to have done it"
    after(scheduler, third)
    assert third.received == [[8, 9, 10, 11, 12, 13, 14, 15]]


def test_whom_the_judge_was_looking_at_is_lost_and_not_the_test_in_hand() -> None:
    items = ids(8, kinds=1)
    worker, heir = worker_of(items), worker_of(items, "gw1")
    scheduler = started(BatchScheduling(1, 8, print, death=death_of), worker)
    scheduler.mark_test_begun(items[0])
    worker.death = Death(case_param(items[5]), "judge")
    assert scheduler.remove_node(worker) == items[5]
    after(scheduler, heir)
    assert heir.received == [[0, 1, 2, 3, 4, 6, 7]]


@given(crashes=CULPRITS, between=CULPRITS, **SESSIONS)
def test_a_worker_that_dies_between_two_items_costs_none_and_repeats_none(
    items: list[str], workers: int, batch_size: int, crashes: list[int], between: list[int], data: st.DataObject
) -> None:
    alone = Session(items, workers, batch_size, dies_after=once_on(between), pick=any_order(data)).run()
    assert alone.counts == Counter(items)
    assert alone.crashed == []
    dies_on, dies_after = once_on(crashes), once_on(between)
    both = Session(items, workers, batch_size, dies_on=dies_on, dies_after=dies_after, pick=any_order(data)).run()
    assert both.counts == Counter(items)
    assert set(both.crashed) <= {items[index] for index in crashes if index < len(items)}


@given(crash=st.integers(0, 19), **SESSIONS)
def test_without_restarts_a_crash_ends_the_session_and_repeats_nothing(
    items: list[str], workers: int, batch_size: int, crash: int, data: st.DataObject
) -> None:
    session = Session(items, workers, batch_size, dies_on=once_on([crash]), restarts=False, pick=any_order(data)).run()
    assert not session.counts - Counter(items)
    assert set(session.crashed) <= {items[crash] if crash < len(items) else None}


@pytest.mark.parametrize("place", [0, 3, 7], ids=["first", "middle", "last"])
@pytest.mark.parametrize("workers", [1, 2, 3])
@pytest.mark.parametrize("batch", [0, 1])
def test_a_crash_at_this_place_of_a_batch_loses_nothing_and_leaves_the_rest_together(
    place: int, workers: int, batch: int
) -> None:
    items = ids(32)
    planned = plan(items, 8, workers)[batch]
    session = Session(items, workers, 8, dies_on=once_on([planned[place]])).run()
    assert session.counts == Counter(items)
    assert session.crashed == []
    assert len({worker for worker, index in session.ran if index in planned[place:]}) == 1


def test_what_a_dead_worker_had_received_of_two_batches_goes_back_as_two() -> None:
    items = ids(16, kinds=1)
    worker, other = worker_of(items), worker_of(items, "gw1")
    scheduler = started(BatchScheduling(1, 4, print), worker)
    for index in range(7):
        scheduler.mark_test_complete(worker, index)
    assert scheduler.remove_node(worker) is None
    scheduler.add_node(other)
    scheduler.add_node_collection(other, items)
    scheduler.schedule()
    assert other.received == [[7], [8, 9, 10, 11, 12, 13, 14, 15]]


def test_a_worker_that_always_dies_ends_the_session_all_the_same() -> None:
    items = ids(5)
    session = Session(items, 1, 8, dies_on=lambda *_: True).run()
    assert (sorted(session.crashed), session.ran) == (sorted(items), [])
    assert len(session.workers) == 1 + 2 * len(items)


def test_more_workers_than_batches_leaves_nobody_waiting() -> None:
    session = Session(ids(3, kinds=1), 5, 8).run()
    assert len(session.ran) == 3
    assert all(worker.state == "gone" for worker in session.workers)


def test_nothing_selected_ends_at_once() -> None:
    session = Session([], 3, 8).run()
    assert session.ran == []
    assert all(not worker.told for worker in session.workers)


def test_one_worker_gets_whole_batches_in_order() -> None:
    session = Session(ids(20, kinds=1), 1, 4).run()
    assert [len(batch) for batch in session.workers[0].received] == [8, 8, 4]
    assert [index for _, index in session.ran] == list(range(20))


def test_a_node_is_fed_only_when_fewer_than_two_items_are_left() -> None:
    """Nobody hoards: what is not yet sent can still go to whoever is done first."""
    worker = Worker("gw0", ids(20, kinds=1), lambda *_: None, never)
    scheduler = started(BatchScheduling(1, 4, print), worker)
    assert [len(batch) for batch in worker.received] == [8]
    for index in range(6):
        scheduler.mark_test_complete(worker, index)
    assert len(worker.received) == 1
    scheduler.mark_test_complete(worker, 6)
    assert len(worker.received) == 2
    assert not worker.shutting_down
    assert scheduler.has_pending
    assert not scheduler.tests_finished


def test_a_node_is_told_to_finish_as_soon_as_there_is_nothing_more_to_send() -> None:
    """Else it holds its last item back until every other node is done."""
    first, second = worker_of(ids(16, kinds=1)), worker_of(ids(16, kinds=1), "gw1")
    scheduler = started(BatchScheduling(2, 8, print), first, second)
    assert (first.shutting_down, second.shutting_down) == (False, True), (
        "the first was served before the last batch left"
    )
    scheduler.mark_test_complete(first, 0)
    assert first.shutting_down
    assert not scheduler.tests_finished


def test_nearly_all_instances_have_both_cases_on_one_worker() -> None:
    """But for those that a worker takes over which has nothing left. (In order, half of them would.)"""
    case = "cases/test_geu.py::test_geu[mental_tracking-x-{:04d}-{}]"
    items = [case.format(index, protocol) for protocol in ("direct", "stepwise") for index in range(12)]
    first, second = worker_of(items), worker_of(items, "gw1")
    scheduler = started(BatchScheduling(2, 2, print), first, second)
    while pending := [(node, scheduler._pending[node]) for node in (second, first) if scheduler._pending[node]]:
        for node, indices in pending:
            scheduler.mark_test_complete(node, indices[0])
    together = 0
    for node in (first, second):
        names = [items[index].rpartition("-")[0] for batch in node.received for index in batch]
        together += len(names) - len(set(names))
    assert together >= 10
