"""From a run's results and a baseline to gates: who fails, who passes, and what is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from gatebench import AF, GEU, MT, baseline, dark, gate, geu, judged
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_realunify.decisions.baseline import Baseline
from pytest_realunify.decisions.gates.decide import decide
from pytest_realunify.decisions.gates.outcome import GateOutcome
from pytest_realunify.decisions.gates.settings import GateSettings
from pytest_realunify.numbers.stats import mean_difference
from pytest_realunify.records import Result, State, Trouble
from pytest_realunify.stored.journal import RunFolder
from pytest_realunify.stored.stored_run import StoredRun
from pytest_realunify.taxonomy import CATEGORIES, CATEGORY
from runbench import drawn, facts_of, made, right, row


def test_an_unchanged_run_passes_a_gate_per_category_and_protocol_and_two_on_the_run_itself() -> None:
    decision = judged(geu(), baseline(geu()))
    assert decision.passed
    asked = [*(f"{name}:direct" for name in GEU), "GEU:direct", "completeness", "errors"]
    assert [each.name for each in decision.gates] == asked
    assert decision.changed == ()
    assert gate(decision, f"{MT}:direct").reason == "all 40 cases as in the baseline"


def test_a_real_fall_fails_its_own_gate_and_its_axis_with_every_figure() -> None:
    decision = judged(geu(mental_tracking=15), baseline(geu()))
    assert [each.name for each in decision.gates if not each.passed] == [f"{MT}:direct", "GEU:direct"]
    failed = gate(decision, f"{MT}:direct")
    assert (failed.scored, failed.baseline, failed.value) == (40, 0.75, 0.375)
    assert failed.difference == mean_difference([[(1, 1)] * 15 + [(1, 0)] * 15 + [(0, 0)] * 10])
    assert failed.p == pytest.approx(0.5**15), "15 against 0; where nothing differs nothing else could have been found"
    assert failed.detectable is not None
    assert 0.1 < failed.detectable < 0.375
    assert failed.reason == "15 cases worse, 0 better than in the baseline: more than chance explains"
    assert [(change.case, change.before, change.after, change.worse) for change in decision.changed] == [
        (f"{MT}-x-{index:04d}-direct", "correct", "wrong", True) for index in range(15, 30)
    ]


def test_what_one_gate_alone_would_call_a_fall_is_chance_among_many() -> None:
    alone = judged(row(MT, right(25, 40)), baseline(row(MT, right(30, 40))))  # 5 against 0: 3.1 %
    assert not gate(alone, f"{MT}:direct").passed
    now = [each for name in GEU for each in row(name, right(25, 40) if name == MT else [*right(26, 36), *right(4, 4)])]
    among = gate(judged(now, baseline(geu())), f"{MT}:direct")  # the others: 4 worse, 4 better
    assert among.passed
    said = "5 cases worse, 0 better than in the baseline: of so many gates one may look like this by chance"
    assert among.reason == said


def test_small_falls_everywhere_fail_the_axis_though_no_category() -> None:
    decision = judged(geu(**dict.fromkeys(GEU, 27)), baseline(geu()))
    assert [each.name for each in decision.gates if not each.passed] == ["GEU:direct"]
    axis = gate(decision, "GEU:direct")
    assert (axis.kind, axis.scored, axis.baseline, axis.value) == ("pooled", 160, 0.75, 0.675)
    assert axis.reason == "12 cases worse, 0 better than in the baseline: more than chance explains"


def test_an_axis_and_the_whole_are_tested_with_the_weights_that_are_printed() -> None:
    sizes = {name: 200 if name == MT else 20 for name in GEU}
    before = [each for name in GEU for each in row(name, right(sizes[name] // 2, sizes[name]))]
    now = [each for name in GEU for each in row(name, right(80 if name == MT else 11, sizes[name]))]
    axis = gate(judged(now, baseline(before)), "GEU:direct")
    assert axis.difference is not None
    assert axis.difference.value == pytest.approx((-20 / 200 + 3 / 20) / 4)
    assert axis.passed, "20 cases worse and 3 better, and yet the average rose"


def test_cases_that_go_dark_fail_the_build_though_the_score_rises() -> None:
    states = [*right(80, 80), *dark("judge-invalid", 20)]
    decision = judged(row(MT, states), baseline(row(MT, right(80, 100))), error_budget=0.5)
    assert [each.name for each in decision.gates if not each.passed] == [f"dark:{MT}:direct"]
    lost = gate(decision, f"dark:{MT}:direct")
    assert (lost.scored, lost.baseline, lost.value) == (100, 1.0, 0.8)
    assert lost.reason == (
        "20 cases have no verdict now and had one in the baseline (20 judge-invalid): more than chance explains"
    )


def test_a_few_dark_cases_are_chance_and_those_dark_before_are_none() -> None:
    states = [*right(80, 98), *dark("error", 2)]
    few = gate(judged(row(MT, states), baseline(row(MT, right(80, 100)))), f"dark:{MT}:direct")
    assert few.passed
    assert few.reason.endswith("(2 error): no more than chance explains")
    for lost, passed in ((6, True), (7, False)):  # one in 64 and in 128
        states = [*right(80, 100 - lost), *dark("error", lost)]
        found = gate(judged(row(MT, states), baseline(row(MT, right(80, 100))), error_budget=1.0), f"dark:{MT}:direct")
        assert found.passed == passed, "a fifth of alpha is theirs"
    as_before = judged(row(MT, states), baseline(row(MT, states)))
    assert f"dark:{MT}:direct" not in {each.name for each in as_before.gates}


def test_copies_add_nothing_to_a_gate() -> None:
    """Three repeats of a greedy model, before and now, are one run each: four cases that turned are four."""
    before = [replace(each, repeat=repeat) for repeat in range(3) for each in row(MT, right(20, 40))]
    now = [replace(each, repeat=repeat) for repeat in range(3) for each in row(MT, right(16, 40))]
    greedy = Baseline.of_runs([StoredRun(RunFolder(Path("a")), facts_of("a", before), {r.key: r for r in before})])
    decision = judged(now, greedy)
    assert gate(decision, f"{MT}:direct").p == pytest.approx(0.5**4)
    assert "3 repeats, 1 distinct everywhere: the model is deterministic there, and its repeats count once" in (
        decision.notes
    )


def test_further_runs_of_the_model_are_judged_together() -> None:
    known = baseline(row(MT, right(20, 40)))
    runs = [drawn(row(MT, right(16, 40)), run) for run in range(3)]
    said = GateSettings()
    together = decide(runs[0], {"direct": 40}, known, said, others=runs[1:])
    assert gate(together, f"{MT}:direct").p == pytest.approx(0.25**4), "the one of four that passed is the baseline's"


def test_a_better_run_passes_and_says_what_changed() -> None:
    decision = judged(geu(mental_tracking=39), baseline(geu()))
    assert decision.passed
    assert {(change.worse, change.before, change.after) for change in decision.changed} == {(False, "wrong", "correct")}


def test_repeats_and_several_runs_are_counted_per_case() -> None:
    now = [each for repeat in (0, 1, 2) for each in row(MT, right(12 if repeat else 20, 20), repeat=repeat)]
    decision = judged(drawn(now, "now"), baseline(row(MT, right(20, 20)), row(MT, right(20, 20))))
    failed = gate(decision, f"{MT}:direct")
    assert not failed.passed
    assert (failed.scored, failed.baseline) == (20, 1.0)
    assert failed.value == pytest.approx(1 - 8 * 2 / 3 / 20)
    assert {(change.before, change.after) for change in decision.changed} == {("2 correct", "1 correct, 2 wrong")}


def test_unparsed_counts_as_wrong_and_trouble_leaves_the_pair_out() -> None:
    def results(last: State) -> list[Result]:
        return [*row(MT, right(20, 39)), made(MT, 39, last)]

    known = baseline(results("wrong"))
    assert gate(judged(results("unparsed"), known), f"{MT}:direct").reason == "all 40 cases as in the baseline"
    assert gate(judged(results("error"), known), f"{MT}:direct").scored == 39


def test_a_verb_lacking_in_both_is_no_gate_and_one_lost_fails_it() -> None:
    lacking = [*geu(), *row(MT, ["unsupported"] * 20, "stepwise")]
    assert judged(lacking, baseline(lacking)).passed
    assert f"{MT}:stepwise" not in {each.name for each in judged(lacking, baseline(lacking)).gates}
    had = [*geu(), *row(MT, right(10, 20), "stepwise")]
    lost = gate(judged(lacking, baseline(had)), f"{MT}:stepwise")
    assert not lost.passed
    assert lost.reason == "the model lacks a verb that it had in the baseline: no verdict on 20 of 20 cases"


def test_too_few_pairs_fail_closed() -> None:
    few = gate(judged(row(MT, right(9, 9)), baseline(row(MT, right(9, 9)))), f"{MT}:direct")
    assert (few.passed, few.scored, few.p) == (False, 9, None)
    assert few.reason.startswith("only 9 of the baseline's 9 cases can be compared, and at least 10 are asked for")
    assert judged(row(MT, right(9, 9)), baseline(row(MT, right(9, 9))), min_scored=9).passed


def test_a_baseline_of_errors_alone_fails_closed() -> None:
    decision = judged(row(MT, right(9, 20)), baseline(row(MT, ["error"] * 20)))
    assert "the baseline has no score here" in gate(decision, f"{MT}:direct").reason
    assert not decision.passed


def test_a_protocol_left_out_fails_its_gates_and_completeness() -> None:
    decision = judged(row(MT, right(9, 20)), baseline([*row(MT, right(9, 20)), *row(MT, right(9, 20), "oracle")]))
    assert "run protocol oracle too" in gate(decision, f"{MT}:oracle").reason
    missing = gate(decision, "completeness")
    assert (missing.passed, missing.value) == (False, 0.5)
    assert missing.reason == (
        "20 cases of the baseline are of protocols that were not run: --realunify-protocol takes oracle too"
    )


def test_completeness_says_why_cases_are_missing() -> None:
    known = baseline(row(MT, right(9, 20)))
    left_out = gate(judged(row(MT, right(9, 19)), known), "completeness")
    assert left_out.reason.startswith("1 case of the baseline not selected: leave out -k")
    died = gate(judged(row(MT, right(9, 15)), known, selected={"direct": 20}), "completeness")
    assert died.reason.startswith("5 of 20 selected cases have no result: the run was stopped")
    assert (died.value, died.scored) == (0.75, 15)
    nothing = judged([], selected={})
    assert {each.reason for each in nothing.gates} == {"nothing was run"}
    assert not nothing.passed


def test_errors_are_held_against_a_budget_of_what_was_selected() -> None:
    def failing(errors: int, budget: float = 0.01) -> GateOutcome:
        trouble = [made(MT, 200 + n, "error", error=Trouble("ModelError", "…")) for n in range(errors)]
        results = [*row(MT, right(100, 200 - errors)), *trouble]
        return gate(judged(results, error_budget=budget), "errors")

    assert failing(2).passed
    assert failing(3, 0.02).passed
    assert not failing(3).passed
    assert failing(3).value == 0.015
    assert failing(3).reason == (
        "3 errors, 0 judge-invalid of 200 cases, most often ModelError: more than 1 %; "
        "--realunify-resume tries them again"
    )


def test_cases_known_to_pass_steadily_fail_the_build_together() -> None:
    known = baseline(*[row(MT, right(90, 100)) for _ in range(4)])
    fine = gate(judged(row(MT, right(90, 100)), known), "must-pass")
    assert (fine.passed, fine.scored, fine.value, fine.reason) == (
        True,
        90,
        1.0,
        "all 90 cases known to pass steadily do",
    )
    # As many get better as get worse: the category is where it was, and still these cases broke.
    decision = judged(row(MT, reversed(right(90, 100))), known)
    assert gate(decision, f"{MT}:direct").passed
    broken = gate(decision, "must-pass")
    assert not broken.passed
    assert broken.reason.startswith(
        f"10 of 90 cases known to pass steadily fail, more than chance explains: {MT}-x-0000-direct, "
    )
    assert broken.reason.endswith(f"{MT}-x-0004-direct, …")


def test_a_steady_case_without_a_verdict_neither_holds_nor_fails() -> None:
    known = baseline(*[row(MT, right(100, 100)) for _ in range(4)])
    states = [*dark("error", 1), *right(99, 99)]
    found = gate(judged(row(MT, states), known), "must-pass")
    assert (found.passed, found.scored, found.value) == (True, 99, 1.0)
    assert found.reason == "all 99 cases known to pass steadily do"
    assert found.detectable is not None
    fewer = gate(judged(row(MT, [*dark("error", 90), *right(10, 10)]), known, error_budget=1.0), "must-pass")
    assert fewer.detectable is None or fewer.detectable > found.detectable


def test_cases_known_to_pass_steadily_that_are_not_run_fail_closed() -> None:
    known = baseline(*[[*row(MT, right(100, 100)), *row(AF, right(0, 20))] for _ in range(4)])
    decision = judged(row(AF, right(0, 20)), known)
    assert gate(decision, "must-pass").reason.startswith("none of the 100 cases known to pass steadily was scored")
    assert not gate(decision, "must-pass").passed


STATES: st.SearchStrategy[State] = st.sampled_from(
    ["correct", "wrong", "unparsed", "error", "judge-invalid", "unsupported"]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(STATES, max_size=30), st.lists(STATES, max_size=30), st.sampled_from([c.name for c in CATEGORIES]))
def test_whatever_came_out_every_gate_says_pass_or_fail_with_a_reason(
    before: list[State], now: list[State], category: str
) -> None:
    rules = [f"{category}:direct>=0.5", f"{category}:direct-0.2", f"{CATEGORY[category].axis}:direct-0.2"]
    decision = judged(row(category, now), baseline(row(category, before)) if before else None, *rules)
    names = [each.name for each in decision.gates]
    assert len(names) == len(set(names))
    assert all(each.reason and "\n" not in each.reason for each in decision.gates)
    scores = [each for each in decision.gates if each.passed and each.kind not in ("completeness", "errors", "dark")]
    assert all(each.value is not None and each.scored >= 10 for each in scores)
