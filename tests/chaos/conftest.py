"""Accidents: killed processes, power cuts, full disks, hostile folders and servers. Short in CI, longer when asked.

`pytest tests/chaos --chaos-rounds=50`, or CHAOS_ROUNDS=50, does fifty times as many; `--chaos-seed` chooses others.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

# As in tests/integration: what pytester would import anew and forget in every run.
import numpy  # noqa: F401, ICN001
import pytest
import scipy.special  # noqa: F401

import pytest_realunify.controller.activation
import pytest_realunify.controller.controller
import pytest_realunify.reporting.formats
import pytest_realunify.scoring  # noqa: F401
from accidents import rounds_of, seed_of
from toybench import Bench


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("chaos")
    group.addoption("--chaos-rounds", type=int, metavar="N", help="N times as many accidents as in CI")
    group.addoption("--chaos-seed", type=int, metavar="N", help="other accidents")


def pytest_itemcollected(item: pytest.Item) -> None:
    item.add_marker("chaos")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many accidents there were, in `pytest tests/chaos`."""
    done: Counter[str] = Counter()
    for report in _ended(terminalreporter.stats.values()):
        done.update({name: count for name, count in report.user_properties if isinstance(count, int)})
    if done:
        told = ", ".join(f"{count:,} {name}" for name, count in sorted(done.items()))
        terminalreporter.write_line(f"accidents: {told}")


def _ended(reports: Iterable[list[Any]]) -> list[pytest.TestReport]:
    return [each for few in reports for each in few if isinstance(each, pytest.TestReport) and each.when == "call"]


@pytest.fixture
def tally(record_property: Callable[[str, object], None]) -> Callable[[str, int], None]:
    """Takes an accident's name and how many there were, for the summary."""
    return record_property


@pytest.fixture(scope="session")
def rounds(pytestconfig: pytest.Config) -> int:
    """How many times as many accidents as in CI; 1 there."""
    return rounds_of(pytestconfig)


@pytest.fixture
def chance(pytestconfig: pytest.Config, request: pytest.FixtureRequest) -> random.Random:
    """Which accidents: the same in every run of a test, unless another seed is asked for."""
    return random.Random(f"{seed_of(pytestconfig)}/{request.node.nodeid}")


@pytest.fixture
def bench(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """An empty directory with `mymodels.py` in it."""
    return Bench(pytester, monkeypatch)
