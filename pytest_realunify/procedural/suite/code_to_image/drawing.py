"""Loops that draw more than rows: boards of characters, ways that wind, bars that rise and fall."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.suite.code_to_image.figured import EMPTY, charted, gridded, stepped
from pytest_realunify.procedural.suite.code_to_image.outputs import COLOURS, Lines, Program, filled, quoted, sketch
from pytest_realunify.procedural.world.figures.chart import HIGHEST
from pytest_realunify.procedural.world.figures.path import Path

LETTERS: Final = "ABCDEFGHJKLMNPRSTUVWXYZ"
Cell = Callable[[int, int], bool]
GRID: Final = """
for r in range(<height>):
    line = ""
    for c in range(<width>):
        if <first>:
            line += "<one>"
        elif <second>:
            line += "<two>"
        else:
            line += "."
    print(line)
"""
PLACED: Final = """
board = [["."] * <width> for _ in range(<height>)]
r, c = <down>, <across>
for letter in "<letters>":
    board[r % <height>][c % <width>] = letter
    r += <by>
    c += <over>
for line in board:
    print("".join(line))
"""


def board(rng: Chance, rounds: int, objects: int) -> Sketch:
    """Two letters on a board of dots, by conditions on their places or by strides over it."""
    height, width = rng.choice((3, 4)), rng.choice((3, 4))
    one, two = rng.sample(LETTERS, 2)
    make = rng.choice((_by_condition, _by_strides))
    source, draw = make(rng, min(rng.choice((2, 3)) + 2 * rounds, objects), (height, width), one + two)
    right = draw(0, 0)
    taken = sum(character != EMPTY for line in right for character in line)
    if not 2 <= taken <= objects or {one, two} - set("".join(right)):
        return board(rng, rounds, objects)
    swapped = tuple(line.translate(str.maketrans(one + two, two + one)) for line in right)
    wrong = (draw(1, 0), draw(0, 1), swapped, tuple(line[::-1] for line in right))
    return sketch(rng, Program(source, right, tuple(each for each in wrong if each != right)), gridded(rng, one + two))


Draw = Callable[[int, int], Lines]
"""What is printed where rows or columns are counted from another number than 0."""


def _by_condition(rng: Chance, _: int, size: tuple[int, int], letters: str) -> tuple[str, Draw]:
    height, width = size
    (text, first), (other_text, second) = rng.sample(_places(rng, height, width), 2)
    source = filled(GRID, height=height, width=width, first=text, second=other_text, one=letters[0], two=letters[1])

    def draw(down: int, across: int) -> Lines:
        def at(r: int, c: int) -> str:
            return letters[0] if first(r, c) else letters[1] if second(r, c) else EMPTY

        return tuple("".join(at(r + down, c + across) for c in range(width)) for r in range(height))

    return source, draw


def _places(rng: Chance, height: int, width: int) -> list[tuple[str, Cell]]:
    line, other = rng.randrange(height), rng.randrange(width)
    total = rng.randrange(1, height + width - 2)
    return [
        ("r == c", lambda r, c: r == c),
        (f"r + c == {total}", lambda r, c: r + c == total),
        (f"r == {line}", lambda r, _: r == line),
        (f"c == {other}", lambda _, c: c == other),
        (f"r * c == {total}", lambda r, c: r * c == total),
        (f"c - r == {total % 3}", lambda r, c: c - r == total % 3),
        (f"r > {line} and c > {other}", lambda r, c: r > line and c > other),
        (f"r * {width} + c == {line * width + other}", lambda r, c: r * width + c == line * width + other),
        (f"(r + 2 * c) % 5 == {total}", lambda r, c: (r + 2 * c) % 5 == total),
    ]


def _by_strides(rng: Chance, many: int, size: tuple[int, int], letters: str) -> tuple[str, Draw]:
    height, width = size
    down, across = rng.randrange(height), rng.randrange(width)
    by, over = rng.randrange(1, height), rng.randrange(1, width + 1)
    said = "".join(rng.choice(letters) for _ in range(many))
    source = filled(PLACED, height=height, width=width, down=down, across=across, letters=said, by=by, over=over)

    def draw(lower: int, further: int) -> Lines:
        squares = [[EMPTY] * width for _ in range(height)]
        r, c = down + lower, across + further
        for letter in said:
            squares[r % height][c % width] = letter
            r, c = r + by, c + over
        return tuple(map("".join, squares))

    return source, draw


HEADINGS: Final = ("up", "right", "down", "left")
WINDING: Final = """
ways = [<ways>]
way = <start>
for side in range(<first>, <last>):
    for _ in range(<length>):
        print(ways[way % 4])
    way += <turn>
