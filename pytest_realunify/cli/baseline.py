"""`realunify baseline save`, `noise`, `gate`: what is kept of runs, how steady they are, and whether one may pass."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from pytest_realunify.cli.separate_runs import separate_runs
from pytest_realunify.decisions.baseline import DEFAULT_FILE, REFERENCE, WINDOW, Baseline, unfit
from pytest_realunify.decisions.gates import outcome
from pytest_realunify.decisions.gates.decide import decide
from pytest_realunify.decisions.gates.settings import GateSettings, check_rules
from pytest_realunify.decisions.noise import flip_rates, repeat_rates
from pytest_realunify.decisions.sight import Sight
from pytest_realunify.errors import UsageError
from pytest_realunify.options import project_file
from pytest_realunify.options.gate_rules import parse_rule
from pytest_realunify.reporting.gates import gate_lines
from pytest_realunify.reporting.noise import noise_lines
from pytest_realunify.reporting.sight import sight_lines
from pytest_realunify.stored.stored_run import StoredRun

RUN: Final = "a run's id or the beginning of it, a path, or last"


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
    save.add_argument(
        "--force", action="store_true", help="even of a run that stopped, was full of errors, or left cases out"
    )
    save.set_defaults(run_command=save_baseline)
    noise = commands.add_parser("noise", help="how often verdicts flip between runs of one model")
    noise.add_argument("runs", nargs="+", metavar="RUN", help=f"{RUN}; two or more, or one with repeats")
    noise.set_defaults(run_command=show_noise)
    gate = commands.add_parser("gate", help="judge a stored run; exit code 1 where a gate fails")
    gate.add_argument("run", nargs="?", default="last", metavar="RUN", help=f"{RUN} (default: last)")
    gate.add_argument("--baseline", default="", metavar="FILE", help=f"or {REFERENCE}, which ships")
    gate.add_argument("--gate", action="append", default=[], metavar="RULE", help="as --realunify-gate; repeatable")
    gate.set_defaults(run_command=judge_run)


def save_baseline(given: argparse.Namespace) -> Iterator[str]:
    """Raises UsageError for a run that says too little, unless forced, and for runs of different things."""
    if str(given.output) == REFERENCE:
        raise UsageError(f"-o {REFERENCE} would hide behind the baseline that ships: name another file")
    if given.count is not None:
        yield from _explained(given)
        return
    given.runs = given.runs or ["last"]
    runs = _found(given)
    for reason in filter(None, map(unfit, runs)):
        if not given.force:
            raise UsageError(f"{reason},\nor keep it all the same with --force")
        yield f"kept all the same: {reason.partition(';')[0]}"
    baseline = replace(Baseline.of_runs(runs), source=str(given.output))
    settings = GateSettings.from_table(project_file.tables(Path("pyproject.toml"), "gates"))
    baseline.write(given.output)
    yield f"stored in {baseline.headline}"
    yield f"commit it, and compare with it: pytest --realunify --model=NAME --realunify-baseline={given.output}"
    yield from sight_lines(baseline, Sight(baseline.evidence, settings))


def _explained(given: argparse.Namespace) -> Iterator[str]:
    if given.runs:
        raise UsageError(
            f"--runs {given.count} explains how to make {given.count} runs and saves none.\n"
            f"To save those that you have: realunify baseline save {' '.join(given.runs)}"
        )
    yield from separate_runs(given.run_dir, given.count, given.output)


def show_noise(given: argparse.Namespace) -> Iterator[str]:
    """Raises UsageError where no case has two verdicts."""
    baseline = Baseline.of_runs(_found(given))
    if not flip_rates(baseline.evidence) and not repeat_rates(baseline.evidence):
        raise UsageError(
            "no case has two verdicts, so nothing can be said about noise.\n"
            "Name two runs or more of one model, or run with --realunify-repeats=3"
        )
    yield from noise_lines(baseline)
    yield f"to keep all of this: realunify baseline save {' '.join(given.runs)} -o {DEFAULT_FILE}"


def judge_run(given: argparse.Namespace) -> Iterator[str]:
    """Every gate, and what changed; stored in the run's folder, where reports look for it."""
    rules = [parse_rule(text) for text in given.gate]
    settings = GateSettings.from_table(project_file.tables(Path("pyproject.toml"), "gates"), rules)
    baseline = Baseline.load(given.baseline) if given.baseline else None
    if baseline is None and not settings.rules:
        raise UsageError(
            f"nothing to judge by: add --baseline={DEFAULT_FILE}, or a floor such as --gate='total:direct>=0.35'"
        )
    run = StoredRun.find(given.run_dir, given.run)
    check_rules(settings, baseline is not None, run.selected)
    notes = []
    if baseline is not None:
        baseline.check(run.facts)
        notes = baseline.notes(run.facts)
    decision = decide(run.results.values(), run.selected, baseline, settings)
    decision = replace(decision, notes=(*notes, *decision.notes))
    outcome.write(run.folder.path, decision)
    given.exit_code = 0 if decision.passed else 1  # before the first line: whoever reads them may stop early
    yield f"run: {run.id}"
    yield from gate_lines(decision)
    failed = sum(not gate.passed for gate in decision.gates)
    yield f"{failed} of {len(decision.gates)} gates failed" if failed else f"all {len(decision.gates)} gates passed"


def _several(text: str) -> int:
    if not text.isdecimal() or not 2 <= int(text) <= WINDOW:
        raise argparse.ArgumentTypeError(f"takes a whole number from 2 to {WINDOW}")
    return int(text)


def _found(given: argparse.Namespace) -> list[StoredRun]:
    """Each run once, however often it was named."""
    runs = [StoredRun.find(given.run_dir, name) for name in given.runs]
    return list({run.id: run for run in runs}.values())
