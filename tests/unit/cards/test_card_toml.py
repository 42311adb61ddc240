"""TOML that is written is what a reader of TOML that is none of ours reads back."""

from __future__ import annotations

import math
import sys

from hypothesis import example, given
from hypothesis import strategies as st

from pytest_realunify.cards.toml import assigned, dumped, tomlable

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
PLAIN = st.one_of(
    st.booleans(), st.integers(-(2**62), 2**62), st.floats(allow_nan=False), TEXTS, st.text("ab'\"\\\n\r\t#=.[]{}")
)
VALUES = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4), max_leaves=20
)


@given(st.dictionaries(TEXTS, VALUES, max_size=5), st.integers(1, 5))
@example({"a": [{"b": {"c": "x" * 200}}, {"d": []}]}, 1)
@example({"a": {"b": {}}, "c": [{}], "d": [[{"e": 1}]]}, 1)
@example({"": {"": {"": 1}}, "a.b": {"c d": 2}}, 3)
@example({"a": -0.0, "b": 1e300, "c": 5e-324, "d": math.inf}, 1)
def test_what_is_written_is_what_is_read(data: dict[str, object], opened: int) -> None:
    assert tomllib.loads(dumped(data, opened)) == tomlable(data)


@given(st.dictionaries(TEXTS, VALUES, max_size=5))
def test_no_line_is_the_end_of_a_block_and_all_of_it_prints(data: dict[str, object]) -> None:
    lines = dumped(data).split("\n")
    assert not any(line.strip() == "```" for line in lines)
    assert all(line.isprintable() for line in lines)


def test_nothing_is_left_out_in_tables_and_named_in_lists() -> None:
    assert tomllib.loads(dumped({"a": None, "b": [1, None], "c": {"d": None}})) == {"b": [1, "null"], "c": {}}


def test_half_of_a_pair_and_what_turns_a_text_round_are_written_as_they_can_be() -> None:
    assert dumped({"a": "\udc80\u202e"}) == 'a = "?\\u202e"\n'


def test_a_setting_to_type_is_a_line_of_a_table() -> None:
    assert assigned("extra_body.seed", 3) == "extra_body.seed = 3"
    assert assigned("verbs", ["edit"]) == 'verbs = ["edit"]'
