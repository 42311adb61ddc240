"""What a case's test is given without pytest making fixtures of it, where nobody else has a hand in them.

pytest finds, makes, caches and ends every fixture of every test, and builds a definition each time one asks for
`request`: four fixtures took a fifth of a no-op case's time. What they give is the same either way, and whoever
overrides one of them, builds on them or looks on gets them from pytest as ever.
"""

from __future__ import annotations

from collections.abc import Generator
from functools import partial
from typing import Any, Final

import pytest

from pytest_realunify import borrowed
from pytest_realunify.engine.batches import case_name
from pytest_realunify.run.plan import RunPlan
from pytest_realunify.text import harmless
from pytest_realunify.worker import fixtures
from pytest_realunify.worker.collecting import CaseFile
from pytest_realunify.worker.kept import LINE, RESULT
from pytest_realunify.worker.worker import Worker

NAMES: Final = ("instance", "protocol", "perform", "score")

_BLIND: Final = ("_pytest.", "pytest_realunify.", "anyio.", "pytest_asyncio.", "allure_pytest.")
"""Whose hooks around fixtures do nothing to these: they see to asynchronous ones, or write down what Allure is not to
show of a case anyway."""


class Given:
    """Registered in every process that runs cases."""

    def __init__(self, plan: RunPlan, worker: Worker) -> None:
        self.plan = plan
        self.worker = worker
        self._ours: dict[tuple[CaseFile, str], bool] = {}
        """Of a file's test: whether it gets nothing but our own fixtures."""
        self._watched: bool | None = None
        """Whether somebody looks at fixtures as they are made, once that is known."""

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None]:
        """The innermost of all who wrap it: what pytest sets up itself, such as a team's own fixtures, goes before."""
        case = self.plan.cases.get(case_name(item.nodeid))
        if case is None or not isinstance(item, pytest.Function) or not self._is_ours(item):
            return (yield)
        given = item.funcargs
        given.update(dict.fromkeys(NAMES))  # pytest makes no fixture of what is there
        yield
        request = borrowed.own_request(item)
        given["instance"] = self.worker.batches.instance(case)
        given["protocol"] = self.plan.steps(case)
        given["perform"] = fixtures.performing(request, self.worker, case)
        given["score"] = fixtures.scoring(item, self.worker, case)
        item.repr_failure = partial(_told, item)  # type: ignore[method-assign]
        return None

    def _is_ours(self, item: pytest.Function) -> bool:
        if not isinstance(item.parent, CaseFile) or self._is_watched(item.config):
            return False
        test = item.parent, item.originalname
        if test not in self._ours:
            self._ours[test] = _asks_us_alone(item)
        return self._ours[test]

    def _is_watched(self, config: pytest.Config) -> bool:
        if self._watched is None:
            shown = any(config.getoption(name, False) for name in ("setupshow", "setuponly", "setupplan"))
            hooks = ("pytest_fixture_setup", "pytest_fixture_post_finalizer")
            looking = [each for hook in hooks for each in borrowed.implementers(config, hook)]
            setup = borrowed.implementers(config, "pytest_runtest_setup")
            later = setup[: setup.index("_pytest.runner")]  # they find what pytest has made
            self._watched = shown or not all(f"{each}.".startswith(_BLIND) for each in [*looking, *later])
        return self._watched


def _told(item: pytest.Function, excinfo: pytest.ExceptionInfo[BaseException]) -> Any:
    """Why a case failed. Of a wrong answer its line: to draw up the traceback that nobody would see took a quarter of
    what a case with a no-op model costs."""
    result = item.stash.get(RESULT, None)
    wrong = result is not None and result.verdict.strict in ("wrong", "unparsed")
    if wrong and excinfo.errisinstance(AssertionError) and _is_raised_by(excinfo, item.obj):
        return borrowed.one_line(harmless(item.stash.get(LINE, "")), item.location)
    return type(item).repr_failure(item, excinfo)


def _is_raised_by(excinfo: pytest.ExceptionInfo[BaseException], function: Any) -> bool:
    """In its own body, and not by a fixture, or by what it calls."""
    last = excinfo.tb
    while last.tb_next is not None:
        last = last.tb_next
    return last.tb_frame.f_code is getattr(function, "__code__", None)


def _asks_us_alone(item: pytest.Function) -> bool:
    """Whether each of these is our own fixture, and no other fixture of the test asks for one of them."""
    found = borrowed.files_of(item)
    own = all(found.get(name, ([], set()))[0] == [fixtures.__file__] for name in NAMES)
    return own and not any(asked.intersection(NAMES) for name, (_, asked) in found.items() if name not in NAMES)
