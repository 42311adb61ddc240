"""Figures of the flat-shape world, for laws: every state of every kind."""

from __future__ import annotations

from hypothesis import strategies as st

from pytest_realunify.procedural.world.figures.balance import TILTS, Balance
from pytest_realunify.procedural.world.figures.base import Figure
from pytest_realunify.procedural.world.figures.board import TOKENS, Board
from pytest_realunify.procedural.world.figures.chart import BarChart
from pytest_realunify.procedural.world.figures.clock import Clock
from pytest_realunify.procedural.world.figures.counted import Cake, House, Wire
from pytest_realunify.procedural.world.figures.die import Die, Domino
from pytest_realunify.procedural.world.figures.pair import KINDS, OTHERS, Pair
from pytest_realunify.procedural.world.figures.path import STEPS, Path
from pytest_realunify.procedural.world.figures.thermometer import Thermometer
from pytest_realunify.procedural.world.figures.traffic_light import LAMPS, TrafficLight
from pytest_realunify.procedural.world.figures.tree import DRESSES, Tree
from pytest_realunify.procedural.world.shapes import COLOURS, Shape

inks = st.sampled_from([colour for colour in COLOURS if colour != "white"])
few = st.integers(1, 6)


@st.composite
def pairs(draw: st.DrawFn) -> Pair:
    """Two colours, and kinds that can be so related."""
    relation = draw(st.sampled_from(list(OTHERS)))
    one, other = draw(st.lists(inks, min_size=2, max_size=2, unique=True))
    kinds = draw(st.sampled_from(KINDS)), draw(st.sampled_from(OTHERS[relation]))
    return Pair(Shape(kinds[0], one), relation, Shape(kinds[1], other))


@st.composite
def charts(draw: st.DrawFn) -> BarChart:
    """Two to six bars."""
    colours = draw(st.lists(inks, min_size=2, max_size=6, unique=True))
    heights = draw(st.lists(st.integers(1, 8), min_size=len(colours), max_size=len(colours)))
    return BarChart(tuple(colours), tuple(heights))


@st.composite
def boards(draw: st.DrawFn) -> Board:
    """Two to four rows and columns."""
    square = st.none() | st.builds(Shape, st.sampled_from(TOKENS), inks)
    width = draw(st.integers(2, 4))
    row = st.lists(square, min_size=width, max_size=width).map(tuple)
    return Board(tuple(draw(st.lists(row, min_size=2, max_size=4))))


kinds: dict[str, st.SearchStrategy[Figure]] = {
    "balance": st.builds(Balance, st.sampled_from(list(TILTS))),
    "bar chart": charts(),
    "board": boards().filter(Board.fits),
    "cake": st.builds(Cake, few),
    "clock": st.builds(Clock, st.integers(1, 12), st.integers(0, 11).map(lambda five: 5 * five)),
    "die": st.builds(Die, few),
    "domino": st.builds(Domino, st.integers(0, 6), st.integers(0, 6)),
    "house": st.builds(House, few),
    "pair": pairs(),
    "path": st.builds(Path, inks, st.lists(st.sampled_from(list(STEPS)), min_size=1, max_size=9).map(tuple)).filter(
        Path.fits
    ),
    "thermometer": st.builds(Thermometer, st.integers(0, 10).map(lambda five: 5 * five)),
    "traffic light": st.builds(TrafficLight, st.sampled_from(LAMPS)),
    "tree": st.builds(Tree, st.sampled_from(list(DRESSES))),
    "wire": st.builds(Wire, few),
}
"""By noun."""

every = st.one_of(*kinds.values())
