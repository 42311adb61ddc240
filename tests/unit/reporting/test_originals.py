"""Where a run's pictures are looked for: nowhere that a run of somebody else's could lead to."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pytest_realunify.records import Step
from pytest_realunify.reporting.originals import Originals
from runbench import made, stored

SHA = "ab" * 32


def test_a_run_of_somebody_elses_has_no_code_imported_for_its_pictures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    Path("elsewhere_named.py").write_text("def make(request): raise SystemExit('called')\n", encoding="utf-8")
    result = made("mental_tracking", 0, steps=(Step("understand", "Which?", (SHA,), "A"),))
    run = stored(tmp_path / "runs", "theirs", [result], suite={"name": "elsewhere_named:make", "fingerprint": "0" * 12})
    assert Originals(run).file(SHA, result) is None
    assert "elsewhere_named" not in sys.modules
