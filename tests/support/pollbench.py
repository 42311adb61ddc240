"""Toy judges and pictures for the poller's tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from pytest_realunify.engine.poll_cache import PollCache
from pytest_realunify.engine.polling import Ballot, Polled, Poller
from pytest_realunify.interfaces import JudgeRequest, Question
from pytest_realunify.protocols import Drawn

PATIENCE = 20.0
"""Seconds after which a test that would hang fails instead."""

Reply = Callable[[JudgeRequest], Any]


class Toy:
    """Replies with what `reply` makes of a request, or raises it. Remembers every call."""

    def __init__(self, reply: Reply = lambda _: "yes", concurrent: bool = False) -> None:
        self.reply = reply
        self.concurrent = concurrent
        self.calls: list[list[JudgeRequest]] = []

    def answer(self, requests: Sequence[JudgeRequest]) -> Any:
        self.calls.append(list(requests))
        return [self.reply(request) for request in requests]

    @property
    def asked(self) -> list[str]:
        return [request.question for call in self.calls for request in call]


def ballot(name: str, *questions: str, draw: str = "", shared: bool = False) -> Ballot:
    asked = tuple(Question(each, "yes") for each in questions)
    return Ballot(Drawn(Image.new("RGB", (2, 2)), name), asked, draw, shared)


def poller(judge: Any, folder: Path, **settings: Any) -> Poller:
    given: dict[str, Any] = {"fingerprint": "f", "prompt_template": "{question}", "concurrency": 4, **settings}
    return Poller(judge, cache=PollCache(folder / "polls"), **given)


def polled(judge: Any, folder: Path, items: Sequence[Ballot], **settings: Any) -> list[Polled]:
    asking = poller(judge, folder, **settings)
    try:
        return [future.result(PATIENCE) for future in asking.submit(items)]
    finally:
        asking.close()


both = pytest.mark.parametrize("concurrent", [False, True])
