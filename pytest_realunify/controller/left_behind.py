"""What did not end when it was let go, a line each at the end of the run, whichever process had it."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_realunify.text import harmless
from pytest_realunify.worker.letting_go import LEFT_BEHIND
from pytest_realunify.worker.worker import WORKER


class LeftBehind:
    """Registered on the controller, with xdist or without."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self._lines: list[str] = []

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        told = getattr(node, "workeroutput", {}).get(LEFT_BEHIND, ())
        self._lines += [f"{node.gateway.id}: {line}" for line in told]

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for line in [*self._lines, *self.config.stash[WORKER].letting_go.left]:
            terminalreporter.write_line(harmless(f"realunify: {line}"), yellow=True)
