"""A model as a judge, and polls through the SDK against a server that misbehaves."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from fakeserver import FakeServer, at_random, serving, verdict
from pollbench import PATIENCE, ballot, poller
from pytest_realunify.engine.polling import Ballot, Polled
from pytest_realunify.errors import JudgeError
from pytest_realunify.extensions.identity import identity_of
from pytest_realunify.interfaces import JudgeRequest, Request
from pytest_realunify.judges.vlm import VLM
from pytest_realunify.models.openai import OpenAI
from pytest_realunify.models.outage import IN_A_ROW


class Eye:
    """Says what it was asked."""

    closed = False

    def understand(self, requests: Sequence[Request]) -> list[str]:
        return [f"{request.prompt}|{len(request.images)}|{request.seed}|{request.case}" for request in requests]

    def close(self) -> None:
        self.closed = True


class Named(Eye):
    concurrent = True

    def identity(self) -> dict[str, str]:
        return {"checkpoint": "step-9"}


def test_the_model_sees_prompt_picture_and_seed_and_no_case() -> None:
    image = Image.new("RGB", (1, 1))
    requests = [JudgeRequest(image, "q", "prompt", 7), JudgeRequest(image, "r", "other", 8)]
    assert VLM(Eye()).answer(requests) == ["prompt|1|7|", "other|1|8|"]


def test_it_is_concurrent_where_its_model_is() -> None:
    assert [VLM(Eye()).concurrent, VLM(Named()).concurrent] == [False, True]


def test_its_identity_is_the_model_s() -> None:
    assert VLM(Named()).identity() == {"judge": "vlm", "model": {"checkpoint": "step-9"}}
    assert VLM(Eye()).identity() == {"judge": "vlm", "model": identity_of(Eye())}


def test_closing_it_closes_the_model_where_that_can_be() -> None:
    model = Eye()
    VLM(model).close()
    assert model.closed
    VLM(type("Plain", (), {"understand": Eye.understand})()).close()


@pytest.mark.parametrize("model", [object(), None, type("Off", (), {"understand": None})()])
def test_a_model_that_cannot_understand_is_no_judge(model: object) -> None:
    with pytest.raises(JudgeError, match="cannot judge: it has no understand"):
        VLM(model)


def asked(server: FakeServer, items: Sequence[Ballot], folder: Path, *, retries: int = 6) -> list[Polled]:
    """With 16 polls in flight, and milliseconds where others pause for seconds."""
    model = OpenAI(model="fake", base_url=server.url, max_retries=retries)
    model.retrying = replace(model.retrying, backoff=0.001)
    judge = VLM(model)
    asking = poller(judge, folder, concurrency=16)
    try:
        return [future.result(PATIENCE) for future in asking.submit(items)]
    finally:
        asking.close()
        judge.close()


def pictures(count: int) -> list[Ballot]:
    chance = random.Random(0)
    return [
        ballot(f"{number}", *(f"Is part {part} of {number} {chance.random():.3f}?" for part in range(3)))
        for number in range(count)
    ]


def answers(results: Sequence[Polled]) -> list[list[str | None]]:
    assert [each.error for each in results] == [None] * len(results)
    return [[poll.answer for poll in each.polls] for each in results]


def test_faults_in_every_fifth_call_lose_no_case(tmp_path: Path) -> None:
    items = pictures(60)
    with serving(latency=0.002) as server:
        server.fault = at_random(0.2)
        results = asked(server, items, tmp_path)
        assert len(server.faults) == 6, "every kind of fault was met"
        assert 1 < server.most_in_flight <= 16
    assert answers(results) == [[verdict(question.question) for question in item.questions] for item in items]


def test_after_an_outage_only_what_is_missing_is_asked(tmp_path: Path) -> None:
    items = pictures(40)
    with serving() as server:
        answers(asked(server, items[:10], tmp_path))
        before = len(server.bodies)
        server.down = True
        during = asked(server, items, tmp_path, retries=1)
        assert [each.error is None for each in during] == [True] * 10 + [False] * 30
        assert len(server.bodies) - before <= 2 * (IN_A_ROW + 16), (
            "polls fail at once when the judge is known to be down"
        )
        server.down = False
        before = len(server.bodies)
        after = asked(server, items, tmp_path)
        assert len(server.bodies) - before == 30 * 3
    assert answers(after) == [[verdict(question.question) for question in item.questions] for item in items]
