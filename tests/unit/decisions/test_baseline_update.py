"""Evidence about one model gathers; of another model, suite or judge it starts anew."""

from __future__ import annotations

from typing import Any

import pytest

from baselinebench import IDENTITY, run
from pytest_realunify.decisions.baseline import Baseline
from pytest_realunify.decisions.baseline.baseline import WINDOW

CASE = "mental_tracking-x-0000-direct"


@pytest.fixture(autouse=True)
def _without_git(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")


def test_a_later_run_of_the_same_model_is_added() -> None:
    first = Baseline.update(None, [run(("correct", "wrong"), "a")])
    both = Baseline.update(first, [run(("correct", "correct"), "b", finished="2026-02-01")])
    assert [record.text for record in both.cases.values()] == ["correct | correct", "wrong | correct"]
    assert (both.provenance["runs"], both.provenance["created"]) == (["a", "b"], "2026-02-01")


def test_a_run_counts_once() -> None:
    first = Baseline.update(None, [run(name="a")])
    assert Baseline.update(first, [run(name="a")]) is first
    assert Baseline.update(first, [run(name="a"), run(name="b")]).cases[CASE].text == "correct | correct"


def test_cases_that_were_left_out_this_time_are_kept() -> None:
    both = Baseline.update(Baseline.of_runs([run(("correct", "wrong"), "a")]), [run(("correct",), "b", judge=None)])
    assert [record.text for record in both.cases.values()] == ["correct | correct", "wrong | -"]
    assert both.provenance["judge"]["fingerprint"] == "j1"


@pytest.mark.parametrize(
    "facts",
    [
        {"model": {"name": "mine", "identity": {**IDENTITY, "weights": "new"}}},
        {"suite": {"name": "procedural", "fingerprint": "s2"}},
        {"scorers": {"strict": 2, "parity": 1}},
        {"judge": {"name": "pixels", "fingerprint": "j2"}},
    ],
)
def test_what_cannot_be_added_starts_anew(facts: dict[str, Any]) -> None:
    later = run(("wrong", "wrong"), "b", **facts)
    assert Baseline.update(Baseline.of_runs([run(name="a")]), [later]) == Baseline.of_runs([later])


@pytest.mark.parametrize(
    ("model", "why"),
    [
        ({"name": "mine", "identity": {**IDENTITY, "weights": "new"}}, "weights (new, was ab12)"),
        ({"name": "mine", "identity": {**IDENTITY, "dtype": "float16"}}, "dtype (float16, not told before)"),
        ({"name": "yours", "identity": IDENTITY}, "name (yours, was mine)"),
    ],
)
def test_whoever_writes_over_runs_is_told_how_many_go_and_what_changed(model: dict[str, Any], why: str) -> None:
    kept = Baseline.of_runs([run(name="a"), run(name="b")])
    assert kept.leaves_out([run(name="c", model=model)]) == [f"2 of 2 runs in the baseline are dropped: {why}"]
    assert kept.leaves_out([run(name="c")]) == []


def test_whoever_tells_too_little_to_be_added_is_told_so() -> None:
    unknown: dict[str, Any] = {"model": {"name": "conftest", "identity": {"class": "mine.Model", "source": "ab"}}}
    kept = Baseline.of_runs([run(name="a", **unknown)])
    assert kept.leaves_out([run(name="b", **unknown)]) == [
        "1 of 1 run in the baseline is dropped: what its model is cannot be told without an identity()"
    ]


def test_the_oldest_are_said_to_go() -> None:
    kept = Baseline.of_runs([run(("correct",), f"run{number:03d}") for number in range(WINDOW)])
    assert kept.leaves_out([run(("correct",), "run999")]) == [
        f"1 of {WINDOW} runs in the baseline is dropped: it keeps the newest {WINDOW}"
    ]


def test_an_older_file_that_told_how_a_model_ran_is_added_to() -> None:
    old: dict[str, Any] = {"model": {"name": "mine", "identity": {**IDENTITY, "endpoint": "http://a", "preset": None}}}
    kept = Baseline.of_runs([run(name="a", **old)])
    assert Baseline.update(kept, [run(name="b")]).provenance["runs"] == ["a", "b"]


def test_a_model_that_tells_only_its_class_may_be_another_by_now() -> None:
    unknown: dict[str, Any] = {"model": {"name": "conftest", "identity": {"class": "mine.Model"}}}
    first, later = run(name="a", **unknown), run(name="b", **unknown)
    assert Baseline.update(Baseline.of_runs([first]), [later]).provenance["runs"] == ["b"]
    assert Baseline.of_runs([first, later]).provenance["runs"] == ["a", "b"]  # as its user says so


def test_the_file_does_not_grow_for_ever() -> None:
    kept = Baseline.of_runs([run(("correct",), "run000")])
    for number in range(1, 120):
        kept = Baseline.update(kept, [run(("correct",), f"run{number:03d}")])
    assert kept.cases[CASE].text == " | ".join(["correct"] * WINDOW)
    assert kept.provenance["runs"] == [f"run{number:03d}" for number in range(70, 120)]


def test_a_failure_is_forgotten_in_the_end() -> None:
    kept = Baseline.of_runs([run(("wrong",), "run000")])
    for number in range(1, 600):
        kept = Baseline.update(kept, [run(("correct",), f"run{number:03d}")])
    assert kept.cases[CASE].text == " | ".join(["correct"] * WINDOW)
