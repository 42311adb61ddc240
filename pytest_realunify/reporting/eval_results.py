"""A run's scores as Hugging Face shows them on a model's page: `.eval_results/*.yaml` in the model's repository.

The format is https://github.com/huggingface/hub-docs/blob/main/eval_results.yaml, written by huggingface_hub's own
`EvalResultEntry`. Entries name a data set on the hub, where the benchmark's table lies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pytest_realunify.datafiles.whole_files import write_whole
from pytest_realunify.errors import RealUnifyError, UsageError
from pytest_realunify.numbers.summary import Cell, Scorer
from pytest_realunify.numerals import percent
from pytest_realunify.stored.comparability import Comparability
from pytest_realunify.stored.stored_run import StoredRun
from pytest_realunify.text import harmless, number_of

if TYPE_CHECKING:
    from huggingface_hub import EvalResultEntry

FOLDER: Final = ".eval_results"
FILE: Final = "realunify.yaml"
DATASET: Final = "DogNeverSleep/RealUnify"
"""The authors' own, of which `official:` suites are copies."""

_DATASET: Final = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)
_COMMIT: Final = re.compile(r"[0-9a-f]{40}")
_TASK: Final = re.compile(r"[^a-z0-9_]+")
_INSTALL: Final = "pip install -U 'pytest-realunify[hub]'"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is typed beside the run."""

    dataset: str = ""
    """OWNER/NAME; empty: the suite's own."""
    scorer: Scorer = "parity"
    """As the data set's own script counts, which is what the data set's table compares."""
    source: str = ""
    """An address where the run can be looked at."""


def export_entries(run: StoredRun, repository: Path, wanted: Wanted) -> Iterator[str]:
    """Write `.eval_results/realunify.yaml` into a model's repository, or a new folder; then what was written.

    Raises UsageError for a run that has no such scores yet, for a suite that is no data set on the hub where none is
    named, and for a file there that holds other results.
    """
    found = entries(run, wanted)
    file = repository / FOLDER / FILE
    dumped = _library("yaml").safe_dump(
        _results("eval_result_entries_to_yaml")(found), sort_keys=False, allow_unicode=True, width=1000
    )
    _check_file(file, {entry.dataset_id for entry in found})
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, dumped)
    except OSError as error:
        raise UsageError(f"cannot write {file}: {error.strerror or error}\nname another folder with -o") from error
    yield f"{file}: {len(found)} scores ({wanted.scorer}) of {found[0].dataset_id}"
    yield "a task of the table is named PROTOCOL_CATEGORY here; the data set's eval.yaml says which it knows"


def entries(run: StoredRun, wanted: Wanted) -> list[EvalResultEntry]:
    """One for each protocol, and category or average, that has a score: in percent, as the paper's table."""
    if run.facts["options"].get("realunify_shard"):
        raise UsageError(f"run {run.id} is a shard; `realunify merge` makes the run whose scores can be published")
    if run.summary.missing:
        raise UsageError(
            f"run {run.id} is not complete: {number_of(run.summary.missing, 'case has', 'cases have')} no result.\n"
            f"Go on with it first: pytest --realunify --realunify-resume={run.id}"
        )
    dataset, revision = _dataset(run, wanted.dataset)
    entry = _results("EvalResultEntry")
    date = run.facts.get("finished") or run.started or None
    found = [
        entry(
            dataset_id=dataset,
            task_id=_TASK.sub("_", f"{row.protocol}_{scope}".lower()),
            value=round(100 * cell.estimate.value, 4),
            dataset_revision=revision,
            date=harmless(str(date)) if date else None,
            source_url=wanted.source or None,
            notes=_notes(run, wanted.scorer, cell),
        )
        for row in run.summary.rows[wanted.scorer]
        for scope, cell in row.cells.items()
        if cell.estimate is not None
    ]
    if not found:
        raise UsageError(f"run {run.id} has no score: no category of it could be scored")
    return found


def _notes(run: StoredRun, scorer: Scorer, cell: Cell) -> str:
    tools = Comparability.of(run.facts)
    judge = f", judge {tools.judge.name}" if tools.judge else ""
    assert cell.estimate is not None
    low, high = percent(cell.estimate.low), percent(cell.estimate.high)
    told = f"pytest-realunify, {scorer} scoring, {cell.scored} instances, 95 % interval {low} to {high}"
    return harmless(f"{told}, suite {tools.suite.name}{judge}")


def _dataset(run: StoredRun, typed: str) -> tuple[str, str | None]:
    """Its id and commit."""
    kind, _, target = str(run.facts["suite"].get("name", "")).partition(":")
    repo, _, commit = target.partition("@")
    own = repo if kind == "hub" else DATASET if kind == "official" else ""
    dataset = typed or own
    if not dataset:
        raise UsageError(
            f"run {run.id} is of suite {harmless(kind)}, which is no data set on the hub: its scores are not those of "
            f"{DATASET}.\nType --dataset=OWNER/NAME for the data set that its table lies at"
        )
    if not _DATASET.fullmatch(dataset):
        raise UsageError(f"--dataset={harmless(dataset)} is no id of a data set on the hub; type OWNER/NAME")
    known = str(run.facts["suite"].get("commit") or commit)
    return dataset, known if dataset == repo and _COMMIT.fullmatch(known) else None


def _check_file(file: Path, datasets: set[str]) -> None:
    """What lies there already is replaced where it holds nothing but scores of the same data set."""
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        raise UsageError(f"{file} cannot be read: {error}\nname another folder with -o") from error
    try:
        there = {entry.dataset_id for entry in _results("parse_eval_result_entries")(_library("yaml").safe_load(text))}
    except Exception as error:
        raise UsageError(
            f"{file} holds something else ({type(error).__name__}); name another folder with -o"
        ) from error
    if not there <= datasets:
        others = ", ".join(sorted(there - datasets))
        raise UsageError(f"{file} holds scores of {harmless(others)}; name another folder with -o")


def _library(name: str) -> Any:
    import importlib

    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise UsageError(f"hf-eval-results needs {name}: {_INSTALL}") from error


def _results(name: str) -> Any:
    """Of huggingface_hub, which has had them since 1.4."""
    try:
        return getattr(_library("huggingface_hub"), name)
    except AttributeError as error:
        raise RealUnifyError(f"hf-eval-results needs a newer huggingface_hub, with {name}: {_INSTALL}") from error
