"""What a case's test has found: until its report takes it along, and for a plugin that runs the same test again."""

from __future__ import annotations

from typing import Final

import pytest

from pytest_realunify.borrowed import asks_again
from pytest_realunify.engine.batches import case_name
from pytest_realunify.records import Attempt, Case, Result, Verdict
from pytest_realunify.run.plan import FINISHED, RunPlan

RESULT: Final = pytest.StashKey[Result]()
LINE: Final = pytest.StashKey[str]()

NO_FLAKE: Final = "AssertionError"
"""What a wrong answer raises in its test, and trouble with model or judge does not."""


class Kept:
    """A wrong answer is no flake: a test that is run again gives the same result, and no call is made for it. Trouble
    may be tried again, and then the last result counts."""

    def __init__(self, plan: RunPlan) -> None:
        self.plan = plan
        self.again = False
        """Whether the test that runs was given what it had found before."""
        self._last: tuple[str, Attempt] | None = None

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Have pytest-rerunfailures leave wrong answers alone, unless a team has marked a case otherwise."""
        if (count := asks_again(config)) is None:
            return
        spared = pytest.mark.flaky(reruns=count, rerun_except=[*(config.getoption("rerun_except") or ()), NO_FLAKE])
        for item in items:
            if case_name(item.nodeid) in self.plan.cases and item.get_closest_marker("flaky") is None:
                item.add_marker(spared)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Nothing of a run before belongs to this one."""
        self.again = False
        if RESULT in item.stash:
            del item.stash[RESULT]
        if LINE in item.stash:
            del item.stash[LINE]

    def keep(self, case: Case, attempt: Attempt, verdict: Verdict) -> None:
        """What is final; only the last case's is remembered, for whoever runs a test again does so at once."""
        self._last = (case.param, attempt) if verdict.strict in FINISHED else None

    def attempt(self, case: Case) -> Attempt | None:
        """What the same case had before in this process."""
        if self._last is None or self._last[0] != case.param:
            return None
        self.again = True
        return self._last[1]
