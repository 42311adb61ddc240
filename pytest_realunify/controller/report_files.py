"""What a finished run leaves for people to read: files in its folder, and the job page of GitHub Actions."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from pytest_realunify.errors import RealUnifyError
from pytest_realunify.records import Trouble
from pytest_realunify.reporting.formats import Format
from pytest_realunify.reporting.view import RunView

JOB_PAGE: Final = "GITHUB_STEP_SUMMARY"
"""GitHub Actions names the file here that becomes the job's summary page."""

JOB_PAGE_BYTES: Final = 1024 * 1024
"""Of one step's page: https://docs.github.com/actions/reference/workflow-commands-for-github-actions"""


def write_reports(view: RunView, wanted: Sequence[Format], shown: Callable[[Path], str]) -> Iterator[str]:
    """Write what is wanted, a line about each. What cannot be written costs its own line and nothing else."""
    folder = view.run.folder.path
    yield from (_written(each, view, folder / each.file, shown) for each in wanted)
    if page := os.environ.get(JOB_PAGE):
        try:
            from pytest_realunify.reporting.markdown import markdown

            _append(Path(page), markdown(view))
        except (RealUnifyError, OSError) as error:
            yield f"job summary not written: {error}"


def _written(each: Format, view: RunView, file: Path, shown: Callable[[Path], str]) -> str:
    try:
        view.run.folder.files.has(each.file)  # or it is refused: a team's own format may follow a link
        each.write(view, file)
    except (RealUnifyError, OSError) as error:
        return f"{each.name} report not written: {error}"
    except Exception as error:  # noqa: BLE001 (a team's own writer may raise anything; the run is done all the same)
        trouble = Trouble.of(error)
        return f"{each.name} report not written: {trouble.kind}: {trouble.message}"
    return f"{each.name} report: {shown(file)}"


def _append(page: Path, text: str) -> None:
    """Raises OSError, and RealUnifyError where the page would become one that GitHub drops whole."""
    said = page.stat().st_size if page.exists() else 0
    if said + len(text.encode("utf-8", "replace")) > JOB_PAGE_BYTES:
        raise RealUnifyError(f"the page has {said:,} bytes already, and GitHub drops one of more than a MiB")
    with page.open("a", encoding="utf-8", errors="replace") as summary:
        summary.write(text)
