"""A small hand-made benchmark in the official format, models that answer it, and a bench to run them on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import surroundings
from official_data import write_pictures, write_rows
from pytest_realunify.records import Result
from pytest_realunify.stored.journal import RunFolder

MODELS = '''
"""Models for the toy data: the question names the letter to answer."""
from pathlib import Path

import re


class Right:
    """Reads the gold letter off the prompt; counts its calls in a file beside itself."""

    def note(self, verb, requests):
        with (Path(__file__).parent / "calls.txt").open("a") as log:
            log.writelines(f"{verb} {request.case}\\n" for request in requests)

    def answer(self, request):
        return f"The answer is {re.search(r'letter ([A-D])', request.prompt)[1]}."

    def understand(self, requests):
        self.note("understand", requests)
        return [self.answer(request) for request in requests]

    def edit(self, requests):
        self.note("edit", requests)
        return [request.images[0].rotate(90) for request in requests]


class Always(Right):
    """Answers A, whatever the question."""

    def answer(self, request):
        return "A"


class TextOnly:
    """Understands, and neither draws nor edits."""

    def understand(self, requests):
        return ["B" for _ in requests]
'''


class Bench:
    """A team's directory: toy data, models, and a way to run the plugin and look at what it stored."""

    def __init__(self, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
        self.pytester = pytester
        self.path = pytester.path
        pytester.makepyfile(mymodels=MODELS)
        monkeypatch.setenv("COLUMNS", "300")  # no line is parted: `test_screens.py` looks at terminals
        for name in surroundings.OURS:
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")  # what this machine has must not decide what is tested

    def data(self, answers: str = "ABCDABCD", category: str = "mental_tracking", steps: bool = True) -> str:
        """One instance per letter, half in each of two subtasks. Returns the suite's name."""
        rows = [toy_row(index, letter, category) for index, letter in enumerate(answers)]
        write_pictures(self.path / "data", rows)
        self.write("GEU_direct", rows)
        if steps:
            self.write("GEU_step", [{**row, "edit_prompt": f"Turn picture {row['index']}."} for row in rows])
        return "official:data"

    def write(self, name: str, rows: Sequence[Any]) -> None:
        """One official data file."""
        write_rows(self.path / "data", name, rows)

    def write_table(self, name: str, text: str) -> None:
        """A pyproject.toml with nothing but `[tool.realunify.NAME]`."""
        (self.path / "pyproject.toml").write_text(f"[tool.realunify.{name}]\n{text}\n", encoding="utf-8")

    def run(self, *arguments: str, subprocess: bool = False) -> pytest.RunResult:
        """`pytest --realunify` on the toy data, unless the arguments name another suite."""
        suite = [] if any("suite" in argument for argument in arguments) else ["--realunify-suite=official:data"]
        if not any("report" in argument for argument in arguments):
            suite.append("--realunify-report=none")  # half a second a run, and looked at elsewhere
        run = self.pytester.runpytest_subprocess if subprocess else self.pytester.runpytest_inprocess
        return run("--realunify", *suite, "-p", "no:randomly", *arguments)

    @property
    def folders(self) -> list[RunFolder]:
        """Every run stored so far, oldest first."""
        return [RunFolder(file.parent) for file in sorted((self.path / ".realunify/runs").glob("*/run.json"))]

    @property
    def results(self) -> dict[str, Result]:
        """The newest run's results by case id (and repeat from the second on)."""
        found = self.folders[-1].results()
        return {f"{case}-rep{repeat}" if repeat else case: result for (case, repeat), result in found.items()}

    @property
    def verdicts(self) -> dict[str, str]:
        """The newest run's strict verdicts."""
        return {case: result.verdict.strict for case, result in sorted(self.results.items())}

    @property
    def calls(self) -> list[str]:
        """`verb case` for every request the model has answered since the beginning."""
        log = self.path / "calls.txt"
        return log.read_text().splitlines() if log.exists() else []


def toy_row(index: int, letter: str, category: str) -> dict[str, Any]:
    """A row of GEU_direct whose question gives its answer away."""
    subtask = ("left", "right")[index % 2]
    return {
        "index": index,
        "task_type": category,
        "question": f"Question {index}: which option bears the letter {letter}?",
        "option": ["one", "two", "three", "four"],
        "answer": letter,
        "input_image": f"./image/{category}/{subtask}/images/{index}.png",
    }


def one_line_errors(result: pytest.RunResult) -> list[str]:
    """What pytest printed on standard error, blank lines left out; no traceback among it."""
    text = result.stderr.str() + result.stdout.str()
    assert "Traceback" not in text
    assert "INTERNALERROR" not in text
    return [line for line in result.stderr.lines if line.strip()]


def folder_is_clean(path: Path) -> bool:
    """Nothing of ours was created."""
    return not (path / ".realunify").exists()
