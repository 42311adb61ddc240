"""Accuracy over runs: each point is the run's own summary, and a change of the ruler is marked."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from pytest_realunify.errors import DataError
from pytest_realunify.records import Result, State
from pytest_realunify.reporting.data import trend_csv, trend_json
from pytest_realunify.reporting.markdown import trend_markdown
from pytest_realunify.reporting.plain import trend_lines
from pytest_realunify.reporting.score_table import COLUMNS
from pytest_realunify.reporting.trend import Trend, numbered, trend
from pytest_realunify.reporting.trend_words import headline
from pytest_realunify.taxonomy import CATEGORIES
from runbench import made, right, row, stored

NAMES = [category.name for category in CATEGORIES]


def whole(count: int, protocol: str = "direct") -> list[Result]:
    return [each for place, name in enumerate(NAMES) for each in row(name, right(count, 5 + place), protocol)]


def trended(root: Path, *runs: list[Result], **last: Any) -> Trend:
    """Runs named 0, 1…; `last` are facts of the last one."""
    kept = [stored(root, str(n), each, **(last if n == len(runs) - 1 else {})) for n, each in enumerate(runs)]
    return trend([run.folder for run in kept])


def test_points_are_those_of_each_run_s_own_table(tmp_path: Path) -> None:
    repeated = [made(NAMES[0], 0, "wrong", repeat=1), made(NAMES[1], 7, "error"), made(NAMES[9], 0, "unsupported")]
    runs = [whole(2), [*whole(4), *whole(5, "stepwise")], [*whole(3), *repeated]]
    found = trended(tmp_path, *runs)
    for place, name in enumerate("012"):
        summary = stored(tmp_path, name + "x", runs[place]).summary
        rows = {row.protocol: row.cells for row in summary.rows["strict"]}
        for line in found.lines:
            cell = rows[line.protocol][line.scope] if line.protocol in rows else None
            assert line.points[place] == (cell.estimate if cell else None)
            assert line.scored[place] == (cell.scored if cell else 0)
    assert [(line.protocol, line.scope) for line in found.lines] == [
        (protocol, name) for protocol in ("direct", "stepwise") for name, _ in COLUMNS
    ]


def test_a_run_without_a_score_leaves_a_hole(tmp_path: Path) -> None:
    found = trended(tmp_path, whole(1), list(row(NAMES[0], right(1, 3))), whole(3))
    points = {line.scope: line.points for line in found.lines}
    assert [point is not None for point in points[NAMES[1]]] == [True, False, True]
    assert all(points[NAMES[0]])


def test_stops_stand_in_the_order_given(tmp_path: Path) -> None:
    folders = [stored(tmp_path, name, row(NAMES[0], right(1, 2))).folder for name in ("b", "a", "c")]
    assert [stop.id for stop in trend(folders).stops] == ["b", "a", "c"]


MARKS: dict[str, dict[str, Any]] = {
    "suite procedural (fingerprint 000000000000) -> other (fingerprint 333333333333)": {
        "suite": {"name": "other", "fingerprint": "3" * 12}
    },
    "judge pixels (fingerprint 111111111111) -> vlm (fingerprint 222222222222)": {
        "judge": {"name": "vlm", "fingerprint": "2" * 12}
    },
    "scorers strict 1, parity 1 -> strict 2, parity 1": {"scorers": {"strict": 2, "parity": 1}},
}


@pytest.mark.parametrize("text", MARKS)
def test_a_change_of_the_ruler_is_marked_where_it_happened(tmp_path: Path, text: str) -> None:
    found = trended(tmp_path, whole(1), whole(2), whole(3), **MARKS[text])
    [marker] = found.markers
    assert (marker.position, marker.what, marker.text) == (2, text.split(maxsplit=1)[0], text)


def test_a_run_that_nobody_judged_marks_nothing(tmp_path: Path) -> None:
    assert trended(tmp_path, whole(1), whole(2), judge=None).markers == []


def test_a_run_that_is_not_complete_is_noted(tmp_path: Path) -> None:
    found = trended(tmp_path, whole(1), whole(2), selected_by_protocol={"direct": 100})
    assert found.notes == ["run 1 is not complete: 95 of 100 cases have a result"]
    assert (found.stops[1].finished, found.stops[1].selected) == (95, 100)


def test_runs_of_several_models_are_said_to_be(tmp_path: Path) -> None:
    mine = [stored(tmp_path, name, row(NAMES[0], right(1, 2))).folder for name in ("a", "b")]
    other = stored(tmp_path, "c", row(NAMES[0], right(1, 2)), model={"name": "other:Model"}).folder
    assert not any("models" in note for note in trend(mine).notes)
    [note] = [note for note in trend([*mine, other]).notes if "models" in note]
    assert note.startswith("runs of 2 models: ")
    assert "(2), other:Model (1); " in note


def test_nothing_at_all_has_no_lines(tmp_path: Path) -> None:
    assert trended(tmp_path, []).lines == []


def test_outlines_are_the_results_with_less_in_them(tmp_path: Path) -> None:
    again = made(NAMES[0], 0, "unparsed")
    folder = stored(tmp_path, "run", [*whole(2), again]).folder
    results, outlines = folder.results(), folder.outlines()
    assert results.keys() == outlines.keys()
    assert outlines[again.key].verdict.strict == "unparsed"
    for key, outline in outlines.items():
        told = results[key]
        assert (outline.instance, outline.category, outline.protocol, outline.verdict.strict) == (
            (told.instance, told.category, told.protocol, told.verdict.strict)
        )


def test_a_broken_journal_is_named_with_its_row(tmp_path: Path) -> None:
    folder = stored(tmp_path, "run", row(NAMES[0], right(1, 2))).folder
    with folder.journal.open("a", encoding="utf-8") as file:
        file.write('{"case": 3}\nhalf a li')
    with pytest.raises(DataError, match=r"journal\.jsonl, row 2: not a result"):
        trend([folder])


# What it says first ---------------------------------------------------------------------------------------------------


def drawn(
    chances: Sequence[float], run: int, cases: int = 60, category: str = NAMES[6], rng: Random | None = None
) -> list[Result]:
    """A sampler's run: verdicts and replies of its own, each case right with the chance of that run."""
    rng = rng or Random(f"{run}{category}")
    states: list[State] = ["correct" if rng.random() < chances[run] else "wrong" for _ in range(cases)]
    return [replace(each, reply=f"{run} {each.reply}") for each in row(category, states)]


