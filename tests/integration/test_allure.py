"""Allure's result files, and the report that the real Allure command line builds of them."""

from __future__ import annotations

import json
import os
import subprocess
from typing import Any

import pytest

from allurebench import command_line, documented_rc, results
from judgebench import NO, UNSURE, YES, JudgeBench
from toybench import Bench

pytest.importorskip("allure_pytest")
ALLURE = "--alluredir=allure"
INPUTS = "--realunify-include-inputs"
LEFT = "mental_tracking-left-0000"


def test_a_case_stands_at_its_place_with_its_verdict(bench: Bench, way: list[str]) -> None:
    bench.data("ABCD")
    bench.run("--model=mymodels:Always", ALLURE, INPUTS, *way)
    found = results(bench)
    assert found.statuses == {
        case: {"correct": "passed", "wrong": "failed"}[verdict] for case, verdict in bench.verdicts.items()
    }
    assert set(found.statuses.values()) == {"passed", "failed"}
    labels = found.labels(f"{LEFT}-stepwise")
    assert [labels[name] for name in ("epic", "feature", "story")] == [["GEU"], ["mental_tracking"], ["left"]]
    assert [labels[name] for name in ("parentSuite", "suite", "subSuite")] == [["GEU"], ["mental_tracking"], ["left"]]
    assert labels["model"] == ["mymodels:Always"]
    assert found.parameters(f"{LEFT}-stepwise") == {
        "protocol": "stepwise",
        "expected": "A",
        "strict": "correct",
        "parity": "correct",
    }
    assert found.details("mental_tracking-right-0001-direct") == {
        "message": "wrong: expected B, got A: Question 1: which option bears the letter B?"
    }


def test_steps_show_what_was_asked_and_drawn(bench: Bench) -> None:
    bench.data("AB")
    bench.run("--model=mymodels:Right", ALLURE, INPUTS, "-p", "no:xdist")
    found = results(bench)
    edit, understand = found.tests[f"{LEFT}-stepwise"]["steps"]
    assert (edit["name"], understand["name"]) == ("edit", "understand")
    prompt, picture = edit["attachments"]
    assert found.bytes_of(prompt) == b"Turn picture 0."
    drawn = bench.results[f"{LEFT}-stepwise"].steps[0].output
    assert drawn is not None
    assert found.bytes_of(picture) == bench.folders[-1].picture(drawn).read_bytes()
    told = {each["name"]: each["value"] for each in understand["parameters"]}
    assert told == {"input": "drawn in step 1", "reply": "The answer is A."}
    assert edit["parameters"][0]["value"].startswith("the suite's own file, sha256 ")
    sources = [each["source"] for each in found.attachments]
    assert len(sources) == len(set(sources)) == 8, "Allure 3 shows a file's second mention as missing"


