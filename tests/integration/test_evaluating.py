"""`evaluate`: a live model, examined in the process that has it; here always from within a running pytest."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import pytest
from PIL import Image

import pytest_realunify as ru
from livebench import SUITE, Drawing, Live
from pytest_realunify.interfaces import JudgeRequest, Request
from pytest_realunify.procedural.reference import Reference
from pytest_realunify.procedural.suite.suite import ProceduralSuite
from pytest_realunify.protocols import Generate, protocol
from toybench import Bench

Made = TypeVar("Made")


def right(run: ru.Run) -> int:
    return sum(each.strict == "correct" for each in run.cases())


@pytest.mark.usefixtures("here")
def test_each_call_is_a_run_of_its_own_of_the_object_as_it_then_is() -> None:
    model = Live("A")
    first = ru.evaluate(model, label="step-1", suite=SUITE, protocols="direct")
    model.letter = "Z"
    second = ru.evaluate(model, label="step-2", suite=SUITE, protocols="direct")
    assert [(run.label, run.model, run.done, right(run)) for run in (first, second)] == [
        ("step-1", "Live", 4, 1),
        ("step-2", "Live", 4, 0),
    ]
    assert len(model.asked) == 8
    assert {process for process, _, _ in model.seen} == {os.getpid()}
    assert [run.id for run in ru.runs()] == [first.id, second.id]
    assert ru.load().id == second.id
    assert not model.closed


def test_it_says_what_the_command_says(here: Bench) -> None:
    sys.path.insert(0, str(here.path))
    try:
        from mymodels import Always  # type: ignore[import-not-found]

        live = ru.evaluate(Always(), suite=SUITE, sample_seed=1)
        assert here.run("--model=mymodels:Always", "--realunify-sample-seed=1").ret == 1
    finally:
        sys.path.remove(str(here.path))
        sys.modules.pop("mymodels", None)
    typed = ru.load()
    assert live.id != typed.id
    facts = [[(each.id, each.strict, each.parity, each.reply) for each in run.cases()] for run in (live, typed)]
    assert sorted(facts[0]) == sorted(facts[1])
    for what in ("suite", "scorers", "selected_by_protocol", "versions"):
        assert live.facts[what] == typed.facts[what]
    assert live.facts["model"]["identity"]["class"] == typed.facts["model"]["identity"]["class"]


@pytest.mark.usefixtures("here")
def test_a_class_is_built_and_closed_for_the_run() -> None:
    made: list[Live] = []

    class Built(Live):
        def __init__(self) -> None:
            super().__init__()
            made.append(self)

    run = ru.evaluate(Built, suite=SUITE, protocols="direct")
    assert (run.model, right(run)) == ("Built", 1)
    assert [each.closed for each in made] == [True]


def test_what_a_project_sets_for_its_own_tests_is_not_for_this(here: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    (here.path / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\nrealunify_limit = 1\n")
    (here.path / "conftest.py").write_text("raise RuntimeError('not for you')\n")
    monkeypatch.setenv("PYTEST_ADDOPTS", "--no-such-option")
    monkeypatch.setenv("PYTEST_PLUGINS", "no_such_plugin")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(here.path / "summary.md"))
    assert ru.evaluate(Live(), suite=SUITE, protocols="direct").done == 4
    assert not (here.path / "summary.md").exists()
    assert not (here.path / ".pytest_cache").exists()


def test_names_that_the_project_gives_hold_below_it_too(here: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    here.write_table("models.mine", 'adapter = "mymodels:Right"')
    below = here.path / "below"
    below.mkdir()
    monkeypatch.chdir(below)
    sys.path.insert(0, str(here.path))
    try:
        run = ru.evaluate("mine", suite=f"official:{here.path / 'data'}", protocols="direct")
    finally:
        sys.path.remove(str(here.path))
        sys.modules.pop("mymodels", None)
    assert (run.model, right(run)) == ("mine", 4)
    assert run.path.is_relative_to(here.path / ".realunify"), "where pytest keeps its runs, from wherever it is started"


class Eye:
    """A judge that sees what it is told to."""

    def answer(self, requests: Sequence[JudgeRequest]) -> list[str]:
        return ["yes" for _ in requests]


@pytest.mark.usefixtures("here")
def test_suite_judge_and_protocol_may_be_objects_too() -> None:
    @protocol("UEG")
    def terse(case: Any) -> Any:
        return (yield Generate(case.prompt))

    run = ru.evaluate(Drawing(), suite=ProceduralSuite("1", 0), judge=Eye(), protocols=[terse, "direct"], limit=1)
    assert {each.protocol for each in run.cases(axis="UEG")} == {"direct", "terse"}
    assert run.judge == "Eye"
    polls = [poll for each in run.cases(axis="UEG") for poll in each.polls]
    assert {poll.reply for poll in polls} == {"yes"}


@pytest.mark.usefixtures("here")
def test_a_model_that_judges_itself_is_asked_one_call_at_a_time() -> None:
    class Busy(Drawing):
        inside = 0
        most = 0

        def understand(self, requests: Sequence[Request]) -> list[str]:
            return self._alone(lambda: ["yes" for _ in requests])

        def generate(self, requests: Sequence[Request]) -> list[Image.Image]:
            return self._alone(lambda: [Image.new("RGB", (32, 32)) for _ in requests])

        def _alone(self, work: Callable[[], list[Made]]) -> list[Made]:
            self.inside += 1
            self.most = max(self.most, self.inside)
            time.sleep(0.002)
            self.inside -= 1
            return work()

    model = Busy()
    run = ru.evaluate(model, suite="procedural:1", judge=model, only="ueg", protocols="direct")
    assert (run.judge, model.most, model.closed) == ("vlm:Busy", 1, False)
    assert run.done > 10
    assert all(each.polls for each in run.cases())


@pytest.mark.usefixtures("here")
def test_another_model_may_judge() -> None:
    judge = Live("yes")
    run = ru.evaluate(Drawing(), suite="procedural:1", judge=judge, only="ueg", protocols="direct", limit=1)
    assert (run.judge, judge.closed) == ("vlm:Live", False)
    assert {poll.reply for each in run.cases() for poll in each.polls} == {"yes"}


@pytest.mark.usefixtures("here")
def test_a_judge_that_is_told_by_the_model_s_name_leaves_it_open() -> None:
    model = Drawing("yes")
    run = ru.evaluate(
        model, name="mine", suite="procedural:1", judge="pixels+vlm:mine", only="ueg", protocols="direct", limit=1
    )
    assert (run.judge, run.model, model.closed) == ("pixels+vlm:mine", "mine", False)
    judge = Drawing("yes")
    judge.answer = lambda requests: ["no" for _ in requests]  # type: ignore[attr-defined]
    ru.evaluate(model, suite="procedural:1", judge=judge, only="ueg", protocols="direct", limit=1)
    assert (model.closed, judge.closed) == (False, False)


def test_gates_decide_and_raise_nothing(here: Bench) -> None:
    failed = ru.evaluate(Live(), suite=SUITE, gate=["geu:direct>=0.9", "geu:stepwise>=0"])
    assert failed.passed is False
    assert ru.evaluate(Live(), suite=SUITE, baseline=here.path / "b.json", update_baseline=True).done == 8
    assert (here.path / "b.json").exists()


@pytest.mark.usefixtures("here")
def test_it_runs_in_another_thread_and_under_an_event_loop() -> None:
    async def in_a_thread() -> ru.Run:
        return await asyncio.to_thread(ru.evaluate, Live(), suite=SUITE, protocols="direct")

    async def in_the_loop() -> ru.Run:
        return ru.evaluate(Live(), suite=SUITE, protocols="direct")

    assert [asyncio.run(each()).done for each in (in_a_thread, in_the_loop)] == [4, 4]


@pytest.mark.usefixtures("here")
def test_the_reference_is_right_in_process_as_anywhere() -> None:
    run = ru.evaluate(Reference(), suite="procedural:smoke", only="attentional_focusing", protocols="stepwise")
    assert run.done == right(run) > 0
    assert run.facts["model"]["identity"]["adapter"] == "reference"


TESTS = """
import pytest_realunify as ru
from mymodels import Always

def test_a():
    assert ru.evaluate(Always(), suite="official:data", run_dir="runs-a").done == 8

def test_b():
    assert ru.evaluate(Always(), suite="official:data", run_dir="runs-b").done == 8
"""


def test_a_team_s_own_tests_may_call_it_on_workers_too(here: Bench) -> None:
    here.pytester.makepyfile(test_team=TESTS)
    result = here.pytester.runpytest_subprocess("-n", "2", "-p", "no:randomly", "test_team.py")
    result.assert_outcomes(passed=2)
