"""From names to runs."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pytest_realunify.api.run import Run
from pytest_realunify.errors import DataError, UsageError
from pytest_realunify.stored import journal
from pytest_realunify.stored.journal import RunFolder
from pytest_realunify.text import harmless

if TYPE_CHECKING:
    from pytest_realunify.api.comparing import Comparison

RUN_DIR: Final = ".realunify/runs"
"""Where pytest keeps runs, unless it is told otherwise."""

AnyPath = str | os.PathLike[str]


class UnreadableRunWarning(UserWarning):
    """A run that cannot be read is left out."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A run that cannot be read."""

    id: str
    why: str
    """In a line."""


def load(name: AnyPath = "last", run_dir: AnyPath = RUN_DIR) -> Run:
    """A run by its id, a unique beginning of it, the path of its folder, or `last`: the newest that did anything.

    Raises UsageError, which names the nearest match, where there is no such run; DataError where it cannot be read.
    """
    found = journal.find_run(_path(run_dir), str(_path(name)))
    run = Run.of(RunFolder(found.path.absolute()))  # it stays the same run where the working directory changes
    _ = run.stored
    return run


def runs(run_dir: AnyPath = RUN_DIR) -> list[Run]:
    """All of them, in the order in which they began. Empty where there is none.

    One that cannot be read is left out with an UnreadableRunWarning.
    """
    found = []
    for run in listed(_path(run_dir).absolute()):
        if isinstance(run, Run):
            found.append(run)
        else:
            warnings.warn(harmless(f"run {run.id} is left out: {run.why}"), UnreadableRunWarning, stacklevel=2)
    return found


def compare(before: Run | AnyPath, after: Run | AnyPath = "last", run_dir: AnyPath = RUN_DIR) -> Comparison:
    """Two runs of one suite, case by case: `after` against `before`, each a run or what `load` takes.

    Raises UsageError where the suites differ, or there is no such run; DataError where one cannot be read.
    """
    from pytest_realunify.api.comparing import Comparison

    old, new = (run if isinstance(run, Run) else load(run, run_dir) for run in (before, after))
    return Comparison.of(old, new)


def listed(root: Path) -> Iterator[Run | Unreadable]:
    """As `runs`: one that cannot be read must not hide the others."""
    for file in sorted(root.glob("*/run.json")):
        folder = RunFolder(file.parent)
        try:
            run = Run.of(folder)
            _ = run.done
        except (DataError, OSError) as error:
            yield Unreadable(folder.id, " ".join(str(error).split()))
        else:
            yield run


def _path(typed: AnyPath) -> Path:
    """With `~` as a shell reads it."""
    try:
        return Path(typed).expanduser()
    except RuntimeError as error:
        raise UsageError(f"{os.fspath(typed)}: {error}") from error
