"""The gates as many builds would meet them: rarely wrong, and as watchful as they say.

`benchmarks/gates.py` counts the same over thousands of builds.
"""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import pytest
from gateworlds import Kind, Side, World, simulate

from gates import PAGE, TABLES, markdown, written
from pytest_realunify.decisions.gates.settings import GateSettings

ALPHA = GateSettings().alpha
USUAL = World(cases=40)


def at_most(share: float, builds: int) -> float:
    """And two standard errors."""
    return share + 2 * sqrt(share * (1 - share) / builds)


@pytest.mark.parametrize(
    ("kind", "before", "now"),
    [("runs", 1, 1), ("runs", 3, 1), ("copies", 3, 3), ("copies", 3, 1), ("half", 3, 3), ("judged", 3, 3)],
)
def test_an_unchanged_model_fails_few_builds(kind: Kind, before: int, now: int) -> None:
    """Three repeats of a greedy model failed 87 % of them when each verdict counted."""
    world = replace(USUAL, before=Side(kind, before), now=Side(kind, now), accuracy=0.3)
    assert simulate(world, pairs=30, seed=1).any <= at_most(ALPHA, 30)


def test_one_category_s_fall_is_found_among_twenty_gates() -> None:
    assert simulate(World(drop=0.3), pairs=20, seed=2).first >= 0.9


def test_three_runs_in_the_baseline_find_what_one_often_misses() -> None:
    one, three = (simulate(World(Side("runs", runs), drop=0.12), pairs=20, seed=3).first for runs in (1, 3))
    assert three > one


def test_a_second_look_finds_what_one_run_often_misses() -> None:
    usual, again = (simulate(World(drop=0.15, confirm=more), pairs=20, seed=4) for more in (0, 4))
    assert again.first >= usual.first
    assert again.first >= 0.7
    assert 1 < again.verdicts < 1.7


def test_cases_that_go_dark_are_found_and_a_few_lost_anywhere_are_not() -> None:
    assert simulate(World(drop=0.2, fall="dark"), pairs=5, seed=5).first == 1.0
    assert simulate(World(drop=0.01, fall="missing", flip=0.0), pairs=10, seed=6).any <= at_most(0.01, 10)


@pytest.mark.parametrize("name", TABLES)
def test_the_page_has_a_place_for_every_table(name: str) -> None:
    assert "| x |" in written(PAGE.read_text(encoding="utf-8"), name, "| x |")


def test_the_page_s_smallest_drops_are_what_the_code_computes() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert written(page, "detectable", markdown(TABLES["detectable"](lambda _: []))) == page
