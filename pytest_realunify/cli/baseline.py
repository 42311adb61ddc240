"""`realunify baseline save`, `noise`, `gate`: what is kept of runs, how steady they are, and whether one may pass."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pytest_realunify.cli import second_look
from pytest_realunify.cli.parsing import RUN
from pytest_realunify.cli.separate_runs import separate_runs
from pytest_realunify.decisions.baseline import DEFAULT_FILE, REFERENCE, WINDOW, Baseline, Present, partial, unfit
from pytest_realunify.decisions.gates import outcome
from pytest_realunify.decisions.gates.decide import decide
from pytest_realunify.decisions.gates.outcome import Decision
from pytest_realunify.decisions.gates.settings import GateSettings, check_rules
from pytest_realunify.decisions.noise import flip_rates, repeat_rates
from pytest_realunify.decisions.sight import Sight
from pytest_realunify.errors import StorageError, UsageError
from pytest_realunify.options import project_file
from pytest_realunify.options.gate_rules import parse_rule
from pytest_realunify.reporting.gates import gate_lines
from pytest_realunify.reporting.noise import noise_lines
from pytest_realunify.reporting.sight import sight_lines
from pytest_realunify.stored.finding import LAST, ended_runs
from pytest_realunify.stored.journal import FACTS
from pytest_realunify.stored.run_lock import RunLock
from pytest_realunify.stored.stored_run import StoredRun
from pytest_realunify.text import number_of


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Three of them."""
    baseline = commands.add_parser("baseline", help="keep verdicts to compare with")
    save = baseline.add_subparsers(required=True, metavar="COMMAND").add_parser(
        "save", help="the verdicts of a run, or of several of one model, as a file to commit"
    )
    save.add_argument("runs", nargs="*", metavar="RUN", help=f"{RUN} (default: last); best three separate runs")
    save.add_argument(
        "--runs", dest="count", type=_several, metavar="N", help="explain how to make it of N separate runs"
    )
    save.add_argument("-o", dest="output", type=Path, default=Path(DEFAULT_FILE), metavar="FILE", help="%(default)s")
    told = "even of a run that stopped, was full of errors, or left cases out; and though the file loses cases"
    save.add_argument("--force", action="store_true", help=told)
    save.set_defaults(run_command=save_baseline)
    noise = commands.add_parser("noise", help="how often verdicts flip between runs of one model")
    noise.add_argument("runs", nargs="+", metavar="RUN", help=f"{RUN}; two or more, or one with repeats")
    noise.set_defaults(run_command=show_noise)
    gate = commands.add_parser("gate", help="judge a stored run; exit code 1 where a gate fails")
    together = "several of one model are judged together"
    gate.add_argument("runs", nargs="*", default=["last"], metavar="RUN", help=f"{RUN} (default: last); {together}")
    gate.add_argument("--baseline", default="", metavar="FILE", help=f"or {REFERENCE}, which ships")
    gate.add_argument("--gate", action="append", default=[], metavar="RULE", help="as --realunify-gate; repeatable")
    gate.add_argument(
        "--confirm", type=_count, default=0, metavar="K", help="ask cases of gates in doubt K times more, by pytest"
    )
    gate.add_argument(
        "--trust-run", action="store_true", help="with --confirm: as --realunify-trust-run, of a run from elsewhere"
    )
    gate.set_defaults(run_command=judge_runs)


def save_baseline(given: argparse.Namespace) -> Iterator[str]:
    """Raises UsageError for a run that says too little, unless forced, and for runs of different things."""
    if str(given.output) == REFERENCE:
        raise UsageError(f"-o {REFERENCE} would hide behind the baseline that ships: name another file")
    if given.count is not None:
        yield from _explained(given)
        return
    runs, passed_over = _to_save(given)
    there = Present.at(given.output)
    unfits = [reason for reason in map(unfit, runs) if reason]
    baseline = replace(Baseline.of_runs(runs), source=str(given.output)) if not unfits or given.force else None
    lost = there.loses(baseline or Baseline.of_runs(runs)) if any(run.results for run in runs) else []
    if (unfits or lost) and not given.force:
        raise UsageError("\n".join(_refused(unfits, lost, there)))
    assert baseline is not None
    settings = GateSettings.from_table(project_file.tables(Path("pyproject.toml"), "gates"))
    baseline.write(given.output)
    yield from (f"kept all the same: {reason.partition(';')[0]}" for reason in unfits)
    yield from passed_over
    yield from (f"gone from the baseline: {line}" for line in lost)
    yield f"stored in {baseline.headline}"
    yield from there.replaced(baseline)
    yield f"commit it, and compare with it: pytest --realunify --model=NAME --realunify-baseline={given.output}"
    yield from sight_lines(baseline, Sight(baseline.evidence, settings))


def _to_save(given: argparse.Namespace) -> tuple[list[StoredRun], list[str]]:
    """The runs that were named, and what is to be said of those that were not taken: the last is the last of a whole
    suite, if there is one, unless it is forced."""
    names = given.runs or [LAST]
    if LAST not in names or given.force or os.path.lexists(Path(LAST) / FACTS):
        return _found(given.run_dir, names), []
    passed_over: list[str] = []
    for folder in ended_runs(given.run_dir):
        run = StoredRun.load(folder)
        reason = None if run.facts["options"].get("realunify_shard") else partial(run)
        if reason is None:
            names = [run.id if name == LAST else name for name in names]
            return _found(given.run_dir, names), passed_over
        passed_over.append(f"left out: {reason.partition(', and no gate')[0]}")
    return _found(given.run_dir, names), []


