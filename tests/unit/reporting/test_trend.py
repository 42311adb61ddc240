"""Accuracy over runs: each point is the run's own summary, and a change of the ruler is marked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_realunify.errors import DataError
from pytest_realunify.records import Result
from pytest_realunify.reporting.terminal import COLUMNS
from pytest_realunify.reporting.trend import Trend, trend
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
    found = trended(tmp_path, whole(1), list(row(NAMES[0], right(1, 2))), whole(3))
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
