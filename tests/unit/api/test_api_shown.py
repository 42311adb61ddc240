"""What a notebook shows: true, complete, and harmless whoever wrote the texts."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

import pytest

import pytest_realunify as ru
from apibench import FIRST, NAME, SECOND, STEPS, loaded
from pytest_realunify import unsaid
from pytest_realunify.records import Poll, Step
from runbench import made, right, row, stored

EVIL: Final = "<script>alert(1)</script><img src=x onerror=alert(2)> & \u202e$x$ \x1b[2J"
HARMLESS: Final = {"div", "b", "br", "small", "table", "thead", "tbody", "tr", "th", "td", "details", "summary"} | {
    *("ul", "li", "pre", "img")
}
VOID: Final = {"br", "img"}


class Read(HTMLParser):
    """Fails at a tag or attribute that is not ours, and at one that is not closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""
        self.pictures: list[str] = []
        self.cells: list[list[str]] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in HARMLESS
        assert {name for name, _ in attrs} <= {"class", "style", "title", "alt", "src", "width", "height"}
        if tag == "img":
            self.pictures.append(str(dict(attrs)["src"]))
        if tag == "tr":
            self.cells.append([])
        if tag in ("td", "th"):
            self.cells[-1].append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.cells and {"td", "th"} & set(self.open):
            self.cells[-1][-1] += data


def shown(thing: Any) -> Read:
    html = thing._repr_html_()
    assert isinstance(html, str)
    assert html.startswith('<div class="tex2jax_ignore mathjax_ignore">')  # or a notebook sets $x$ as a formula
    assert html.isprintable() or set(re.sub(r"[^\x00-\x1f\x7f\u202e]", "", html)) <= {"\n", "\t"}
    return Read(html)


def test_a_run_shows_its_scores(tmp_path: Path) -> None:
    results = [*row("mental_tracking", right(3, 4)), *row("mental_tracking", right(1, 4), "stepwise")]
    run = ru.load(stored(tmp_path, "20260101-a", results, label="step-8000").folder.path)
    page = shown(run)
    for text in ("20260101-a", "step-8000", "model mine:Model", "judge pixels", "scored 4 of 4"):
        assert text in page.text
    head, direct, stepwise, gap, *parity = page.cells
    place = head.index("MT")
    assert (direct[0], direct[place]) == ("direct", "75.030 to 95")
    assert (stepwise[place], gap[place][:5]) == ("25.05 to 70", "-50.0")
    assert [each[place] for each in parity] == ["75.0", "25.0"]
    assert direct[head.index("AF")] == "-"
    assert shown(run.table()).cells == page.cells


def test_a_run_that_is_not_complete_says_so(tmp_path: Path) -> None:
    facts = {"selected": 9, "selected_by_protocol": {"direct": 9}}
    run = ru.load(stored(tmp_path, "a", [made("mental_tracking", 0)], **facts).folder.path)
    assert "RUN NOT COMPLETE: 8 cases did not finish" in shown(run).text


def test_a_run_that_was_broken_meanwhile_says_so_in_its_place(tmp_path: Path) -> None:
    folder = stored(tmp_path, "a", [made("mental_tracking", 0)]).folder
    (run,) = ru.runs(tmp_path)
    folder.journal.write_text("{<script>\n", encoding="utf-8")
    assert "journal.jsonl, row 0" in shown(run).text


def test_two_runs_show_their_difference_and_what_changed(tmp_path: Path) -> None:
    for name, count in (("a", 4), ("b", 1)):
        stored(tmp_path, name, row("mental_tracking", right(count, 4)), label=f"step-{name}")
    stored(tmp_path, "c", row("mental_tracking", right(4, 4)), judge={"name": EVIL, "fingerprint": "9"})
    page = shown(ru.compare("a", "b", tmp_path))
    head, before, after, difference, p, instances = page.cells
    place = head.index("MT")
    assert [line[place] for line in (before, after, instances)] == ["100.0", "25.0", "4"]
    assert difference[place].startswith("-75.0")
    assert float(p[place]) == pytest.approx(0.25)
    assert "before step-a (a), after step-b (b)" in page.text
    assert "3 cases changed" in page.text
    assert "mental_tracking-x-0003-direct: correct → wrong" in page.text
    stored(tmp_path, "d", row("mental_tracking", right(3, 4)))
    assert "1 case changed" in shown(ru.compare("a", "d", tmp_path)).text
    assert "the judge changed" in shown(ru.compare("a", "c", tmp_path)).text


