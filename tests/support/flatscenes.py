"""Scenes and questions of the flat-shape world, for laws."""

from __future__ import annotations

from dataclasses import replace

import flatfigures
from hypothesis import strategies as st

from pytest_realunify.procedural.world import queries as q
from pytest_realunify.procedural.world.queries.parts import HALVES, STRIPE_PLACES
from pytest_realunify.procedural.world.queries.placing import RELATIONS
from pytest_realunify.procedural.world.queries.what import PLACES
from pytest_realunify.procedural.world.queries.whole import runs
from pytest_realunify.procedural.world.scene import (
    COLOURS,
    DIRECTIONS,
    SHAPES,
    SIZES,
    TEXT_COLOURS,
    THINGS,
    Arrow,
    Cut,
    Flag,
    Glass,
    Halves,
    Item,
    Pie,
    Scene,
    Shape,
    Sign,
)
from pytest_realunify.procedural.world.words import NOUNS, ORDINALS

colours = st.sampled_from(COLOURS)
sizes = st.sampled_from(list(SIZES))
directions = st.sampled_from(list(DIRECTIONS))
cuts: st.SearchStrategy[Cut] = st.sampled_from(["vertical", "horizontal"])
capitals = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=8)
figures = st.integers(0, 99_999_999).map(str)
times = st.builds(lambda hour, minute: f"{hour}:{minute:02}", st.integers(0, 23), st.integers(0, 59))
writing = st.one_of(capitals, figures, times)

shapes = st.builds(Shape, st.sampled_from(SHAPES), colours, sizes)
arrows = st.builds(Arrow, colours, directions, sizes)
signs = st.builds(Sign, writing, st.sampled_from(TEXT_COLOURS))
halves = st.builds(Halves, cuts, colours, colours).filter(lambda item: item.first != item.second)


@st.composite
def flags(draw: st.DrawFn) -> Flag:
    """Two to seven stripes, neighbours of different colours."""
    found = [draw(colours)]
    for _ in range(draw(st.integers(1, 6))):
        found.append(draw(st.sampled_from([colour for colour in COLOURS if colour != found[-1]])))
    return Flag(draw(cuts), tuple(found))


@st.composite
def glasses(draw: st.DrawFn) -> Glass:
    """Every level, with and without a thing."""
    level = draw(st.integers(0, 4))
    liquid = draw(colours) if level else None
    if liquid == "black" or draw(st.booleans()):
        return Glass(level, liquid)
    seen = [colour for colour in COLOURS if colour not in (liquid, "white")]
    thing = Shape(draw(st.sampled_from(THINGS)), draw(st.sampled_from(seen)), draw(sizes))
    return Glass(level, liquid, thing, draw(st.booleans()) if level in (1, 2, 3) else False)


@st.composite
def pies(draw: st.DrawFn) -> Pie:
    """2 to 12 sectors, none to all of them coloured."""
    sectors = draw(st.integers(2, 12))
    bright = [colour for colour in COLOURS if colour not in ("black", "white")]
    return Pie(sectors, draw(st.integers(0, sectors)), draw(st.sampled_from(bright)))


items: st.SearchStrategy[Item] = st.one_of(shapes, arrows, signs, halves, flags(), glasses(), pies(), flatfigures.every)


def scenes(columns: int = 5, rows: int = 4) -> st.SearchStrategy[Scene]:
    """Up to so many columns and rows of anything."""
    row = st.lists(items, min_size=1, max_size=columns).map(tuple)
    return st.lists(row, min_size=1, max_size=rows).map(lambda found: Scene(tuple(found)))


counts = st.integers(1, 9_999_999)
whats = st.builds(q.What, st.sampled_from(NOUNS), st.none() | colours)
predicates = whats.filter(lambda what: what != q.What("object"))
places = st.one_of(
    st.sampled_from([*PLACES, "only", "middle"]),
    st.builds(q.nth, st.integers(0, len(ORDINALS) - 1), st.sampled_from(["left", "right", "top", "bottom"])),
)
together = st.lists(items, min_size=1, max_size=5).map(lambda found: tuple(_spoken(found)))


def _spoken(found: list[Item]) -> list[Item]:
    """Sizes are not said where all things have the same."""
    sizes_of = {each.size for each in found if isinstance(each, Shape | Arrow)} | {
        "medium" for each in found if not isinstance(each, Shape | Arrow)
    }
    if len(sizes_of) > 1:
        return found
    return [replace(each, size="medium") if isinstance(each, Shape | Arrow) else each for each in found]


ordinals = st.integers(0, len(ORDINALS) - 1)
questions: dict[str, st.SearchStrategy[q.Query]] = {
    "BarHigher": st.builds(q.BarHigher, colours, colours),
    "BarIs": st.builds(q.BarIs, colours, st.integers(1, 20)),
    "FigureIs": st.builds(q.FigureIs, places, flatfigures.every.filter(lambda each: each.noun != "pair"))
    | st.builds(q.FigureIs, st.just("only"), flatfigures.kinds["pair"]),
    "Line": st.builds(q.Line, together, st.booleans()),
    "Only": st.builds(lambda item, many: q.Only(_spoken([item])[0], many), items, st.integers(1, 12)),
    "RowIs": st.builds(q.RowIs, ordinals, together),
    "RowsAre": st.builds(q.RowsAre, st.lists(together, min_size=1, max_size=3).map(tuple)).filter(
        lambda query: " / " not in "".join(text for row in query.rows for text in runs(row))
    ),
    "SquareIs": st.builds(
        q.SquareIs, ordinals, ordinals, st.none() | st.builds(q.What, st.sampled_from(SHAPES), colours)
    ),
    "AllPoint": st.builds(q.AllPoint, directions),
    "At": st.builds(q.At, places, predicates),
    "Beside": st.builds(q.Beside, whats, st.sampled_from(RELATIONS), whats),
    "Count": st.builds(q.Count, whats, counts),
    "Every": st.builds(q.Every, whats, predicates),
    "Exists": st.builds(q.Exists, whats),
    "Floats": st.builds(q.Floats, whats, st.booleans()),
    "HalfIs": st.builds(q.HalfIs, st.sampled_from(list(HALVES)), colours),
    "HigherIn": st.builds(q.HigherIn, places, places),
    "InRow": st.builds(q.InRow, st.integers(0, len(ORDINALS) - 1), whats, counts),
    "Larger": st.builds(q.Larger, whats, whats, st.booleans()),
    "LevelIs": st.builds(q.LevelIs, places, st.integers(0, 4)),
    "LiquidIs": st.builds(q.LiquidIs, places, colours),
    "MoreThan": st.builds(q.MoreThan, whats, whats),
    "Points": st.builds(q.Points, directions, places, st.none() | colours),
    "RowCount": st.builds(q.RowCount, counts),
    "SameLevel": st.just(q.SameLevel()),
    "Sectors": st.builds(q.Sectors, counts),
    "SectorsIn": st.builds(q.SectorsIn, counts, colours),
    "Shows": st.builds(q.Shows, writing),
    "SignShows": st.builds(q.SignShows, places, writing),
    "StripeIs": st.builds(q.StripeIs, st.sampled_from(list(STRIPE_PLACES)), colours),
    "Stripes": st.builds(q.Stripes, counts),
    "StripesRun": st.builds(q.StripesRun, cuts),
}
"""Every class of question, with every value of its parameters that has an English form of its own."""
