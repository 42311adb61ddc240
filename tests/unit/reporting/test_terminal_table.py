"""The table in plain text: a hundred columns wide, and readable whatever the numbers are."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.interfaces import GEUInstance
from pytest_realunify.numbers.summary import Summary, summarise
from pytest_realunify.records import Attempt, Result, State, Verdict
from pytest_realunify.reporting.lines import answer_line
from pytest_realunify.reporting.score_table import COLUMNS, LABEL, WIDTH, table
from pytest_realunify.taxonomy import CATEGORIES, PROTOCOLS, categories_of
from pytest_realunify.text import harmless, shortened

GEU = [category.name for category in categories_of("GEU")]
HEADINGS = ["WK", "CR", "MR-I", "LR", "SR", "C2I", "UEG", "MR-II", "MT", "AF", "CN", "GEU", "Total"]


def results(category: str, protocol: str, states: Sequence[State]) -> list[Result]:
    return [
        Result(
            case=f"{category}-x-{index:04d}-{protocol}",
            instance=f"{category}-x-{index:04d}",
            axis=next(each.axis for each in CATEGORIES if each.name == category),
            category=category,
            subtask="x",
            protocol=protocol,
            repeat=0,
            verdict=Verdict(state, state),
            expected="A",
            reply="A",
        )
        for index, state in enumerate(states)
    ]


def answered(right: int, of: int) -> list[State]:
    return ["correct" if index < right else "wrong" for index in range(of)]


def summary(rows: Sequence[Result]) -> Summary:
    return summarise(rows, {name: sum(row.protocol == name for row in rows) for name in PROTOCOLS})


def cells(line: str) -> list[str]:
    """A line's label and columns, by position."""
    return [line[:LABEL].strip(), *(line[start : start + WIDTH].strip() for start in range(LABEL, len(line), WIDTH))]


def four_rows() -> list[str]:
    rows = [row for name in GEU for row in results(name, "direct", answered(9, 10))]
    rows += [row for name in GEU for row in results(name, "stepwise", answered(2, 10))]
    return table(summarise(rows, {"direct": 40, "stepwise": 40}))


def test_the_columns_are_those_of_the_paper_s_tables() -> None:
    assert [heading for _, heading in COLUMNS] == HEADINGS
    assert cells(four_rows()[0]) == ["", *HEADINGS]


def test_the_table_reads_as_expected() -> None:
    assert [line.rstrip() for line in four_rows()] == [
        "              WK     CR   MR-I     LR     SR    C2I    UEG  MR-II     MT     AF     CN    GEU  Total",
        "direct         -      -      -      -      -      -      -   90.0   90.0   90.0   90.0   90.0      -",
        "  95% CI                                                    60-98  60-98  60-98  60-98  77-96",
        "stepwise       -      -      -      -      -      -      -   20.0   20.0   20.0   20.0   20.0      -",
        "  95% CI                                                     6-51   6-51   6-51   6-51  10-35",
        "gap            -      -      -      -      -      -      -  -70.0  -70.0  -70.0  -70.0  -70.0      -",
        "  CI low                                                      -89    -89    -89    -89    -81",
        "  CI high                                                     -23    -23    -23    -23    -46",
        "parity scorer",
        "direct         -      -      -      -      -      -      -   90.0   90.0   90.0   90.0   90.0      -",
        "stepwise       -      -      -      -      -      -      -   20.0   20.0   20.0   20.0   20.0      -",
    ]


COUNTS = st.integers(0, 30).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(st.dictionaries(st.tuples(st.sampled_from([c.name for c in CATEGORIES]), st.sampled_from(PROTOCOLS)), COUNTS))
def test_no_line_is_wider_than_a_hundred_and_no_number_touches_its_neighbour(
    counts: dict[tuple[str, str], tuple[int, int]],
) -> None:
    rows = [
        row for (category, name), (right, of) in counts.items() for row in results(category, name, answered(right, of))
    ]
    lines = table(summary(rows))
    for line in lines:
        if line == "parity scorer":
            continue
        assert len(line) == 100
        assert all(line[start] == " " for start in range(LABEL, 100, WIDTH)), f"columns run together: {line!r}"


def test_a_model_that_loses_everything_stepwise_keeps_its_columns() -> None:
    rows = [row for name in GEU for row in results(name, "direct", answered(30, 30))]
    rows += [row for name in GEU for row in results(name, "stepwise", answered(0, 30))]
    lines = [cells(line) for line in table(summary(rows))]
    low, high = (next(line for line in lines if line[0] == label) for label in ("CI low", "CI high"))
    assert (low[8], high[8]) == ("-100", "-77")


@pytest.mark.parametrize(
    ("state", "shown"), [("unsupported", "-"), ("error", "-"), ("wrong", "0.0"), ("unparsed", "0.0")]
)
def test_what_was_not_measured_is_a_dash_and_never_a_zero(state: State, shown: str) -> None:
    lines = table(summary(results(GEU[0], "stepwise", [state] * 3)))
    row = next(cells(line) for line in lines if line.startswith("stepwise"))
    assert row[1 + HEADINGS.index("MR-II")] == shown
    assert row[1 + HEADINGS.index("MT")] == "-"


def test_without_stepwise_there_is_no_gap() -> None:
    lines = table(summarise(results(GEU[0], "direct", answered(1, 2)), {"direct": 2}))
    assert [line[:LABEL].strip() for line in lines] == ["", "direct", "95% CI", "parity sc", "direct"]


INSTANCE = GEUInstance("i", "mental_tracking", "x", 0, "Which number\nis shown?", ("1", "2", "3", "4"), "B", "…", "p")


@pytest.mark.parametrize(
    ("reply", "answer", "line"),
    [
        ("C.", "C", "expected B, got C: Which number is shown?"),
        ("I cannot\n tell", None, "expected B, got no answer in 'I cannot tell': Which number is shown?"),
        (None, None, "expected B, got no answer in '': Which number is shown?"),
    ],
)
def test_a_wrong_answer_is_one_line(reply: str | None, answer: str | None, line: str) -> None:
    verdict = Verdict("wrong", "wrong", {"strict": answer, "parity": "A"})
    assert answer_line(INSTANCE, Attempt(reply=reply), verdict) == line


@given(st.text(max_size=60), st.integers(1, 30))
def test_a_shortened_text_fits_on_one_line_and_shows_when_it_was_cut(text: str, width: int) -> None:
    short, flat = shortened(text, width), " ".join(text.split())
    assert len(short) <= width
    assert len(short.splitlines()) <= 1
    assert short == flat if len(flat) <= width else short.endswith("…") and flat.startswith(short[:-1])


@given(st.text())
def test_a_harmless_text_holds_nothing_a_terminal_obeys_and_is_otherwise_the_same(text: str) -> None:
    shown = harmless(text)
    assert shown.isprintable()
    assert shown == text or not text.isprintable()
    assert harmless(shown) == shown


def test_escapes_are_shown_and_letters_of_any_script_stay() -> None:
    assert harmless("größer 图 \x1b[31m\u202e") == "größer 图 \\x1b[31m\\u202e"
