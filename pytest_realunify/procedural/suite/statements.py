"""What can be said of a scene and is true: the pool from which questions are chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import Final

from pytest_realunify.procedural.world.figures.board import Board
from pytest_realunify.procedural.world.figures.chart import BarChart
from pytest_realunify.procedural.world.figures.pair import Pair
from pytest_realunify.procedural.world.layout import view
from pytest_realunify.procedural.world.queries import (
    AllPoint,
    At,
    BarHigher,
    BarIs,
    Beside,
    Count,
    Every,
    Exists,
    FigureIs,
    Floats,
    HalfIs,
    HigherIn,
    InRow,
    Larger,
    LevelIs,
    Line,
    LiquidIs,
    MoreThan,
    Only,
    Points,
    Query,
    RowCount,
    RowIs,
    RowsAre,
    SameLevel,
    Sectors,
    SectorsIn,
    Shows,
    SignShows,
    SquareIs,
    StripeIs,
    Stripes,
    StripesRun,
    What,
    nth,
)
from pytest_realunify.procedural.world.queries.parts import STRIPE_PLACES
from pytest_realunify.procedural.world.queries.what import noun_of
from pytest_realunify.procedural.world.scene import (
    SIZES,
    Arrow,
    Flag,
    Glass,
    Halves,
    Item,
    Pie,
    Scene,
    Shape,
    Sign,
)
from pytest_realunify.procedural.world.words import ORDINALS

_PLAIN: Final = (Shape, Arrow)
_SEVERAL: Final = (Halves, Pie, Flag, Pair, Board, BarChart)
"""Made of parts that one may take for objects, and of several colours: nothing is asked of them in passing."""


def statements(scene: Scene, free: bool = False) -> list[Query]:
    """Each once. `free`: nothing is said of places. What says everything comes first."""
    items = tuple(scene)
    found: list[Query] = [*totals(scene, free)]
    if countable(scene):
        found += _counts(items)
    if not free:
        found += _places(scene)
    if len(items) == 1:
        found += _parts(items[0])
    found += _of_arrows(items)
    found += _of_glasses(items, free)
    found += [Shows(item.text) for item in items if isinstance(item, Sign)]
    seen = view(scene)
    return [query for query in dict.fromkeys(found) if query.holds(seen)]


def totals(scene: Scene, free: bool = False) -> Iterator[Query]:
    """Whole pictures at once. There is one at least for every scene."""
    items, rows = tuple(scene), scene.rows
    if len(set(items)) == 1 and (free or len(items) == 1):
        yield Only(items[0], len(items))
    if free:
        return
    if len(rows) == 1 < len(items):
        yield Line(items)
    elif all(len(row) == 1 for row in rows) and len(rows) > 1:
        yield Line(items, upright=True)
    elif len(rows) > 1:
        yield RowsAre(rows)


def countable(scene: Scene) -> bool:
    """Whether it is plain what an object is, and what colour it has."""
    return not any(isinstance(item, _SEVERAL) for item in scene)


def named(item: Item) -> What:
    """What the item goes by in a question."""
    return What(noun_of(item), item.colour if isinstance(item, _PLAIN) else None)


def _counts(items: Sequence[Item]) -> Iterator[Query]:
    kinds = Counter(map(named, items))
    yield Count(What(), len(items))
    for what, number in kinds.items():
        yield Count(what, number)
        yield Count(What(what.noun), sum(What(what.noun).fits(item) for item in items))
        if what.colour:
            yield Exists(what)
    for colour in {what.colour for what in kinds if what.colour and len(items) > 1}:
        yield Every(What(), What("object", colour))
    if len(kinds) == 1 and len(items) > 1:
        yield Every(What(), next(iter(kinds)))
    yield from (MoreThan(one, other) for one, other in permutations(kinds, 2) if kinds[one] > kinds[other])


def _places(scene: Scene) -> Iterator[Query]:
    items = tuple(scene)
    if len(items) == 1:
        return
    if len(scene.rows) == 1:
        yield from _line(items, "left", "right")
    elif all(len(row) == 1 for row in scene.rows):
        yield from _line(items, "top", "bottom")
    elif len(scene.rows) <= len(ORDINALS):
        yield from _rows(scene)
    yield from _relations(scene)


def _line(items: Sequence[Item], start: str, end: str) -> Iterator[Query]:
    for place, item in enumerate(items):
        where = place_of(place, len(items), start, end)
        alike = all(type(each) is type(item) for each in items)
        if isinstance(item, _PLAIN) and len({named(each) for each in items}) > 1:
            yield At(where, What("object", item.colour))
            yield At(where, named(item))
        if isinstance(item, Arrow) and alike:
            yield Points(item.direction, where)
        elif isinstance(item, Sign) and alike:
            yield SignShows(where, item.text)
        elif alike and not isinstance(item, Shape | Arrow | Sign | Flag | Glass | Halves | Pie | Pair):
            yield FigureIs(where, item)


def place_of(place: int, many: int, start: str, end: str) -> str:
    """`leftmost`, `second from the right`, `middle`."""
    last = many - 1
    if place in (0, last):
        return f"{start if place == 0 else end}most"
    if 2 * place == last:
        return "middle"
    return nth(place, start) if place <= last / 2 else nth(last - place, end)


def _rows(scene: Scene) -> Iterator[Query]:
    yield RowCount(len(scene.rows))
    plain = countable(scene)
    for place, items in enumerate(scene.rows):
        yield RowIs(place, items)
        if plain:
            kinds = Counter(map(named, items))
            yield InRow(place, What(), len(items))
            yield from (InRow(place, what, number) for what, number in kinds.items())


def _relations(scene: Scene) -> Iterator[Query]:
    """Of what there is one of, so that "the red circle" says which."""
    if not countable(scene):
        return
    numbers = Counter(map(named, scene))
    cells = [(row, column, item) for row, items in enumerate(scene.rows) for column, item in enumerate(items)]
    once = [cell for cell in cells if numbers[named(cell[2])] == 1]
    for (row, column, one), (other_row, other_column, other) in permutations(once, 2):
        if row == other_row:
            yield Beside(named(one), "to the left of" if column < other_column else "to the right of", named(other))
        else:
            yield Beside(named(one), "above" if row < other_row else "below", named(other))
        if isinstance(one, Shape) and isinstance(other, Shape) and one.size != other.size:
            yield Larger(named(one), named(other), smaller=SIZES[one.size] < SIZES[other.size])


def _of_arrows(items: Sequence[Item]) -> Iterator[Query]:
    arrows = [item for item in items if isinstance(item, Arrow)]
    if len(arrows) > 1 and len({arrow.direction for arrow in arrows}) == 1:
        yield AllPoint(arrows[0].direction)
    colours = Counter(arrow.colour for arrow in arrows)
    if len(arrows) == 1:
        yield Points(arrows[0].direction)
    yield from (Points(arrow.direction, "only", arrow.colour) for arrow in arrows if colours[arrow.colour] == 1)


def _of_glasses(items: Sequence[Item], free: bool) -> Iterator[Query]:
    glasses = [item for item in items if isinstance(item, Glass)]
    yield from (
        Floats(What(each.thing.kind, each.thing.colour), sinks=not each.floats) for each in glasses if each.thing
    )
    if len(glasses) < len(items) or (free and len(items) > 1):
        return
    many = len(glasses)
    places = ["only"] if many == 1 else [place_of(place, many, "left", "right") for place in range(many)]
    if many > 1:
        yield SameLevel()
    for where, glass in zip(places, glasses, strict=True):
        yield LevelIs(where, glass.level)
        if glass.liquid is not None:
            yield LiquidIs(where, glass.liquid)
    yield from (
        HigherIn(places[one], places[other])
        for one, other in permutations(range(many), 2)
        if glasses[one].level > glasses[other].level
    )


def _parts(item: Item) -> Iterator[Query]:
    """Of a single object."""
    if isinstance(item, Board):
        yield from _board(item)
    elif isinstance(item, BarChart):
        yield from _chart(item)
    elif isinstance(item, Flag):
        yield from _flag(item)
    elif isinstance(item, Halves):
        sides = ("left", "right") if item.cut == "vertical" else ("upper", "lower")
        yield from (HalfIs(side, colour) for side, colour in zip(sides, (item.first, item.second), strict=True))
    elif isinstance(item, Pie):
        yield Sectors(item.sectors)
        counts = {item.colour: item.filled, "white": item.sectors - item.filled}
        yield from (SectorsIn(number, colour) for colour, number in counts.items() if number)
    elif not isinstance(item, Shape | Arrow | Sign | Glass):
        yield FigureIs("only", item)


def _flag(flag: Flag) -> Iterator[Query]:
    yield Stripes(len(flag.colours))
    yield StripesRun(flag.stripes)
    for place, (cut, index) in STRIPE_PLACES.items():
        if cut == flag.stripes:
            yield StripeIs(place, flag.colours[index])
    if len(flag.colours) % 2:
        yield StripeIs("middle", flag.colours[len(flag.colours) // 2])


def _board(board: Board) -> Iterator[Query]:
    yield FigureIs("only", board)
    for row, squares in enumerate(board.squares):
        for column, each in enumerate(squares):
            yield SquareIs(row, column, What(each.kind, each.colour) if each else None)


def _chart(chart: BarChart) -> Iterator[Query]:
    yield FigureIs("only", chart)
    heights = dict(zip(chart.colours, chart.heights, strict=True))
    yield from (BarIs(colour, height) for colour, height in heights.items())
    yield from (BarHigher(one, other) for one, other in permutations(heights, 2) if heights[one] > heights[other])
