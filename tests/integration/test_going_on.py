"""A run is gone on with as it was, or not at all: no result of one thing is called another's."""

from __future__ import annotations

import json

import pytest

from judgebench import NO, YES, JudgeBench
from pytest_realunify.stored.journal import RunFolder
from toybench import Bench, one_line_errors

ALONE = ["-p", "no:xdist"]
WEIGHED = """
from pathlib import Path
from mymodels import Right

class Weighed(Right):
    def identity(self):
        return {"weights": Path("weights").read_text(), "timeout": 5, "loader": {"dtype": "bf16"}}
"""


def cut(run: RunFolder, kept: int) -> None:
    """As if the run had been killed then."""
    run.journal.write_bytes(b"".join(run.journal.read_bytes().splitlines(keepends=True)[:kept]))


def test_another_model_of_the_same_name_is_asked_nothing(bench: Bench, way: list[str]) -> None:
    bench.data("ABCD")
    bench.pytester.makepyfile(weighed=WEIGHED)
    (bench.path / "weights").write_text("v1")
    bench.run("--model=weighed:Weighed", *way).assert_outcomes(passed=8)
    [run] = bench.folders
    cut(run, 5)
    before, calls = run.journal.read_bytes(), len(bench.calls)
    (bench.path / "weights").write_text("v2")
    result = bench.run("--realunify-resume", *way, subprocess=True)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert "was of another model: weights (v2, was v1). This one was asked nothing." in result.stdout.str()
    assert "Traceback" not in result.stdout.str()
    assert (run.journal.read_bytes(), len(bench.calls)) == (before, calls)
    assert run.facts()["model"]["identity"]["weights"] == "v1"
    (bench.path / "weights").write_text("v1")
    bench.run("--realunify-resume", *way, subprocess=True).assert_outcomes(passed=8)
    assert len(run.results()) == 8


def test_a_run_whose_model_needs_not_be_asked_is_shown_whoever_it_is_now(bench: Bench) -> None:
    bench.data("AB")
    bench.pytester.makepyfile(weighed=WEIGHED)
    (bench.path / "weights").write_text("v1")
    bench.run("--model=weighed:Weighed", *ALONE).assert_outcomes(passed=4)
    (bench.path / "weights").unlink()
    bench.run("--realunify-resume", *ALONE, subprocess=True).assert_outcomes(passed=4)


def test_another_judge_of_the_same_name_is_asked_nothing(judged: JudgeBench, way: list[str]) -> None:
    judged.draw([(YES, NO), (YES, NO)])
    says = "\n    def identity(self):\n        return {'weights': (HERE / 'weights').read_text()}\n"
    eyes = judged.path / "myjudges.py"
    eyes.write_text(eyes.read_text().replace("class Reads:\n", f"class Reads:{says}\n"))
    (judged.path / "weights").write_text("v1")
    judged.run("--model=painter:Paints", "--realunify-judge=myjudges:Reads", "--realunify-protocol=direct", *way)
    run = judged.folders[-1]
    assert run.facts()["judge"]["identity"] == {"weights": "v1"}
    cut(run, 1)
    before, asked = run.journal.read_bytes(), (judged.path / "asked.txt").read_text()
    (judged.path / "weights").write_text("v2")
    result = judged.run("--realunify-resume", *way, subprocess=True)
    assert "was of another judge: weights (v2, was v1)" in result.stdout.str()
    assert (run.journal.read_bytes(), (judged.path / "asked.txt").read_text()) == (before, asked)


def test_all_that_changed_is_named_in_one_error(bench: Bench) -> None:
    bench.data("ABCD")
    bench.run("--model=mymodels:Right", *ALONE)
    [run] = bench.folders
    facts = run.facts()
    facts["scorers"]["strict"] = 0
    facts["versions"] |= {"pillow": "1.1.7", "pytest": "3.0"}
    facts["model"]["name"] = "another"
    run.write_facts(facts)
    bench.data("BBCD")
    result = bench.run("--realunify-resume", *ALONE)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    told = "\n".join(one_line_errors(result))
    for words in ("suite official:data", "model another", "strict 0, parity 1, now strict 1", "pillow 1.1.7, now"):
        assert words in told
    assert "pytest 3.0" not in told, "which runs tests, and answers nothing"
    assert "start a new run" in told


