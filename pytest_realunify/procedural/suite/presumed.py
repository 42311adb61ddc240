"""What questions presume: that a thing spoken of as one is not several, and that no answer hangs on a hair."""

from __future__ import annotations

from typing import Final

from pytest_realunify.procedural.world.figures.pair import Pair
from pytest_realunify.procedural.world.layout import Placed, plan, view
from pytest_realunify.procedural.world.queries import (
    At,
    BarHigher,
    BarIs,
    Beside,
    FigureIs,
    Floats,
    HalfIs,
    HigherIn,
    Larger,
    LevelIs,
    LiquidIs,
    Points,
    Query,
    Sectors,
    SectorsIn,
    Seen,
    SignShows,
    SquareIs,
    StripeIs,
    Stripes,
    StripesRun,
    What,
)
from pytest_realunify.procedural.world.queries.what import coordinate, find, rows
from pytest_realunify.procedural.world.scene import Scene

_APART: Final = 0.75
"""Cells by which two things lie plainly beside each other, or one below the other."""


def one_each(query: Query, seen: Seen) -> bool:
    """Whether all that the query speaks of as one is not several: "the red circle" where there are two, the leftmost
    object of several rows, the middle one of four. Where there is none, the answer is plainly no."""
    return all(_one(what, where, seen) for what, where in _spoken_of(query))


def clear(query: Query, scene: Scene) -> bool:
    """Whether no boundary decides: a relation is asked of things that stand plainly apart in its direction, or of which
    there are none."""
    if not isinstance(query, Beside):
        return True
    seen = view(scene)
    at, apart = coordinate("x" if "to the" in query.relation else "y"), _APART * plan(scene).cell
    ones, others = query.one.among(seen), query.other.among(seen)
    return all(_apart(one, other, at(one) - at(other), apart) for one in ones for other in others)


def _apart(one: Placed, other: Placed, off: float, apart: float) -> bool:
    return one is not other and abs(off) >= apart


def _one(what: What, where: str, seen: Seen) -> bool:
    pool, lines = what.among(seen), rows(seen)
    if where == "only":
        return len(pool) < 2
    in_one_line = len(lines) == 1 or all(len(line) == 1 for line in lines)
    return len(pool) > 1 and in_one_line and find(where, pool) is not None


def _spoken_of(query: Query) -> list[tuple[What, str]]:
    """What the query speaks of in the singular, and where it looks for it."""
    if isinstance(query, Beside | Larger):
        return [(query.one, "only"), (query.other, "only")]
    if isinstance(query, HigherIn):
        return [(What("glass"), query.one), (What("glass"), query.other)]
    if isinstance(query, FigureIs):
        return [] if isinstance(query.figure, Pair) else [(What(query.figure.noun), query.where)]
    if isinstance(query, At | LevelIs | LiquidIs | SignShows):
        return [(What(_AMONG[type(query)]), query.where)]
    if isinstance(query, Points):
        return [(What("arrow", query.colour), query.where)]
    if isinstance(query, Floats):
        return [(query.what, "only")]
    noun = _AMONG.get(type(query))
    return [(What(noun), "only")] if noun else []


_AMONG: Final[dict[type[Query], str]] = {
    At: "object",
    SignShows: "sign",
    SquareIs: "board",
    **dict.fromkeys((BarIs, BarHigher), "bar chart"),
    **dict.fromkeys((LevelIs, LiquidIs), "glass"),
    **dict.fromkeys((Stripes, StripesRun, StripeIs), "flag"),
    **dict.fromkeys((HalfIs, Sectors, SectorsIn), "circle"),
}
