"""A process that is lost costs the request that lost it; what a model in another interpreter is besides its verbs."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from loopback import PLACE, REQUESTS, LoopedInterpreter, Model, each, importable, looped, raising
from pytest_realunify.engine.model_calls import Calls
from pytest_realunify.errors import ModelUnavailableError
from pytest_realunify.extensions.identity import identity_of
from pytest_realunify.interfaces import supports
from pytest_realunify.models.remote.adapter import IN_A_ROW, RemoteModel
from pytest_realunify.models.remote.faults import InterpreterGoneError
from pytest_realunify.records import Trouble
from pytest_realunify.taxonomy import VERBS


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> Iterator[RemoteModel]:
    with importable(monkeypatch):
        yield looped(monkeypatch, "there_models:Model")


LOST = "CUDA error: device-side assert triggered"


@pytest.mark.parametrize("in_place", [False, True])
def test_a_lost_device_costs_its_request_and_a_process(there: RemoteModel, in_place: bool) -> None:
    error = RuntimeError(LOST)
    Model.do = staticmethod(
        each(lambda request: error if request.case == "bad" else "fine") if in_place else raising(error)
    )
    answers = Calls(there, 8).answer("understand", REQUESTS)
    assert [answers[0], *answers[2:]] == ["fine"] * 3
    assert (answers[1].kind, answers[1].message[: len(LOST)]) == ("RuntimeError", LOST)
    assert LoopedInterpreter.started == 3, "the first, one for asking one by one, one for the rest"


def test_a_process_that_dies_costs_the_request_that_killed_it(there: RemoteModel) -> None:
    answers = Calls(there, 8)
    Model.do = staticmethod(raising(SystemExit("the process dies")))
    assert answers.answer("understand", REQUESTS) == ["fine", Trouble("crash", "it died"), "fine", "fine"]
    assert LoopedInterpreter.started == 3


def test_so_many_that_die_in_a_row_are_the_model_s_end(there: RemoteModel) -> None:
    Model.do = staticmethod(raising(SystemExit("the process dies")))
    calls, bad, good = Calls(there, 1), REQUESTS[1:2], REQUESTS[:1]
    for _ in range(3):
        for _ in range(IN_A_ROW - 1):
            assert calls.answer("understand", bad) == [Trouble("crash", "it died")]
        assert calls.answer("understand", good) == ["fine"]
    for _ in range(IN_A_ROW - 1):
        calls.answer("understand", bad)
    with pytest.raises(
        ModelUnavailableError, match=r"3 cases in a row took envs/other/bin/python down, the last so: crash"
    ):
        calls.answer("understand", bad)


def test_a_model_that_cannot_be_loaded_again_is_the_run_s_end(
    there: RemoteModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    Model.do = staticmethod(raising(SystemExit("the process dies")))
    with pytest.raises(InterpreterGoneError):
        there.understand(REQUESTS[1:2])  # type: ignore[misc]
    monkeypatch.setattr(there, "_settings", {"word": "unloadable"})
    with pytest.raises(ModelUnavailableError, match=r"cannot: OSError: no such checkpoint \(loopback.py:"):
        there.realunify_ready("understand")


def test_verbs_and_identity_are_the_model_s_own(monkeypatch: pytest.MonkeyPatch) -> None:
    with importable(monkeypatch):
        there = looped(monkeypatch, "there_models:TextOnly", mark=["x"])
    assert [supports(there, verb) for verb in VERBS] == [True, False, False]
    assert identity_of(there) == {"mark": ["x"], "dtype": "(1+2j)"}
    with pytest.raises(Exception, match=r"^still busy \(loopback.py:") as closing:
        there.close()
    assert type(closing.value).__name__ == "ConnectionError"


def test_a_model_without_an_identity_is_its_class(there: RemoteModel) -> None:
    assert identity_of(there) == identity_of(Model())
    assert there.place is PLACE


def test_it_says_what_its_interpreter_is_like(there: RemoteModel) -> None:
    facts = there.realunify_facts()["envs/other/bin/python"]
    assert facts["executable"] == sys.executable
    assert {"python", "pillow"} <= facts["versions"].keys()
    assert facts["memory"]["peak"] > 1 << 20
