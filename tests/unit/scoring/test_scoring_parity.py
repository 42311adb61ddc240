"""The parity scorer does what the data set's own script does, misreadings included."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout import DATA
from pytest_realunify.scoring import parity

VECTORS = json.loads((DATA / "scoring_vectors.json").read_text("utf-8"))

phrases = st.sampled_from([*parity.PHRASES, "the answer is", "A", "B", "d", "Because", " ", "yes", "NO", "know", "\n"])
replies = st.one_of(
    st.text(), st.lists(phrases, max_size=10).map(" ".join), st.lists(phrases, max_size=10).map("".join)
)


def reference_choice(reply: str) -> str | None:
    """The definition once more, spelled out by hand."""
    text = reply.strip()
    text = "".join(text.split("The best answer is"))
    text = "".join(text.split("The correct answer is"))
    text = "".join(text.split("The answer is"))
    text = "".join(text.split("The answer"))
    text = "".join(text.split("The best option is"))
    text = "".join(text.split("The correct option is"))
    text = "".join(text.split("Best answer:"))
    text = "".join(text.split("Best option:"))
    text = "".join(text.split("Answer"))
    return next((char for char in text if char in "ABCD"), None)


@pytest.mark.parametrize("vector", VECTORS["multiple_choice"], ids=lambda vector: repr(vector["reply"]))
def test_published_choice_vectors_hold(vector: dict[str, str | None]) -> None:
    assert parity.choice(str(vector["reply"])) == vector["parity"]


@pytest.mark.parametrize("vector", VECTORS["yes_no"], ids=lambda vector: repr(vector["reply"]))
def test_published_yes_no_vectors_hold(vector: dict[str, str]) -> None:
    assert parity.verdict_text(vector["reply"]) == vector["parity"]
    assert parity.yes_no(vector["reply"]) == (vector["parity"] if vector["parity"] in {"yes", "no"} else None)


@given(replies)
def test_choice_equals_its_definition(reply: str) -> None:
    assert parity.choice(reply) == reference_choice(reply)


@given(replies)
def test_yes_is_looked_for_before_no_and_anywhere(reply: str) -> None:
    text = reply.lower()
    expected = "yes" if "yes" in text else "no" if "no" in text else text
    assert parity.verdict_text(reply) == expected
    assert parity.yes_no(reply) == (expected if expected in {"yes", "no"} else None)


@given(st.lists(replies, max_size=3))
def test_a_list_means_its_first_element(several: list[str]) -> None:
    first = several[0] if several else ""
    assert parity.choice(several) == reference_choice(first)


def test_options_are_not_looked_at() -> None:
    assert parity.choice("monkey", ("cat", "monkey")) is None
