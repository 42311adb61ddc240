"""The two sides of a conversation between interpreters in one process: everything but the process is real."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import pytest
from PIL.Image import Image

from pytest_realunify.interfaces import Request
from pytest_realunify.models.remote import adapter
from pytest_realunify.models.remote.adapter import RemoteModel
from pytest_realunify.models.remote.faults import InterpreterGoneError
from pytest_realunify.models.remote.place import Place
from pytest_realunify.models.remote.there.server import Server
from pytest_realunify.models.remote.wire import Line
from pytest_realunify.records import Trouble

PLACE = Place(("python",), "envs/other/bin/python")


class Pipe:
    """One end of a channel; built-in types alone, as execnet's."""

    def __init__(self) -> None:
        self.other: Pipe = self
        self.heard: Callable[[object], None] = lambda _: None

    def send(self, item: object) -> None:
        assert type(item) in (str, bytes), "nothing else crosses"
        assert not isinstance(item, str) or item.isascii()
        self.other.heard(item)

    def setcallback(self, callback: Any, endmarker: object) -> None:
        del endmarker
        self.heard = callback

    def waitclose(self, timeout: float | None = None) -> None:
        del timeout


def lines() -> tuple[Line, Line]:
    """Both sides of one channel."""
    here, there = Pipe(), Pipe()
    here.other, there.other = there, here
    return Line(here), Line(there)


class LoopedInterpreter:
    """In the place of `Interpreter`. A model that raises SystemExit with a text has taken its process down."""

    started = 0

    def __init__(self, place: Place) -> None:
        type(self).started += 1
        self.place = place
        self.is_alive = True
        self.server = Server()
        self.here, self.there = lines()

    def ask(self, header: Mapping[str, Any], given: Sequence[Image] = ()) -> tuple[dict[str, Any], list[Image]]:
        self.here.send({**header, "number": 1}, given)
        self.there.send(*self.server.reply(*self.there.receive(0)))
        answer, pictures = self.here.receive(0)
        if answer.get("raised", {}).get("message") == "the process dies":
            self.kill()
            raise InterpreterGoneError(Trouble("crash", "it died"))
        return answer, pictures

    def kill(self) -> None:
        self.is_alive = False

    def close(self) -> dict[str, Any]:
        answer, _ = self.ask({"do": "close"})
        self.kill()
        return answer


def looped(monkeypatch: pytest.MonkeyPatch, target: str, **settings: Any) -> RemoteModel:
    """A remote model that is in this process after all."""
    monkeypatch.setattr(adapter, "Interpreter", LoopedInterpreter)
    LoopedInterpreter.started = 0
    return RemoteModel(PLACE, target, json.loads(json.dumps(settings)))


Do = Callable[[Sequence[Request]], Any]


class Model:
    """Does what it is told; `asked` is every batch it got."""

    do: Do = staticmethod(lambda requests: ["" for _ in requests])
    asked: list[Sequence[Request]]

    def __init__(self, word: str = "") -> None:
        self.word = word
        type(self).asked = []
        if word == "unloadable":
            raise OSError("no such checkpoint")

    def understand(self, requests: Sequence[Request]) -> Any:
        type(self).asked.append(requests)
        return type(self).do(requests)

    generate = edit = understand


class TextOnly:
    """Does not draw; says of itself what is no JSON."""

    generate = None

    def __init__(self, mark: list[str]) -> None:
        self.mark = mark

    def understand(self, requests: Sequence[Request]) -> list[str]:
        return [request.prompt for request in requests]

    def identity(self) -> dict[str, Any]:
        return {"mark": self.mark, "dtype": complex(1, 2)}

    def close(self) -> None:
        raise ConnectionError("still busy")


def each(what: Callable[[Request], Any]) -> Do:
    return lambda requests: [what(request) for request in requests]


def raising(error: BaseException) -> Do:
    def do(requests: Sequence[Request]) -> Any:
        if any(request.case == "bad" for request in requests):
            raise error
        return ["fine" for _ in requests]

    return do


REQUESTS = [Request("a"), Request("b", case="bad"), Request("c"), Request("d")]


@contextmanager
def importable(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The models above are found as `there_models:Model` and `there_models:TextOnly`; afterwards they do as before."""
    module = ModuleType("there_models")
    module.Model, module.TextOnly = Model, TextOnly  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "there_models", module)
    monkeypatch.setattr(
        "pytest_realunify.models.remote.there.building.imported",
        lambda path, *_: lambda: vars(module)[path.partition(":")[2]],
    )
    yield
    Model.do = staticmethod(each(lambda _: ""))
