"""Loops that print rows: patterns of letters, numbers that grow and shrink, walks that turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import Final

from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.suite.code_to_image.outputs import (
    COLOURS,
    KINDS,
    Lines,
    Program,
    arrows,
    filled,
    lettered,
    numbered,
    sketch,
)
from pytest_realunify.procedural.suite.objects import WIDEST
from pytest_realunify.procedural.world.scene import Shape
from pytest_realunify.procedural.world.words import numbers_in

Cell = Callable[[int, int], bool]


def _cells(rng: Chance, height: int, width: int) -> tuple[str, Cell]:
    """A condition on a place, by its row `r` and column `c` counted from 0."""
    factor, rest = rng.choice((2, 3)), rng.randrange(2)
    edge = rng.randrange(1, width)
    found: tuple[tuple[str, Cell], ...] = (
        (f"(r + c) % {factor} == {rest}", lambda r, c: (r + c) % factor == rest),
        ("r == c", lambda r, c: r == c),
        ("c <= r", lambda r, c: c <= r),
        (f"r + c < {width}", lambda r, c: r + c < width),
        (f"r in (0, {height - 1}) or c in (0, {width - 1})", lambda r, c: r in (0, height - 1) or c in (0, width - 1)),
        (f"r * c % {factor} == 0", lambda r, c: r * c % factor == 0),
        (f"c < {edge} or r % 2 == {rest}", lambda r, c: c < edge or r % 2 == rest),
        (f"(2 * r + c) % 3 == {rest}", lambda r, c: (2 * r + c) % 3 == rest),
        (f"c >= {edge} and r > 0", lambda r, c: c >= edge and r > 0),
    )
    return rng.choice(found)


PATTERNS: Final = (
    """
for r in range(<height>):
    row = ""
    for c in range(<width>):
        if <text>:
            row += "<one>"
        else:
            row += "<other>"
    print(row)
""",
    """
for r in range(<height>):
    print("".join("<one>" if <text> else "<other>" for c in range(<width>)))
""",
    """
r = 0
while r < <height>:
    row = ["<one>" if <text> else "<other>" for c in range(<width>)]
    print("".join(row))
    r += 1
