"""Which step is at fault, and whether the picture is looked at: told from protocols side by side."""

from __future__ import annotations

from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.decisions.diagnosis import CLOSE, NAMES, NOISE, Finding, diagnose
from pytest_realunify.numbers.stats import paired_difference, wilson
from pytest_realunify.records import Result, State
from pytest_realunify.taxonomy import CATEGORIES, CHANCE
from runbench import made, right, row

UEG, GEU = "world_knowledge", "mental_tracking"
STATES: list[State] = ["correct", "wrong", "unparsed"]


def found(results: list[Result], name: str, category: str) -> Finding:
    [finding] = [each for each in diagnose(results) if (each.name, each.category) == (name, category)]
    return finding


def two(category: str, first: str, before: list[State], second: str, after: list[State]) -> list[Result]:
    return [*row(category, before, first), *row(category, after, second)]


@pytest.mark.parametrize(("category", "first_step"), [(UEG, "understanding fault"), (GEU, "generation fault")])
def test_what_the_truth_of_the_first_step_repairs_is_the_first_steps_fault(category: str, first_step: str) -> None:
    """UEG understands first, GEU generates first."""
    [second_step] = {"understanding fault", "generation fault"} - {first_step}
    results = two(category, "stepwise", right(30, 100), "oracle", right(80, 100))
    first, second = found(results, first_step, category), found(results, second_step, category)
    assert (first.estimate, second.estimate) == (wilson(0.5, 100), wilson(0.2, 100))
    assert first.matters
    assert second.matters
    assert "50 % (40 to 60) fail, and pass with the true" in first.line
    assert "20 % (13 to 29) fail although the true" in second.line


@given(st.lists(st.tuples(st.sampled_from(STATES), st.sampled_from(STATES)), min_size=1, max_size=30))
def test_the_two_faults_are_the_failures_of_stepwise(pairs: list[tuple[State, State]]) -> None:
    results = two(GEU, "stepwise", [step for step, _ in pairs], "oracle", [truth for _, truth in pairs])
    shares = [found(results, f"{step} fault", GEU).estimate.value for step in ("generation", "understanding")]
    assert sum(shares) == pytest.approx(fmean(step != "correct" for step, _ in pairs))


def test_repeats_share_their_failures_by_chance() -> None:
    """Stepwise right in one of two, the truth right in one of two: a quarter falls to each of the steps."""
    results = [
        made(GEU, 0, state, protocol, repeat=repeat)
        for protocol in ("stepwise", "oracle")
        for repeat, state in enumerate(STATES[:2])
    ]
    assert found(results, "generation fault", GEU).estimate.value == 0.25
    assert found(results, "understanding fault", GEU).estimate.value == 0.25


def test_a_rare_fault_may_be_noise_and_does_not_matter() -> None:
    finding = found(two(GEU, "stepwise", right(97, 100), "oracle", right(100, 100)), "generation fault", GEU)
    assert finding.estimate.low < NOISE
    assert not finding.matters


def test_no_fault_says_how_many_there_may_be() -> None:
    finding = found(two(GEU, "stepwise", right(64, 64), "oracle", right(64, 64)), "generation fault", GEU)
    assert finding.line == "none in 64 instances (at most 6 %)"
    assert not finding.matters


@pytest.mark.parametrize(
    ("category", "direct", "stepwise", "line"),
    [
        (GEU, 10, 81, "drawing first helps: stepwise scores 71 points more than direct (+62 to +80)"),
        (UEG, 81, 10, "thinking first hurts: stepwise scores 71 points fewer than direct (-80 to -62)"),
    ],
)
def test_a_gap_says_which_way_the_first_step_works(category: str, direct: int, stepwise: int, line: str) -> None:
    results = two(category, "direct", right(direct, 100), "stepwise", right(stepwise, 100))
    finding = found(results, "integration gap", category)
    assert finding.matters
    assert finding.line.partition(" (")[0] == line.partition(" (")[0]
    assert finding.line.endswith(f"({100 * finding.estimate.low:+.0f} to {100 * finding.estimate.high:+.0f})")


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=40))
def test_a_gap_matters_when_its_interval_leaves_out_nothing(pairs: list[tuple[bool, bool]]) -> None:
    states = [[STATES[not hit] for hit in column] for column in zip(*pairs, strict=True)]
    finding = found(two(GEU, "direct", states[0], "stepwise", states[1]), "integration gap", GEU)
    gap = paired_difference([(float(before), float(after)) for before, after in pairs])
    assert finding.estimate == gap
    assert finding.matters == (not gap.low <= 0 <= gap.high)
    assert ("may be chance" in finding.line) != finding.matters


SHORTCUTS = {
    "looking adds little": (60, 58, True),
    "some can be told without looking": (90, 50, True),
    "none shown: without the picture 65 points are lost": (90, 25, False),
    "cannot be told: direct itself (26 %)": (26, 25, False),
}


@pytest.mark.parametrize("said", SHORTCUTS)
def test_a_shortcut_is_an_answer_without_looking(said: str) -> None:
    direct, blind, matters = SHORTCUTS[said]
    finding = found(two(GEU, "direct", right(direct, 100), "blind", right(blind, 100)), "shortcut", GEU)
    assert said in finding.line
    assert finding.matters == matters
    assert finding.estimate.value == pytest.approx((blind - direct) / 100)


def test_too_few_instances_show_no_shortcut() -> None:
    """Nearly as many right without the picture, of ten: anything may lie behind it."""
    direct: list[State] = right(7, 10)
    finding = found(two(GEU, "direct", direct, "blind", right(5, 10)), "shortcut", GEU)
    assert wilson(0.5, 10).low <= CHANCE
    assert finding.estimate.low < -CLOSE
    assert not finding.matters
    assert "cannot be told: direct and blind are 20 points apart, which may be chance" in finding.line


def test_only_instances_scored_under_both_are_compared() -> None:
    results = two(GEU, "direct", ["wrong", "correct", "error"], "stepwise", ["correct", "judge-invalid", "correct"])
    finding = found(results, "integration gap", GEU)
    assert (finding.instances, finding.estimate) == (1, paired_difference([(0.0, 1.0)]))


def test_findings_come_in_table_order_and_one_protocol_alone_says_nothing() -> None:
    names = [category.name for category in reversed(CATEGORIES)]
    results = [
        each
        for name in names
        for step in ("blind", "oracle", "stepwise", "direct")
        for each in row(name, right(1, 2), step)
    ]
    findings = diagnose(results)
    places = [([c.name for c in CATEGORIES].index(each.category), NAMES.index(each.name)) for each in findings]
    assert places == sorted(places)
    assert len(findings) == 40
    assert diagnose(row(GEU, right(1, 2))) == []
    assert diagnose([]) == []
