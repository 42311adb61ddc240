"""What a finished run leaves for people to read: files in its folder, and the job page of GitHub Actions."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from pytest_realunify.errors import RealUnifyError
from pytest_realunify.reporting.view import RunView

JOB_PAGE: Final = "GITHUB_STEP_SUMMARY"
"""GitHub Actions names the file here that becomes the job's summary page."""

JOB_PAGE_BYTES: Final = 1024 * 1024
"""Of one step's page: https://docs.github.com/actions/reference/workflow-commands-for-github-actions"""


def write_reports(view: RunView, wanted: tuple[str, ...], shown: Callable[[Path], str]) -> Iterator[str]:
    """Write what is wanted, a line about each. What cannot be written costs its own line and nothing else."""
    folder = view.run.folder.path
    for name in wanted:
        write, file = WRITERS[name]
        try:
            write(view, folder / file)
            yield f"{name} report: {shown(folder / file)}"
        except (RealUnifyError, OSError) as error:
            yield f"{name} report not written: {error}"
    if page := os.environ.get(JOB_PAGE):
        try:
            _append(Path(page), _markdown(view))
        except (RealUnifyError, OSError) as error:
            yield f"job summary not written: {error}"


def _append(page: Path, text: str) -> None:
    """Raises OSError, and RealUnifyError where the page would become one that GitHub drops whole."""
    said = page.stat().st_size if page.exists() else 0
    if said + len(text.encode()) > JOB_PAGE_BYTES:
        raise RealUnifyError(f"the page has {said:,} bytes already, and GitHub drops one of more than a MiB")
    with page.open("a", encoding="utf-8") as summary:
        summary.write(text)


def _html(view: RunView, file: Path) -> None:
    from pytest_realunify.reporting.html.page import write_run

    write_run(view, file)


def _markdown(view: RunView) -> str:
    from pytest_realunify.reporting.markdown import markdown

    return markdown(view)


def _write_markdown(view: RunView, file: Path) -> None:
    file.write_text(_markdown(view), encoding="utf-8")


def _write_json(view: RunView, file: Path) -> None:
    from pytest_realunify.reporting.data import as_json

    file.write_text(as_json(view), encoding="utf-8")


def _write_csv(view: RunView, file: Path) -> None:
    from pytest_realunify.reporting.data import as_csv

    file.write_text(as_csv(view), encoding="utf-8")


WRITERS: Final[Mapping[str, tuple[Callable[[RunView, Path], None], str]]] = {
    "html": (_html, "report.html"),
    "markdown": (_write_markdown, "report.md"),
    "json": (_write_json, "report.json"),
    "csv": (_write_csv, "cases.csv"),
}
