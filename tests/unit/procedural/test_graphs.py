"""Graphs for compiled searches: the same answer for whatever integers they are made of."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse.csgraph import breadth_first_order, connected_components, dijkstra

from pytest_realunify.procedural.graphs import graph

EDGES = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=20)


@pytest.mark.parametrize("kind", [np.int8, np.int32, np.int64, np.uint32, np.intp])
@given(edges=EDGES)
def test_components_are_those_of_a_search_by_hand(kind: type, edges: list[tuple[int, int]]) -> None:
    made = graph(np.array(edges, kind).reshape(-1, 2), 9)
    assert made.indices.dtype == made.indptr.dtype == np.int32
    _, labels = connected_components(made, directed=False)
    for start in range(9):
        reached, left = {start}, [start]
        while left:
            here = left.pop()
            new = {b if a == here else a for a, b in edges if here in (a, b)} - reached
            reached |= new
            left += new
        assert {node for node in range(9) if labels[node] == labels[start]} == reached
        assert set(breadth_first_order(made, start, directed=False)[0].tolist()) == reached


def test_weights_are_the_lengths_of_edges() -> None:
    edges, lengths = np.array([[0, 1], [1, 2], [0, 2]], np.int64), np.array([1, 1, 5], np.int64)
    found = dijkstra(graph(edges, 3, lengths), directed=False, indices=[0])
    assert found[0].tolist() == [0, 1, 2]


def test_no_edges_leave_every_node_alone() -> None:
    count, _ = connected_components(graph(np.empty((0, 2), np.intp), 4), directed=False)
    assert count == 4
