"""The test of a trend: what it holds still for, what it finds, and that it is what it says it is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations, product
from math import inf, sqrt
from statistics import fmean

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from pytest_realunify.decisions.trend import Page, examine, orders
from pytest_realunify.decisions.trend.course import Course, courses
from pytest_realunify.decisions.trend.orders import observed, other_signs
from pytest_realunify.decisions.trend.page import ALPHA, STEP, step_down
from pytest_realunify.decisions.trend.sheet import Sheet
from trendbench import NAMES, courses_of, evidence_of, steady, wandering

Values = NDArray[np.float64]
VERDICTS = st.sampled_from([0.0, 0.5, 1.0, float("nan")])


def table(runs: int, cases: int) -> st.SearchStrategy[Values]:
    return arrays(float, (cases, runs), elements=VERDICTS).filter(lambda each: not np.isnan(each).all())


def sizes(courses: list[Course]) -> Values:
    sheet = Sheet(courses)
    return sheet.sizes(observed(sheet.groups, sheet.shape))


@settings(max_examples=40, deadline=None)
@given(table(5, 6), table(5, 4))
def test_the_runs_in_reverse_rise_where_they_fell(first: Values, second: Values) -> None:
    there = [Course((name, "direct"), each) for name, each in zip(NAMES, (first, second), strict=False)]
    back = [Course(each.place, each.values[:, ::-1]) for each in there]
    now, reverse = sizes(there), sizes(back)
    assert np.allclose(now[:, :4], -reverse[:, :4][:, ::-1])
    assert np.allclose(now[:, -1], -reverse[:, -1])


@settings(max_examples=20, deadline=None)
@given(table(4, 6), st.randoms(use_true_random=False))
def test_in_whatever_order_cases_come_the_page_is_the_same(values: Values, random: object) -> None:
    order = list(range(len(values)))
    random.shuffle(order)  # type: ignore[attr-defined]
    pages = [examine([Course((NAMES[0], "direct"), each)]) for each in (values, values[order])]
    assert [page.tested for page in pages] == [pages[0].tested] * 2


@pytest.mark.parametrize("at_once", [1, 500, 1_000_000])
def test_signs_are_the_same_however_many_are_held_at_a_time(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.array([[0.0, 1.0, 1.0], [1.0, 0.0, 1.0]] * 20)
    sheet = Sheet([Course((name, "direct"), values) for name in NAMES[:2]])
    monkeypatch.setattr(orders, "_AT_ONCE", at_once)
    found = other_signs(sheet.groups, sheet.shape, draws=99)
    answers = np.concatenate([group.answers for group in sheet.groups])
    signs = np.random.default_rng(orders.SEED + 1).choice([1.0, -1.0], (99, len(answers)))  # as they always were
    assert not found.exact
    assert np.allclose(found.sums.sum(axis=1), signs @ answers)


def by_hand(values: list[list[float]], signs: Sequence[int], step: float = 1.0) -> float:
    """The most extreme fall of one category without gaps, by the words of the docstrings and no code of theirs."""
    runs = len(values[0])
    weights = [
        [(at >= since) / (runs - since) - (at < since) / since for at in range(runs)] for since in range(1, runs)
    ]
    weights.append([at - (runs - 1) / 2 for at in range(runs)])
    largest = -inf
    for each in weights:
        counts = 1.0 if each is weights[-1] else step
        answers = [
            sign * sum(w * v for w, v in zip(each, row, strict=True)) for sign, row in zip(signs, values, strict=True)
        ]
        scatter = sum(sum((v - fmean(row)) ** 2 for v in row) for row in values) / (runs - 1)
        spread = scatter * sum(w * w for w in each)
        largest = max(largest, -counts * sum(answers) / sqrt(spread) if spread else 0.0)
    return largest


@settings(max_examples=25, deadline=None)
@given(arrays(float, (2, 3), elements=st.sampled_from([0.0, 0.5, 1.0])))
def test_p_is_the_share_of_all_orders_and_of_all_signs_that_are_as_extreme(values: Values) -> None:
    rows = values.tolist()
    now = by_hand(rows, (1, 1)) - 1e-9
    in_order = [
        by_hand([list(a), list(b)], (1, 1)) >= now for a in permutations(rows[0]) for b in permutations(rows[1])
    ]
    told = by_hand(rows, (1, 1), STEP) - 1e-9
    signed = [by_hand(rows, signs, STEP) >= told for signs in product((1, -1), repeat=2)]
    page = examine([Course((NAMES[0], "direct"), values)])
    [tested] = page.tested
    assert page.exact
    assert tested.p_fall == pytest.approx(max(fmean(in_order), fmean(signed)))


@pytest.mark.parametrize("rising", [False, True])
def test_drawn_orders_say_what_all_orders_say(rising: bool) -> None:
    rows = [[1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 1, 0], [1, 0, 0, 0], [1, 1, 0, 0]]
    values = np.array(rows, dtype=float)[:, :: -1 if rising else 1]
    whole, drawn = (examine([Course((NAMES[0], "direct"), values)], draws) for draws in (20_000, 2000))
    assert (whole.exact, drawn.exact) == (True, False)
    for name in ("p_fall", "p_rise"):
        expected = getattr(whole.tested[0], name)
        assert getattr(drawn.tested[0], name) == pytest.approx(expected, abs=4 * sqrt(0.25 / 2000))


@given(arrays(float, (40, 4), elements=st.floats(0, 5)), arrays(float, 4, elements=st.floats(0, 5)))
def test_the_correction_takes_away_no_doubt_and_keeps_the_order(chance: Values, seen: Values) -> None:
    p = step_down(seen, chance, exact=True)
    for row in range(4):
        assert p[row] >= (chance[:, row] >= seen[row]).mean() - 1e-12
        assert p[row] <= (chance.max(axis=1) >= seen[row] - 1e-9).mean() + 1e-12 or any(seen > seen[row])
    for place, other in zip(np.argsort(-seen, kind="stable"), np.argsort(-seen, kind="stable")[1:], strict=False):
        assert p[place] <= p[other]


FEW_DRAWS = 199
"""The level is as exact with few, and a page five times as quick."""


def share(pages: list[Page]) -> tuple[float, float]:
    return float(np.mean([bool(page.falls) for page in pages])), float(np.mean([bool(page.rises) for page in pages]))


@pytest.mark.parametrize(("cases", "runs"), [(20, 6), (8, 3), (12, 10)])
def test_an_unchanged_model_is_seldom_said_to_have_moved(cases: int, runs: int) -> None:
    rng = np.random.default_rng([1, cases, runs])
    pages = [examine(courses_of(steady(rng, 3, cases, runs, 0.2), rng), FEW_DRAWS) for _ in range(80)]
    assert max(share(pages)) <= ALPHA + 3 * sqrt(ALPHA * (1 - ALPHA) / 80)


def test_a_model_whose_verdicts_last_and_wander_both_ways_is_seldom_said_to_have_moved() -> None:
    rng = np.random.default_rng(2)
    pages = [examine(wandering(rng, 4, 40, 10, 0.05), FEW_DRAWS) for _ in range(60)]
    assert max(share(pages)) <= ALPHA + 3 * sqrt(ALPHA * (1 - ALPHA) / 60)


def test_a_step_is_found_with_its_run_and_its_size() -> None:
    found = []
    for seed in range(6):
        rng = np.random.default_rng([3, seed])
        chances = steady(rng, 5, 100, 20)
        chances[1, :, 12:] *= 0.8
        truth = float(np.mean(chances[1, :, 12:]) - np.mean(chances[1, :, :12]))
        moves = [move for move in examine(courses_of(chances, rng), FEW_DRAWS).falls if move.scope == NAMES[1]]
        found += [(m.kind, abs(m.since - 12) <= 2, m.change.low <= truth <= m.change.high) for m in moves]
    assert found == [("step", True, True)] * 6


@pytest.mark.parametrize("lasting", [False, True], ids=["chances fall", "cases fall for good"])
def test_a_slow_fall_is_found_that_no_two_runs_show(lasting: bool) -> None:
    for seed in range(4):
        rng = np.random.default_rng([4, seed])
        chances = steady(rng, 5, 100, 30)
        at = np.arange(30) / 29
        if lasting:
            turns = np.where(np.arange(100) < 10, (np.arange(100) + 1) / 10, 2.0)
            chances[0, :10] = 0.95
            chances[0] = np.where(at >= turns[:, None], 0.05, chances[0])
        else:
            chances[0] *= 1 - 0.15 * at
        assert NAMES[0] in [move.scope for move in examine(courses_of(chances, rng), FEW_DRAWS).falls]


def test_a_fall_everywhere_is_told_of_the_total() -> None:
    rng = np.random.default_rng(5)
    chances = steady(rng, 10, 40, 12)
    chances[..., 6:] *= 0.9
    page = examine(courses_of(chances, rng), FEW_DRAWS)
    assert page.falls[0].scope in ("total", "UEG", "GEU")
    assert [each.scope for each in page.tested][10:] == ["UEG", "GEU", "total"]


def test_copies_of_runs_add_nothing() -> None:
    rng = np.random.default_rng(6)
    verdicts = [[bool(rng.random() < (0.9 if run < 3 else 0.5)) for run in range(5)] for _ in range(30)]
    once = examine(courses(evidence_of(verdicts)))
    copied = [[each for each in row for _ in range(4)] for row in verdicts]
    replies = [[str(run // 4) for run in range(20)] for _ in verdicts]
    often = examine(courses(evidence_of(copied, replies)))
    assert once.falls
    assert [move.since for move in once.falls] == [move.since // 4 for move in often.falls]
    assert often.tested[0].p_fall == pytest.approx(once.tested[0].p_fall, abs=0.02)  # its slope has other places


def test_runs_with_the_same_replies_are_no_trend_whatever_the_judge_says() -> None:
    verdicts = [[run < 10 or case % 5 > 0 for run in range(20)] for case in range(50)]
    assert examine(courses(evidence_of(verdicts, [["same"] * 20] * 50))) == Page()


def test_two_greedy_models_are_compared_as_the_gates_compare_them() -> None:
    verdicts = [[run < 4 or case >= 8 for run in range(9)] for case in range(50)]
    verdicts += [[run >= 4 for run in range(9)]]
    replies = [["before" if run < 4 else "now" for run in range(9)] for _ in verdicts]
    [move] = examine(courses(evidence_of(verdicts, replies))).falls
    assert (move.kind, move.since, move.earliest, move.latest) == ("step", 4, 4, 4)
    assert move.p == pytest.approx((1 + 9) / 2**9)  # eight of nine that changed fell: the sign test
    assert move.change.value == pytest.approx(-7 / 51)


def test_a_case_of_one_run_tells_nothing() -> None:
    values = np.array([[1, 1, 0, 0], [1, 0, 0, 0], [1, 1, 1, 0]], dtype=float)
    lonely = np.array([[np.nan, 1, np.nan, np.nan]])
    pages = [examine([Course((NAMES[0], "direct"), each)]) for each in (values, np.vstack([values, lonely]))]
    assert pages[0].tested == pages[1].tested


def test_what_is_said_to_be_seen_is_seen() -> None:
    rng = np.random.default_rng(7)
    chances = steady(rng, 4, 60, 10)
    unseen = examine(courses_of(chances, rng), FEW_DRAWS).tested[0].unseen
    assert unseen is not None
    found = 0
    for _ in range(12):
        fallen = chances.copy()
        right = np.flatnonzero(chances[0, :, 0] > 0.5)[: round(unseen * 60 / 0.9)]
        fallen[0, right, 5:] = 0.05
        found += NAMES[0] in [move.scope for move in examine(courses_of(fallen, rng), FEW_DRAWS).falls]
    assert found >= 7