"""
LENGTHS: Final[tuple[tuple[str, Callable[[int], int]], ...]] = (
    ("side", lambda side: side),
    ("side // 2 + 1", lambda side: side // 2 + 1),
    ("side % 2 + 1", lambda side: side % 2 + 1),
    ("side % 3 + 1", lambda side: side % 3 + 1),
    ("5 - side", lambda side: 5 - side),
    ("1 + (side == 2)", lambda side: 1 + (side == 2)),
)
TURNS: Final[tuple[tuple[str, Callable[[int], int]], ...]] = (
    ("1", lambda _: 1),
    ("3", lambda _: 3),
    ("1 if side % 2 == 0 else 3", lambda side: 1 if side % 2 == 0 else 3),
    ("3 if side > 2 else 1", lambda side: 3 if side > 2 else 1),
    ("1 if side < 3 else 3", lambda side: 1 if side < 3 else 3),
)


def winding(rng: Chance, rounds: int, objects: int) -> Sketch:
    """A way that goes on for so long, turns, and goes on."""
    names = rng.choice((HEADINGS, (HEADINGS[0], HEADINGS[3], HEADINGS[2], HEADINGS[1])))
    start, first = rng.randrange(4), rng.choice((0, 1))
    sides = min(rng.choice((2, 3)) + rounds, objects, WIDEST_WAY)
    (length, long), (turn, turned) = rng.choice(LENGTHS), rng.choice(TURNS)
    source = filled(
        WINDING,
        ways=", ".join(map(quoted, names)),
        start=start,
        first=first,
        last=first + sides,
        length=length,
        turn=turn,
    )

    def gone(begin: int, end: int, sign: int) -> Lines:
        way, shown = begin, list[str]()
        for side in range(first, end):
            shown += [names[way % 4]] * long(side)
            way += sign * turned(side)
        return tuple(shown)

    right = gone(start, first + sides, 1)
    if len(right) < 3 or not Path("red", right).fits() or not 2 <= len(Path("red", right).runs) <= objects:
        return winding(rng, rounds, objects)
    wrong = (gone(start, first + sides, -1), gone(start, first + sides + 1, 1), gone(0, first + sides, 1), right[:-1])
    chosen = tuple(each for each in dict.fromkeys(wrong) if each != right)
    return sketch(rng, Program(source, right, chosen), stepped(rng))


WIDEST_WAY: Final = 6
PLOT: Final = """
height = <start>
for i, colour in enumerate([<colours>]):
    print(colour, height)
    height = <next>
"""
NEXT: Final[tuple[tuple[str, Callable[[int, int, int], int]], ...]] = (
    ("(height + <k> * i) % 8 + 1", lambda height, i, k: (height + k * i) % 8 + 1),
    ("(height * <k>) % 9", lambda height, _, k: height * k % 9),
    ("height + <k> if height < 5 else height - 3", lambda height, _, k: height + k if height < 5 else height - 3),
    ("abs(height - <k>) + i + 1", lambda height, i, k: abs(height - k) + i + 1),
    ("height // 2 if height % 2 == 0 else height + <k>", lambda h, _, k: h // 2 if h % 2 == 0 else h + k),
)


def plot(rng: Chance, rounds: int, objects: int) -> Sketch:
    """A height that changes from bar to bar."""
    colours = rng.sample(COLOURS, min(rng.choice((2, 3)) + rounds, objects, 5))
    start, factor = rng.randrange(1, HIGHEST), rng.randrange(2, 6)
    text, step = rng.choice(NEXT)
    source = filled(PLOT, start=start, colours=", ".join(map(quoted, colours)), next=text, k=factor)

    def heights(skipped: int = 0) -> tuple[int, ...]:
        shown, height = list[int](), start
        for i in range(-skipped, len(colours)):
            shown.append(height)
            height = step(height, max(i, 0), factor)
        return tuple(shown[skipped:])

    def lines(numbers: tuple[int, ...]) -> Lines:
        return tuple(f"{colour} {number}" for colour, number in zip(colours, numbers, strict=True))

    right = heights()
    if not all(1 <= each <= HIGHEST for each in right) or len(set(right)) < 3:
        return plot(rng, rounds, objects)
    wrong = dict.fromkeys((heights(1), right[::-1], tuple(sorted(right)), (start,) * len(right)))
    return sketch(
        rng, Program(source, lines(right), tuple(lines(each) for each in wrong if each != right)), charted(rng)
    )
