"""Signals that end a run: SIGTERM and SIGHUP as Ctrl-C does, in order and with a summary; a second one at once."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Generator
from pathlib import Path
from types import FrameType
from typing import Any, Final

import pytest

TERMINATING: Final = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
CONSOLES: Final = ("pytest", "py.test", "__main__.py")
"""Names of the script where pytest is the whole program."""

AGAIN: Final = b"\nrealunify: stopped at once. Finished cases are kept: --realunify-resume goes on\n"
ENDING: Final = b"\nrealunify: the run is ending already; once more, and it ends at once\n"


class Terminated(KeyboardInterrupt):
    """What pytest ends in order for. (No Exception: a model's own handlers must not catch it.)"""

    __module__ = "builtins"  # pytest prints the place that an exception's class comes from


class Stopping:
    """Registered on the controller. Whoever has handlers of their own keeps them."""

    def __init__(self) -> None:
        self._is_program = Path(sys.argv[0]).name in CONSOLES
        self._signals = 0
        self._ends = False
        self._before: dict[signal.Signals, Any] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self) -> None:
        for number in TERMINATING:
            self._take(number, signal.SIG_DFL)

    @pytest.hookimpl(tryfirst=True)
    def pytest_keyboard_interrupt(self) -> None:
        self._signals = max(self._signals, 1)
        self._end()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self) -> Generator[None, object, object]:
        self._end()
        return (yield)

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._before.clear()

    def _end(self) -> None:
        """From here on pytest catches nothing any more: an exception would end it with a traceback and no summary."""
        self._ends = True
        if self._is_program:
            self._take(signal.SIGINT, signal.default_int_handler)

    def _take(self, number: signal.Signals, expected: Any) -> None:
        if threading.current_thread() is threading.main_thread() and signal.getsignal(number) is expected:
            self._before[number] = signal.signal(number, self._arrived)

    def _arrived(self, number: int, frame: FrameType | None) -> None:
        del frame
        self._signals += 1
        if not self._ends:
            name = signal.Signals(number).name
            raise Terminated(f"{name}; finished cases are kept: --realunify-resume goes on")
        if self._signals == 1:
            os.write(2, ENDING)
            return
        os.write(2, AGAIN)
        os._exit(int(pytest.ExitCode.INTERRUPTED))
