"""`realunify report`, `compare`, `trend`, `export`, `merge`: what they print, where they write, what they refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from commandbench import refused, said
from pytest_realunify.taxonomy import CATEGORIES
from runbench import right, row, stored

NAMES = [category.name for category in CATEGORIES]


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two runs in it, a worse one after a better one, where the command finds runs by itself."""
    monkeypatch.chdir(tmp_path)
    root = tmp_path / ".realunify/runs"
    for name, hits in (("2026-a", 3), ("2026-b", 1)):
        stored(root, name, [each for category in NAMES for each in row(category, right(hits, 4))])
    return root


@pytest.mark.usefixtures("runs")
def test_the_newest_run_is_reported_as_pytest_printed_it(capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys, "report")
    assert out.startswith("run 2026-b: model mine:Model")
    assert "direct      25.0" in out
    assert "scored 40 of 40" in out


@pytest.mark.usefixtures("runs")
def test_several_runs_are_reported_one_after_another(capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys, "report", "2026-b", "2026-a")
    assert out.index("run 2026-b") < out.index("run 2026-a")
    data = json.loads(said(capsys, "report", "2026-a", "2026-b", "--format=json"))
    assert [each["run"]["id"] for each in data] == ["2026-a", "2026-b"]
    assert len(said(capsys, "report", "2026-a", "2026-b", "--format=csv").splitlines()) == 81


FORMATS = {
    "markdown": ("out.md", "## RealUnify"),
    "json": ("out.json", '{\n "format": 1'),
    "csv": ("out.csv", ""),
    "terminal": ("out.txt", ""),
}
COMMANDS = (["report"], ["compare", "2026-a"], ["trend"])


@pytest.mark.usefixtures("runs")
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize("name", FORMATS)
def test_a_file_s_ending_chooses_the_format(
    name: str, command: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file, start = FORMATS[name]
    printed = said(capsys, *command, f"--format={name}")
    assert said(capsys, *command, "-o", f"new/{file}") == f"written to new/{file}\n"
    written = (tmp_path / "new" / file).read_text(encoding="utf-8")
    assert written == printed
    assert written.startswith(start)


@pytest.mark.usefixtures("runs")
def test_html_goes_to_the_run_s_folder_or_where_it_is_told(capsys: pytest.CaptureFixture[str], runs: Path) -> None:
    pytest.importorskip("jinja2")
    pytest.importorskip("plotly")
    assert said(capsys, "report", "--format=html").splitlines() == ["html report: .realunify/runs/2026-b/report.html"]
    assert "<html" in (runs / "2026-b/report.html").read_text(encoding="utf-8")
    for command in COMMANDS:
        assert said(capsys, *command, "-o", "page.html") == "html report: page.html\n"


@pytest.mark.usefixtures("runs")
def test_one_html_file_takes_one_run(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("jinja2")
    assert "takes the HTML report of one run, not of 2" in refused(
        capsys, *("report", "2026-a", "2026-b", "-o", "x.html")
    )


@pytest.mark.usefixtures("runs")
def test_a_comparison_says_what_fell(capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys, "compare", "2026-a", "2026-b")
    assert "changed: 20 worse, 0 better" in out
    assert "diff       -50.0" in out
    assert out == said(capsys, "compare", "2026-a")


def test_a_trend_is_of_all_runs_but_shards(capsys: pytest.CaptureFixture[str], runs: Path) -> None:
    stored(runs, "2026-c", row(NAMES[0], right(1, 4)), options={"realunify_shard": "1/2"})
    out = said(capsys, "trend")
    assert "2  2026-b" in out
    assert "2026-c" not in out
    assert "1  2026-c" in said(capsys, "trend", "2026-c")


def test_a_trend_goes_on_without_runs_that_cannot_be_read_or_did_nothing(
    capsys: pytest.CaptureFixture[str], runs: Path
) -> None:
    (runs / "2026-0").mkdir()
    (runs / "2026-0/run.json").write_text("{")
    stored(runs, "2026-1", row(NAMES[0], right(1, 4))).folder.journal.write_text("{}\n")
    stored(runs, "2026-c", [])
    out = said(capsys, "trend")
    assert ("1  2026-a" in out, "2026-c" in out) == (True, False)
    assert "note: run 2026-0 is left out: " in out
    assert "note: run 2026-1 is left out: " in out
    assert "run.json" in refused(capsys, "trend", "2026-0"), "a run that was named is not left out"


def test_a_run_is_named_by_its_folder_from_within_too(
    capsys: pytest.CaptureFixture[str], runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(runs / "2026-a")
    assert said(capsys, "report", ".").startswith("run 2026-a: ")


def test_no_letter_within_a_cell_ends_its_row(capsys: pytest.CaptureFixture[str], runs: Path) -> None:
    stored(runs, "2026-c", row(NAMES[0], right(1, 4)), model={"name": "one\x85two\u2028three"})
    out = said(capsys, "trend", "2026-c", "--format=csv")
    assert {line.count(",") for line in out.splitlines()} == {12}
    assert "one\\x85two\\u2028three" in out


@pytest.mark.usefixtures("runs")
def test_an_ending_in_capitals_is_a_file_too(capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "report", "-o", "OUT.HTML")
    assert Path("OUT.HTML").is_file()


@pytest.mark.usefixtures("runs")
def test_a_file_that_cannot_be_written_is_said(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    err = refused(capsys, "report", "-o", "file/report.md")
    assert err.startswith("realunify: cannot write file/report.md")
    assert "choose another file with -o" in err


@pytest.mark.parametrize("command", [["report"], ["compare", "last"], ["trend"], ["export", "-o", "x"]])
def test_without_a_run_it_is_said_where_they_would_lie(
    command: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert refused(capsys, *command) == "realunify: no run yet: .realunify/runs holds none\n"


@pytest.mark.usefixtures("runs")
def test_an_export_needs_the_suite_as_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Its instances changed since" in refused(capsys, "export", "-o", "out")


@pytest.mark.usefixtures("runs")
def test_whole_runs_are_not_merged(capsys: pytest.CaptureFixture[str]) -> None:
    assert "run 2026-a is no shard" in refused(capsys, "merge", "2026-a", "2026-b")


def test_shards_are_merged_among_the_runs_or_where_it_is_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for number in (1, 2):
        options = {"realunify_shard": f"{number}/2"}
        stored(tmp_path / "shards", str(number), row(NAMES[number], right(1, 4)), options=options)
    assert "8 of 8 cases" in said(capsys, "merge", "shards/1", "shards/2")
    assert "scored 8 of 8" in said(capsys, "report")
    said(capsys, "merge", "shards/1", "shards/2", "-o", "elsewhere")
    assert len(list((tmp_path / "elsewhere").glob("*/run.json"))) == 1
