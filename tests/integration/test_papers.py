"""What a paper takes: a table that an engine sets, charts that a browser shows."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from latexcheck import check, compiled, engine
from pytest_realunify.cli.main import main
from pytest_realunify.taxonomy import CATEGORIES
from runbench import right, row, stored

LABELS = (
    r"\input{x} 50% a_b & #1 ~^ $y$ [3pt]",
    "[*] {ü} β ≤ 中文 🙂 -- ``x'' <a|b>",
    "\\end{tabular} \x00 \u202e",
    "step-500",
)


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of four runs, hostile ones among their labels."""
    monkeypatch.chdir(tmp_path)
    for number, label in enumerate(LABELS):
        results = [
            each
            for category in CATEGORIES
            for protocol, hits in (("direct", 4 + number), ("stepwise", 3))
            for each in row(category.name, right(hits, 9), protocol)
        ]
        stored(tmp_path / ".realunify/runs", f"run-{number}", results, label=label, model={"name": label[::-1]})
    return [f"run-{number}" for number in range(len(LABELS))]


@pytest.mark.parametrize("preamble", ["", r"\usepackage[T1]{fontenc}"])
def test_an_engine_sets_the_table_whatever_runs_are_called(preamble: str, runs: list[str], tmp_path: Path) -> None:
    assert main(["report", *runs, "--published", "-o", "table.tex"]) == 0
    table = tmp_path / "table.tex"
    check(table.read_text(encoding="utf-8"))
    if (found := engine()) is None:
        pytest.skip("no LaTeX here: its syntax was checked")
    pdf, log = compiled(found, table, preamble)
    assert "Missing character" not in log
    if shutil.which("pdftotext"):
        text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
        missing = [each for each in ("step-500", "50%", "stepwise", "47.7", "BAGEL", "U+4E2D") if each not in text]
        assert missing == []


def test_a_plain_table_fits_a_page_of_two_columns(runs: list[str], tmp_path: Path) -> None:
    assert main(["report", runs[-1], "--published", "-o", "table.tex"]) == 0
    if (found := engine()) is None:
        pytest.skip("no LaTeX here")
    _, log = compiled(found, tmp_path / "table.tex")
    assert "Overfull" not in log


def test_a_browser_shows_the_chart_with_its_names_as_text(runs: list[str], tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("there is no chromium here")
    from playwright.sync_api import sync_playwright

    assert main(["report", *runs, "--published-model=BAGEL", "-o", "chart.svg"]) == 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1200, "height": 800})
        trouble: list[str] = []
        page.on("console", lambda message: trouble.append(message.text))
        page.on("request", lambda request: trouble.append(request.url) if not request.url.startswith("file:") else None)
        page.goto((tmp_path / "chart.svg").as_uri())
        texts = page.eval_on_selector_all("text", "all => all.map(one => one.textContent)")
        boxes = page.eval_on_selector_all("text", "all => all.map(one => one.getBoundingClientRect().toJSON())")
        width = page.evaluate("document.documentElement.getBoundingClientRect().width")
        assert page.query_selector("parsererror") is None
        browser.close()
    assert trouble == []
    assert "step-500" in " ".join(texts)
    assert "BAGEL (published)" in texts
    assert any("中文" in text for text in texts)
    assert all(box["left"] >= -1 and box["right"] <= width + 1 for box in boxes), "no text is cut off"
