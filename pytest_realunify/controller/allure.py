"""Allure's side of a run: registered only with `--realunify`, where `--alluredir` is given.

allure-pytest writes a result per test as ever, and whatever a team adds to it by Allure's own means stays; here it
becomes that of a case, in the process that ran it. The controller writes what no worker can: the case of a worker that
died, the gates, and what stands beside the results.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import allure_commons
import pytest
from allure_commons.logger import AllureFileLogger
from allure_commons.model2 import Status, TestResult, TestResultContainer

from pytest_realunify.borrowed import OF_NO_PHASE
from pytest_realunify.controller.full_disks import cannot_begin
from pytest_realunify.controller.gatekeeper import Gatekeeper
from pytest_realunify.controller.record import RunRecord
from pytest_realunify.engine.batches import case_name
from pytest_realunify.errors import StorageError, UsageError
from pytest_realunify.records import Case, Result, from_json
from pytest_realunify.reporting.allure.attachments import Files, encoded
from pytest_realunify.reporting.allure.cases import crashed, labelled, told
from pytest_realunify.reporting.allure.gates import write_gates
from pytest_realunify.reporting.allure.surroundings import write_categories, write_environment
from pytest_realunify.reporting.inputs import Inputs
from pytest_realunify.reporting.standing import Standing
from pytest_realunify.run.plan import RunPlan
from pytest_realunify.text import harmless, harmless_lines
from pytest_realunify.unsaid import without_secrets
from pytest_realunify.worker.kept import LINE
from pytest_realunify.worker.worker import WORKER

OURS: Final = frozenset({"case", "instance", "protocol", "perform", "score"})
"""Fixtures that every case asks for: a file each and case, saying nothing."""


def activate(config: pytest.Config) -> None:
    """Register the halves this process needs: a worker, and who only collects, has no controller."""
    plan = config.stash[WORKER].plan
    suite = {"name": plan.suite.name, "shareable": getattr(plan.suite, "shareable", False)}
    inputs = Inputs.of(suite, plan.settings.include_inputs)
    files = Files(Path(config.getoption("allure_report_dir")).absolute(), plan.folder.images, inputs)
    config.pluginmanager.register(AllureCases(plan, files), "realunify-allure-cases")
    controller = config.pluginmanager.get_plugin("realunify-controller")
    if controller is not None:
        run = AllureRun(plan, files, controller.record, controller.gatekeeper)
        config.pluginmanager.register(run, "realunify-allure-run")


class AllureCases:
    """Where cases run: makes allure-pytest's results those of cases."""

    def __init__(self, plan: RunPlan, files: Files) -> None:
        self.plan = plan
        self.files = files
        self._case: Case | None = None
        self._told: tuple[Result, str] | None = None
        self._session: pytest.Session | None = None
        self._loggers: list[tuple[object, Sieve]] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        self._session = session
        for logger in allure_commons.plugin_manager.get_plugins():
            if isinstance(logger, AllureFileLogger):
                sieve = Sieve(logger, self._complete, self._is_noise, self._end)
                allure_commons.plugin_manager.unregister(logger)
                allure_commons.plugin_manager.register(sieve)
                self._loggers.append((logger, sieve))

    def pytest_unconfigure(self) -> None:
        for logger, sieve in self._loggers:  # allure-pytest unregisters its own, and must find it
            allure_commons.plugin_manager.unregister(sieve)
            allure_commons.plugin_manager.register(logger)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        self._case, self._told = self.plan.cases.get(case_name(item.nodeid)), None
        return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        payload: dict[str, Any] = getattr(report, "realunify", {})
        if "result" in payload:
            self._told = from_json(Result, payload["result"]), item.stash.get(LINE, "")
        return report

    def _end(self, error: OSError) -> None:
        """A result without its file would be no result."""
        if self._session is not None and not self._session.shouldstop:
            line = StorageError.of(str(error.filename or self.files.directory), error)
            self._session.shouldstop = harmless(f"realunify: {line}")

    def _complete(self, test: TestResult) -> None:
        if self._case is None:
            return
        labelled(test, self._case)
        if self._told is not None:
            result, line = self._told
            told(test, result, line, self._standing(self._case), self.files)

    def _standing(self, case: Case) -> Standing:
        gating = self.plan.gating
        if not gating.lenient:
            return "failure"
        if gating.baseline is None:
            return "expected"
        return "known" if gating.known(case.id) else "changed"

    def _is_noise(self, container: TestResultContainer) -> bool:
        done = [*container.befores, *container.afters]
        return self._case is not None and all(
            str(each.name).partition("::")[0] in OURS and each.status in (Status.PASSED, None) for each in done
        )


class Sieve:
    """Stands where allure-pytest's writer of files stood, and passes everything on to it, without secrets."""

    def __init__(
        self,
        logger: Any,
        complete: Callable[[TestResult], None],
        is_noise: Callable[[TestResultContainer], bool],
        broken: Callable[[OSError], None],
    ) -> None:
        """`broken` is told of a file that could not be written."""
        self.logger = logger
        self._broken = broken
        self.complete = complete
        self.is_noise = is_noise

    @allure_commons.hookimpl
    def report_result(self, result: TestResult) -> None:
        self.complete(result)
        with self._writing():
            self.logger.report_attached_data(encoded(result), result.file_pattern.format(prefix=uuid.uuid4()))

    @allure_commons.hookimpl
    def report_container(self, container: TestResultContainer) -> None:
        if not self.is_noise(container):
            with self._writing():
                self.logger.report_container(container)

    @allure_commons.hookimpl
    def report_attached_file(self, source: str, file_name: str) -> None:
        with self._writing():
            self.logger.report_attached_file(source, file_name)

    @allure_commons.hookimpl
    def report_attached_data(self, body: str | bytes, file_name: str) -> None:
        body = without_secrets(body) if isinstance(body, str) else body
        with self._writing():
            self.logger.report_attached_data(body, file_name)

    @allure_commons.hookimpl
    def report_globals(self, globals_item: Any) -> None:
        with self._writing():
            self.logger.report_globals(globals_item)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self._broken(error)


class AllureRun:
    """The controller, with xdist or without."""

    def __init__(self, plan: RunPlan, files: Files, record: RunRecord, gatekeeper: Gatekeeper) -> None:
        self.plan = plan
        self.files = files
        self.record = record
        self.gatekeeper = gatekeeper
        self.began = time.time()

    def pytest_sessionstart(self) -> None:
        try:
            write_environment(self.files.directory, self.record.facts)
            write_categories(self.files.directory)
        except OSError as error:
            raise cannot_begin(error, "--alluredir") from error
        except UsageError as error:
            raise pytest.UsageError(harmless_lines(str(error))) from error

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        case = self.plan.cases.get(case_name(report.nodeid))
        if case is None or str(report.when) != OF_NO_PHASE:
            return
        test = crashed(case, self.record.results[case.key], self.files)
        allure_commons.plugin_manager.hook.report_result(result=test)

    def pytest_sessionfinish(self) -> None:
        if (decision := self.gatekeeper.decision) is not None:
            write_gates(self.files.directory, decision, self.began)
        write_environment(self.files.directory, self.record.facts)
