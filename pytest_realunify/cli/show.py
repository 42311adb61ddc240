"""`realunify show`: the wrong cases of a run, those that changed, or one case step by step."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator

from pytest_realunify.api.loading import compare
from pytest_realunify.api.run import Run
from pytest_realunify.cli.parsing import RUN
from pytest_realunify.decisions.gates import outcome
from pytest_realunify.decisions.gates.outcome import Change
from pytest_realunify.errors import UsageError
from pytest_realunify.numbers.outlines import Outline
from pytest_realunify.records import Poll, Result, Step, Vote
from pytest_realunify.reporting.gates import change_line
from pytest_realunify.reporting.lines import ended, poll_line
from pytest_realunify.reporting.originals import Originals
from pytest_realunify.stored.finding import earlier_run, of_suite
from pytest_realunify.taxonomy import protocol_key, table_key
from pytest_realunify.text import number_of, pasteable, shortened


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """One."""
    show = commands.add_parser("show", help="the wrong cases of a run, or one case: its steps, replies and pictures")
    show.add_argument("run", metavar="RUN", help=RUN)
    told = "a case's id, such as mental_tracking-sequential-0007-stepwise (default: list all that are not correct)"
    show.add_argument("case", metavar="CASE", nargs="?", help=told)
    told = "list the cases that turned since the baseline of the run's gates, or else since the run before of its suite"
    show.add_argument("--changed", action="store_true", help=told)
    show.set_defaults(run_command=show_run)


def show_run(options: argparse.Namespace) -> Iterator[str]:
    """Raises UsageError when the run has no such case, or nothing to have changed since."""
    run = Run.find(options.run_dir, options.run)
    if options.case and options.changed:
        raise UsageError("--changed lists cases, and CASE shows one: give one of the two")
    if options.case:
        for case in run.repeats(options.case):
            yield from _described(case.result, run.originals)
    elif options.changed:
        yield from _changed(run, options)
    else:
        yield from _wrong(run)


# Lists ----------------------------------------------------------------------------------------------------------------


def _wrong(run: Run) -> Iterator[str]:
    """Each in a line, in the order of a table, behind how many of what there are. What the model has no verb for is
    counted alone: nothing is to be seen there."""
    outlines = sorted(run.stored.outlines.values(), key=_place)
    found = [each for each in outlines if each.verdict.strict != "correct"]
    states = Counter(each.verdict.strict for each in found)
    told = ", ".join(f"{count} {state}" for state, count in states.most_common()) or "none that is not correct"
    open_ = run.selected - len(outlines)
    yield f"run {run.id}: {number_of(len(outlines), 'case')}, {told}" + (f"; {open_} not finished" if open_ > 0 else "")
    listed = [each for each in found if each.verdict.strict != "unsupported"]
    yield from (f"{_named(result)}  {_why(result)}" for result in run.stored.chosen(listed))
    if listed:
        yield f"one of them, step by step: realunify show {run.id} {listed[0].case}"


def _place(of: Outline) -> tuple[object, ...]:
    return table_key(of.category), of.subtask, of.instance, protocol_key(of.protocol), of.repeat


def _named(result: Result) -> str:
    return result.case + (f"-rep{result.repeat}" if result.repeat else "")


def _why(result: Result) -> str:
    if result.error:
        return f"{result.verdict.strict}: {result.error.kind}: {shortened(result.error.message, 200)}"
    if result.axis == "UEG":
        return poll_line(result.verdict, result.polls) if result.polls else result.verdict.strict
    if result.verdict.strict == "wrong":
        return f"expected {result.expected}, got {result.verdict.answers.get('strict') or 'no answer'}"
    if result.verdict.strict == "unparsed":
        return f"expected {result.expected}, no answer in {shortened(result.reply or '', 60)!r}"
    return result.verdict.strict


def _changed(run: Run, options: argparse.Namespace) -> Iterator[str]:
    """Since the baseline that the gates compared with; else since the run that finished before."""
    decision = outcome.read(run.path)
    if decision is not None and decision.baseline:
        since, changes = f"the baseline {decision.baseline}", list(decision.changed)
    else:
        same = of_suite(str(run.facts["suite"].get("fingerprint", "")))
        before = earlier_run(options.run_dir, run.folder, same)
        if before is None:
            raise UsageError(
                f"run {run.id} has nothing to have changed since: no gate compared it with a baseline, and no run of "
                f"its suite finished before it in {options.run_dir}.\n"
                f"Judge it (realunify gate {run.id} --baseline=FILE), or compare it (realunify compare RUN {run.id})"
            )
        found = compare(Run.of(before), run, options.run_dir).found
        since, changes = f"run {before.id}", list(found.changed)
    yield f"run {run.id} since {since}: {_counts(changes)}"
    yield from (change_line(change) for change in changes)
    if changes:
        yield f"one of them, step by step: realunify show {run.id} {changes[0].case}"


def _counts(changes: list[Change]) -> str:
    worse = sum(change.worse for change in changes)
    return f"{worse} worse, {len(changes) - worse} better" if changes else "no case turned"


# One case -------------------------------------------------------------------------------------------------------------


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
