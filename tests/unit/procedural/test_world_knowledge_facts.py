"""The fact tables of world knowledge: sourced, distinct, of the flat world, and telling no answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from pytest_realunify.procedural import fact_tables
from pytest_realunify.procedural.suite.registry import in_category
from pytest_realunify.procedural.suite.world_knowledge.tables import one_and_all
from pytest_realunify.procedural.world.scene import COLOURS, SHAPES
from pytest_realunify.procedural.world.words import numbers_in

SUBTASKS = in_category("world_knowledge")


NAMES = [subtask.name for subtask in SUBTASKS]


def entries(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for table, held in fact_tables.facts(f"world_knowledge/{name}").items():
        yield from ((table, each) for each in (held if isinstance(held, list) else [held]))


@pytest.mark.parametrize("name", NAMES)
def test_every_fact_names_its_source(name: str) -> None:
    assert [each for _, each in entries(name) if not each.get("source", "").strip()] == []


def test_no_two_facts_are_called_the_same() -> None:
    called = [each["what"] for name in NAMES for table, each in entries(name) if table == "count"]
    called += [
        each["of"] for name in NAMES for table, each in entries(name) if table in ("colour", "shape", "sequence")
    ]
    assert [text for text, times in Counter(called).items() if times > 1] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_fact_tells_its_own_number(name: str) -> None:
    """Nor its half, nor its double where that can be asked for."""
    counts = [each for table, each in entries(name) if table == "count"]
    for each in counts:
        told = {int(number) for form in one_and_all(each["what"]) for number in numbers_in(form)} - {0, 1}
        shown = {each["number"], each["number"] / 2, each["number"] * 2 if each["number"] <= 5 else 0}
        assert not told & shown, each


@pytest.mark.parametrize("name", NAMES)
def test_what_a_colour_or_a_shape_belongs_to_has_no_number_in_its_name(name: str) -> None:
    """Or it could never be drawn as often as that."""
    for table, each in entries(name):
        if table in ("colour", "shape"):
            assert not {int(number) for number in numbers_in(each["of"])} & set(range(2, 31)), each


@pytest.mark.parametrize("name", NAMES)
def test_colours_and_shapes_are_those_of_the_flat_world(name: str) -> None:
    for table, each in entries(name):
        assert {*each.get("colours", ()), each.get("colour", "red")} <= set(COLOURS), each
        assert table != "shape" or each["shape"] in SHAPES
        assert table != "sort" or not set(each["members"]) & set(each["others"])
