"""What a run leaves for people to read, and what is said where it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_realunify.controller.report_files import JOB_PAGE, JOB_PAGE_BYTES, write_reports
from pytest_realunify.reporting.formats import BUILT_IN
from pytest_realunify.reporting.view import RunView
from runbench import right, row, stored


@pytest.fixture
def view(tmp_path: Path) -> RunView:
    return RunView.of(stored(tmp_path, "one", row("mental_tracking", right(1, 4))))


def told(view: RunView, *wanted: str) -> list[str]:
    return list(write_reports(view, [BUILT_IN[name] for name in wanted], lambda file: file.name))


def test_what_is_wanted_lies_in_the_run_s_folder(view: RunView, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(JOB_PAGE, raising=False)
    assert told(view, "markdown", "csv") == ["markdown report: report.md", "csv report: cases.csv"]
    assert (view.run.folder.path / "report.md").read_text(encoding="utf-8").startswith("## RealUnify")


def test_a_file_that_cannot_be_written_costs_its_own_line(view: RunView, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(JOB_PAGE, raising=False)
    (view.run.folder.path / "report.md").mkdir()
    first, second = told(view, "markdown", "json")
    assert first.startswith("markdown report not written: ")
    assert second == "json report: report.json"


def test_the_job_s_page_is_added_to(view: RunView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page"
    page.write_text("before\n")
    monkeypatch.setenv(JOB_PAGE, str(page))
    assert told(view) == []
    assert page.read_text(encoding="utf-8").startswith("before\n## RealUnify")


def test_a_page_that_github_would_drop_whole_is_left_as_it_is(
    view: RunView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page"
    page.write_bytes(b"x" * (JOB_PAGE_BYTES - 100))
    monkeypatch.setenv(JOB_PAGE, str(page))
    [line] = told(view)
    assert line.startswith("job summary not written: the page has 1,048,476 bytes already")
    assert page.stat().st_size == JOB_PAGE_BYTES - 100
