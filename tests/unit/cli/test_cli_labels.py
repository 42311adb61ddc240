"""Labels wherever runs are shown, and trends in the order of checkpoints."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from commandbench import said
from pytest_realunify.records import Result
from pytest_realunify.stored import run_file
from pytest_realunify.stored.stored_run import StoredRun
from pytest_realunify.taxonomy import CATEGORIES
from runbench import drawn, right, row, stored

NAMES = [category.name for category in CATEGORIES]
STEPS = {"2026-a": "step-9000", "2026-b": "step-10000", "2026-c": "step-500"}


def results(hits: int, run: str) -> Iterator[Result]:
    return iter(drawn([each for category in NAMES for each in row(category, right(hits, 40))], run))


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three checkpoints, run in another order than they were trained in; the last of the training is worse."""
    monkeypatch.chdir(tmp_path)
    for name, label in STEPS.items():
        stored(tmp_path / ".realunify/runs", name, results(10 if label == "step-10000" else 35, name), label=label)
    return tmp_path / ".realunify/runs"


@pytest.mark.usefixtures("root")
def test_runs_are_listed_with_their_labels(capsys: pytest.CaptureFixture[str]) -> None:
    assert re.search(r"^2026-b +step-10000 +mine:Model +procedural +400 of 400 ", said(capsys, "runs"), re.MULTILINE)


@pytest.mark.usefixtures("root")
def test_a_trend_of_all_runs_goes_by_the_numbers_of_their_labels(capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys, "trend")
    assert re.findall(r"^ +\d  (step-\d+)", out, re.MULTILINE) == ["step-500", "step-9000", "step-10000"]
    assert "DECLINED" in out
    assert "since step-10000, run 3" in " ".join(out.split())


@pytest.mark.usefixtures("root")
def test_runs_that_were_named_stay_in_the_order_they_were_named_in(capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys, "trend", "2026-b", "2026-c", "2026-a")
    assert re.findall(r"^ +\d  (step-\d+)", out, re.MULTILINE) == ["step-10000", "step-500", "step-9000"]


@pytest.mark.usefixtures("root")
def test_programs_are_told_the_labels(capsys: pytest.CaptureFixture[str]) -> None:
    points = list(csv.DictReader(said(capsys, "trend", "--format=csv").splitlines()))
    assert list(dict.fromkeys(each["label"] for each in points)) == ["step-500", "step-9000", "step-10000"]
    cases = list(csv.DictReader(said(capsys, "report", "2026-a", "--format=csv").splitlines()))
    assert {each["label"] for each in cases} == {"step-9000"}
    trend = json.loads(said(capsys, "trend", "--format=json"))
    assert [stop["label"] for stop in trend["stops"]] == ["step-500", "step-9000", "step-10000"]
    compared = json.loads(said(capsys, "compare", "2026-a", "2026-b", "--format=json"))
    assert [compared[each]["label"] for each in ("before", "after")] == ["step-9000", "step-10000"]


@pytest.mark.usefixtures("root")
@pytest.mark.parametrize("form", ["terminal", "markdown"])
@pytest.mark.parametrize("command", [("report", "2026-b"), ("compare", "2026-a", "2026-b"), ("trend",)])
def test_people_read_the_labels(capsys: pytest.CaptureFixture[str], command: tuple[str, ...], form: str) -> None:
    assert re.search(r"step-10000", said(capsys, *command, f"--format={form}"))


@pytest.mark.usefixtures("root")
@pytest.mark.parametrize("command", [("report", "2026-b"), ("compare", "2026-a", "2026-b"), ("trend",)])
def test_pages_show_the_labels(capsys: pytest.CaptureFixture[str], command: tuple[str, ...], tmp_path: Path) -> None:
    said(capsys, *command, "-o", str(tmp_path / "page.html"))
    assert "step-10000" in (tmp_path / "page.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("root")
def test_the_axis_of_the_trend_page_has_the_labels_on_it(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    said(capsys, "trend", "-o", str(tmp_path / "page.html"))
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    data = re.search(r'<script[^>]*id="charts-data"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert data is not None
    axis = json.loads(data[1])["trend"]["layout"]["xaxis"]
    assert axis["ticktext"] == ["step-500", "step-9000", "step-10000"]


def test_of_a_long_label_the_axis_has_the_end_where_its_number_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("1", "2"):
        stored(tmp_path / ".realunify/runs", name, results(20, name), label=f"{'experiment-' * 6}step-{name}000")
    said(capsys, "trend", "-o", str(tmp_path / "page.html"))
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert re.search(r'"ticktext": ?\["[^"]{1,10}riment-step-1000", ?"[^"]{1,10}riment-step-2000"\]', page)


def test_a_label_is_text_wherever_it_comes_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    root = tmp_path / ".realunify/runs"
    for name in ("a", "b"):
        stored(root, name, results(20, name), label="<b onclick=x>\x1b[31m7|*</b>")
    for command in (["runs"], ["report", "a"], ["compare", "a", "b"], ["trend"]):
        assert "\x1b" not in said(capsys, *command)
    for command in (["report", "a"], ["compare", "a", "b"], ["trend"]):
        said(capsys, *command, "-o", str(tmp_path / "page.html"))
        body = (tmp_path / "page.html").read_text(encoding="utf-8").partition("<main")[2].partition("<script")[0]
        assert "onclick=x" in body
        assert "<b onclick" not in body


@pytest.mark.parametrize("label", [7, ["step"], None])
def test_a_run_whose_label_is_no_text_is_refused(tmp_path: Path, label: object) -> None:
    facts = {**StoredRun.load(stored(tmp_path, "a", results(1, "a")).folder).facts, "label": label}
    with pytest.raises(Exception, match=r"run\.json, field 'label'"):
        run_file.check(tmp_path / "a/run.json", facts)
