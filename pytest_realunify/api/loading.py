"""From names to runs."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_realunify.api.run import Run
from pytest_realunify.errors import DataError, UsageError
from pytest_realunify.options import rootdir
from pytest_realunify.stored.finding import find_run, of_suite
from pytest_realunify.stored.journal import RunFolder
from pytest_realunify.text import harmless

if TYPE_CHECKING:
    from pytest_realunify.api.comparing import Comparison

AnyPath = str | os.PathLike[str]


class UnreadableRunWarning(UserWarning):
    """A run that cannot be read is left out."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A run that cannot be read."""

    id: str
    why: str
    """In a line."""


def load(name: AnyPath = "last", run_dir: AnyPath | None = None) -> Run:
    """A run by its id, a unique beginning of it, the path of its folder, or `last`: the one that finished last.

    Without `run_dir` runs are looked for where pytest, started here, would keep them.

    Raises UsageError, which names the nearest match, where there is no such run; DataError where it cannot be read.
    """
    return _loaded(find_run(folder_of(run_dir), str(_path(name))))


def runs(run_dir: AnyPath | None = None) -> list[Run]:
    """All of them, in the order in which they began. Empty where there is none.

    One that cannot be read is left out with an UnreadableRunWarning.
    """
    found = []
    for run in listed(folder_of(run_dir).absolute()):
        if isinstance(run, Run):
            found.append(run)
        else:
            warnings.warn(harmless(f"run {run.id} is left out: {run.why}"), UnreadableRunWarning, stacklevel=2)
    return found


def compare(before: Run | AnyPath, after: Run | AnyPath = "last", run_dir: AnyPath | None = None) -> Comparison:
    """Two runs of one suite, case by case: `after` against `before`, each a run or what `load` takes. As `after`,
    `last` is the last of the suite that `before` is of.

    Raises UsageError where the suites differ, or there is no such run; DataError where one cannot be read.
    """
    from pytest_realunify.api.comparing import Comparison

    old = before if isinstance(before, Run) else load(before, run_dir)
    if isinstance(after, Run):
        return Comparison.of(old, after)
    same = of_suite(str(old.facts["suite"].get("fingerprint", "")))
    return Comparison.of(old, _loaded(find_run(folder_of(run_dir), str(_path(after)), same)))


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


def folder_of(run_dir: AnyPath | None) -> Path:
    """The folder that was named, or where pytest, started here, keeps runs. Raises UsageError for a `~` of nobody."""
    return rootdir.run_dir(Path.cwd()).path if run_dir is None else _path(run_dir)


def _loaded(found: RunFolder) -> Run:
    run = Run.of(RunFolder(found.path.absolute()))  # it stays the same run where the working directory changes
    _ = run.stored
    return run


def _path(typed: AnyPath) -> Path:
    """With `~` as a shell reads it."""
    try:
        return Path(typed).expanduser()
    except RuntimeError as error:
        raise UsageError(f"{os.fspath(typed)}: {error}") from error
