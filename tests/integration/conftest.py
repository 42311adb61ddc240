"""The three ways of running, and the bench."""

from __future__ import annotations

import pytest

from judgebench import JudgeBench
from toybench import Bench

WAYS = {"no-xdist": ["-p", "no:xdist"], "n0": ["-n", "0"], "n2": ["-n", "2"]}


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> list[str]:
    """Without xdist, with xdist in one process, with two workers."""
    return WAYS[request.param]


@pytest.fixture
def bench(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """An empty directory with `mymodels.py` in it."""
    return Bench(pytester, monkeypatch)


@pytest.fixture
def judged(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> JudgeBench:
    """The same with something to draw and somebody to judge it."""
    return JudgeBench(pytester, monkeypatch)
