"""Live progress on the controller: a running line below pytest's own on a terminal, a line now and then elsewhere.

On a terminal the letters of our cases give way to the line; everything else that pytest writes stays where it is.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from typing import Final, TextIO

import pytest

from pytest_realunify.borrowed import OF_NO_PHASE, logs_live, uncaptured
from pytest_realunify.engine.batches import case_name
from pytest_realunify.records import Result
from pytest_realunify.reporting.progress import Tally
from pytest_realunify.run.plan import RunPlan

TICK: Final = 0.5
"""Seconds between two drawings on a terminal."""


class Progress:
    """Draws from a thread of its own, so that a long call of the model does not look like a hang."""

    def __init__(
        self, config: pytest.Config, plan: RunPlan, selected: Mapping[str, int], variants: Callable[[], int] = int
    ) -> None:
        """`selected` is filled while pytest collects: cases per protocol. `variants` says how many come beside them."""
        self.config = config
        self.plan = plan
        self.selected = selected
        self.variants = variants
        self.tally = Tally(time.monotonic())
        self.out: TextIO | None = None
        self.live = False
        """Whether a running line is drawn, rather than lines now and then."""
        self._begun = False
        self._drawn = False
        self._aside = False
        """Whether a debugger has the terminal."""
        self._lock = threading.Lock()
        self._over = threading.Event()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtestloop(self) -> Generator[None, object, object]:
        thread = threading.Thread(target=self._run, name="realunify-progress", daemon=True)
        line = RunningLine(self)
        if self._open():
            thread.start()
        if self.live:
            self.config.pluginmanager.register(line, "realunify-running-line")
        try:
            return (yield)
        finally:
            self._over.set()
            if self.out is not None:
                thread.join()
                self._erase()
                self.out.close()
            if self.live:  # pytest's summary needs the words beside the letters
                self.config.pluginmanager.unregister(line)
            self.live = False

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logstart(self) -> None:
        self._begun = True  # until here xdist rewrites a line of its own about its workers

    def add(self, result: Result, replayed: bool) -> None:
        """Count a finished case."""
        self.tally.add(result, time.monotonic(), replayed)

    @pytest.hookimpl(tryfirst=True)
    def pytest_enter_pdb(self) -> None:
        """Of `--pdb` and `breakpoint()`: what is drawn would stand where somebody types."""
        with self.erased():
            self._aside = True

    def pytest_leave_pdb(self) -> None:
        self._aside = False

    @contextmanager
    def erased(self) -> Iterator[None]:
        """While somebody writes: not below what is drawn, and not at the same time."""
        with self._lock:
            self._erase()
            yield

    def _open(self) -> bool:
        """Whether there is anything to draw on, and reason to."""
        every = self.plan.settings.progress
        if every == 0 or self.config.get_verbosity() < -1 or self.config.getoption("collectonly"):
            return False
        with uncaptured(self.config) as captures:
            if not captures:
                return False
            try:
                self.out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding=sys.stdout.encoding)
            except (OSError, ValueError):  # a program that runs pytest put something of its own there
                return False
        self.live = every is None and self._may_run()
        return True

    def _may_run(self) -> bool:
        assert self.out is not None
        plain = not logs_live(self.config) and self.config.getoption("capture", "fd") != "no"
        return self.out.isatty() and os.environ.get("TERM") != "dumb" and self.config.get_verbosity() <= 0 and plain

    def _run(self) -> None:
        while not self._over.wait(TICK if self.live else self.plan.settings.progress or SECONDS):
            self.tally.total = sum(self.selected.values()) + self.variants()
            if self.tally.total and self._begun:
                with self._lock:
                    if not self._aside:
                        self._draw()

    def _draw(self) -> None:
        writer = self.config.get_terminal_writer()
        writer.flush()
        line, column = self.tally.line(time.monotonic(), writer.fullwidth - 1), writer.width_of_current_line
        if self.live:
            self._write(f"\n\x1b[2K{line}\r\x1b[1A" + (f"\x1b[{column}C" if column else ""))
            self._drawn = True
        else:
            self._write(("\n" if column else "") + line + "\n")

    def _erase(self) -> None:
        if self._drawn:
            column = self.config.get_terminal_writer().width_of_current_line
            self._write("\n\x1b[2K\x1b[1A" + (f"\x1b[{column}C" if column else ""))
            self._drawn = False

    def _write(self, text: str) -> None:
        assert self.out is not None
        self.out.write(text)
        self.out.flush()


class RunningLine:
    """Registered while a line is drawn: what others write has to go around it. (Three times a case, which runs without
    a terminal are spared.)"""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._cases = progress.plan.cases

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """The case is counted as ever; only its letter is not written."""
        if case_name(report.nodeid) not in self._cases:
            return None
        if report.when != "call" and report.passed:
            return "", "", ""
        if hasattr(report, "wasxfail"):
            return ("xfailed" if report.skipped else "xpassed"), "", ""
        if report.when != "call" and report.failed:
            return "error", "", ""
        return report.outcome, "", ""

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> Generator[None]:
        if case_name(report.nodeid) in self._cases and str(report.when) != OF_NO_PHASE:
            yield
            return
        with self._progress.erased():
            yield

    @pytest.hookimpl(wrapper=True, tryfirst=True, optionalhook=True)
    def pytest_testnodedown(self) -> Generator[None]:
        with self._progress.erased():
            yield


SECONDS: Final = 30.0
"""Between two lines where there is no terminal."""