def test_of_many_changed_cases_the_first_are_listed_and_the_rest_counted(tmp_path: Path) -> None:
    for name, count in (("a", 30), ("b", 0)):
        stored(tmp_path, name, row("mental_tracking", right(count, 30)))
    page = shown(ru.compare("a", "b", tmp_path))
    assert page.text.count(" → wrong") == 20
    assert "and 10 more cases: comparison.changed" in page.text


def test_of_a_case_with_many_steps_and_polls_the_first_are_shown_and_the_rest_counted(tmp_path: Path) -> None:
    steps = tuple(Step("understand", f"<{number}>", (), "A") for number in range(1, 24))
    polls = tuple(Poll(f"Is it {number}?", "yes", "No.", "no") for number in range(1, 26))
    page = shown(loaded(tmp_path, steps, polls=polls).case(NAME))
    assert "<20>" in page.text
    assert "<21>" not in page.text
    assert "Is it 21?" not in page.text
    assert "and 3 more steps: case.steps" in page.text
    assert "and 5 more polls: case.polls" in page.text


def test_a_case_shows_its_steps_pictures_and_polls(tmp_path: Path) -> None:
    page = shown(loaded(tmp_path, polls=(Poll("Is it red?", "yes", "No.", "no"),)).case(NAME))
    for text in (NAME, "strict wrong", "Recolour it.", "Which?", "Is it red?", "expected yes, got no: No."):
        assert text in page.text
    assert len(page.pictures) == 2
    assert all(src.startswith("data:image/webp;base64,") for src in page.pictures)


def test_of_a_licensed_suite_a_case_shows_what_the_model_made_alone(tmp_path: Path) -> None:
    suite = {"name": "official:data", "fingerprint": "0" * 12}
    run = stored(tmp_path, "one", [made("mental_tracking", 0, "wrong", "stepwise", steps=STEPS)], suite=suite)
    case = ru.load(run.folder.path).case(NAME)
    page = shown(case)
    assert "Recolour it." not in page.text
    assert "Which?" not in page.text
    assert "left out" in page.text
    assert FIRST[:12] not in page.text
    assert f"output: picture {SECOND[:12]} (not stored" in page.text
    assert case.steps[0].prompt == "Recolour it."


def test_texts_of_others_are_shown_and_not_obeyed(tmp_path: Path) -> None:
    steps = (Step("edit", EVIL, (FIRST, EVIL), EVIL, finish=EVIL), Step("understand", EVIL, (), EVIL))
    run = loaded(tmp_path, steps, expected=EVIL, polls=(Poll(EVIL, EVIL, EVIL, EVIL),))
    folder = stored(tmp_path, EVIL.replace("/", "_")[:40].replace("\x1b", ""), run.stored.results.values()).folder
    facts = {**folder.facts(), "label": EVIL, "model": {"name": EVIL}, "judge": {"name": EVIL, "fingerprint": ""}}
    folder.write_facts(facts)
    evil = ru.load(folder.path)
    for thing in (run, evil, evil.table(), evil.case(NAME), ru.compare(run, evil)):
        assert "\u202e" not in shown(thing).text
        assert all(line.isprintable() for line in f"{thing}\n{thing!r}".split("\n"))
    assert EVIL[:12] in shown(evil.case(NAME)).text


def test_a_secret_that_this_process_knows_is_not_shown(tmp_path: Path) -> None:
    case = loaded(tmp_path, (Step("understand", "Which?", (), "it is hunter2-hunter2"),)).case(NAME)
    unsaid.learn(["hunter2-hunter2"])
    try:
        assert "it is ***" in shown(case).text
    finally:
        unsaid.learn([])
