"""Which step is at fault, and whether the picture is looked at: told from protocols side by side."""

from __future__ import annotations

from statistics import fmean
from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from pytest_realunify.decisions.diagnosis import ALPHA, CLOSE, NAMES, NOISE, Finding, diagnose
from pytest_realunify.numbers.stats import mean_difference, wilson
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
    """UEG understands first, GEU generates first; there a quarter is right by guessing, and the rest can be lost."""
    [second_step] = {"understanding fault", "generation fault"} - {first_step}
    results = two(category, "stepwise", right(30, 100), "oracle", right(75, 100))
    first, second = found(results, first_step, category), found(results, second_step, category)
    scale = 1.0 if category == UEG else 0.75
    assert (first.estimate.value, second.estimate.value) == pytest.approx((0.45 / scale, 0.25 / scale))
    assert first.matters
    assert second.matters
    assert first.line.startswith(f"{45 / scale:.0f} points (+")
    assert "are gained with the true" in first.line
    assert second.line.startswith(f"{25 / scale:.0f} % (")
    assert "are lost although the true" in second.line


@given(st.lists(st.tuples(st.sampled_from(STATES), st.sampled_from(STATES)), min_size=1, max_size=30))
def test_the_two_faults_are_what_stepwise_lacks(pairs: list[tuple[State, State]]) -> None:
    results = two(UEG, "stepwise", [step for step, _ in pairs], "oracle", [truth for _, truth in pairs])
    shares = [found(results, f"{step} fault", UEG).estimate.value for step in ("generation", "understanding")]
    assert sum(shares) == pytest.approx(fmean(step != "correct" for step, _ in pairs))


def test_repeats_are_averaged_within_an_instance() -> None:
    results = [
        made(UEG, 0, state, protocol, repeat=repeat)
        for protocol, states in (("stepwise", STATES[:2]), ("oracle", right(2, 2)))
        for repeat, state in enumerate(states)
    ]
    assert found(results, "understanding fault", UEG).estimate.value == 0.5
    assert found(results, "generation fault", UEG).estimate.value == 0.0


def test_instances_that_fail_one_and_pass_the_other_by_luck_are_no_fault() -> None:
    """A guesser's: as many one way as the other."""
    states: tuple[list[State], list[State]] = ([], [])
    for stepwise, oracle, times in (("correct", "correct", 6), ("correct", "wrong", 19), ("wrong", "correct", 19)):
        states[0].extend([cast("State", stepwise)] * times)
        states[1].extend([cast("State", oracle)] * times)
    rest: list[State] = ["wrong"] * 56
    results = two(GEU, "stepwise", [*states[0], *rest], "oracle", [*states[1], *rest])
    findings = [found(results, f"{step} fault", GEU) for step in ("generation", "understanding")]
    assert not any(each.matters for each in findings)
    assert findings[0].estimate.value == 0.0
    assert findings[0].line.startswith("no fault of the first step shown: oracle is 0 points from stepwise")
    assert findings[1].line.startswith("cannot be told: answers to the true edited picture are not shown to be above")


def test_a_rare_fault_may_be_noise_and_does_not_matter() -> None:
    results = two(GEU, "stepwise", right(97, 100), "oracle", right(97, 100))
    for step in ("generation", "understanding"):
        finding = found(results, f"{step} fault", GEU)
        assert not finding.matters
    assert NOISE > 1 - 0.97


def test_no_fault_says_how_much_there_may_be() -> None:
    results = two(GEU, "stepwise", right(64, 64), "oracle", right(64, 64))
    first, second = (found(results, f"{step} fault", GEU) for step in ("generation", "understanding"))
    assert first.line.startswith("no fault of the first step shown: oracle is 0 points from stepwise (-")
    assert second.line == f"none in 64 instances (at most {100 * second.estimate.high:.0f} %)"
    assert not first.matters
    assert not second.matters


