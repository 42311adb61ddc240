"""A model that draws in a style of its own gets verdicts: the default suite's pictures, drawn by another painter."""

from __future__ import annotations

from functools import partial

import own_hand
import pytest

from pytest_realunify.interfaces import JudgeRequest
from pytest_realunify.procedural.pixels import Pixels
from pytest_realunify.procedural.suite import specimens
from pytest_realunify.procedural.suite.suite import ProceduralSuite

INSTANCES = 2


@pytest.mark.parametrize(("style", "most"), [("outlined", 0.03), ("flat", 0.03), ("shaded", 0.10)])
def test_hardly_a_right_picture_is_without_a_verdict_and_none_gets_a_wrong_one(
    style: str, most: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(specimens, "paint", partial(own_hand.paint, own_hand.STYLES[style]))
    suite, judge = ProceduralSuite(seed=3), Pixels()
    pictures, unread = 0, 0
    for subtask in suite.drawn:
        for index in range(INSTANCES):
            right = next(each for each in suite.specimens(subtask, index) if each.positive)
            image = right.image()
            replies = judge.answer([JudgeRequest(image, each.question, "") for each in right.questions])
            pictures += 1
            unread += any(reply not in ("yes", "no") for reply in replies)
            for reply, question in zip(replies, right.questions, strict=True):
                assert reply not in ("yes", "no") or reply == question.answer, (subtask, index, question.question)
    assert unread / pictures <= most
