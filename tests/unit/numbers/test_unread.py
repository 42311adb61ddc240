"""Pictures that a judge could not read are counted by why, and the run says what helps."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_realunify.numbers.outlines import outlined
from pytest_realunify.numbers.summary import summarise
from pytest_realunify.numbers.unread import ALIKE, unread
from pytest_realunify.records import Poll, Result, State, Verdict
from pytest_realunify.reporting.unread import unread_lines

FONT = "its writing is in a font that only the extra judge reads"


def judged(index: int, state: State, *replies: str) -> Result:
    polls = tuple(Poll("Is it?", "yes", reply, reply if reply in ("yes", "no") else None) for reply in replies)
    instance = f"world_knowledge-x-{index:04d}"
    verdict = Verdict(state, state)
    return Result(
        f"{instance}-direct", instance, "UEG", "world_knowledge", "x", "direct", 0, verdict, None, "0" * 64, polls
    )


def run() -> Sequence[Result]:
    return [
        judged(0, "correct", "yes"),
        judged(1, "judge-invalid", "yes", "unclear: object 3 from the left: between orange and red"),
        judged(
            2, "judge-invalid", "unclear: object 2 of row 1: its liquid between pink and red, its liquid stands low"
        ),
        judged(3, "judge-invalid", f"unclear: the object: {FONT}: pip install 'pytest-realunify[judge]'"),
        judged(4, "judge-invalid", "I cannot tell."),
        judged(5, "wrong", "no"),
    ]


def test_reasons_are_counted_without_the_things_they_are_of() -> None:
    found = unread(outlined(run()))
    assert (found.pictures, found.judged) == (3, 6)
    assert found.reasons == {ALIKE: 2, FONT: 1}


def test_the_run_says_how_many_why_and_what_to_do() -> None:
    first, second = unread_lines(summarise(run(), {"direct": 6}), "pixels")
    assert first == f"pixels could not read 3 of 6 pictures (2: {ALIKE}, 1: {FONT})"
    assert "pip install 'pytest-realunify[judge]'" in second
    assert "--realunify-judge=pixels+vlm:MODEL" in second


def test_a_run_that_was_read_says_nothing() -> None:
    assert unread_lines(summarise(run()[:1], {"direct": 1}), "pixels") == []


def test_cases_that_nobody_could_judge_did_not_end_in_error() -> None:
    summary = summarise(run(), {"direct": 6})
    assert summary.without_verdict == "have no verdict (error 0, judge-invalid 4)"
