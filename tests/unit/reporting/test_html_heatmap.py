"""Categories x runs as cells: what is above them, in them, and in which colour; and that the page stays bounded."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.decisions.trend import Move, Page
from pytest_realunify.numbers.stats import Estimate
from pytest_realunify.records import Step
from pytest_realunify.reporting.html import turned, write_trend
from pytest_realunify.reporting.html.heatmap import (
    FEW,
    Heatmap,
    HeatRow,
    Scale,
    columns,
    first_shown,
    heatmaps,
    shared_beginning,
)
from pytest_realunify.reporting.trend import Line, Marker, Stop, Trend, trend
from pytest_realunify.taxonomy import CATEGORIES
from runbench import made, row, stored

NAMES = [category.name for category in CATEGORIES]
SHARES = st.floats(0, 1)


def line(scope: str, *values: float | None, protocol: str = "direct") -> Line:
    points = [None if value is None else Estimate(value, max(0.0, value - 0.1), value) for value in values]
    return Line(scope, protocol, tuple(points), tuple(0 if value is None else 40 for value in values))


def a_trend(*lines: Line, falls: tuple[Move, ...] = (), labels: bool = True, **other: Any) -> Trend:
    runs = len(lines[0].points)
    stops = [Stop(f"r{n}", "m", "", 40, 40, f"step-{1000 * (n + 1)}" if labels else "") for n in range(runs)]
    return Trend(stops, lines, other.pop("markers", []), page=Page(falls=falls), **other)


def fall(scope: str, since: int = 1, protocol: str = "direct") -> Move:
    return Move(scope, protocol, "step", since, since, since, Estimate(-0.2, -0.31, -0.1), 0.004, 4.0)


def rows(found: Heatmap) -> dict[str, HeatRow]:
    return {each.scope: each for _, group in found.groups for each in group}


def test_what_declined_comes_first_with_since_when_by_how_much_and_how_sure() -> None:
    lines = [line(name, 0.5, 0.3, 0.3) for name in (*NAMES[:3], "UEG", NAMES[8], "GEU", "total")]
    [found] = heatmaps(a_trend(*lines, falls=(fall(NAMES[8]), fall("GEU"))))
    assert [(title, [each.scope for each in group]) for title, group in found.groups] == [
        ("Declined", [NAMES[8]]),
        ("UEG", [*NAMES[:3], "UEG"]),
        ("GEU", ["GEU"]),
        ("", ["total"]),
    ]
    assert rows(found)[NAMES[8]].evidence == ["▼ 20.0 points (10.0 to 31.0) since step-2000, run 2, p 0.004"]
    assert rows(found)["GEU"].evidence == ["▼ 20.0 since step-2000, p 0.004"]
    assert [cell.mark for cell in rows(found)[NAMES[8]].cells] == ["", "▼", ""]
    assert rows(found)[NAMES[0]].evidence == []


def test_many_that_declined_are_told_in_few_words_so_that_both_axes_stay_on_the_screen() -> None:
    falls = tuple(fall(name) for name in NAMES[: FEW + 1])
    [found] = heatmaps(a_trend(*(line(name, 0.5, 0.3) for name in NAMES), falls=falls))
    assert all(len(each.evidence[0]) < 40 for _, group in found.groups[:1] for each in group)


def test_a_score_that_is_missing_is_no_zero() -> None:
    [found] = heatmaps(a_trend(line(NAMES[0], 0.0, None, 0.25)))
    zero, missing, other = rows(found)[NAMES[0]].cells
    assert (zero.text, missing.text, other.text) == ("0.0", "–", "25.0")  # noqa: RUF001 -- the dash of tables
    assert zero.style
    assert not missing.style
    assert missing.told == "World knowledge, direct, run 2 step-2000: no score"


def test_a_cell_tells_its_interval_and_how_many_were_scored(tmp_path: Path) -> None:
    runs = [stored(tmp_path, f"r{n}", row(NAMES[7], states), label=f"s-{n}") for n, states in enumerate(STATES)]
    [found] = heatmaps(trend([run.folder for run in runs]))
    first, second, third = rows(found)[NAMES[7]].cells
    assert first.told == (
        "Mental tracking, direct, run 1 s-0: 75.0 % (30.1 to 95.4); n 4; no run before it to compare with"
    )
    assert second.told.endswith("n 4; 2 cases worse and 1 better than at s-0, run 1")
    assert (first.turned, second.turned, third.turned) == (0, 3, 0)
    assert third.told.endswith("no case turned since the run before")


STATES: Any = (
    ["correct", "correct", "correct", "wrong"],
    ["wrong", "correct", "wrong", "correct"],
    ["wrong", "correct", "wrong", "correct"],
)


def test_the_protocol_of_the_most_certain_fall_is_shown_first() -> None:
    lines = [line(NAMES[8], 0.5, 0.3), line(NAMES[8], 0.5, 0.3, protocol="stepwise")]
    assert first_shown(a_trend(*lines)) == "direct"
    assert first_shown(a_trend(*lines, falls=(fall(NAMES[8], protocol="stepwise"), fall(NAMES[8])))) == "stepwise"
    assert [each.falls for each in heatmaps(a_trend(*lines, falls=(fall(NAMES[8]),)))] == [1, 0]


@pytest.mark.parametrize(
    ("labels", "begins"),
    [
        (["step-1000", "step-2000"], "step-"),
        (["step-1000", "step-11000"], "step-"),
        (["step-", "step-2"], ""),
        (["a", "b"], ""),
        (["best"], ""),
        (["", "step-2"], ""),
        ([], ""),
    ],
)
def test_what_all_labels_begin_with_is_not_said_twelve_times(labels: list[str], begins: str) -> None:
    assert shared_beginning(labels) == begins


def test_above_a_column_is_its_number_where_it_has_no_label_and_a_line_where_the_ruler_changed() -> None:
    marker = Marker(1, "judge", "judge a -> b")
    found = columns(a_trend(line(NAMES[0], 0.5, 0.3), labels=False, markers=[marker]))
    assert [(each.short, each.apart) for each in found] == [("1", False), ("2", True)]


@given(st.lists(SHARES, max_size=5), SHARES)
def test_every_number_can_be_read_on_its_colour(points: list[float], value: float) -> None:
    scale = Scale.of(points)
    assert scale.high - scale.low >= 0.4 - 1e-9
    assert all(scale.low - 1e-9 <= each <= scale.high + 1e-9 for each in points)
    ground, ink = re.fullmatch(r"background:#([0-9a-f]{6});color:#(000|fff)", scale.style(value)).groups()  # type: ignore[union-attr]
    light, dark = sorted((luminance(ground), 1.0 if ink == "fff" else 0.0), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


@given(SHARES, SHARES)
def test_more_is_lighter(one: float, other: float) -> None:
    first, second = (luminance(Scale(0.0, 1.0).style(each)[12:18]) for each in sorted((one, other)))
    assert first <= second + 0.004  # a step of one of 255


def luminance(colour: str) -> float:
    """Relative, of six hex digits (WCAG 2.2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# The page's cases -----------------------------------------------------------------------------------------------------


def gallery(page: Path) -> dict[str, Any]:
    block = re.search(r'<script type="application/json" id="gallery-data">(.*?)</script>', page.read_text("utf-8"))
    assert block is not None
    found: dict[str, Any] = json.loads(block[1])
    return found


def flapping(root: Path, runs: int, cases: int, letters: int = 20) -> Trend:
    """Every case of two categories turns at every run."""
    kept = []
    for run in range(runs):
        results = []
        for name in (NAMES[0], NAMES[8]):
            for number in range(cases):
                step = Step("understand", f"{number} {'?' * letters}", (), f"{run} {'!' * letters}")
                state: Any = "correct" if (run + number) % 2 else "wrong"
                results.append(made(name, number, state, reply=f"{run}", steps=(step,)))
        kept.append(stored(root, f"r{run}", results, label=f"step-{run + 1}"))
    return trend([run.folder for run in kept])


def test_a_case_is_there_as_it_is_and_as_it_was(tmp_path: Path) -> None:
    found = gallery(write_trend(flapping(tmp_path, 2, 3), tmp_path / "trend.html"))
    now = [each for each in found["cases"] if "past" not in each]
    past = [each for each in found["cases"] if "past" in each]
    assert {(each["when"], each["change"]["worse"], each["strict"]) for each in now} == {
        ("step-2", True, "wrong"),
        ("step-2", False, "correct"),
    }
    assert sorted(each["id"] for each in now) == sorted(each["id"] for each in past)
    assert {each["when"] for each in past} == {"step-1"}
    of_one = [each["change"]["worse"] for each in now if each["category"] == NAMES[0]]
    assert of_one == sorted(of_one, reverse=True)


def test_however_many_turn_the_page_is_bounded_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = flapping(tmp_path, 4, 30)
    monkeypatch.setattr(turned, "LISTED", 100)
    monkeypatch.setattr(turned, "DETAILED", 40)
    page = write_trend(found, tmp_path / "trend.html")
    cases = [each for each in gallery(page)["cases"] if "past" not in each]
    assert len(cases) == 100
    assert sum(bool(each["steps"]) for each in cases) == 40
    assert {(each["at"], each["category"]) for each in cases if each["steps"]} == {
        (at, name) for at in (1, 2, 3) for name in (NAMES[0], NAMES[8])
    }
    text = html.unescape(page.read_text("utf-8"))
    assert "180 cases turned from one run to the next; 100 are listed; 40 hold prompts" in text
    assert "realunify compare r0 r1 -o turned.html" in text


def test_long_replies_end_what_is_in_detail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = flapping(tmp_path, 3, 20, letters=4000)
    monkeypatch.setattr(turned, "TEXTS", 50_000)
    page = write_trend(found, tmp_path / "trend.html")
    assert sum(map(len, gallery(page)["texts"])) < 80_000
    assert len([each for each in gallery(page)["cases"] if "past" not in each]) == 80


def test_inputs_of_a_licensed_suite_stay_out_unless_asked_for(tmp_path: Path) -> None:
    suite = {"name": "official:data", "fingerprint": "0" * 12}
    runs = []
    for number, state in enumerate(("correct", "wrong")):
        step = Step("understand", "A licensed question?", (), "My reply")
        results = [replace(made(NAMES[8], 0, state), steps=(step,))]  # type: ignore[arg-type]
        runs.append(stored(tmp_path, f"r{number}", results, suite=suite))
    found = trend([run.folder for run in runs])
    without = write_trend(found, tmp_path / "without.html").read_text("utf-8")
    assert "licensed question" not in without
    assert "My reply" in without
    assert "licensed question" in write_trend(found, tmp_path / "with.html", include_inputs=True).read_text("utf-8")
