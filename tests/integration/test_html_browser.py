"""The pages in a real browser: nothing of a model's runs, everything can be reached by mouse and by keyboard."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from pagebench import CHROMIUM, Opened, browser, opened
from pytest_realunify.decisions.gates.outcome import Change, Decision, GateOutcome
from pytest_realunify.records import Poll, Result, State, Step, Verdict
from pytest_realunify.reporting.comparison import compare
from pytest_realunify.reporting.html import write_comparison, write_run, write_trend
from pytest_realunify.reporting.trend import trend
from pytest_realunify.reporting.view import RunView
from pytest_realunify.stored.stored_run import StoredRun
from pytest_realunify.taxonomy import CATEGORIES
from runbench import made, row, stored

__all__ = ["browser", "opened"]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium here")

__all__ = ["browser", "opened"]  # fixtures

EVIL = (
    "</script><img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>{{7*7}}"
    "<iframe srcdoc='<script>parent.document.title=1</script>'></iframe>\u202e\x00\ud800"
)


def picture(run: StoredRun, colour: tuple[int, int, int]) -> str:
    """Stored with the run; its name."""
    from PIL import Image

    name = sha256(bytes(colour)).hexdigest()
    Image.new("RGB", (64, 64), colour).save(run.folder.picture(name))
    return name


def a_run(folder: Path) -> StoredRun:
    """A tracking case of each verdict under two protocols, and one drawing."""
    run = stored(folder, "one", [])
    before, after, drawn = (picture(run, (shade, 90, 30)) for shade in (10, 100, 200))
    results: list[Result] = []
    states: tuple[State, ...] = ("correct", "wrong", "unparsed")
    for number, state in enumerate(states):
        look = Step("understand", f"Which number, {number}?", (before,), f"I think of {number}")
        draw = Step("edit", "Recolour it.", (before,), after)
        results.append(made("mental_tracking", number, state, steps=(look,), expected="B"))
        results.append(
            made(
                "mental_tracking",
                number,
                state,
                "stepwise",
                parity="wrong",
                steps=(draw, replace(look, inputs=(after,))),
            )
        )
    steps = (Step("generate", "Draw a cart.", (), drawn),)
    polls = (Poll("Is it brown?", "yes", "no", "no"), Poll("Any horse?", "no", "No.", "no"))
    results.append(made("world_knowledge", 4, "wrong", steps=steps, polls=polls, expected=None, reply=drawn))
    return stored(folder, "one", results)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    run = a_run(tmp_path_factory.mktemp("runs"))
    changed = (
        Change("mental_tracking-x-0001-direct", "correct", "wrong", worse=True),
        Change("mental_tracking-x-0000-stepwise", "wrong", "correct", worse=False),
    )
    decision = Decision((GateOutcome("mental_tracking:direct", "regression", False, "fell"),), changed, "a baseline")
    return write_run(RunView(run, [], decision), run.folder.path / "report.html")


def test_filters_narrow_the_cases(opened: Opened, report: Path) -> None:
    page = opened.at(report)
    opened.counted("7 cases")
    page.select_option("#f-protocol", "stepwise")
    opened.counted("3 of 7 cases")
    page.select_option("#f-verdict", "differ")
    opened.counted("2 of 7 cases")
    page.click("button[type=reset]")
    page.select_option("#f-category", "UEG")
    opened.counted("1 of 7 cases")
    assert opened.titles == ["world_knowledge-x-0004-direct: wrong"]
    page.select_option("#f-category", "")
    opened.counted("7 cases")
    page.select_option("#f-change", "worse")
    opened.counted("1 of 7 cases")
    assert opened.titles == ["mental_tracking-x-0001-direct: wrong, was correct"]
    page.select_option("#f-change", "")
    page.fill("#f-search", "NUMBER, 2")
    opened.counted("2 of 7 cases")
    page.fill("#f-search", "nothing says this")
    opened.counted("0 of 7 cases")
    assert page.is_visible("#nothing")


def test_everything_can_be_reached_from_the_keyboard(opened: Opened, report: Path) -> None:
    page = opened.at(report)
    focused = "document.activeElement.ariaLabel"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "f-search"
    page.keyboard.press("Escape")
    assert page.evaluate(focused).startswith("world_knowledge-x-0004-direct")
    page.keyboard.press("j")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(focused).startswith("mental_tracking-x-0000-stepwise")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    assert page.inner_text("#case-title") == "mental_tracking-x-0000-direct"
    page.keyboard.press("j")
    assert page.inner_text("#case-title") == "mental_tracking-x-0000-stepwise"
    page.keyboard.press("Escape")
    page.wait_for_function(f"() => {focused}?.startsWith('mental_tracking-x-0000-stepwise')")
    assert not page.is_visible("#case")
    page.keyboard.press("End")
    assert page.evaluate(focused).startswith("mental_tracking-x-0002-stepwise")


def test_a_case_shows_all_that_is_known_about_it(opened: Opened, report: Path) -> None:
    page = opened.at(report, "#case=world_knowledge-x-0004-direct")
    shown = page.inner_text("#case-body")
    assert [
        words for words in ("strict: wrong", "Draw a cart.", "Is it brown?", "Any horse?", "No.") if words not in shown
    ] == []
    assert page.eval_on_selector_all(".polls tbody tr.failed", "all => all.length") == 1
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    shown = page.inner_text("#case-body")
    assert [words for words in ("Recolour it.", "Gold A", "parity: wrong", "I think of 0") if words not in shown] == []
    assert page.eval_on_selector_all("#case-body img", "all => all.every(one => one.naturalWidth === 64)")
    assert page.eval_on_selector_all("#case-body figcaption", "all => all.map(one => one.textContent)") == [
        "input",
        "intermediate",
        "intermediate",
    ]
    page.click("#case-body button:has-text('direct')")
    assert page.inner_text("#case-title") == "mental_tracking-x-0000-direct"


def test_the_theme_follows_the_system_until_the_reader_chooses(opened: Opened, report: Path) -> None:
    page = opened.at(report)
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"light => {ground} !== light", arg=light)
    page.click("#theme")
    assert page.evaluate(ground) == light
    page.reload()
    assert page.evaluate(ground) == light


def test_a_narrow_screen_needs_no_sideways_scrolling(opened: Opened, report: Path) -> None:
    opened.page.set_viewport_size({"width": 400, "height": 800})
    page = opened.at(report)
    assert page.evaluate("document.documentElement.scrollWidth") == 400


def test_nothing_a_model_wrote_becomes_part_of_the_page(opened: Opened, tmp_path: Path) -> None:
    steps = (Step("understand", EVIL, ("../x", "0" * 64), EVIL * 9000), Step("generate", EVIL, (), EVIL))
    poll = Poll(EVIL, "yes", EVIL, None)
    hostile = made("world_knowledge", 1, "wrong", subtask=EVIL, steps=steps, polls=(poll,), model=EVIL, worker=EVIL)
    hostile = replace(hostile, verdict=Verdict("wrong", "wrong", {"strict": EVIL}), expected=EVIL)
    run = stored(
        tmp_path, "one", [made("world_knowledge", 1)], model={"name": EVIL.encode("utf-8", "replace").decode()}
    )
    run = replace(run, results={hostile.key: hostile})
    gate = GateOutcome(EVIL, "floor", False, EVIL)
    decision = Decision((gate,), (Change(hostile.case, EVIL, EVIL, True),), EVIL, (EVIL,))
    page = opened.at(write_run(RunView(run, [], decision), tmp_path / "run.html"), f"#case={hostile.case}")
    assert "onerror" in page.inner_text("#case-body")
    assert "{{7*7}}" in page.inner_text("#case-body")
    assert "\\u202e" in page.inner_text("#case-body")
    assert page.title().startswith("RealUnify")
    assert page.query_selector_all("img, iframe, object, embed, [onerror], script[src]") == []
    assert len(page.inner_text("#case-body")) < 100_000


def test_a_folder_shows_its_pictures_and_the_policy_stops_a_script(
    opened: Opened, report: Path, tmp_path: Path
) -> None:
    run = StoredRun.find(report.parents[1], "one")
    page = opened.at(write_run(RunView(run, [], None), tmp_path / "out"))
    page.wait_for_function("[...document.images].every(one => one.naturalWidth === 64)")
    assert len(page.query_selector_all("img")) == 7
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"document.title=1\">')")
    page.wait_for_timeout(100)
    refused = [
        opened.trouble.pop() for line in list(opened.trouble) if "Content Security Policy" in line or "ERR_" in line
    ]
    assert refused
    assert page.title() != "1"


def test_two_thousand_cases_are_drawn_as_they_are_reached(opened: Opened, tmp_path: Path) -> None:
    results = [result for category in CATEGORIES for result in row(category.name, ["correct"] * 200)]
    page = opened.at(write_run(RunView(stored(tmp_path, "one", results), [], None), tmp_path / "run.html"))
    opened.counted("2000 cases")
    assert len(opened.titles) < 400
    page.focus(".case")
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.ariaLabel") == "cognitive_navigation-x-0199-direct: correct"


def test_comparison_and_trend_open_without_complaint(opened: Opened, report: Path, tmp_path: Path) -> None:
    before = StoredRun.find(report.parents[1], "one")
    flipped = [replace(each, verdict=Verdict("wrong", "wrong")) for each in before.results.values()]
    after = stored(tmp_path, "two", flipped, judge={"name": "other", "fingerprint": "2" * 12})
    page = opened.at(write_comparison(compare(before, after), tmp_path / "comparison.html"))
    opened.counted("4 cases")
    assert page.inner_text(".matrix td.worse") == "1"
    page.click(".case")
    page.click("#case-body button:has-text('before')")
    assert "strict: correct" in page.inner_text("#case-body")
    page = opened.at(write_trend(trend([before.folder, after.folder]), tmp_path / "trend.html"))
    assert page.inner_text("h1").startswith("nothing to test for a decline")
    assert "judge" in page.inner_text(".markers")
    assert page.query_selector_all(".chart .scatterlayer .trace")
