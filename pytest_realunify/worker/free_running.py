"""Cases that advance each on its own, where a model may be asked by many at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from pytest_realunify.engine.ahead import Ahead
from pytest_realunify.engine.aside import Aside
from pytest_realunify.engine.lockstep import Engine
from pytest_realunify.engine.model_calls import Calls
from pytest_realunify.engine.spending import Spender
from pytest_realunify.extensions.specs import WIDTH, share
from pytest_realunify.records import Case
from pytest_realunify.run.plan import RunPlan
from pytest_realunify.worker.letting_go import LettingGo

T = TypeVar("T")

UNSAID: Final = 16
"""Requests in flight of a model that says no `concurrency`: as many as a judge that says none has."""

BESIDE: Final = 4
"""Cases more than may be in flight: they have their pictures opened or stored meanwhile."""

LEAD: Final = 4
"""Times as many cases may be done before their turn as are in flight, so that a slow one holds up nobody."""

PATIENCE: Final = 10.0
"""Seconds that calls under way have, at most, when the run ends before they do."""


class FreeRunning:
    """For a model with `concurrent = True`: up to its `concurrency` of requests are in flight, of all verbs and
    protocols together, each in a call of its own, from as many threads.

    A served model watches its own calls and cannot take this process down. Any other gets `--realunify-timeout` for
    each call, in a thread beside: one that does not come back, nor heeds an interrupt, is left behind.
    """

    alone = True

    def __init__(
        self, plan: RunPlan, workers: int, purse: Spender, letting_go: LettingGo, *, batched: bool, has_all: bool
    ) -> None:
        """`batched`: whether what is planned together comes to this process; `has_all`: whether everything does."""
        self.plan = plan
        self.purse = purse
        self.has_all = has_all
        self.told = not plan.is_served
        self._workers = workers
        self._batched = batched
        self._letting_go = letting_go
        self._aside = Aside("realunify-model")
        self._flight = 1
        self._calls: Calls | None = None

    def share(self, workers: int) -> int:
        return workers

    def jobs(self, batches: Sequence[list[Case]]) -> list[list[list[Case]]]:
        return [[[case] for case in batch] for batch in batches]

    def take(self, engine: Engine) -> bool:
        if not self._batched or not is_concurrent(engine.model):
            return False
        if self._calls is None:
            self._flight = self._most(engine.model)
            self._calls = Calls(
                engine.model,
                1,
                within=self._within if self.plan.settings.timeout else None,
                purse=self.purse,
                turn=threading.BoundedSemaphore(self._flight),
            )
        return True

    @property
    def threads(self) -> int:
        return self._flight + BESIDE if self._flight > 1 else 1

    @property
    def window(self) -> int:
        return LEAD * self._flight

    def engine(self, engine: Engine, number: int) -> Engine:
        del number
        assert self._calls is not None, "jobs begin when the model was taken"
        return Engine(engine.model, engine.pictures, 1, engine.run_seed, calls=self._calls)

    def tell(self) -> None:
        """Nothing that the progress line does not say."""

    def release(self) -> None:
        """Calls end by themselves, or when the model is closed."""

    def rest(self, jobs: Ahead[Any]) -> None:
        """A served model gives up what is in flight when it is closed; of another, threads still use it."""
        limit = PATIENCE if self.told else 0.0
        jobs.close(min(limit, self.plan.settings.timeout or limit))

    def close(self) -> None:
        self._aside.close()
        if count := self._aside.left:
            calls = "a call" if count == 1 else f"{count} calls"
            self._letting_go.left.append(f"{calls} of model {self.plan.model_name} did not come back; left behind")

    def _most(self, model: object) -> int:
        """Requests in flight: as many as the user says, else the model's table or the model itself."""
        if asked := self.plan.settings.batch_size:
            return asked
        if self.plan.is_served:
            return max(self.plan.batch_sizes(self._workers).values())
        said = getattr(model, WIDTH, None)
        return share(said if isinstance(said, int) and said > 0 else UNSAID, self._workers)

    def _within(self, requests: int, call: Callable[[], T]) -> T:
        assert self.plan.settings.timeout is not None, "else no call has a limit"
        return self._aside.call(self.plan.settings.timeout * requests, call)


def is_concurrent(model: object) -> bool:
    """Whether a model says that it may be asked from several threads at once."""
    return getattr(model, "concurrent", False) is True
