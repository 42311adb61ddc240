"""Hooks a team may implement in its conftest.py or plugin. Each gets a name that was typed; None: it is not yours."""

from __future__ import annotations

import pytest


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
