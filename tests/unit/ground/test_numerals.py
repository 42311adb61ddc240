"""Numbers as people read them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.numerals import fixed, p_value, percent, points

VALUES = st.floats(min_value=-1e6, max_value=1e6)


@given(VALUES, st.integers(0, 4), st.booleans())
def test_what_is_shown_is_the_value_to_half_a_digit_and_nothing_has_no_sign(
    value: float, digits: int, signed: bool
) -> None:
    told = fixed(value, digits, signed)
    assert abs(float(told) - value) <= 0.5 * 10**-digits * (1 + 1e-9)
    assert re.fullmatch(r"[+-]?\d+" + (rf"[.]\d{{{digits}}}" if digits else ""), told)
    assert (told[0] in "+-") == (float(told) < 0 or (signed and float(told) > 0))


@given(st.floats(-0.0004, 0.0004))
def test_a_difference_that_rounds_to_nothing_is_told_alike_whichever_way_it_went(share: float) -> None:
    assert points(share) == percent(share) == "0.0"
    assert points(share, 0) == percent(share, 0) == "0"


@pytest.mark.parametrize(("value", "told"), [(float("nan"), "nan"), (float("-inf"), "-inf")])
def test_what_is_no_number_stays_what_it_is(value: float, told: str) -> None:
    assert fixed(value, 1) == told


def test_small_p_values_keep_their_size() -> None:
    assert [p_value(p) for p in (1.0, 0.0213, 0.001, 0.00099, 2.2e-5)] == ["1.000", "0.021", "0.001", "1e-03", "2e-05"]
