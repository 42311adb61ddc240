"""A sheet of paper, folded and punched: where the holes are once it is unfolded.

Holes are where the dots were and where the folds mirror them: to fold the unfolded sheet once more and to punch it at
the dots that are left changes nothing.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from pytest_realunify.procedural.suite.base import Puzzle
from pytest_realunify.procedural.suite.mental_tracking.paper_picture import Cell, Sheet, draw_sheet

"""Row and column, from the top left."""

SIDES: Final = ("left", "right", "top", "bottom")
OPPOSITE: Final = {"left": "right", "right": "left", "top": "bottom", "bottom": "top"}
CELLS: Final = {1: 6, 2: 6, 3: 8}
"""Cells along each side, by the number of folds."""
DOTS: Final = {1: 3, 2: 2, 3: 2}
TINTS: Final = ("yellow", "blue", "green", "pink")

FOLDS: Final = (
    "the {side} half is folded over onto the {other} half",
    "the {side} half is folded onto the {other} half",
)

FRAMES: Final = (
    """\
This square sheet of paper is folded: {folds}. Then a hole is punched through all layers at every black dot, and the \
sheet is unfolded again. (Where it has holes and no dots, this has been done.) {ask}?""",
    """\
A square sheet, ruled into cells, is folded up: {folds}. Wherever a black dot is, a punch goes through all layers at \
once. After that the paper is opened out again. (A sheet with holes instead of dots has been through this.) {ask}?""",
)
WHICH: Final = (
    "Which of these numbers has a hole in its cell in the end",
    "Of the following numbers, which one stands in a cell with a hole in the end",
)
COUNT: Final = (
    "How many of all the holes are in {tint} cells in the end",
    "How many {tint} cells have a hole in the end",
)

EDITS: Final = (
    """\
This square sheet of paper is folded: {folds}. Then a hole is punched through all layers at every black dot. Show the \
sheet unfolded again, with a round hole in the middle of every cell that is punched, also where the dots were. Leave \
the cells, their colours and their numbers as they are.""",
    """\
