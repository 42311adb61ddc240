"""Many gates at once: the chance that the best of them is so good, against counting every outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from math import prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_realunify.decisions.counts import WHOLE
from pytest_realunify.decisions.gates.family import Block, Family
from pytest_realunify.decisions.gates.family import Test as OneTest
from pytest_realunify.decisions.gates.permutation import Null, Pair, shift
from pytest_realunify.taxonomy import CATEGORY, categories_of

UEG, GEU = ([category.name for category in categories_of(axis)] for axis in ("UEG", "GEU"))
Outcome = tuple[int, ...]


def one(name: str, worse: int, better: int = 0, alike: int = 0) -> OneTest:
    seen = [Pair("", (WHOLE,), (0,))] * worse + [Pair("", (0,), (WHOLE,))] * better
    return OneTest(name, *shift(seen + [Pair("", (0,), (0,))] * alike))


def block(worse: Mapping[str, int], better: int = 1, pooled: bool = False) -> Block:
    tests = {name: one(f"{name}:direct", count, better) for name, count in worse.items()}
    names = {scope: f"{scope}:direct" for scope in ("UEG", "GEU", "total")} if pooled else {}
    return Block(tests, dict.fromkeys(tests, 20), names)


def counted(tests: Sequence[OneTest]) -> dict[str, float]:
    """Step-down min-P over independent tests, by every outcome of all of them."""
    order = sorted(tests, key=lambda test: test.p)
    found, so_far = {}, 0.0
    for number, test in enumerate(order):
        alive = order[number:]
        chance = 0.0
        for values in product(*(range(len(each.null.chances)) for each in alive)):
            ps = [each.null.at_most(each.null.least + value) for each, value in zip(alive, values, strict=True)]
            if min(ps) <= test.p + 1e-12:
                chance += prod(float(each.null.chances[value]) for each, value in zip(alive, values, strict=True))
        so_far = max(so_far, chance)
        found[test.name] = so_far
    return found


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), min_size=1, max_size=4))
def test_the_corrected_p_is_the_chance_of_so_good_a_best(counts: list[tuple[int, int]]) -> None:
    tests = [one(name, *count) for name, count in zip(CATEGORY, counts, strict=False)]
    family = Family([Block(dict(zip(CATEGORY, tests, strict=False)), dict.fromkeys(CATEGORY, 9))])
    corrected = family.corrected()
    for name, expected in counted(tests).items():
        # Above the line where anything is decided it is a bound.
        assert corrected[name] == pytest.approx(expected, abs=1e-9) or corrected[name] >= expected > 0.05


def test_pooled_gates_are_counted_with_the_categories_they_are_made_of() -> None:
    """Every outcome of five categories: the exact chance that a category or their average is as low as seen."""
    worse = dict(zip(GEU, (3, 1, 2, 1, 1), strict=False))
    family = Family([block({name: worse[name] for name in GEU}, better=0, pooled=True)])
    tests = {test.name: test for test in family.blocks[0].all}
    lowest = min(tests.values(), key=lambda test: test.p)
    parts = [tests[f"{name}:direct"] for name in GEU]
    average = tests["GEU:direct"]
    chance = 0.0
    for values in product(*(range(part.null.least, part.null.least + len(part.null.chances)) for part in parts)):
        ps = [part.null.at_most(value) for part, value in zip(parts, values, strict=True)]
        ps.append(average.null.at_most(sum(values)))
        if min(ps) <= lowest.p + 1e-12:
            chance += prod(
                float(part.null.chances[value - part.null.least]) for part, value in zip(parts, values, strict=True)
            )
    assert family.corrected()[lowest.name] == pytest.approx(chance)


def test_an_average_weighs_categories_alike_whatever_their_sizes() -> None:
    tests = {name: one(f"{name}:direct", 4 if name == GEU[0] else 0, 4 if name == GEU[1] else 0) for name in GEU}
    sizes = {name: (40 if name == GEU[0] else 10 if name == GEU[1] else 20) for name in GEU}
    pooled = Block(tests, sizes, {"GEU": "GEU:direct"}).pooled["GEU"]
    assert pooled.observed * pooled.null.step == pytest.approx(-4 / 40 + 4 / 10, abs=1e-3)
    assert pooled.p > 0.5, "four lost of forty weigh less than four won of ten"


def test_an_axis_is_pooled_only_with_all_its_categories() -> None:
    assert set(block(dict.fromkeys(GEU, 1), pooled=True).pooled) == {"GEU"}
    assert set(block(dict.fromkeys(GEU[1:], 1), pooled=True).pooled) == set()
    assert set(block(dict.fromkeys([*UEG, *GEU], 1), pooled=True).pooled) == {"UEG", "GEU", "total"}


def test_many_small_falls_are_found_together() -> None:
    corrected = Family([block(dict.fromkeys([*UEG, *GEU], 4), better=1, pooled=True)]).corrected()
    assert corrected["total:direct"] < 0.001
    assert min(value for name, value in corrected.items() if name.split(":")[0] in CATEGORY) > 0.3


def test_a_gate_that_can_see_nothing_costs_the_others_nothing() -> None:
    blind = {name: one(f"{name}:direct", 1, 1) for name in GEU[1:]}
    seeing = {GEU[0]: one(f"{GEU[0]}:direct", 8)}
    sizes = dict.fromkeys(GEU, 20)
    [alone] = Family([Block(seeing, sizes)]).corrected().values()
    among = Family([Block({**seeing, **blind}, sizes)]).corrected()[f"{GEU[0]}:direct"]
    assert alone == pytest.approx(2**-8)
    assert among == pytest.approx(alone), "Holm's correction would have charged it for each of them"


def test_tests_of_unknown_dependence_are_added() -> None:
    other = one("must-pass", 5)
    family = Family([block({GEU[0]: 5}, better=0)], [other])
    assert family.corrected()["must-pass"] == pytest.approx(2 * 2**-5)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=10, max_size=10), st.sampled_from([0.01, 0.05, 0.2]))
def test_what_passes_the_level_is_what_the_correction_lets_pass(worse: list[int], alpha: float) -> None:
    """`level` is what one gate alone has to reach, before any is known to have failed."""
    family = Family([block(dict(zip(CATEGORY, worse, strict=True)), pooled=True)])
    level = family.level(alpha)
    assert 0 < level <= alpha
    alive = frozenset(test.name for test in family.blocks[0].all)
    assert family.chance_below(level, alive) <= alpha


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=10, max_size=10))
def test_a_correction_makes_nothing_surer_and_keeps_the_order(worse: list[int]) -> None:
    family = Family([block(dict(zip(CATEGORY, worse, strict=True)), pooled=True)])
    corrected, tests = family.corrected(), sorted(family.blocks[0].all, key=lambda test: test.p)
    assert all(corrected[test.name] >= test.p - 1e-12 for test in tests)
    values = [corrected[test.name] for test in tests]
    assert values == sorted(values)


def test_of_unchanged_models_one_build_in_twenty_fails_at_most() -> None:
    """Over draws of the null itself: sizes, flips and pooled gates together."""
    random = np.random.default_rng(3)
    failed, builds = 0, 200
    for _ in range(builds):
        tests = {}
        for name in CATEGORY:
            differ = int(random.binomial(100, 0.095))
            worse = int(random.binomial(differ, 0.5))
            tests[name] = one(f"{name}:direct", worse, differ - worse)
        family = Family([Block(tests, dict.fromkeys(tests, 100), {scope: scope for scope in ("UEG", "GEU", "total")})])
        failed += min(family.corrected().values()) <= 0.05
    assert failed / builds <= 0.05 + 2 * (0.05 * 0.95 / builds) ** 0.5


def test_nothing_to_test_is_no_trouble() -> None:
    family = Family([])
    assert family.corrected() == {}
    assert Null(0, np.ones(1), 1.0).at_most(0) == 1.0
    assert 0 < family.level(0.05) <= 1
