"""The scheduler as xdist's controller calls it, method by method."""

from __future__ import annotations

import pytest

from pytest_realunify.engine.scheduling import BatchScheduling
from xdistloop import ids, started, worker_of


def test_a_worker_that_dies_while_the_others_still_collect_is_waited_for_anew() -> None:
    items = ids(8)
    first, second, third = worker_of(items), worker_of(items, "gw1"), worker_of(items, "gw2")
    scheduler = BatchScheduling(2, 8, print)
    for worker in (first, second):
        scheduler.add_node(worker)
    scheduler.add_node_collection(first, items)
    assert scheduler.remove_node(first) is None
    scheduler.add_node_collection(second, items)
    assert not scheduler.collection_is_completed
    scheduler.add_node(third)
    scheduler.add_node_collection(third, items)
    assert scheduler.collection_is_completed


def test_an_item_put_back_runs_before_the_waiting_batches() -> None:
    items = ids(16, kinds=1)
    first, second = worker_of(items), worker_of(items, "gw1")
    scheduler = started(BatchScheduling(2, 2, print), first, second)
    scheduler.mark_test_pending(items[0])
    for index in second.received[0]:
        scheduler.mark_test_complete(second, index)
    assert second.received[1:] == [[0], [8, 9, 10, 11]]
    assert first.received == [[0, 1, 2, 3]]


def test_workers_that_collected_different_items_are_refused() -> None:
    first, second = worker_of(ids(4)), worker_of(ids(4)[::-1], "gw1")
    said: list[str] = []
    scheduler = started(BatchScheduling(2, 4, said.append), first, second)
    assert "workers collected different tests" in said[0]
    assert first.shutting_down
    assert second.shutting_down
    assert first.received == second.received == []
    assert scheduler.tests_finished


def test_where_no_worker_is_replaced_the_first_crash_is_reported() -> None:
    items = ids(8, kinds=1)
    first, second = worker_of(items), worker_of(items, "gw1")
    scheduler = started(BatchScheduling(2, 4, print, replaces=False), first, second)
    scheduler.mark_test_begun(items[0])
    assert scheduler.remove_node(first) == items[0]


def test_a_replacement_that_collected_other_items_is_sent_home() -> None:
    items, said = ids(8), list[object]()
    first, second = worker_of(items), worker_of(items, "gw1")
    scheduler = started(BatchScheduling(2, 2, lambda *words: said.append(words)), first, second)
    scheduler.remove_node(first)
    stranger = worker_of(items[::-1], "gw2")
    scheduler.add_node(stranger)
    scheduler.add_node_collection(stranger, stranger.items)
    scheduler.schedule()
    assert stranger.shutting_down
    assert stranger.received == []
    assert len(said) == 1


def test_a_batch_is_never_taken_back() -> None:
    worker = worker_of(ids(4))
    with pytest.raises(NotImplementedError):
        started(BatchScheduling(1, 4, print), worker).remove_pending_tests_from_node(worker, [0])


def test_an_unknown_node_is_a_key_error_which_xdist_expects() -> None:
    with pytest.raises(KeyError):
        BatchScheduling(1, 4, print).remove_node(worker_of([]))


def test_it_has_every_name_of_xdist_s_protocol() -> None:
    protocol = pytest.importorskip("xdist.scheduler.protocol").Scheduling
    names = {name for name in vars(protocol) if not name.startswith("_")}
    assert len(names) > 5
    assert names <= set(dir(BatchScheduling))
