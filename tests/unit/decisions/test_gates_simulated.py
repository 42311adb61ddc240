"""The gates as thousands of builds would meet them: rarely wrong, and as watchful as they say."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from gates import ALPHA, Fall, World, largest_size, simulate
from pytest_realunify.decisions.gates.detectable import smallest_drop
from pytest_realunify.decisions.gates.paired import holm

FLIPS = 2 * 0.05 * 0.95


@pytest.fixture(autouse=True, scope="module")
def cheap_collections() -> Iterator[None]:
    """statsmodels collects garbage at every correction: 0.1 s each with all that a test session has loaded."""
    holm([1.0], ALPHA)
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.parametrize("accuracy", [0.3, 0.9])
def test_an_unchanged_model_fails_few_builds(accuracy: float) -> None:
    assert 0 < simulate(World(accuracy), pairs=300, seed=1).failed <= ALPHA


@pytest.mark.parametrize("fall", ["turned", "accuracy"])
def test_one_category_s_fall_is_found_among_twenty_gates(fall: Fall) -> None:
    for drop, share in ((0.15, 0.56), (0.20, 0.87), (0.25, 0.97)):
        assert simulate(World(0.5, drop, fall), pairs=200, seed=2).first >= share


def test_three_repeats_find_a_fall_that_one_run_often_misses() -> None:
    assert simulate(World(0.5, 0.15, "accuracy", (3, 3)), pairs=60, seed=3).first >= 0.95


@pytest.mark.parametrize(("verdicts", "pairs"), [((1, 1), 300), ((3, 1), 100)])
def test_the_drop_that_is_named_is_found_in_four_of_five_builds(verdicts: tuple[int, int], pairs: int) -> None:
    drop = smallest_drop(100, FLIPS, ALPHA / 20, verdicts)
    assert drop is not None
    found = simulate(World(0.6, drop, "accuracy", verdicts), pairs, seed=4).first
    assert found == pytest.approx(0.8, abs=0.07)


def test_mid_p_keeps_its_level_whatever_the_flips() -> None:
    worst, _, _ = largest_size(gates=20, sizes=[15, 40, 100])
    assert ALPHA / 2 < worst <= ALPHA
