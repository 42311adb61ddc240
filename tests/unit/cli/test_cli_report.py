"""`realunify report` for papers: which file holds what, and which name of a file is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from commandbench import refused, said
from latexcheck import check
from pytest_realunify.taxonomy import CATEGORIES
from runbench import right, row, stored

NAMES = [category.name for category in CATEGORIES]


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two runs where the command finds them by itself."""
    monkeypatch.chdir(tmp_path)
    root = tmp_path / ".realunify/runs"
    for name, hits in (("2026-a", 3), ("2026-b", 1)):
        stored(root, name, [each for category in NAMES for each in row(category, right(hits, 4))], label=f"step-{hits}")
    return root


@pytest.mark.usefixtures("runs")
@pytest.mark.parametrize("command", [["report"], ["compare", "2026-a"], ["trend"]], ids=lambda command: command[0])
@pytest.mark.parametrize("name", ["out.docx", "out.pfd", "out.xlsx", "run.1"])
def test_an_ending_that_no_format_has_is_refused(
    command: list[str], name: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    error = refused(capsys, *command, "-o", name)
    assert f"unknown ending of -o {name}: '{Path(name).suffix}'." in error
    assert "valid: .txt, .md, .json, .csv, .html" in error
    assert not (tmp_path / name).exists()


@pytest.mark.usefixtures("runs")
def test_a_slip_in_an_ending_is_seen(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Did you mean '.pdf'?" in refused(capsys, "report", "-o", "out.pfd")
    assert ".pdf" not in refused(capsys, "compare", "2026-a", "-o", "out.pdf").partition("valid")[2]


@pytest.mark.usefixtures("runs")
@pytest.mark.parametrize(
    ("typed", "name", "other"),
    [
        ("markdown", "out.pdf", "pdf"),
        ("json", "out.csv", "csv"),
        ("html", "out.md", "markdown"),
        ("pdf", "out.svg", "svg"),
        ("svg", "out.txt", "terminal"),
        ("latex", "out.HTML", "html"),
        ("terminal", "out.tex", "latex"),
    ],
)
def test_an_ending_that_contradicts_the_format_is_refused(
    typed: str, name: str, other: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    error = refused(capsys, "report", f"--format={typed}", "-o", name)
    assert f"is the ending of --format={other}, and --format={typed} was typed" in error
    assert "Name a file that ends in ." in error
    assert not (tmp_path / name).exists()


@pytest.mark.usefixtures("runs")
@pytest.mark.parametrize(
    ("typed", "name"), [("markdown", "out.txt"), ("markdown", "notes.mdx"), ("csv", "README"), ("terminal", "run-1.2")]
)
def test_a_format_that_is_typed_may_go_to_a_file_of_no_format_s_ending(
    typed: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(capsys, "report", f"--format={typed}", "-o", name) == f"written to {name}\n"


@pytest.mark.usefixtures("runs")
def test_a_table_for_a_paper_has_all_runs(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    printed = said(capsys, "report", "2026-a", "2026-b", "--format=latex")
    check(printed)
    assert said(capsys, "report", "2026-a", "2026-b", "-o", "tables/runs.tex") == "written to tables/runs.tex\n"
    assert (tmp_path / "tables/runs.tex").read_text() == printed
    assert "BAGEL" not in printed
    assert "BAGEL" in said(capsys, "report", "--format=latex", "--published")
    few = said(capsys, "report", "--format=latex", "--published-model=BAGEL")
    assert ("BAGEL" in few, "MIO" in few) == (True, False)


@pytest.mark.usefixtures("runs")
def test_a_published_model_that_is_not_in_the_paper_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    error = refused(capsys, "report", "--format=latex", "--published-model=BAGGEL")
    assert "unknown published model (--published-model): 'BAGGEL'. Did you mean 'BAGEL'?" in error
    assert "BAGEL$" in said(capsys, "report", "--format=latex", "--published-model=bagel")


@pytest.mark.usefixtures("runs")
@pytest.mark.parametrize("kind", ["svg", "pdf", "png"])
def test_a_chart_goes_to_the_run_s_folder_or_where_it_is_told(
    kind: str, capsys: pytest.CaptureFixture[str], runs: Path, tmp_path: Path
) -> None:
    pytest.importorskip("matplotlib")
    assert said(capsys, "report", f"--format={kind}") == f"written to .realunify/runs/2026-b/report.{kind}\n"
    assert said(capsys, "report", "-o", f"chart.{kind}") == f"written to chart.{kind}\n"
    assert (tmp_path / f"chart.{kind}").read_bytes() == (runs / f"2026-b/report.{kind}").read_bytes()
    assert said(capsys, "report", "2026-a", "2026-b", "-o", f"both.{kind}") == f"written to both.{kind}\n"
    assert f"say where with -o FILE.{kind}" in refused(capsys, "report", "2026-a", "2026-b", f"--format={kind}")


def test_a_chart_follows_no_link_out_of_a_run_s_folder(
    capsys: pytest.CaptureFixture[str], runs: Path, tmp_path: Path
) -> None:
    pytest.importorskip("matplotlib")
    (tmp_path / "precious.svg").write_text("mine")
    (runs / "2026-b/report.svg").symlink_to(tmp_path / "precious.svg")
    refused(capsys, "report", "--format=svg")
    assert (tmp_path / "precious.svg").read_text() == "mine"


def test_a_chart_says_what_is_not_to_be_relied_on(capsys: pytest.CaptureFixture[str], runs: Path) -> None:
    pytest.importorskip("matplotlib")
    stored(runs, "2026-c", row(NAMES[0], right(1, 4)), selected_by_protocol={"direct": 9})
    assert "2026-c: RUN NOT COMPLETE: 5 cases did not finish" in said(capsys, "report", "-o", "chart.svg")


@pytest.mark.usefixtures("runs")
@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--format=json", "--published"], "--published is for html, latex, svg, pdf, png"),
        (["--format=csv", "--published-model=BAGEL"], "--published is for html, latex, svg, pdf, png"),
        (["--format=latex", "--no-published", "--published-model=BAGEL"], "type one of them"),
        (["--format=markdown", "--scorer=parity"], "holds both scorers"),
    ],
)
def test_an_option_that_a_format_would_pass_over_is_refused(
    arguments: list[str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert why in refused(capsys, "report", *arguments)


@pytest.mark.usefixtures("runs")
def test_a_format_that_is_not_there_is_refused_with_those_that_are(capsys: pytest.CaptureFixture[str]) -> None:
    error = refused(capsys, "report", "--format=latx")
    assert "unknown report (--format): 'latx'. Did you mean 'latex'?" in error
    assert "svg, pdf, png" in error


def test_published_dots_stand_beside_official_data_alone_or_on_request(
    capsys: pytest.CaptureFixture[str], runs: Path, tmp_path: Path
) -> None:
    pytest.importorskip("jinja2")
    pytest.importorskip("plotly")

    def shows(*arguments: str) -> bool:
        said(capsys, "report", *arguments, "-o", "page.html")
        page = (tmp_path / "page.html").read_text(encoding="utf-8")
        assert ("Dots and diamonds: published" in page) is ("(published)" in page)
        return "(published)" in page

    assert not shows("2026-a")
    assert shows("2026-a", "--published")
    for suite in ("official:data", "hub:someone/some-set", "parquet:data"):
        stored(runs, "2026-z", row(NAMES[0], right(1, 4)), suite={"name": suite, "fingerprint": "2" * 12})
        assert shows("2026-z"), suite
        assert not shows("2026-z", "--no-published")
    stored(runs, "2026-z", row(NAMES[0], right(1, 4)), suite={"name": "mysuite:Mine", "fingerprint": "2" * 12})
    assert not shows("2026-z")
