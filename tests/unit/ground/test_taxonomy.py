"""The paper's facts, counted."""

from __future__ import annotations

from pytest_realunify.procedural.suite.registry import subtasks
from pytest_realunify.taxonomy import AXES, CATEGORIES, CATEGORY, PROTOCOLS, VERBS, categories_of, table_key


def test_there_are_ten_categories_six_of_them_ueg() -> None:
    assert [len(categories_of(axis)) for axis in AXES] == [6, 4]
    assert len(CATEGORIES) == len(CATEGORY) == 10


def test_columns_stand_in_the_order_of_the_paper() -> None:
    columns = ["WK", "CR", "MR-I", "LR", "SR", "C2I", "MR-II", "MT", "AF", "CN"]
    assert [category.abbreviation for category in CATEGORIES] == columns
    assert [category.axis for category in CATEGORIES] == ["UEG"] * 6 + ["GEU"] * 4


def test_table_key_sorts_categories_into_table_order() -> None:
    assert sorted(sorted(CATEGORY), key=table_key) == [category.name for category in CATEGORIES]


def test_no_name_means_two_things() -> None:
    """They are all pytest markers, and a case's id is read by them."""
    names = [*PROTOCOLS, *VERBS, *AXES, *CATEGORY, *subtasks()]
    assert len(names) == len(set(names))
