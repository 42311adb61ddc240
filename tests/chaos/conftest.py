"""Accidents: killed processes, power cuts, full disks, hostile folders and servers. Short in CI, longer when asked.

`pytest tests/chaos --chaos-rounds=50`, or CHAOS_ROUNDS=50, does fifty times as many; `--chaos-seed` chooses others.
"""

from __future__ import annotations

import os
import random

# As in tests/integration/conftest.py: what is here from the start stays whole when pytester forgets modules.
import numpy  # noqa: F401, ICN001
import pytest
import scipy.special  # noqa: F401

import pytest_realunify.controller.controller  # noqa: F401
from toybench import Bench

ROUNDS, SEED = "CHAOS_ROUNDS", "CHAOS_SEED"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("chaos")
    group.addoption("--chaos-rounds", type=int, metavar="N", help="N times as many accidents as in CI")
    group.addoption("--chaos-seed", type=int, metavar="N", help="other accidents")


def pytest_itemcollected(item: pytest.Item) -> None:
    item.add_marker("chaos")


def _asked(config: pytest.Config, option: str, variable: str, default: int) -> int:
    typed = config.getoption(option, None)  # unknown where `pytest` names no folder: this file is then read too late
    return typed if typed is not None else int(os.environ.get(variable, default))


@pytest.fixture(scope="session")
def rounds(pytestconfig: pytest.Config) -> int:
    """How many times as many accidents as in CI; 1 there."""
    return max(1, _asked(pytestconfig, "chaos_rounds", ROUNDS, 1))


@pytest.fixture
def chance(pytestconfig: pytest.Config, request: pytest.FixtureRequest) -> random.Random:
    """Which accidents: the same in every run of a test, unless another seed is asked for."""
    return random.Random(f"{_asked(pytestconfig, 'chaos_seed', SEED, 0)}/{request.node.nodeid}")


@pytest.fixture
def bench(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """An empty directory with `mymodels.py` in it."""
    return Bench(pytester, monkeypatch)
