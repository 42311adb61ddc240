"""Cases that turned from one run of a trend to the next: which, in what order, and what is said where none compares."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.records import Result, State
from pytest_realunify.reporting.comparison import compare
from pytest_realunify.reporting.data import trend_json
from pytest_realunify.reporting.markdown import trend_markdown
from pytest_realunify.reporting.plain import trend_lines
from pytest_realunify.reporting.trend import Trend, trend
from pytest_realunify.reporting.trend_words import turned_words
from pytest_realunify.reporting.turned import Turns, turns_of
from pytest_realunify.taxonomy import CATEGORIES
from runbench import made, row, stored

DRAWN, ASKED = "world_knowledge", "mental_tracking"
STATES = st.sampled_from(("correct", "wrong", "unparsed", "error"))


def trended(root: Path, *runs: list[Result], **last: Any) -> Trend:
    """`last` are facts of the last one."""
    kept = [
        stored(root, f"r{n}", each, label=f"step-{n + 1}", **(last if n == len(runs) - 1 else {}))
        for n, each in enumerate(runs)
    ]
    return trend([run.folder for run in kept])


def of(*states: State, category: str = ASKED, protocol: str = "direct") -> list[Result]:
    return list(row(category, states, protocol))


def told(turns: Turns) -> list[tuple[str, str, str]]:
    return [(change.case.split("-")[2], change.before, change.after) for change in turns.changes]


def test_what_went_wrong_comes_before_what_came_right(tmp_path: Path) -> None:
    before = of("wrong", "wrong", "correct", "correct", "correct")
    [turns] = trended(tmp_path, before, of("correct", "unparsed", "error", "wrong", "correct")).turned
    assert told(turns) == [
        ("0002", "correct", "error"),
        ("0003", "correct", "wrong"),
        ("0001", "wrong", "unparsed"),
        ("0000", "wrong", "correct"),
    ]
    assert (turns.at, turns.since, turns.lost, turns.gained) == (1, 0, 3, 1)


@given(st.lists(st.lists(STATES, min_size=5, max_size=5), min_size=2, max_size=4))
def test_between_neighbours_it_is_what_compare_says(
    tmp_path_factory: pytest.TempPathFactory, states: list[list[State]]
) -> None:
    root = tmp_path_factory.mktemp("runs")
    runs = [stored(root, f"r{n}", of(*each)) for n, each in enumerate(states)]
    found = {turns.at: turns for turns in trend([run.folder for run in runs]).turned}
    for at in range(1, len(runs)):
        expected = compare(runs[at - 1], runs[at]).changed
        changes = found[at].changes if at in found else []
        assert sorted(changes, key=lambda change: change.case) == sorted(expected, key=lambda change: change.case)
        assert [change.worse for change in changes] == sorted((each.worse for each in expected), reverse=True)


def test_a_run_without_the_category_is_skipped(tmp_path: Path) -> None:
    found = trended(tmp_path, of("correct", "correct"), of("wrong", category=DRAWN), of("correct", "wrong"))
    [turns] = [each for each in found.turned if each.category == ASKED]
    assert (turns.at, turns.since, turns.lost) == (2, 0, 1)
    assert turned_words([turns], found) == "1 case worse and 0 better than at step-1, run 1"


def test_an_average_has_the_cases_of_all_its_categories(tmp_path: Path) -> None:
    runs = [[each for name in CATEGORIES for each in of(state, category=name.name)] for state in ("correct", "wrong")]
    found = trended(tmp_path, *runs)  # type: ignore[arg-type]
    counts = {
        scope: sum(each.lost for each in turns_of(found.turned, scope, "direct", 1))
        for scope in ("UEG", "GEU", "total")
    }
    assert counts == {"UEG": 6, "GEU": 4, "total": 10}
    assert turns_of(found.turned, "total", "stepwise", 1) == []


def test_cases_of_another_suite_are_not_compared_and_it_is_said(tmp_path: Path) -> None:
    other = {"name": "other", "fingerprint": "3" * 12}
    found = trended(tmp_path, of("correct"), of("wrong"), suite=other)
    assert [(each.changes, each.note) for each in found.turned] == [((), "another suite: not the same cases")]
    assert turned_words(found.turned, found) == "another suite: not the same cases"


def test_another_judge_is_said_where_it_judged(tmp_path: Path) -> None:
    runs = [of(state) + of(state, category=DRAWN) for state in ("correct", "wrong")]  # type: ignore[arg-type]
    found = trended(tmp_path, *runs, judge={"name": "vlm", "fingerprint": "2" * 12})
    assert {each.category: each.note for each in found.turned} == {DRAWN: "another judge too", ASKED: ""}


def test_repeats_turn_by_their_shares(tmp_path: Path) -> None:
    def repeated(*states: State) -> list[Result]:
        return [made(ASKED, 0, state, repeat=number) for number, state in enumerate(states)]

    found = trended(tmp_path, repeated("correct", "wrong"), repeated("wrong", "correct"), repeated("wrong", "wrong"))
    [turns] = found.turned
    assert (turns.at, told(turns)) == (2, [("0000", "1 correct, 1 wrong", "2 wrong")])


def test_every_form_tells_the_cases_that_turned_where_it_fell(tmp_path: Path) -> None:
    runs = [[*map(_said(n), of(*["correct" if k >= 20 or n < 5 else "wrong" for k in range(60)]))] for n in range(9)]
    found = trended(tmp_path, *runs)
    assert [move.since for move in found.page.falls] == [5]
    said = "20 cases worse and 0 better than at step-5, run 5"
    names = [f"{ASKED}-x-{number:04d}-direct" for number in range(20)]
    assert f"  {said}: {', '.join(names[:3])}, … 17 more" in list(trend_lines(found))
    page = trend_markdown(found)
    assert said in page
    assert all(f"| `{name}` | correct | wrong |" in page for name in names)
    [turned] = json.loads(trend_json(found))["turned"]
    assert (turned["at"], [each["case"] for each in turned["changes"]]) == (5, names)


def _said(run: int) -> Any:
    """Replies that no other run has, as of a sampler."""
    return lambda result: replace(result, reply=f"{run} {result.reply}")
