"""What making the `model` fixture may take, and ending a team's own."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import ExitStack
from typing import Any

import pytest

from pytest_realunify.engine.watchdog import stand_aside
from pytest_realunify.run.plan import RunPlan
from pytest_realunify.worker.containment import Containment


class FixtureLimits:
    """Registered where cases run on models of this process."""

    def __init__(self, plan: RunPlan, containment: Containment) -> None:
        self.plan = plan
        self.containment = containment

    def pytest_enter_pdb(self) -> None:
        """Whoever stands at a breakpoint in a model has time."""
        stand_aside()

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Generator[None, object, object]:
        """Loading has a limit, and so has the end of a team's own fixture: its finalizers run last to first."""
        if fixturedef.argname != "model" or fixturedef.baseid:
            return (yield)
        limits = ExitStack()
        fixturedef.addfinalizer(limits.close)
        with self.containment.loading(f"model {self.plan.model_name}"):
            made = yield
        if self.plan.model is None:
            fixturedef.addfinalizer(lambda: limits.enter_context(self.containment.leaving()))
        return made