def stepped(runs: int = 10, at: int = 6) -> list[list[Result]]:
    """0.85, and 0.45 from a run on."""
    return [drawn([0.85] * at + [0.45] * (runs - at), run) for run in range(runs)]


def test_the_first_line_says_what_declined_since_when_and_by_how_much(tmp_path: Path) -> None:
    found = trended(tmp_path, *stepped())
    [fall] = found.page.falls
    assert (fall.scope, fall.protocol, fall.kind, fall.since) == (NAMES[6], "direct", "step", 6)
    assert fall.change.low <= -0.4 <= fall.change.high
    said = headline(found)
    assert re.fullmatch(
        r"DECLINED: mental reconstruction \(direct\) by \d+\.\d points \(\d+\.\d to \d+\.\d\) "
        r"since run 7( \(\d+ to \d+\))?",
        said,
    )
    assert " ".join(trend_lines(found)).startswith(said)
    assert trend_markdown(found).splitlines()[2] == f"**{said}**"
    assert json.loads(trend_json(found))["headline"] == said
    moved = [(each["run"], each["moved"]) for each in csv.DictReader(trend_csv(found).splitlines()) if each["moved"]]
    assert moved == [("6", "fell")]
    assert "[6], p" in "\n".join(trend_lines(found))


def test_a_rise_is_told_after_what_fell(tmp_path: Path) -> None:
    runs = [[*fallen, *drawn([0.4] * 5 + [0.9] * 5, run, 60, NAMES[7])] for run, fallen in enumerate(stepped())]
    lines = [line.split(":")[0] for line in trend_lines(trended(tmp_path, *runs)) if ", p " in line]
    assert lines[0] == "fell"
    assert lines[-1] == "rose"


