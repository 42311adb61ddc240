"""The time of both scorers grows with a reply's length, not with its square."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import Final

import pytest

from pytest_realunify.scoring import parity, strict

LOOPS: Final = (
    "图中的选项是正确的，因为它是一样的。",  # noqa: RUF001 (a comma as it is written there)
    *(
        "banana ",
        "A. B. C. D. ",
        "0123456789",
        "(",
        "\\boxed{",
        "\\",
        "\n",
        " ",
        "answer: ",
        "選択肢",
        "选 ",
        "<",
        "< ",
    ),
    *('{"answer": "A", "b": [1, 2]}, ', "option A is not ", "<think>", "<answer>", "<|begin_of_box|>", "e\u0301", ","),
)
OPTIONS: Final = ("left", "right", "up", "down")
SCORERS: Final[tuple[Callable[[str], object], ...]] = (
    lambda reply: strict.choice(reply, OPTIONS),
    strict.yes_no,
    parity.choice,
    parity.yes_no,
)
TOLD_APART: Final = 3.2
"""Twice the length takes twice the time where this is linear, four times where it is quadratic."""
BRIEF: Final = 0.004
"""Seconds of processor time below which a clock says little."""


def taken(score: Callable[[str], object], reply: str) -> float:
    costs = []
    for _ in range(3):
        start = time.process_time()
        score(reply)
        costs.append(time.process_time() - start)
    return median(costs)


def grows_with_length(score: Callable[[str], object], reply: Callable[[int], str], length: int) -> bool:
    """Once more where it does not seem to: others work on this machine."""
    for _ in range(3):
        short, long = taken(score, reply(length // 2)), taken(score, reply(length))
        if long < max(TOLD_APART * short, BRIEF):
            return True
    return False


@pytest.mark.parametrize("unit", LOOPS)
@pytest.mark.parametrize("length", [100_000, 7_800], ids=["long", "read whole"])
def test_a_reply_that_loops_takes_time_with_its_length(unit: str, length: int) -> None:
    for score in SCORERS:
        assert grows_with_length(score, lambda size: (unit * size)[:size], length)


@pytest.mark.parametrize("lead", ["answer", "A", "I would choose", "option", "<", "\\boxed{A}"])
@pytest.mark.parametrize("filler", [" ", "\n", "\n ", '"', "(", ",", "."])
def test_a_wide_gap_takes_time_with_its_length(lead: str, filler: str) -> None:
    for score in SCORERS[:2]:
        assert grows_with_length(score, lambda size: lead + (filler * size)[:size] + " zebra", 7_800)


def test_what_comes_after_a_wide_gap_is_read_as_after_a_narrow_one() -> None:
    for width in (1, 30, 200, 5_000):
        assert strict.choice(f"The answer is{' ' * width}wrong{chr(10) * width}B") == "B"
        assert strict.choice(f"The picture shows a cat.{chr(10) * width}The answer is C.") == "C"


def test_boxes_offered_as_a_pair_are_no_answer_whatever_stands_around_the_word_between() -> None:
    for between in (" or ", ",", " , ", ". / .", " ,or, ", f"{',' * 20_000}"):
        assert strict.choice(f"\\boxed{{A}}{between}\\boxed{{B}}") is None
    for between in (" then ", f"{',' * 20_000}x", " ", "."):
        assert strict.choice(f"\\boxed{{A}}{between}\\boxed{{B}}") == "B"
