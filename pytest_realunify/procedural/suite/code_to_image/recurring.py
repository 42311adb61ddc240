"""Functions that call themselves: how often, how deep, and in which order they print."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Final

from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.suite.code_to_image.figured import many
from pytest_realunify.procedural.suite.code_to_image.outputs import (
    COLOURS,
    KINDS,
    Lines,
    Program,
    filled,
    listed,
    sketch,
)
from pytest_realunify.procedural.suite.objects import WIDEST
from pytest_realunify.procedural.world.words import numbers_in

Rule = Callable[[int, int], int]


def _even_steps(n: int, base: int) -> int:
    if n < base:
        return 1
    return _even_steps(n // 2, base) + 1 if n % 2 == 0 else _even_steps(n - 3, base)


def _digit_sum(n: int, base: int) -> int:
    return n if n < base else _digit_sum(n // base, base) + n % base


def _branches(n: int, base: int) -> int:
    return 1 if n < base else _branches(n - base, base) + _branches(n // 2 - 1, base)


def _taken_away(a: int, b: int) -> int:
    if a == b:
        return 1
    return _taken_away(b, a) if a < b else _taken_away(a - b, b) + 1


FORMS: Final[tuple[tuple[str, Rule], ...]] = (
    (
        """
def <f>(n):
    if n < <base>:
        return 1
    if n % 2 == 0:
        return <f>(n // 2) + 1
    return <f>(n - 3)
""",
        _even_steps,
    ),
    (
        """
def <f>(n):
    if n < <base>:
        return n
    return <f>(n // <base>) + n % <base>
""",
        _digit_sum,
    ),
    (
        """
def <f>(n):
    if n < <base>:
        return 1
    return <f>(n - <base>) + <f>(n // 2 - 1)
""",
        _branches,
    ),
    (
        """
def <f>(a, b=<base>):
    if a == b:
        return 1
    if a < b:
        return <f>(b, a)
    return <f>(a - b, b) + 1
""",
        _taken_away,
    ),
)


def calls(rng: Chance, depth: int, objects: int) -> Sketch:
    """A number comes out of a function that calls itself: so many candles, windows or birds."""
    name = rng.choice(("count", "f", "value", "parts", "score"))
    form, rule = rng.choice(FORMS)
    base, start = rng.randrange(3, 8), rng.randrange(8, 20 + 20 * depth)
    source = filled(f"{form.strip()}\n\nprint(<f>(<start>))", f=name, base=base, start=start)
    right = rule(start, base)
    if not 2 <= right <= min(WIDEST, objects) or str(right) in numbers_in(source):
        return calls(rng, depth, objects)
    wrong = [right - 1, right + 1, rule(start + 1, base)]
    lines = tuple((str(each),) for each in dict.fromkeys(wrong) if each != right)
    return sketch(rng, Program(source, (str(right),), lines), many(rng))


VISIT: Final = """
def <f>(line):
    if not line:
        return
    at = len(line) <split>
<steps>

<f>([<line>])
"""
PRINTED: Final = '    print(line[at], "<kind>")'
HALVES: Final = ("    <f>(line[:at])", "    <f>(line[at + 1:])")
VISITS: Final = tuple(product((0, 1, 2), (False, True), ("// 2", "// 3", "- 1")))
"""When a call prints, whether the later part comes first, where the line is split."""
UNCHANGED: Final = ((1, False, "// 2"), (1, False, "// 3"), (1, False, "- 1"), (2, False, "- 1"))


def visits(rng: Chance, rounds: int, objects: int) -> Sketch:
    """A line is split in two, and its parts are visited in the same way."""
    name = rng.choice(("show", "visit", "lay", "visit_all", "walk"))
    colours = rng.sample(COLOURS, min(rng.choice((3, 4)) + rounds, objects, WIDEST))
    kind = rng.choice(KINDS)
    way = rng.choice([each for each in VISITS if each not in UNCHANGED])
    turn, later_first, split = way
    steps = list(HALVES[::-1] if later_first else HALVES)
    steps.insert(turn, PRINTED)
    source = filled(
        VISIT, steps="\n".join(steps), split=split, f=name, kind=kind, line=", ".join(f'"{each}"' for each in colours)
    )

    def visited(line: list[str], when: int, later: bool) -> list[str]:
        if not line:
            return []
        at = {"// 2": len(line) // 2, "// 3": len(line) // 3, "- 1": len(line) - 1}[split]
        parts = [visited(line[:at], when, later), visited(line[at + 1 :], when, later)]
        parts = parts[::-1] if later else parts
        parts.insert(when, [line[at]])
        return [each for part in parts for each in part]

    def lines(order: list[str]) -> Lines:
        return tuple(f"{colour} {kind}" for colour in order)

    right = visited(colours, turn, later_first)
    misread = [colours, visited(colours, (turn + 1) % 3, later_first), visited(colours, turn, not later_first)]
    wrong = tuple(lines(each) for each in (*misread, right[::-1]) if each != right)
    return sketch(rng, Program(source, lines(right), wrong), listed(rng))
