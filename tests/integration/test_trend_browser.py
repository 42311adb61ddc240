"""The page of a trend in a real browser: both axes at once, words of a cell, and the cases that turned there."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from pagebench import CHROMIUM, Opened, browser, opened
from pytest_realunify.records import Poll, Result, Step
from pytest_realunify.reporting.html import write_trend
from pytest_realunify.reporting.trend import trend
from pytest_realunify.taxonomy import CATEGORIES
from runbench import made, stored

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium here")

__all__ = ["browser", "opened"]  # fixtures

EVIL = "</script><img src=x onerror=\"document.title='owned'\">{{7*7}}\u202e"
BROKEN = "attentional_focusing"
AT = 5
"""The first run that is broken, counting from 0."""


def results(run: int, cases: int = 40) -> list[Result]:
    """Half are right everywhere; of the broken category a tenth from `AT` on, and one more comes right there."""
    found = []
    for category in CATEGORIES:
        for protocol in ("direct", "stepwise"):
            for number in range(cases):
                broken = category.name == BROKEN and run >= AT
                right = number < (cases // 10 if broken else cases // 2) or (broken and number == cases - 1)
                state: Any = "correct" if right else "wrong"
                step = Step("understand", f"Which letter, {number}?", (shade(number),), f"{EVIL} as of run {run}")
                one = made(category.name, number, state, protocol, steps=(step,), reply=f"{run}{state}")
                if category.axis == "UEG":
                    one = replace(one, polls=(Poll(EVIL, "yes", EVIL, "yes" if right else "no"),))
                found.append(one)
    return found


def shade(number: int) -> str:
    return sha256(bytes([number])).hexdigest()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from PIL import Image

    root, folders = tmp_path_factory.mktemp("runs"), []
    for run in range(8):
        lacking = [each for each in results(run) if run != 2 or each.category != "code_to_image"]
        kept = stored(root, f"r{run}", lacking, label=f"step-{1000 * (run + 1)}", model={"name": EVIL})
        for number in range(40):
            Image.new("RGB", (48, 48), (6 * number, 90, 30)).save(kept.folder.picture(shade(number)), "PNG")
        folders.append(kept.folder)
    return write_trend(trend(folders), root / "trend.html")


def cell(page: Any, scope: str, at: int, protocol: str = "direct") -> Any:
    return page.locator(f'.heatmap[data-protocol="{protocol}"] .heat-cell[data-scope="{scope}"][data-at="{at}"]')


def test_both_axes_stand_on_the_first_screen_and_what_declined_first(opened: Opened, report: Path) -> None:
    opened.page.set_viewport_size({"width": 1280, "height": 800})
    page = opened.at(report)
    assert "DECLINED: attentional focusing" in page.inner_text("h1")
    assert "since step-6000" in page.inner_text("h1")
    for scope in ("UEG", "GEU", "total"):
        box = cell(page, scope, 7).bounding_box()
        assert box["y"] + box["height"] <= 800
        assert box["x"] + box["width"] <= 1280
    rows = page.eval_on_selector_all(".heatmap:not([hidden]) tbody .heat-name", "all => all.map(one => one.innerText)")
    assert rows[0].startswith("Attentional focusing\n▼ ")
    assert "since step-6000" in " ".join(rows[0].split())
    assert [each.split("▼")[0].strip() for each in rows[1:]] == [
        *(each.name.replace("_", " ").capitalize() for each in CATEGORIES if each.axis == "UEG"),
        "UEG",
        *(
            each.name.replace("_", " ").capitalize()
            for each in CATEGORIES
            if each.axis == "GEU" and each.name != BROKEN
        ),
        "GEU",
        "Total",
    ]
    heads = page.eval_on_selector_all(".heatmap:not([hidden]) thead th", "all => all.map(one => one.innerText)")
    assert heads[1:] == [str(1000 * number) for number in range(1, 9)]
    assert cell(page, "code_to_image", 2).inner_text() == "–"  # noqa: RUF001 -- the dash of tables
    assert "missing" in cell(page, "code_to_image", 2).get_attribute("class")


def test_a_cell_opens_the_cases_that_turned_there_with_their_pictures(opened: Opened, report: Path) -> None:
    page = opened.at(report)
    cell(page, BROKEN, AT).click()
    opened.counted("17 of 34 cases")
    assert "16 cases worse and 1 better than at step-5000, run 5" in page.inner_text("#turned-said")
    top = "document.getElementById('gallery').getBoundingClientRect().top"
    for _ in range(100):  # it glides there
        if page.evaluate(top) < 200:
            break
        page.wait_for_timeout(50)
    assert page.evaluate(top) < 200
    verdicts = [name.split(": ")[1] for name in opened.titles]
    assert verdicts == ["wrong, was correct"] * 16 + ["correct, was wrong"]
    page.click(".case")
    assert page.inner_text("#case-title") == f"{BROKEN}-x-0004-direct at step-6000"
    assert "as of run 5" in page.inner_text("#case-body")
    assert page.eval_on_selector_all("#case-body img", "all => all.map(one => one.naturalWidth)") == [48]
    page.click("#case-body button:has-text('step-5000 direct')")
    assert "as of run 4" in page.inner_text("#case-body")
    assert "strict: correct" in page.inner_text("#case-body")
    page.keyboard.press("Escape")
    page.click("#turned-back")
    assert page.evaluate("document.activeElement.dataset.at") == str(AT)


def test_a_cell_where_nothing_turned_says_so_and_stays(opened: Opened, report: Path) -> None:
    page = opened.at(report)
    cell(page, "world_knowledge", 3).click()
    assert "no case turned since the run before" in page.inner_text("#heat-said")
    assert page.evaluate("scrollY") == 0


def test_an_average_opens_the_cases_of_its_categories_and_the_other_protocol_has_its_own(
    opened: Opened, report: Path
) -> None:
    page = opened.at(report)
    page.click(".heat-tab[data-protocol=stepwise]")
    assert not cell(page, "GEU", AT).is_visible()
    cell(page, "GEU", AT, "stepwise").click()
    opened.counted("17 of 34 cases")
    assert all("-stepwise at step-6000" in name for name in opened.titles)
    page.click("button[type=reset]")
    opened.counted("34 cases")


def test_cells_are_reached_and_told_by_the_keyboard(opened: Opened, report: Path) -> None:
    page = opened.at(report)
    page.focus(".heatmap:not([hidden]) .heat-cell[tabindex='0']")
    for key in ("End", "ArrowLeft", "ArrowLeft", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
    focused = page.evaluate("[document.activeElement.dataset.scope, document.activeElement.dataset.at]")
    assert focused == [BROKEN, str(AT)]
    told = page.inner_text("#heat-tip")
    assert "Attentional focusing, direct, run 6 step-6000: 12.5 % (" in told
    assert "n 40; it fell here; 16 cases worse and 1 better" in told
    page.keyboard.press("Enter")
    opened.counted("17 of 34 cases")
    assert page.query_selector_all(".heatmap:not([hidden]) .heat-cell[tabindex='0']").__len__() == 1


def test_a_phone_scrolls_the_cells_and_not_the_page(opened: Opened, report: Path) -> None:
    opened.page.set_viewport_size({"width": 400, "height": 800})
    page = opened.at(report)
    assert page.evaluate("document.documentElement.scrollWidth") == 400
    page.evaluate("document.querySelector('.heatmap').scrollLeft = 300")
    assert page.locator(".heatmap:not([hidden]) .heat-name").nth(1).bounding_box()["x"] < 40


def test_nothing_a_model_wrote_becomes_part_of_the_page(opened: Opened, report: Path) -> None:
    page = opened.at(report)
    cell(page, BROKEN, AT).click()
    page.click(".case")
    assert "onerror" in page.inner_text("#case-body")
    assert page.title() == "RealUnify · trend"
    assert page.query_selector_all("[onerror], iframe, object, script[src]") == []
