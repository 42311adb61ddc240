"""Hooks a team may implement in its conftest.py or plugin. Those that get a name that was typed return None where it is
not theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_realunify.api.run import Run


@pytest.hookspec(firstresult=True)
def pytest_realunify_model(config: pytest.Config, name: str) -> object | None:
    """Return a factory (called without arguments, on the worker, when the model is first needed) for `--model=NAME`.

    A ready model object works too, but is then loaded on xdist's controller as well.
    """


@pytest.hookspec(firstresult=True)
def pytest_realunify_judge(config: pytest.Config, name: str) -> object | None:
    """Return a factory (called without arguments, on the worker, when the first picture is polled) for
    `--realunify-judge=NAME`, or a ready judge."""


@pytest.hookspec(firstresult=True)
def pytest_realunify_suite(config: pytest.Config, name: str) -> object | None:
    """Return a factory for `--realunify-suite=NAME[:TARGET]`: it is called with a `SuiteRequest`, on controller and
    workers alike, and returns a `Suite` (both in `pytest_realunify.interfaces`)."""


@pytest.hookspec(firstresult=True)
def pytest_realunify_protocol(config: pytest.Config, name: str) -> object | None:
    """Return the generator function for `--realunify-protocol=NAME`; `pytest_realunify.protocols.protocol` says of it
    which axes it serves."""


@pytest.hookspec(firstresult=True)
def pytest_realunify_report(config: pytest.Config, name: str) -> object | None:
    """Return what writes `--realunify-report=NAME`: called with a `RunView` and the file to write
    (`pytest_realunify.reporting.formats`)."""


@pytest.hookspec
def pytest_realunify_run_finished(config: pytest.Config, run: Run) -> str | None:
    """Called once, on the controller, when a run has ended and its reports are written; also when it was stopped early
    (`run.facts`, `run.stored.summary.missing`). A line that it returns is printed. What it raises is said in one line,
    and changes neither the verdict nor the exit code."""
