"""The gallery's addresses, filters and texts, in a real browser."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pagebench import CHROMIUM, Opened, browser, opened
from pytest_realunify.records import Poll, Result, Step, Trouble
from pytest_realunify.reporting.html import write_run
from pytest_realunify.reporting.view import RunView
from runbench import made, stored

__all__ = ["browser", "opened"]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium here")

REPLY = (
    "It prints `a < b`.\n```python\nfor x in range(3):\n    draw('<b>')\n```\nSo the answer is `B`, and ` is no code."
)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three cases of tracking; of drawing one is wrong, one undecided, one unseen by its judge, one undrawn."""
    folder = tmp_path_factory.mktemp("runs")
    steps = (Step("understand", "What does `f(2)` print?", (), REPLY),)
    results: list[Result] = [made("mental_tracking", number, "wrong", steps=steps) for number in range(3)]
    drawn = (Step("generate", "Draw `print('x')`.", (), "0" * 64),)
    polls = (Poll("Is `x` drawn?", "yes", "Perhaps `x`.", None),)
    results.append(made("code_to_image", 0, "wrong", steps=drawn, polls=(Poll("Is `x` drawn?", "yes", "no", "no"),)))
    results.append(made("code_to_image", 1, "judge-invalid", steps=drawn, polls=polls))
    away = Trouble("outage", "the judge is away")
    results.append(made("code_to_image", 2, "error", steps=drawn, error=away))
    undrawn = (replace(drawn[0], output=None),)
    results.append(made("code_to_image", 3, "error", steps=undrawn, error=Trouble("ValueError", "the model broke")))
    run = stored(folder, "one", results)
    return write_run(RunView(run, [], None), folder / "report.html")


def title(opened: Opened) -> str:
    return str(opened.page.inner_text("#case-title")) if opened.page.is_visible("#case") else ""


def test_an_address_that_changes_opens_its_case(opened: Opened, report: Path) -> None:
    page = opened.at(report)
    assert title(opened) == ""
    for name in ("mental_tracking-x-0001-direct", "code_to_image-x-0000-direct"):
        page.evaluate("name => { location.hash = `#case=${name}` }", name)
        page.wait_for_function("name => document.getElementById('case-title').textContent === name", arg=name)
        assert title(opened) == name
    page.evaluate("location.hash = '#scores'")
    page.wait_for_selector("#case", state="hidden")


def test_an_address_leads_to_a_case_that_the_filters_left_out(opened: Opened, report: Path) -> None:
    page = opened.at(report)
    page.select_option("#f-category", "UEG")
    opened.counted("4 of 7 cases")
    page.evaluate("location.hash = '#case=mental_tracking-x-0002-direct'")
    page.wait_for_selector("#case[open]")
    assert title(opened) == "mental_tracking-x-0002-direct"
    opened.counted("7 cases")


def test_a_case_as_pytest_prints_it_is_an_address_too(opened: Opened, report: Path) -> None:
    opened.at(report, "#case=cases/test_geu.py::test_geu[mental_tracking-x-0002-direct]")
    assert title(opened) == "mental_tracking-x-0002-direct"


@pytest.mark.parametrize("late", [False, True])
def test_a_case_that_is_not_there_is_said_and_all_are_listed(late: bool, opened: Opened, report: Path) -> None:
    page = opened.at(report, "" if late else "#case=mental_tracking-x-0001")
    if late:
        page.select_option("#f-category", "UEG")
        opened.counted("4 of 7 cases")
        page.evaluate("location.hash = '#case=mental_tracking-x-0001'")
    page.wait_for_selector("#unknown", state="visible")
    assert title(opened) == ""
    said = page.inner_text("#unknown")
    assert said.startswith("No case here is called mental_tracking-x-0001. All 7 are listed.")
    opened.counted("7 cases")
    page.click("#unknown button")
    assert title(opened) == "mental_tracking-x-0001-direct"
    assert not page.is_visible("#unknown")


@pytest.mark.parametrize("name", ["%E0%A4%A", "<img src=x onerror=document.title=1>", "%E2%80%AE%00"])
def test_a_broken_address_is_text(name: str, opened: Opened, report: Path) -> None:
    page = opened.at(report, f"#case={name}")
    assert "All 7 are listed." in page.inner_text("#unknown")
    assert page.query_selector_all("#unknown img") == []
    assert page.title().startswith("RealUnify")
    assert "\u202e" not in page.inner_text("#unknown")


def test_what_could_not_be_judged_is_a_filter(opened: Opened, report: Path) -> None:
    page = opened.at(report)
    page.select_option("#f-verdict", label="could not be judged (2)")
    opened.counted("2 of 7 cases")
    assert opened.titles == ["code_to_image-x-0001-direct: judge-invalid", "code_to_image-x-0002-direct: error"]


def test_a_run_without_drawings_has_no_filter_for_the_judge(opened: Opened, tmp_path: Path) -> None:
    run = stored(tmp_path, "one", [made("mental_tracking", 1, "wrong")])
    page = opened.at(write_run(RunView(run, [], None), tmp_path / "report.html"))
    assert "could not be judged" not in page.inner_text("#f-verdict")


def test_code_between_backticks_is_shown_as_code(opened: Opened, report: Path) -> None:
    page = opened.at(report, "#case=mental_tracking-x-0000-direct")
    codes = page.eval_on_selector_all("#case-body code:not(.block)", "all => all.map(one => one.textContent)")
    assert codes == ["f(2)", "a < b", "B"]
    blocks = page.eval_on_selector_all("#case-body code.block", "all => all.map(one => one.textContent)")
    assert blocks == ["for x in range(3):\n    draw('<b>')"]
    assert "and ` is no code." in page.inner_text("#case-body")
    assert page.query_selector_all("#case-body b") == []
    opened.at(report, "#case=code_to_image-x-0001-direct")
    page.wait_for_function("document.getElementById('case-title').textContent.startsWith('code_to')")
    codes = page.eval_on_selector_all(".polls code", "all => all.map(one => one.textContent)")
    assert codes == ["x", "x"], "of the question and of the judge's reply"
