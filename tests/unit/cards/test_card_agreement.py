"""Whether scores are a card's: by worlds whose chances are drawn here, not by the product's models."""

from __future__ import annotations

import random
from collections.abc import Mapping

import pytest

from pytest_realunify.cards.agreeing import ALPHA, Scored, agreement
from pytest_realunify.cards.card import Card, Score
from pytest_realunify.decisions.counts import CaseRecord, RunCounts
from pytest_realunify.decisions.evidence import Evidence
from pytest_realunify.records import Verdict
from pytest_realunify.taxonomy import CATEGORIES

NAMES = [category.name for category in CATEGORIES]
Chances = Mapping[str, list[float]]
"""By category, each case's chance to be right in any run."""

NOTHING = Card(format=1, kind="run")


def world(seed: int, cases: int = 24) -> dict[str, list[float]]:
    """A model that is sure of some cases and not of others."""
    draw = random.Random(seed)
    return {name: [draw.choice((0.02, 0.3, 0.5, 0.7, 0.98)) for _ in range(cases)] for name in NAMES}


def run(chances: Chances, seed: int, first: int = 0, repeats: int = 1) -> Evidence:
    """One run; cases are numbered from `first`."""
    draw = random.Random(seed)
    cases = {}
    for name, mine in chances.items():
        for number, chance in enumerate(mine, first):
            hits = ["correct" if draw.random() < chance else "wrong" for _ in range(repeats)]
            verdicts = [Verdict(hit, hit) for hit in hits]  # type: ignore[arg-type]
            cases[f"{name}-x-{number:04d}-direct"] = CaseRecord((RunCounts.of(verdicts),))
    return Evidence(dict(sorted(cases.items())), dict.fromkeys(cases, (None,)))


def disagreeing(scores: list[Scored]) -> list[str]:
    return [each.scope for each in scores if each.disagrees]


@pytest.mark.parametrize(("same", "first", "repeats"), [(True, 0, 1), (True, 0, 3), (False, 100, 1)])
def test_two_runs_of_one_model_disagree_once_in_twenty_times_at_most(same: bool, first: int, repeats: int) -> None:
    rounds, wrong = 120, 0
    for seed in range(rounds):
        model = world(seed)
        scores = agreement(NOTHING, run(model, 2 * seed, 0, repeats), run(model, 2 * seed + 1, first, repeats), same)
        assert all(each.paired == same for each in scores)
        wrong += bool(disagreeing(scores))
    # a binomial of 120 at 5 % is above 12 once in a hundred times
    assert wrong <= 12, f"{wrong} of {rounds}"


@pytest.mark.parametrize("broken", ["attentional_focusing", "code_to_image"])
def test_a_category_that_fell_is_named_and_no_other(broken: str) -> None:
    found: list[str] = []
    for seed in range(1000, 1040):
        model = world(seed, cases=60)
        worse = {**model, broken: [chance * 0.2 for chance in model[broken]]}
        found += disagreeing(agreement(NOTHING, run(model, 2 * seed), run(worse, 2 * seed + 1), True))
    assert found.count(broken) == 40
    assert sum(found.count(name) for name in NAMES if name != broken) <= 6  # two are due


def test_what_rose_is_named_as_what_fell_is() -> None:
    model = world(3, cases=60)
    better = {**model, "mental_tracking": [1.0 for _ in range(60)]}
    there = run(model, 1)
    assert "mental_tracking" in disagreeing(agreement(NOTHING, there, run(better, 2), True))
    assert "mental_tracking" in disagreeing(agreement(NOTHING, run(better, 2), there, True))


def test_pairs_see_what_samples_of_the_same_size_do_not() -> None:
    sure = {name: [0.0] * 30 + [1.0] * 30 for name in NAMES}
    lower = {**sure, "mental_tracking": [0.0] * 40 + [1.0] * 20}
    paired = agreement(NOTHING, run(sure, 1), run(lower, 2), True)
    samples = agreement(NOTHING, run(sure, 1), run(lower, 2, first=100), True)
    assert disagreeing(paired)[0] == "mental_tracking"
    assert disagreeing(samples) == []


def test_a_published_row_is_a_sample_of_its_size() -> None:
    row = [Score(scope=name, protocol="direct", scorer="parity", value=0.4, scored=100) for name in NAMES]
    card = Card(format=1, kind="published", score=tuple(row))
    same, lower = ({name: [1.0] * right + [0.0] * (100 - right) for name in NAMES} for right in (42, 10))
    told = Evidence({})
    assert disagreeing(agreement(card, told, run(same, 1), False)) == []
    assert set(NAMES) < set(disagreeing(agreement(card, told, run(lower, 1), False)))


def test_averages_are_those_whose_categories_both_have() -> None:
    part = {name: [0.5] * 20 for name in NAMES[:6]}
    scores = agreement(NOTHING, run(part, 1), run(world(1, 20), 2), True)
    assert [each.scope for each in scores] == [*NAMES[:6], "UEG"]
    assert agreement(NOTHING, run(part, 1), run({NAMES[9]: [0.5]}, 1), True) == []
    assert ALPHA == 0.05


def test_fisher_s_test_gives_the_p_that_his_tea_had() -> None:
    """R. A. Fisher, The Design of Experiments, 1935: eight cups, three of four right: 17 of 70 by chance or better."""
    from pytest_realunify.cards.agreeing import Sample, _fisher

    null, observed = _fisher(Sample(1, 4), Sample(3, 4))
    assert null.at_least(observed) == pytest.approx(17 / 70)
