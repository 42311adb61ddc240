"""Gates and changed cases in a terminal of any width, the cases that tell why a gate failed before all others."""

from __future__ import annotations

import random

import pytest

from pytest_realunify.decisions.gates.changes import failing_first
from pytest_realunify.decisions.gates.outcome import Change, Decision, GateOutcome, Kind
from pytest_realunify.numbers.stats import Estimate
from pytest_realunify.reporting.gates import CHANGES, changed_lines, gate_lines
from pytest_realunify.taxonomy import CATEGORIES
from pytest_realunify.text import width


def gate(name: str, passed: bool = True, kind: Kind = "regression") -> GateOutcome:
    fallen = Estimate(-0.5, -1.0, -0.125)
    return GateOutcome(name, kind, passed, "24 cases worse", 120, 0.5, 1.0, fallen, 0.0312, 0.125)


EVERY = [gate(f"{category.name}:{protocol}") for category in CATEGORIES for protocol in ("direct", "stepwise")]
TELLING = (*EVERY, gate("dark:mathematical_reasoning:stepwise"), gate("UEG:stepwise"), gate("completeness"))


@pytest.mark.parametrize("room", [60, 72, 80, 92, 100, 140])
def test_the_table_of_gates_is_never_wider_than_the_terminal(room: int) -> None:
    lines = [line for line in gate_lines(Decision(TELLING), room) if line.endswith(("verdict", "pass", "FAIL"))]
    assert len(lines) == 1 + len(TELLING)
    assert max(map(width, lines)) <= room
    ends = {len(line) for line in lines[1:]}
    assert len(ends) == 1, "a column for each figure"


def test_a_narrow_terminal_has_the_codes_of_categories_and_a_wide_one_their_names() -> None:
    narrow, wide = ("\n".join(gate_lines(Decision(TELLING), room)) for room in (80, 100))
    assert "dark:MR-I:stepwise" in narrow
    assert "mathematical_reasoning" not in narrow
    assert "dark:mathematical_reasoning:stepwise" in wide


def test_figures_that_have_no_room_go_the_last_first() -> None:
    heads = {
        room: next(x for x in gate_lines(Decision(TELLING), room) if x.startswith("gate")) for room in (80, 72, 60)
    }
    assert "finds" in heads[80]
    assert "finds" not in heads[72]
    assert "value" in heads[60]


def test_short_names_leave_no_column_too_wide() -> None:
    decision = Decision((gate("errors"), gate("completeness")))
    assert max(width(line) for line in gate_lines(decision, 80) if line.endswith(("verdict", "pass"))) <= 80


def change(category: str, index: int, protocol: str, worse: bool = True, steady: bool = True) -> Change:
    states = ("correct", "wrong") if worse else ("wrong", "correct")
    return Change(f"{category}-left-{index:04d}-{protocol}", *states, worse, steady)


CHANGED = [
    *(change(category.name, index, "direct", worse=index % 2 == 0) for category in CATEGORIES for index in range(4)),
    change("cognitive_navigation", 0, "stepwise"),
]


def in_order(*failed: GateOutcome) -> list[Change]:
    changed = random.Random(3).sample(CHANGED, len(CHANGED))
    return failing_first(Decision((*EVERY[:3], *failed), changed=tuple(changed)))


def places(changed: list[Change]) -> list[str]:
    return [f"{each.case.partition('-')[0]}:{each.case.rpartition('-')[2]}" for each in changed]


@pytest.mark.parametrize(
    "name",
    ["cognitive_navigation:stepwise", "dark:cognitive_navigation:stepwise", "cognitive_navigation:stepwise>=0.5"],
)
def test_cases_of_a_failed_gate_come_before_all_others(name: str) -> None:
    assert places(in_order(gate(name, passed=False)))[0] == "cognitive_navigation:stepwise"
    assert places(in_order())[0] == "attentional_focusing:direct", "by name, where no gate failed"


@pytest.mark.parametrize("name", ["GEU:direct", "geu:direct>=0.5"])
def test_those_of_a_failed_axis_come_before_those_of_the_other(name: str) -> None:
    geu = {category.name for category in CATEGORIES if category.axis == "GEU"}
    worse = [place.partition(":")[0] for place in places(in_order(gate(name, passed=False)))[:21]]
    assert {*worse[:8]} == geu
    assert worse[:8].count("mental_tracking") == 2


def test_its_own_gate_goes_before_its_axis_s_and_worse_before_better() -> None:
    ordered = in_order(gate("mental_tracking:direct", passed=False), gate("GEU:direct", passed=False))
    assert places(ordered)[:2] == ["mental_tracking:direct"] * 2
    assert [each.worse for each in ordered] == sorted((each.worse for each in CHANGED), reverse=True)
    assert sorted(map(str, ordered)) == sorted(map(str, CHANGED))


def test_steady_cases_come_first_where_those_that_must_pass_did_not() -> None:
    flips = [change("mental_tracking", index, "direct", steady=index == 3) for index in range(4)]
    decision = Decision((gate("must-pass", passed=False, kind="must-pass"),), changed=tuple(flips))
    assert failing_first(decision)[0] == flips[3]


def test_the_list_says_how_many_it_hides_and_where_they_are() -> None:
    lines = changed_lines(CHANGED, "changed", rest=": realunify show last --changed")
    assert lines[0] == "changed: 21 worse, 20 better"
    hidden = CHANGED[CHANGES:]
    worse = sum(each.worse for each in hidden)
    told = f"  and 21 more, hidden here ({worse} worse, {21 - worse} better): realunify show last --changed"
    assert lines[-1] == told
    assert len(lines) == CHANGES + 2


def test_with_v_nothing_is_hidden_and_with_q_there_is_no_list() -> None:
    decision = Decision(tuple(EVERY), changed=tuple(CHANGED))
    everything = gate_lines(decision, verbosity=1)
    assert all(any(each.case in line for line in everything) for each in CHANGED)
    assert not any("hidden" in line for line in everything)
    assert any("hidden here" in line for line in gate_lines(decision))
    assert not any(each.case in line for line in gate_lines(decision, verbosity=-1) for each in CHANGED)