Edit this picture so that it shows the paper after it has been folded up ({folds}), punched through all layers at \
every black dot, and opened out again: every punched cell has a round hole in place of a dot or of nothing. Change \
nothing else.""",
)


def punched(rng: random.Random, folds: int) -> Puzzle:
    """One to three folds, each in half; which number is hit, or how many cells of a tint are."""
    size, sides = CELLS[folds], _sides(rng, folds)
    base = [cell for cell in _cells(size) if all(_stays(cell, size, sides, at) for at in range(folds))]
    dots = frozenset(rng.sample(base, DOTS[folds]))
    holes = frozenset(cell for cell in _cells(size) if _folded(cell, size, sides) in dots)
    numbers = tuple(rng.sample(range(11, 100), size * size))
    ask = _which if rng.random() < 0.6 else _count
    asked, right, wrong, tints = ask(rng, size, sides, dots, holes, numbers)
    before = Sheet(size, numbers, tints, dots, rng.getrandbits(16))
    after = Sheet(size, numbers, tints, holes, before.look)
    blanks = {"folds": _told(rng, sides), "ask": asked}
    first, second, third = rng.sample(wrong, 3)
    return Puzzle(
        question=rng.choice(FRAMES).format(**blanks),
        right=right,
        wrong=(first, second, third),
        edit_prompt=rng.choice(EDITS).format(**blanks),
        render=partial(draw_sheet, before, punched=False),
        render_intermediate=partial(draw_sheet, after, punched=True),
    )


def _sides(rng: random.Random, folds: int) -> list[str]:
    """Which half is folded over, fold by fold: two folds run across each other, of three two run alike."""
    across, down = rng.choice(SIDES[:2]), rng.choice(SIDES[2:])
    more = [rng.choice(SIDES)] if folds > 2 else []
    return rng.sample([across, down], 2)[: min(folds, 2)] + more


def _told(rng: random.Random, sides: Sequence[str]) -> str:
    """Such as `first the left half is folded over onto the right half, then …`. Of what is left, if folded before."""
    words = [rng.choice(FOLDS).format(side=side, other=OPPOSITE[side]) for side in sides]
    starts = ("first ", "then ", "then, of what has not been folded over, ")
    if len(words) == 1:
        return words[0]
    return ", ".join(f"{start}{fold}" for start, fold in zip(starts, words, strict=False))


def _cells(size: int) -> Iterator[Cell]:
    return ((row, column) for row in range(size) for column in range(size))


def _region(size: int, sides: Sequence[str]) -> tuple[int, int, int, int]:
    """Top, bottom, left and right (ends excluded) of what has not been folded over."""
    top, bottom, left, right = 0, size, 0, size
    for side in sides:
        if side == "left":
            left = (left + right) // 2
        elif side == "right":
            right = (left + right) // 2
        elif side == "top":
            top = (top + bottom) // 2
        else:
            bottom = (top + bottom) // 2
    return top, bottom, left, right


def _stays(cell: Cell, size: int, sides: Sequence[str], at: int) -> bool:
    top, bottom, left, right = _region(size, sides[: at + 1])
    return top <= cell[0] < bottom and left <= cell[1] < right


def _folded(cell: Cell, size: int, sides: Sequence[str]) -> Cell:
    """Where a cell comes to lie."""
    row, column = cell
    for at, side in enumerate(sides):
        if not _stays((row, column), size, sides, at):
            top, bottom, left, right = _region(size, sides[:at])
            if side in ("left", "right"):
                column = left + right - 1 - column
            else:
                row = top + bottom - 1 - row
    return row, column


def _slid(cell: Cell, size: int, sides: Sequence[str]) -> Cell:
    """Where a cell would lie if halves were pushed over, not turned over: the typical mistake."""
    row, column = cell
    for at, side in enumerate(sides):
        if not _stays((row, column), size, sides, at):
            top, bottom, left, right = _region(size, sides[:at])
            column += {"left": 1, "right": -1}.get(side, 0) * (right - left) // 2
            row += {"top": 1, "bottom": -1}.get(side, 0) * (bottom - top) // 2
    return row, column


Asked = tuple[str, str, list[str], tuple[str, ...]]
"""Question, right option, wrong options, and the cells' tints."""


def _which(
    rng: random.Random,
    size: int,
    sides: Sequence[str],
    dots: frozenset[Cell],
    holes: frozenset[Cell],
    numbers: Sequence[int],
) -> Asked:
    """The right number's cell is hit, but has no dot; the wrong ones' are hit if halves slide, or lie beside a hole."""
    slid = [cell for cell in _cells(size) if _slid(cell, size, sides) in dots and cell not in holes]
    beside = [
        (row + down, column + across)
        for row, column in sorted(holes)
        for down, across in ((0, 1), (1, 0), (0, -1), (-1, 0))
    ]
    near = [cell for cell in beside if cell not in holes and min(cell) >= 0 and max(cell) < size]
    lures = [*rng.sample(slid, min(2, len(slid))), *rng.sample(near, len(near))]
    right = rng.choice(sorted(holes - dots))
    named = [str(numbers[row * size + column]) for row, column in (right, *list(dict.fromkeys(lures))[:3])]
    tints = tuple(rng.choice(TINTS) for _ in range(size * size))
    return rng.choice(WHICH), named[0], named[1:], tints


def _count(
    rng: random.Random,
    size: int,
    sides: Sequence[str],
    dots: frozenset[Cell],
    holes: frozenset[Cell],
    numbers: Sequence[int],
) -> Asked:
    """The four numbers come first, the right one by chance; then so many of the holes get the tint."""
    del sides, dots, numbers
    least = rng.randint(1, min(4, len(holes) - 3))
    right = rng.randrange(least, least + 4)
    tint = rng.choice(TINTS)
    hit = set(rng.sample(sorted(holes), right))
    others = [each for each in TINTS if each != tint]
    tints = tuple(
        tint if cell in hit or (cell not in holes and rng.random() < 0.25) else rng.choice(others)
        for cell in _cells(size)
    )
    wrong = [str(number) for number in range(least, least + 4) if number != right]
    return rng.choice(COUNT).format(tint=tint), str(right), wrong, tints
