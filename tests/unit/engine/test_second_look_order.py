"""Cases held back until the rest is done, under xdist's controller loop: only those chosen run, and nothing hangs.

hypothesis decides who moves next, which are chosen and who dies.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.engine.batches import case_param
from pytest_realunify.engine.scheduling import BatchScheduling
from pytest_realunify.engine.second_look import REST, SecondLook, parted, planned
from xdistloop import Fault, Session, Worker, never, once_on

PROTOCOLS = ("direct", "stepwise")


def collection(cases: int, more: int = 2, foreign: int = 0) -> list[str]:
    """First passes of all, some tests of a team's own, further repeats, and the item that stands last."""
    first = [f"cases/test_geu.py::test_geu[{name}]" for name in params(cases)]
    again = [f"cases/test_geu.py::test_geu[{name}]" for name in later(cases, more)]
    return [*first, *(f"test_mine.py::test_{number}" for number in range(foreign)), *again, REST]


def params(cases: int) -> list[str]:
    return [f"mental_tracking-x-{number:04d}-{protocol}" for protocol in PROTOCOLS for number in range(cases)]


def later(cases: int, more: int = 2) -> list[str]:
    return [f"{name}-rep{repeat}" for name in params(cases) for repeat in range(1, more + 1)]


class Look:
    """A session with a second look at what `chosen` picks; notes what had run when it was asked."""

    def __init__(
        self,
        items: list[str],
        workers: int,
        batch_size: int,
        chosen: Callable[[str], bool],
        dies_on: Fault = never,
        pick: Callable[[int], int] = lambda _: 0,
    ) -> None:
        self.asked: list[Counter[str]] = []
        self.chosen = chosen
        held = {param for item in items if (param := case_param(item)) and "-rep" in param}
        self.session = Session(
            items, workers, batch_size, dies_on=dies_on, pick=pick, second=SecondLook(held, self._choose)
        )
        self.session.run()

    def _choose(self, held: Collection[str]) -> list[str]:
        self.asked.append(self.session.counts)
        return [param for param in held if self.chosen(param)]

    @property
    def ran(self) -> Counter[str]:
        return Counter({item: count for item, count in self.session.counts.items() if item != REST})


def any_order(data: st.DataObject) -> Callable[[int], int]:
    return lambda options: data.draw(st.integers(0, options - 1)) if options > 1 else 0


SESSIONS = {
    "cases": st.integers(1, 8),
    "foreign": st.integers(0, 3),
    "workers": st.integers(1, 4),
    "batch_size": st.integers(1, 8),
    "doubted": st.sets(st.sampled_from(PROTOCOLS)),
    "data": st.data(),
}


def expected(items: list[str], doubted: set[str]) -> Counter[str]:
    return Counter(
        item
        for item in items
        if item != REST and ("-rep" not in item or any(f"-{protocol}-rep" in item for protocol in doubted))
    )


@given(**SESSIONS)
def test_what_is_chosen_runs_once_after_all_else_is_done(
    cases: int, foreign: int, workers: int, batch_size: int, doubted: set[str], data: st.DataObject
) -> None:
    items = collection(cases, foreign=foreign)
    look = Look(items, workers, batch_size, lambda p: any(f"-{each}-" in p for each in doubted), pick=any_order(data))
    assert look.ran == expected(items, doubted)
    [before] = look.asked
    assert before - Counter({REST: before[REST]}) == expected(items, set())


@given(crashes=st.lists(st.integers(0, 40), max_size=4, unique=True), **SESSIONS)
def test_no_crash_in_either_pass_hangs_or_loses_an_item(
    cases: int,
    foreign: int,
    workers: int,
    batch_size: int,
    doubted: set[str],
    crashes: list[int],
    data: st.DataObject,
) -> None:
    items = collection(cases, foreign=foreign)
    fatal = [index for index in crashes if index < len(items) - 1]
    chosen = lambda p: any(f"-{each}-" in p for each in doubted)  # noqa: E731
    look = Look(items, workers, batch_size, chosen, once_on(fatal), any_order(data))
    assert look.ran == expected(items, doubted)
    assert len(look.asked) == 1
    assert set(look.session.crashed) <= {items[index] for index in fatal}


def test_a_part_of_a_batch_may_be_chosen() -> None:
    items = collection(4)
    look = Look(items, 2, 8, lambda param: param.endswith("0002-direct-rep1"))
    assert look.ran == expected(items, set()) + Counter(
        ["cases/test_geu.py::test_geu[mental_tracking-x-0002-direct-rep1]"]
    )


def test_passes_never_share_a_batch_and_places_are_those_of_the_collection() -> None:
    items = collection(3, more=1, foreign=1)
    held = set(later(3, 1))
    first, waiting, rest = parted(items, lambda item: case_param(item) in held)
    assert (first, waiting, rest) == ([0, 1, 2, 3, 4, 5, 6], [7, 8, 9, 10, 11, 12], 13)
    assert planned(items, waiting, 8, 1) == [[7, 8, 9], [10, 11, 12]]
    assert parted(items[:6], lambda _: False) == ([0, 1, 2, 3, 4, 5], [], None)


def test_the_last_item_of_the_first_pass_is_not_held_up_by_the_decision() -> None:
    """A worker starts an item only once it knows the next one."""
    items = collection(2, more=1)
    worker = Worker("gw0", items, lambda *_: None, never)
    scheduler = BatchScheduling(1, 8, print, second=SecondLook(set(later(2, 1)), lambda _: []))
    scheduler.add_node(worker)
    scheduler.add_node_collection(worker, items)
    scheduler.schedule()
    for index in range(3):
        scheduler.mark_test_complete(worker, index)
    assert worker.received == [[0, 1], [2, 3], [8]]
    assert not worker.shutting_down
    assert not scheduler.tests_finished
    scheduler.mark_test_complete(worker, 3)
    assert worker.shutting_down
    assert scheduler.tests_finished


@pytest.mark.parametrize("workers", [1, 3])
def test_where_nothing_waits_nothing_is_asked(workers: int) -> None:
    items = collection(3, more=0)[:-1]
    look = Look(items, workers, 2, lambda _: True)
    assert look.ran == Counter(items)
    assert look.asked == []
