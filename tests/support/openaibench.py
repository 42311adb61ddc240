"""Models of a fake server, for the adapter's tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

import pytest

from fakeserver import FakeServer
from pytest_realunify.models.openai import OpenAI

KEY: Final = "sk-very-secret-0123456789"

Connect = Callable[..., OpenAI]


@contextmanager
def connecting(server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connect]:
    """Makes models that pause for milliseconds where others pause for seconds, and closes them."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    models: list[OpenAI] = []

    def make(**settings: Any) -> OpenAI:
        model = OpenAI(**{"model": "fake", "base_url": server.url, **settings})
        model.retrying = replace(model.retrying, backoff=0.001)
        models.append(model)
        return model

    yield make
    for model in models:
        model.close()
