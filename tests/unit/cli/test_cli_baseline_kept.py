"""`realunify baseline save` loses nothing that nobody said may go, and takes no debug run for a whole one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from baselinebench import IDENTITY
from commandbench import lines as said
from commandbench import refused
from pytest_realunify.decisions.baseline import Baseline
from pytest_realunify.records import Result
from pytest_realunify.stored import finish_order
from runbench import drawn, right, row, stored

FILE = Path("realunify-baseline.json")
MODEL = {"model": {"name": "mine", "source": "entry point", "identity": IDENTITY}}
OTHER = {"model": {"name": "other", "source": "entry point", "identity": {"weights": "cd"}}}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def cases(*kinds: tuple[str, str]) -> list[Result]:
    return [each for category, protocol in kinds for each in row(category, right(6, 8), protocol)]


WHOLE = cases(*((name, how) for name in ("mental_tracking", "attentional_focusing") for how in ("direct", "stepwise")))


def keep(name: str, results: list[Result], **facts: Any) -> str:
    """A run that finishes now."""
    stored(Path(".realunify/runs"), name, drawn(results, name), **{**MODEL, **facts})
    finish_order.note(Path(".realunify/runs"), name)
    return name


@pytest.fixture
def present(capsys: pytest.CaptureFixture[str]) -> str:
    """The text of a baseline of two categories under two protocols."""
    keep("a", WHOLE)
    said(capsys, "baseline", "save")
    return FILE.read_text()


def test_a_part_of_the_suite_is_refused_with_what_would_go(present: str, capsys: pytest.CaptureFixture[str]) -> None:
    part = cases(("mental_tracking", "direct"), ("mental_tracking", "stepwise"))
    keep("b", part, planned_by_protocol={"direct": 16, "stepwise": 16})
    first, *error = refused(capsys, "baseline", "save", "b").splitlines()
    assert first.startswith("realunify: run b left out a part of its suite (8 of 16 direct, 8 of 16 stepwise), and no ")
    assert error == [
        "realunify-baseline.json would lose some of its 32 cases, and no gate would look at them any more:",
        "  direct: attentional_focusing 8 of 8",
        "  stepwise: attentional_focusing 8 of 8",
        "or keep it all the same with --force",
    ]
    assert FILE.read_text() == present


@pytest.mark.usefixtures("present")
def test_what_is_forced_says_what_went(capsys: pytest.CaptureFixture[str]) -> None:
    keep("b", cases(("mental_tracking", "direct")), planned_by_protocol={"direct": 16})
    lines = said(capsys, "baseline", "save", "--force")
    assert lines[:3] == [
        "kept all the same: run b left out a part of its suite (8 of 16 direct), and no gate will look at it",
        "gone from the baseline: direct: attentional_focusing 8 of 8",
        "gone from the baseline: stepwise: all 16",
    ]
    assert "replaced the baseline of 1 run that was there; --realunify-update-baseline adds to a baseline" in lines
    assert len(Baseline.load(FILE).cases) == 8


def test_a_whole_run_of_fewer_protocols_or_of_a_smaller_suite_is_refused_too(
    present: str, capsys: pytest.CaptureFixture[str]
) -> None:
    keep("b", cases(("mental_tracking", "direct"), ("attentional_focusing", "direct")))
    error = refused(capsys, "baseline", "save")
    assert "  stepwise: all 16\n" in error
    assert error.endswith("Run all that it has, keep this in another file with -o, or lose them with --force\n")
    keep("c", WHOLE[:4] + WHOLE[8:], suite={"name": "procedural:smoke", "fingerprint": "5" * 12}, **OTHER)
    assert "  direct: mental_tracking 4 of 8\n" in refused(capsys, "baseline", "save")
    assert FILE.read_text() == present
    assert said(capsys, "baseline", "save", "c", "-o", "other.json")[0].startswith("stored in other.json")


@pytest.mark.usefixtures("present")
def test_the_same_cases_and_more_replace_the_file_and_it_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    keep("b", WHOLE + cases(("cognitive_navigation", "direct")), **OTHER)
    first, second, *_ = said(capsys, "baseline", "save")
    assert first.startswith("stored in ")
    assert second == "replaced the baseline of 1 run that was there"
    assert not any(line.startswith("replaced") for line in said(capsys, "baseline", "save")), "it is the same run"


@pytest.mark.parametrize(
    "debug",
    [
        {"planned_by_protocol": {"direct": 16}},
        {"options": {"realunify_limit": "8", "realunify_suite": "procedural"}},
    ],
)
def test_the_last_run_of_a_whole_suite_is_saved_and_not_a_later_look_at_a_part(
    debug: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    keep("a", WHOLE)
    keep("b", cases(("mental_tracking", "direct")), **debug)
    for typed in ([], ["last"]):
        first, second, *_ = said(capsys, "baseline", "save", *typed)
        assert first.startswith("left out: run b ")
        assert second.startswith("stored in ")
        assert Baseline.load(FILE).provenance["runs"] == ["a"]
    assert "run b" in refused(capsys, "baseline", "save", "b"), "one that was named is not passed over"
    said(capsys, "baseline", "save", "--force")
    assert Baseline.load(FILE).provenance["runs"] == ["b"], "nor one that is forced"


def test_a_run_that_stopped_is_not_passed_over(capsys: pytest.CaptureFixture[str]) -> None:
    """An older one would be saved for a run that only needs to be gone on with."""
    keep("a", WHOLE)
    keep("b", WHOLE[:20], selected_by_protocol={"direct": 16, "stepwise": 16})
    assert "run b has no result for 12 of 32 cases" in refused(capsys, "baseline", "save")


@pytest.mark.parametrize("text", ["[project]\nname = 'mine'\n", "{}", '{"model": 3}', "\x00\x01"])
def test_a_file_that_is_no_baseline_is_not_overwritten(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    keep("a", WHOLE)
    Path("pyproject.json").write_text(text)
    assert "pyproject.json is no baseline, and would be overwritten" in refused(
        capsys, "baseline", "save", "-o", "pyproject.json"
    )
    assert Path("pyproject.json").read_text() == text


def test_a_baseline_with_a_merge_conflict_is_saved_anew(present: str, capsys: pytest.CaptureFixture[str]) -> None:
    for broken in (present.replace('"cases"', '<<<<<<< HEAD\n"cases"', 1), present[: len(present) // 2], ""):
        FILE.write_text(broken)
        lines = said(capsys, "baseline", "save", "a")
        assert any(line.startswith("replaced realunify-baseline.json, which could not be read: ") for line in lines)
        assert FILE.read_text() == present


# Trends ---------------------------------------------------------------------------------------------------------------


def test_a_trend_of_all_runs_leaves_out_debug_runs_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    every = {"planned_by_protocol": {"direct": 16, "stepwise": 16}}
    for name in "abc":
        keep(name, WHOLE)
    keep("d", cases(("mental_tracking", "direct")), **every)
    keep("e", WHOLE[:4] + WHOLE[16:20], options={"realunify_limit": "4"})
    out = "\n".join(said(capsys, "trend"))
    assert "note: run d is left out: it took 8 of 16 direct, 0 of 16 stepwise cases, where others took all" in out
    assert "note: run e is left out: it took 8 of 16 direct cases" in out
    assert "  4  " not in out
    assert "4  d" in "\n".join(said(capsys, "trend", "a", "b", "c", "d")), "one that was named stays"


def test_where_the_builds_take_the_same_part_they_are_no_debug_runs(capsys: pytest.CaptureFixture[str]) -> None:
    part = cases(("mental_tracking", "direct"), ("mental_tracking", "stepwise"))
    for name in "abc":
        keep(name, part, planned_by_protocol={"direct": 16, "stepwise": 16})
    keep("d", WHOLE)
    keep("e", [*WHOLE, *(each for repeat in (1, 2) for each in _again(repeat))], options={"realunify_repeats": "3"})
    out = "\n".join(said(capsys, "trend"))
    assert "is left out" not in out
    assert "5  e" in out


def _again(repeat: int) -> list[Result]:
    from dataclasses import replace

    return [replace(each, repeat=repeat) for each in WHOLE]
