"""The command's parser: `--run-dir` anywhere on the line, and other options between names as well as behind them."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from pytest_realunify.errors import UsageError
from pytest_realunify.options.rootdir import RUN_DIR, RunDir, run_dir

RUN: Final = "a run's id or the beginning of it, a path, or last"

_NAMES_ONE_OF_ITS_OWN: Final = (argparse.PARSER, argparse.REMAINDER)


class Parser(argparse.ArgumentParser):
    """Of the command and of each of its commands: those that `add_subparsers` makes are of the same class."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._is_within = False
        place = f"where runs lie (default: as pytest, started here, keeps them: {RUN_DIR}, or what its options say)"
        # Without a default here, a command's parser does not undo what stands before the command.
        self.add_argument("--run-dir", type=Path, default=argparse.SUPPRESS, metavar="DIR", help=place)

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """argparse takes positional arguments in one piece: of `compare A --format=json B` it would not know B. Its
        remedy calls this method again, and completion has ways of its own."""
        leads_on = any(action.nargs in _NAMES_ONE_OF_ITS_OWN for action in self._actions)
        if self._is_within or leads_on or "_ARGCOMPLETE" in os.environ:
            return super().parse_known_args(args, namespace)
        self._is_within = True
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self._is_within = False


def runs_of(options: argparse.Namespace) -> RunDir:
    """Where runs lie by what was typed, or as pytest would have it. Raises UsageError for a `~` of nobody."""
    typed: Path | None = getattr(options, "run_dir", None)
    if typed is None:
        return run_dir(Path.cwd())
    try:
        return RunDir(typed.expanduser(), "--run-dir")
    except RuntimeError as error:
        raise UsageError(f"--run-dir={typed}: {error}") from error
