"""The pictures of a run on their way to its HTML page, while the run goes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, Final

import pytest

from pytest_realunify.controller.record import RunRecord
from pytest_realunify.reporting.html.early import Early
from pytest_realunify.reporting.html.thumbnails import BUDGET_MB
from pytest_realunify.reporting.inputs import Inputs

EARLY: Final = "realunify-early-thumbnails"
"""As pytest knows it."""


class EarlyThumbnails:
    """Registered on the controller of a run that is to leave a page."""

    def __init__(self, record: RunRecord) -> None:
        self._record = record
        self._early = Early(int(BUDGET_MB * 1_000_000))
        self._seen: set[str] = set()

    def ended(self) -> Early:
        """Those that are made, and no more of them."""
        self._early.close()
        return self._early

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        for sha256 in self._pictures(getattr(report, "realunify", {}).get("result")):
            if sha256 not in self._seen:
                self._seen.add(sha256)
                if (file := self._record.folder.stored(sha256)) is not None:
                    self._early.add(file)

    def pytest_unconfigure(self) -> None:
        self._early.close()

    def _pictures(self, result: dict[str, Any] | None) -> Iterator[str]:
        """Of one result, as JSON: what the model drew, and what it was given where the page may show that."""
        for step in result["steps"] if result else ():
            yield from step["inputs"] if self._inputs.shown else ()
            if step["verb"] != "understand" and step["output"] is not None:
                yield step["output"]

    @cached_property
    def _inputs(self) -> Inputs:
        facts = self._record.facts
        return Inputs.of(facts["suite"], facts["options"].get("realunify_include_inputs") == "yes")
