"""Shapes on a board: placed by conditions, or moved by what is supposed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import permutations, product
from typing import Final

from pytest_realunify.procedural.reference.refining.logical_reasoning.solving import only
from pytest_realunify.procedural.reference.refining.logical_reasoning.wording import SHAPE, clauses, meant, shapes_in
from pytest_realunify.procedural.world.figures.board import Board
from pytest_realunify.procedural.world.scene import Scene, Shape, row
from pytest_realunify.procedural.world.words import NUMBER, ORDINALS, value_of

Place = tuple[int, int]
Places = tuple[Place, ...]
_SQUARES: Final = tuple(product(range(3), range(3)))
_MOST: Final = 4
_A, _B = (rf"the (?P<{name}>[a-z]+(?: [a-z]+)?)" for name in "ab")
_ROWS: Final = ("top", "middle", "bottom")
_COLUMNS: Final = ("left", "middle", "right")
_CONDITIONS: Final[tuple[tuple[re.Pattern[str], Callable[[Places, int, int, str], bool]], ...]] = tuple(
    (re.compile(pattern), holds)
    for pattern, holds in (
        (rf"{_A} is in the (?P<word>top|middle|bottom) row", lambda at, a, _, word: _ROWS[at[a][0]] == word),
        (rf"{_A} is in the (?P<word>left|middle|right) column", lambda at, a, _, word: _COLUMNS[at[a][1]] == word),
        (rf"{_A} is in a corner of the board", lambda at, a, *_: at[a][0] != 1 != at[a][1]),
        (
            rf"{_A} is neither in a corner nor in the centre of the board",
            lambda at, a, *_: (at[a][0] == 1) != (at[a][1] == 1),
        ),
        (rf"{_A} and {_B} share a row", lambda at, a, b, _: at[a][0] == at[b][0]),
        (rf"{_A} and {_B} share a column", lambda at, a, b, _: at[a][1] == at[b][1]),
        (rf"{_A} is in a higher row than {_B}", lambda at, a, b, _: at[a][0] < at[b][0]),
        (rf"{_A} is in a column further to the left than {_B}", lambda at, a, b, _: at[a][1] < at[b][1]),
        (rf"{_A} is directly above {_B}", lambda at, a, b, _: at[b] == (at[a][0] + 1, at[a][1])),
        (rf"{_A} is directly to the left of {_B}", lambda at, a, b, _: at[b] == (at[a][0], at[a][1] + 1)),
    )
)


def placed(request: str) -> Scene | None:
    """The only way to put the shapes on the squares that meets what is said."""
    told = re.search(r"board (?:of|that has) three rows and three columns", request)
    first, *rest = clauses(request)
    shapes = shapes_in(first)
    if not told or not 1 < len(shapes) <= _MOST:
        return None
    words = [[shape.colour, shape.kind] for shape in shapes]
    tests = [test for clause in rest if (test := _test(clause, words)) is not None]
    places = only(permutations(_SQUARES, len(shapes)), tests) if tests else None
    return None if places is None else _board(dict(zip(places, shapes, strict=True)), 3, 3)


def _test(clause: str, words: Sequence[Sequence[str]]) -> Callable[[Places], bool] | None:
    for pattern, holds in _CONDITIONS:
        if match := pattern.fullmatch(clause):
            said = match.groupdict()
            one, other = meant(said["a"], words), meant(said.get("b") or said["a"], words)
            return None if one is None or other is None else _bound(holds, one, other, said.get("word") or "")
    return None


def _bound(holds: Callable[[Places, int, int, str], bool], one: int, other: int, word: str) -> Callable[[Places], bool]:
    return lambda at: holds(at, one, other, word)


def _board(held: Mapping[Place, Shape], rows: int, columns: int) -> Scene:
    return row(Board(tuple(tuple(held.get((down, across)) for across in range(columns)) for down in range(rows))))


_ORDINAL: Final = "|".join(ORDINALS)
_STANDS: Final = re.compile(rf"({SHAPE}) in the ({_ORDINAL}) row and the ({_ORDINAL}) column")
_MOVED: Final = re.compile(
    rf"the (?P<colour>[a-z]+) (?P<kind>[a-z]+) were moved (?P<n>{NUMBER}) squares? "
    r"(?P<way>up|down|to the left|to the right)"
    r"|the (?P<one>[a-z]+ [a-z]+) and the (?P<other>[a-z]+ [a-z]+) changed places"
)
_WAYS: Final = {"up": (-1, 0), "down": (1, 0), "to the left": (0, -1), "to the right": (0, 1)}


def moved(request: str) -> Scene | None:
    """The board after every supposed move."""
    size = re.search(rf"({NUMBER}) rows and ({NUMBER}) columns", request)
    told = re.split(r"Suppose |What if ", request, maxsplit=1)
    if not size or len(told) != 2 or "board" not in told[0]:
        return None
    at: dict[str, Place] = {}
    shapes: dict[str, Shape] = {}
    for said, down, across in _STANDS.findall(told[0]):
        (shape,) = shapes_in(said)
        name = f"{shape.colour} {shape.kind}"
        shapes[name], at[name] = shape, (ORDINALS.index(down), ORDINALS.index(across))
    for move in _MOVED.finditer(told[1]):
        if move["one"]:
            at[move["one"]], at[move["other"]] = at[move["other"]], at[move["one"]]
            continue
        name = f"{move['colour']} {move['kind']}"
        steps, (down, across) = value_of(move["n"]), _WAYS[move["way"]]
        at[name] = (at[name][0] + steps * down, at[name][1] + steps * across)
    return _board({at[name]: shape for name, shape in shapes.items()}, value_of(size[1]), value_of(size[2]))
