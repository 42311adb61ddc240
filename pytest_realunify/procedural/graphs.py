"""Graphs as scipy's compiled searches take them, in every version that we admit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array


def graph(edges: NDArray[Any], nodes: int, weights: NDArray[Any] | None = None) -> csr_array:
    """The graph of `edges` (n, 2) between `nodes` nodes, with a weight for each edge, else 1.

    Indices are 32-bit and weights float64, whatever was given: scipy 1.11 takes indices as they come, and its searches
    then read 64-bit ones as pairs of 32-bit ones ("Buffer dtype mismatch, expected 'int' but got 'long'" from
    `dijkstra`, labels of -9999 from `connected_components`).
    """
    from scipy.sparse import csr_array

    ends = np.asarray(edges, np.int32).reshape(-1, 2)
    values = np.ones(len(ends)) if weights is None else np.asarray(weights, np.float64)
    made = csr_array((values, (ends[:, 0], ends[:, 1])), shape=(nodes, nodes))
    made.indices, made.indptr = made.indices.astype(np.int32), made.indptr.astype(np.int32)
    return made
