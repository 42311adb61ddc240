"""How a program's output is to be drawn: the words that say so, and the scene they mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from pytest_realunify.procedural.suite.asking import pose
from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.suite.objects import WIDEST
from pytest_realunify.procedural.world.scene import (
    TEXT_COLOURS,
    Arrow,
    Cut,
    Flag,
    Scene,
    Shape,
    Sign,
    column,
    group,
    row,
)
from pytest_realunify.procedural.world.words import plural, with_article

COLOURS: Final = ("red", "orange", "yellow", "green", "blue", "purple", "pink", "brown")
KINDS: Final = ("circle", "square", "triangle", "diamond", "pentagon", "hexagon", "star", "heart", "cross", "ring")
OPENINGS: Final = (
    "Run this Python program in your head.",
    "Here is a Python program.",
    "Work out what this Python program prints.",
    "Follow this Python program step by step to its end.",
)
MOST_COUNTED: Final = 48
"""As many as the setting `objects` allows at most."""
Lines = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Program:
    """A program, what it prints, and what careless readers think it prints. `typed`: what its user types."""

    source: str
    printed: Lines
    wrong: tuple[Lines, ...]
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Output:
    """What the lines mean, in words and as a scene."""

    told: str
    draw: Callable[[Lines], Scene]
    placed: bool = True
    """Whether it is told where everything stands."""


def sketch(rng: Chance, program: Program, output: Output) -> Sketch:
    """The program in a request. Misreadings that cannot be drawn are left out."""
    typed = f"When it asks, the user types {program.typed}. " if program.typed else ""
    prompt = f"{rng.choice(OPENINGS)}\n\n```python\n{program.source}\n```\n\n{typed}{output.told}"
    wrong = [scene for lines in program.wrong if (scene := _drawable(output, lines)) is not None]
    return pose(rng, prompt, output.draw(program.printed), wrong, free=not output.placed)


def _drawable(output: Output, lines: Lines) -> Scene | None:
    try:
        return output.draw(lines) if lines else None
    except ValueError:
        return None


def counted(rng: Chance) -> Output:
    """One line such as `7 red star`."""

    def draw(lines: Lines) -> Scene:
        number, colour, kind = lines[0].split()
        if not 0 < int(number) <= MOST_COUNTED:
            raise ValueError("too many to be drawn, or none")
        return group(Shape(kind, colour), int(number))

    told = (
        (
            "Its output says how many shapes to draw, in which colour and of which kind. Draw exactly these and "
            "nothing else."
        ),
        "Draw what it prints: that number of shapes of that colour and kind, and nothing else.",
    )
    return Output(rng.choice(told), draw, placed=False)


def listed(rng: Chance) -> Output:
    """Lines such as `red star`."""

    def shapes(lines: Lines) -> list[Shape]:
        return [Shape(kind, colour) for colour, kind in map(str.split, lines)]

    down = (
        "Every printed line names a shape. Draw them in one column, from top to bottom in the order of the lines.",
        "Draw one shape for each printed line, one below the other from top to bottom in the order of printing.",
    )
    across = (
        "Every printed line names a shape. Draw them side by side, from left to right in the order of the lines.",
        "Draw one shape for each printed line, in a single row, from left to right in the order of printing.",
    )
    told, make = (down, column) if rng.random() < 0.3 else (across, row)
    return Output(rng.choice(told), lambda lines: make(*shapes(lines)))


def lettered(rng: Chance, letters: Sequence[str]) -> Output:
    """Rows of letters."""
    colours, kinds = rng.sample(COLOURS, len(letters)), rng.sample(KINDS, len(letters))
    legend = {letter: Shape(kind, colour) for letter, colour, kind in zip(letters, colours, kinds, strict=True)}
    means = rng.choice(("stands for", "means"))
    key = " and ".join(f"{each} {means} {with_article(f'{s.colour} {s.kind}')}" for each, s in legend.items())
    told = (
        f"In the output, {key}. Every printed line is a row of the picture, from top to bottom. Draw it.",
        f"Draw the printed pattern in shapes: {key}, and each line is a row, read from left to right.",
    )
    return Output(rng.choice(told), lambda lines: Scene(tuple(tuple(legend[each] for each in line) for line in lines)))


def numbered(rng: Chance, item: Shape) -> Output:
    """Lines that are numbers: lengths of rows."""
    told = (
        (
            f"For each printed number draw one row of that many shapes, from top to bottom; every shape is "
            f"{with_article(f'{item.colour} {item.kind}')}."
        ),
        (
            f"Draw {item.colour} {plural(item.kind)} in rows, from top to bottom: each printed line is a number, and "
            "its row has that many."
        ),
    )

    def draw(lines: Lines) -> Scene:
        if not all(0 < int(line) <= WIDEST for line in lines):
            raise ValueError("a row of none, or of too many")
        return Scene(tuple((item,) * int(line) for line in lines))

    return Output(rng.choice(told), draw)


def signs(rng: Chance, several: bool, colour: str = "") -> Output:
    """Lines that are written on signs."""
    colour = colour or rng.choice(TEXT_COLOURS)
    many = (
        f"Draw one white sign for each printed line, side by side from left to right, with the line on it in {colour}.",
        (
            f"Write every printed line on a white sign of its own, in {colour}, and draw the signs in a row from left "
            "to right."
        ),
    )
    one = (
        f"Draw a white sign with just the printed text on it in {colour}.",
        f"Draw a single white sign that shows, in {colour}, what the program prints.",
    )
    return Output(rng.choice(many if several else one), lambda lines: row(*(Sign(line, colour) for line in lines)))


def arrows(rng: Chance, colour: str = "") -> Output:
    """Lines that are directions."""
    colour = colour or rng.choice(COLOURS)
    told = (
        (
            f"Each printed line is a direction. Draw {with_article(colour)} arrow for each, pointing that way, in one "
            "row from left to right, in the order of the lines."
        ),
        (
            "Draw a row of arrows, from left to right: for each printed line in turn "
            f"{with_article(colour)} arrow that points where the line says."
        ),
    )
    return Output(rng.choice(told), lambda lines: row(*(Arrow(colour, line) for line in lines)))


def flag(rng: Chance) -> Output:
    """Lines that are colours of stripes."""
    cut: Cut = rng.choice(("vertical", "horizontal"))
    order = "from left to right" if cut == "vertical" else "from top to bottom"
    told = (
        f"Every printed line is the colour of a stripe. Draw a flag of these {cut} stripes, {order}, all equally wide.",
        f"Draw a flag of equal {cut} stripes that have the printed colours, {order} in the order of the lines.",
    )
    return Output(rng.choice(told), lambda lines: row(Flag(cut, lines)))


def plain_stripes(lines: Lines) -> bool:
    """Whether the lines make a flag: no two neighbouring stripes alike."""
    return 2 <= len(lines) <= 7 and all(one != other for one, other in pairwise(lines))


def filled(template: str, **values: object) -> str:
    """The template with every `<name>` replaced; programs are full of braces."""
    for name, value in values.items():
        template = template.replace(f"<{name}>", str(value))
    return template.strip("\n")


def quoted(text: str) -> str:
    """As a text in a program."""
    return f'"{text}"'


def number_word(rng: Chance) -> str:
    """A name for a number."""
    return rng.choice(("n", "x", "k", "value", "number"))
