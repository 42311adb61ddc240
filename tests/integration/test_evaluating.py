"""`evaluate`: a live model, examined in the process that has it; here always from within a running pytest."""

from __future__ import annotations

import asyncio
import gc
import os
import random
import signal
import sys
import threading
import time
import weakref
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest
import torch
from PIL import Image

import pytest_realunify as ru
from pytest_realunify.errors import JudgeError, ModelError
from pytest_realunify.interfaces import JudgeRequest, Request
from pytest_realunify.procedural.reference import Reference
from pytest_realunify.procedural.suite.suite import ProceduralSuite
from pytest_realunify.protocols import Generate, protocol
from toybench import Bench

SUITE = "official:data"
Made = TypeVar("Made")


class Live:
    """Says one letter, from a network; and changes whatever a careless model changes."""

    def __init__(self, letter: str = "A") -> None:
        self.letter = letter
        self.network = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Dropout())
        self.network[0].eval()  # frozen, in a network that trains
        self.asked: list[str] = []
        self.seen: set[tuple[int, bool, bool]] = set()
        self.closed = False

    def understand(self, requests: Sequence[Request]) -> list[str]:
        self.asked += [request.case for request in requests]
        self.seen.add((os.getpid(), self.network[1].training, torch.is_grad_enabled()))
        random.seed(1)
        np.random.seed(1)
        torch.manual_seed(1)
        torch.backends.cudnn.benchmark = not torch.backends.cudnn.benchmark
        os.environ["CARELESS"] = "yes"
        return [self.letter for _ in requests]

    def close(self) -> None:
        self.closed = True


class Drawing(Live):
    """Draws one grey square."""

    def generate(self, requests: Sequence[Request]) -> list[Image.Image]:
        return [Image.new("RGB", (32, 32), "grey") for _ in requests]


@pytest.fixture
def here(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """In the team's directory, with toy data of four letters."""
    bench.data("ABCD")
    monkeypatch.chdir(bench.path)
    return bench


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


def state(model: Live) -> dict[str, Any]:
    return {
        "python": random.getstate(),
        "numpy": repr(np.random.get_state()),
        "torch": torch.get_rng_state().tolist(),
        "training": [part.training for part in model.network.modules()],
        "gradients": torch.is_grad_enabled(),
        "cudnn": torch.backends.cudnn.benchmark,
        "environment": dict(os.environ),
        "directory": os.getcwd(),  # noqa: PTH109
        "path": list(sys.path),
        "finders": list(sys.meta_path),
        "streams": (sys.stdin, sys.stdout, sys.stderr),
        "signals": [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)],
        "hooks": (sys.excepthook, sys.unraisablehook, threading.excepthook, sys.breakpointhook),
        "threads": {each.name for each in threading.enumerate()},
        "files": sorted(os.listdir()),  # noqa: PTH208
    }


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("gradients", [True, False])
def test_the_process_is_left_as_it_was_found(gradients: bool) -> None:
    model = Live()
    ru.evaluate(model, suite=SUITE, protocols="direct")  # what is imported or made once is there by now
    model.seen.clear()
    with torch.set_grad_enabled(gradients):
        before = state(model)
        ru.evaluate(model, suite=SUITE, protocols="direct")
        after = state(model)
    assert {name for name in before if before[name] != after[name]} == set()
    assert {each[1:] for each in model.seen} == {(False, False)}  # asked in evaluation mode, without gradients


@pytest.mark.usefixtures("here")
def test_a_run_that_fails_leaves_the_process_as_it_was_found_too() -> None:
    class Broken(Live):
        def understand(self, requests: Sequence[Request]) -> list[str]:
            super().understand(requests)
            raise KeyboardInterrupt

    model = Broken()
    with pytest.raises(KeyboardInterrupt):
        ru.evaluate(model, suite=SUITE)
    before = state(model)
    with pytest.raises(KeyboardInterrupt):
        ru.evaluate(model, suite=SUITE)
    assert state(model) == before


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
    assert run.path.is_relative_to(below)


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


@pytest.mark.usefixtures("here")
def test_nothing_holds_on_to_a_model_or_keeps_a_file_open() -> None:
    ru.evaluate(Live(), suite=SUITE, protocols="direct", timeout=60)
    opened = set(Path("/proc/self/fd").iterdir()) if Path("/proc/self/fd").exists() else set()
    model = Live()
    gone = weakref.ref(model)
    run = ru.evaluate(model, suite=SUITE, protocols="direct", timeout=60)
    del model
    gc.collect()
    assert gone() is None
    assert run.done == 4
    assert not opened or len(set(Path("/proc/self/fd").iterdir())) <= len(opened)


