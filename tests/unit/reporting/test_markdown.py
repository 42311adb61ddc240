"""Markdown as a parser of Markdown reads it: tables whole, and texts of others as text."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pytest_realunify.decisions.diagnosis import Finding
from pytest_realunify.decisions.gates.outcome import Change, Decision, GateOutcome
from pytest_realunify.numbers.stats import Estimate
from pytest_realunify.reporting.comparison import compare
from pytest_realunify.reporting.markdown import comparison_markdown, markdown, trend_markdown
from pytest_realunify.reporting.markdown.running import CHANGES
from pytest_realunify.reporting.markdown.text import LONGEST, code, escaped, table
from pytest_realunify.reporting.trend import trend
from pytest_realunify.reporting.view import RunView
from pytest_realunify.taxonomy import CATEGORIES
from pytest_realunify.text import harmless, shortened
from runbench import right, row, stored

HOSTILE = "| `<script>alert(1)</script>` @octocat #12 **x** [a](http://x.y) <!-- &lt; $x$ ~~y~~ \u202e\x1b[31m"
NAMES = [category.name for category in CATEGORIES]


def rendered(text: str) -> str:
    return str(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text))


def plain(markup: str) -> str:
    """What a reader sees."""
    return html.unescape(re.sub("<[^>]*>", "", re.sub("<!--.*?-->", "", markup)))


@given(st.text())
@example(HOSTILE)
@example("- x")
@example("12) x")
@example("   +")
@example("a\n\n# b\n---")
@example("GH-1 www.x.y://z")
def test_a_text_of_others_reads_as_itself(text: str) -> None:
    shown = harmless(shortened(text, LONGEST))
    markup = rendered(f"| head |\n| --- |\n| x{escaped(text)} |\n")
    cells = re.findall("<td>(.*?)</td>", markup, re.DOTALL)
    assert [plain(cell) for cell in cells] == [f"x{shown}".rstrip()]


@given(st.text(min_size=1))
@example(HOSTILE)
def test_a_text_at_the_start_of_a_line_is_a_paragraph(text: str) -> None:
    shown = harmless(shortened(text, LONGEST))
    markup = rendered(f"> {escaped(text)}\n")
    if shown:
        assert re.fullmatch(r"<blockquote>\n<p>.*</p>\n</blockquote>\n", markup, re.DOTALL)
    assert plain(markup).strip() == shown


@pytest.mark.parametrize("text", ["@octocat", "#12", "mine/mine#12", "GH-12", "gh-3", "www.example.org", "http://a.b"])
def test_nobody_is_mentioned_and_nothing_is_linked(text: str) -> None:
    """GitHub looks for these in the finished page; a comment parts them and is dropped at the very end."""
    assert text not in escaped(f"see {text} now").replace("\\", "")
    assert "<!-- -->" in escaped(text)


@given(st.text())
@example("`` | `")
def test_an_id_stays_within_its_code_span(text: str) -> None:
    markup = rendered(f"| head |\n| --- |\n| {code(text)} |\n")
    assert len(re.findall("<td><code>[^`]*</code></td>", markup)) == 1


def test_a_table_s_first_columns_are_text() -> None:
    assert table(["a", "b"], [["1", "2"]]) == ["| a | b |", "| :--- | ---: |", "| 1 | 2 |"]


def view(root: Path, decision: Decision | None = None, findings: tuple[Finding, ...] = (), **facts: Any) -> RunView:
    results = [
        each for name in NAMES for protocol in ("direct", "stepwise") for each in row(name, right(3, 4), protocol)
    ]
    return RunView(stored(root, "run-1", results, **facts), findings, decision)


def tables(text: str) -> list[list[list[str]]]:
    """Rows of cells of every table, as read."""
    found = re.findall("<table>(.*?)</table>", rendered(text), re.DOTALL)
    return [
        [
            [plain(cell) for cell in re.findall("<t[dh][^>]*>(.*?)</t[dh]>", line)]
            for line in re.findall("<tr>(.*?)</tr>", each, re.DOTALL)
        ]
        for each in found
    ]


def test_the_scores_are_a_row_per_category_axis_and_total(tmp_path: Path) -> None:
    [scores] = tables(markdown(view(tmp_path)))
    assert scores[0] == ["", "direct", "stepwise", "gap", "direct, parity", "stepwise, parity"]
    assert [line[0] for line in scores[1:]] == [
        *(name.replace("_", " ") for name in NAMES[:6]),
        "UEG",
        *(name.replace("_", " ") for name in NAMES[6:]),
        "GEU",
        "total",
    ]
    assert scores[1][1:] == ["75.0 (30-95)", "75.0 (30-95)", "0.0 (-49 to +49)", "75.0", "75.0"]


def test_a_run_that_is_not_to_be_trusted_says_so_first(tmp_path: Path) -> None:
    text = markdown(view(tmp_path, selected_by_protocol={"direct": 50, "stepwise": 40}))
    assert text.index("**RUN NOT COMPLETE: 10 cases did not finish**") < text.index("| :--- |")


FAILED = GateOutcome(
    *("mental_tracking:stepwise", "regression", False, f"fell {HOSTILE}", 64, 0.5, 0.75),
    Estimate(-0.25, -0.35, -0.15),
    p=0.00002,
    detectable=0.12,
)
PASSED = GateOutcome("completeness", "completeness", True, "every case finished", 640)


def test_gates_say_first_whether_the_build_holds(tmp_path: Path) -> None:
    changed = (
        Change("a-x-0001-direct", "correct", "2 correct, 1 wrong", True, steady=False),
        Change("b", "wrong", "correct", False),
    )
    decision = Decision((PASSED, FAILED), changed, f"base.json ({HOSTILE})", (HOSTILE,))
    text = markdown(view(tmp_path, decision))
    assert "❌ **1 of 2 gates failed.**" in text
    gates = tables(text)[1]
    assert gates[2] == ["mental_tracking:stepwise", "❌", "50.0", "75.0", "-25.0 (-35 to -15)", "2e-05", "12.0"]
    assert gates[1] == ["completeness", "✅", "", "", "", "", ""]
    changes = tables(text)[2]
    assert changes[1:] == [
        ["a-x-0001-direct", "correct", "2 correct, 1 wrong", "worse, known to flip"],
        ["b", "wrong", "correct", "better"],
    ]
    assert "Changed since the baseline: 1 worse, 1 better" in text
    assert "<script" not in rendered(text)
    assert "All 1 gates passed" in markdown(view(tmp_path, Decision((PASSED,))))


def test_many_changes_are_cut_and_counted(tmp_path: Path) -> None:
    changed = tuple(Change(f"case-{place}", "correct", "wrong", True) for place in range(CHANGES + 5))
    text = markdown(view(tmp_path, Decision((PASSED,), changed)))
    assert "and 5 more" in text
    assert len(text) < 1_000_000


def test_findings_that_matter_stand_open_and_the_others_are_folded(tmp_path: Path) -> None:
    findings = (
        Finding("shortcut", NAMES[6], Estimate(0, 0, 0), 4, "nothing", matters=False),
        Finding("integration gap", NAMES[7], Estimate(1, 1, 1), 4, "drawing first helps"),
    )
    text = markdown(view(tmp_path, findings=findings))
    assert text.index("drawing first helps") < text.index("<details>") < text.index("nothing")


def test_names_of_others_are_texts_in_every_report(tmp_path: Path) -> None:
    model, suite = {"name": HOSTILE}, {"name": HOSTILE, "fingerprint": "0" * 12}
    run = view(tmp_path, model=model, suite=suite, started=HOSTILE, judge={"name": HOSTILE, "fingerprint": HOSTILE})
    for text in (
        markdown(run),
        comparison_markdown(compare(run.run, run.run)),
        trend_markdown(trend([run.run.folder])),
    ):
        shown = rendered(text.replace("<details>", "").replace("</details>", ""))
        assert not re.search("<(script|a|strong>x|del|img)", shown)
        assert "@octocat" not in text
        assert "\x1b" not in text


def test_a_comparison_has_a_table_of_differences_and_of_flips_per_protocol(tmp_path: Path) -> None:
    before, after = (stored(tmp_path, str(n), row(NAMES[6], right(n, 4))) for n in (1, 3))
    text = comparison_markdown(compare(before, after))
    differences, flips, changed = tables(text)
    assert differences[1] == ["mental reconstruction", "25.0", "75.0", "+50.0 (-23 to +85)", "0.500", "0", "2", "4"]
    assert flips == [["before \\ after", "correct", "wrong"], ["correct", "1", "0"], ["wrong", "2", "1"]]
    assert len(changed) == 3
    assert "Changed cases: 0 worse, 2 better" in text


def test_a_trend_has_a_row_per_run_and_marks_where_the_ruler_changed(tmp_path: Path) -> None:
    runs = [
        stored(tmp_path, str(n), row(NAMES[6], right(n, 4)), scorers={"strict": 1 + n // 2, "parity": 1})
        for n in range(3)
    ]
    text = trend_markdown(trend([run.folder for run in runs]))
    stops, points = tables(text)
    assert [line[1:] for line in stops[1:]] == [[str(n), "mine:Model", "4 of 4"] for n in range(3)]
    assert points == [["run", "MR-II"], ["1", "0.0 (0-49)"], ["2", "25.0 (5-70)"], ["⚠ 3", "50.0 (15-85)"]]
    assert "from run 3 on: scorers strict 1, parity 1 -> strict 2, parity 1" in plain(rendered(text))
