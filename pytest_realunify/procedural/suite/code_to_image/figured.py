"""Outputs that mean more than rows of shapes: things with so many parts, charts, paths, boards and traffic lights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pytest_realunify.procedural.suite.base import Chance
from pytest_realunify.procedural.suite.code_to_image.outputs import COLOURS, Lines, Output
from pytest_realunify.procedural.world.figures.board import TOKENS, Board
from pytest_realunify.procedural.world.figures.chart import HIGHEST, BarChart
from pytest_realunify.procedural.world.figures.counted import Cake, House, Wire
from pytest_realunify.procedural.world.figures.path import Path
from pytest_realunify.procedural.world.figures.traffic_light import TrafficLight
from pytest_realunify.procedural.world.scene import Figure, Scene, Shape, row
from pytest_realunify.procedural.world.words import with_article

EMPTY: Final = "."
_WITH: Final[dict[str, Callable[[int], Figure]]] = {
    "a cake with that many candles in one row on it": Cake,
    "a house with that many windows": House,
    "a wire on which that many birds sit side by side": Wire,
}


def many(rng: Chance) -> Output:
    """One line that is a number from 1 to 6."""
    thing = rng.choice(list(_WITH))
    told = (
        f"It prints a number. Draw {thing}.",
        f"Draw one thing: {thing}. The number is the one that the program prints.",
    )
    return Output(rng.choice(told), lambda lines: row(_WITH[thing](int(lines[0]))))


def charted(rng: Chance) -> Output:
    """Lines such as `red 3`."""

    def draw(lines: Lines) -> Scene:
        pairs = [line.split() for line in lines]
        return row(BarChart(tuple(colour for colour, _ in pairs), tuple(int(height) for _, height in pairs)))

    told = (
        (
            "Every printed line names the colour of a bar and its height. Draw these bars side by side, from left to "
            f"right in the order of the lines, as a bar chart on a scale from 0 to {HIGHEST}."
        ),
        (
            f"Draw a bar chart on a scale from 0 to {HIGHEST}: for each printed line, from left to right, one bar of "
            "that colour and that height."
        ),
    )
    return Output(rng.choice(told), draw)


def stepped(rng: Chance, colour: str = "") -> Output:
    """Lines that are steps of a path: up, right, down or left."""
    colour = colour or rng.choice(COLOURS)
    told = (
        (
            f"On a square grid of dots, draw {with_article(colour)} path: it begins at a black dot, and each printed "
            "line in turn is one step to the next grid point in that direction."
        ),
        (
            "Every printed line is one step, of one grid unit, in that direction. Draw the way as "
            f"{with_article(colour)} path on a square grid of dots, with a black dot where it begins."
        ),
    )
    return Output(rng.choice(told), lambda lines: row(Path(colour, lines)))


def gridded(rng: Chance, letters: str) -> Output:
    """Rows of letters and dots: what lies on the squares of a board."""
    colours, kinds = rng.sample(COLOURS, len(letters)), rng.sample(TOKENS, len(letters))
    legend = {letter: Shape(kind, colour) for letter, kind, colour in zip(letters, kinds, colours, strict=True)}
    means = rng.choice(("stands for", "means"))
    key = ", ".join(f"{each} {means} {with_article(f'{s.colour} {s.kind}')}" for each, s in legend.items())
    key = f"{key} and a dot {means} an empty square"
    told = (
        (
            "The output is a board of squares: every printed line is a row of it, from top to bottom, and every "
            f"character a square. {key}. Draw the board with the lines between its "
            "squares."
        ),
        (
            "Draw the printed characters as a board, each on a square of its own, in the same rows and columns, with "
            f"lines between the squares: {key}."
        ),
    )

    def draw(lines: Lines) -> Scene:
        return row(Board(tuple(tuple(legend.get(each) for each in line) for line in lines)))

    return Output(rng.choice(told), draw)


def lamps(rng: Chance) -> Output:
    """Lines that are red, yellow or green."""
    told = (
        (
            "For each printed line draw an upright traffic light with red above, yellow in the middle and green below, "
            "on which only the lamp of that colour is lit and the others are dark. They stand side by side, from left "
            "to right in the order of the lines."
        ),
        (
            "Draw a row of upright traffic lights (red above, yellow in the middle, green below), from left to right: "
            "for each printed line one, whose only lit lamp has that colour."
        ),
    )
    return Output(rng.choice(told), lambda lines: row(*(TrafficLight(line) for line in lines)))