def _refused(unfits: Sequence[str], lost: Sequence[str], there: Present) -> Iterator[str]:
    """Why nothing is written, a line each, and what to type."""
    yield from (f"{reason}," for reason in unfits)
    if lost:
        assert there.baseline is not None
        had = number_of(len(there.baseline.cases), "case")
        yield f"{there.file} would lose some of its {had}, and no gate would look at them any more:"
        yield from (f"  {line}" for line in lost)
    yield (
        "or keep it all the same with --force"
        if unfits
        else ("Run all that it has, keep this in another file with -o, or lose them with --force")
    )


def _explained(given: argparse.Namespace) -> Iterator[str]:
    if given.runs:
        raise UsageError(
            f"--runs {given.count} explains how to make {given.count} runs and saves none.\n"
            f"To save those that you have: realunify baseline save {' '.join(given.runs)}"
        )
    yield from separate_runs(given.run_dir, given.count, given.output)


def show_noise(given: argparse.Namespace) -> Iterator[str]:
    """Raises UsageError where no case has two verdicts."""
    baseline = Baseline.of_runs(_found(given.run_dir, given.runs))
    evidence = baseline.evidence
    if not flip_rates(evidence) and not repeat_rates(evidence):
        if evidence.runs > 1:
            yield f"{evidence.runs} runs, and one of them alone says something of its own: the others are copies"
            yield "a greedy model's runs are, and those of one --realunify-sample-seed: no noise is between them"
            return
        raise UsageError(
            "no case has two verdicts, so nothing can be said about noise.\n"
            "Name two runs or more of one model, or run with --realunify-repeats=3"
        )
    yield from noise_lines(baseline)
    yield f"to keep all of this: realunify baseline save {' '.join(given.runs)} -o {DEFAULT_FILE}"


def judge_runs(given: argparse.Namespace) -> Iterator[str]:
    """Every gate, and what changed; stored in the newest run's folder, where reports look for it.

    Raises UsageError for runs of different things, and for parts of one.
    """
    rules = [parse_rule(text) for text in given.gate]
    settings = GateSettings.from_table(project_file.tables(Path("pyproject.toml"), "gates"), rules)
    baseline = Baseline.load(given.baseline) if given.baseline else None
    if baseline is None and not settings.rules:
        raise UsageError(
            f"nothing to judge by: add --baseline={DEFAULT_FILE}, or a floor such as --gate='total:direct>=0.35'"
        )
    runs = sorted(_found(given.run_dir, given.runs), key=lambda run: run.id)
    if len(runs) > 1:
        _check_together(runs)
    run = runs[-1]
    check_rules(settings, baseline is not None, run.selected, run.relations)
    notes = []
    if baseline is not None:
        baseline.check(run.facts)
        notes = baseline.notes(run.facts)
    if given.confirm:
        yield from second_look.confirm(runs, given)
        return
    others = [each.outlines.values() for each in runs[:-1]]
    decision = decide(run.outlines.values(), run.selected, baseline, settings, others, run.consistency)
    decision = replace(decision, notes=(*_about(runs, baseline), *notes, *decision.notes))
    given.exit_code = 0 if decision.passed else 1  # before the first line: whoever reads them may stop early
    yield from _stored(run, decision)
    yield f"run: {run.id}"
    yield from gate_lines(decision)
    failed = sum(not gate.passed for gate in decision.gates)
    yield f"{failed} of {len(decision.gates)} gates failed" if failed else f"all {len(decision.gates)} gates passed"


def _stored(run: StoredRun, decision: Decision) -> Iterator[str]:
    """A line where it could not be: a run that goes on writes its own."""
    lock = RunLock(run.folder.files)
    try:
        lock.take()
    except UsageError as busy:
        yield f"{str(busy).partition(':')[0]}; gates.json is left to it"
        return
    except StorageError:  # which `write` says better
        pass
    try:
        outcome.write(run.folder.path, decision)
    finally:
        lock.free()


def _several(text: str) -> int:
    if not text.isdecimal() or not 2 <= int(text) <= WINDOW:
        raise argparse.ArgumentTypeError(f"takes a whole number from 2 to {WINDOW}")
    return int(text)


def _check_together(runs: Sequence[StoredRun]) -> None:
    """Raise UsageError unless these are whole runs of one suite, judge, scorers and model."""
    for run in runs:
        if shard := run.facts["options"].get("realunify_shard"):
            raise UsageError(
                f"run {run.id} is shard {shard} of one, and runs that are judged together are whole ones.\n"
                "Make one run of all its shards with realunify merge RUN… first"
            )
    Baseline.of_runs(runs)


def _about(runs: Sequence[StoredRun], baseline: Baseline | None) -> Iterator[str]:
    """What a reader should know of the runs that are judged."""
    if len(runs) > 1:
        others = ", ".join(run.id for run in runs[:-1])
        yield f"judged together with {others}: they count in what compares with the baseline"
        yield f"floors, completeness and errors are of {runs[-1].id} alone"
    kept = {name for told in baseline.provenance.get("runs", []) for name in told.split()} if baseline else set()
    for run in runs:
        if run is not runs[-1] and run.summary.missing:
            yield f"run {run.id} has no result for {run.summary.missing} of {sum(run.selected.values())} cases"
        if run.id in kept:
            yield f"run {run.id} is in the baseline: it is compared with itself"


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError("takes a whole number from 0")
    return int(text)


def _found(root: Path, names: Sequence[str]) -> list[StoredRun]:
    """Each run once, however often it was named."""
    runs = [StoredRun.find(root, name) for name in names]
    return list({run.id: run for run in runs}.values())
