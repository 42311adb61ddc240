"""What a handle makes of what Ray says, with a Ray that says what it is told to."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from pytest_realunify.engine.ray import cluster
from pytest_realunify.engine.ray.cluster import RayHandle
from pytest_realunify.engine.ray.pool import About, LoadError, LostError, PoolError
from pytest_realunify.interfaces import Request
from pytest_realunify.records import Trouble

DIED = """The actor died unexpectedly before finishing this task.
	class_name: Replica
	actor_id: 8c8494b0b00f8a4f69f3f70f01000000
	pid: 32052
The actor died because its node has died. Node Id: 94f7fec02bd3d645. More of it follows."""


class RayError(Exception):
    pass


class RayTaskError(RayError):
    cause = ValueError("in our own code")


class Ray:
    """`answers` come one by one; a `None` among them is a wait in vain."""

    exceptions = SimpleNamespace(RayError=RayError, RayTaskError=RayTaskError)

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.killed = 0

    def wait(self, refs: list[Any], timeout: float) -> tuple[list[Any], list[Any]]:
        assert timeout > 0
        if self.answers[0] is None:
            if len(self.answers) > 1:
                self.answers.pop(0)
            return [], refs
        return refs, []

    def get(self, ref: Any, timeout: float) -> Any:
        assert ref
        assert timeout > 0
        if isinstance(self.answers[0], Exception):
            raise self.answers[0]
        return self.answers[0]

    def kill(self, actor: Any) -> None:
        assert actor
        self.killed += 1


def handle(monkeypatch: pytest.MonkeyPatch, *answers: Any, timeout: float | None = None) -> RayHandle:
    monkeypatch.setattr(cluster, "_ray", lambda: Ray(*answers))
    remote = SimpleNamespace(remote=lambda *_: "ref")
    return RayHandle(SimpleNamespace(hello=remote, load=remote, answer=remote), timeout)


def test_a_replica_says_where_it_is_and_what_it_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    assert handle(monkeypatch, {"node": "a", "devices": "2,3"}).arrive() == "a, device 2,3"
    assert handle(monkeypatch, {"node": "a", "devices": ""}).arrive() == "a"
    told = {"verbs": ["understand"], "identity": {"name": "toy"}}
    assert handle(monkeypatch, told).load() == About(("understand",), {"name": "toy"})
    with pytest.raises(LoadError, match="OSError: no such checkpoint"):
        handle(monkeypatch, {"trouble": {"kind": "OSError", "message": "no such checkpoint"}}).load()


def test_answers_and_usage_reach_the_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [Request("a"), Request("b")]
    told = {
        "answers": ["yes", {"kind": "ValueError", "message": "no"}],
        "usage": [{"tokens": 3}, {}],
        "notes": [{"finish": "length"}, {}],
    }
    assert handle(monkeypatch, None, told).answer("understand", asked) == ["yes", Trouble("ValueError", "no")]
    assert [request.usage for request in asked] == [{"tokens": 3}, {}]
    assert [request.notes for request in asked] == [{"finish": "length"}, {}]


def test_a_call_that_never_ends_is_given_up_after_its_time_per_case(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [Request("a"), Request("b")]
    with pytest.raises(LostError) as caught:
        handle(monkeypatch, None, timeout=3).answer("understand", asked)
    assert caught.value.trouble == Trouble("timeout", "no answer within 6 s, nor to an interrupt")
    told = {"answers": ["yes", "no"], "usage": [{}, {}], "notes": [{}, {}]}
    in_time = handle(monkeypatch, *[None] * 6, told, timeout=3)
    assert in_time.answer("understand", asked) == ["yes", "no"]


def test_whoever_waits_for_a_replica_that_was_let_go_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    made = handle(monkeypatch, None)
    made.kill()
    with pytest.raises(LostError, match="it was let go"):
        made.arrive()


def test_a_dead_actor_is_told_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(LostError, match=r"^The actor died because its node has died$"):
        handle(monkeypatch, RayError(DIED)).arrive()
    with pytest.raises(LostError, match=r"^something else$"):
        handle(monkeypatch, RayError("something\nelse")).arrive()


def test_what_no_other_replica_could_do_better_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PoolError, match="no key"):
        handle(monkeypatch, {"unavailable": "no key", "usage": [{}]}).answer("understand", [Request("a")])
    with pytest.raises(PoolError, match="a replica failed: in our own code"):
        handle(monkeypatch, RayTaskError()).answer("understand", [Request("a")])


def test_a_lost_device_is_the_end_of_its_replica(monkeypatch: pytest.MonkeyPatch) -> None:
    trouble = {"kind": "RuntimeError", "message": "CUDA error: device-side assert triggered"}
    with pytest.raises(LostError) as caught:
        handle(monkeypatch, {"lost": trouble}).answer("understand", [Request("a")])
    assert caught.value.trouble == Trouble(**trouble)
