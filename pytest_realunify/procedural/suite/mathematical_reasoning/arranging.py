"""Results that are seen in how shapes stand: rows and columns, an order, sizes."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_realunify.procedural.suite.base import Chance
from pytest_realunify.procedural.suite.mathematical_reasoning.picturing import MisfitError, Picture
from pytest_realunify.procedural.world.queries import At, Beside, InRow, Larger, RowCount, What, nth
from pytest_realunify.procedural.world.scene import Scene, Shape, row


def grid(request: str, shape: Shape, rows: int, columns: int) -> Picture:
    """Rows of equal length, at most 6 by 8. Raises MisfitError for a square grid, which cannot be turned by mistake."""
    if rows == columns or not (2 <= rows <= 6 and 2 <= columns <= 8):
        raise MisfitError
    what = What(shape.kind, shape.colour)
    turned = (columns, rows) if columns <= 6 else (rows + 1 if rows < 6 else rows - 1, columns)
    return Picture(
        request,
        _grid(shape, rows, columns),
        (RowCount(rows), InRow(0, what, columns)),
        (RowCount(turned[0]), InRow(rows - 1, what, columns + 1)),
        (_grid(shape, *turned), _grid(shape, rows, columns - 1)),
    )


def _grid(shape: Shape, rows: int, columns: int) -> Scene:
    return Scene(((shape,) * columns,) * rows)


def order(rng: Chance, request: str, mentioned: Sequence[Shape], ordered: Sequence[Shape]) -> Picture:
    """A row in an order that is not that of mention. Raises MisfitError where both are the same."""
    if list(mentioned) == list(ordered):
        raise MisfitError
    whats = [What(shape.kind, shape.colour) for shape in ordered]
    places = ["leftmost", *(nth(place, "left") for place in range(1, len(ordered) - 1)), "rightmost"]
    # The places where the order of mention is wrong are asked about, so that drawing in that order never passes.
    telling = [place for place in range(len(ordered)) if mentioned[place] != ordered[place]]
    right, astray = rng.sample(telling, 2)
    one, other = sorted(rng.sample(range(len(ordered)), 2))
    return Picture(
        request,
        row(*ordered),
        (At(places[right], whats[right]), Beside(whats[one], "to the left of", whats[other])),
        (
            At(places[astray], What(mentioned[astray].kind, mentioned[astray].colour)),
            Beside(whats[-1], "to the left of", whats[0]),
        )[: rng.choice((1, 2))],
        (row(*mentioned), row(*reversed(ordered))),
    )


def sizes(request: str, shapes: Sequence[Shape], ranks: Sequence[int]) -> Picture:
    """Two or three shapes in order of mention; rank 0 is the largest."""
    names = ("large", "small") if len(shapes) == 2 else ("large", "medium", "small")
    whats = [What(shape.kind, shape.colour) for shape in shapes]
    by_rank = [whats[ranks.index(rank)] for rank in range(len(shapes))]
    return Picture(
        request,
        _sized(shapes, [names[rank] for rank in ranks]),
        (Larger(by_rank[0], by_rank[-1]), Larger(by_rank[-1], by_rank[-2], smaller=True))[: len(shapes) - 1],
        (Larger(by_rank[-1], by_rank[0]), Larger(by_rank[-2], by_rank[0]))[: len(shapes) - 1],
        (row(*shapes), _sized(shapes, [names[-1 - rank] for rank in ranks])),
    )


def _sized(shapes: Sequence[Shape], names: Sequence[str]) -> Scene:
    return row(*(Shape(shape.kind, shape.colour, name) for shape, name in zip(shapes, names, strict=True)))


def named(shape: Shape) -> str:
    """`red star`."""
    return f"{shape.colour} {shape.kind}"
