"""Marks of cases, for `-m`: axis, category, protocol and subtask, under names that are ours alone.

A data set's folders name its subtasks, and pytest obeys marks: a folder `skip` would skip its cases.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cache
from typing import Final

import pytest

from pytest_realunify.records import Case
from pytest_realunify.run.mark_names import PUBLISHED, named
from pytest_realunify.run.plan import RunPlan
from pytest_realunify.taxonomy import PROTOCOLS
from pytest_realunify.text import harmless
from pytest_realunify.worker import typed_marks


class Marks:
    """Of one run's cases."""

    def __init__(self, protocols: Iterable[str], subtasks: Iterable[str], taken: Collection[str]) -> None:
        """`taken`: marks that plugins and the project have registered. The published ones stay what they are."""
        own = named(set(protocols) - PUBLISHED.keys(), taken)
        self.protocols = {**{name: name for name in PROTOCOLS}, **own}
        self.subtasks = named((name for name in subtasks if name), [*taken, *own.values()])
        self.lines = [
            *(f"{mark}: RealUnify {what}" for mark, what in PUBLISHED.items()),
            *(_line(mark, "protocol", name) for name, mark in own.items()),
            *(_line(mark, "subtask", name) for name, mark in self.subtasks.items()),
        ]
        """For `pytest --markers`."""
        self.all = (*PUBLISHED, *own.values(), *self.subtasks.values())

    def names(self, case: Case) -> tuple[str, ...]:
        """Category, subtask where there is one, protocol. (The axis's stands in the case file.)"""
        subtask = [self.subtasks[case.listing.subtask]] if case.listing.subtask else []
        return (case.listing.category, *subtask, self.protocols[case.protocol])

    def of(self, case: Case) -> tuple[pytest.MarkDecorator, ...]:
        """The same as pytest takes them."""
        return _decorators(self.names(case))


@cache
def _decorators(names: tuple[str, ...]) -> tuple[pytest.MarkDecorator, ...]:
    return tuple(getattr(pytest.mark, name) for name in names)


def _line(mark: str, what: str, name: str) -> str:
    return f"{mark}: RealUnify {what}" + ("" if mark == name else f" {name!r}")


PLAN: Final = pytest.StashKey[RunPlan]()
MARKS: Final = pytest.StashKey[Marks]()


class Registration:
    """Comes last of all who register marks, so that none of theirs is taken."""

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """So that `-m "mental_tracking and stepwise"` works under strict markers too."""
        plan = config.stash.get(PLAN, None)
        if plan is None:
            return
        taken = registered(config)
        config.stash[MARKS] = marks = Marks(plan.protocols, (listing.subtask for listing in plan.listings), taken)
        ours = "realunify(axis): a RealUnify case of this axis, parametrized by the plugin"
        for line in (ours, *marks.lines):
            config.addinivalue_line("markers", line)
        if typed := config.getoption("markexpr", ""):
            config.option.markexpr = typed_marks.understood(typed, marks.all, taken)

    def pytest_terminal_summary(
        self, terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config
    ) -> None:
        """Where `-m` leaves nothing, whether that is because of how it is spelled."""
        typed = config.getoption("markexpr", "")
        if typed and exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
            for line in typed_marks.strangers(typed, registered(config)):
                terminalreporter.write_line(harmless(f"realunify: -m selects nothing: {line}"), yellow=True)


def registered(config: pytest.Config) -> set[str]:
    """Names of marks that pytest, plugins and the project have registered."""
    return {re.split(r"[:(]", line, maxsplit=1)[0].strip() for line in config.getini("markers")}
