"""Latin squares: every row and every column has every colour once, so a few cells imply the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import permutations, product
from typing import Final

from pytest_realunify.procedural.suite.asking import pose
from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.suite.logical_reasoning.things import COLOURS, KINDS
from pytest_realunify.procedural.world.scene import Scene, Shape, column, row
from pytest_realunify.procedural.world.words import ORDINALS, listed, plural

Square = tuple[tuple[int, ...], ...]
Place = tuple[int, int]
PARTS: Final = {
    "top row": ("top row", "row"),
    "bottom row": ("bottom row", "row"),
    "left-hand column": ("left-hand column", "column"),
    "right-hand column": ("right-hand column", "column"),
    "diagonal": ("diagonal from the upper left to the lower right corner, laid out as a row from left to right", "row"),
}


@cache
def squares(size: int) -> tuple[Square, ...]:
    """Every Latin square: 12 of three by three, 576 of four by four."""

    def extended(rows: Square) -> Iterator[Square]:
        if len(rows) == size:
            yield rows
            return
        for each in permutations(range(size)):
            if all(each[at] != above[at] for above in rows for at in range(size)):
                yield from extended((*rows, each))

    return tuple(extended(()))


def build(rng: Chance, size: int) -> Sketch:
    """A square of which one line is to be drawn, with just enough cells told."""
    every = squares(size)
    truth = rng.choice(every)
    hues, kind = rng.sample(COLOURS, size), rng.choice(KINDS)
    part = rng.choice(list(PARTS))
    told = _told(rng, truth, every, _places(part, size))
    known = [_cell(place, hues[truth[place[0]][place[1]]], size) for place in told]
    prompt = rng.choice(
        (
            (
                f"Every row and every column of a square grid holds {listed(hues)} exactly once each. "
                f"{_sentence(known)} Draw only the {PARTS[part][0]}, as {plural(kind)} of those colours."
            ),
            (
                f"A square quilt is pieced from {listed(hues)} patches in such a way that no colour comes up again "
                f"within a "
                f"row or within a column. {_sentence(known)} Draw the {PARTS[part][0]}, showing each patch as a "
                f"{kind} of "
                "its colour."
            ),
        )
    )
    wrong = [_line(each, part, hues, kind) for each in _wrong(rng, truth)]
    return pose(rng, prompt, _line(truth, part, hues, kind), wrong)


def _told(rng: Chance, truth: Square, every: tuple[Square, ...], line: Sequence[Place]) -> list[Place]:
    """Cells that leave one square, none too many, and not more than one in the line that is asked for."""
    size = len(truth)
    asked = rng.sample(line, 1)
    cells = [(r, c) for r, c in product(range(size), repeat=2) if (r, c) not in line or (r, c) in asked]
    left, told = list(every), list[Place]()
    for r, c in rng.sample(cells, len(cells)):
        fewer = [each for each in left if each[r][c] == truth[r][c]]
        if len(fewer) < len(left):
            left = fewer
            told.append((r, c))
        if len(left) == 1:
            break
    for place in tuple(told):
        others = [each for each in told if each != place]
        if sum(all(each[r][c] == truth[r][c] for r, c in others) for each in every) == 1:
            told = others
    return told


def _cell(place: Place, hue: str, size: int) -> str:
    r, c = place
    if (r, c) == (size // 2, size // 2) and size % 2:
        return f"the centre is {hue}"
    if r in (0, size - 1) and c in (0, size - 1):
        return f"the {'upper' if r == 0 else 'lower'} {'left' if c == 0 else 'right'} corner is {hue}"
    return f"the {ORDINALS[c]} place of the {ORDINALS[r]} row is {hue}"


def _sentence(known: list[str]) -> str:
    return f"{listed(known)[0].upper()}{listed(known)[1:]}."


def _wrong(rng: Chance, truth: Square) -> list[Square]:
    """Colours exchanged, shifted, read backwards."""
    size = len(truth)
    one, other = rng.sample(range(size), 2)
    swap = {one: other, other: one}
    return [
        tuple(tuple(swap.get(each, each) for each in line) for line in truth),
        tuple(line[::-1] for line in truth[::-1]),
        tuple(tuple((each + 1) % size for each in line) for line in truth),
    ]


def _places(part: str, size: int) -> list[Place]:
    """The cells of a part, in the order in which it is drawn."""
    last = size - 1
    return [
        {
            "top row": (0, at),
            "bottom row": (last, at),
            "left-hand column": (at, 0),
            "right-hand column": (at, last),
            "diagonal": (at, at),
        }[part]
        for at in range(size)
    ]


def _line(square: Square, part: str, hues: Sequence[str], kind: str) -> Scene:
    make = row if PARTS[part][1] == "row" else column
    return make(*(Shape(kind, hues[square[r][c]]) for r, c in _places(part, len(square))))
