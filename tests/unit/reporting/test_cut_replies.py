"""Replies that ended early: counted in every report, and said in the line of an answer that was none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pytest_realunify.interfaces import GEUInstance
from pytest_realunify.numbers.summary import summarise
from pytest_realunify.records import Attempt, Result, Step, Verdict
from pytest_realunify.reporting.data import as_json
from pytest_realunify.reporting.html.scores import count_lines
from pytest_realunify.reporting.lines import answer_line, ended
from pytest_realunify.reporting.markdown import markdown
from pytest_realunify.reporting.terminal import counted_line
from pytest_realunify.reporting.view import RunView
from pytest_realunify.stored.journal import RunFolder
from pytest_realunify.stored.stored_run import StoredRun
from runbench import facts_of, made

INSTANCE = GEUInstance("i", "mental_tracking", "x", 0, "Which number?", ("1", "2"), "B", "Which number?", "0")


def cut(index: int, *finishes: str, **other: Any) -> Result:
    """A case with a step per finish."""
    steps = tuple(Step("understand", "p", (), "Because", finish=finish) for finish in finishes)
    return made("mental_tracking", index, steps=steps, **other)


def rows() -> list[Result]:
    """Twelve cut replies and one withheld, of fourteen cases under two protocols."""
    direct = [cut(index, "length", strict="unparsed") for index in range(11)]
    direct += [cut(11, "", "length"), cut(12, "content_filter", strict="unparsed")]
    return [*direct, cut(0, "", "", protocol="stepwise")]


@pytest.fixture
def view(tmp_path: Path) -> RunView:
    results = {each.key: each for each in rows()}
    return RunView.of(StoredRun(RunFolder(tmp_path), facts_of("r", rows()), results))


def test_cut_replies_are_counted_by_protocol_and_reason() -> None:
    counts = summarise(rows(), {"direct": 13, "stepwise": 1}).counts
    assert dict(counts["direct"].finishes) == {"length": 12, "content_filter": 1}
    assert dict(counts["stepwise"].finishes) == {}


SAID = "1 reply withheld by a content filter, 12 replies cut at max_tokens"


def test_every_report_says_how_many(view: RunView) -> None:
    summary = view.run.summary
    assert counted_line("direct", summary).endswith(SAID)
    assert "max_tokens" not in counted_line("stepwise", summary)
    assert count_lines(summary)[0].endswith(SAID)
    assert SAID in markdown(view)
    counted = json.loads(as_json(view))["counts"]
    assert counted["direct"]["finishes"] == {"length": 12, "content_filter": 1}
    assert counted["stepwise"]["finishes"] == {}


@pytest.mark.parametrize(
    ("finish", "end"),
    [
        ("length", "no answer (cut at max_tokens) in 'Because': Which number?"),
        ("content_filter", "no answer (withheld by a content filter) in 'Because': Which number?"),
        ("", "no answer in 'Because': Which number?"),
    ],
)
def test_a_cut_reply_without_a_verdict_says_so_in_its_line(finish: str, end: str) -> None:
    attempt = Attempt((Step("understand", "p", (), "Because", finish=finish),), "Because")
    assert answer_line(INSTANCE, attempt, Verdict("unparsed", "unparsed", {"strict": None})) == f"expected B, got {end}"


def test_a_cut_reply_with_an_answer_is_told_by_its_answer() -> None:
    attempt = Attempt((Step("understand", "p", (), "A", finish="length"),), "A")
    assert (
        answer_line(INSTANCE, attempt, Verdict("wrong", "wrong", {"strict": "A"})) == "expected B, got A: Which number?"
    )


def test_a_servers_own_word_is_harmless_wherever_it_is_shown() -> None:
    assert ended("<b>*\x1b[2J") == "ended by _b____2J"
