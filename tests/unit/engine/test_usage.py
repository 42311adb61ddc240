"""What models note of a request's cost, on its way into the journal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from enginebench import Model, geu, ran
from pytest_realunify.interfaces import Request
from pytest_realunify.records import Step, from_json, to_json


def test_every_step_keeps_what_its_own_call_cost(tmp_path: Path) -> None:
    def spoil(requests: Sequence[Request], outputs: list[Any]) -> list[Any]:
        for request in requests:
            request.usage["output_tokens"] = len(request.prompt)
        return outputs

    for attempt in ran(Model(spoil), tmp_path, [geu(0), geu(11)]).values():
        assert [step.usage for step in attempt.steps] == [{"output_tokens": len(step.prompt)} for step in attempt.steps]


def test_a_failed_call_has_its_price_too(tmp_path: Path) -> None:
    def spoil(requests: Sequence[Request], outputs: list[Any]) -> list[Any]:
        requests[0].usage["calls"] = requests[0].usage.get("calls", 0) + 1
        return [ValueError("no"), *outputs[1:]]

    [attempt] = ran(Model(spoil), tmp_path, [geu(0)]).values()
    assert attempt.error is not None
    assert [step.usage for step in attempt.steps] == [{"calls": 1}]


def test_only_whole_numbers_reach_the_journal(tmp_path: Path) -> None:
    def spoil(requests: Sequence[Request], outputs: list[Any]) -> list[Any]:
        noted: dict[Any, Any] = requests[0].usage
        noted |= {"tokens": np.int64(7), "price": 0.5, "who": "me", 3: 4}
        return outputs

    [attempt] = ran(Model(spoil), tmp_path, [geu(0)], "direct").values()
    [step] = attempt.steps
    assert step.usage == {"tokens": 7, "3": 4}
    assert from_json(Step, to_json(step)) == step


def test_a_journal_from_before_there_were_prices_is_still_read() -> None:
    assert from_json(Step, {"verb": "edit", "prompt": "p"}).usage == {}


def test_requests_share_no_notes_and_are_equal_whatever_they_cost() -> None:
    one, other = Request("a"), Request("a")
    one.usage["calls"] = 1
    assert other.usage == {}
    assert one == other
