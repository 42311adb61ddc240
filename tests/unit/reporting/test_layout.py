"""Text made to fit a terminal: measured in the columns that one gives it, and parted between words."""

from __future__ import annotations

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from pytest_realunify.reporting.layout import cut, wrapped
from pytest_realunify.text import padded, width

LETTERS = st.sampled_from("ab cé的图模型ü 한글é𝐀🙂")
LINES = st.text(LETTERS, max_size=200)


def on_screen(text: str) -> int:
    """The column in which a terminal's cursor stands behind it."""
    screen = pyte.Screen(400, 2)
    pyte.Stream(screen).feed(text)
    return screen.cursor.x


@given(st.text(LETTERS, max_size=100))
def test_a_text_is_as_wide_as_a_terminal_makes_it(text: str) -> None:
    assert width(text) == on_screen(text) == wcswidth(text)


@pytest.mark.parametrize(
    ("text", "columns"), [("旋转", 4), ("é", 1), ("e\u0301", 1), ("한국", 4), ("\u1112\u1161\u11ab", 2)]
)
def test_widths_that_are_known(text: str, columns: int) -> None:
    assert width(text) == columns


@given(LINES, st.integers(1, 60))
def test_what_is_cut_fits_and_says_that_it_was_cut(text: str, room: int) -> None:
    short = cut(text, room)
    assert width(short) <= room
    assert short == text if width(text) <= room else short.endswith("…") and text.startswith(short[:-1])


@given(LINES, st.integers(0, 60))
def test_what_is_padded_ends_where_it_should(text: str, columns: int) -> None:
    assert width(padded(text, columns)) == max(width(text), columns)


@given(LINES, st.integers(20, 60))
def test_no_word_is_lost_where_a_line_is_parted_and_no_part_is_too_wide(text: str, room: int) -> None:
    parts = wrapped(text, room)
    assert "".join("".join(parts).split()) == "".join(text.split())
    for part in parts:
        assert width(part) <= room or " " not in part.strip()


@pytest.mark.parametrize("command", ["realunify baseline save RUN RUN RUN", "pip install 'pytest-realunify[judge]'"])
def test_a_command_is_never_parted_for_it_is_to_be_pasted(command: str) -> None:
    for room in range(20, 90):
        assert any(command in part for part in wrapped(f"how often cases flip is guessed; runs tell: {command}", room))
        assert any(command in part for part in wrapped(f"it is known already ({command}), or will be soon", room))


def test_what_stands_in_backticks_stays_together() -> None:
    assert wrapped("lower `min-scored in this` or else", 22) == ["lower", "  `min-scored in this`", "  or else"]


def test_lines_below_the_first_are_indented_by_two_more() -> None:
    assert wrapped("  one two three four five", 14) == ["  one two", "    three four", "    five"]


def test_a_line_in_a_script_without_blanks_is_parted_between_letters() -> None:
    parts = wrapped("图" * 30, 24)
    assert len(parts) > 1
    assert all(width(part) <= 24 for part in parts)
    assert "".join(part.strip() for part in parts) == "图" * 30


def test_a_path_stays_whole() -> None:
    path = "/a/long/way/to/somewhere/that/has/no/end/at/all/report.html"
    assert wrapped(f"html report: {path}", 40) == ["html report:", f"  {path}"]


def test_an_interval_is_never_parted() -> None:
    for room in range(20, 60):
        assert any(
            "(-6 to +100)" in part for part in wrapped("WK     stepwise scores more than direct (-6 to +100)", room)
        )
