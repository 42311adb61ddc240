"""The page's thumbnails of a run are made while it goes, and only where a page is wanted."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pytest_realunify.controller.early_thumbnails import EarlyThumbnails
from pytest_realunify.reporting.html import early, thumbnails
from pytest_realunify.reporting.html.thumbnails import Thumbnail
from toybench import Bench

CHOSEN = ("--realunify", "--model=reference", "-k", "code_to_image or mental_reconstruction", "--realunify-limit=1")


class Makers:
    """Whose thumbnails were made when."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.early: list[Path] = []
        self.late: list[Path] = []
        real = thumbnails.thumbnail
        for module, files in ((early, self.early), (thumbnails, self.late)):

            def make(file: Path, side: int, files: list[Path] = files) -> Thumbnail | None:
                files.append(file)
                return real(file, side)

            patch.setattr(module, "thumbnail", make)


@pytest.fixture
def makers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Makers]:
    with monkeypatch.context() as patch:
        yield Makers(patch)


def pictures_in(page: Path) -> list[str]:
    return re.findall(r"data:image/webp;base64,[\w+/=]+", page.read_text(encoding="utf-8"))


def test_the_page_of_a_run_is_that_which_is_made_of_it_later(
    bench: Bench, makers: Makers, monkeypatch: pytest.MonkeyPatch, way: list[str]
) -> None:
    ended = EarlyThumbnails.ended

    def all_made(self: EarlyThumbnails) -> early.Early:
        end = time.monotonic() + 60
        while len(makers.early) < len(self._seen) and time.monotonic() < end:
            time.sleep(0.01)
        return ended(self)

    monkeypatch.setattr(EarlyThumbnails, "ended", all_made)
    bench.pytester.runpytest_inprocess(*CHOSEN, "--realunify-report=html", "-q", *way)
    [page] = bench.path.glob(".realunify/runs/*/report.html")
    stored = {file.name for file in (page.parent / "images").iterdir()}
    assert {file.name for file in makers.early} == stored
    assert len(makers.early) == len(stored) > 3
    assert makers.late == []
    assert {each.name for each in page.parent.iterdir()} <= {
        *("images", "inflight", "polls", "journal.jsonl", "report.html", "run.json", "selection.json"),
    }

    from pytest_realunify.reporting.html import write_run
    from pytest_realunify.reporting.view import RunView
    from pytest_realunify.stored.journal import RunFolder
    from pytest_realunify.stored.stored_run import StoredRun

    again = write_run(RunView.of(StoredRun.load(RunFolder(page.parent))), bench.path / "again.html")
    assert len(makers.late) >= len(stored)
    assert pictures_in(again) == pictures_in(page) != []


@pytest.mark.parametrize("report", ["none", "markdown"])
def test_none_is_made_where_no_page_is_wanted(bench: Bench, makers: Makers, report: str) -> None:
    bench.pytester.runpytest_inprocess(*CHOSEN, f"--realunify-report={report}", "-q", "-n", "0")
    assert list(bench.path.glob(".realunify/runs/*/images/*.png"))
    assert makers.early == makers.late == []
