"""The model under test on one worker, and whether it judges too: then it is loaded once, and asked one at a time."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from pytest_realunify.errors import ModelError
from pytest_realunify.extensions.specs import ModelSpec
from pytest_realunify.interfaces import Judge
from pytest_realunify.run.plan import RunPlan
from pytest_realunify.worker.letting_go import LettingGo


class Loaded:
    """Builds model and judge when they are first needed. Of `vlm:X` with X the model under test there is one X."""

    def __init__(self, plan: RunPlan, workers: int, letting_go: LettingGo) -> None:
        self.plan = plan
        self.workers = workers
        self.letting_go = letting_go
        self._lock = threading.Lock()
        self._judges_too = _judges_too(plan)
        self._built: object | None = None
        self._shared: object | None = None
        self._judging = False

    def model(self) -> object:
        """Raises whatever loading raises."""
        if self.plan.model is None:
            raise ModelError(
                "the `model` fixture of your conftest.py is out of reach: move it to the rootdir's conftest.py"
            )
        if self._shared is None or not self._judges_too:
            self._built = self.plan.model.among(self.workers).build()
            self._shared = self._built if self._judges_too else None
        return self._built

    def judge(self) -> Judge:
        """Raises whatever loading raises."""
        assert self.plan.judge is not None, "without a judge no case is collected that needs one"
        if self._judges_too:
            self._judging = True
            return self.plan.judge.over(self.model()).build()
        return self.plan.judge.among(self.workers).build()

    def turn(self, asked: object) -> AbstractContextManager[object]:
        """Held during calls of model and judge, so that they are one at a time: where both are one object that is not
        for several threads, and where both run here, for each may draw from the process's one generator."""
        if getattr(asked, "concurrent", False):
            return nullcontext()
        judge = self.plan.judge.model if self.plan.judge is not None else None
        alone = self._judges_too or (_runs_here(self.plan.model) and _runs_here(judge))
        return self._lock if alone else nullcontext()

    def is_ours(self, model: object) -> bool:
        """Whether it was built here, and is let go here."""
        lent = self.plan.model is not None and self.plan.model.lent
        return self._built is model and not lent

    def leave_model(self, model: object) -> None:
        """The last case is done. What judges too is kept for the judge."""
        lent = self.plan.model is not None and self.plan.model.lent
        if model is not self._shared and not lent:
            self.letting_go.close(f"model {self.plan.model_name}", model)

    def leave_judge(self, judge: object) -> None:
        """The session is over. Raises whatever closing raises."""
        if self.plan.judge is not None and self.plan.judge.lent:
            return
        name = self.plan.judge.name if self.plan.judge is not None else ""
        self.letting_go.close(f"judge {name}", judge)

    def leave_shared(self) -> None:
        """The session is over, and the judge, had it been built, is closed and the model with it."""
        lent = self.plan.model is not None and self.plan.model.lent
        if self._shared is not None and not self._judging and not lent:
            self.letting_go.close(f"model {self.plan.model_name}", self._shared)


def _judges_too(plan: RunPlan) -> bool:
    """A served model is no matter of loading, and has each purse's calls counted apart."""
    model, judge = plan.model, plan.judge
    if model is None or judge is None or judge.model is None or plan.settings.engine != "local":
        return False
    served = any(each.widths for each in (model, *model.parts))
    return not served and _facts(model) == _facts(judge.model)


def _facts(model: ModelSpec) -> tuple[str, str, str, Mapping[str, Any], Mapping[str, Any], Any]:
    parts = [_facts(part) for part in model.parts]
    return model.name, model.source, model.kind, model.settings, model.elsewhere, parts


def _runs_here(model: ModelSpec | None) -> bool:
    """In this process, with weights."""
    return model is not None and not model.widths and not model.elsewhere and model.uses_device
