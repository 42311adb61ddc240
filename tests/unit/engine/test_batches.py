"""Batches: every case in one of them, alike with alike, and the same on every process."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.engine.batches import AHEAD, case_param, plan, readable, written
from pytest_realunify.records import kind_of

FILE = "cases/test_geu.py::test_geu"
CASES = st.builds(
    lambda category, index, protocol: f"{FILE}[{category}-x-{index:04d}-{protocol}]",
    st.sampled_from(["mental_tracking", "attentional_focusing"]),
    st.integers(0, 99),
    st.sampled_from(["direct", "stepwise"]),
)
FOREIGN = st.sampled_from(["test_a.py::test_one", "test_a.py::test_two[3]", "test_a.py::test_net[vit-b16-direct]"])
NODE_IDS = st.lists(CASES, max_size=60, unique=True).flatmap(
    lambda cases: st.lists(FOREIGN, max_size=6).flatmap(lambda foreign: st.permutations([*cases, *foreign]))
)
SIZES = st.integers(1, 12)
WORKERS = st.integers(1, 6)


def kind(node_id: str) -> str | None:
    return kind_of(case_param(node_id))


@given(NODE_IDS, SIZES, WORKERS)
def test_every_item_is_in_exactly_one_batch(ids: list[str], size: int, workers: int) -> None:
    batches = plan(ids, size, workers)
    assert sorted(chain.from_iterable(batches)) == list(range(len(ids)))
    assert all(batches)


@given(NODE_IDS, SIZES, WORKERS)
def test_a_batch_is_of_one_kind_and_a_foreign_test_is_alone(ids: list[str], size: int, workers: int) -> None:
    for batch in plan(ids, size, workers):
        kinds = {kind(ids[index]) for index in batch}
        assert len(kinds) == 1
        assert None not in kinds or len(batch) == 1


@given(NODE_IDS, SIZES, WORKERS)
def test_no_batch_exceeds_the_size_or_an_even_share(ids: list[str], size: int, workers: int) -> None:
    ours = sum(kind(each) is not None for each in ids)
    largest = max(map(len, plan(ids, size, workers)), default=0)
    assert largest <= min(AHEAD * size, max(1, math.ceil(ours / workers)))


@given(NODE_IDS, SIZES, WORKERS)
def test_the_models_batches_are_as_few_as_the_size_allows(ids: list[str], size: int, workers: int) -> None:
    ours = [each for each in ids if kind(each) is not None]
    size_in_use = min(size, max(1, math.ceil(len(ours) / workers)))
    per_kind = [sum(kind(each) == one for each in ours) for one in {kind(each) for each in ours}]
    least = sum(math.ceil(count / size_in_use) for count in per_kind)
    made = [batch for batch in plan(ids, size, workers) if kind(ids[batch[0]]) is not None]
    assert sum(math.ceil(len(batch) / size_in_use) for batch in made) == least


@given(NODE_IDS, SIZES, WORKERS)
def test_within_a_batch_and_among_the_batches_of_a_kind_order_is_kept(ids: list[str], size: int, workers: int) -> None:
    batches = plan(ids, size, workers)
    for one in {kind(each) for each in ids} - {None}:
        indices = [index for batch in batches for index in batch if kind(ids[index]) == one]
        assert indices == sorted(indices)


@given(NODE_IDS, SIZES, WORKERS)
def test_both_sides_plan_the_same_from_the_ids_alone(ids: list[str], size: int, workers: int) -> None:
    assert plan(tuple(ids), size, workers) == plan(list(ids), size, workers)


def test_cases_of_different_files_never_share_a_batch() -> None:
    name = "mental_tracking-x-0001-direct"
    assert len(plan([f"cases/test_geu.py::test_geu[{name}]", f"mine/test_geu.py::test_geu[{name}]"], 8, 1)) == 2


def test_a_shuffled_session_has_full_batches_too() -> None:
    one = [f"{FILE}[mental_tracking-x-{index:04d}-direct]" for index in range(16)]
    other = [f"{FILE}[mental_tracking-x-{index:04d}-blind]" for index in range(16)]
    mixed = [each for pair in zip(one, other, strict=True) for each in pair]
    assert [len(batch) for batch in plan(mixed, 8, 2)] == [16, 16]


def answers(count: int) -> list[str]:
    return [f"{FILE}[mental_tracking-x-{index:04d}-direct]" for index in range(count)]


def drawings(count: int) -> list[str]:
    return [f"cases/test_ueg.py::test_ueg[world_knowledge-food-{index:04d}-direct]" for index in range(count)]


@pytest.mark.parametrize("ids", [drawings, answers])
def test_several_batches_are_planned_together_and_fewer_towards_the_end(ids: Callable[[int], list[str]]) -> None:
    assert [len(batch) for batch in plan(ids(80), 2, 2)] == [8] * 7 + [6, 4, 4, 4, 4, 2]
    assert [len(batch) for batch in plan(ids(20), 2, 1)] == [8, 6, 4, 2]
    assert [len(batch) for batch in plan(ids(5), 8, 2)] == [3, 2]


@given(st.integers(0, 80), SIZES, WORKERS)
def test_sizes_never_grow(count: int, size: int, workers: int) -> None:
    sizes = [len(batch) for batch in plan(drawings(count), size, workers)]
    assert sizes == sorted(sizes, reverse=True)


def test_where_cases_may_be_scattered_nothing_is_planned_ahead() -> None:
    assert [len(batch) for batch in plan(drawings(5), 1, 1, ahead=1)] == [1] * 5


def test_nothing_selected_gives_no_batch() -> None:
    assert plan([], 8, 4) == []


@pytest.mark.parametrize("workers", [0, 1])
def test_without_xdist_there_is_one_worker(workers: int) -> None:
    ids = [f"{FILE}[mental_tracking-x-{index:04d}-direct]" for index in range(3)]
    assert plan(ids, 2, workers) == [[0, 1], [2]]


@given(st.text(alphabet="ab-_[]:. ", max_size=20))
def test_the_brackets_of_a_node_id_give_back_what_was_put_in(param: str) -> None:
    assert case_param(f"some[1]/test_geu.py::TestX::test_geu[{param}]") == param


@pytest.mark.parametrize(
    "node_id", ["", "README.md", "test_a.py::test_one", "dir[1]/test_a.py::test_one", "test_a.py::x]"]
)
def test_without_brackets_there_is_no_param(node_id: str) -> None:
    assert case_param(node_id) == ""


@given(st.text(st.characters(exclude_characters="\\\n")))
def test_letters_of_any_script_come_back_from_a_node_id(param: str) -> None:
    """pytest writes them as escapes."""
    assert written(param).isascii()
    assert readable(written(param)) == param
    assert case_param(written(f"{FILE}[{param}]")) == param


def test_cases_of_any_script_share_their_batches() -> None:
    ids = [written(f"{FILE}[mental_tracking-旋转-{index:04d}-direct]") for index in range(4)]
    assert plan(ids, 4, 1) == [[0, 1, 2, 3]]
