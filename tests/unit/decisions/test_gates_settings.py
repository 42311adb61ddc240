"""The table of gates: what it takes, and what is said where it is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_realunify.decisions.gates.settings import GateSettings, check_rules
from pytest_realunify.errors import UsageError
from pytest_realunify.options.gate_rules import parse_rule


def test_an_empty_table_is_five_percent_ten_cases_and_a_budget_of_one() -> None:
    assert GateSettings.from_table({}) == GateSettings(alpha=0.05, min_scored=10, error_budget=0.01, rules=())


def test_a_full_table_is_read_and_the_command_line_adds_to_its_rules() -> None:
    table = {"alpha": 0.01, "min-scored": 50, "error-budget": 0, "rules": ["ueg:stepwise>=0.35", "total:direct-2%"]}
    added = [parse_rule("GEU:direct>=30%"), parse_rule("UEG:stepwise>=0.35")]
    found = GateSettings.from_table(table, added)
    assert (found.alpha, found.min_scored, found.error_budget) == (0.01, 50, 0.0)
    assert [rule.text for rule in found.rules] == ["UEG:stepwise>=0.35", "total:direct-0.02", "GEU:direct>=0.3"]


@pytest.mark.parametrize(
    ("key", "value", "takes"),
    [
        ("alpha", 5, "a share between 0 and 1, such as 0.05, not 5"),
        ("alpha", 1, "a share between 0 and 1, such as 0.05, not 1"),
        ("alpha", True, "a share between 0 and 1, such as 0.05, not True"),
        ("alpha", float("nan"), "a share between 0 and 1, such as 0.05, not nan"),
        ("min-scored", 0, "a whole number from 1, not 0"),
        ("min-scored", 2.5, "a whole number from 1, not 2.5"),
        ("error-budget", "1%", "a share from 0 to 1, such as 0.01, not '1%'"),
        ("rules", "a", """a list of gates, such as ["ueg:stepwise>=0.35", "total:direct-0.02"], not 'a'"""),
    ],
)
def test_a_wrong_value_is_told_by_table_and_key(key: str, value: object, takes: str) -> None:
    with pytest.raises(UsageError) as caught:
        GateSettings.from_table({key: value})
    assert str(caught.value) == f"{key} in [tool.realunify.gates] takes {takes}"


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (
            {"min_scored": 5},
            """unknown key in [tool.realunify.gates]: 'min_scored'. Did you mean 'min-scored'?
valid: alpha, min-scored, error-budget, rules""",
        ),
        (
            {"rules": ["ueg:direct>0.3"]},
            """rules in [tool.realunify.gates]: 'ueg:direct>0.3' is no gate.
Write SCOPE:PROTOCOL>=FLOOR ("ueg:stepwise>=0.35") or SCOPE:PROTOCOL-MARGIN ("total:direct-0.02")""",
        ),
    ],
)
def test_a_wrong_key_or_rule_is_told_with_what_to_type(table: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        GateSettings.from_table(table)
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("rule", "baseline", "said"),
    [
        ("total:direct-0.02", False, "gate total:direct-0.02 compares with a baseline, and there is none"),
        ("GEU:oracle>=0.3", True, "gate GEU:oracle>=0.3 looks at protocol oracle, which this run leaves out"),
        ("total:blind>=0.3", True, "gate total:blind>=0.3 can never be met: UEG has no protocol blind"),
        ("world_knowledge:blind-0.1", True, "gate world_knowledge:blind-0.1 can never be met"),
    ],
)
def test_a_gate_that_the_run_cannot_answer_is_refused_before_it(rule: str, baseline: bool, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_rules(GateSettings(rules=(parse_rule(rule),)), baseline, ["direct", "stepwise", "blind"])
    assert str(caught.value).startswith(said)
    assert len(str(caught.value).splitlines()) == 2, "what to type"


def test_a_gate_on_a_protocol_that_nobody_knows_is_answered_with_the_nearest() -> None:
    settings = GateSettings(rules=(parse_rule("ueg:stepwize>=0.3"),))
    with pytest.raises(
        UsageError, match=r"unknown protocol of gate .*'stepwize'\. Did you mean 'stepwise'\?\nvalid: direct"
    ):
        check_rules(settings, True, ["direct", "critique"])


def test_a_gate_that_the_run_can_answer_is_let_through() -> None:
    rules = tuple(
        map(parse_rule, ["GEU:blind>=0.2", "mental_tracking:blind>=0.2", "total:direct-0.02", "GEU:critique>=0.3"])
    )
    check_rules(GateSettings(rules=rules), True, ["direct", "blind", "critique"])
