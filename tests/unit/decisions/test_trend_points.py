"""Which runs are points of a trend, and where what a run says stands."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.decisions.counts import CaseRecord, RunCounts
from pytest_realunify.decisions.evidence import Evidence
from pytest_realunify.decisions.trend import examine
from pytest_realunify.decisions.trend.course import courses, stretches
from pytest_realunify.decisions.trend.points import FEW, too_few
from trendbench import NAMES, evidence_of

HERE = (NAMES[0], "direct")


@pytest.mark.parametrize(
    ("cases", "no_points"),
    [
        ([100, 100, 3], [2]),
        ([100, 3, 3, 3], []),  # one large run makes no debug runs of the others
        ([100, 100, 3, 3, 3, 3], [2, 3, 4, 5]),
        ([1000, 1000, FEW], []),
        ([1000, 1000, FEW - 1], [2]),
        ([10, 10, 5], []),
        ([10, 10, 4], [2]),
        ([2, 2], []),
        ([3], []),
    ],
)
def test_a_look_at_a_few_cases_is_no_point_beside_whole_runs(cases: list[int], no_points: list[int]) -> None:
    found = too_few([{HERE: count} for count in cases])
    assert [place for place, lacking in enumerate(found) if lacking] == no_points


@given(st.lists(st.integers(0, 200), min_size=1, max_size=8))
def test_the_largest_two_runs_are_points_and_a_run_without_cases_lacks_nothing_it_has(counts: list[int]) -> None:
    found = too_few([{HERE: count} if count else {} for count in counts])
    for place in np.argsort(counts)[-2:]:
        assert not found[place]
    assert not any(lacking for lacking, count in zip(found, counts, strict=True) if not count)


def test_places_are_looked_at_one_by_one() -> None:
    there = (NAMES[1], "stepwise")
    assert too_few([{HERE: 50, there: 50}, {HERE: 50, there: 50}, {HERE: 50, there: 1}]) == [{}, {}, {there: 25}]


@pytest.mark.parametrize(
    ("originals", "stands"),
    [
        ([0, 1, 2], [0, 1, 2]),
        ([0, 0, 0, 3, 3], [0, 3]),
        ([0, 0, 0, 3, 0, 0], [0, 3, 4]),  # it went back to what it was
        ([None, 1, None, 1, 4], [1, 4]),
        ([], []),
    ],
)
def test_runs_in_a_row_with_the_same_replies_say_it_once_at_the_first(
    originals: list[int | None], stands: list[int]
) -> None:
    assert stretches(originals) == stands


def test_a_fall_is_since_the_run_that_fell_though_later_ones_repeat_it() -> None:
    """One case of fifty has noise, so that later runs now and then reply as the first that fell."""
    noise = [True, True, False, True, False, True, True, True, False, True, False, True]
    verdicts = [[run < 7 or case >= 12 for run in range(12)] for case in range(49)] + [noise]
    replies = [[str(each) for each in row] for row in verdicts]
    [move] = [each for each in examine(courses(evidence_of(verdicts, replies))).falls if each.scope == NAMES[0]]
    assert move.since == 7


def test_repeats_within_a_run_are_one_verdict_and_what_was_not_scored_is_a_gap() -> None:
    records = (
        RunCounts({"correct": 1, "wrong": 3}, {"correct": 4}),
        RunCounts({"error": 1}, {"error": 1}),
        None,
        RunCounts({"correct": 2, "error": 1}, {"correct": 3}),
    )
    case = f"{NAMES[0]}-x-0000-direct"
    [course] = courses(Evidence({case: CaseRecord(records)}, {case: ("a", "b", None, "c")}))
    assert np.array_equal(course.values, [[0.25, np.nan, np.nan, 1.0]], equal_nan=True)
    assert course.seen == [0, 3]


def test_originals_and_distinct_runs_are_told_alike() -> None:
    evidence = evidence_of([[True, True, False]] * 3, [["a", "a", "b"]] * 3)
    assert evidence.originals == {HERE: (0, 0, 2)}
    assert evidence.distinct == {HERE: (0, 2)}
