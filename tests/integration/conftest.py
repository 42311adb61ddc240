"""The three ways of running, and the bench."""

from __future__ import annotations

import contextlib
import os

# pytester forgets, after each run in this process, the modules that the run imported; packages still know them as
# attributes, and a later run meets the halves of both (numpy even refuses). What is here from the start stays whole.
import numpy  # noqa: F401, ICN001
import pytest
import scipy.special  # noqa: F401

import pytest_realunify.controller.activation
import pytest_realunify.controller.controller
import pytest_realunify.decisions.baseline
import pytest_realunify.numbers.calibration.chosen
import pytest_realunify.reporting.formats
import pytest_realunify.scoring
import pytest_realunify.worker.prefetch  # noqa: F401
from checkout import ROOT
from judgebench import JudgeBench
from toybench import Bench

# Where `python -m tools.provide` puts Allure's command line.
os.environ["PATH"] = os.pathsep.join([os.environ.get("PATH", ""), str(ROOT / ".tools" / "node_modules" / ".bin")])

with contextlib.suppress(ImportError):  # MLflow's and W&B's: it takes the place of the standard library's finder of
    import importlib_metadata  # noqa: F401 (packages, and pytester undoes half of that where it is imported within)


WAYS = {"no-xdist": ["-p", "no:xdist"], "n0": ["-n", "0"], "n2": ["-n", "2"]}


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """No line is parted: `test_screens.py` looks at terminals."""
    monkeypatch.setenv("COLUMNS", "300")


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


@pytest.fixture
def here(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """In the team's directory, with toy data of four letters."""
    bench.data("ABCD")
    monkeypatch.chdir(bench.path)
    return bench