""",
)


SIZES: Final = ((2, 2), (2, 3), (3, 2), (2, 4), (4, 2), (2, 5), (3, 3), (3, 4), (4, 3), (2, 6))
"""Rows and columns of a pattern."""


def pattern(rng: Chance, rounds: int, objects: int) -> Sketch:
    """Two loops, one inside the other, lay out two letters."""
    height, width = rng.choice([each for each in SIZES if each[0] * each[1] <= objects] or [SIZES[0]])
    one, other = rng.sample("ABCDEFGHJKLMNPRSTUVWXYZ", 2)
    text, holds = _cells(rng, height, width)
    template = rng.choice(PATTERNS)
    source = filled(template, height=height, width=width, text=text, one=one, other=other)

    def rows(high: int, wide: int, first: str, second: str, shift: int = 0) -> Lines:
        return tuple(
            "".join(first if holds(r + shift, c + shift) else second for c in range(wide)) for r in range(high)
        )

    right = rows(height, width, one, other)
    if len(set("".join(right))) == 1:
        return pattern(rng, rounds, objects)
    wrong = (
        rows(height, width, other, one),
        rows(height + 1, width, one, other),
        rows(height, width + 1, one, other),
        rows(height, width, one, other, shift=1),
    )
    chosen = tuple(rng.sample([each for each in wrong if each != right], 3))
    return sketch(rng, Program(source, right, chosen), lettered(rng, (one, other)))


ROWS: Final = tuple(product(KINDS, COLOURS, range(3)))
"""What the rows are made of, and where their numbers begin."""


def stairs(rng: Chance, rounds: int, objects: int) -> Sketch:
    """A number changes from round to round and is printed every time."""
    count = min(2 + (objects > 5) + rounds // 2, 1 + objects // 3)
    kind, colour, first = rng.deal(ROWS)
    source, right = rng.choice((_adding, _pair, _shrinking, _remainders))(rng, first, count)
    if not all(0 < each <= WIDEST for each in right) or len(set(right)) == 1 or not 1 < len(right) <= WIDEST:
        return stairs(rng, rounds, objects)
    if sum(right) > objects or str(sum(right)) in numbers_in(source):
        return stairs(rng, rounds, objects)
    wrong = ((*right, right[-1]), right[:-1], right[::-1], tuple(sorted(right)))
    chosen = [each for each in wrong if each != right]
    return sketch(rng, Program(source, _texts(right), tuple(map(_texts, chosen))), numbered(rng, Shape(kind, colour)))


def _texts(numbers: Sequence[int]) -> Lines:
    return tuple(map(str, numbers))


Numbers = tuple[int, ...]


def _adding(rng: Chance, first: int, count: int) -> tuple[str, Numbers]:
    start, factor, top = first + 1, rng.choice((2, 3)), rng.choice((3, 4))
    source = filled(
        "n = <start>\nfor step in range(1, <end>):\n    print(n)\n    n += step % <factor> + 1\n    if n > <top>:\n"
        "        n -= <top>",
        start=start,
        end=count + 1,
        factor=factor,
        top=top,
    )
    shown, number = list[int](), start
    for step in range(1, count + 1):
        shown.append(number)
        number += step % factor + 1
        number -= top if number > top else 0
    return source, tuple(shown)


def _pair(rng: Chance, first: int, count: int) -> tuple[str, Numbers]:
    one, other, limit = first + 1, rng.randrange(1, 4), rng.randrange(2, 5)
    source = filled(
        "a, b = <one>, <other>\nfor _ in range(<count>):\n    print(a)\n    a, b = b, (a + b) % <limit> + 1",
        one=one,
        other=other,
        count=count,
        limit=limit,
    )
    shown = list[int]()
    for _ in range(count):
        shown.append(one)
        one, other = other, (one + other) % limit + 1
    return source, tuple(shown)


def _shrinking(rng: Chance, first: int, _: int) -> tuple[str, Numbers]:
    start, step, stop = first + 4, rng.randrange(2, 4), rng.randrange(2)
    source = filled(
        "n = <start>\nwhile n > 0 and n != <stop>:\n    print(n)\n    if n % 2 == 0:\n        n //= 2\n    else:\n   "
        "     n -= <step>",
        start=start,
        stop=stop,
        step=step,
    )
    shown, number = list[int](), start
    while number > 0 and number != stop:
        shown.append(number)
        number = number // 2 if number % 2 == 0 else number - step
    return source, tuple(shown)


def _remainders(rng: Chance, first: int, count: int) -> tuple[str, Numbers]:
    start, step, modulus = 10 * first + rng.randrange(10, 20), rng.randrange(3, 12), rng.randrange(3, 6)
    source = filled(
        "for n in range(<start>, <end>, <step>):\n    print(n % <modulus> + 1)",
        start=start,
        end=start + step * count,
        step=step,
        modulus=modulus,
    )
    return source, tuple((start + step * at) % modulus + 1 for at in range(count))


HEADINGS: Final = ("up", "right", "down", "left")
EIGHT: Final = ("up", "upper right", "right", "lower right", "down", "lower left", "left", "upper left")
WALKS: Final = tuple(
    (colour, names, start, turn, more)
    for colour, names, more in product(COLOURS, (HEADINGS, EIGHT), range(3))
    for start, turn in product(range(len(names)), range(1, len(names)))
)
"""A colour, the directions, the first of them, by how many each turn goes on, and by how many more every time."""


def walk(rng: Chance, rounds: int, objects: int) -> Sketch:
    """A heading that turns in a loop."""
    colour, names, start, turn, more = rng.deal(WALKS)
    count = min(3 + rounds, objects, WIDEST)
    source = filled(
        "headings = [<names>]\nat = <start>\nfor step in range(<count>):\n    at = (at + <turn>) % "
        "len(headings)\n"
        "    print(headings[at])",
        names=", ".join(f'"{name}"' for name in names),
        start=start,
        count=count,
        turn=f"{turn}{('', ' + step', ' + 2 * step')[more]}",
    )

    def headings(first: int, sign: int, printed_first: bool) -> Lines:
        at, shown = first, list[str]()
        for step in range(count):
            if printed_first:
                shown.append(names[at])
            at = (at + sign * (turn + step * more)) % len(names)
            if not printed_first:
                shown.append(names[at])
        return tuple(shown)

    right = headings(start, 1, False)
    in_order = tuple(names[at % len(names)] for at in range(count))
    wrong = tuple(each for each in (headings(start, 1, True), headings(start, -1, False), in_order) if each != right)
    return sketch(rng, Program(source, right, wrong), arrows(rng, colour))
