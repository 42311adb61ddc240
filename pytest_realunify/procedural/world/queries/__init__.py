"""Yes/no questions about a flat-shape picture: each has a text and can be decided from what a looker sees."""

from pytest_realunify.procedural.world.queries.counting import Count, Every, Exists, InRow, MoreThan, RowCount
from pytest_realunify.procedural.world.queries.figures import BarHigher, BarIs, FigureIs, SquareIs
from pytest_realunify.procedural.world.queries.parts import (
    Floats,
    HalfIs,
    HigherIn,
    LevelIs,
    LiquidIs,
    SameLevel,
    Sectors,
    SectorsIn,
    StripeIs,
    Stripes,
    StripesRun,
)
from pytest_realunify.procedural.world.queries.placing import AllPoint, At, Beside, Larger, Points, Shows, SignShows
from pytest_realunify.procedural.world.queries.what import Query, Seen, What, nth, true_of
from pytest_realunify.procedural.world.queries.whole import Line, Only, RowIs, RowsAre

__all__ = [
    "AllPoint",
    "At",
    "BarHigher",
    "BarIs",
    "Beside",
    "Count",
    "Every",
    "Exists",
    "FigureIs",
    "Floats",
    "HalfIs",
    "HigherIn",
    "InRow",
    "Larger",
    "LevelIs",
    "Line",
    "LiquidIs",
    "MoreThan",
    "Only",
    "Points",
    "Query",
    "RowCount",
    "RowIs",
    "RowsAre",
    "SameLevel",
    "Sectors",
    "SectorsIn",
    "Seen",
    "Shows",
    "SignShows",
    "SquareIs",
    "StripeIs",
    "Stripes",
    "StripesRun",
    "What",
    "nth",
    "true_of",
]
