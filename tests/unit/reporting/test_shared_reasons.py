"""Gates that fail for one reason are told once, and all that fail for reasons of their own are told apart."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.decisions.gates.outcome import Decision, GateOutcome
from pytest_realunify.reporting.gates import failed_line, gate_lines
from pytest_realunify.reporting.shared_reasons import LEAST, shared_reasons
from pytest_realunify.taxonomy import CATEGORIES

PLACES = [f"{category.name}:{protocol}" for protocol in ("direct", "stepwise") for category in CATEGORIES]


def too_few(name: str, pairs: int, of: int) -> GateOutcome:
    cases = "1 case" if pairs == 1 else f"{pairs} cases"
    return GateOutcome(name, "regression", False, f"only {cases} of {of} can be compared: lower `min-scored`", pairs)


def fallen(name: str, reason: str) -> GateOutcome:
    return GateOutcome(name, "regression", False, reason, 20, value=0.5, baseline=0.9)


def test_eighteen_gates_that_fail_for_one_reason_are_one_sentence() -> None:
    gates = [too_few(name, 1 + place, 30) for place, name in enumerate(PLACES[:18])]
    [shared] = shared_reasons(gates)
    assert shared.reason == "only 1 to 18 cases of 30 can be compared: lower `min-scored`"
    assert shared.names == PLACES[:18]
    lines = gate_lines(Decision(tuple(gates)))
    assert sum("min-scored" in line for line in lines) == 1
    assert "18 gates FAIL for one reason: only 1 to 18 cases of 30 can be compared: lower `min-scored`" in lines
    assert f"  {', '.join(PLACES[:3])} and 15 more" in lines
    assert not any(line.startswith(PLACES[7]) for line in lines), "a gate without figures is told of there alone"


def test_with_v_every_gate_has_its_own_line_and_reason() -> None:
    gates = tuple(too_few(name, 1 + place, 30) for place, name in enumerate(PLACES[:18]))
    lines = gate_lines(Decision(gates), verbosity=1)
    for gate in gates:
        assert f"  {gate.reason}" in lines
        assert any(line.startswith(gate.name) and line.endswith("FAIL") for line in lines)


def test_fewer_than_three_are_told_one_by_one() -> None:
    gates = [too_few(name, 2, 30) for name in PLACES[: LEAST - 1]]
    assert shared_reasons(gates) == []
    assert sum("min-scored" in line for line in gate_lines(Decision(tuple(gates)))) == LEAST - 1


def test_gates_that_have_figures_keep_reasons_of_their_own_unless_these_are_the_same() -> None:
    apart = [fallen(name, f"{place} cases worse: more than chance explains") for place, name in enumerate(PLACES[:5])]
    assert shared_reasons(apart) == []
    alike = [fallen(name, "all 20 cases lost") for name in PLACES[:5]]
    [shared] = shared_reasons(alike)
    assert shared.reason == "all 20 cases lost"
    lines = gate_lines(Decision(tuple(alike)))
    assert sum(line.endswith("FAIL") for line in lines) == 5, "their figures stay"


def test_passed_gates_share_nothing() -> None:
    assert shared_reasons([GateOutcome(name, "regression", True, "all as before") for name in PLACES]) == []


@given(st.lists(st.tuples(st.integers(1, 99), st.integers(1, 99)), min_size=LEAST, max_size=20))
def test_numbers_of_a_shared_sentence_span_those_of_all(counts: list[tuple[int, int]]) -> None:
    [shared] = shared_reasons([too_few(f"{PLACES[0]}{i}", *each) for i, each in enumerate(counts)])
    for place, numbers in enumerate(zip(*counts, strict=True)):
        low, high = min(numbers), max(numbers)
        told = str(low) if low == high else f"{low} to {high}"
        assert told in (shared.reason.partition(" of ")[0], shared.reason.partition(" of ")[2])[place]


def test_names_that_end_in_numbers_are_no_numbers() -> None:
    gates = [GateOutcome(str(n), "margin", False, f"run step-{n}00 of model-v{n} is gone") for n in (1, 2, 3)]
    assert shared_reasons(gates) == []


def test_the_last_line_names_some_of_many_and_all_of_few() -> None:
    few = Decision(tuple(too_few(name, 2, 30) for name in PLACES[:4]))
    assert failed_line(few) == f"GATES FAILED: {', '.join(PLACES[:4])}"
    many = Decision(tuple(too_few(name, 2, 30) for name in PLACES))
    assert failed_line(many) == f"GATES FAILED: 20 of 20: {', '.join(PLACES[:3])} and 17 more"
    assert failed_line(many, everything=True) == f"GATES FAILED: 20 of 20: {', '.join(PLACES)}"
    assert failed_line(Decision(())) == ""


def test_the_last_line_names_first_what_failed_for_a_reason_of_its_own() -> None:
    alone = fallen("cognitive_navigation:oracle", "9 cases worse: more than chance explains")
    decision = Decision((*(too_few(name, 2, 30) for name in PLACES), alone))
    assert failed_line(decision).startswith(
        "GATES FAILED: 21 of 21: cognitive_navigation:oracle, world_knowledge:direct,"
    )
