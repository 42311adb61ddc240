"""What the charts show, before a browser draws it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_realunify.decisions.gates.outcome import Change
from pytest_realunify.decisions.trend import Move, Page
from pytest_realunify.numbers.stats import Estimate
from pytest_realunify.numbers.summary import summarise
from pytest_realunify.reporting.html.charts import accuracy_chart, trend_chart
from pytest_realunify.reporting.html.flips import FlipCell, flip_matrix, since_baseline
from pytest_realunify.reporting.html.published import published_rows
from pytest_realunify.reporting.html.scores import COLUMNS, Figure, points, run_groups, signed
from pytest_realunify.reporting.trend import Line, Marker, Stop, Trend
from runbench import made, right, row

RESULTS = [
    *row("mental_tracking", right(3, 4)),
    *row("mental_tracking", right(1, 4), "stepwise"),
    *row("world_knowledge", right(2, 2)),
]
SUMMARY = summarise(RESULTS, {"direct": 6, "stepwise": 4})


def named(chart: dict[str, Any], name: str) -> dict[str, Any]:
    return next(trace for trace in chart["data"] if trace["name"] == name)


def test_bars_are_the_accuracies_with_their_intervals() -> None:
    bars = named(accuracy_chart(SUMMARY.rows["strict"], ()), "direct")
    estimate = SUMMARY.rows["strict"][0].cells["mental_tracking"].estimate
    assert estimate is not None
    assert bars["x"] == ["WK", "MT"]
    assert bars["y"] == [100, 75]
    assert bars["error_y"]["array"][1] == pytest.approx(100 * (estimate.high - estimate.value), abs=0.01)
    assert bars["error_y"]["arrayminus"][1] == pytest.approx(100 * (estimate.value - estimate.low), abs=0.01)


def test_published_models_stand_beside_the_protocols_that_were_run() -> None:
    rows = [row for row in SUMMARY.rows["strict"] if row.protocol == "stepwise"]
    chart = accuracy_chart(rows, published_rows())
    dots = named(chart, "published models")
    assert {text.rpartition(", ")[2] for text in dots["text"]} == {"stepwise"}
    options = {option["name"]: option["data"] for option in chart["choice"]["options"]}
    assert "Nano Banana" not in options  # it was published under `direct` alone
    [bagel] = options["BAGEL"]
    assert bagel["y"][bagel["x"].index("UEG")] == 47.7
    assert list(options)[chart["choice"]["selected"]] == "BAGEL"


def test_averages_of_the_published_rows_are_those_of_their_cells() -> None:
    for published in published_rows():
        for average, size in (("UEG", 6), ("GEU", 4)):
            names = [column.name for column in COLUMNS if column.name in published.accuracy and not column.average]
            cells = [published.accuracy[name] for name in names if (name in _GEU) is (average == "GEU")]
            if len(cells) == size:
                assert published.accuracy[average] == pytest.approx(sum(cells) / size, abs=0.051)


_GEU = {"mental_reconstruction", "mental_tracking", "attentional_focusing", "cognitive_navigation"}


def test_a_trend_breaks_no_markup_and_marks_where_the_ruler_changed() -> None:
    here = Estimate(0.5, 0.4, 0.6)
    stops = [Stop(f"run{n}", "<b>m</b>\u202e<a href='javascript:1'>", "", 4, 4) for n in range(3)]
    lines = [
        Line("total", "direct", (here, None, here), (4, 0, 4)),
        Line("mental_tracking", "direct", (here,) * 3, (4,) * 3),
    ]
    markers = [Marker(2, "judge", "judge a -> b"), Marker(2, "suite", "suite c -> d")]
    chart = trend_chart(Trend(stops, lines, markers))
    first, second = chart["choice"]["options"]
    assert (first["name"], second["name"]) == ("Total", "Mental tracking")
    assert [round(x) for x in first["data"][0]["x"]] == [0, 2]
    assert [note["text"] for note in chart["layout"]["annotations"]] == ["(1, 2)"]
    assert len(chart["layout"]["shapes"]) == 1
    written = json.dumps(chart)
    assert "<b>m" not in written
    assert "<a " not in written
    assert "\\\\u202e" in written


def test_what_fell_is_shown_at_first_with_a_mark_where_it_did() -> None:
    here = Estimate(0.5, 0.4, 0.6)
    stops = [Stop(f"run{n}", "m", "", 4, 4) for n in range(4)]
    lines = [Line(scope, "direct", (here, None, here, here), (4, 0, 4, 4)) for scope in ("total", "mental_tracking")]
    fall = Move("mental_tracking", "direct", "step", 2, 1, 3, Estimate(-0.2, -0.3, -0.1), 0.01, 4.0)
    choice = trend_chart(Trend(stops, lines, [], page=Page(falls=[fall])))["choice"]
    assert choice["options"][choice["selected"]]["name"] == "Mental tracking"
    symbols = [option["data"][0]["marker"]["symbol"] for option in choice["options"]]
    assert symbols == [["circle"] * 3, ["circle", "triangle-down", "circle"]]


def test_the_table_has_strict_with_intervals_then_gap_then_parity() -> None:
    strict, gap, parity = run_groups(SUMMARY)
    place = [column.name for column in COLUMNS].index("mental_tracking")
    assert [row.label for row in strict.rows] == ["direct", "stepwise"]
    assert strict.rows[0].figures[place] == Figure("75.0", "30\u201395")
    assert gap.rows[0].figures[place].value == "\u221250.0"
    assert parity.rows[1].figures[place] == Figure("25.0")
    assert strict.rows[1].figures[0] == Figure("\u2013")
    assert points(None) == Figure("\u2013")


@pytest.mark.parametrize(("share", "shown"), [(0.123, "+12.3"), (-0.05, "\u22125.0"), (-0.0, "0.0"), (-0.0001, "0.0")])
def test_nothing_has_no_sign(share: float, shown: str) -> None:
    assert signed(share, 1) == shown


def test_the_flip_matrix_counts_every_case_once() -> None:
    results = [*row("mental_tracking", right(2, 4)), made("mental_tracking", 3, "wrong", repeat=1)]
    changes = [
        Change("mental_tracking-x-0001-direct", "2 wrong, 1 correct", "correct", False),
        Change("mental_tracking-x-0002-direct", "correct", "wrong", True),
    ]
    [matrix] = since_baseline(changes, results)
    assert (matrix.title, matrix.states) == ("direct", ("correct", "wrong", "mixed"))
    cells = {before: dict(zip(matrix.states, cells, strict=True)) for before, cells in matrix.rows}
    assert cells["correct"] == {"correct": FlipCell(1, "same"), "wrong": FlipCell(1, "worse"), "mixed": FlipCell(0, "")}
    assert cells["mixed"]["correct"] == FlipCell(1, "better")
    assert cells["wrong"]["wrong"] == FlipCell(1, "same")
    assert sum(cell.count for row in cells.values() for cell in row.values()) == 4


def test_a_matrix_of_nothing_is_empty() -> None:
    assert flip_matrix("direct", []).rows == ()
