"""What is promised of a design, against the gate's own test, exact power, and builds that go through all gates."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plan import floors, simulate
from pytest_realunify.decisions.counts import CaseRecord, RunCounts
from pytest_realunify.decisions.evidence import Evidence
from pytest_realunify.decisions.gates.comparison import Comparison
from pytest_realunify.decisions.gates.detectable import single_power
from pytest_realunify.decisions.gates.permutation import shift
from pytest_realunify.decisions.planning import builds, designs
from pytest_realunify.decisions.planning.builds import Design, Levels, share_found
from pytest_realunify.decisions.planning.designs import SIZES, Question, found, plan, plans
from pytest_realunify.decisions.planning.floors import EXACT_UP_TO, below_floor
from pytest_realunify.decisions.planning.neighbours import Gates, neighbours

PLACE = ("mental_tracking", "direct")


def counts(passes: int, asked: int) -> RunCounts:
    return RunCounts({"correct": passes, "wrong": asked - passes}, {})


def exact(kinds: list[builds._Kind], cases: list[int], design: Design, again: bool) -> float:
    """The gate's p of one build, from verdicts as a run has them."""
    before: dict[str, CaseRecord] = {}
    now: dict[str, CaseRecord] = {}
    asked = 1 + design.confirm if again else 1
    for kind, number in zip(kinds, cases, strict=True):
        for _ in range(number):
            case = f"mental_tracking-x-{len(before):04d}-direct"
            runs = [True] * kind.before + [False] * (design.runs - kind.before)
            before[case] = CaseRecord(tuple(counts(int(passed), 1) for passed in runs))
            now[case] = CaseRecord((counts(kind.first + kind.more * again, asked),))
    null, observed = shift(Comparison(Evidence(before), Evidence(now)).pairs[PLACE])
    return null.at_most(observed)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 4), st.integers(0, 3), st.floats(0.0, 0.3), st.integers(0, 2**32))
def test_every_build_has_the_p_that_its_gate_would_have(runs: int, confirm: int, drop: float, seed: int) -> None:
    design = Design(12, runs, confirm)
    kinds = builds._kinds(design)
    drawn = np.random.default_rng(seed).multinomial(12, builds._chances(design, drop, 0.2, kinds), size=3)
    once, twice = builds._p_values_of(design, kinds, drawn)
    for build, first, second in zip(drawn.tolist(), once, twice, strict=True):
        assert first == pytest.approx(exact(kinds, build, design, again=False), abs=1e-12)
        assert second == pytest.approx(exact(kinds, build, design, again=True), abs=1e-12)


@pytest.mark.parametrize(("drop", "flip", "cases"), [(0.1, 0.05, 100), (0.2, 0.02, 40), (0.0, 0.1, 60), (0.3, 0.0, 20)])
def test_single_runs_find_as_often_as_can_be_computed(drop: float, flip: float, cases: int) -> None:
    level, turned = 0.01, drop / (1 - 2 * flip)
    either = (1 - turned) * flip * (1 - flip)
    expected = single_power(either + turned * (1 - flip) ** 2, either + turned * flip**2, cases, level)
    assert share_found(Design(cases, 1), drop, flip, [Levels(level, 0.1)], 20_000, seed=1) == pytest.approx(
        expected, abs=0.011
    )


def test_each_of_several_levels_is_as_likely() -> None:
    design, levels = Design(60, 3), [Levels(0.001, 0.1), Levels(0.05, 0.1)]
    alone = [share_found(design, 0.15, 0.05, [level], 500, seed=2) for level in levels]
    assert alone[0] < alone[1] - 0.1
    assert share_found(design, 0.15, 0.05, levels, 500, seed=2) == pytest.approx(sum(alone) / 2)


def test_a_second_look_that_nothing_reaches_changes_nothing() -> None:
    never = [Levels(0.05, 0.0)]
    seen = [share_found(Design(60, 3, 2), 0.15, 0.05, [Levels(0.05, doubted)], 500, 3) for doubted in (0.05, 0.3)]
    assert seen[1] > seen[0], "looking again at more finds more: nothing found then is given up"
    assert share_found(Design(60, 3, 2), 0.15, 0.05, never, 500, 3) == pytest.approx(
        share_found(Design(60, 3, 0), 0.15, 0.05, never, 500, 3), abs=0.06
    )


def test_an_unchanged_category_is_found_no_more_often_than_its_level() -> None:
    for design in (Design(50, 1), Design(50, 3), Design(50, 5)):
        assert share_found(design, 0.0, 0.05, [Levels(0.01, 0.05)], 20_000, seed=4) <= 0.01 + 3 * 0.0007


# Neighbours -----------------------------------------------------------------------------------------------------------


def test_fewer_gates_leave_more_to_each() -> None:
    few = neighbours(Gates(("mental_tracking",), ("direct",)), 60, 1)
    all_of_them = neighbours(Gates(), 60, 1)
    assert min(level.found for level in few.levels) > 3 * max(level.found for level in all_of_them.levels)
    assert all(level.found <= level.doubted for level in all_of_them.levels)
    assert 0 < all_of_them.asked_again < 0.1


