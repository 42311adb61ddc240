"""From results to the table's numbers: what counts, what is withheld, what is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.numbers.error_budget import ERROR_BUDGET
from pytest_realunify.numbers.stats import mean_difference, mean_of_strata, wilson
from pytest_realunify.numbers.summary import Cell, PollCounts, Scorer, Summary, summarise
from pytest_realunify.records import Poll, Result, State, Verdict, Vote
from pytest_realunify.taxonomy import CATEGORIES, categories_of

GEU = [category.name for category in categories_of("GEU")]
ALL = [category.name for category in CATEGORIES]


def result(
    category: str = GEU[0],
    index: int = 0,
    strict: State = "correct",
    *,
    parity: State | None = None,
    protocol: str = "direct",
    repeat: int = 0,
) -> Result:
    instance = f"{category}-x-{index:04d}"
    axis = "UEG" if category in {each.name for each in categories_of("UEG")} else "GEU"
    return Result(
        case=f"{instance}-{protocol}",
        instance=instance,
        axis="UEG" if axis == "UEG" else "GEU",
        category=category,
        subtask="x",
        protocol=protocol,
        repeat=repeat,
        verdict=Verdict(strict, parity or strict),
        expected="A",
        reply="A",
    )


def cell(summary: Summary, name: str, scorer: Scorer = "strict", protocol: str = "direct") -> Cell:
    [row] = [row for row in summary.rows[scorer] if row.protocol == protocol]
    return row.cells[name]


def value(summary: Summary, name: str, scorer: Scorer = "strict", protocol: str = "direct") -> float | None:
    estimate = cell(summary, name, scorer, protocol).estimate
    return estimate.value if estimate else None


def summarised(results: Iterable[Result], **selected: int) -> Summary:
    """`selected` by protocol; as many as there are results where it says nothing."""
    results = list(results)
    return summarise(results, selected or Counter(each.protocol for each in results))


def answers(category: str, right: int, of: int, protocol: str = "direct") -> list[Result]:
    return [result(category, index, "correct" if index < right else "wrong", protocol=protocol) for index in range(of)]


def test_a_category_is_its_accuracy_with_wilson_s_interval() -> None:
    summary = summarised(answers(GEU[0], 3, 10))
    assert cell(summary, GEU[0]) == Cell(wilson(0.3, 10), 10)
    assert cell(summary, GEU[1]) == Cell()


@given(st.lists(st.integers(1, 12).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=4, max_size=4))
def test_an_axis_is_the_mean_of_its_categories_however_large_they_are(counts: list[tuple[int, int]]) -> None:
    summary = summarised(
        each for name, (right, of) in zip(GEU, counts, strict=True) for each in answers(name, right, of)
    )
    rates, sizes = [right / of for right, of in counts], [of for _, of in counts]
    for scorer in ("strict", "parity"):
        assert cell(summary, "GEU", scorer) == Cell(mean_of_strata(rates, sizes), sum(sizes))
    assert value(summary, "GEU") == pytest.approx(fmean(rates))


def test_the_total_is_the_mean_of_ten_categories_and_not_of_two_axes() -> None:
    right = [each for name in GEU for each in answers(name, 4, 4)]
    wrong = [each for name in ALL if name not in GEU for each in answers(name, 0, 4)]
    summary = summarised(right + wrong)
    assert [value(summary, name) for name in ("UEG", "GEU", "total")] == pytest.approx([0.0, 1.0, 0.4])


def test_a_category_without_a_score_withholds_its_averages() -> None:
    summary = summarised(each for name in GEU[:3] for each in answers(name, 1, 2))
    assert cell(summary, "GEU") == cell(summary, "total") == Cell()
    assert value(summary, GEU[2]) == 0.5


def test_repeats_of_an_instance_are_averaged_before_instances_are() -> None:
    often = [result(index=0, strict="wrong", repeat=repeat) for repeat in range(9)]
    summary = summarised([*often, result(index=1)])
    assert cell(summary, GEU[0]) == Cell(wilson(0.5, 2), 2), "repeats do not narrow the interval"


def test_errors_leave_strict_and_count_against_parity() -> None:
    summary = summarised([result(index=0), result(index=1, strict="error"), result(index=2, strict="judge-invalid")])
    assert cell(summary, GEU[0]) == Cell(wilson(1.0, 1), 1)
    assert value(summary, GEU[0], "parity") == pytest.approx(1 / 3)


def test_unparsed_counts_as_wrong_for_both() -> None:
    summary = summarised([result(index=0), result(index=1, strict="unparsed")])
    assert value(summary, GEU[0]) == value(summary, GEU[0], "parity") == 0.5


def test_the_scorers_are_counted_apart() -> None:
    summary = summarised([result(strict="unparsed", parity="correct")])
    assert (value(summary, GEU[0]), value(summary, GEU[0], "parity")) == (0.0, 1.0)


def test_a_repeat_that_ended_in_error_leaves_the_mean_of_the_others() -> None:
    summary = summarised([result(repeat=0), result(repeat=1, strict="error")])
    assert value(summary, GEU[0]) == 1.0
    assert value(summary, GEU[0], "parity") == 0.5


def test_parity_withholds_totals_while_cases_are_missing_and_strict_does_not() -> None:
    results = [each for name in ALL for each in answers(name, 1, 2)]
    incomplete = summarise(results, {"direct": len(results) + 1})
    assert [cell(incomplete, name, "parity") for name in ("UEG", "GEU", "total")] == [Cell()] * 3
    assert value(incomplete, GEU[0], "parity") == 0.5
    assert [value(incomplete, name) for name in ("UEG", "GEU", "total")] == pytest.approx([0.5] * 3)
    complete = summarise(results, {"direct": len(results)})
    assert [value(complete, name, "parity") for name in ("UEG", "GEU", "total")] == pytest.approx([0.5] * 3)


def test_protocols_are_complete_one_by_one() -> None:
    results = [each for name in GEU for each in answers(name, 1, 2) + answers(name, 1, 2, "blind")]
    summary = summarise(results, {"direct": 8, "blind": 9})
    assert value(summary, "GEU", "parity") == 0.5
    assert value(summary, "GEU", "parity", "blind") is None


def test_a_verb_the_model_lacks_is_no_score_and_no_zero() -> None:
    stepwise = [result(name, strict="unsupported", protocol="stepwise") for name in GEU]
    summary = summarised([*stepwise, *(result(name) for name in GEU)])
    for scorer in ("strict", "parity"):
        for name in (*GEU, "GEU"):
            assert cell(summary, name, scorer, "stepwise") == Cell(unsupported=True)
        assert value(summary, "GEU", scorer) == 1.0
    assert summary.invalid is None, "a missing verb is no trouble"


def test_rows_are_the_selected_protocols_in_table_order() -> None:
    summary = summarise([], {"blind": 1, "direct": 1, "stepwise": 1})
    assert [row.protocol for row in summary.rows["strict"]] == ["direct", "stepwise", "blind"]
    assert [row.protocol for row in summary.rows["parity"]] == ["direct", "stepwise", "blind"]


def test_counts_tell_what_became_of_the_selected_cases() -> None:
    states: list[State] = ["correct", "correct", "wrong", "unparsed", "error", "judge-invalid", "unsupported"]
    counts = summarise([result(index=i, strict=s) for i, s in enumerate(states)], {"direct": 9}).counts["direct"]
    assert (counts.selected, counts.finished, counts.scored, counts.excluded) == (9, 7, 4, 2)


@pytest.mark.parametrize(("errors", "valid"), [(0, True), (2, True), (3, False)])
def test_a_run_is_not_valid_when_errors_exceed_their_budget(errors: int, valid: bool) -> None:
    assert ERROR_BUDGET == 0.01
    states: list[State] = ["error", "judge-invalid", "error"]
    results = [result(index=index, strict=states[index] if index < errors else "wrong") for index in range(200)]
    assert summarised(results).invalid == (None if valid else errors / 200)


def poll(*answers: str | None) -> Poll:
    """What one vote or several said."""
    votes = tuple(Vote(answer or "?", answer) for answer in answers)
    return Poll("?", "yes", votes[0].reply, votes[0].answer, votes if len(votes) > 1 else ())


def test_polls_are_counted_with_how_often_votes_contradict_one_another() -> None:
    results = [
        replace(result(), polls=(poll("yes", "yes", "no"), poll("no", "no", "no"))),
        replace(result(index=1), polls=(poll("yes", None, "yes"),)),
        result(index=2),
    ]
    counts = summarised(results).polls
    assert counts == PollCounts(3, 3, 1)
    assert counts.flip_rate == pytest.approx(1 / 3)


def test_without_repeated_votes_there_is_no_flip_rate() -> None:
    assert summarised([replace(result(), polls=(poll("yes"), poll("no")))]).polls == PollCounts(2, 0, 0)
    assert PollCounts(2).flip_rate is None


def test_the_error_budget_is_a_share_of_what_was_selected() -> None:
    assert summarise([result(strict="error")], {"direct": 99, "stepwise": 1}).invalid is None
    assert summarise([result(strict="error")], {"direct": 99}).invalid == pytest.approx(1 / 99)


def test_nothing_at_all_gives_an_empty_table() -> None:
    summary = summarise([], {"direct": 0})
    assert summary.invalid is None
    assert set(summary.rows["strict"][0].cells.values()) == {Cell()}
    assert summary.gap == {}


def test_the_gap_is_stepwise_less_direct_over_instances_scored_under_both() -> None:
    results = [
        result(index=0, strict="wrong"),
        result(index=0, strict="correct", protocol="stepwise"),
        result(index=1, strict="correct"),
        result(index=1, strict="correct", protocol="stepwise"),
        result(index=2, strict="correct"),
        result(index=2, strict="error", protocol="stepwise"),
        result(index=3, strict="wrong", protocol="stepwise"),
    ]
    assert summarised(results).gap == {GEU[0]: mean_difference([[(0, 1), (1, 1)]])}


def test_the_gap_of_an_axis_weighs_its_categories_alike() -> None:
    large = answers(GEU[0], 0, 30) + answers(GEU[0], 30, 30, "stepwise")
    small = [each for name in GEU[1:] for each in answers(name, 1, 1) + answers(name, 1, 1, "stepwise")]
    gap = summarised(large + small).gap
    assert gap["GEU"].value == pytest.approx(0.25)
    assert gap["GEU"].low < 0.25 < gap["GEU"].high
    assert "total" not in gap


@given(st.lists(st.integers(1, 8), min_size=4, max_size=4), st.booleans())
def test_the_gap_of_an_axis_stays_within_100_points(sizes: list[int], better: bool) -> None:
    """Opposite extremes in categories of unequal size are where the shifted interval would leave the scale."""
    results = []
    for place, (name, size) in enumerate(zip(GEU, sizes, strict=True)):
        before, after = (0, size) if (place > 0) == better else (size, 0)
        results += answers(name, before, size) + answers(name, after, size, "stepwise")
    gap = summarised(results).gap["GEU"]
    assert -1.0 <= gap.low <= gap.value <= gap.high <= 1.0


def test_an_axis_with_a_category_unscored_has_no_gap() -> None:
    results = [each for name in GEU[:3] for each in answers(name, 1, 1) + answers(name, 1, 1, "stepwise")]
    assert set(summarised(results).gap) == set(GEU[:3])