def test_where_nothing_declined_it_is_said_what_would_have_been_found(tmp_path: Path) -> None:
    found = trended(tmp_path, *(drawn([0.7] * 10, run, 100) for run in range(10)))
    assert found.page.falls == []
    said = re.fullmatch(
        r"nothing declined over 10 runs \(1 score tested at 5 % for all together; "
        r"a fall of (\d+) points of a category would have been found 4 times of 5\)",
        headline(found),
    )
    assert said is not None
    assert 10 <= int(said[1]) <= 40


def test_runs_with_the_same_replies_are_not_tested(tmp_path: Path) -> None:
    found = trended(tmp_path, *(list(row(NAMES[6], right(9 - run, 10))) for run in range(3)))
    assert headline(found).startswith("nothing to test for a decline: the runs that compare gave the same replies")


def test_one_run_is_no_trend(tmp_path: Path) -> None:
    assert headline(trended(tmp_path, whole(1))) == "nothing to test for a decline: it takes two runs"


# Points ---------------------------------------------------------------------------------------------------------------


def test_a_debug_run_of_a_few_cases_is_no_point(tmp_path: Path) -> None:
    debug = list(row(NAMES[6], right(0, 5)))
    found = trended(tmp_path, *stepped(4, 4)[:2], debug, *stepped(4, 4)[2:])
    assert [stop.id for stop in found.stops] == ["0", "1", "3", "4"]
    assert [len(line.points) for line in found.lines] == [4]
    [note] = found.notes
    assert note.startswith("run 2 is left out: a look at a few cases (5) is no point of a trend; ")
    assert note.endswith("beside these runs it takes 30 of a category")
    assert found.page.falls == []


def test_a_run_has_points_where_it_is_whole_and_none_where_it_looked_at_a_few(tmp_path: Path) -> None:
    both = [[*drawn([0.7] * 3, run), *drawn([0.7] * 3, run, 60, NAMES[7])] for run in range(2)]
    found = trended(tmp_path, *both, [*drawn([0.7] * 3, 2), *drawn([0.7] * 3, 2, 4, NAMES[7])])
    points = {line.scope: [point is not None for point in line.points] for line in found.lines}
    assert points == {NAMES[6]: [True] * 3, NAMES[7]: [True, True, False]}
    assert found.notes == ["run 2 has no point in 1 of 2 categories and protocols, where it looked at a few cases"]


def test_a_run_that_is_larger_than_all_others_makes_no_debug_runs_of_them(tmp_path: Path) -> None:
    found = trended(tmp_path, *(drawn([0.7] * 4, run, 300 if run == 1 else 20) for run in range(4)))
    assert len(found.stops) == 4
    assert found.notes == []


def test_runs_of_different_selections_compare_over_the_cases_they_share(tmp_path: Path) -> None:
    runs = [results[: 60 if run % 2 else 40] for run, results in enumerate(stepped())]
    [fall] = trended(tmp_path, *runs).page.falls
    assert fall.since == 6


@pytest.mark.parametrize("text", MARKS)
def test_runs_measured_otherwise_are_not_in_the_test(tmp_path: Path, text: str) -> None:
    category = NAMES[0]
    runs = [drawn([0.9] * 3 + [0.4] * 3, run, 60, category) for run in range(6)]
    kept = [stored(tmp_path, str(n), each, **(MARKS[text] if n >= 3 else {})) for n, each in enumerate(runs)]
    found = trend([run.folder for run in kept])
    assert found.page.falls == []
    what = text.split(maxsplit=1)[0]
    only = " (UEG alone)" if what == "judge" else ""
    assert found.notes == [f"not in the test: runs 1-3, which had another {what} than run 6{only}"]


def test_another_judge_leaves_what_nobody_judged_in_the_test(tmp_path: Path) -> None:
    other = MARKS["judge pixels (fingerprint 111111111111) -> vlm (fingerprint 222222222222)"]
    kept = [stored(tmp_path, str(n), each, **(other if n >= 6 else {})) for n, each in enumerate(stepped())]
    found = trend([run.folder for run in kept])
    assert [fall.since for fall in found.page.falls] == [6]
    assert found.notes == []


def test_runs_are_told_in_spans() -> None:
    assert numbered([0]) == "run 1"
    assert numbered([0, 1, 2, 4, 6, 7]) == "runs 1-3, 5, 7-8"
