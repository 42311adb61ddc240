"""Scores, costs and wrong answers where a terminal has no room for a hundred columns."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.decisions.gates.outcome import Decision, GateOutcome
from pytest_realunify.numbers.costs import COUNTS, costs
from pytest_realunify.numbers.summary import Summary, summarise
from pytest_realunify.records import Result, Step
from pytest_realunify.reporting.costs import LEGEND, cost_lines, cost_rows
from pytest_realunify.reporting.legend import legend_lines
from pytest_realunify.reporting.score_table import averages, axes_shown, table
from pytest_realunify.reporting.strata import stratum_lines
from pytest_realunify.reporting.terminal import wrong_lines
from pytest_realunify.taxonomy import AXES, CATEGORIES, STRATA, Axis, categories_of
from pytest_realunify.text import width
from runbench import made


def results(axes: Sequence[Axis] = AXES, protocols: Sequence[str] = ("direct", "stepwise")) -> list[Result]:
    return [
        made(category.name, index, "correct" if index % 3 else "wrong", protocol, stratum=STRATA[index % 3])
        for axis in axes
        for category in categories_of(axis)
        for protocol in protocols
        for index in range(6)
    ]


def summary(axes: Sequence[Axis] = AXES, protocols: Sequence[str] = ("direct", "stepwise")) -> Summary:
    rows = results(axes, protocols)
    return summarise(rows, {name: sum(row.protocol == name for row in rows) for name in protocols})


WHOLE = summary()


@given(st.integers(16, 160))
def test_no_line_of_the_table_is_wider_than_the_terminal(room: int) -> None:
    lines = [line for line in table(WHOLE, room) if line not in stratum_lines(WHOLE, room) and line != "parity scorer"]
    assert max(map(len, lines)) <= room


@given(st.integers(16, 99))
def test_every_column_stands_in_some_block_once(room: int) -> None:
    heads = [line.split() for line in table(WHOLE, room) if line.startswith(" ") and line.split()[0].isupper()]
    names = [name for head in heads for name in head if not name[0].isdigit() and name != "CI"]
    assert [name for name in names if name in {each.abbreviation for each in CATEGORIES}] == [
        each.abbreviation for each in CATEGORIES
    ]


def test_eighty_columns_have_an_axis_below_the_other() -> None:
    heads = [line.split() for line in table(WHOLE, 80) if "WK" in line or "MT" in line]
    assert heads == [
        ["WK", "CR", "MR-I", "LR", "SR", "C2I", "UEG"],
        ["MR-II", "MT", "AF", "CN", "GEU", "Total"],
    ]


def test_an_axis_that_was_not_run_has_no_block_and_no_codes() -> None:
    geu = summary(["GEU"])
    assert not any("WK" in line for line in table(geu, 80))
    assert axes_shown(geu, None, 80) == {"GEU"}
    assert any("WK" in line for line in table(geu, 100)), "the paper's table has all its columns"
    assert axes_shown(geu, None, 100) == {*AXES}


def test_codes_of_gates_are_explained_though_their_axis_was_not_run() -> None:
    gate = GateOutcome("world_knowledge:direct", "regression", False, "none was run")
    assert axes_shown(summary(["GEU"]), Decision((gate,)), 80) == {*AXES}


def test_every_code_is_explained_once_and_no_others() -> None:
    for axis in AXES:
        told = " ".join(line.strip() for line in legend_lines([axis], 80))
        for each in CATEGORIES:
            entry = f"{each.abbreviation} {each.name.replace('_', ' ')}"
            assert told.count(entry) == (each.axis == axis)
    assert max(map(len, legend_lines(AXES, 80))) <= 80
    assert legend_lines([]) == []


def test_a_protocol_with_a_long_name_keeps_its_name_and_the_columns_theirs() -> None:
    lines = table(summary(protocols=["direct", "refined_three_times"]), 100)
    rows = [line for line in lines if line.startswith(("direct ", "refined_three_times "))]
    assert len({len(row) for row in rows if "UEG" not in row and "easy" not in row}) <= 2, "two blocks, each even"
    assert max(map(len, rows)) <= 100


def test_rows_without_any_score_have_no_line_of_intervals() -> None:
    rows = [made("mental_tracking", 0, "error", "direct")]
    assert not any("95% CI" in line for line in table(summarise(rows, {"direct": 1}), 80))


def test_strata_without_a_score_are_left_out() -> None:
    rows = [made("mental_tracking", index, "correct", "direct", stratum=STRATA[index]) for index in range(3)]
    assert stratum_lines(summarise(rows, {"direct": 3})) == []
    assert all(len(line) <= 60 for line in stratum_lines(WHOLE, 60))


@given(st.integers(40, 140), st.lists(st.integers(0, 10**7), min_size=len(COUNTS), max_size=len(COUNTS)))
def test_costs_fit_whatever_they_are_and_lose_no_number(room: int, counts: list[int]) -> None:
    usage = {name: count for name, count in zip(COUNTS, counts, strict=True) if count} or {"calls": 1}
    rows = [
        made("mental_tracking", 0, "correct", name, steps=(Step("understand", "p", usage=usage),))
        for name in ("direct", "stepwise")
    ]
    found = costs(rows, {}, {"currency": "EUR", "model": {"": {"calls": 0.001}}})
    lines = [line for line in cost_lines(found, room) if line != LEGEND]
    assert max(map(len, lines)) <= room
    _, told = cost_rows(found)
    for row in told:
        shown = " ".join(line.removeprefix(row[0]) for line in lines if line.startswith(row[0])).split()
        assert shown == row[1:]


@given(st.text(st.sampled_from("ab 图模 -_[]"), min_size=1, max_size=90), st.text(max_size=300), st.integers(40, 160))
def test_a_wrong_answer_keeps_its_name_whole_and_the_rest_fits(name: str, told: str, room: int) -> None:
    lines = wrong_lines(name, told, room)
    assert lines[0].startswith(name)
    for line in lines:
        assert width(line) <= max(room, width(name))


def test_what_was_wrong_stands_beside_the_name_where_there_is_room() -> None:
    assert wrong_lines("case", "expected A, got B", 80) == ["case expected A, got B"]
    assert wrong_lines("c" * 70, "expected A, got B", 80) == ["c" * 70, "  expected A, got B"]
    assert wrong_lines("案" * 30, "expected A, got B", 70) == ["案" * 30, "  expected A, got B"]
    long = "expected A, got B: " + "why " * 40
    assert wrong_lines("c" * 70, long, 80)[1].endswith("…")
    assert " ".join(part.strip() for part in wrong_lines("c" * 70, long, 80, whole=True)[1:]) == long.strip()


def test_quietest_is_a_line_per_protocol() -> None:
    assert averages(WHOLE) == [f"{name}: UEG 66.7, GEU 66.7, Total 66.7" for name in ("direct", "stepwise")]
    assert averages(summary(["GEU"]))[0] == "direct: GEU 66.7"
