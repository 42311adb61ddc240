"""What questions presume: that a thing spoken of as one is not several, and that no answer hangs on a hair."""

from __future__ import annotations

from dataclasses import fields
from typing import Final

from pytest_realunify.procedural.world.figures.balance import Balance
from pytest_realunify.procedural.world.figures.board import Board
from pytest_realunify.procedural.world.figures.clock import Clock
from pytest_realunify.procedural.world.figures.die import Die, Domino
from pytest_realunify.procedural.world.figures.pair import Pair
from pytest_realunify.procedural.world.figures.thermometer import Thermometer
from pytest_realunify.procedural.world.figures.traffic_light import TrafficLight
from pytest_realunify.procedural.world.figures.tree import Tree
from pytest_realunify.procedural.world.layout import Placed, plan, view
from pytest_realunify.procedural.world.queries import (
    AllPoint,
    At,
    BarHigher,
    BarIs,
    Beside,
    Every,
    FigureIs,
    Floats,
    HalfIs,
    HigherIn,
    Larger,
    LevelIs,
    LiquidIs,
    Points,
    Query,
    SameLevel,
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
from pytest_realunify.procedural.world.scene import Arrow, Flag, Glass, Halves, Pie, Scene, Shape, Sign

_WHOLE: Final = (Shape, Arrow, Sign, Glass, Clock, Thermometer, Tree, Die, Domino, TrafficLight, Balance, Flag)
"""One thing to every eye, with nothing in it, on it or beside it that could be another."""
_PARTS: Final = frozenset(("circle", "square", "triangle", "bar", "ring", "cross", "diamond"))
"""Shapes of which figures are made."""
_WITHOUT_SHAPES: Final = (Shape, Arrow, Sign, Glass, Flag, Halves, Pie, Pair, Board)
"""Things in which no shape is seen that is not spoken of as one."""
_APART: Final = 0.75
"""Cells by which two things lie plainly beside each other, or one below the other."""


def one_each(query: Query, seen: Seen) -> bool:
    """Whether all that the query speaks of as one is not several: "the red circle" where there are two, the leftmost
    object of several rows, the middle one of four. Where there is none, the answer is plainly no."""
    return all(_one(what, where, seen) for what, where in _spoken_of(query))


def clear(query: Query, scene: Scene) -> bool:
    """Whether no boundary decides: what is counted or named as an object is plainly one, and a relation is asked of
    things that stand plainly apart in its direction, or of which there are none."""
    if not all(_plain(what, scene) for what in _mentioned(query)):
        return False
    if not _is_there(query, scene):
        return False
    if not isinstance(query, Beside):
        return True
    seen = view(scene)
    at, apart = coordinate("x" if "to the" in query.relation else "y"), _APART * plan(scene).cell
    ones, others = query.one.among(seen), query.other.among(seen)
    return all(_apart(one, other, at(one) - at(other), apart) for one in ones for other in others)


def _is_there(query: Query, scene: Scene) -> bool:
    """Whether there is what it takes for granted: all the glasses are several, and an empty one has no colour."""
    seen = view(scene)
    if isinstance(query, SameLevel | AllPoint):
        return sum(isinstance(item, Glass if isinstance(query, SameLevel) else Arrow) for item in scene) > 1
    if isinstance(query, Every):
        return len(query.subject.among(seen)) > 1
    if isinstance(query, LiquidIs):
        glass = find(query.where, What("glass").among(seen))
        return glass is not None and isinstance(glass.item, Glass) and glass.item.level > 0
    if isinstance(query, Beside | Larger):
        return bool(query.one.among(seen)) and bool(query.other.among(seen))
    if isinstance(query, Floats):
        return bool(query.what.among(seen))
    if isinstance(query, Points) and query.colour:
        return bool(What("arrow", query.colour).among(seen))
    return True


def _plain(what: What, scene: Scene) -> bool:
    """Whether all agree which these are. A bird on a wire may be an object and the lamp of a traffic light a circle."""
    if what.noun == "object":
        return all(isinstance(item, _WHOLE) and getattr(item, "thing", None) is None for item in scene)
    return what.noun not in _PARTS or all(isinstance(item, _WITHOUT_SHAPES) for item in scene)


def _mentioned(query: Query) -> list[What]:
    """All that the query speaks of."""
    values = [getattr(query, each.name) for each in fields(query)]  # type: ignore[arg-type]
    return [value for value in values if isinstance(value, What)]


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
