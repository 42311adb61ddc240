"""`realunify track`: sends a stored run to trackers, as `--realunify-tracker` does when a run ends."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path

from pytest_realunify.api.run import Run
from pytest_realunify.errors import UsageError
from pytest_realunify.extensions.masking import of_run
from pytest_realunify.options import project_file
from pytest_realunify.options.table import TRACKERS
from pytest_realunify.run.resolution import make_importable
from pytest_realunify.trackers.finding import trackers_of
from pytest_realunify.trackers.names import LARGEST_STEP
from pytest_realunify.trackers.sending import send_all
from pytest_realunify.unsaid import learn


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """One."""
    track = commands.add_parser("track", help="send runs to experiment trackers")
    track.add_argument(
        "runs",
        nargs="*",
        default=["last"],
        metavar="RUN",
        help="a run's id or the beginning of it, a path, or last (default: last)",
    )
    track.add_argument(
        "--to",
        required=True,
        metavar="LIST",
        help=f"comma list of {', '.join(TRACKERS)}, with a place if you like (tensorboard:DIR, mlflow:EXPERIMENT, "
        "wandb:PROJECT), or trackers of your own",
    )
    track.add_argument("--step", type=_natural, metavar="N", help="default: the number of the run's label, if any")
    track.set_defaults(run_command=track_runs)


def track_runs(options: argparse.Namespace) -> Iterator[str]:
    """A line per run and tracker; the exit code is 1 where one was not sent. Raises UsageError and DataError."""
    project, names = Path("pyproject.toml"), [name.strip() for name in options.to.split(",") if name.strip()]
    if not names:
        raise UsageError(f"--to={options.to!r} names no tracker.\nvalid: {', '.join(TRACKERS)}")
    tables = {kind: project_file.tables(project, kind) for kind in ("models", "judges", "trackers")}
    learn(of_run(tables.values(), os.environ))
    make_importable(Path.cwd())
    trackers = trackers_of(names, tables["trackers"], Path.cwd(), "--to")
    for run in [Run.find(options.run_dir, name) for name in options.runs]:
        for sent in send_all(run, trackers, options.step):
            options.exit_code = options.exit_code or int(not sent.done)
            yield f"{run.id}: {sent.line}" if len(options.runs) > 1 else sent.line


def _natural(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text[:20]) < LARGEST_STEP):
        raise argparse.ArgumentTypeError("takes a whole number from 0")
    return int(text)