@pytest.mark.parametrize(
    ("category", "direct", "stepwise", "line"),
    [
        (GEU, 10, 81, "drawing first helps: stepwise scores 71 points more than direct"),
        (UEG, 81, 10, "thinking first hurts: stepwise scores 71 points fewer than direct"),
    ],
)
def test_a_gap_says_which_way_the_first_step_works(category: str, direct: int, stepwise: int, line: str) -> None:
    results = two(category, "direct", right(direct, 100), "stepwise", right(stepwise, 100))
    finding = found(results, "integration gap", category)
    assert finding.matters
    assert finding.line.partition(" (")[0] == line
    assert finding.line.endswith(f"({100 * finding.estimate.low:+.0f} to {100 * finding.estimate.high:+.0f})")


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=40))
def test_one_gap_alone_matters_when_the_exact_test_says_so(pairs: list[tuple[bool, bool]]) -> None:
    states = [[STATES[not hit] for hit in column] for column in zip(*pairs, strict=True)]
    finding = found(two(GEU, "direct", states[0], "stepwise", states[1]), "integration gap", GEU)
    worse, better = (sum(pair == way for pair in pairs) for way in ((True, False), (False, True)))
    assert finding.estimate == mean_difference([[(float(before), float(after)) for before, after in pairs]])
    assert finding.matters == (worse + better > 0 and binomtest(worse, worse + better).pvalue <= ALPHA)
    assert ("may be chance" in finding.line) != finding.matters


def test_what_one_category_alone_would_be_sure_of_is_chance_among_twenty_questions() -> None:
    """6 against 0 in each: 3 % by itself, and one of ten looks so in a run in four."""
    alone = two(GEU, "direct", right(30, 50), "stepwise", right(24, 50))
    assert found(alone, "integration gap", GEU).matters
    rest = [
        each
        for category in CATEGORIES
        if category.name != GEU
        for each in two(
            category.name, "direct", right(30, 50), "stepwise", [*right(27, 47), "correct", "correct", "correct"]
        )
    ]
    among = found([*alone, *rest], "integration gap", GEU)
    assert not among.matters
    assert among.estimate.low < found(alone, "integration gap", GEU).estimate.low, "intervals hold together"


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
    assert (finding.instances, finding.estimate) == (1, mean_difference([[(0.0, 1.0)]]))


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


def drawn(chances: dict[str, float], random: np.random.Generator, category: str = GEU, n: int = 100) -> list[Result]:
    """Each protocol's instances right with its chance, independently."""
    return [
        each
        for protocol, chance in chances.items()
        for each in row(category, ["correct" if hit else "wrong" for hit in random.random(n) < chance], protocol)
    ]


def test_a_guesser_is_hardly_ever_blamed_and_nothing_is_said_for_sure() -> None:
    """A share of failures that the truth repairs is large for any guesser: of 100 runs 99 blamed its edits."""
    random, runs = np.random.default_rng(11), 120
    guesser = dict.fromkeys(("direct", "stepwise", "oracle", "blind"), CHANCE)
    said = sum(any(each.matters for each in diagnose(drawn(guesser, random))) for _ in range(runs))
    assert said / runs <= 0.05 + 2 * (0.05 * 0.95 / runs) ** 0.5


def test_a_planted_fault_of_the_first_step_is_found_with_its_size() -> None:
    random, runs = np.random.default_rng(12), 60
    planted = {"stepwise": 0.5, "oracle": 0.7}
    findings = [found(drawn(planted, random, UEG), "understanding fault", UEG) for _ in range(runs)]
    assert fmean(each.estimate.value for each in findings) == pytest.approx(0.2, abs=0.02)
    assert sum(each.matters for each in findings) / runs >= 0.6, "independent instances; of one model they share luck"


def test_a_planted_fault_of_instances_that_share_their_luck_is_all_but_always_found() -> None:
    """What fails with the true picture fails with the model's own, and a fifth of the rest does besides."""
    random, runs, blamed = np.random.default_rng(13), 60, 0
    for _ in range(runs):
        oracle = random.random(100) < 0.7
        stepwise = oracle & (random.random(100) >= 0.2 / 0.7)
        states = [[STATES[not hit] for hit in hits] for hits in (stepwise, oracle)]
        blamed += found(two(GEU, "stepwise", states[0], "oracle", states[1]), "generation fault", GEU).matters
    assert blamed / runs >= 0.9