def test_what_is_shown_is_what_is_stored_where_a_reply_is_read_anew(bench: Bench, way: list[str]) -> None:
    bench.data("ABCD")
    bench.run("--model=mymodels:Right", *ALONE)
    [run] = bench.folders
    lines = [json.loads(line) for line in run.journal.read_text().splitlines()]
    for line in lines[:4]:
        line["verdict"]["strict"] = "wrong"
    run.journal.write_text("".join(json.dumps(line) + "\n" for line in lines))
    before = {key: result.started for key, result in run.results().items()}
    result = bench.run("--realunify-resume", *way)
    result.assert_outcomes(passed=8)
    result.stdout.fnmatch_lines(["direct *100.0*", "stepwise *100.0*"])
    assert set(bench.verdicts.values()) == {"correct"}
    assert len(run.journal.read_text().splitlines()) == 12
    same = [key for key, result in run.results().items() if result.started == before[key]]
    assert len(same) == 4, "what is read as before stays as it was"
    bench.run("--realunify-resume", *way)
    assert len(run.journal.read_text().splitlines()) == 12


def test_trouble_at_a_replay_takes_nothing_back(bench: Bench) -> None:
    bench.data("AB")
    bench.run("--model=mymodels:Right", *ALONE)
    bench.pytester.makeconftest(
        "import pytest\n@pytest.fixture\ndef score():\n    raise ValueError('a fixture of mine is broken')\n"
    )
    before = bench.folders[-1].journal.read_bytes()
    result = bench.run("--realunify-resume", *ALONE, subprocess=True)
    assert result.ret == 1
    assert bench.folders[-1].journal.read_bytes() == before
    (bench.path / "conftest.py").unlink()
    bench.run("--realunify-resume", *ALONE, subprocess=True).assert_outcomes(passed=4)


def test_a_run_that_goes_on_is_not_finished_until_it_is(bench: Bench, way: list[str]) -> None:
    bench.data("ABCD")
    bench.pytester.makepyfile(
        looking="""
        import json
        from pathlib import Path
        from mymodels import Right

        class Looking(Right):
            def understand(self, requests):
                [file] = Path(".realunify/runs").glob("*/run.json")
                Path("finished").write_text(json.dumps(json.loads(file.read_text()).get("finished")))
                return super().understand(requests)
        """
    )
    bench.run("--model=looking:Looking", *way)
    [run] = bench.folders
    assert (bench.path / "finished").read_text() == "null"
    first = run.facts()["finished"]
    cut(run, 3)
    (bench.path / "finished").unlink()
    bench.run("--realunify-resume", *way)
    assert (bench.path / "finished").read_text() == "null"
    assert run.facts()["finished"] > first


@pytest.mark.parametrize("name", ["gw0.trouble", "gw0.stacks"])
def test_a_death_is_not_told_by_the_words_of_an_earlier_one(bench: Bench, name: str) -> None:
    bench.data("ABCD")
    bench.pytester.makepyfile(
        leaving="""
        import os
        from pathlib import Path
        from mymodels import Right

        class Leaving(Right):
            def answer(self, request):
                if "0002" in request.case and Path("leave").exists():
                    os._exit(3)
                return super().answer(request)
        """
    )
    bench.run("--model=leaving:Leaving", *ALONE).assert_outcomes(passed=8)
    [run] = bench.folders
    cut(run, 1)
    words = {"gw0.trouble": '{"kind": "RuntimeError", "message": "CUDA error"}', "gw0.stacks": "Thread 0x1\n  File"}
    (run.inflight / name).write_text(words[name])
    (bench.path / "leave").touch()
    bench.run("--realunify-resume", "-n", "1", subprocess=True)
    troubles = {result.error.kind for result in run.results().values() if result.error is not None}
    assert troubles == {"crash"}
    assert not (run.path / "stacks").exists()
