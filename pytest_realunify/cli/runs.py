"""`realunify runs`: every stored run in a line, with its scores, what its gates said and how long it took."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from pytest_realunify.api.loading import Unreadable, listed
from pytest_realunify.api.run import Run
from pytest_realunify.decisions.gates import outcome
from pytest_realunify.errors import DataError
from pytest_realunify.numbers.outlines import Outline
from pytest_realunify.numbers.summary import Cell, accuracies
from pytest_realunify.numerals import percent
from pytest_realunify.records import SCORED
from pytest_realunify.reporting.progress import clock
from pytest_realunify.stored.finding import last_run
from pytest_realunify.taxonomy import AXES, CATEGORIES, CATEGORY, in_table_order
from pytest_realunify.text import harmless, padded, width

EMPTY: Final = "-"

Row = Mapping[str, str]
"""By the name of its column; what a run has nothing for is missing."""

_NUMBERS: Final = ("cases", "took")
"""Columns that are set to the right, as those of protocols are."""


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """One."""
    runs = commands.add_parser("runs", help="list the runs with scores, gates and duration, newest last")
    runs.set_defaults(run_command=list_runs)


def list_runs(options: argparse.Namespace) -> Iterator[str]:
    """A table with a row per run, in the order in which they began; or where it was looked for them."""
    found = list(listed(options.run_dir))
    if not found:
        yield f"no run yet in {options.run_dir.absolute()} ({options.run_dir_source})"
        yield "pytest --realunify --model=NAME makes one; --run-dir=DIR looks elsewhere"
        return
    rows = [_unreadable(run) if isinstance(run, Unreadable) else _row(run) for run in found]
    columns = _columns([row for row in rows if isinstance(row, dict)])
    yield from _table(rows, columns)
    yield f"last: {last_run(options.run_dir).id}"
    if any(map(_is_protocol, columns)):
        yield "scores: strict, in percent, of all categories where no name stands before them"
    cells = [cell for row in rows if not isinstance(row, str) for name, cell in row.items() if _is_protocol(name)]
    codes = [category for category in CATEGORIES if any(f"{category.abbreviation} " in cell for cell in cells)]
    if codes:
        yield ", ".join(f"{category.abbreviation} {category.name.replace('_', ' ')}" for category in codes)


def _unreadable(run: Unreadable) -> str:
    return f"{run.id}  cannot be read: {run.why}"


def _row(run: Run) -> Row:
    outlines = list(run.folder.outlines().values())
    return {
        "run": run.id,
        "label": run.label,
        "model": run.model,
        "suite": run.suite,
        "cases": f"{len(outlines)} of {run.selected}",
        **{f" {name}": _score(outlines, name) for name in in_table_order(each.protocol for each in outlines)},
        "gates": _gates(run.path),
        "took": _took(run),
    }


def _is_protocol(column: str) -> bool:
    """Marked by a blank: a team may call one of its own `model`."""
    return column.startswith(" ")


def _columns(rows: Sequence[Row]) -> list[str]:
    """Those that any run has something in."""
    protocols = in_table_order(name[1:] for row in rows for name in row if _is_protocol(name))
    names = ("run", "label", "model", "suite", "cases", *(f" {name}" for name in protocols), "gates", "took")
    return [name for name in names if any(row.get(name) for row in rows)]


def _table(rows: Sequence[Row | str], columns: Sequence[str]) -> Iterator[str]:
    cells = [[harmless(row.get(name, "") or EMPTY) for name in columns] for row in rows if not isinstance(row, str)]
    heads = [harmless(name.strip()) for name in columns]
    widths = [max(map(width, column)) for column in zip(heads, *cells, strict=True)]
    rights = [_is_protocol(name) or name in _NUMBERS for name in columns]

    def line(told: Sequence[str]) -> str:
        set_ = (padded(cell, wide, right) for cell, wide, right in zip(told, widths, rights, strict=True))
        return "  ".join(set_).rstrip()

    waiting = iter(cells)
    yield line(heads)
    for row in rows:
        yield row if isinstance(row, str) else line(next(waiting))


# Cells ----------------------------------------------------------------------------------------------------------------


def _score(outlines: Sequence[Outline], protocol: str) -> str:
    """Of all categories; else of an axis or of the one category that the run has; else how many are right."""
    cells = accuracies(outlines, protocol)
    scored = [each for each in outlines if each.protocol == protocol and each.verdict.strict in SCORED]
    categories = list(dict.fromkeys(each.category for each in scored))
    for scope in ("total", *AXES, *(categories if len(categories) == 1 else ())):
        if (estimate := cells.get(scope, Cell()).estimate) is not None:
            name = "" if scope == "total" else f"{CATEGORY[scope].abbreviation if scope in CATEGORY else scope} "
            return f"{name}{percent(estimate.value)}"
    right = sum(each.verdict.strict == "correct" for each in scored)
    return f"{right} of {len(scored)} right" if scored else EMPTY


def _gates(folder: Path) -> str:
    try:
        decision = outcome.read(folder)
    except DataError:
        return "cannot be read"
    if decision is None:
        return ""
    failed = sum(not gate.passed for gate in decision.gates)
    return f"FAILED {failed} of {len(decision.gates)}" if failed else f"passed {len(decision.gates)}"


def _took(run: Run) -> str:
    """As it counted itself; of an older run by its clock, where it was not gone on with."""
    seconds = run.facts.get("seconds")
    if seconds is None and run.finished and not run.facts.get("resumed"):
        seconds = _between(run.started, run.finished)
    parts = [*([clock(float(seconds))] if seconds is not None else []), *([] if run.finished else ["not finished"])]
    return ", ".join(parts)


def _between(started: str, finished: str) -> float | None:
    try:
        passed = (datetime.fromisoformat(finished) - datetime.fromisoformat(started)).total_seconds()
    except (ValueError, TypeError):  # no times, or one of them without its zone
        return None
    return passed if passed >= 0 else None
