"""The `realunify` command: looks at runs that pytest has stored, measures judges, plans gates, tries models out."""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from pytest_realunify.api.loading import Unreadable, listed
from pytest_realunify.api.run import Run
from pytest_realunify.cli import baseline, data, judge, model, plan, reports, track
from pytest_realunify.errors import RealUnifyError
from pytest_realunify.records import Poll, Result, Step, Vote
from pytest_realunify.reporting.lines import ended
from pytest_realunify.reporting.originals import Originals
from pytest_realunify.text import harmless, harmless_lines, pasteable, shortened


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0; 1 where a gate fails; 4 (pytest's code for a usage error) with a few lines on standard error."""
    options = _parser().parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):  # a pipe on Windows has a code page that lacks most letters
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="realunify", description="Look at stored runs; measure judges; plan gates; try models out."
    )
    parser.add_argument("--run-dir", type=Path, default=Path(".realunify/runs"), help="default: %(default)s")
    parser.set_defaults(exit_code=0)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    runs = commands.add_parser("runs", help="list the runs, newest last")
    runs.set_defaults(run_command=list_runs)
    show = commands.add_parser("show", help="one case: its steps, replies and pictures")
    show.add_argument("run", metavar="RUN", help="a run's id or the beginning of it, a path, or last")
    show.add_argument("case", metavar="CASE", help="a case's id, such as mental_tracking-sequential-0007-stepwise")
    show.set_defaults(run_command=show_case)
    baseline.add_commands(commands)
    plan.add_commands(commands)
    judge.add_commands(commands)
    model.add_commands(commands)
    reports.add_commands(commands)
    data.add_commands(commands)
    track.add_commands(commands)
    return parser


def list_runs(options: argparse.Namespace) -> Iterator[str]:
    """A line per run: id, label where it has one, model, suite, cases finished of selected."""
    for run in listed(options.run_dir):
        if isinstance(run, Unreadable):
            yield f"{run.id}  cannot be read: {run.why}"
        else:
            label = f"{run.label}  " if run.label else ""
            yield f"{run.id}  {label}{run.model}  {run.suite}  {run.done} of {run.selected} cases"


def show_case(options: argparse.Namespace) -> Iterator[str]:
    """Every repeat of one case, step by step. Raises UsageError when the run has no such case."""
    run = Run.find(options.run_dir, options.run)
    for case in run.repeats(options.case):
        yield from _described(case.result, run.originals)


def _described(result: Result, originals: Originals) -> Iterator[str]:
    suffix = f" (repeat {result.repeat})" if result.repeat else ""
    yield f"{pasteable(result.case)}{suffix}"
    yield f"  verdict   strict {result.verdict.strict}, parity {result.verdict.parity}"
    read = ", ".join(f"{scorer} read {answer or 'nothing'}" for scorer, answer in result.verdict.answers.items())
    if result.axis == "GEU":
        yield f"  expected  {result.expected}" + (f" ({read})" if read else "")
    yield f"  model     {result.model} on {result.worker} ({result.device}), {result.seconds:.2f} s, {result.started}"
    if result.judge:
        yield f"  judge     {result.judge}"
    if result.error:
        yield f"  error     {result.error.kind}: {result.error.message}"
    for number, step in enumerate(result.steps, 1):
        yield from _step(number, step, result, originals)
    for number, poll in enumerate(result.polls, 1):
        yield from _poll(number, poll)


def _step(number: int, step: Step, result: Result, originals: Originals) -> Iterator[str]:
    early = f", {ended(step.finish)}" if step.finish else ""
    yield f"  step {number}    {step.verb} ({step.seconds:.2f} s){early}"
    yield from (f"    | {line}" for line in step.prompt.splitlines())
    for sha256 in step.inputs:
        yield f"    input   {_picture(sha256, result, originals)}"
    if step.output is None:
        yield "    output  none"
    elif step.verb == "understand":
        yield f"    output  {shortened(step.output, 2000)}"
    else:
        yield f"    output  {_picture(step.output, result, originals)}"


def _poll(number: int, poll: Poll) -> Iterator[str]:
    yield f"  poll {number}    {shortened(poll.question, 2000)}"
    undecided = "no majority" if poll.votes else "neither yes nor no"
    yield f"    expected {poll.expected}, got {poll.answer or undecided}"
    for vote in poll.votes or (Vote(poll.reply, poll.answer),):
        read = f" ({vote.answer or 'neither'})" if poll.votes else ""
        yield f"    | {shortened(vote.reply, 2000)}{read}"


def _picture(sha256: str, result: Result, originals: Originals) -> str:
    """The stored PNG's path; a suite's own file where it was not copied; else the bare sha256."""
    return str(originals.file(sha256, result) or f"sha256 {sha256} (not stored)")
