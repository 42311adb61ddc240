"""What runs are called: read from anywhere, and in the order of checkpoints."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.options import values
from pytest_realunify.stored.labels import LONGEST, in_order, label_in, label_of, step_of

WORDS = st.text("abcxyz -_/é", max_size=8)


@pytest.mark.parametrize(
    "labels",
    [
        ["step-500", "step-8000", "step-10000"],
        ["step-500", "step-8k", "step-10000", "step-1.5M", "step-2B"],
        ["epoch 0.25", "epoch 0.5", "epoch 1", "epoch 10"],
        ["lr1e-5", "lr3e-5", "lr1e-4"],
        ["v1.9", "v1.10", "v2"],
        ["release 2.9.1", "release 2.10.0"],
        ["9", "10", "٣٠"],
        ["run1/step-9", "run1/step-10", "run2/step-1"],
        ["2026-2-28", "2026-11-2", "2027-1-1"],
        ["global_step9.pt", "global_step10.pt"],
    ],
)
def test_checkpoints_stand_in_the_order_of_their_numbers(labels: list[str]) -> None:
    assert in_order(labels[::-1], str) == labels


def test_labels_without_numbers_and_runs_without_labels_stay_where_time_put_them() -> None:
    assert in_order(["", "step-2", "main", "step-1", ""], str) == ["", "step-1", "main", "step-2", ""]


def test_two_trainings_are_not_sorted_into_one_another() -> None:
    by_time = ["sft-2", "rl-100", "sft-1", "rl-50"]
    assert in_order(by_time, str) == ["sft-1", "rl-50", "sft-2", "rl-100"]


@given(WORDS, st.lists(st.integers(min_value=0)), WORDS)
def test_whatever_stands_around_them_whole_numbers_are_sorted(before: str, numbers: list[int], after: str) -> None:
    def label(number: int) -> str:
        return f"{before} {number} {after}"

    assert in_order([label(each) for each in numbers], str) == [label(each) for each in sorted(numbers)]


@given(st.lists(st.text() | st.text("0123456789.ekMv-", max_size=12)))
def test_nothing_is_lost_and_sorting_again_changes_nothing(labels: list[str]) -> None:
    once = in_order(labels, str)
    assert sorted(once) == sorted(labels)
    assert in_order(once, str) == once


@given(st.lists(st.sampled_from(["step-1", "step-2", "x", ""])))
def test_runs_of_one_label_stay_in_the_order_of_time(labels: list[str]) -> None:
    numbered = list(enumerate(labels))
    ordered = in_order(numbered, lambda each: each[1])
    for label in set(labels):
        times = [time for time, each in ordered if each == label]
        assert times == sorted(times)


@pytest.mark.parametrize(
    ("label", "step"),
    [
        ("step-8000", 8000),
        ("lr-3e-5-step-8k", 8000),
        ("epoch 0.5", Decimal("0.5")),
        ("main", None),
        ("", None),
        ("v1.10", None),
    ],
)
def test_the_last_number_is_the_step(label: str, step: Decimal | int | None) -> None:
    assert step_of(label) == step


@pytest.mark.parametrize("told", [None, [], {}, {"a": 1}, 1.5, True, b"x"])
def test_what_is_no_text_is_no_label(told: Any) -> None:
    assert label_of({"label": told}) == label_in({"label": told}) == ""


def test_a_model_may_name_its_checkpoint_by_a_bare_number() -> None:
    assert label_in({"label": 8000}) == "8000"
    assert label_in(None) == label_in({}) == ""


@given(st.text())
def test_a_label_from_elsewhere_is_one_line_of_bounded_length(told: str) -> None:
    found = label_of({"label": told})
    assert len(found) <= LONGEST
    assert "\n" not in found


@pytest.mark.parametrize("text", ["a\nb", "x" * 81, "\x1b[31mred", "a\u202eb"])
def test_a_label_that_would_not_print_as_it_is_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a name on one line"):
        values.label(text)


def test_blanks_around_a_label_are_none_of_it() -> None:
    assert values.label("  step 1 ") == "step 1"
