"""What the gates of a baseline will find, told beforehand, against what they then do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
import pytest

from pytest_realunify.decisions.counts import CaseRecord
from pytest_realunify.decisions.evidence import Evidence
from pytest_realunify.decisions.gates.comparison import Comparison
from pytest_realunify.decisions.gates.settings import GateSettings
from pytest_realunify.decisions.gates.together import Together
from pytest_realunify.decisions.sight import ASSUMED, CORRECT, WRONG, Sight
from pytest_realunify.taxonomy import CATEGORY, categories_of

PROTOCOLS = ("direct", "stepwise")
GEU = [category.name for category in categories_of("GEU")]
FIRST = GEU[0]


def world(
    rng: np.random.Generator,
    cases: int,
    columns: int,
    flip: float = 0.05,
    right: float = 0.6,
    lost: float = 0.0,
    categories: Iterable[str] = GEU,
) -> dict[str, CaseRecord]:
    """Runs of a sampler whose cases pass or fail but for a chance flip, the first `lost` of FIRST failing for good."""
    found = {}
    for protocol in PROTOCOLS:
        for category in categories:
            passes = np.arange(cases) < round(right * cases)
            if category == FIRST and protocol == "direct":
                passes &= np.arange(cases) >= round(lost * cases)
            seen = (rng.random((columns, cases)) < flip) ^ passes
            for index in range(cases):
                runs = tuple(CORRECT if run[index] else WRONG for run in seen)
                found[f"{category}-x-{index:04d}-{protocol}"] = CaseRecord(runs)
    return found


def test_what_is_named_is_found_in_four_of_five_builds_of_a_model_that_fell_by_it() -> None:
    """Not by the arithmetic that names it: runs are drawn, and go through all gates together."""
    rng = np.random.default_rng(5)
    before = Evidence(world(rng, 60, 1))
    seen = next(gate for gate in Sight(before).gates if gate.place == (FIRST, "direct"))
    assert seen.drop is not None
    builds, found = 80, 0
    for _ in range(builds):
        # A baseline is luck too: another one for each build.
        comparison = Comparison(
            Evidence(world(rng, 60, 1)), Evidence(world(rng, 60, 1, lost=seen.drop / (1 - 2 * 0.05)))
        )
        found += Together(comparison, GateSettings()).family.corrected()[f"{FIRST}:direct"] <= 0.05
    assert found / builds == pytest.approx(0.8, abs=0.12)


def test_three_separate_runs_see_what_one_cannot() -> None:
    rng = np.random.default_rng(1)
    one, three = (Sight(Evidence(world(rng, 30, runs, right=0.35, categories=CATEGORY))) for runs in (1, 3))
    assert sum(gate.blind for gate in one.gates) > sum(gate.blind for gate in three.gates)
    assert (one.flips[1], three.flips[1]) == ("assumed", "runs")
    assert set(one.flips[0].values()) == {ASSUMED}


def test_few_cases_are_blind_and_nothing_to_lose_is_not_blindness() -> None:
    rng = np.random.default_rng(2)
    few, none = Sight(Evidence(world(rng, 12, 1, right=0.4))), Sight(Evidence(world(rng, 40, 1, flip=0.0, right=0.0)))
    assert all(gate.blind for gate in few.gates)
    assert not any(gate.blind for gate in none.gates)
    assert all(gate.drop is None and gate.accuracy == 0 for gate in none.gates)


def test_copies_are_one_run() -> None:
    rng = np.random.default_rng(3)
    cases = world(rng, 30, 1)
    copied = {case: CaseRecord(record.runs * 3) for case, record in cases.items()}
    replies = dict.fromkeys(copied, ("aa", "aa", "aa"))
    alone, thrice = Sight(Evidence(cases)), Sight(Evidence(copied, replies))
    assert [replace(gate, drop=None) for gate in thrice.gates] == [replace(gate, drop=None) for gate in alone.gates]
    assert thrice.flips[1] == "assumed"
    assert {gate.runs for gate in thrice.gates} == {1}


def test_a_gate_that_cannot_be_answered_is_named_with_its_reason() -> None:
    few = Sight(Evidence(world(np.random.default_rng(4), 8, 1)), GateSettings(min_scored=10))
    assert all(gate.trouble is not None and "only 8 of" in gate.trouble for gate in few.gates)
    assert not any(gate.blind for gate in few.gates)


def test_the_answer_depends_on_the_baseline_alone() -> None:
    evidence = Evidence(world(np.random.default_rng(6), 30, 3))
    assert Sight(evidence).gates == Sight(evidence).gates
    levels = [Sight(evidence, seed=seed).level for seed in range(6)]
    assert max(levels) < 1.5 * min(levels)


def test_more_gates_leave_each_of_them_less() -> None:
    cases = world(np.random.default_rng(7), 60, 1, categories=CATEGORY)

    def some(names: set[str]) -> Iterator[float]:
        kept = {case: record for case, record in cases.items() if case.partition("-")[0] in names}
        yield Sight(Evidence(kept)).level

    [one], [all_of_them] = some({FIRST}), some({*CATEGORY})
    assert one > 3 * all_of_them
