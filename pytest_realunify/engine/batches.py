"""Which cases share a batch: planned once from the node ids, the same on xdist's controller and on every worker."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from pytest_realunify.records import kind_of
from pytest_realunify.taxonomy import AXES

AHEAD: Final = 4
"""Batches planned together, so that one is opened, stored or judged while the model works on the next."""

CASES_AT: Final = "cases"
"""Where node ids say that the packaged case files lie, wherever pytest was started."""


def plan(node_ids: Sequence[str], batch_size: int, workers: int, ahead: int = AHEAD) -> list[list[int]]:
    """Indices into `node_ids`, batch by batch; a foreign test is a batch of its own.

    Cases of one kind are gathered in order of appearance, so a shuffled session has full batches too. What is planned
    together holds up to `ahead` of the model's batches, and no more than a worker's even share, rounded up.
    """
    kinds = [_kind(node_id) for node_id in node_ids]
    ours = sum(kind is not None for kind in kinds)
    share = max(1, math.ceil(ours / max(1, workers)))
    batches: list[list[int]] = []
    filling: dict[str, list[int]] = {}
    room: dict[str, int] = {}
    placed = 0
    for index, kind in enumerate(kinds):
        if kind is None:
            batches.append([index])
            continue
        batch = filling.get(kind)
        if batch is None or len(batch) >= room[kind]:
            # Smaller towards the end: who has the last batches of many should not have several while others have none.
            left = max(2, (ours - placed) // (2 * max(1, workers) * batch_size))
            room[kind] = min(share, batch_size * max(1, min(ahead, left, share // batch_size)))
            batch = filling[kind] = []
            batches.append(batch)
        batch.append(index)
        placed += 1
    return batches


def node_id_of(axis: str, param: str) -> str:
    """The node id of a case as pytest takes it from any directory, with readable letters."""
    test = f"test_{axis.lower()}"
    return f"{CASES_AT}/{test}.py::{test}[{param}]"


@lru_cache(maxsize=4096)  # twenty hooks ask in the course of one test
def case_name(node_id: str) -> str:
    """The `param` of the case that a node id is of; empty for somebody else's test, whatever its brackets say."""
    return case_param(node_id) if node_id.startswith(_OURS) else ""


def case_param(node_id: str) -> str:
    """What stands in the brackets of a node id; empty when it has none. More brackets within are its own."""
    return readable(_bracketed(node_id))


def case_typed(name: str) -> str:
    """The `param` that somebody means who types it, or pastes a node id, in a shell's quotes or without."""
    name = readable(unquoted(name))
    return found[1] if (found := _NODE_ID.fullmatch(name)) else name


def unquoted(word: str) -> str:
    """Without the quotes of a shell that hands them on as letters (cmd.exe)."""
    return word[1:-1] if len(word) > 1 and word[0] == word[-1] and word[0] in "'\"" else word


def written(node_id: str) -> str:
    """As pytest writes what a user types: letters of other scripts as `\\u65cb`."""
    return node_id.encode("ascii", "backslashreplace").decode("ascii")


def readable(text: str) -> str:
    """What became of `written`: pytest's node ids with the letters that they mean."""
    return _ESCAPE.sub(lambda found: chr(int(found[0][2:], 16)), text) if "\\" in text else text


_OURS: Final = tuple(f"{CASES_AT}/test_{axis.lower()}.py::" for axis in AXES)

_NODE_ID: Final = re.compile(rf"(?:.*?::)?test_(?:{'|'.join(AXES).lower()})\[(.*)\]")

_ESCAPE: Final = re.compile(r"\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8})")
"""No id of a case has a backslash of its own: `suites.brought` sees to it."""


def _bracketed(node_id: str) -> str:
    test = node_id.partition("::")[2]
    return test.partition("[")[2][:-1] if test.endswith("]") else ""


def _kind(node_id: str) -> str | None:
    param = case_name(node_id)
    kind = kind_of(param) if param else None
    return kind and f"{node_id.removesuffix(f'[{_bracketed(node_id)}]')}/{kind}"
