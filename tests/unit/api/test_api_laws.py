"""Laws: what a frame counts to is what the table says, and comparing is fair to both sides."""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import fmean
from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

import pytest_realunify as ru
from pytest_realunify.records import SCORED, Result, State
from runbench import made, stored

CATEGORIES = ("mental_tracking", "code_to_image")
outcomes = st.dictionaries(
    st.tuples(
        st.sampled_from(CATEGORIES),
        st.integers(0, 4),
        st.sampled_from(["direct", "stepwise"]),
        st.integers(0, 2),
    ),
    st.sampled_from(get_args(State)),
    max_size=30,
)
Outcomes = dict[tuple[str, int, str, int], State]


def loaded(root: str, name: str, found: Outcomes) -> ru.Run:
    results: list[Result] = [
        made(category, index, state, protocol, repeat=repeat)
        for (category, index, protocol, repeat), state in found.items()
    ]
    return ru.load(stored(Path(root), name, results).folder.path)


@given(outcomes)
@settings(max_examples=40)
def test_the_rows_of_cases_count_to_the_rows_of_the_table(found: Outcomes) -> None:
    with tempfile.TemporaryDirectory() as root:
        run = loaded(root, "a", found)
        cases, table = run.rows(), run.table().rows()
        assert len(cases) == len(run.cases()) == run.done == len(found)
        for score in table:
            if score["score"] != "strict" or score["scope"] not in CATEGORIES:
                continue
            by_instance: dict[str, list[bool]] = {}
            for case in cases:
                if (case["category"], case["protocol"]) == (score["scope"], score["protocol"]) and case[
                    "strict"
                ] in SCORED:
                    by_instance.setdefault(case["instance"], []).append(case["strict"] == "correct")
            assert score["scored"] == len(by_instance)
            if by_instance:
                assert abs(score["value"] - fmean(map(fmean, by_instance.values()))) < 1e-12
            else:
                assert score["value"] is None


@given(outcomes, outcomes)
@settings(max_examples=40)
def test_a_comparison_turned_round_says_the_opposite(one: Outcomes, other: Outcomes) -> None:
    with tempfile.TemporaryDirectory() as root:
        before, after = loaded(root, "a", one), loaded(root, "b", other)
        forth, back = ru.compare(before, after), ru.compare(after, before)
        assert {each.case for each in forth.changed} == {each.case for each in back.changed}
        for there, again in zip(forth.rows(), back.rows(), strict=True):
            assert (there["scope"], there["before"], there["after"]) == (
                again["scope"],
                again["after"],
                again["before"],
            )
            assert abs(there["difference"] + again["difference"]) < 1e-12
            assert (there["worse"], there["better"]) == (again["better"], again["worse"])
        assert ru.compare(before, before).changed == []


@given(outcomes.filter(bool))
@settings(max_examples=40)
def test_every_case_is_found_by_its_id_and_repeat(found: Outcomes) -> None:
    with tempfile.TemporaryDirectory() as root:
        run = loaded(root, "a", found)
        for case in run.cases():
            assert run.case(case.id, case.repeat).result == case.result
            assert case.id in {each.id for each in run.cases(category=case.category, strict=case.strict)}
