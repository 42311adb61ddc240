"""From what is typed to cases: beginnings of node ids, each of a case that there is."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.engine.batches import case_name, case_typed, node_id_of, written
from pytest_realunify.errors import UsageError
from pytest_realunify.interfaces import Listing
from pytest_realunify.records import Case
from pytest_realunify.run.addressing import EVERYTHING, Named, known
from pytest_realunify.text import harmless, pasteable

NAMES = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp"], exclude_characters="\\"), min_size=1, max_size=12
)


def case(subtask: str, index: int = 0) -> Case:
    return Case(
        Listing(f"mental_tracking-{subtask}-{index:04d}", "GEU", "mental_tracking", subtask, index, ("direct",)),
        "direct",
    )


CASES = {each.param: each for each in (case("left"), case("right", 1), case("v1.5"), case("a[b]"))}


def found(*beginnings: str) -> tuple[str, ...] | None:
    return known(Named(beginnings, ()), CASES, "suite toy").cases


@pytest.mark.parametrize("param", CASES)
def test_a_case_s_own_id_is_known(param: str) -> None:
    assert found(node_id_of("GEU", param)) == (node_id_of("GEU", param),)


@pytest.mark.parametrize("beginning", [EVERYTHING, "cases", "cases/test_geu.py", "cases/test_geu.py::test_geu"])
def test_so_is_the_beginning_of_many(beginning: str) -> None:
    assert found(beginning) == (beginning,)


def test_pycharm_s_colons_are_points_again() -> None:
    assert found("cases/test_geu.py::test_geu[mental_tracking-v1::5-0000-direct]") == (
        "cases/test_geu.py::test_geu[mental_tracking-v1.5-0000-direct]",
    )


@pytest.mark.parametrize("gone", ["cases/test_ueg.py", "cases/test_geu.py::test_geu[mental_tracking-left-0001-direct]"])
def test_what_begins_no_case_is_refused_beside_what_does(gone: str) -> None:
    with pytest.raises(UsageError, match=r"there is no case '.*' in suite toy") as error:
        found(node_id_of("GEU", case("left").param), gone)
    if "left" in gone:
        assert str(error.value).endswith(f"did you mean '{node_id_of('GEU', case('left').param)}'?")


def test_with_other_people_s_tests_alone_there_is_nothing_to_know() -> None:
    assert known(Named(None, ("tests",)), CASES, "suite toy") == Named(None, ("tests",))


@given(NAMES)
def test_whatever_is_printed_of_a_case_is_read_back(subtask: str) -> None:
    """Pasted through a shell, or with its quotes; as pytest writes it, or in its letters; whole, or the case."""
    param = case(subtask).param
    if harmless(param) != param:  # no suite may have such an id
        return
    whole = node_id_of("GEU", param)
    (through_a_shell,) = shlex.split(pasteable(whole))
    assert through_a_shell == whole
    assert case_name(written(whole)) == param
    for typed in (whole, written(whole), whole.partition("::")[2], param):
        assert case_typed(typed) == param
    if "'" not in param:
        assert case_typed(pasteable(whole)) == param


@pytest.mark.parametrize(
    "node_id",
    ["tests/test_geu.py::test_geu[{}]", "test_mine.py::test[{}]", "xcases/test_geu.py::t[{}]"],
)
def test_a_test_of_somebody_else_s_is_no_case_whatever_its_brackets_say(node_id: str) -> None:
    assert case_name(node_id.format(case("left").param)) == ""
