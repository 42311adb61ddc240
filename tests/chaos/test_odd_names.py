"""Folders, options, surroundings and models named as nobody would name them: not in UTF-8, or where the locale is C.
What is written is written as it can be, and a run does as it does everywhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

import pytest

from official_data import write_pictures, write_rows
from pytest_realunify.stored.journal import RunFolder
from toybench import toy_row

ODD = os.fsdecode(b"caf\xe9 \xff\xfe")
"""As an archive from a Latin-1 machine has it."""

MODEL = '''
import os

class Odd:
    """Says of itself, of its surroundings and in its replies what UTF-8 cannot hold."""

    def identity(self):
        return {"weights": os.environ["ODD"], "\\udcff": ["\\ud800", {"\\udc80": 1}]}

    def understand(self, requests):
        print("seen \\udc80")
        return [self.answer(request.case) for request in requests]

    def answer(self, case):
        if case.endswith("0001-direct"):
            raise ValueError(f"no file {os.environ['ODD']}")
        return "A \\udcff"
'''
PLAIN: dict[str, str] = {}
LOCALES = {
    "utf-8": PLAIN,
    "C": {"LC_ALL": "C"},
    "C-strict": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
}
WAYS = {"no-xdist": ["-p", "no:xdist"], "n2": ["-n", "2"]}
REPORTS = ["--realunify-report=html,markdown,json,csv", "--junitxml=junit.xml", "--alluredir=allure"]
BAD = ("INTERNALERROR", "Traceback", "Unicode", "DumpError")


@dataclass
class Place:
    """Where pytest is typed."""

    path: Path

    def __post_init__(self) -> None:
        self.path.mkdir(parents=True)
        (self.path / "pytest.ini").write_text("[pytest]\n")
        (self.path / "odd.py").write_text(MODEL)
        rows = [toy_row(index, "ABCD"[index], "mental_tracking") for index in range(4)]
        write_pictures(self.path / "data", rows)
        write_rows(self.path / "data", "GEU_direct", rows)

    def typed(self, *arguments: str, **surroundings: str) -> tuple[int, str]:
        """Exit code, and all that was printed."""
        names = {name: text for name, text in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
        names |= {"ODD": ODD, "PYTHONPATH": os.pathsep.join([*sys.path, str(self.path)]), **surroundings}
        done = subprocess.run([sys.executable, *arguments], cwd=self.path, env=names, capture_output=True, check=False)
        text = (done.stdout + done.stderr).decode("utf-8", "replace")
        for bad in BAD:
            assert bad not in text, text
        return done.returncode, text

    def run(self, *arguments: str, **surroundings: str) -> tuple[int, str]:
        typed = ["-m", "pytest", "--realunify", "-p", "no:randomly", "-p", "no:cacheprovider", *arguments]
        return self.typed(*typed, **surroundings)

    @property
    def run_folder(self) -> RunFolder:
        [file] = self.path.glob(".realunify/runs/*/run.json")
        return RunFolder(file.parent)

    def check(self) -> None:
        """The run, and what was made of it."""
        run = self.run_folder
        verdicts = {case: result.verdict.strict for (case, _), result in run.results().items()}
        assert sorted(verdicts.values()) == ["correct", "error", "wrong", "wrong"]
        assert run.facts()["model"]["identity"]["weights"] == "caf? ??"
        for name in ("report.html", "report.md", "report.json", "cases.csv"):
            (run.path / name).read_bytes().decode("utf-8")
        assert len(ET.parse(self.path / "junit.xml").findall(".//testcase")) == 4  # noqa: S314
        for file in (self.path / "allure").iterdir():
            assert file.suffix not in {".json", ".properties"} or file.read_bytes().decode("utf-8")


TYPED = ["--model=odd:Odd", "--realunify-suite=official:data", *REPORTS]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("way", WAYS)
def test_a_model_says_of_itself_what_utf_8_cannot_hold(tmp_path: Path, way: str, locale: str) -> None:
    place = Place(tmp_path / "here")
    code, _ = place.run(*TYPED, *WAYS[way], **LOCALES[locale])
    assert code == 1
    place.check()


@pytest.mark.parametrize("locale", LOCALES)
def test_the_folder_pytest_is_typed_in_has_no_name_in_utf_8(tmp_path: Path, locale: str) -> None:
    place = Place(tmp_path / ODD)
    code, _ = place.run(*TYPED, *WAYS["no-xdist"], **LOCALES[locale])
    assert code == 1
    place.check()
    code, _ = place.run("--realunify-resume=last", "--model=odd:Odd", *WAYS["no-xdist"], **LOCALES[locale])
    assert code == 1
    for command in (["runs"], ["report"], ["export", "-o", ODD], ["baseline", "save", "--force", "-o", f"{ODD}.json"]):
        code, text = place.typed("-m", "pytest_realunify.cli", *command, **LOCALES[locale])
        assert code == 0, text
    assert (place.path / ODD / "GEU_direct.json").exists()


def test_xdist_which_cannot_work_there_is_refused_in_words(tmp_path: Path) -> None:
    place = Place(tmp_path / ODD)
    code, text = place.run(*TYPED, *WAYS["n2"])
    assert code == 4
    assert "pytest-xdist cannot tell its workers of" in text
    assert "Leave out -n" in text
    assert not (place.path / ".realunify").exists()


@pytest.mark.parametrize("locale", LOCALES)
def test_data_and_runs_lie_in_folders_that_have_no_name_in_utf_8_and_the_run_goes_on(
    tmp_path: Path, locale: str
) -> None:
    place = Place(tmp_path / "here")
    shutil.move(place.path / "data", place.path / ODD)
    runs = f"--realunify-run-dir={ODD} runs"
    typed = [runs, *WAYS["no-xdist"], "--model=odd:Odd"]
    code, text = place.run(*typed, f"--realunify-suite=official:{ODD}", "--realunify-report=html", **LOCALES[locale])
    assert code == 1, text
    [file] = (place.path / f"{ODD} runs").glob("*/run.json")
    before = RunFolder(file.parent).results()
    assert len(before) == 4
    code, text = place.run(*typed, "--realunify-resume=last", **LOCALES[locale])
    assert code == 1, text
    assert RunFolder(file.parent).facts()["options"]["realunify_suite"] == f"official:{ODD}"
    code, text = place.run(*typed[:-1], "--realunify-suite=official:nowhere", f"--model={ODD}", **LOCALES[locale])
    assert code == 4, text
