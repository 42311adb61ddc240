"""Shapes on the squares of a board: where each stands follows from conditions, or from moves that are supposed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import permutations, product
from typing import Final

from pytest_realunify.procedural.suite.asking import pose
from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.suite.logical_reasoning.settling import Clue, sentences, settle
from pytest_realunify.procedural.suite.logical_reasoning.things import COLOURS, PEOPLE, distinct, short_names
from pytest_realunify.procedural.world.figures.board import TOKENS, Board
from pytest_realunify.procedural.world.scene import Scene, Shape, row
from pytest_realunify.procedural.world.words import ORDINALS, listed, number, with_article

Place = tuple[int, int]
"""Row from the top and column from the left, counted from 0."""
Places = tuple[Place, ...]
ROWS: Final = ("top", "middle", "bottom")
COLUMNS: Final = ("left", "middle", "right")
SQUARES: Final = tuple(product(range(3), range(3)))
CORNERS: Final = ((0, 0), (0, 2), (2, 0), (2, 2))
WAYS: Final = {"up": (-1, 0), "down": (1, 0), "to the left": (0, -1), "to the right": (0, 1)}


def placed(rng: Chance, things: int) -> Sketch:
    """Two to four shapes on a board of three by three."""
    count = max(2, min(things - 1, 4))
    shapes = _tokens(rng, count)
    names = short_names(shapes)
    while True:
        truth = tuple(rng.sample(SQUARES, count))
        clues = settle(rng, truth, permutations(SQUARES, count), list(_clues(rng, names, truth)))
        if clues is not None:
            break
    conditions = sentences(rng, [clue.text for clue in clues])
    said = listed([with_article(f"{shape.colour} {shape.kind}") for shape in shapes])
    prompt = rng.choice(
        (
            (
                f"On a board of three rows and three columns lie {said}, each on a square of its own. {conditions} "
                "Draw the board with its squares and what lies on them."
            ),
            (
                f"{rng.choice(PEOPLE)} puts {said} on the squares of a board that has three rows and three columns, no "
                f"two on one square. {conditions} Draw the board as it is then."
            ),
        )
    )
    mirrored = tuple((down, 2 - across) for down, across in truth)
    turned = tuple((across, down) for down, across in truth)
    return pose(rng, prompt, _board(shapes, truth), [_board(shapes, each) for each in (mirrored, turned)])


def _tokens(rng: Chance, count: int) -> list[Shape]:
    """Shapes that can be told apart on a small square."""
    while True:
        shapes = distinct(rng, count)
        if all(shape.kind in TOKENS for shape in shapes):
            return shapes


def _board(shapes: Sequence[Shape], places: Places, rows: int = 3, columns: int = 3) -> Scene:
    held = dict(zip(places, shapes, strict=True))
    return row(Board(tuple(tuple(held.get((down, across)) for across in range(columns)) for down in range(rows))))


def _clues(rng: Chance, names: Sequence[Sequence[str]], truth: Places) -> Iterator[Clue[Places]]:
    def name(thing: int) -> str:
        return f"the {rng.choice(names[thing])}"

    for thing, (down, across) in enumerate(truth):
        yield from _alone(name, thing, down, across)
    for one, other in permutations(range(len(truth)), 2):
        yield from _pairs(name, one, other, truth)


def _alone(name: Callable[[int], str], thing: int, down: int, across: int) -> Iterator[Clue[Places]]:
    yield Clue(f"{name(thing)} is in the {ROWS[down]} row", lambda at: at[thing][0] == down)
    yield Clue(f"{name(thing)} is in the {COLUMNS[across]} column", lambda at: at[thing][1] == across)
    if (down, across) in CORNERS:
        yield Clue(f"{name(thing)} is in a corner of the board", lambda at: at[thing] in CORNERS)
    elif (down, across) != (1, 1):
        text = f"{name(thing)} is neither in a corner nor in the centre of the board"
        yield Clue(text, lambda at: at[thing] not in (*CORNERS, (1, 1)))


def _pairs(name: Callable[[int], str], one: int, other: int, truth: Places) -> Iterator[Clue[Places]]:
    (down, across), (other_down, other_across) = truth[one], truth[other]
    if down == other_down:
        yield Clue(f"{name(one)} and {name(other)} share a row", lambda at: at[one][0] == at[other][0])
    if across == other_across:
        yield Clue(f"{name(one)} and {name(other)} share a column", lambda at: at[one][1] == at[other][1])
    if down < other_down:
        text = f"{name(one)} is in a higher row than {name(other)}"
        yield Clue(text, lambda at: at[one][0] < at[other][0])
    if across < other_across:
        text = f"{name(one)} is in a column further to the left than {name(other)}"
        yield Clue(text, lambda at: at[one][1] < at[other][1])
    if (down + 1, across) == truth[other]:
        text = f"{name(one)} is directly above {name(other)}"
        yield Clue(text, lambda at: (at[one][0] + 1, at[one][1]) == at[other])
    if (down, across + 1) == truth[other]:
        text = f"{name(one)} is directly to the left of {name(other)}"
        yield Clue(text, lambda at: (at[one][0], at[one][1] + 1) == at[other])


def moved(rng: Chance, things: int, changes: int) -> Sketch:
    """Shapes on a board, some of which are supposed to be moved."""
    count, rows, columns = max(2, min(things - 1, 3)), rng.choice((3, 4)), rng.choice((3, 4))
    shapes = [Shape(kind, hue) for kind, hue in zip(rng.sample(TOKENS, count), rng.sample(COLOURS, count), strict=True)]
    squares = list(product(range(rows), range(columns)))
    start = tuple(rng.sample(squares, count))
    texts, stages = _moves(rng, shapes, start, changes, (rows, columns))
    held = zip(shapes, start, strict=True)
    said = listed([f"{with_article(shape.colour)} {shape.kind} {_where(at)}" for shape, at in held])
    size = f"{number(rows)} rows and {number(columns)} columns"
    prompt = rng.choice(
        (
            (
                f"A board has {size}; rows are counted from the top and columns from the left. On it lie {said}. "
                f"Suppose {' and then '.join(texts)}. Draw the board with its squares as it would look."
            ),
            (
                f"Rows counted from the top, columns from the left, a board of {size} holds {said}. What if "
                f"{' and then '.join(texts)}? Draw the whole board as it would be."
            ),
        )
    )
    scenes = [_board(shapes, each, rows, columns) for each in (stages[-1], stages[0], stages[-2])]
    return pose(rng, prompt, scenes[0], scenes[1:])


def _where(at: Place) -> str:
    return f"in the {ORDINALS[at[0]]} row and the {ORDINALS[at[1]]} column"


def _moves(
    rng: Chance, shapes: Sequence[Shape], start: Places, changes: int, size: Place
) -> tuple[list[str], list[Places]]:
    """Moves onto empty squares, and two shapes that change places; never back to what was."""
    texts, stages = list[str](), [start]
    while len(texts) < changes:
        now = stages[-1]
        found = list(_proposals(shapes, now, size))
        text, after = rng.choice(found)
        if after not in stages:
            texts.append(text)
            stages.append(after)
    return texts, stages


def _proposals(shapes: Sequence[Shape], now: Places, size: Place) -> Iterator[tuple[str, Places]]:
    for thing, shape in enumerate(shapes):
        name = f"the {shape.colour} {shape.kind}"
        for way, (down, across) in WAYS.items():
            for steps in (1, 2, 3):
                there = now[thing][0] + steps * down, now[thing][1] + steps * across
                if 0 <= there[0] < size[0] and 0 <= there[1] < size[1] and there not in now:
                    squares = f"{number(steps)} square{'' if steps == 1 else 's'}"
                    yield f"{name} were moved {squares} {way}", (*now[:thing], there, *now[thing + 1 :])
    first, second = shapes[:2]
    text = f"the {first.colour} {first.kind} and the {second.colour} {second.kind} changed places"
    yield text, (now[1], now[0], *now[2:])
