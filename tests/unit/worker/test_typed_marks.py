"""What is typed behind `-m`: in any case, by code, and what is said of a name that is nobody's."""

from __future__ import annotations

import pytest
from _pytest.mark.expression import Expression
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.taxonomy import AXES, CATEGORIES, PROTOCOLS
from pytest_realunify.worker.typed_marks import strangers, understood

OURS = (*AXES, *PROTOCOLS, *(category.name for category in CATEGORIES), "maze", "OCR")
REGISTERED = {"slow", *OURS}


def chooses(expression: str, *marks: str) -> bool:
    """Whether pytest takes a test that bears these marks."""
    return Expression.compile(expression).evaluate(lambda name, /, **_: name in marks)


@pytest.mark.parametrize(
    ("typed", "mark"),
    [
        *((axis.lower(), axis) for axis in AXES),
        *((protocol.title(), protocol) for protocol in PROTOCOLS),
        *((category.abbreviation, category.name) for category in CATEGORIES),
        *((category.abbreviation.lower(), category.name) for category in CATEGORIES),
        *((category.name.upper(), category.name) for category in CATEGORIES),
        ("ocr", "OCR"),
        ("Maze", "maze"),
    ],
)
def test_a_mark_may_be_typed_in_any_case_and_as_a_code_of_the_table(typed: str, mark: str) -> None:
    for expression, taken in ((typed, True), (f"not {typed}", False), (f"({typed}) and not slow", True)):
        assert chooses(understood(expression, OURS, {"slow"}), mark) is taken
    assert not chooses(understood(typed, OURS, {"slow"}), "slow")


@given(
    st.lists(st.sampled_from([*OURS, "slow", "theirs"]), min_size=1), st.sampled_from([" and ", " or ", " and not "])
)
def test_what_is_spelled_as_it_should_be_stays_as_it_is(names: list[str], between: str) -> None:
    expression = between.join(names)
    assert understood(expression, OURS, {"slow"}) == expression


def test_a_mark_of_the_project_s_own_keeps_its_meaning() -> None:
    assert understood("geu", OURS, {"geu"}) == "geu"
    unregistered = understood("geu", OURS, {"slow"})
    assert chooses(unregistered, "geu")
    assert chooses(unregistered, "GEU")


def test_arguments_of_marks_and_words_of_the_language_are_no_marks() -> None:
    for expression in ('slow(geu="ueg")', "slow(geu=1) and not theirs", "not True"):
        assert understood(expression, (*OURS, "true"), {"slow"}) == expression


def test_of_two_marks_that_differ_in_case_alone_neither_is_meant() -> None:
    assert understood("OcR", (*OURS, "ocr"), set()) == "OcR"


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("mental_traking", "mental_tracking"),
        ("geuu", "GEU"),
        ("worldknowledge", "world_knowledge"),
        ("stepwize", "stepwise"),
    ],
)
def test_a_name_that_is_nobody_s_is_told_the_nearest(typed: str, near: str) -> None:
    assert strangers(f"{typed} and not slow", REGISTERED) == [f"no mark {typed!r}: did you mean {near}?"]


def test_a_name_like_no_other_is_told_where_they_are_listed() -> None:
    assert strangers("qqq", REGISTERED) == ["no mark 'qqq'; pytest --markers lists them"]
    assert strangers("slow or mental_tracking", REGISTERED) == []
