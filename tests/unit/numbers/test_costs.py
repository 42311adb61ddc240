"""Sums per protocol, and what no result tells of."""

from __future__ import annotations

from typing import Any

from pytest_realunify.numbers.costs import costs
from pytest_realunify.records import Result, Step, Verdict
from pytest_realunify.reporting.costs import cost_data, cost_lines, cost_rows


def result(protocol: str, *usages: dict[str, int], judging: dict[str, int] | None = None, case: int = 0) -> Result:
    return Result(
        case=f"world_knowledge-{case:04d}-{protocol}",
        instance=f"world_knowledge-{case:04d}",
        axis="UEG",
        category="world_knowledge",
        subtask="",
        protocol=protocol,
        repeat=0,
        verdict=Verdict("correct", "correct"),
        expected=None,
        reply=None,
        steps=tuple(Step("generate", "p", usage=usage) for usage in usages),
        judging=judging or {},
    )


PRICES: dict[str, Any] = {
    "currency": "EUR",
    "model": {"": {"calls": 1.0}, "generate": {"output_tokens": 1_000_000.0, "calls": 0.5}},
    "judge": {"": {"calls": 0.25}},
}


def test_counts_are_summed_by_protocol_and_by_who_was_asked() -> None:
    found = costs(
        [
            result("stepwise", {"calls": 2, "output_tokens": 5}, {"calls": 1}, judging={"calls": 4}),
            result("direct", {"output_tokens": 3}),
            result("direct", {"calls": 1, "waited_ms": 1500, "retries": 1}, case=1),
        ],
        {},
        PRICES,
    )
    assert [(row.protocol, row.who, dict(row.counts), row.money) for row in found.rows] == [
        ("direct", "model", {"calls": 2, "retries": 1, "waited_ms": 1500, "output_tokens": 3}, 3 + 1.0),
        ("stepwise", "model", {"calls": 3, "output_tokens": 5}, 5 + 1.5),
        ("stepwise", "judge", {"calls": 4}, 1.0),
    ]
    assert found.money == 11.5
    assert found.total["calls"] == 9
    head, rows = cost_rows(found)
    assert head[-1] == "EUR"
    assert rows[0] == ["direct, model", "2", "1", "1.5", "0", "3", "0", "0", "4.0000"]
    assert rows[-1][0] == "total"
    assert all(len(line) <= 100 for line in cost_lines(found))


def test_what_was_spent_and_is_in_no_result_is_a_row_of_its_own() -> None:
    spent = {("model", "generate", "calls"): 5, ("judge", "understand", "calls"): 2, ("model", "edit", "calls"): 1}
    found = costs([result("direct", {"calls": 3}, judging={"calls": 2})], spent, None)
    assert [(row.protocol, row.who, dict(row.counts)) for row in found.rows] == [
        ("direct", "model", {"calls": 3}),
        ("direct", "judge", {"calls": 2}),
        ("", "model", {"calls": 3}),
    ]
    assert found.money is None
    assert "EUR" not in cost_rows(found)[0]
    assert cost_data(found)["rows"][2]["protocol"] is None
    assert cost_lines(found)[3].startswith("no result, model")


def test_a_run_that_counted_nothing_has_no_costs_and_foreign_prices_are_none() -> None:
    assert costs([result("direct", {})], {}, None).rows == ()
    assert cost_lines(costs([], {}, None)) == []
    odd: dict[str, Any] = {"model": {"": {"calls": "much", "gold": 3}}, "judge": 7}
    found = costs([result("direct", {"calls": 1})], {}, odd)
    assert found.money == 0.0
