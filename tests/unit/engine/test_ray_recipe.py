"""A model as plain data: resolved again elsewhere, it is the same one."""

from __future__ import annotations

import json
import os
import socket
import sys
from pathlib import Path
from typing import Any

import pytest

from pytest_realunify.engine.ray.cluster import Cluster, Layout, check_installed
from pytest_realunify.engine.ray.plain import packed
from pytest_realunify.engine.ray.recipe import Recipe, prepare
from pytest_realunify.engine.ray.replica import Replica
from pytest_realunify.errors import UsageError
from pytest_realunify.interfaces import Request
from pytest_realunify.models.resolve import resolve

TOY = """
from pytest_realunify.errors import ModelUnavailableError


class Toy:
    def __init__(self, word="yes"):
        self.word = word

    def identity(self):
        return {"word": self.word}

    def understand(self, requests):
        for request in requests:
            if request.prompt == "sticky":
                raise RuntimeError("CUDA error: device-side assert triggered")
            if request.prompt == "key":
                raise ModelUnavailableError("no key")
            request.usage["output_tokens"] = 3
        return [f"{self.word} {request.prompt}" if request.prompt != "bad" else None for request in requests]


class Nothing:
    pass
"""


@pytest.fixture(autouse=True)
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "toyreplica.py").write_text(TOY)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(tmp_path)


def recipe(name: str, tables: dict[str, Any] | None = None) -> Recipe:
    return Recipe.of(resolve(name, tables or {}), tables or {}, 4)


@pytest.mark.parametrize(
    ("name", "tables", "word"),
    [
        ("toyreplica:Toy", {}, "yes"),
        ("mine", {"mine": {"adapter": "toyreplica:Toy", "word": "no"}}, "no"),
    ],
)
def test_a_model_is_the_same_elsewhere(name: str, tables: dict[str, Any], word: str) -> None:
    travelling = json.loads(json.dumps(recipe(name, tables).to_plain()))
    told = Replica(travelling).load()
    assert told == {"verbs": ["understand"], "identity": {"word": word}}


def test_composed_models_and_adapters_travel_too() -> None:
    tables = {
        "both": {"adapter": "composed", "understand": "toyreplica:Toy", "generate": "reference", "edit": "reference"},
        "served": {"adapter": "openai", "model": "m", "base_url": "http://localhost:1/v1"},
    }
    assert Replica(recipe("both", tables).to_plain()).load()["verbs"] == ["understand", "generate", "edit"]
    assert prepare(recipe("served", tables)).settings == resolve("served", tables).settings
    assert prepare(recipe("recorded:some/folder")).settings == {"target": "some/folder"}


def test_the_drivers_folder_and_path_are_the_replicas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = recipe("toyreplica:Toy")
    monkeypatch.chdir("/")
    monkeypatch.setattr(sys, "path", [entry for entry in sys.path if entry != str(tmp_path)])
    before = list(sys.path)
    prepare(told)
    assert Path.cwd() == tmp_path
    assert sys.path[: len(before)] == before
    assert str(tmp_path) in sys.path


def test_another_version_of_the_plugin_is_refused() -> None:
    told = Replica({**recipe("reference").to_plain(), "version": "0.0.0"}).load()
    assert told["trouble"]["kind"] == "ModelError"
    assert "and the driver 0.0.0" in told["trouble"]["message"]


def test_what_loading_raises_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "none of understand" in Replica(recipe("toyreplica:Nothing").to_plain()).load()["trouble"]["message"]
    tables = {"odd": {"adapter": "toyreplica:Toy", "colour": "red"}}
    assert Replica(recipe("odd", tables).to_plain()).load()["trouble"]["kind"] == "TypeError"
    monkeypatch.setattr(os, "environ", dict(os.environ, CUDA_VISIBLE_DEVICES="3"))
    assert Replica({}).hello()["devices"] == "3"