def test_a_case_is_the_same_test_wherever_and_however_it_runs(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.data("ABCD")
    elsewhere = bench.path / "elsewhere"
    elsewhere.mkdir()
    common = ["--model=mymodels:Always", "--realunify-repeats=2"]
    bench.run(*common, "--alluredir=first", "-p", "no:xdist")
    bench.run(*common, "--alluredir=second", "-n", "2")
    monkeypatch.syspath_prepend(bench.path)
    monkeypatch.chdir(elsewhere)
    bench.run(*common, "--realunify-suite=official:../data", "--rootdir=.", f"--alluredir={bench.path}/third")
    identities = [results(bench, folder).identities for folder in ("first", "second", "third")]
    assert identities[0] == identities[1] == identities[2]
    assert len({identity[:1] for identity in identities[0].values()}) == 16
    assert identities[0][f"{LEFT}-direct-rep1"][3] == [("protocol", "direct"), ("repeat", "1")]


def test_votes_are_steps_and_a_table(judged: JudgeBench) -> None:
    judged.draw([(YES, NO), (NO, NO), (YES, UNSURE)], recorded=False)
    judge = ["--realunify-judge=myjudges:Reads", "--realunify-judge-repeats=3", "--realunify-protocol=direct"]
    judged.run("--model=painter:Paints", *judge, ALLURE, INPUTS, "-p", "no:xdist")
    found = results(judged)
    assert list(found.statuses.values()) == ["passed", "failed", "broken"]
    wrong = found.tests["world_knowledge-0001-direct"]
    generate, judging = wrong["steps"]
    assert [each["name"] for each in generate["attachments"]] == ["prompt", "picture"]
    assert judging["name"] == "judge myjudges:Reads"
    assert [step["status"] for step in judging["steps"]] == ["failed", "passed"]
    said = {each["name"]: each["value"] for each in judging["steps"][0]["parameters"]}
    assert said == {"expected": "yes", "said": "no, no, no"}
    [table] = judging["attachments"]
    assert found.bytes_of(table).decode().splitlines()[:2] == [
        "question,expected,read as,reply",
        "Does the cart have 3 wheels?,yes,no,no",
    ]
    assert found.details("world_knowledge-0002-direct")["message"].startswith("judge-invalid: no majority in ")


def test_trouble_is_broken_and_a_missing_verb_is_skipped(bench: Bench) -> None:
    bench.data("ABCD")
    bench.pytester.makepyfile(
        half="""
        class Half:
            def understand(self, requests):
                if any("0001" in request.case for request in requests):
                    raise ValueError("boom <b>on</b> this one")
                return ["A" for _ in requests]
        """
    )
    bench.run("--model=half:Half", ALLURE, "-p", "no:xdist")
    found = results(bench)
    assert found.statuses["mental_tracking-right-0001-direct"] == "broken"
    message = found.details("mental_tracking-right-0001-direct")["message"]
    assert message.startswith("error: ValueError: boom <b>on</b> this one (half.py:")
    assert found.statuses[f"{LEFT}-stepwise"] == "skipped"
    assert found.details(f"{LEFT}-stepwise") == {"message": "unsupported: the model cannot edit"}


def test_a_dead_worker_leaves_its_case_broken_and_the_others_there(bench: Bench) -> None:
    bench.data("ABCDABCD")
    bench.pytester.makepyfile(
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
    (bench.path / "allure").mkdir()
    (bench.path / "allure/old-result.json").write_text("{}")
    arguments = ["--realunify-protocol=direct", "--realunify-batch-size=2", "-n", "2", "--clean-alluredir"]
    bench.run("--model=deadly:Deadly", ALLURE, *arguments, subprocess=True)
    found = results(bench)
    dead = "mental_tracking-right-0003-direct"
    assert found.statuses == {case: "broken" if case == dead else "passed" for case in bench.verdicts}
    assert found.details(dead)["message"] == "error: crash: the worker process died while running this case"
    assert found.labels(dead)["feature"] == ["mental_tracking"]


CHANGING = """
import os
from mymodels import Right


class Changing(Right):
    def answer(self, request):
        worse = os.environ.get("WORSE", "")
        return "E" if worse and f"-{worse}" in request.case or "0000" in request.case else super().answer(request)
"""


@pytest.fixture
def gated(bench: Bench) -> Bench:
    """Eight instances under two protocols, and a baseline that has all but the first right."""
    bench.data()
    bench.write_table("gates", "min-scored = 4")
    bench.pytester.makepyfile(changing=CHANGING)
    done = bench.run("--model=changing:Changing", "--realunify-baseline=base.json", "--realunify-update-baseline")
    assert done.ret == pytest.ExitCode.OK, done.stdout.str()
    return bench


def test_a_build_that_passed_is_not_red(gated: Bench, way: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORSE", "0005")
    done = gated.run("--model=changing:Changing", "--realunify-baseline=base.json", ALLURE, *way)
    assert done.ret == pytest.ExitCode.OK
    found = results(gated)
    known, changed = f"{LEFT}-direct", "mental_tracking-right-0005-direct"
    assert found.statuses[known] == "skipped"
    assert found.details(known)["known"] is True
    assert found.details(known)["message"].startswith("known: unparsed: expected A, got no answer")
    assert found.statuses[changed] == "failed"
    assert found.details(changed)["muted"] is True
    assert "changed" in found.labels(changed)["tag"]
    red = [name for name, status in found.statuses.items() if status == "failed"]
    assert all(found.details(name).get("muted") for name in red)


def test_gates_are_a_suite_and_what_failed_one_stays_red(gated: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORSE", "0")
    monkeypatch.setenv("PYTEST_ADDOPTS", "--realunify-gate=geu:stepwise>=0.1")
    done = gated.run("--model=changing:Changing", "--realunify-baseline=base.json", ALLURE, "-p", "no:xdist")
    assert done.ret == pytest.ExitCode.TESTS_FAILED
    found = results(gated)
    gate = "mental_tracking:direct"
    assert found.statuses[gate] == "failed"
    assert found.statuses["completeness"] == "passed"
    assert found.labels(gate)["epic"] == found.labels(gate)["parentSuite"] == ["Gates"]
    assert found.labels(gate)["feature"] == ["regression"]
    assert {"value", "baseline", "difference", "p", "cases"} <= set(found.parameters(gate))
    steps = [step["name"] for step in found.tests[gate]["steps"]]
    assert "mental_tracking-right-0005-direct: correct → unparsed" in steps
    assert "muted" not in found.details("mental_tracking-right-0005-direct")
    assert found.statuses["GEU:stepwise>=0.1"] == "failed"


def test_a_team_s_own_allure_stays(bench: Bench) -> None:
    bench.data("AB")
    bench.pytester.makeconftest(
        """
        import allure
        import pytest

        @pytest.fixture(autouse=True)
        def noted():
            allure.dynamic.label("owner", "team")

        def pytest_runtest_call():
            allure.attach("of the team", "note", allure.attachment_type.TEXT)

        @pytest.fixture
        def case():
            return "of the team"
        """
    )
    bench.pytester.makepyfile(test_own="def test_own(case):\n    assert case\n")
    (bench.path / "allure").mkdir()
    (bench.path / "allure/environment.properties").write_text("stand=north\nrealunify.model=older\n")
    (bench.path / "allure/categories.json").write_text('[{"name": "Wrong answers", "matchedStatuses": ["failed"]}]')
    bench.run("--model=mymodels:Right", "test_own.py", "cases", ALLURE, "-p", "no:xdist")
    found = results(bench)
    assert found.labels(f"{LEFT}-direct")["owner"] == ["team"]
    assert "note" in [each["name"] for each in found.tests[f"{LEFT}-direct"]["attachments"]]
    assert found.tests["test_own"]["fullName"] == "test_own#test_own"
    containers = [json.loads(file.read_text()) for file in found.folder.glob("*-container.json")]
    before = [(each["name"], box["children"]) for box in containers for each in box.get("befores", [])]
    own = found.tests["test_own"]["uuid"]
    assert [children for name, children in before if name == "case"] == [[own]]
    assert not {"instance", "protocol", "perform", "score"} & {name for name, _ in before}
    lines = (found.folder / "environment.properties").read_text().splitlines()
    assert lines[:2] == ["stand=north", "realunify.model=mymodels:Right"]
    categories = json.loads((found.folder / "categories.json").read_text())
    assert [category["name"] for category in categories].count("Wrong answers") == 1
    assert categories[0] == {"name": "Wrong answers", "matchedStatuses": ["failed"]}


@pytest.mark.parametrize("how", [[], ["-p", "no:allure_pytest"]])
def test_without_a_folder_for_it_nothing_of_allure_s_is_made(bench: Bench, how: list[str]) -> None:
    bench.data("AB")
    bench.pytester.makeconftest(
        """
        import sys

        def pytest_sessionfinish():
            print("LOADED", [name for name in sys.modules if name.startswith("pytest_realunify.") and "allure" in name])
        """
    )
    done = bench.run("--model=mymodels:Right", "-s", "-p", "no:xdist", *how, subprocess=True)
    assert done.ret == 0
    done.stdout.fnmatch_lines(["*LOADED [[]]"])


def test_collecting_alone_writes_no_case(bench: Bench) -> None:
    bench.data("AB")
    assert bench.run("--model=mymodels:Right", "--collect-only", ALLURE).ret == 0
    assert not list((bench.path / "allure").iterdir())


def test_the_real_command_line_builds_a_report_with_history(gated: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    allure = command_line()
    if allure is None:
        pytest.skip("no Allure 3 command line: npm install allure@3")
    (gated.path / "allurerc.mjs").write_text(documented_rc())
    for worse, way in (("", ["-p", "no:xdist"]), ("0005", ["-n", "2"])):
        monkeypatch.setenv("WORSE", worse)
        arguments = ["--realunify-baseline=base.json", ALLURE, "--clean-alluredir", *way]
        gated.run("--model=changing:Changing", *arguments)
        command = [allure, "generate", "allure", "--config", "allurerc.mjs", "--output", f"report{worse}"]
        done = subprocess.run(command, cwd=gated.path, capture_output=True, text=True, check=False, env=os.environ)
        assert done.returncode == 0, done.stdout + done.stderr
    runs = [json.loads(line)["testResults"] for line in (gated.path / "allure-history.jsonl").read_text().splitlines()]
    assert len(runs) == 2
    assert set(runs[0]) == set(runs[1]), "every case and every gate goes on with its own history"
    assert len(runs[0]) == 20
    shown = [json.loads(file.read_text()) for file in (gated.path / "report0005").rglob("test-results/*.json")]
    assert len(shown) == 20
    links = [step["link"] for test in shown for step in _flat(test["steps"]) if step["type"] == "attachment"]
    assert links
    assert not [link["name"] for link in links if link["missed"]]
    changed = next(test for test in shown if test["name"] == "mental_tracking-right-0005-direct")
    assert (changed["status"], changed["transition"], changed["resolution"]) == ("failed", "regressed", "muted")
    assert {category["name"] for test in shown for category in test.get("categories", [])} == {
        "Changed since the baseline",
        "Known failures",
    }


def _flat(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    inner = [each for step in steps for each in _flat(step.get("steps", []))]
    return [*steps, *inner]
