"""What most replies are is read the short way, and as the long one reads it."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.scoring import parity, strict
from pytest_realunify.scoring.patterns import late
from pytest_realunify.scoring.sheet import Sheet

BLANKS = st.text(" \t\n\r\u00a0\u3000", max_size=3)
OPTIONS = st.lists(st.text(max_size=8) | st.sampled_from([*string.ascii_uppercase, "A. a", "b)"]), max_size=8)


@given(st.sampled_from(string.ascii_letters + "1?。答"), BLANKS, BLANKS, OPTIONS)
def test_a_lone_letter_is_what_the_long_way_makes_of_it(
    letter: str, before: str, after: str, options: list[str]
) -> None:
    reply = before + letter + after
    assert strict.choice(reply, options) == strict.read(reply, Sheet.of(options))
    found = re.search("[ABCD]", reply)
    assert parity.choice(reply, options) == (found[0] if found else None)


def test_a_pattern_is_compiled_when_it_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = []
    compiles = re.compile
    monkeypatch.setattr(re, "compile", lambda *given: compiled.append(given) or compiles(*given))  # type: ignore[func-returns-value]
    pattern = late(r"(a)b", re.IGNORECASE)
    assert compiled == []
    assert pattern.pattern == "(a)b"
    for _ in range(3):
        assert [found[1] for found in pattern.finditer("ab AB")] == ["a", "A"]
    assert compiled == [(r"(a)b", re.IGNORECASE)]
