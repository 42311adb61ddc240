"""Which cases share a batch: planned once from the node ids, the same on xdist's controller and on every worker."""

from __future__ import annotations

import math
from collections.abc import Sequence

from pytest_realunify.records import kind_of


def plan(node_ids: Sequence[str], batch_size: int, workers: int) -> list[list[int]]:
    """Indices into `node_ids`, batch by batch; a foreign test is a batch of its own.

    Cases of one kind are gathered in order of appearance, so a shuffled session has full batches too. A batch is
    never larger than a worker's even share, rounded up.
    """
    kinds = [_kind(node_id) for node_id in node_ids]
    ours = sum(kind is not None for kind in kinds)
    size = max(1, min(batch_size, math.ceil(ours / max(1, workers))))
    batches: list[list[int]] = []
    filling: dict[str, list[int]] = {}
    for index, kind in enumerate(kinds):
        if kind is None:
            batches.append([index])
            continue
        batch = filling.get(kind)
        if batch is None or len(batch) >= size:
            batch = filling[kind] = []
            batches.append(batch)
        batch.append(index)
    return batches


def case_param(node_id: str) -> str:
    """What stands in the brackets of a node id; empty when it has none. More brackets within are its own."""
    test = node_id.partition("::")[2]
    return test.partition("[")[2][:-1] if test.endswith("]") else ""


def _kind(node_id: str) -> str | None:
    param = case_param(node_id)
    kind = kind_of(param) if param else None
    return kind and f"{node_id.removesuffix(f'[{param}]')}/{kind}"
