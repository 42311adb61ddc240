"""Texts of others, in a terminal, in a CI's log and in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
import subprocess

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pytest_realunify.text import harmless, harmless_lines, quoted, tabular

PARTS = st.sampled_from(
    [
        "#",
        "##",
        "[",
        "]",
        ":",
        "::",
        " ",
        "\t",
        "\n",
        "\r",
        "\x1b",
        "\x9b",
        "error",
        "ERROR",
        "set-output",
        "vso",
        "=1",
        "@",
    ]
)
MESSY = st.one_of(st.text(), st.lists(st.one_of(PARTS, st.characters()), max_size=12).map("".join))


def obeyed(line: str) -> bool:
    """As runners read a line of a log: Azure's and GitHub's old commands anywhere, GitHub's where it begins."""
    anywhere = re.search(r"##(\w*)\[", line)
    command = re.search(
        r"::(error|warning|notice|group|endgroup|set-output|add-mask|debug|stop-commands)\b(?!-)", line, re.I
    )
    return bool(anywhere or command) or line.strip().startswith("::")


@given(MESSY)
@example("##vso[task.setvariable variable=x]y")
@example("done ##[error]boom")
@example("###[")
@example("\n  ::error file=a::boom")
@example(":::::error::x")
@example("x::set-output name=a::b")
@example("::a8f3::")
def test_no_line_is_obeyed_by_a_terminal_or_a_runner(text: str) -> None:
    for shown in (harmless(text), *harmless_lines(text).split("\n")):
        assert shown.isprintable()
        assert not obeyed(shown)
        assert harmless(shown) == shown


@given(MESSY)
def test_lines_stay_lines(text: str) -> None:
    assert harmless_lines(text).count("\n") == text.count("\n")


@given(MESSY)
def test_what_is_shown_tells_what_was_there(text: str) -> None:
    """Nothing is dropped: read as Python reads escapes, it is the text (where that had no backslash of its own)."""
    text = text.replace("\\", "")
    assert (
        re.sub(
            r"\\(?:x..|u....|U.{8}|[nrt])",
            lambda found: {"\\n": "\n", "\\r": "\r", "\\t": "\t"}.get(found[0]) or chr(int(found[0][2:], 16)),
            harmless(text),
        )
        == text
    )


@pytest.mark.parametrize(
    "text",
    [
        "c10::Error",
        "std::bad_alloc",
        "cases/test_geu.py::test_geu[a-b]",
        "http://[::1]:80",
        "a # b ## c",
        "größer 图",
        "x: :y",
    ],
)
def test_what_nobody_obeys_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


@given(MESSY)
@example("=1+1")
@example(" =1+1")
@example("\t=1")
@example("＝1")  # noqa: RUF001
@example("\r@x")
def test_no_cell_is_a_formula_and_every_row_can_be_read(text: str) -> None:
    file = io.StringIO(newline="")
    csv.writer(file).writerow([tabular(text), tabular(3)])
    [[cell, number]] = csv.reader(io.StringIO(file.getvalue(), newline=""))
    assert (cell, number) == (tabular(text), "3")
    assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))  # noqa: RUF001
    assert cell.removeprefix("'") == harmless_lines(text).removeprefix("'")


def test_what_is_quoted_for_a_shell_is_one_line_and_comes_back_as_it_was() -> None:
    values = [
        "plain",
        "two words",
        "it's",
        "one\ntwo",
        "##vso[a]b ::error ::c",
        "tab\tand \\n, which is none",
        "it's\n'two'",
        "\u202eback",
        "旋转\n",
    ]
    words = [quoted(value) for value in values]
    assert words[0] == "plain"
    assert all(harmless(word) == word for word in words)
    command = ["bash", "-c", "printf '%s\\0' " + " ".join(words)]
    done = subprocess.run(command, capture_output=True, check=True, env={"LC_ALL": "C.UTF-8"})
    assert done.stdout.decode().split("\0")[:-1] == values
