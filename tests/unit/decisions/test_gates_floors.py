"""Gates that hold a number: floors, margins, and what the notes beside them tell."""

from __future__ import annotations

from pathlib import Path

import pytest
from gatebench import GEU, MT, baseline, gate, geu, judged

from pytest_realunify.decisions.baseline import Baseline
from pytest_realunify.stored.journal import RunFolder
from pytest_realunify.stored.stored_run import StoredRun
from runbench import facts_of, right, row


def test_a_floor_is_held_against_the_table_s_number() -> None:
    decision = judged(
        geu(), None, "GEU:direct>=0.75", "GEU:direct>=0.7501", "total:direct>=0.1", "mental_tracking:direct>=1"
    )
    passed = {each.name: (each.passed, each.value) for each in decision.gates if each.kind == "floor"}
    assert passed == {
        "GEU:direct>=0.75": (True, 0.75),
        "GEU:direct>=0.7501": (False, 0.75),
        "total:direct>=0.1": (False, None),
        "mental_tracking:direct>=1": (False, 0.75),
    }
    assert "an average needs every category, and world_knowledge, " in gate(decision, "total:direct>=0.1").reason


def test_a_floor_over_few_cases_or_none_fails_closed() -> None:
    few = gate(judged(row(MT, right(5, 5)), None, "mental_tracking:direct>=0.1"), "mental_tracking:direct>=0.1")
    assert (few.passed, few.scored) == (False, 5)
    none = judged(row(MT, ["unsupported"] * 20), None, "mental_tracking:direct>=0.1")
    assert "no case of it has a verdict" in gate(none, "mental_tracking:direct>=0.1").reason


def test_a_margin_passes_only_where_a_larger_fall_is_ruled_out() -> None:
    known = baseline(geu())
    wide, narrow = "mental_tracking:direct-0.2", "mental_tracking:direct-0.05"
    decision = judged(geu(mental_tracking=28), known, wide, narrow)
    assert gate(decision, wide).passed
    assert not gate(decision, narrow).passed, "two of forty fell: a fall by 5 points is not ruled out"
    assert gate(decision, wide).value == 0.7
    assert gate(decision, wide).reason.startswith("at worst 14.0 points below the baseline (one-sided 95 %), within")


def test_a_margin_on_an_axis_is_on_the_mean_of_its_categories() -> None:
    known = baseline([each for name in GEU for each in row(name, right(20, 40 if name != MT else 20))])
    now = [each for name in GEU for each in row(name, right(10 if name == MT else 20, 40 if name != MT else 20))]
    asked = gate(judged(now, known, "GEU:direct-0.3"), "GEU:direct-0.3")
    assert asked.difference is not None
    assert asked.baseline == pytest.approx(0.625)
    assert asked.difference.value == pytest.approx(-0.125), "not -10/140"
    assert asked.passed


def test_a_margin_needs_every_category_on_both_sides() -> None:
    known = baseline(geu())
    missing = gate(judged(row(MT, right(20, 40)), known, "GEU:direct-0.5"), "GEU:direct-0.5")
    assert not missing.passed
    assert "have no verdict on both sides" in missing.reason


def test_notes_tell_of_new_cases_and_of_noise_that_nobody_measured() -> None:
    one = baseline(row(MT, right(20, 40)))
    noted = judged(row(MT, right(20, 41)), one).notes
    assert [note.split(",")[0] for note in noted] == [
        "1 cases are not in the baseline",
        "the baseline is one run",
    ]
    assert judged(row(MT, right(20, 40)), baseline(row(MT, right(20, 40)), row(MT, right(20, 40)))).notes == ()
    greedy = [
        StoredRun(RunFolder(Path(name)), facts_of(name, []), {r.key: r for r in row(MT, right(20, 40))})
        for name in "ab"
    ]
    assert judged(row(MT, right(20, 40)), Baseline.of_runs(greedy)).notes[0] == (
        "of the baseline's 2 runs only 1 say something of their own in 1 of 1 categories x protocols: the others are "
        "copies, reply by reply"
    )
    assert judged(row(MT, right(20, 40))).notes == ()


def test_a_case_that_was_seen_to_flip_is_told_apart() -> None:
    known = baseline(row(MT, right(40, 40)), row(MT, right(40, 40)), row(MT, right(39, 40)))
    changed = judged(row(MT, ["wrong", *right(38, 39)]), known).changed
    assert [(change.case[-11:], change.before, change.steady) for change in changed] == [
        ("0000-direct", "3 correct", True),
        ("0039-direct", "2 correct, 1 wrong", False),
    ]
