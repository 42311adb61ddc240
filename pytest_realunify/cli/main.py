"""The `realunify` command: looks at runs that pytest has stored, measures judges, plans gates, tries models out."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Sequence

from pytest_realunify import __version__
from pytest_realunify.cli import baseline, card, completion, data, judge, model, plan, reports, runs, show, track
from pytest_realunify.cli.parsing import Parser, runs_of
from pytest_realunify.errors import RealUnifyError
from pytest_realunify.text import harmless, harmless_lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0; 1 where a gate fails; 4 (pytest's code for a usage error) with a few lines on standard error."""
    line = parser()
    completion.complete(line)
    options = line.parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):  # a pipe on Windows has a code page that lacks most letters
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        found = runs_of(options)
        options.run_dir, options.run_dir_source = found.path, found.source
        for line in options.run_command(options):
            print(harmless(line))
        sys.stdout.flush()
    except RealUnifyError as error:
        print(harmless_lines(f"realunify: {error}"), file=sys.stderr)
        return 4
    except BrokenPipeError:  # `realunify runs | head`: the rest goes nowhere (Python's "Note on SIGPIPE")
        _let_go_of_output()
    except OSError as error:  # a full disk, a folder that may not be written, a name that is too long
        if error.filename is None:
            _let_go_of_output()
        where = "standard output" if error.filename is None else os.fsdecode(error.filename)
        print(f"realunify: {harmless(where)}: {error.strerror or error}", file=sys.stderr)
        return 4
    return int(options.exit_code)


def _let_go_of_output() -> None:
    """What is still to be written goes nowhere: Python would try once more when it ends, and fail with a traceback."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def parser() -> Parser:
    """Of the whole command."""
    line = Parser(prog="realunify", description="Look at stored runs; measure judges; plan gates; try models out.")
    line.add_argument("--version", action="version", version=f"pytest-realunify {__version__}")
    line.set_defaults(exit_code=0)
    commands = line.add_subparsers(required=True, metavar="COMMAND")
    for room in (runs, show, baseline, plan, judge, model, reports, data, track, card):
        room.add_commands(commands)
    return line
