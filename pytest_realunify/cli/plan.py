"""`realunify plan`: cases, runs and second looks for the drop that a team wants to find, and their cost."""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Final

from pytest_realunify.decisions import noise
from pytest_realunify.decisions.baseline import Baseline
from pytest_realunify.decisions.evidence import Evidence
from pytest_realunify.decisions.planning.designs import Question
from pytest_realunify.decisions.planning.neighbours import Gates
from pytest_realunify.errors import UsageError
from pytest_realunify.reporting.planning import plan_lines
from pytest_realunify.stored.stored_run import StoredRun
from pytest_realunify.taxonomy import AXES, CATEGORY, PROTOCOLS, categories_of, in_table_order, table_key

FLIPS: Final = 5.0
"""Percent of verdicts that are off by chance, where nothing is known."""


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`realunify plan`."""
    parser = commands.add_parser("plan", help="cases, runs and second looks that find a drop, and what they cost")
    asked = parser.add_argument
    asked("--drop", type=_number(0, 100), default=10.0, metavar="POINTS", help="of one category (default: 10)")
    asked("--power", type=_number(0, 100), default=80.0, metavar="PERCENT", help="of builds that find it (default: 80)")
    asked("--alpha", type=_number(0, 1), default=0.05, metavar="SHARE", help="of builds that fail for nothing (0.05)")
    asked("--flips", type=_number(0, 50, zero=True), metavar="PERCENT", help="of verdicts that are off by chance (5)")
    asked("--like", nargs="+", default=[], metavar="RUN", help="measure flips: several runs, or a baseline of several")
    asked("--protocols", default="2", metavar="LIST", help=f"names, or how many of {', '.join(PROTOCOLS)} (2)")
    asked("--categories", default=str(len(CATEGORY)), metavar="LIST", help="names, UEG, GEU, or how many (10)")
    parser.set_defaults(run_command=show_plan)


def show_plan(given: argparse.Namespace) -> Iterator[str]:
    """A row per number of runs and of second looks, as each is found. Raises UsageError."""
    if given.flips is not None and given.like:
        raise UsageError("--like measures what --flips states: give one of the two")
    measured = _measured(given.run_dir, given.like) if given.like else None
    flip, source = measured or ((FLIPS if given.flips is None else given.flips) / 100, "assumed")
    if given.flips is not None:
        source = "as given"
    gates = Gates(
        tuple(sorted(_named("categories", given.categories, list(CATEGORY), _AXES), key=table_key)),
        tuple(in_table_order(_named("protocols", given.protocols, PROTOCOLS, {}))),
        given.alpha,
        flip,
    )
    if not gates.number:
        raise UsageError("UEG has no protocol blind, so no gate is left.\nAdd a protocol, or categories of GEU")
    question = Question(given.drop / 100, given.power / 100, gates)
    most = 1 - 2 * flip
    if question.drop > most:
        raise UsageError(
            f"a model of which {100 * flip:g} % of verdicts are off cannot fall by more than {100 * most:g} points.\n"
            f"Ask for a smaller --drop, or for fewer --flips"
        )
    yield from plan_lines(question, source)


def _measured(run_dir: Path, names: Sequence[str]) -> tuple[float, str]:
    """How often one verdict is off, from how often two runs differ. Raises UsageError where nothing tells."""
    evidence = _evidence(run_dir, names)
    between = noise.flip_rates(evidence)
    rates = between or noise.repeat_rates(evidence)
    if not rates:
        raise UsageError(
            f"{' '.join(names)}: one run of its own cannot tell how often verdicts flip.\n"
            "Name several separate runs (realunify baseline save --runs 3 explains), or give --flips"
        )
    differ = sum(flips.rate.value * flips.cases for flips in rates.values()) / sum(f.cases for f in rates.values())
    runs = round(fmean(flips.runs for flips in rates.values()))
    how = f"{runs} runs" if between else "repeats of one run, which cannot tell what differs between runs"
    return (1 - math.sqrt(max(0.0, 1 - 2 * differ))) / 2, f"measured over {how}: two differ in {differ:.1%} of cases"


def _evidence(run_dir: Path, names: Sequence[str]) -> Evidence:
    if len(names) == 1 and names[0].endswith(".json"):
        return Baseline.load(names[0]).evidence
    runs = [StoredRun.find(run_dir, name) for name in dict.fromkeys(names)]
    return Baseline.of_runs(list({run.id: run for run in runs}.values())).evidence


_AXES: Final[Mapping[str, list[str]]] = {axis: [category.name for category in categories_of(axis)] for axis in AXES}


def _named(what: str, text: str, known: Sequence[str], groups: Mapping[str, list[str]]) -> list[str]:
    """A comma list of names or groups of them, or the first so many."""
    if text.isdecimal():
        if not 1 <= int(text) <= len(known):
            raise UsageError(f"--{what}={text}: there are 1 to {len(known)}: {', '.join(known)}")
        return list(known[: int(text)])
    found: list[str] = []
    for name in filter(None, (part.strip() for part in text.split(","))):
        if name not in known and name not in groups:
            raise UsageError.unknown(f"name in --{what}", name, [*groups, *known])
        found += groups.get(name, [name])
    if not found:
        raise UsageError(f"--{what} takes a list of names, or a number from 1 to {len(known)}")
    return list(dict.fromkeys(found))


def _number(low: float, high: float, zero: bool = False) -> Callable[[str], float]:
    """Between the two; `zero`: the lower end too."""

    def parsed(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not (low < value < high or (zero and value == low)):
            raise argparse.ArgumentTypeError(f"takes a number {'from' if zero else 'over'} {low} and below {high}")
        return value

    return parsed