def test_gates_decide_and_raise_nothing(here: Bench) -> None:
    failed = ru.evaluate(Live(), suite=SUITE, gate=["geu:direct>=0.9", "geu:stepwise>=0"])
    assert failed.passed is False
    assert ru.evaluate(Live(), suite=SUITE, baseline=here.path / "b.json", update_baseline=True).done == 8
    assert (here.path / "b.json").exists()


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        ({"limitt": 1}, ru.UsageError, r"unknown option of evaluate\(\): 'limitt'. Did you mean 'limit'\?"),
        ({"limit": "many"}, ru.UsageError, "--realunify-limit takes a whole number from 1, not 'many'"),
        ({"strict_cases": "yes"}, ru.UsageError, r"strict_cases \(evaluate\) takes True or False"),
        ({"engine": "ray"}, ru.UsageError, r"engine \(evaluate\): a model that is loaded here"),
        ({"suite": "proceduralll"}, ru.UsageError, "Did you mean 'procedural'"),
        ({"suite": "official:nowhere"}, ru.RealUnifyError, "nowhere"),
        ({"protocols": "drect"}, ru.UsageError, "Did you mean 'direct'"),
        ({"protocols": [lambda: None, lambda: None]}, ru.UsageError, "called alike"),
        ({"suite": SUITE, "model": "reference", "name": "mine"}, ru.UsageError, r"name \(evaluate\) is for an object"),
        ({"label": "a\nb"}, ru.UsageError, "--realunify-label takes a name on one line"),
        ({"judge": object()}, JudgeError, "neither answer nor understand"),
        ({"only": "nothing_like_it"}, ru.RealUnifyError, "no case was chosen"),
    ],
)
def test_what_cannot_be_run_is_refused_and_leaves_nothing(
    here: Bench, given: dict[str, Any], error: type[Exception], said: str
) -> None:
    model = Live()
    with pytest.raises(error, match=said):
        ru.evaluate(**{"model": model, "suite": SUITE, **given})
    assert model.asked == []
    assert here.folders == []


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("model", [torch.nn.Linear(1, 1), {}, None, 7])
def test_what_can_be_asked_nothing_is_no_model(model: object) -> None:
    with pytest.raises(ModelError, match="is no model under test: it has none of understand, generate, edit"):
        ru.evaluate(model, suite=SUITE)


@pytest.mark.usefixtures("here")
def test_ctrl_c_gets_through_and_what_was_finished_is_kept() -> None:
    class Stopped(Live):
        def understand(self, requests: Sequence[Request]) -> list[str]:
            if len(self.asked) == 2:
                raise KeyboardInterrupt
            return super().understand(requests)

    with pytest.raises(KeyboardInterrupt):
        ru.evaluate(Stopped(), suite=SUITE, batch_size=1, protocols="direct")
    assert ru.load().done == 2


@pytest.mark.usefixtures("here")
def test_a_run_that_ends_early_is_returned_with_a_warning_at_the_call() -> None:
    with pytest.warns(RuntimeWarning, match=r"ended early: .*2") as warned:
        run = ru.evaluate(Live(), suite=SUITE, batch_size=1, max_calls=2, protocols="direct")
    assert run.done == 2
    assert {each.filename for each in warned} == {__file__}


@pytest.mark.usefixtures("here")
def test_a_model_that_cannot_be_loaded_is_said() -> None:
    def factory() -> object:
        raise OSError("no weights")

    with pytest.raises(ModelError, match="model factory cannot be loaded: OSError: no weights"):
        ru.evaluate(factory, suite=SUITE)


@pytest.mark.usefixtures("here")
def test_nothing_is_printed_unless_asked_for(capfd: pytest.CaptureFixture[str]) -> None:
    class Loud(Live):
        def understand(self, requests: Sequence[Request]) -> list[str]:
            print("loud")
            return super().understand(requests)

    ru.evaluate(Loud(), suite=SUITE, protocols="direct")
    assert capfd.readouterr() == ("", "")
    ru.evaluate(Loud(), suite=SUITE, protocols="direct", quiet=False, label="step-1")
    out, err = capfd.readouterr()
    assert "(label step-1)" in out
    assert "scored 4 of 4" in out
    assert err == ""


@pytest.mark.usefixtures("here")
def test_it_runs_in_another_thread_and_under_an_event_loop() -> None:
    async def in_a_thread() -> ru.Run:
        return await asyncio.to_thread(ru.evaluate, Live(), suite=SUITE, protocols="direct")

    async def in_the_loop() -> ru.Run:
        return ru.evaluate(Live(), suite=SUITE, protocols="direct")

    assert [asyncio.run(each()).done for each in (in_a_thread, in_the_loop)] == [4, 4]


@pytest.mark.usefixtures("here")
def test_the_pytest_around_it_goes_on_explaining_assertions() -> None:
    ru.evaluate(Live(), suite=SUITE, protocols="direct")
    with pytest.raises(AssertionError, match="At index 0 diff: 1 != 2"):
        assert [1] == [2]
    assert os.environ["PYTEST_CURRENT_TEST"].startswith("tests/integration/test_evaluating.py")


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
