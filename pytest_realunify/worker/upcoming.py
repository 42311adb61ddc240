"""Cases whose tests have not asked yet, as they were planned together, and which of them a batch takes next."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Container, Iterable

from pytest_realunify.records import Case

Kind = tuple[str, str]


class Upcoming:
    """In the order in which tests will ask, kind by kind."""

    def __init__(self, has_all: bool, later: Container[str] = ()) -> None:
        """`has_all`: whether all that is selected comes to this process, or only what is planned together. `later`, by
        `Case.param`: what may not be run at all, and is never taken together with the rest."""
        self._has_all = has_all
        self._later = later
        self._group: dict[str, list[Case]] = {}
        self._order: dict[tuple[Kind, bool], deque[Case]] = {}

    def __contains__(self, case: Case) -> bool:
        return case.param in self._group

    def add(self, cases: list[Case]) -> None:
        """Planned together; all of one kind."""
        for case in cases:
            self._group[case.param] = cases
            self._order.setdefault(self._line(case), deque()).append(case)

    def groups(self) -> list[list[Case]]:
        """What was planned together, of which not every test has asked."""
        return list({id(group): group for group in self._group.values()}.values())

    def group(self, case: Case) -> list[Case]:
        """What was planned together with a case whose test has not asked; empty of any other."""
        return self._group.get(case.param, [])

    def remove(self, case: Case) -> None:
        """Its test has asked."""
        self._group.pop(case.param, None)

    def clear(self) -> None:
        """Others are planned next."""
        self._group.clear()
        self._order.clear()

    def next(self, case: Case, most: int, waits: Callable[[Case], bool], is_open: Callable[[Case], bool]) -> list[Case]:
        """The first so many of the case's kind that are open, from what may be made when its test asks. One that does
        not wait for the model any more is not looked at again."""
        group = self._group.get(case.param)
        if not self._has_all:
            return _first((each for each in group or () if is_open(each)), most)
        order = self._order.get(self._line(case), deque())
        found: list[Case] = []
        passed: list[Case] = []
        while order and len(found) < most:
            if not waits(each := order.popleft()):
                continue
            passed.append(each)
            if is_open(each):
                found.append(each)
        order.extendleft(reversed(passed))
        return found

    def _line(self, case: Case) -> tuple[Kind, bool]:
        return kind_of(case), case.param in self._later


def kind_of(case: Case) -> Kind:
    """What one batch may hold, and one protocol of a team's serves."""
    return case.listing.axis, case.protocol


def _first(cases: Iterable[Case], most: int) -> list[Case]:
    found: list[Case] = []
    for case in cases:
        if len(found) == most:
            break
        found.append(case)
    return found
