"""Replies, messages and names of others, on the way to a terminal, a CI's log and a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from judgebench import NO, JudgeBench
from pytest_realunify.cli.main import main
from toybench import Bench, toy_row

EVIL = (
    "=1 ##vso[task.setvariable variable=x]y\n::error file=a::boom ##[group]g"
    "\x1b]0;t\x07\x1b[31m\x9b2J\r::add-mask::z \u202e"
)
MODELS = f"""
EVIL = {EVIL!r}


class Babbles:
    def understand(self, requests):
        return [EVIL for _ in requests]


class Breaks:
    def understand(self, requests):
        raise ValueError(EVIL)


class Away:
    def __init__(self):
        raise OSError(EVIL)


class Calls(Babbles):
    def identity(self):
        return {{"name": EVIL}}


class Odd:
    answer = None

    def answer(self, requests):
        return [EVIL for _ in requests]


def suite(request):
    from pytest_realunify.interfaces import GEUInstance, Listing, multiple_choice_prompt

    class Suite:
        name = fingerprint = EVIL
        notes = [EVIL]

        def listings(self):
            first = "mental_tracking-" + request.settings.get("id", "x") + "-0000"
            return [Listing(first, "GEU", "mental_tracking", EVIL, 0, ("direct",))]

        def instance(self, listing, protocol):
            told = multiple_choice_prompt(EVIL, ("1", "2"))
            return GEUInstance(listing.id, "mental_tracking", EVIL, 0, EVIL, ("1", "2"), "A", told, "p")

        def open(self, reference):
            from PIL import Image

            return Image.new("RGB", (8, 8))

    return Suite()
"""
TABLES = """
[tool.realunify.models."##vso[a]b ::error ::c"]
adapter = "evil:Babbles"

[tool.realunify.suites.evil]
adapter = "evil:suite"

[tool.realunify.suites.commanding]
adapter = "evil:suite"
id = "##vso[task.complete]"
"""


@pytest.fixture
def evil(bench: Bench) -> Bench:
    bench.data("AB", steps=False)
    bench.pytester.makepyfile(evil=MODELS)
    (bench.path / "pyproject.toml").write_text(TABLES, encoding="utf-8")
    return bench


def assert_harmless(text: str) -> None:
    """What we printed; pytest's own lines are plain too, where it is told to use no colour."""
    for line in text.split("\n"):
        assert not re.search(r"##\w*\[", line), line
        assert not line.lstrip().startswith("::"), line
        assert not re.search(r"::(error|add-mask)\b", line), line
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", line), repr(line)


def shown(result: pytest.RunResult) -> str:
    text = result.stdout.str() + "\n" + result.stderr.str()
    assert_harmless(text)
    assert "INTERNALERROR" not in text
    return text


@pytest.mark.parametrize("model", ["Babbles", "Breaks", "Away", "Calls"])
@pytest.mark.parametrize("more", [[], ["-rA", "-vv"], ["--realunify-gate=geu:direct>=0.9", "-rA"]])
def test_what_a_model_says_is_shown_and_not_obeyed(evil: Bench, way: list[str], model: str, more: list[str]) -> None:
    result = evil.run(f"--model=evil:{model}", "--junitxml=junit.xml", "--color=no", *more, *way)
    assert "vso[task" in shown(result)
    told = ET.parse(evil.path / "junit.xml").getroot()  # noqa: S314 - our own file
    for each in told.iter():
        for text in (each.text or "", *(value for key, value in each.attrib.items() if key != "name")):
            assert_harmless(text)


def test_names_of_suites_and_models_are_shown_and_not_obeyed(evil: Bench, way: list[str]) -> None:
    model = "--model=##vso[a]b ::error ::c"
    result = evil.run(model, "--realunify-suite=evil:", "--realunify-report=markdown,csv,json", "--color=no", *way)
    assert "vso[task" in shown(result)
    folder = evil.folders[-1].path
    for file in ("report.md", "cases.csv"):
        assert_harmless((folder / file).read_text(encoding="utf-8"))
    [case] = csv.DictReader(io.StringIO((folder / "cases.csv").read_text(encoding="utf-8")))
    assert case["subtask"].startswith("'=1 \\x23#vso[")


@pytest.mark.parametrize(
    "command",
    [
        ["runs"],
        ["show", "last", "mental_tracking-x-0000-direct"],
        ["show", "last", "::error ::nothing of this name"],
        ["report", "last"],
        *(["report", "last", f"--format={name}"] for name in ("markdown", "json", "csv")),
        ["compare", "last", "last"],
        ["trend", "--format=csv"],
        ["report", "##vso[x]\x1b"],
    ],
)
def test_the_command_shows_and_does_not_obey(
    evil: Bench, command: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    evil.run("--model=##vso[a]b ::error ::c", "--realunify-suite=evil:", "-p", "no:xdist")
    capsys.readouterr()
    monkeypatch.chdir(evil.path)
    main(command)
    told = capsys.readouterr()
    assert re.search(r"vso\\?\[|nothing of this name", told.out + told.err)
    assert_harmless(told.out)
    assert_harmless(told.err)


def test_an_id_that_a_log_would_obey_is_refused(evil: Bench) -> None:
    """pytest prints ids itself."""
    result = evil.run("--model=evil:Babbles", "--realunify-suite=commanding:", "-p", "no:xdist")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "holds what a terminal or a CI's log would obey" in shown(result)


def test_broken_data_is_named_and_not_obeyed(evil: Bench) -> None:
    evil.write("GEU_direct", [{**toy_row(0, "A", "mental_tracking"), "task_type": EVIL}])
    result = evil.run("--model=evil:Babbles", "-p", "no:xdist")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "vso" in shown(result)


def test_what_a_judge_says_is_shown_and_not_obeyed(judged: JudgeBench, way: list[str]) -> None:
    judged.draw([(NO, NO)])
    judged.pytester.makepyfile(evil=MODELS)
    arguments = ["--model=recorded:outputs", "--realunify-judge=evil:Odd", "--realunify-protocol=direct", "--color=no"]
    result = judged.run(*arguments, "--alluredir=allure", *way)
    assert "judge-invalid" in shown(result)
    [table] = (judged.path / "allure").glob("*.csv")
    assert_harmless(table.read_text(encoding="utf-8"))
    rows = list(csv.reader(io.StringIO(table.read_text(encoding="utf-8"))))
    assert all(reply.startswith("'=1 ") for *_, reply in rows[1:])
    assert len(rows) > 1


def test_a_process_s_whole_output_is_harmless(evil: Bench) -> None:
    """Down a pipe, progress lines among it: nothing of pytester's between."""
    command = [sys.executable, "-m", "pytest", "--realunify", "--realunify-suite=official:data", "--model=evil:Breaks"]
    done = subprocess.run(
        [*command, "-p", "no:randomly", "--color=no", "--realunify-progress=0.2", "-n", "1"],
        cwd=evil.path,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    assert "vso[task" in done.stdout.decode()
    assert_harmless(done.stdout.decode())
    assert_harmless(done.stderr.decode())
    assert Path(evil.folders[-1].path / "journal.jsonl").exists()
