"""Two runs, case by case: the same numbers as by hand, and what makes them less comparable."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from pytest_realunify.decisions.gates.outcome import Change
from pytest_realunify.errors import UsageError
from pytest_realunify.numbers.stats import mean_difference
from pytest_realunify.records import Result, State
from pytest_realunify.reporting.comparison import Comparison, Difference, compare
from pytest_realunify.taxonomy import categories_of
from runbench import made, right, row, stored

GEU = [category.name for category in categories_of("GEU")]
STATES: list[State] = ["correct", "wrong", "unparsed", "error", "judge-invalid", "unsupported"]


def compared(root: Path, before: list[Result], after: list[Result], **other: Any) -> Comparison:
    return compare(stored(root, "1-before", before), stored(root, "2-after", after, **other))


def of(comparison: Comparison, scope: str, protocol: str = "direct") -> Difference:
    [found] = [each for each in comparison.differences if (each.scope, each.protocol) == (scope, protocol)]
    return found


def test_a_category_s_difference_is_paired_and_its_p_is_mcnemar_s(tmp_path: Path) -> None:
    before, after = right(60, 100), [*right(50, 60), *right(5, 40)]
    found = of(compared(tmp_path, list(row(GEU[1], before)), list(row(GEU[1], after))), GEU[1])
    pairs = [(float(old == "correct"), float(new == "correct")) for old, new in zip(before, after, strict=True)]
    assert found.change == mean_difference([pairs])
    assert (found.before, found.after, found.worse, found.better, found.instances) == (0.6, 0.55, 10, 5, 100)
    assert found.p == pytest.approx(binomtest(5, 15).pvalue)


def test_an_axis_weighs_its_categories_alike_and_needs_them_all(tmp_path: Path) -> None:
    sizes = [2, 4, 8, 16]
    before = [each for name, size in zip(GEU, sizes, strict=True) for each in row(name, right(0, size))]
    after = [each for name, size in zip(GEU, sizes, strict=True) for each in row(name, right(size // 2, size))]
    comparison = compared(tmp_path, before, after)
    assert of(comparison, "GEU").change.value == pytest.approx(0.5)
    assert [each.scope for each in comparison.differences] == [*GEU, "GEU"]
    assert of(comparison, "GEU").better == 15


def test_an_axis_is_tested_with_the_weights_that_it_is_shown_with(tmp_path: Path) -> None:
    """Four of four fell in one category, twelve of hundred rose in another: case by case a rise, on average a fall."""
    before = [
        *row(GEU[0], right(4, 4)),
        *row(GEU[1], right(0, 100)),
        *row(GEU[2], right(9, 9)),
        *row(GEU[3], right(9, 9)),
    ]
    after = [*row(GEU[0], right(0, 4)), *row(GEU[1], right(12, 100)), *before[104:]]
    axis = of(compared(tmp_path, before, after), "GEU")
    assert axis.change.value == pytest.approx((-1 + 0.12) / 4)
    assert axis.p == pytest.approx(2 * 2**-4, rel=0.2), "as the four alone would be, for all but theirs weigh little"


def test_repeats_of_one_reply_are_one_verdict(tmp_path: Path) -> None:
    """Three repeats of a greedy model against one: nothing but three cases turned."""
    before = [replace(each, repeat=repeat) for repeat in range(3) for each in row(GEU[0], right(20, 40))]
    found = of(compared(tmp_path, before, list(row(GEU[0], right(17, 40)))), GEU[0])
    assert found.p == pytest.approx(binomtest(0, 3).pvalue)


def test_only_instances_that_both_scored_are_compared(tmp_path: Path) -> None:
    before: list[State] = ["correct", "error", "correct", "correct"]
    after: list[State] = ["wrong", "correct", "judge-invalid"]
    comparison = compared(tmp_path, list(row(GEU[0], before)), list(row(GEU[0], after)))
    assert (of(comparison, GEU[0]).instances, of(comparison, GEU[0]).change.value) == (1, -1.0)
    assert comparison.only_before == [f"{GEU[0]}-x-0003-direct"]
    assert comparison.only_after == []


@given(st.lists(st.tuples(st.sampled_from(STATES), st.sampled_from(STATES)), min_size=1, max_size=20))
def test_the_other_way_round_is_the_opposite(pairs: list[tuple[State, State]]) -> None:
    with TemporaryDirectory() as folder:
        old, new = (
            stored(Path(folder), name, row(GEU[0], states))
            for name, states in zip("ab", zip(*pairs, strict=True), strict=True)
        )
        there, back = compare(old, new), compare(new, old)
    assert [each.change.value for each in there.differences] == pytest.approx(
        [-each.change.value for each in back.differences]
    )
    assert [each.p for each in there.differences] == pytest.approx([each.p for each in back.differences])
    assert {(b, a): n for (a, b), n in there.flips["direct"].items()} == back.flips["direct"]
    assert sum(there.flips["direct"].values()) == len(pairs)
    assert {change.case for change in there.changed} == {change.case for change in back.changed}
    assert not any(one.worse and other.worse for one, other in zip(_by_case(there), _by_case(back), strict=True))


def _by_case(comparison: Comparison) -> list[Change]:
    return sorted(comparison.changed, key=lambda change: change.case)


def test_changed_cases_are_listed_with_the_worse_ones_first(tmp_path: Path) -> None:
    before: list[State] = ["wrong", "correct", "correct", "wrong", "wrong"]
    after: list[State] = ["correct", "wrong", "correct", "error", "unparsed"]
    comparison = compared(tmp_path, list(row(GEU[0], before)), list(row(GEU[0], after)))
    case = f"{GEU[0]}-x-{{:04d}}-direct".format
    assert comparison.changed == [
        Change(case(1), "correct", "wrong", worse=True),
        Change(case(3), "wrong", "error", worse=True),
        Change(case(4), "wrong", "unparsed", worse=True),
        Change(case(0), "wrong", "correct", worse=False),
    ]
    assert comparison.flips == {
        "direct": {
            ("wrong", "correct"): 1,
            ("correct", "wrong"): 1,
            ("correct", "correct"): 1,
            ("wrong", "error"): 1,
            ("wrong", "unparsed"): 1,
        }
    }


def test_repeats_are_one_case_with_several_verdicts(tmp_path: Path) -> None:
    before = [made(GEU[0], 0, "correct", repeat=repeat) for repeat in range(3)]
    after = [
        replace(result, verdict=made(GEU[0], 0, "wrong").verdict) if result.repeat else result for result in before
    ]
    comparison = compared(tmp_path, before, after)
    assert comparison.changed == [Change(before[0].case, "3 correct", "1 correct, 2 wrong", worse=True)]
    assert of(comparison, GEU[0]).change.value == pytest.approx(fmean([1, 0, 0]) - 1)


def test_more_repeats_of_the_same_verdict_are_no_change(tmp_path: Path) -> None:
    before = [made(GEU[0], 0, "correct"), made(GEU[0], 1, "correct")]
    after = [made(GEU[0], 0, "correct", repeat=repeat) for repeat in range(3)]
    after += [made(GEU[0], 1, "wrong" if repeat else "correct", repeat=repeat) for repeat in range(3)]
    comparison = compared(tmp_path, before, after)
    assert comparison.changed == [Change(before[1].case, "correct", "1 correct, 2 wrong", worse=True)]


def test_runs_of_different_instances_are_refused_with_what_to_type(tmp_path: Path) -> None:
    results = list(row(GEU[0], right(1, 2)))
    with pytest.raises(
        UsageError,
        match=r"procedural \(fingerprint 0{12}\) and mine \(fingerprint 9{12}\)\.\n.*realunify trend",
    ):
        compared(tmp_path, results, results, suite={"name": "mine", "fingerprint": "9" * 12})


def test_the_same_suite_under_another_path_is_the_same(tmp_path: Path) -> None:
    results = list(row(GEU[0], right(1, 2)))
    assert (
        compared(tmp_path, results, results, suite={"name": "official:elsewhere", "fingerprint": "0" * 12}).notes == []
    )


CHANGES: dict[str, dict[str, Any]] = {
    "the judge changed from pixels (fingerprint 111111111111) to vlm (fingerprint 222222222222)": {
        "judge": {"name": "vlm", "fingerprint": "2" * 12}
    },
    "the scorers changed from strict 1, parity 1 to strict 2, parity 1": {"scorers": {"parity": 1, "strict": 2}},
    "run 2-after is not complete: 3 cases have no result": {"selected_by_protocol": {"direct": 5}},
}


@pytest.mark.parametrize("note", CHANGES)
def test_what_makes_runs_less_comparable_is_said(tmp_path: Path, note: str) -> None:
    results = list(row(GEU[0], right(1, 2)))
    [said] = compared(tmp_path, results, results, **CHANGES[note]).notes
    assert said.startswith(note)


def test_trouble_over_budget_is_said(tmp_path: Path) -> None:
    before, after = list(row(GEU[0], right(1, 2))), list(row(GEU[0], ["error", "correct"]))
    assert compared(tmp_path, before, after).notes == [
        "run 2-after is not valid: 50.0% of its cases ended in error or judge-invalid"
    ]


def test_without_a_judge_on_one_side_there_is_no_ueg_to_differ_in(tmp_path: Path) -> None:
    results = list(row(GEU[0], right(1, 2)))
    assert compared(tmp_path, results, results, judge=None).notes == []
