"""Results that are seen in how shapes stand: rows and columns, an order, sizes."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_realunify.procedural.suite.mathematical_reasoning.picturing import MisfitError, Picture
from pytest_realunify.procedural.suite.mathematical_reasoning.telling import Teller
from pytest_realunify.procedural.suite.objects import WIDEST
from pytest_realunify.procedural.world.scene import Scene, Shape, row


def grid(teller: Teller, request: str, shape: Shape, rows: int, columns: int) -> Picture:
    """Rows of equal length. Raises MisfitError for more than may be drawn, and for a square grid, which no mistake can
    turn."""
    fits = 2 <= rows <= WIDEST and 2 <= columns <= WIDEST and rows * columns <= teller.objects
    if rows == columns or not fits:
        raise MisfitError
    wrong = (_grid(shape, columns, rows), _grid(shape, rows, columns - 1), _grid(shape, rows + 1, columns))
    return Picture(request, _grid(shape, rows, columns), wrong)


def _grid(shape: Shape, rows: int, columns: int) -> Scene:
    return Scene(((shape,) * columns,) * rows)


def order(request: str, mentioned: Sequence[Shape], ordered: Sequence[Shape]) -> Picture:
    """A row in an order that is not that of mention. Raises MisfitError where both are the same."""
    if list(mentioned) == list(ordered):
        raise MisfitError
    return Picture(request, row(*ordered), (row(*mentioned), row(*reversed(ordered))))


def sizes(request: str, shapes: Sequence[Shape], ranks: Sequence[int]) -> Picture:
    """Two or three shapes in order of mention; rank 0 is the largest."""
    names = ("large", "small") if len(shapes) == 2 else ("large", "medium", "small")
    right, turned = ([names[rank] for rank in ranks], [names[-1 - rank] for rank in ranks])
    return Picture(request, _sized(shapes, right), (_sized(shapes, turned), row(*shapes)))


def _sized(shapes: Sequence[Shape], names: Sequence[str]) -> Scene:
    return row(*(Shape(shape.kind, shape.colour, name) for shape, name in zip(shapes, names, strict=True)))


def named(shape: Shape) -> str:
    """`red star`."""
    return f"{shape.colour} {shape.kind}"
