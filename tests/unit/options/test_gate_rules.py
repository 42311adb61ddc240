"""The grammar of gates, and what a typo gets to read."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.errors import UsageError
from pytest_realunify.options.gate_rules import SCOPES, Rule, parse_rule
from pytest_realunify.taxonomy import PROTOCOLS


def test_a_floor_is_an_accuracy_or_a_percentage() -> None:
    assert parse_rule("ueg:stepwise>=0.35") == Rule("UEG", "stepwise", "floor", 0.35)
    assert parse_rule("maze:direct >= 35%".replace("maze", "cognitive_navigation")).bound == 0.35


def test_a_margin_is_what_the_score_may_lose() -> None:
    assert parse_rule("total:direct-0.02") == Rule("total", "direct", "margin", 0.02)
    assert parse_rule(" GEU:blind - 2% ") == Rule("GEU", "blind", "margin", 0.02)


@given(
    st.builds(
        Rule,
        st.sampled_from(SCOPES),
        st.sampled_from(PROTOCOLS),
        st.sampled_from(("floor", "margin")),
        st.integers(0, 10**9).map(lambda billionths: billionths / 10**9),
    )
)
def test_a_rule_reads_back_from_its_own_text(rule: Rule) -> None:
    assert parse_rule(rule.text) == rule


def test_a_tiny_bound_is_not_told_with_an_exponent() -> None:
    assert parse_rule("total:direct-0.00001").text == "total:direct-0.00001"
    assert parse_rule("total:direct-0.001%").text == "total:direct-0.00001"


@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_rule_or_refused(text: str) -> None:
    with contextlib.suppress(UsageError):
        assert 0 <= parse_rule(text).bound <= 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("mental_trackin:direct>=0.3", "Did you mean 'mental_tracking'?"),
        ("ueg:stepwise>0.3", "is no gate"),
        ("ueg>=0.3", "is no gate"),
        ("ueg:stepwise>=35", "between 0 and 1"),
        ("ueg:stepwise-1.2.3", "between 0 and 1"),
    ],
)
def test_a_typo_is_answered_with_what_to_type(text: str, told: str) -> None:
    with pytest.raises(UsageError, match="--realunify-gate") as caught:
        parse_rule(text)
    assert told in str(caught.value)
