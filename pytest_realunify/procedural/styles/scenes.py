"""Scenes of every kind of item, to be drawn by other hands."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final

from pytest_realunify.procedural.world.figures.balance import TILTS, Balance
from pytest_realunify.procedural.world.figures.board import TOKENS, Board
from pytest_realunify.procedural.world.figures.chart import BarChart
from pytest_realunify.procedural.world.figures.clock import Clock
from pytest_realunify.procedural.world.figures.counted import Cake, House, Wire
from pytest_realunify.procedural.world.figures.die import Die, Domino
from pytest_realunify.procedural.world.figures.pair import KINDS as KINDS_OF_PAIRS
from pytest_realunify.procedural.world.figures.pair import OTHERS, Pair
from pytest_realunify.procedural.world.figures.path import STEPS, Path
from pytest_realunify.procedural.world.figures.thermometer import Thermometer
from pytest_realunify.procedural.world.figures.traffic_light import LAMPS, TrafficLight
from pytest_realunify.procedural.world.figures.tree import DRESSES, Tree
from pytest_realunify.procedural.world.scene import (
    COLOURS,
    DIRECTIONS,
    SHAPES,
    SIZES,
    TEXT_COLOURS,
    THINGS,
    Arrow,
    Flag,
    Glass,
    Halves,
    Item,
    Pie,
    Scene,
    Shape,
    Sign,
    column,
    row,
    rows_of,
)

WORDS: Final = (
    *("NORTH", "SOUTH", "EAST", "WEST", "IRON", "GOLD", "RED", "BLUE", "OPEN", "STOP", "EXIT", "PARIS", "ROME", "OSLO"),
    *("CAIRO", "LION", "TIGER", "HORSE", "MARS", "VENUS", "WATER", "SALT", "MILK", "BREAD", "APPLE", "TRAIN", "PLANE"),
    *("MAY", "JUNE", "AUTUMN", "SPRING", "TENNIS", "CHESS", "PIANO", "DRUM", "FEMUR", "OXYGEN", "CARBON", "BRAZIL"),
    *("JAPAN", "QUARTZ", "WIZARD", "JUMBO", "VEXED", "FJORD", "HELIUM", "ZEBRA", "KIWI"),
)
BRIGHT: Final = tuple(colour for colour in COLOURS if colour not in ("black", "white"))


def _colours(rng: random.Random, count: int) -> list[str]:
    """White now and then only: on a light ground without an outline it is not to be seen."""
    return rng.sample([colour for colour in COLOURS if colour != "white"], count)


def shapes(rng: random.Random) -> Scene:
    """A row, a column, rows of equals, or a mixture."""
    match rng.randrange(5):
        case 0:
            kind, colour = rng.choice(SHAPES), rng.choice(_colours(rng, 1))
            return rows_of([Shape(kind, colour)] * rng.randint(2, 12))
        case 1:
            sizes = rng.sample(list(SIZES), 2)
            colours = _colours(rng, 2)
            return row(*(Shape(rng.choice(SHAPES), colour, size) for colour, size in zip(colours, sizes, strict=True)))
        case 2:
            return column(*_mixed(rng, rng.randint(2, 4)))
        case 3:
            return rows_of(_mixed(rng, rng.randint(6, 12)))
        case _:
            return row(*_mixed(rng, rng.randint(2, 6)))


def _mixed(rng: random.Random, count: int) -> list[Item]:
    kinds, colours = rng.sample(SHAPES, min(count, 4)), _colours(rng, min(count, 5))
    return [Shape(rng.choice(kinds), rng.choice(colours)) for _ in range(count)]


def arrows(rng: random.Random) -> Scene:
    colours = _colours(rng, 3)
    found: list[Item] = [Arrow(rng.choice(colours), rng.choice(list(DIRECTIONS))) for _ in range(rng.randint(1, 6))]
    if rng.random() < 0.3:
        found.append(Shape(rng.choice(SHAPES), rng.choice(colours)))
    return rows_of(found)


def halves(rng: random.Random) -> Scene:
    first, second, third = _colours(rng, 3)
    found: list[Item] = [Halves(rng.choice(("vertical", "horizontal")), first, second)]
    if rng.random() < 0.3:
        found.append(Shape(rng.choice(("square", "triangle", "star")), third))
    return row(*found)


def flags(rng: random.Random) -> Scene:
    colours = [rng.choice(COLOURS)]
    for _ in range(rng.choice((1, 2, 2, 2, 3, 4))):
        colours.append(rng.choice([colour for colour in COLOURS if colour != colours[-1]]))
    return row(Flag(rng.choice(("vertical", "horizontal")), tuple(colours)))


def signs(rng: random.Random) -> Scene:
    count = rng.choice((1, 1, 2, 3, 4, 5))
    return row(*(Sign(_text(rng), rng.choice(TEXT_COLOURS)) for _ in range(count)))


def _text(rng: random.Random) -> str:
    match rng.randrange(4):
        case 0:
            return rng.choice(WORDS)
        case 1:
            return f"{rng.randint(1, 12)}:{rng.randrange(0, 60, 5):02}"
        case 2:
            return rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ") if rng.random() < 0.4 else rng.choice(WORDS)
        case _:
            return str(rng.randint(0, 9) if rng.random() < 0.3 else rng.randint(10, 999))


def pies(rng: random.Random) -> Scene:
    sectors = rng.randint(3, 10)
    return row(Pie(sectors, rng.randint(0, sectors), rng.choice(BRIGHT)))


def glasses(rng: random.Random) -> Scene:
    """A row of them, or one with a thing in it."""
    liquids = [colour for colour in _colours(rng, 4) if colour not in ("black", "grey")]
    if rng.random() < 0.35:
        level, liquid = rng.randint(1, 3), rng.choice(liquids)
        colour = rng.choice([each for each in BRIGHT if each != liquid])
        return row(Glass(level, liquid, Shape(rng.choice(THINGS), colour), rng.random() < 0.5))
    found = []
    for _ in range(rng.randint(1, 4)):
        level = rng.randint(0, 4)
        found.append(Glass(level, rng.choice(liquids) if level else None))
    return row(*found)


def figures(rng: random.Random) -> Scene:
    """One, or two of a kind."""
    make = rng.choice(_FIGURES)
    return row(*(make(rng) for _ in range(1 if make is _board else rng.choice((1, 1, 2)))))


def _pair(rng: random.Random) -> Item:
    relation = rng.choice(list(OTHERS))
    one, other = _colours(rng, 2)
    return Pair(Shape(rng.choice(KINDS_OF_PAIRS), one), relation, Shape(rng.choice(OTHERS[relation]), other))


def _chart(rng: random.Random) -> Item:
    colours = _colours(rng, rng.randint(2, 4))
    return BarChart(tuple(colours), tuple(rng.randint(1, 8) for _ in colours))


def _board(rng: random.Random) -> Item:
    size = rng.choice((2, 3, 3))
    looks = [Shape(rng.choice(TOKENS), colour) for colour in _colours(rng, 3)]
    squares = [[rng.choice((None, *looks)) for _ in range(size)] for _ in range(size)]
    squares[rng.randrange(size)][rng.randrange(size)] = looks[0]
    return Board(tuple(tuple(line) for line in squares))


def _path(rng: random.Random) -> Item:
    while True:
        found = Path(_colours(rng, 1)[0], tuple(rng.choice(list(STEPS)) for _ in range(rng.randint(2, 5))))
        if found.fits():
            return found


_FIGURES: Final[tuple[Callable[[random.Random], Item], ...]] = (
    lambda rng: Clock(rng.randint(1, 12), 5 * rng.randrange(12)),
    lambda rng: Die(rng.randint(1, 6)),
    lambda rng: Domino(rng.randint(0, 6), rng.randint(0, 6)),
    lambda rng: Thermometer(5 * rng.randint(0, 10)),
    lambda rng: TrafficLight(rng.choice(LAMPS)),
    lambda rng: Tree(rng.choice(list(DRESSES))),
    lambda rng: Balance(rng.choice(list(TILTS))),
    lambda rng: rng.choice((Cake, House, Wire))(rng.randint(1, 6)),
    _pair,
    _chart,
    _board,
    _path,
)


def mixtures(rng: random.Random) -> Scene:
    """Things of several kinds side by side."""
    makers = rng.sample((shapes, arrows, halves, signs, pies), rng.randint(2, 4))
    return row(*(rng.choice(list(make(rng))) for make in makers))


KINDS: Final[dict[str, Callable[[random.Random], Scene]]] = {
    "shapes": shapes,
    "arrows": arrows,
    "halves": halves,
    "flags": flags,
    "signs": signs,
    "pies": pies,
    "glasses": glasses,
    "figures": figures,
    "mixtures": mixtures,
}
"""By the name under which a bench reports them."""
