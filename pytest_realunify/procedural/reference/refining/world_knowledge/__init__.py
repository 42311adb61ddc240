"""Thinking about world knowledge: look the facts up, work out numbers, colours and order, and say the picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pytest_realunify.procedural.reference.refining.declared import solvers_in
from pytest_realunify.procedural.reference.refining.phrases import first_answer
from pytest_realunify.procedural.reference.refining.world_knowledge import codes, colouring, counting, placing
from pytest_realunify.procedural.world.scene import Item, Scene, rows_of

READERS: Final[tuple[Callable[[str], list[Item] | None], ...]] = (
    colouring.flag,
    codes.tree,
    codes.dice,
    codes.face,
    counting.figured,
    codes.morse,
    codes.binary,
    codes.chess,
    codes.clock,
    codes.bands,
    codes.banded,
    codes.neighbour,
    codes.dialled,
    codes.calendar,
    colouring.sorted_out,
    counting.pie,
    colouring.halves,
    counting.sign,
    colouring.sequence,
    counting.counted,
    colouring.row,
)
"""What a row may be about; the first that understands it has it."""


def refine(request: str) -> Scene | None:
    """The picture, from the top row to the bottom row. None where a part of the request is not understood."""
    return _in_rows(request) or first_answer(solvers_in(__name__), request)


def _in_rows(request: str) -> Scene | None:
    try:
        rows = [_items(part) for part in placing.rows(request)]
        if len(rows) == 1 and rows[0] and len(set(rows[0])) == 1:
            return rows_of(rows[0])
        return Scene(tuple(tuple(row) for row in rows if row)) if rows and all(rows) else None
    except ValueError:  # what the words ask for cannot be drawn, such as 40 circles in a row
        return None


def _items(text: str) -> list[Item] | None:
    return next((items for reader in READERS if (items := reader(text))), None)
