"""Allure's results and JUnit's file of stored runs: what pytest would have written itself, shards and all."""

from __future__ import annotations

import json
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from allurebench import command_line, documented_rc, plain, results
from checkout import ROOT
from judgebench import NO, UNSURE, YES, JudgeBench
from pytest_realunify.cli.main import main
from toybench import Bench

pytest.importorskip("allure_pytest")
LIVE = ("--alluredir=live", "--clean-alluredir", "--junitxml=live.xml")
INPUTS = "--realunify-include-inputs"

ODD = '''
import os
from mymodels import Right


class Odd(Right):
    """Right, wrong, without an answer, broken; and it cannot edit."""

    edit = None

    def understand(self, requests):
        if any("0003" in request.case for request in requests):
            raise ValueError("boom <b>on</b> \\x00 this one")
        return super().understand(requests)

    def answer(self, request):
        return {"0001": "E is none", "0002": "A"}.get(request.case.split("-")[2], super().answer(request))


class Changing(Right):
    def answer(self, request):
        worse = os.environ.get("WORSE", "")
        return "E" if worse and f"-{worse}" in request.case or "0000" in request.case else super().answer(request)
'''


@pytest.fixture
def odd(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """Where the command finds the run by itself."""
    bench.data()
    bench.pytester.makepyfile(odd=ODD)
    monkeypatch.chdir(bench.path)
    return bench


def cases(file: Path) -> dict[tuple[str, str], list[tuple[str, dict[str, str], str]]]:
    """By class and name: what became of it. The body of a skip names a file of the worker's."""
    found: dict[tuple[str, str], list[tuple[str, dict[str, str], str]]] = {}
    for case in ET.parse(file).iter("testcase"):  # noqa: S314
        said = [(each.tag, each.attrib, "" if each.tag == "skipped" else each.text or "") for each in case]
        assert found.setdefault((case.attrib["classname"], case.attrib["name"]), said) is said, "one of each"
    return found


def report(*arguments: str) -> None:
    assert main(["report", *arguments]) == 0


def written_again(bench: Bench, *more: str) -> None:
    """The newest run in both formats, as the live ones: not a bit else."""
    report("--format=allure", "-o", "stored", *more)
    report("--format=junit", "-o", "stored.xml", *more)
    assert plain(results(bench, "stored")) == plain(results(bench, "live"))
    assert cases(bench.path / "stored.xml") == cases(bench.path / "live.xml")


def test_every_verdict_is_written_as_pytest_wrote_it(odd: Bench, way: list[str]) -> None:
    odd.run("--model=odd:Odd", "--realunify-repeats=2", *LIVE, INPUTS, *way)
    written_again(odd, "--include-inputs")
    statuses = results(odd, "stored").statuses
    assert set(statuses.values()) == {"passed", "failed", "broken", "skipped"}
    assert {each[0] for said in cases(odd.path / "stored.xml").values() for each in said} == {"failure", "skipped"}


def test_pictures_and_votes_are_those_of_the_run(judged: JudgeBench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(judged.path)
    judged.draw([(YES, NO), (NO, NO), (YES, UNSURE)], recorded=False)
    judge = ["--realunify-judge=myjudges:Reads", "--realunify-judge-repeats=3"]
    judged.run("--model=painter:Paints", *judge, *LIVE, INPUTS, "-p", "no:xdist")
    written_again(judged, "--include-inputs")
    found = results(judged, "stored")
    assert {each["name"] for each in found.attachments} >= {"prompt", "picture", "votes"}
    assert set(found.statuses.values()) == {"passed", "failed", "broken"}


def test_a_case_that_killed_its_worker_is_written_as_pytest_wrote_it(odd: Bench) -> None:
    odd.pytester.makepyfile(
        deadly="""
        import os
        from mymodels import Right

        class Deadly(Right):
            def understand(self, requests):
                if any("0003" in request.case for request in requests):
                    os._exit(9)
                return super().understand(requests)
        """
    )
    arguments = ["--realunify-protocol=direct", "--realunify-batch-size=2", "-n", "2"]
    odd.run("--model=deadly:Deadly", *LIVE, INPUTS, *arguments, subprocess=True)
    report("--format=allure", "-o", "stored", "--include-inputs")
    assert results(odd, "stored").statuses == results(odd, "live").statuses
    report("--format=junit", "-o", "stored.xml", "--include-inputs")
    dead = ("cases.test_geu", "test_geu[mental_tracking-right-0003-direct]")
    [(tag, told, _)] = cases(odd.path / "stored.xml")[dead]
    assert (tag, told["message"]) == (
        "error",
        "mental_tracking-right-0003-direct: crash: the worker process died while running this case",
    )
    [live] = [case for case in ET.parse(odd.path / "live.xml").iter("testcase") if len(case)]  # noqa: S314
    assert [each.tag for each in live] == ["error"], "where pytest itself loses the case's name"


@pytest.mark.parametrize("kept", [True, False], ids=["with-its-baseline", "without"])
@pytest.mark.parametrize("worse", ["", "0005", "0"])
def test_gates_and_what_was_known_are_written_as_pytest_wrote_them(
    worse: str, kept: bool, odd: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd.write_table("gates", "min-scored = 4")
    odd.run("--model=odd:Changing", "--realunify-baseline=base.json", "--realunify-update-baseline")
    monkeypatch.setenv("WORSE", worse)
    odd.run("--model=odd:Changing", "--realunify-baseline=base.json", *LIVE, INPUTS, "-p", "no:xdist")
    if not kept:
        (odd.path / "base.json").unlink()
    written_again(odd, "--include-inputs")
    assert "completeness" in results(odd, "stored").statuses
    if worse == "0005":
        assert results(odd, "stored").details("mental_tracking-right-0005-direct")["muted"] is True


def test_merged_shards_become_one_report(odd: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    odd.write_table("gates", "min-scored = 4")
    odd.run("--model=odd:Changing", "--realunify-baseline=base.json", "--realunify-update-baseline")
    monkeypatch.setenv("WORSE", "0005")
    before = len(odd.folders)
    for number in (1, 2):
        odd.run("--model=odd:Changing", "--realunify-baseline=base.json", f"--realunify-shard={number}/2")
    assert main(["merge", *[str(run.path) for run in odd.folders[before:]]]) == 0
    merged = odd.folders[-1].id
    main(["gate", merged, "--baseline=base.json"])
    report(merged, "--format=allure", "-o", "merged")
    report(merged, "--format=junit", "-o", "xml")
    odd.run("--model=odd:Changing", "--realunify-baseline=base.json", *LIVE, "-p", "no:xdist")
    whole, found = results(odd, "live"), results(odd, "merged")
    assert found.statuses == whole.statuses
    assert found.identities == whole.identities
    assert cases(odd.path / "xml/junit.xml").keys() == cases(odd.path / "live.xml").keys()
    if (allure := command_line()) is None:
        pytest.skip("no Allure 3 command line: npm install allure@3")
    (odd.path / "allurerc.mjs").write_text(documented_rc())
    command = [allure, "generate", "merged", "--config", "allurerc.mjs", "--output", "page"]
    done = subprocess.run(command, cwd=odd.path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    shown = [json.loads(file.read_text()) for file in (odd.path / "page").rglob("test-results/*.json")]
    assert {test["name"] for test in shown} == set(found.tests)
    links = [step["link"] for test in shown for step in test["steps"] if step["type"] == "attachment"]
    assert not [link["name"] for link in links if link["missed"]]


def test_writing_a_run_again_doubles_nothing_and_leaves_its_pictures(odd: Bench) -> None:
    odd.run("--model=mymodels:Right", "-p", "no:xdist")
    pictures = {file.name: file.read_bytes() for file in odd.folders[-1].images.iterdir()}
    report("--format=allure", "-o", "stored")
    first = {file.name: file.read_bytes() for file in (odd.path / "stored").iterdir()}
    report("--format=allure", "-o", "stored")
    assert {file.name: file.read_bytes() for file in (odd.path / "stored").iterdir()} == first
    assert {file.name: file.read_bytes() for file in odd.folders[-1].images.iterdir()} == pictures


# The suite's own texts ------------------------------------------------------------------------------------------------


def everything(folder: Path) -> str:
    return "\n".join(file.read_text(encoding="utf-8", errors="replace") for file in sorted(folder.iterdir()))


@pytest.mark.parametrize("asked", [False, True])
def test_prompts_of_a_licensed_suite_are_left_out_unless_asked_for(
    asked: bool, judged: JudgeBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(judged.path)
    judged.draw([(YES, NO), (NO, NO), (YES, UNSURE)], recorded=False)
    judge = ["--realunify-judge=myjudges:Reads", "--realunify-protocol=direct"]
    judged.run("--model=painter:Paints", *judge, *LIVE, *([INPUTS] if asked else []), "-p", "no:xdist")
    report("--format=allure", "-o", "stored", *(["--include-inputs"] if asked else []))
    report("--format=junit", "-o", "stored.xml", *(["--include-inputs"] if asked else []))
    steps = [step for result in judged.results.values() for step in result.steps]
    questions = {poll.question for result in judged.results.values() for poll in result.polls}
    prompts = {step.prompt for step in steps}
    assert len(questions) == 4
    for folder in ("live", "stored"):
        said = everything(judged.path / folder)
        assert [text for text in questions | prompts if (text in said) is not asked] == [], folder
    assert any(text in (judged.path / "stored.xml").read_text() for text in questions) is asked
    assert plain(results(judged, "stored")) == plain(results(judged, "live"))


@pytest.mark.parametrize("asked", [False, True])
def test_questions_of_a_licensed_suite_stand_in_no_message_unless_asked_for(asked: bool, odd: Bench) -> None:
    odd.run("--model=mymodels:Always", *LIVE, *([INPUTS] if asked else []), "-p", "no:xdist")
    written_to = {"--format=allure": "stored", "--format=junit": "xml"}
    for name, folder in written_to.items():
        report(name, "-o", folder, *(["--include-inputs"] if asked else []))
    for folder in ("live", "stored", "xml"):
        said = everything(odd.path / folder)
        assert ("bears the letter" in said) is asked, folder
        assert ("Turn picture 0." in said) is (asked and folder != "xml"), folder
        assert "expected B, got A" in said


def test_a_licensed_suite_that_brings_its_own_pictures_keeps_them(odd: Bench) -> None:
    """A step's input that the run has stored is an input all the same; what the model drew is its own."""
    odd.run("--model=mymodels:Right", *LIVE, "-p", "no:xdist")
    run = odd.folders[-1]
    for result in run.results().values():
        shutil.copy(odd.path / "data/image/mental_tracking/left/images/0.png", run.picture(result.steps[0].inputs[0]))
    report("--format=allure", "-o", "stored")
    names = [each["name"] for each in results(odd, "stored").attachments]
    assert "input" not in names
    assert "picture" in names
    report("--format=allure", "-o", "shown", "--include-inputs")
    assert "input" in [each["name"] for each in results(odd, "shown").attachments]


def test_the_page_of_a_run_shows_what_was_asked_for(odd: Bench) -> None:
    pytest.importorskip("jinja2")
    for asked in (False, True):
        odd.run("--model=mymodels:Right", "--realunify-report=html", *([INPUTS] if asked else []))
        page = (odd.folders[-1].path / "report.html").read_text(encoding="utf-8")
        assert ("bears the letter" in page) is asked


# JUnit's format -------------------------------------------------------------------------------------------------------


def test_junit_s_file_keeps_to_its_schema(odd: Bench) -> None:
    xmlschema = pytest.importorskip("xmlschema")
    schema = xmlschema.XMLSchema(ROOT / "tests/support/data/junit.xsd")
    odd.run("--model=odd:Odd", "--realunify-label=step <8000> & ü", *LIVE, "-p", "no:xdist")
    odd.run("--model=mymodels:Always", "--realunify-gate=geu:direct>=0.9")
    report(odd.folders[0].id, odd.folders[1].id, "--format=junit", "-o", "both.xml")
    schema.validate(odd.path / "both.xml")
    report(odd.folders[0].id, "-o", "one.xml")
    schema.validate(odd.path / "one.xml")
    [suite] = ET.parse(odd.path / "one.xml").getroot()  # noqa: S314
    [live] = ET.parse(odd.path / "live.xml").getroot()  # noqa: S314
    names = ("name", "errors", "failures", "skipped", "tests")
    assert {name: suite.attrib[name] for name in names} == {name: live.attrib[name] for name in names}


def test_several_runs_are_no_report_of_allure_s(odd: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        odd.run("--model=mymodels:Right")
    ids = [run.id for run in odd.folders]
    capsys.readouterr()
    assert main(["report", *ids, "--format=allure", "-o", "x"]) == 4
    assert "--format=allure takes one run, not 2" in capsys.readouterr().err
    assert main(["report", "--format=allure"]) == 4
    assert "say which with -o DIR" in capsys.readouterr().err
    assert main(["report", "--format=allure", "-o", "x.json"]) == 4
    assert "Name a folder" in capsys.readouterr().err
