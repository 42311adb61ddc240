"""From names to runs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from pytest_realunify.api.run import Run
from pytest_realunify.stored import journal
from pytest_realunify.stored.journal import RunFolder

RUN_DIR: Final = ".realunify/runs"
"""Where pytest keeps runs, unless it is told otherwise."""

AnyPath = str | os.PathLike[str]


def load(name: AnyPath = "last", run_dir: AnyPath = RUN_DIR) -> Run:
    """A run by its id, a unique beginning of it, the path of its folder, or `last`: the newest that did anything.

    Raises UsageError, which names the nearest match, where there is no such run; DataError where it cannot be read.
    """
    found = journal.find_run(Path(run_dir).expanduser(), os.fspath(name))
    run = Run.of(RunFolder(found.path.absolute()))  # it stays the same run where the working directory changes
    _ = run.stored
    return run
