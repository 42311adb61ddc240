"""A stored run as Allure's results: those that it would have left had pytest been given `--alluredir`."""

from __future__ import annotations

import ast
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

from allure_commons.model2 import Label, Status, TestResult
from allure_commons.types import LabelType

from pytest_realunify.case_folder import CASES
from pytest_realunify.datafiles.whole_files import write_whole
from pytest_realunify.errors import UsageError
from pytest_realunify.interfaces import Listing
from pytest_realunify.records import Case, Result
from pytest_realunify.reporting.allure.attachments import Files, encoded
from pytest_realunify.reporting.allure.cases import labelled, now, told
from pytest_realunify.reporting.allure.gates import gate_test, mute_explained
from pytest_realunify.reporting.allure.surroundings import write_categories, write_environment
from pytest_realunify.reporting.inputs import Inputs
from pytest_realunify.reporting.lines import result_line
from pytest_realunify.reporting.standing import standings
from pytest_realunify.reporting.view import RunView
from pytest_realunify.run.mark_names import PUBLISHED, named
from pytest_realunify.text import harmless

_SPACE: Final = uuid.UUID("8a6f3c1e-5a0b-5d0e-9f43-6d1c3f9b7a25")
"""Of the names of our files: the same run writes the same ones, so that writing it again doubles nothing."""


def write_allure(view: RunView, directory: Path, inputs: Inputs) -> Iterator[str]:
    """Into a folder, which is made; what others left there stays. A line that says so.

    Raises UsageError where it cannot be written.
    """
    began = time.time()
    try:
        directory.mkdir(parents=True, exist_ok=True)
        results = _write_cases(view, directory, inputs)
        if view.decision is not None:
            moment = _milliseconds(str(view.run.facts.get("finished") or "")) or now()
            for gate in view.decision.gates:
                _write(directory, gate_test(gate, view.decision, moment), f"{view.run.id}/gates/{gate.name}")
            mute_explained(directory, view.decision, began - 2)  # a file system may count in whole seconds, or two
        write_environment(directory, view.run.facts)
        write_categories(directory)
    except OSError as error:
        where = error.filename or directory
        raise UsageError(f"cannot write {where}: {error.strerror or error}\nchoose another folder with -o") from error
    gates = f" and {len(view.decision.gates)} gates" if view.decision is not None else ""
    yield f"allure results: {results} cases{gates} in {directory}"


def _write_cases(view: RunView, directory: Path, inputs: Inputs) -> int:
    run, standing = view.run, standings(view)
    subtasks = {each.subtask for each in run.outlines.values() if each.subtask}
    protocols = {each.protocol for each in run.outlines.values()} - PUBLISHED.keys()
    tags = {**named(subtasks, named(protocols, ()).values()), **named(protocols, ())}
    for result in run.results.values():
        files = StoredFiles(directory, run.folder.images, inputs, f"{run.id}/{result.param}")
        stop = _milliseconds(result.started)
        test = TestResult(status=Status.PASSED, description=_said_of(result.axis), stop=stop or now())
        test.labels = [*_tags(result, tags), *_process(result)]
        labelled(test, case_of(result))
        told(test, result, result_line(result), standing(result.case), files)
        _write(directory, test, f"{run.id}/{result.param}")
    return len(run.results)


def _write(directory: Path, test: TestResult, name: str) -> None:
    test.uuid = str(uuid.uuid5(_SPACE, name))
    write_whole(directory / f"{test.uuid}-result.json", encoded(test), settled=False)


def case_of(result: Result) -> Case:
    """What was run."""
    protocols = (result.protocol,)
    listing = Listing(result.instance, result.axis, result.category, result.subtask, 0, protocols, result.stratum)
    return Case(listing, result.protocol, result.repeat)


class StoredFiles(Files):
    """Attachments of one case, under names that are the same each time."""

    def __init__(self, directory: Path, images: Path, inputs: Inputs, case: str) -> None:
        super().__init__(directory, images, inputs)
        self._case = case
        self._count = 0

    def name(self) -> str:
        self._count += 1
        found = str(uuid.uuid5(_SPACE, f"{self._case}/{self._count}"))
        with suppress(FileNotFoundError):  # one that is a hard link to the run's own must not be written into
            (self.directory / f"{found}-attachment.png").unlink()
        return found

    def write(self, body: str, source: str) -> None:
        write_whole(self.directory / source, body, settled=False)

    def copy(self, picture: Path, source: str) -> None:
        write_whole(self.directory / source, self.images.read(picture.name), settled=False)


# As allure-pytest fills them ------------------------------------------------------------------------------------------


def _tags(result: Result, own: dict[str, str]) -> list[Label]:
    """The marks of the case."""
    marks = [result.category, own.get(result.subtask, ""), own.get(result.protocol, result.protocol), result.axis]
    return [Label(name=LabelType.TAG, value=mark) for mark in marks if mark]


def _process(result: Result) -> list[Label]:
    """Who ran it, and by what."""
    facts = ((LabelType.THREAD, result.worker), (LabelType.FRAMEWORK, "pytest"), (LabelType.LANGUAGE, "cpython3"))
    return [Label(name=name, value=harmless(value)) for name, value in facts]


@cache
def _said_of(axis: str) -> str | None:
    """The test's docstring."""
    tree = ast.parse((CASES / f"test_{axis.lower()}.py").read_text(encoding="utf-8"))
    tests = (node for node in tree.body if isinstance(node, ast.FunctionDef))
    return next((ast.get_docstring(test) for test in tests), None)


def _milliseconds(moment: str) -> int | None:
    """Since 1970; None of a journal that holds no time."""
    try:
        return round(1000 * datetime.fromisoformat(moment).timestamp())
    except (ValueError, OverflowError, OSError):
        return None
