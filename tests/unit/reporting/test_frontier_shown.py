"""What is said and drawn of ladders: both protocols on one axis, and nothing claimed that the intervals do not say."""

from dataclasses import replace

import pytest

from pytest_realunify.numbers.frontier.ladder import Frontier, Rung
from pytest_realunify.reporting.frontier import frontier_lines, standing
from pytest_realunify.reporting.html.frontier import frontier_chart

RUNGS = tuple(
    Rung(value, asked, right, share, share - 0.1, share + 0.05)
    for value, asked, right, share in ((2, 4, 4, 0.95), (6, 0, 0, 0.6), (10, 4, 1, 0.25))
)
DIRECT = Frontier("sequential", "direct", "steps", 4.0, 3.2, 4.9, "within", True, 24, 0, RUNGS)
STEPWISE = replace(DIRECT, protocol="stepwise", threshold=9.0, low=8.1, high=9.6)


def test_a_subtask_is_one_line_that_says_what_the_step_does() -> None:
    [line] = frontier_lines([STEPWISE, DIRECT])
    stands = "sequential, steps 2 to 10: direct 4.0 (3.2 to 4.9), stepwise 9.0 (8.1 to 9.6)"
    assert line == f"{stands}; stepwise carries the model from 4 to 9"
    worse = replace(STEPWISE, threshold=2.5, low=2.2, high=3.0)
    assert frontier_lines([DIRECT, worse])[0].endswith("; stepwise sets the model from 4 back to 2")


def test_intervals_that_meet_claim_nothing() -> None:
    assert "model" not in frontier_lines([DIRECT, replace(STEPWISE, low=4.8)])[0]
    assert "model" not in frontier_lines([DIRECT])[0]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"standing": "below", "low": 2.0, "high": 2.0}, "below 2, the easiest"),
        ({"standing": "beyond", "low": 10.0, "high": 10.0}, "beyond 10, the hardest"),
        ({"standing": "open", "low": 2.0}, "4.0 (below to 4.9)"),
        ({"standing": "open", "high": 10.0, "narrow": False}, "4.0 (3.2 to beyond), still wide after 24 questions"),
        ({"troubled": 3}, "4.0 (3.2 to 4.9), 3 without a verdict"),
    ],
)
def test_what_is_not_known_is_said(changed: dict[str, object], told: str) -> None:
    assert standing(replace(DIRECT, **changed)) == told  # type: ignore[arg-type]


def test_the_chart_has_both_protocols_of_each_subtask_and_the_threshold_on_its_curve() -> None:
    other = replace(DIRECT, subtask="maze", setting="size", standing="beyond")
    choice = frontier_chart([STEPWISE, other, DIRECT])["choice"]
    assert [each["name"] for each in choice["options"]] == ["maze, by size", "sequential, by steps"]
    maze, sequential = (each["data"] for each in choice["options"])
    assert [trace["legendgroup"] for trace in sequential if trace["showlegend"]] == ["direct", "stepwise"]
    diamonds = [trace for trace in sequential if trace.get("marker", {}).get("symbol") == "diamond"]
    assert [trace["x"] for trace in diamonds] == [[4.0], [9.0]]
    assert diamonds[0]["y"] == [pytest.approx(77.5)]
    assert not [trace for trace in maze if trace.get("marker", {}).get("symbol") == "diamond"]
    dots = next(trace for trace in sequential if trace["mode"] == "markers")
    assert (dots["x"], dots["y"]) == ([2, 10], [100.0, 25.0])
