"""JUnit's file and Allure's results of runs that may hold anything: each can be read, and holds it as text."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.decisions.gates.outcome import Change, Decision, GateOutcome
from pytest_realunify.records import Poll, Result, State, Step, Trouble
from pytest_realunify.reporting.inputs import Inputs
from pytest_realunify.reporting.junit import junit
from pytest_realunify.reporting.standing import standings
from pytest_realunify.reporting.view import RunView
from pytest_realunify.stored.journal import RunFolder
from pytest_realunify.stored.stored_run import StoredRun
from runbench import made, stored

EVIL = "</failure><script>x</script>]]> & \" ' \x00 \x1b[1m \u202e \ufffe ::error::x 🙂"
STATES: tuple[State, ...] = ("correct", "wrong", "unparsed", "judge-invalid", "error", "unsupported")


def holding(root: Path, *results: Result, **other: Any) -> StoredRun:
    """A run with these, as no journal would have them."""
    run = stored(root, "one", [made("mental_tracking", 0)], **other)
    return replace(run, results={result.key: result for result in results})


def evil(number: int, state: State) -> Result:
    axis = "world_knowledge" if state == "judge-invalid" else "mental_tracking"
    steps = (Step("understand", EVIL, ("../x",), EVIL),) if number % 2 else ()
    error = Trouble(EVIL, EVIL) if state == "error" else None
    poll = Poll(EVIL, "yes", EVIL, None)
    case = f"mental_tracking-{EVIL}-{number}-direct"
    return replace(
        made(axis, number, state, steps=steps, error=error, polls=(poll,), reply=EVIL, model=EVIL, worker=EVIL),
        case=case,
        subtask=EVIL,
        expected=EVIL,
        started=EVIL,
    )


def view_of(run: StoredRun, decision: Decision | None = None) -> RunView:
    return RunView(run, [], decision)


def test_hostile_texts_are_text(tmp_path: Path) -> None:
    results = [evil(number, state) for number, state in enumerate([*STATES, *STATES])]
    gate = GateOutcome(EVIL, "floor", False, EVIL)
    run = holding(tmp_path, *results, model={"name": EVIL.encode("utf-8", "replace").decode()})
    for decision in (None, Decision((gate,), (Change(results[0].case, EVIL, EVIL, True),), EVIL, (EVIL,))):
        root = ET.fromstring(junit([view_of(run, decision)], include_inputs=True))  # noqa: S314
        assert len(list(root.iter("testcase"))) == len(results) + (decision is not None)
        assert not list(root.iter("script"))
        assert "\x1b" not in ET.tostring(root, encoding="unicode")


def test_hostile_texts_are_allure_s_text_too(tmp_path: Path) -> None:
    pytest.importorskip("allure_commons")
    from pytest_realunify.reporting.allure.stored import write_allure

    results = [evil(number, state) for number, state in enumerate([*STATES, *STATES])]
    decision = Decision((GateOutcome(EVIL, "floor", False, EVIL),), (), EVIL, (EVIL,))
    view = view_of(holding(tmp_path, *results), decision)
    for _ in write_allure(view, tmp_path / "out", Inputs(True)):
        pass
    found = [json.loads(file.read_bytes()) for file in (tmp_path / "out").glob("*-result.json")]
    assert len(found) == len(results) + 1
    names = {file.name.rpartition("-")[2].partition(".")[0] for file in (tmp_path / "out").iterdir()}
    assert names <= {"result", "attachment", "environment", "categories"}, "no name of a file is anybody's text"


@given(st.text(max_size=40), st.sampled_from(STATES))
def test_any_reply_is_well_formed(text: str, state: State) -> None:
    error = Trouble("ValueError", text) if state == "error" else None
    result = made("mental_tracking", 0, state, reply=text, error=error)
    facts = {"suite": {"name": "procedural"}, "options": {}, "model": {"name": text}, "label": text}
    run = StoredRun(RunFolder(Path("one")), facts, {result.key: result})
    [case] = ET.fromstring(junit([view_of(run)])).iter("testcase")  # noqa: S314
    assert len(case) == (state != "correct")


def test_what_a_wrong_answer_means_is_told_without_the_baseline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    results = [made("mental_tracking", number, "wrong") for number in range(2)]
    states: tuple[State, ...] = ("correct", "wrong", "correct")
    results += [made("mental_tracking", 2, state, repeat=place) for place, state in enumerate(states)]
    run = holding(tmp_path, *results)
    worse = (Change(results[0].case, "correct", "wrong", worse=True),)
    standing = standings(view_of(run, Decision((), worse, "gone.json (mine on procedural, 3 cases)")))
    assert standing(results[0].case) == "changed"
    assert standing(results[1].case) == "known"
    assert standing(results[2].case) == "changed", "one of its repeats, which is mostly right as it was"
    assert standings(view_of(run, Decision(())))(results[0].case) == "expected"
    assert standings(view_of(run))(results[0].case) == "failure"


@pytest.mark.parametrize("name", ["/etc/hostname", "../outside.json", "pipe", "link"])
def test_a_run_from_elsewhere_has_no_file_opened_outside(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pipe would be waited for without end."""
    import os

    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    os.mkfifo(here / "pipe")
    (here / "link").symlink_to("/dev/zero")
    (tmp_path / "outside.json").write_text("{}")
    opened: list[str] = []
    monkeypatch.setattr("pytest_realunify.decisions.baseline.Baseline.load", lambda path: opened.append(str(path)))
    wrong = made("mental_tracking", 0, "wrong")
    standings(view_of(holding(tmp_path, wrong), Decision((), (), f"{name} (mine)")))(wrong.case)
    assert opened == []
