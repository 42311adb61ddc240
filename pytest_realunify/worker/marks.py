"""Marks of cases, for `-m`: axis, category, protocol and subtask, under names that are ours alone.

A data set's folders name its subtasks, and pytest obeys marks: a folder `skip` would skip its cases.
"""

from __future__ import annotations

import hashlib
import keyword
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Final

import pytest

from pytest_realunify.records import Case
from pytest_realunify.run.plan import RunPlan
from pytest_realunify.taxonomy import AXES, CATEGORIES, PROTOCOLS, VERBS
from pytest_realunify.text import harmless
from pytest_realunify.worker import typed_marks

PREFIX: Final = "realunify_"
"""Of what cannot be a mark as it is."""

PUBLISHED: Final[Mapping[str, str]] = {
    **dict.fromkeys(PROTOCOLS, "protocol"),
    **dict.fromkeys(AXES, "axis"),
    **{category.name: "category" for category in CATEGORIES},
}
"""Marks that are what they are called, and what they mark."""

RESERVED: Final = frozenset(
    {
        *keyword.kwlist,  # `-m` is an expression
        *("realunify", *PUBLISHED, *VERBS),
        # pytest's own
        *(
            "filterwarnings",
            "parametrize",
            "pytestmark",
            "skip",
            "skipif",
            "tryfirst",
            "trylast",
            "usefixtures",
            "xfail",
        ),
        # What much used plugins and conftest files obey, installed here or not: a mark is the same on every machine.
        *("allow_hosts", "allure_description", "allure_label", "allure_link", "anyio", "asyncio", "benchmark"),
        *("codspeed_benchmark", "default_cassette", "dependency", "disable_socket", "django_db", "enable_socket"),
        *("first", "flaky", "forked", "freeze_time", "hypothesis", "integration", "last", "no_cover", "order"),
        *(
            "random_order",
            "repeat",
            "rerun",
            "run",
            "second",
            "slow",
            "timeout",
            "tornado",
            "trio",
            "vcr",
            "xdist_group",
        ),
    }
)
"""Compared without regard to case."""


def named(names: Iterable[str], taken: Collection[str]) -> dict[str, str]:
    """A mark for each name, no two the same: the name itself where it can be one and nobody (of `RESERVED` and `taken`)
    has it; else with our prefix, letters and digits alone, and where that loses something a part of the name's sha256.
    """
    foreign = {each.casefold() for each in (*RESERVED, *taken)}
    marks: dict[str, str] = {}
    # Those that keep their name first: so it never depends on the others which mark they get.
    for name in sorted(set(names), key=lambda name: (_candidate(name) != name, name)):
        mark = _candidate(name)
        while mark.casefold() in foreign or mark in marks.values():
            mark = PREFIX + mark
        marks[name] = mark
    return marks


def _candidate(name: str) -> str:
    plain = "".join(map(_letter, unicodedata.normalize("NFKC", name)))
    if plain == name and name.isidentifier() and not name.startswith(("_", PREFIX)):
        return name
    if plain == name and not _DIGEST.search(name):
        return PREFIX + name
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return PREFIX + "_".join([*filter(None, plain.split("_")), digest])


def _letter(letter: str) -> str:
    """Of those that both Python's identifiers and pytest's `-m` take."""
    return letter if letter.isalnum() and f"_{letter}".isidentifier() else "_"


_DIGEST: Final = re.compile("_[0-9a-f]{8}$")


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
