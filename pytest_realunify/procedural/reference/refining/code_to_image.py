"""A program and how its output is to be drawn: the program is run by the interpreter, its output read as told."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from pytest_realunify.procedural.reference.refining.bounded import RefusedError
from pytest_realunify.procedural.reference.refining.interpreter import run
from pytest_realunify.procedural.world.figures.board import Board
from pytest_realunify.procedural.world.figures.chart import BarChart
from pytest_realunify.procedural.world.figures.counted import Cake, House, Wire
from pytest_realunify.procedural.world.figures.path import Path
from pytest_realunify.procedural.world.figures.traffic_light import TrafficLight
from pytest_realunify.procedural.world.scene import (
    COLOURS,
    DIRECTIONS,
    MAX_PER_ROW,
    SHAPES,
    Arrow,
    Cut,
    Figure,
    Flag,
    Item,
    Scene,
    Shape,
    Sign,
    column,
    group,
    row,
)
from pytest_realunify.procedural.world.words import COLOUR, plural, singular

_PROGRAM: Final = re.compile(r"```python\s*\n(?P<source>.*?)```", re.DOTALL)
_TYPED: Final = re.compile(r"\btypes? (?:in )?(?P<line>\w+)")
_KIND: Final = "|".join(form for kind in SHAPES for form in (plural(kind), kind))
_LEGEND: Final = re.compile(
    rf"\b(?P<letter>[A-Z]) (?:stands for|means|is) an? (?P<colour>{COLOUR}) (?P<kind>{_KIND})\b"
)
_OF: Final = re.compile(rf"(?P<colour>{COLOUR}) (?P<kind>{_KIND})\b")

Lines = Sequence[str]


def refine(request: str) -> Scene | None:
    """What the program's output says; None where there is no program, or nothing to be drawn comes out of it."""
    program = _PROGRAM.search(request)
    if program is None:
        return None
    words = f"{request[: program.start()]} {request[program.end() :]}"
    try:
        printed = run(program["source"], [match["line"] for match in _TYPED.finditer(words)])
    except RefusedError:
        return None
    lines = [line.strip() for line in printed.splitlines() if line.strip()]
    try:
        return _drawn(lines, words) if lines else None
    except ValueError:  # printed is what cannot be drawn, such as sixty rows
        return None


def _drawn(lines: Lines, words: str) -> Scene | None:
    """By what the request says of the output."""
    if _LEGEND.search(words):
        return _board(lines, words) if re.search(r"\bboard\b", words) else _letters(lines, words)
    for said, read in READERS:
        if re.search(said, words):
            return read(lines, words)
    return _named(lines, words)


def _legend(words: str) -> dict[str, Shape]:
    return {match["letter"]: Shape(singular(match["kind"]), match["colour"]) for match in _LEGEND.finditer(words)}


def _board(lines: Lines, words: str) -> Scene | None:
    """A dot is an empty square."""
    legend = _legend(words)
    if not set("".join(lines)) - {"."} <= set(legend):
        return None
    return row(Board(tuple(tuple(legend.get(letter) for letter in line) for line in lines)))


def _letters(lines: Lines, words: str) -> Scene | None:
    legend = _legend(words)
    if not set("".join(lines)) - {" "} <= set(legend):
        return None
    return Scene(tuple(tuple(legend[letter] for letter in line if letter != " ") for line in lines))


def _stripes(lines: Lines, words: str) -> Scene | None:
    cut: Cut = "vertical" if "vertical" in words else "horizontal"
    return row(Flag(cut, tuple(lines)))


def _lights(lines: Lines, _: str) -> Scene | None:
    return row(*map(TrafficLight, lines))


def _chart(lines: Lines, _: str) -> Scene | None:
    pairs = [line.split() for line in lines]
    if not all(len(pair) == 2 and pair[1].isdecimal() for pair in pairs):
        return None
    return row(BarChart(tuple(colour for colour, _ in pairs), tuple(int(height) for _, height in pairs)))


def _path(lines: Lines, words: str) -> Scene | None:
    colour = re.search(rf"({COLOUR}) path", words)
    return row(Path(colour[1], tuple(lines))) if colour else None


def _figure(lines: Lines, words: str) -> Scene | None:
    """A thing with as many parts as the number says that is printed."""
    thing = next((make for noun, make in _THINGS.items() if noun in words), None)
    return row(thing(int(lines[0]))) if thing and len(lines) == 1 and lines[0].isdecimal() else None


_THINGS: Final[dict[str, Callable[[int], Figure]]] = {"candles": Cake, "windows": House, "birds": Wire}


def _arrows(lines: Lines, words: str) -> Scene | None:
    colour = re.search(rf"({COLOUR}) arrow", words)
    if colour is None or not set(lines) <= set(DIRECTIONS):
        return None
    return row(*(Arrow(colour[1], line) for line in lines))


def _signs(lines: Lines, words: str) -> Scene | None:
    colour = re.search(rf"in ({COLOUR})\b", words)
    return row(*(Sign(line, colour[1] if colour else "black") for line in lines))


def _numbered(lines: Lines, words: str) -> Scene | None:
    """Each number is the length of a row."""
    what = _OF.search(words)
    if what is None or not all(line.isdecimal() and 0 < int(line) <= MAX_PER_ROW for line in lines):
        return None
    item = Shape(singular(what["kind"]), what["colour"])
    return Scene(tuple((item,) * int(line) for line in lines))


def _named(lines: Lines, words: str) -> Scene | None:
    """`3 red star` is so many of them, `red star` one."""
    found = [_item(line) for line in lines]
    items = [item for item, _ in filter(None, found)]
    if len(items) < len(lines):
        return None
    if len(lines) == 1 and (first := found[0]) is not None:
        return group(first[0], first[1]) if 0 < first[1] <= 60 else None
    return column(*items) if "top to bottom" in words else row(*items)


def _item(line: str) -> tuple[Item, int] | None:
    *number, colour, kind = ["", "", *line.split()][-3:]
    try:
        count = int(number[0] or "1")
        return (Shape(singular(kind), colour), count) if colour in COLOURS else None
    except (KeyError, ValueError):  # no noun, no number
        return None


READERS: Final[tuple[tuple[str, Callable[[Lines, str], Scene | None]], ...]] = (
    (r"\bstripes?\b", _stripes),
    (r"\btraffic lights?\b", _lights),
    (r"\bbar chart\b", _chart),
    (r"\bpath\b", _path),
    (r"\bthat many (?:candles|windows|birds)\b", _figure),
    (r"\barrows?\b", _arrows),
    (r"\bsigns?\b", _signs),
    (r"\bone row of that many\b|\bthat many\b", _numbered),
)