def test_a_hooks_model_is_refused_with_what_to_type() -> None:
    with pytest.raises(UsageError, match=r"hook made it\.\nName it by its place: --model=package\.module:Class"):
        Recipe.of(resolve("mine", {}, lambda _: object()), {}, 4)


def test_answers_usage_and_trouble_come_back() -> None:
    replica = Replica(recipe("toyreplica:Toy").to_plain())
    replica.load()

    def asked(*prompts: str) -> dict[str, Any]:
        return replica.answer("understand", [vars_of(Request(prompt)) for prompt in prompts])

    told = asked("a", "bad")
    assert told["answers"] == ["yes a", {"kind": "ModelError", "message": told["answers"][1]["message"]}]
    assert told["usage"] == [{"output_tokens": 3}] * 2
    assert asked("a", "sticky")["lost"]["kind"] == "RuntimeError"
    assert asked("key") == {"unavailable": "no key", "usage": [{}]}


def test_a_picture_that_cannot_be_opened_is_not_asked_about() -> None:
    replica = Replica(recipe("toyreplica:Toy").to_plain())
    replica.load()
    broken = {**vars_of(Request("b")), "images": [b"no picture"]}
    told = replica.answer("understand", [vars_of(Request("a")), broken, vars_of(Request("c"))])
    assert [answer if isinstance(answer, str) else answer["kind"] for answer in told["answers"]] == [
        "yes a",
        "UnreadableError",
        "yes c",
    ]
    assert told["usage"] == [{"output_tokens": 3}, {}, {"output_tokens": 3}]


def vars_of(request: Request) -> dict[str, Any]:
    return {"prompt": request.prompt, "images": [], "seed": request.seed, "case": request.case}


@pytest.mark.parametrize(
    ("nodes", "replicas", "devices", "expected"),
    [
        ([4, 4], None, None, (8, 1)),
        ([4, 3], None, 2, (3, 2)),
        ([0, 0, 0], None, None, (3, 0)),
        ([2], 5, None, (5, 1)),
        ([2], None, 0, (1, 0)),
    ],
)
def test_what_the_user_left_open_follows_from_the_cluster(
    nodes: list[int], replicas: int | None, devices: int | None, expected: tuple[int, int]
) -> None:
    layout = Layout.of(nodes, replicas, devices)
    assert (layout.replicas, layout.devices) == expected


def test_a_cluster_without_room_for_one_replica_is_refused() -> None:
    with pytest.raises(UsageError, match=r"has the 4 devices that a replica needs; the largest has 2"):
        Layout.of([2, 2], None, 4)


def test_a_missing_ray_is_one_line_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(UsageError, match=r"^--realunify-engine=ray needs ray: pip install 'pytest-realunify\[ray\]'$"):
        check_installed()


def test_an_address_where_no_cluster_answers_is_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("ray")
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(UsageError, match=f"^no Ray cluster answers at {address}: "):
            Cluster(address, None, None)
        monkeypatch.setenv("RAY_ADDRESS", f"ray://{address}")
        with pytest.raises(UsageError, match=f"^no Ray cluster answers at ray://{address}: "):
            Cluster("", None, None)


def test_the_limit_is_one_of_every_try_and_not_of_a_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "slowreplica.py").write_text(
        "import time\n\n\nclass Slow:\n    def understand(self, requests):\n"
        "        if any(each.prompt == 'hang' for each in requests):\n            time.sleep(600)\n"
        "        time.sleep(0.15 * len(requests))\n        return [each.prompt for each in requests]\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    replica = Replica(recipe("slowreplica:Slow").to_plain())
    assert replica.load()["verbs"] == ["understand"]
    asked = [Request(word) for word in ("a", "b", "hang", "d")]
    answers = replica.answer("understand", packed(asked), None, 0.25)["answers"]
    assert [answers[place] for place in (0, 1, 3)] == ["a", "b", "d"]
    assert answers[2]["kind"] == "timeout"
    assert answers[2]["message"] == "understand: no answer within 0.25 s"
