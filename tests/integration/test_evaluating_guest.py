"""`evaluate` is a guest in its process: what it leaves as it was, what it refuses, what gets through."""

from __future__ import annotations

import gc
import os
import random
import signal
import sys
import threading
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

import pytest_realunify as ru
from livebench import SUITE, Live
from pytest_realunify.errors import JudgeError, ModelError
from pytest_realunify.interfaces import Request
from toybench import Bench


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
def test_the_pytest_around_it_goes_on_explaining_assertions() -> None:
    ru.evaluate(Live(), suite=SUITE, protocols="direct")
    with pytest.raises(AssertionError, match="At index 0 diff: 1 != 2"):
        assert [1] == [2]
    assert os.environ["PYTEST_CURRENT_TEST"].startswith("tests/integration/test_evaluating_guest.py")
