"""Marks of cases: any name gets one, no two the same, none that anybody else obeys."""

from __future__ import annotations

import keyword
from collections.abc import Sequence

import pytest
from _pytest.mark.expression import Expression
from hypothesis import example, given
from hypothesis import strategies as st

from pytest_realunify.interfaces import Listing
from pytest_realunify.procedural.suite.registry import subtasks
from pytest_realunify.records import Case
from pytest_realunify.run.mark_names import PREFIX, named
from pytest_realunify.taxonomy import AXES, CATEGORIES, PROTOCOLS
from pytest_realunify.worker.marks import Marks

OBEYED = ("skip", "skipif", "xfail", "usefixtures", "parametrize", "filterwarnings", "timeout", "asyncio", "realunify")
FOLDERS = [
    "旋转",
    "_old",
    "(new)",
    "[new]",
    "new",
    "realunify_new",
    "2d",
    "UEG",
    "ueg",
    "direct",
    "and",
    "x\n",
    "a b",
    "a_b",
]
NAMES = st.one_of(st.text(min_size=1), st.sampled_from([*OBEYED, *FOLDERS]), st.from_regex(r"\A[a-z_]{1,6}\Z"))


class Only:
    """An item with one mark, as `-m` asks about it."""

    def __init__(self, mark: str) -> None:
        self.mark = mark

    def __call__(self, name: str, /, **_: object) -> bool:
        return name == self.mark


@given(st.lists(NAMES), st.lists(st.from_regex(r"\A[a-z_]{1,6}\Z")))
@example([*OBEYED, *FOLDERS], ["realunify_skip", "new"])
@example(["skip", "realunify_skip", "realunify_realunify_skip"], ["realunify_skip"])
def test_every_name_has_a_mark_of_its_own(names: list[str], taken: list[str]) -> None:
    marks = named(names, taken)
    assert marks.keys() == set(names)
    assert len(set(marks.values())) == len(marks)
    for mark in marks.values():
        assert mark.isidentifier()
        assert not keyword.iskeyword(mark)
        assert mark not in (*OBEYED, *PROTOCOLS, *AXES, *(category.name for category in CATEGORIES), *taken)
        assert getattr(pytest.MarkGenerator(_ispytest=True), mark).name == mark
        assert Expression.compile(f"not not {mark}").evaluate(Only(mark))


@given(st.lists(NAMES, min_size=1))
def test_which_mark_a_folder_gets_does_not_depend_on_the_other_folders(names: list[str]) -> None:
    together = named(names, [])
    assert all(named([name], []) == {name: together[name]} for name in names)


def test_the_benchmark_s_own_names_are_their_marks() -> None:
    names = [*subtasks(), "left", "旋转", "Turned_2"]
    assert named(names, []) == {name: name for name in names}


@pytest.mark.parametrize("name", [*OBEYED, "_old", "(new)", "2d", "direct", "Skip", "and"])
def test_what_cannot_be_a_mark_is_prefixed(name: str) -> None:
    [mark] = named([name], []).values()
    assert mark.startswith(PREFIX)


def of(protocols: Sequence[str], subtask: str, taken: Sequence[str] = ()) -> list[str]:
    listing = Listing(f"mental_tracking-{subtask}-0000", "GEU", "mental_tracking", subtask, 0, ("direct",))
    marks = Marks(protocols, [subtask], taken)
    return list(marks.names(Case(listing, protocols[-1])))


def test_a_case_has_category_subtask_and_protocol() -> None:
    assert of(["direct"], "left") == ["mental_tracking", "left", "direct"]
    assert of(["direct"], "") == ["mental_tracking", "direct"]


def test_a_protocol_of_a_team_s_own_goes_before_a_folder_and_after_what_is_obeyed() -> None:
    assert of(["critique"], "critique") == ["mental_tracking", "realunify_critique", "critique"]
    assert of(["skip"], "skip") == ["mental_tracking", "realunify_realunify_skip", "realunify_skip"]


def test_marks_that_somebody_registered_stay_theirs_and_the_published_ones_ours() -> None:
    assert of(["direct"], "left", ["left", "direct"]) == ["mental_tracking", "realunify_left", "direct"]


def test_the_list_of_marks_says_which_name_was_changed() -> None:
    lines = Marks(["direct"], ["left", "skip", "(new)"], []).lines
    assert "left: RealUnify subtask" in lines
    assert "realunify_skip: RealUnify subtask 'skip'" in lines
    assert any(line.endswith(": RealUnify subtask '(new)'") for line in lines)
