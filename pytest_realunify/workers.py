"""The worker: the process that collects and runs cases, whether xdist started it or it is pytest's only one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from pytest_realunify import journal
from pytest_realunify.engine.batches import case_param
from pytest_realunify.engine.batches import plan as plan_batches
from pytest_realunify.engine.lockstep import Engine
from pytest_realunify.errors import RealUnifyError
from pytest_realunify.protocols import Protocol
from pytest_realunify.records import Attempt, Case, Instance, Result, Trouble, Verdict, to_json
from pytest_realunify.reporting.lines import harmless, shortened
from pytest_realunify.runplan import RunPlan
from pytest_realunify.taxonomy import AXES, CATEGORIES, PROTOCOLS

PACKAGE: Final = Path(__file__).parent
CASES: Final = next(folder for folder in (PACKAGE / "cases", PACKAGE.parent / "cases") if folder.is_dir())
"""In a wheel the case files lie inside the package, in a checkout beside it."""


@cache
def case_files() -> dict[str, Path]:
    """The packaged case files by name."""
    return {file.name: file for file in sorted(CASES.glob("test_*.py"))}


class CaseFile(pytest.Module):
    """A packaged case file. A team's `python_functions` names its own tests, and not these."""

    def funcnamefilter(self, name: str) -> bool:
        return name.startswith("test_")


def take_arguments(config: pytest.Config) -> list[str] | None:
    """Which packaged cases the command line asks for, as node id prefixes: all when it names no path at all.

    What it names of ours is taken out of pytest's own arguments, because `cases/test_geu.py::…` is no path in the
    user's directory. None: the user's tests alone.
    """
    if config.args_source is not pytest.Config.ArgsSource.ARGS:
        config.args = []
        return [""]
    ours = [argument for argument in config.args if _is_ours(argument)]
    config.args = [argument for argument in config.args if argument not in ours]
    return [argument.removesuffix("/") for argument in ours] or None


def _is_ours(argument: str) -> bool:
    path = argument.partition("::")[0].rstrip("/")
    return path in {"cases", *(f"cases/{name}" for name in case_files())}


def register_markers(config: pytest.Config, plan: RunPlan) -> None:
    """So that `-m "mental_tracking and stepwise"` works under strict markers too."""
    config.addinivalue_line("markers", "realunify(axis): a RealUnify case of this axis, parametrized by the plugin")
    names = dict.fromkeys(PROTOCOLS, "protocol")
    names |= dict.fromkeys(AXES, "axis")
    names |= {category.name: "category" for category in CATEGORIES}
    names |= {
        listing.subtask: "subtask" for listing in plan.listings if listing.subtask and listing.subtask not in names
    }
    for name, what in names.items():
        config.addinivalue_line("markers", f"{name}: RealUnify {what}")


