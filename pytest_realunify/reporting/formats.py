"""What a run can be written as: the formats that ship, and those that a team brings."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from pytest_realunify.datafiles.plain_folder import PlainFolder
from pytest_realunify.errors import UsageError
from pytest_realunify.extensions.doors import Door
from pytest_realunify.options.table import REPORT, REPORTS
from pytest_realunify.reporting.view import RunView

DOOR: Final = Door("reports", "--realunify-report")
_FILE: Final = "_realunify_file"
_FILE_NAME: Final = re.compile(r"[A-Za-z0-9][\w.-]{0,99}")
W = TypeVar("W", bound=Callable[[RunView, Path], object])


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a run."""

    name: str
    file: str
    """What it is called in the run's folder."""
    write: Callable[[RunView, Path], object]
    """Raises RealUnifyError or OSError where it cannot be written."""


def report(file: str) -> Callable[[W], W]:
    """Says of a team's function which file it writes in the run's folder; without this, NAME.txt."""

    def declared(write: W) -> W:
        setattr(write, _FILE, file)
        return write

    return declared


def resolve(
    name: str,
    tables: Mapping[str, object],
    hook: Callable[[str], object | None] = lambda _: None,
    *,
    asked: str = REPORT,
    known: Sequence[str] = (*REPORTS, "none"),
) -> Format:
    """A built-in format, or what a hook, a table, an entry point or an import path brings.

    Raises UsageError for a name that is neither: it says by which option one was `asked` for, and those it has.
    """
    if name in BUILT_IN:
        return BUILT_IN[name]
    found = DOOR.find(name, tables, hook(name))
    if found is None:
        raise UsageError.unknown(asked, name, [*known, *DOOR.names(tables), "package.module:function"])
    try:
        write: Any = found.load()
    except ImportError as error:
        raise UsageError(f"report {name!r} ({found.source}) cannot be imported: {error}") from error
    called = name.rpartition(":")[2]
    file = str(getattr(write, _FILE, f"{called}.txt"))
    if not callable(write):
        raise UsageError(f"report {name!r} ({found.source}) is {type(write).__name__} and no function of view and file")
    if not _FILE_NAME.fullmatch(file) or file in _TAKEN:
        raise UsageError(f"report {name!r} ({found.source}) names the file {file!r}: a plain name of its own is needed")
    return Format(called, file, write)


def _html(view: RunView, file: Path) -> None:
    from pytest_realunify.reporting.html.page import write_run

    asked = view.run.facts["options"].get("realunify_include_inputs") == "yes"
    write_run(view, file, include_inputs=asked)


def _markdown(view: RunView, file: Path) -> None:
    from pytest_realunify.reporting.markdown import markdown

    _replace(file, markdown(view))


def _json(view: RunView, file: Path) -> None:
    from pytest_realunify.reporting.data import as_json

    _replace(file, as_json(view))


def _csv(view: RunView, file: Path) -> None:
    from pytest_realunify.reporting.data import as_csv

    _replace(file, as_csv(view))


def _replace(file: Path, text: str) -> None:
    PlainFolder(file.parent).replace(file.name, text.encode("utf-8", "replace"), settled=True)


BUILT_IN: Final[Mapping[str, Format]] = {
    "html": Format("html", "report.html", _html),
    "markdown": Format("markdown", "report.md", _markdown),
    "json": Format("json", "report.json", _json),
    "csv": Format("csv", "cases.csv", _csv),
}
_TAKEN: Final = {*(each.file for each in BUILT_IN.values()), "run.json", "journal.jsonl", "gates.json"}
