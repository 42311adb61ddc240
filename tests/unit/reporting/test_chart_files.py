"""Charts as files: the same bytes for the same numbers, text that stays text, no name that breaks them."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from pytest_realunify.reporting.figures import draw_runs, drawn
from pytest_realunify.reporting.figures.drawing import COLOURS
from pytest_realunify.reporting.html.published import Wanted
from pytest_realunify.stored.stored_run import StoredRun
from runbench import right, row, stored

pytest.importorskip("matplotlib")

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "_$\\frac{a <b>&amp; ]]> \x00 \u202e %s"


def texts(svg: bytes) -> list[str]:
    return ["".join(each.itertext()).strip() for each in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314


_BAR = re.compile(
    r'<path d="M [\d.]+ ([\d.]+) \nL [\d.]+ \1 \nL [\d.]+ ([\d.]+) \n[^"]*" clip-path="[^"]+" style="fill: (#[0-9a-f]+)'
)


def bars(svg: bytes) -> dict[str, set[float]]:
    """Heights by colour."""
    found: dict[str, set[float]] = {}
    for bottom, top, colour in _BAR.findall(svg.decode()):
        found.setdefault(colour, set()).add(round(float(bottom) - float(top), 2))
    return found


@pytest.fixture
def runs(tmp_path: Path) -> list[StoredRun]:
    results = [
        each
        for protocol in ("direct", "stepwise")
        for category, hits in (("mental_tracking", 3), ("world_knowledge", 1))
        for each in row(category, right(hits, 4), protocol)
    ]
    return [stored(tmp_path, "one", results, label="a"), stored(tmp_path, "two", results, label="b")]


@pytest.mark.parametrize("kind", ["svg", "pdf", "png"])
def test_the_same_numbers_are_the_same_bytes(kind: str, runs: list[StoredRun]) -> None:
    first = drawn(draw_runs(runs, Wanted(True).rows([])), kind)
    assert first == drawn(draw_runs(runs, Wanted(True).rows([])), kind)
    assert first[:5] == {"svg": b"<?xml", "pdf": b"%PDF-", "png": b"\x89PNG\r"}[kind]
    assert re.search(rb"(Creation|Mod)Date|dc:date|tIME", first) is None


def test_text_of_a_vector_file_is_text(runs: list[StoredRun]) -> None:
    svg = drawn(draw_runs(runs[:1]), "svg")
    assert {"direct", "stepwise", "chance", "accuracy, %", "UEG", "mine:Model, a"} <= set(texts(svg))
    pdf = drawn(draw_runs(runs[:1]), "pdf")
    assert b"/Type3" not in pdf, "journals refuse fonts of that kind"
    assert b"/TrueType" in pdf or b"/CIDFontType2" in pdf


def test_bars_are_as_high_as_accuracies(runs: list[StoredRun]) -> None:
    heights = bars(drawn(draw_runs(runs[:1]), "svg"))
    low, high = sorted(heights[COLOURS[0]])
    assert high / low == pytest.approx(75 / 25, rel=0.001)


def test_published_models_are_marked_and_named_where_they_are_few(runs: list[StoredRun]) -> None:
    assert not [text for text in texts(drawn(draw_runs(runs), "svg")) if "published" in text]
    assert "published models" in texts(drawn(draw_runs(runs, Wanted(True).rows([])), "svg"))
    few = Wanted(models=("BAGEL", "MIO")).rows([])
    assert {"BAGEL (published)", "MIO (published)"} <= set(texts(drawn(draw_runs(runs, few), "svg")))


def test_a_hostile_name_is_text(tmp_path: Path) -> None:
    run = stored(tmp_path, "one", [*row("mental_tracking", right(3, 4))], label=HOSTILE, model={"name": HOSTILE})
    other = stored(tmp_path, "two", [*row("mental_tracking", right(2, 4))], label="中文", model={"name": "_x"})
    for kind in ("svg", "pdf", "png"):
        assert drawn(draw_runs([run, other]), kind)
    shown = texts(drawn(draw_runs([run, other]), "svg"))
    assert "_x, 中文" in shown
    assert [text for text in shown if text.startswith("_$\\frac{a <b>&amp; ]]> \\x00 \\u202e")]


def test_many_runs_and_a_protocol_of_a_team_s_own_are_drawn(tmp_path: Path) -> None:
    protocols = ("direct", "own_way")
    runs = [
        stored(
            tmp_path,
            f"run-{number}",
            [each for name in protocols for each in row("mental_tracking", right(1, 4), name)],
        )
        for number in range(12)
    ]
    shown = texts(drawn(draw_runs(runs), "svg"))
    assert {"direct", "own_way"} <= set(shown)
    assert len([text for text in shown if text.startswith("mine:Model, run-")]) == 12


def test_a_run_without_results_is_a_chart_without_bars(tmp_path: Path) -> None:
    assert b"<svg" in drawn(draw_runs([stored(tmp_path, "one", [])]), "svg")


def test_no_window_is_asked_for(runs: list[StoredRun], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MPLBACKEND", "TkAgg")
    monkeypatch.delenv("DISPLAY", raising=False)
    assert drawn(draw_runs(runs), "png")
