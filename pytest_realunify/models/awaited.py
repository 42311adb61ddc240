"""Models whose verbs are `async def`: awaited in one event loop, whoever asks from whichever thread."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

from pytest_realunify.errors import ModelError
from pytest_realunify.interfaces import Request, supports
from pytest_realunify.models.loop import Loop
from pytest_realunify.taxonomy import VERBS, Verb


class Awaited:
    """The model as plain functions. It may be asked by many at once, unless it says `concurrent = False`."""

    def __init__(self, model: object) -> None:
        self.model = model
        self.concurrent = getattr(model, "concurrent", True) is True
        self.concurrency = getattr(model, "concurrency", None)
        self._loop = Loop()
        for verb in VERBS:
            setattr(self, verb, self._plain(verb) if supports(model, verb) else None)

    def close(self, model_too: bool) -> None:
        """Cancels what is in flight and ends the loop; before that, in the loop, the model's own `close` if that is
        `async def` and `model_too`. Raises what that raises."""
        close = getattr(self.model, "close", None)
        own = model_too and inspect.iscoroutinefunction(close)
        self._loop.close(close() if own and close is not None else _nothing())

    def _plain(self, verb: Verb) -> Callable[[Sequence[Request]], Any]:
        function = getattr(self.model, verb)

        def ask(requests: Sequence[Request]) -> Any:
            found = function(requests)
            return self._loop.run(found) if inspect.iscoroutine(found) else found

        return ask


def awaited(model: object) -> object:
    """The model itself where none of its verbs is `async def`. Raises ModelError for a verb that yields."""
    is_async = False
    for verb in VERBS:
        method = getattr(model, verb, None)
        found = (method, getattr(type(method), "__call__", None))  # noqa: B004 (what calling it would run)
        if any(inspect.isasyncgenfunction(each) for each in found):
            raise ModelError(f"{type(model).__name__}.{verb} yields its results one by one; return them as a list")
        is_async |= any(inspect.iscoroutinefunction(each) for each in found)
    return Awaited(model) if is_async else model


async def _nothing() -> None:
    return None
