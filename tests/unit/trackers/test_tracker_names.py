"""Names that every tracker takes, and the step of a checkpoint."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.trackers.names import LARGEST_STEP, distinct, part, step_of

PLAIN = re.compile(r"[A-Za-z0-9_.-]{1,120}")


@given(st.text(max_size=300))
def test_any_text_becomes_a_plain_part_of_a_name(text: str) -> None:
    found = part(text)
    assert PLAIN.fullmatch(found)
    assert ".." not in found
    assert not found.startswith(".")


@given(st.text("ab:>=.é/", max_size=5))
def test_a_part_stays_itself(text: str) -> None:
    assert part(part(text)) == part(text)


def test_a_gate_s_name_can_still_be_read() -> None:
    assert part("ueg:stepwise>=0.35") == "ueg.stepwise.at-least.0.35"
    assert part("mental_tracking:stepwise") == "mental_tracking.stepwise"


@given(st.lists(st.sampled_from(["a", "a-2", "a-3", "b"]), max_size=8))
def test_no_two_names_are_alike(names: list[str]) -> None:
    found = distinct(names)
    assert len(set(found)) == len(names)
    assert all(new.startswith(old) for new, old in zip(found, names, strict=True))


@pytest.mark.parametrize(
    ("label", "step"),
    [("step-8000", 8000), ("step-8k", 8000), ("lr3e-5-step-12", 12), ("best", None), ("", None), ("epoch-0.5", None)],
)
def test_a_checkpoint_s_number_is_its_step(label: str, step: int | None) -> None:
    assert step_of(label) == step


@given(st.text("step0123456789-.keM", max_size=40))
def test_a_step_is_what_event_files_can_hold(label: str) -> None:
    step = step_of(label)
    assert step is None or 0 <= step < LARGEST_STEP
