"""Which cases a batch takes next: in order, of one kind, each looked at about once however many there are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.interfaces import Listing
from pytest_realunify.records import Case
from pytest_realunify.worker.upcoming import Upcoming


def case(number: int, protocol: str = "direct") -> Case:
    listing = Listing(f"mental_tracking-{number:04d}", "GEU", "mental_tracking", "", number, ("direct",))
    return Case(listing, protocol)


@given(
    st.lists(st.integers(1, 5), min_size=1, max_size=6),
    st.sets(st.integers(0, 30)),
    st.sets(st.integers(0, 30)),
    st.integers(1, 6),
    st.booleans(),
)
def test_the_next_are_the_first_that_are_open_in_order(
    sizes: list[int], done: set[int], closed: set[int], most: int, has_all: bool
) -> None:
    """`done` wait no longer, `closed` are asked alone later; under xdist only what was planned together is taken."""
    upcoming, numbers, groups = Upcoming(has_all), iter(range(100)), []
    for size in sizes:
        groups.append([case(next(numbers)) for _ in range(size)])
        upcoming.add(groups[-1])
    asked = groups[0][0]
    cases = [each for group in groups for each in group] if has_all else groups[0]
    expected = [each for each in cases if each.listing.index not in done | closed][:most]
    for _ in range(2):  # looking changes nothing
        found = upcoming.next(
            asked,
            most,
            lambda each: each.listing.index not in done,
            lambda each: each.listing.index not in done | closed,
        )
        assert found == expected


def test_other_kinds_are_left_alone() -> None:
    upcoming = Upcoming(has_all=True)
    upcoming.add([case(0), case(1)])
    upcoming.add([case(0, "stepwise"), case(1, "stepwise")])
    upcoming.add([case(2)])
    found = upcoming.next(case(0), 8, lambda _: True, lambda _: True)
    assert [each.param for each in found] == [case(number).param for number in range(3)]


def test_what_may_not_be_run_at_all_is_taken_apart() -> None:
    upcoming = Upcoming(has_all=True, later={case(2).param, case(3).param})
    upcoming.add([case(0), case(1)])
    upcoming.add([case(2), case(3)])
    for asked, expected in ((0, [0, 1]), (2, [2, 3])):
        found = upcoming.next(case(asked), 8, lambda _: True, lambda _: True)
        assert [each.listing.index for each in found] == expected


def test_what_waits_no_longer_is_looked_at_once() -> None:
    upcoming, looked = Upcoming(has_all=True), list[int]()
    upcoming.add([case(number) for number in range(1000)])

    def waits(each: Case) -> bool:
        looked.append(each.listing.index)
        return each.listing.index >= 998

    for _ in range(50):
        assert len(upcoming.next(case(999), 8, waits, lambda _: True)) == 2
    assert len(looked) == 1000 + 49 * 2


def test_what_was_asked_for_is_no_part_of_its_group() -> None:
    upcoming = Upcoming(has_all=False)
    upcoming.add([case(0), case(1)])
    upcoming.remove(case(0))
    assert case(0) not in upcoming
    assert upcoming.group(case(0)) == []
    assert upcoming.next(case(0), 8, lambda _: True, lambda _: True) == []
    assert [len(group) for group in upcoming.groups()] == [2]
    upcoming.clear()
    assert upcoming.groups() == []