class Worker:
    """Collects cases, runs batches, remembers each attempt until its test asks, puts results on reports."""

    def __init__(self, config: pytest.Config, plan: RunPlan) -> None:
        given: dict[str, Any] = getattr(config, "workerinput", {})
        self.plan = plan
        self.name: str = given.get("workerid", "main")
        self.workers: int = given.get("workercount", 1)
        self.batch_size = plan.settings.batch_size if given.get("realunify_batched", True) else 1
        self.identity: dict[str, Any] | None = None
        self.wanted = take_arguments(config)
        self._batch_of: dict[str, list[Case]] = {}
        self._attempts: dict[str, Attempt] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Hang the packaged case files under the session itself: the same node ids from any directory, and no walk
        through folders whose conftest files are none of the user's business."""
        report = yield
        if isinstance(collector, pytest.Session) and self.wanted is not None and report.passed:
            report.result += [
                CaseFile.from_parent(collector, path=file, nodeid=f"cases/{name}")
                for name, file in case_files().items()
            ]
        return report

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        wanted = tuple(self.wanted or ())
        ours = [item for item in items if item.path in case_files().values()]
        others = [item for item in ours if not item.nodeid.startswith(wanted)]
        for item in ours:
            # pytest calls an item's hooks by where it lies. The installed package lies beside no conftest; the team's
            # own hooks (a skip in setup, a report of theirs) are in the rootdir's.
            item.path = config.rootpath
        if others:
            config.hook.pytest_deselected(items=others)
            gone = set(others)
            items[:] = [item for item in items if item not in gone]

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        marker = metafunc.definition.get_closest_marker("realunify")
        if marker is None or "instance" not in metafunc.fixturenames:
            return
        params = [
            pytest.param(name, id=name, marks=_marks(case.listing.category, case.listing.subtask, case.protocol))
            for name, case in self.plan.cases.items()
            if case.listing.axis == marker.args[0]
        ]
        metafunc.parametrize("instance", params, indirect=True)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Batches follow from what was really selected, in its real order."""
        node_ids = [item.nodeid for item in session.items]
        for batch in plan_batches(node_ids, self.batch_size, self.workers):
            params = [case_param(node_ids[index]) for index in batch]
            cases = [self.plan.cases[param] for param in params if param in self.plan.cases]
            self._batch_of.update((case.param, cases) for case in cases)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        case = self.plan.cases.get(case_param(item.nodeid))
        if case is not None and (call.when == "call" or (call.when == "setup" and not report.passed)):
            self._attach(report, item, case, call)
        return report

    def attempt(self, case: Case, instance: Instance, protocol: Protocol, engine: Callable[[], Engine]) -> Attempt:
        """This case's attempt; asking for the first of a batch runs the batch."""
        if (earlier := self.plan.finished.get(case.key)) is not None:
            return replayed(earlier)
        if case.param not in self._attempts:
            self._run(case, instance, protocol, engine())
        return self._attempts.pop(case.param)

    def _run(self, asked: Case, instance: Instance, protocol: Protocol, engine: Engine) -> None:
        batch = self._batch_of.pop(asked.param, [asked])
        for case in batch:  # whoever is asked for again (a re-run plugin) runs alone
            self._batch_of.pop(case.param, None)
        mark = self.plan.folder.inflight / hashlib.sha256(batch[0].param.encode()).hexdigest()[:16]
        crashed_before = mark.exists()
        if crashed_before:  # it took a worker down: from here on one by one, so that only the culprit is lost
            batch = [asked]
        mark.touch()
        ready = [
            (case, instance if case is asked else self._instance(case))
            for case in batch
            if case.key not in self.plan.finished
        ]
        runnable = [(case, found) for case, found in ready if not isinstance(found, Attempt)]
        self._attempts |= {case.param: found for case, found in ready if isinstance(found, Attempt)}
        attempts = engine.run(runnable, protocol)
        self._attempts |= {case.param: made for (case, _), made in zip(runnable, attempts, strict=True)}
        if not crashed_before:
            mark.unlink(missing_ok=True)

    def _instance(self, case: Case) -> Instance | Attempt:
        try:
            return self.plan.suite.instance(case.listing, case.protocol)
        except RealUnifyError as error:
            return Attempt(error=Trouble.of(error))

    def _attach(self, report: pytest.TestReport, item: pytest.Item, case: Case, call: pytest.CallInfo[None]) -> None:
        """Put the result on the report as plain JSON, and turn what we understand into one line."""
        result = item.stash.get(RESULT, None)
        replay = case.key in self.plan.finished
        if result is None and call.excinfo is not None and not report.skipped:
            broken = Attempt(error=Trouble.of(call.excinfo.value))
            result = self.result(case, broken, Verdict("error", "error"), self.plan.expected(case))
        if result is None:
            return
        wrong = result.verdict.strict in ("wrong", "unparsed") and report.failed
        ours = call.excinfo is not None and call.excinfo.errisinstance(RealUnifyError)
        if report.failed and (wrong or ours):
            report.longrepr = item.stash[LINE] if wrong else f"{case.id}: {_line(result)}"
            report.sections = []
        report.realunify = {  # type: ignore[attr-defined]
            "result": to_json(result),
            "replayed": replay,
            "wrong": wrong,
            "identity": self.identity,
        }
        self.identity = None

    def result(self, case: Case, attempt: Attempt, verdict: Verdict, expected: str | None) -> Result:
        """Everything known about a finished case, as the journal keeps it."""
        where = {"model": self.plan.model_name, "worker": self.name, "started": journal.now()}
        return Result.of(case, attempt, verdict, expected, **where)


WORKER: Final = pytest.StashKey[Worker]()
RESULT: Final = pytest.StashKey[Result]()
LINE: Final = pytest.StashKey[str]()


def replayed(result: Result) -> Attempt:
    """The attempt a journal remembers."""
    lacking = result.steps[-1].verb if result.verdict.strict == "unsupported" else None
    return Attempt(result.steps, result.reply, result.error, lacking)


def _line(result: Result) -> str:
    if result.error is None:
        return result.verdict.strict
    return harmless(shortened(f"{result.error.kind}: {result.error.message}", 1000))


@cache
def _marks(category: str, subtask: str, protocol: str) -> tuple[pytest.MarkDecorator, ...]:
    names = (category, subtask, protocol) if subtask else (category, protocol)
    return tuple(getattr(pytest.mark, name) for name in names)
