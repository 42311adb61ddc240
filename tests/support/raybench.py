"""A Ray cluster that is none: replicas are objects of this process, so that runs on replicas cost no start-up."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy  # noqa: F401, ICN001 (pytester forgets what a run in this process imported, and numpy imports but once)

from pytest_realunify.engine.ray.cluster import Layout, RayHandle
from pytest_realunify.engine.ray.pool import LostError
from pytest_realunify.engine.ray.recipe import Recipe
from pytest_realunify.engine.ray.replica import Replica
from pytest_realunify.records import Result


class FakeCluster:
    """In the place of `Cluster`: one machine without devices."""

    nodes = 1

    def __init__(self, address: str, replicas: int | None, devices: int | None) -> None:
        del address
        self.layout = Layout.of([0], replicas, devices)

    def launch(self, recipe: Recipe, timeout: float | None = None) -> RayHandle:
        return FakeHandle(recipe, timeout)

    def close(self) -> None:
        pass


class FakeHandle(RayHandle):
    """Calls happen at once, one after another. A model that exits has taken its replica with it."""

    def __init__(self, recipe: Recipe, timeout: float | None) -> None:
        replica = Replica(recipe.to_plain())
        verbs = {name: SimpleNamespace(remote=_later(getattr(replica, name))) for name in ("hello", "load", "answer")}
        super().__init__(SimpleNamespace(**verbs), timeout)
        self._lock = threading.Lock()

    def kill(self) -> None:
        self._killed = True

    def _result(self, ref: Any, seconds: float | None = None, requests: int = 1) -> Any:
        del seconds, requests
        with self._lock:
            if self._killed:
                raise LostError("it was let go")
            try:
                return ref()
            except SystemExit as error:
                self._killed = True
                raise LostError("the actor died") from error


def _later(method: Callable[..., Any]) -> Callable[..., Callable[[], Any]]:
    return lambda *arguments: lambda: method(*arguments)


def timeless(results: Mapping[str, Result]) -> dict[str, Result]:
    """Results without where and when."""
    return {
        case: replace(
            result,
            worker="",
            device="",
            started="",
            seconds=0.0,
            steps=tuple(replace(step, seconds=0.0) for step in result.steps),
        )
        for case, result in results.items()
    }
