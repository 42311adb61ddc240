"""What runs inside a Ray actor: one copy of the model, answering batches."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from pytest_realunify.engine.lost_device import DeviceLostError
from pytest_realunify.engine.model_calls import Calls
from pytest_realunify.engine.outage import watch_outage
from pytest_realunify.engine.ray.plain import packed_answers, unpacked
from pytest_realunify.engine.ray.recipe import Recipe, prepare
from pytest_realunify.engine.spending import Allowance
from pytest_realunify.engine.watchdog import interrupting
from pytest_realunify.errors import ExpiredError, ModelError, ModelUnavailableError
from pytest_realunify.extensions.identity import identity_of
from pytest_realunify.interfaces import Request, supports
from pytest_realunify.models.awaited import awaited
from pytest_realunify.records import Trouble
from pytest_realunify.taxonomy import VERBS, Verb


class Replica:
    """Plain data in, plain data out. Made in a moment; `load` is what takes its time."""

    def __init__(self, recipe: Mapping[str, Any]) -> None:
        self._recipe = recipe
        self._calls: Calls | None = None
        self._allowance = Allowance()
        self._seconds: float | None = None

    def hello(self) -> dict[str, str]:
        """Where this is."""
        return {"node": socket.gethostname(), "devices": os.environ.get("CUDA_VISIBLE_DEVICES", "")}

    def load(self) -> dict[str, Any]:
        """Build the model: its verbs and its identity, or `trouble`."""
        recipe = Recipe(**self._recipe)
        try:
            spec = prepare(recipe)
            model = spec.build()
            watch_outage(model, recipe.outage)
            self._calls = Calls(awaited(model), recipe.batch_size, self._watch, self._allowance)
            verbs = [verb for verb in VERBS if supports(model, verb)]
            if not verbs:
                raise ModelError(f"a {type(model).__name__} is no model under test: it has none of {', '.join(VERBS)}")
            identity = identity_of(model, spec)
        except Exception as error:  # noqa: BLE001 (loading may raise anything; the driver says what it was)
            trouble = Trouble.of(error)
            return {"trouble": {"kind": trouble.kind, "message": trouble.message}}
        return {"verbs": verbs, "identity": identity}

    def answer(
        self,
        verb: Verb,
        requests: Sequence[Mapping[str, Any]],
        allowance: int | None = None,
        seconds: float | None = None,
    ) -> dict[str, Any]:
        """`answers`, `usage` and `notes`, one per request, in order; or why this replica is of no use any more.
        `allowance`: how many calls it may make for them; `seconds`: what each call may take per request."""
        assert self._calls is not None, "the pool sends nothing before `load` has returned"
        self._allowance.left, self._seconds = allowance, seconds
        asked = unpacked(requests)
        try:
            answers = iter(self._calls.answer(verb, [each for each in asked if isinstance(each, Request)]))
        except DeviceLostError as error:
            return {"lost": packed_answers([error.trouble])[0]}
        except ModelUnavailableError as error:
            return {"unavailable": str(error), "usage": _usages(asked)}
        return {
            "answers": packed_answers([each if isinstance(each, Trouble) else next(answers) for each in asked]),
            "usage": _usages(asked),
            "notes": [{} if isinstance(each, Trouble) else dict(each.notes) for each in asked],
        }

    @contextmanager
    def _watch(self, requests: int) -> Iterator[None]:
        """Around every call, so that a batch asked again in halves has its time anew. What is deaf to the interrupt is
        for the driver to end."""
        if self._seconds is None:
            yield
            return
        budget = self._seconds * requests
        with interrupting(budget, ExpiredError(f"no answer within {budget:g} s")):
            yield


def _usages(asked: Sequence[Request | Trouble]) -> list[dict[str, int]]:
    return [{} if isinstance(each, Trouble) else dict(each.usage) for each in asked]
