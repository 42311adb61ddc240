"""Hooks a team may implement in its conftest.py or plugin."""

from __future__ import annotations

import pytest


@pytest.hookspec(firstresult=True)
def pytest_realunify_model(config: pytest.Config, name: str) -> object | None:
    """Return a factory (called without arguments, on the worker, when the model is first needed) for `--model=NAME`.

    A ready model object works too, but is then loaded on xdist's controller as well. None: the name is not yours.
    """