def test_blind_has_no_gates_of_ueg() -> None:
    assert Gates(protocols=("direct", "blind")).number == 14
    assert Gates(("code_to_image",), ("blind",)).number == 0


# Designs --------------------------------------------------------------------------------------------------------------

GEU = Gates(("mental_reconstruction", "mental_tracking", "attentional_focusing", "cognitive_navigation"), ("direct",))


def test_the_smallest_design_does_and_the_next_smaller_does_not() -> None:
    question = Question(0.35, 0.8, GEU)
    for runs, confirm, smallest in plans(question):
        assert smallest is not None
        place = SIZES.index(smallest.design.cases)
        assert (smallest.design.runs, smallest.design.confirm) == (runs, confirm)
        assert smallest.found >= 0.8
        assert place == 0 or found(question, Design(SIZES[place - 1], runs, confirm)) < 0.8


def test_a_smaller_drop_a_higher_share_and_more_flips_take_more_cases() -> None:
    def cases(drop: float = 0.25, power: float = 0.8, alpha: float = 0.05, flip: float = 0.05) -> int:
        one = Gates(("mental_tracking",), ("direct",), alpha, flip)
        _, _, told = next(plans(Question(drop, power, one)))
        assert told is not None
        return told.design.cases

    usual = cases()
    for harder in (cases(drop=0.15), cases(power=0.97), cases(flip=0.2), cases(alpha=0.001)):
        assert harder > usual


def test_costs_are_counted_case_by_case() -> None:
    gates = Gates(("code_to_image", "mental_tracking"), ("direct", "stepwise", "blind"))
    told = plan(Question(0.3, 0.8, gates), Design(40, 3, 0))
    assert (told.baseline, told.verdicts, told.calls) == (3 * 40 * 5, 40 * 5, 40 * (2 * 1 + 2 * 2 + 1))
    again = plan(Question(0.3, 0.8, gates), Design(40, 3, 2))
    assert told.verdicts < again.verdicts < 1.3 * told.verdicts
    assert again.verdicts / told.verdicts == pytest.approx(again.calls / told.calls)


def test_what_cannot_be_found_has_no_design() -> None:
    assert [told for _, _, told in plans(Question(0.01, 0.8, Gates(GEU.categories, ("direct",), flip=0.3)))] == [
        None
    ] * 6


def test_a_model_that_never_flips_is_planned_with_one_run() -> None:
    [(runs, confirm, told)] = plans(Question(0.1, 0.8, Gates(GEU.categories, ("direct",), flip=0.0)))
    assert (runs, confirm) == (designs.RUNS[0], designs.CONFIRM[0])
    assert told is not None
    assert told.design.cases <= 100


def test_what_is_promised_is_found_through_all_gates() -> None:
    """Coarsely, for time: `python benchmarks/plan.py` does it with hundreds of builds a line."""
    for design, drop in ((Design(20, 1, 2), 0.4), (Design(20, 3, 0), 0.3)):
        measured = simulate(design, drop, 0.05, 50, 8, [(category, "direct") for category in GEU.categories])
        promised = plan(Question(drop, 0.8, GEU), design)
        assert 0.5 < promised.found < 0.97
        assert measured.found == pytest.approx(promised.found, abs=0.17)
        assert measured.verdicts >= 20 * 4


# Floors ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accuracy", "cases", "margin", "categories"), [(0.5, 20, 0.1, 1), (0.9, 100, 0.05, 1), (0.3, 50, 0.02, 10)]
)
def test_floors_fall_as_often_as_runs_that_are_drawn(
    accuracy: float, cases: int, margin: float, categories: int
) -> None:
    rng = np.random.default_rng(9)
    old, new = (rng.binomial(cases, accuracy, (40_000, categories)).mean(axis=1) / cases for _ in range(2))
    expected = float(np.mean(new < old - margin - 1e-9))
    assert below_floor(accuracy, cases, margin, categories) == pytest.approx(expected, abs=0.008)


@given(st.floats(0.05, 0.95), st.integers(10, 200), st.floats(0.0, 0.2), st.floats(0.0, 0.2))
def test_a_lower_floor_and_more_categories_fail_less(accuracy: float, cases: int, margin: float, more: float) -> None:
    assert below_floor(accuracy, cases, margin + more) <= below_floor(accuracy, cases, margin) + 1e-12 <= 0.5 + 1e-9


def test_a_sure_model_never_falls_and_large_suites_are_told_alike() -> None:
    assert below_floor(1.0, 50, 0.0) == below_floor(0.0, 50, 0.01) == 0.0
    cases = EXACT_UP_TO // 10
    assert below_floor(0.7, cases, 0.01, 10) == pytest.approx(below_floor(0.7, cases + 1, 0.01, 10), abs=0.005)
    assert below_floor(1.0, EXACT_UP_TO + 1, 0.01) == 0.0


def test_the_table_says_what_the_function_says() -> None:
    [row] = [line for line in floors() if line.startswith("| total | 100 | 50 % |")]
    assert row.split(" | ")[4] == f"{100 * below_floor(0.5, 100, 0.02, 10):.0f} %"
