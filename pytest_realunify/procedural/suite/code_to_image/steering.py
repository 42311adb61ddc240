"""Branches whose outcome is more than a row of shapes: lights that go on, bars that grow, ways that turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.suite.code_to_image.conditions import of_number
from pytest_realunify.procedural.suite.code_to_image.figured import charted, lamps, stepped
from pytest_realunify.procedural.suite.code_to_image.outputs import (
    COLOURS,
    Lines,
    Program,
    filled,
    number_word,
    quoted,
    sketch,
)
from pytest_realunify.procedural.world.figures.chart import HIGHEST
from pytest_realunify.procedural.world.figures.path import Path

LIGHTS: Final = ("red", "yellow", "green")
SIGNAL: Final = """
def signal(<name>):
    if <first>:
        return "<one>"
    <joint> <second>:
        return "<two>"
    return "<three>"

for each in [<given>]:
    print(signal(each))
"""


def signals(rng: Chance, depth: int, objects: int) -> Sketch:
    """Which lamp is lit hangs on two conditions, and the numbers may first be changed."""
    name, one = number_word(rng), rng.sample(LIGHTS, 3)
    given = rng.sample(range(10, 100), min(rng.choice((2, 3, 4)), objects))
    conditions = [of_number(rng, name) for _ in range(2)]
    step = rng.randrange(3, 20)
    joint = rng.choice(("if", "elif"))
    source = filled(
        SIGNAL,
        name=name,
        first=conditions[0].text,
        second=conditions[1].text,
        one=one[0],
        two=one[1],
        three=one[2],
        given=", ".join(map(str, given)),
        joint=joint,
    )
    if depth > 1:
        changed = f"    if {name} % 2 == 1:\n        {name} += {step}\n    {joint} {conditions[1].text}"
        source = source.replace(f"    {joint} {conditions[1].text}", changed.replace("elif", "if"))

    def lit(order: Sequence[str], late: bool) -> Lines:
        shown = list[str]()
        for number in given:
            if conditions[0].holds(number):
                shown.append(order[0])
                continue
            later = number + step if late and number % 2 == 1 else number
            shown.append(order[1] if conditions[1].holds(later) else order[2])
        return tuple(shown)

    right = lit(one, depth > 1)
    if len(set(right)) == 1:
        return signals(rng, depth, objects)
    wrong = (lit(one, depth == 1), lit(one[::-1], depth > 1), lit((one[1], one[0], one[2]), depth > 1), right[::-1])
    return sketch(rng, Program(source, right, tuple(each for each in wrong if each != right)), lamps(rng))


GROWING: Final = """
bars = {<bars>}
for colour in bars:
    height = bars[colour]
<code>
    print(colour, height)
"""


@dataclass(frozen=True, slots=True)
class Growth:
    """What is added to a bar's height where a condition holds, and where it does not."""

    text: str
    holds: Callable[[str, int], bool]
    more: int
    less: int

    @property
    def code(self) -> str:
        added = f"    if {self.text}:\n        height += {self.more}"
        return f"{added}\n    else:\n        height -= {-self.less}" if self.less else added


def heights(rng: Chance, depth: int, objects: int) -> Sketch:
    """Bars grow or shrink, each under its conditions."""
    colours = rng.sample(COLOURS, min(rng.choice((3, 4)), objects))
    start = tuple(rng.randrange(1, HIGHEST) for _ in colours)
    growths = [_growth(rng) for _ in range(depth)]
    source = filled(
        GROWING,
        bars=", ".join(f"{quoted(colour)}: {height}" for colour, height in zip(colours, start, strict=True)),
        code="\n".join(growth.code for growth in growths),
    )

    def grown(misread: int = -1) -> tuple[int, ...]:
        shown = list(start)
        for bar, colour in enumerate(colours):
            for place, growth in enumerate(growths):
                holds = growth.holds(colour, shown[bar]) != (place == misread)
                shown[bar] += growth.more if holds else growth.less
        return tuple(shown)

    right = grown()
    if not all(1 <= height <= HIGHEST for height in right) or len(set(right)) == 1 or right == start:
        return heights(rng, depth, objects)
    wrong = dict.fromkeys((start, grown(0), grown(depth - 1), right[::-1]))
    lines = [_bars(colours, each) for each in wrong if each != right]
    return sketch(rng, Program(source, _bars(colours, right), tuple(lines)), charted(rng))


def _growth(rng: Chance) -> Growth:
    limit, letter = rng.randrange(3, 7), rng.choice("aeglnru")
    text, holds = rng.choice(
        (
            (f"height < {limit}", lambda _, height: height < limit),
            ("height % 2 == 0", lambda _, height: height % 2 == 0),
            (f'"{letter}" in colour', lambda colour, _: letter in colour),
            ("len(colour) > 4", lambda colour, _: len(colour) > 4),
            (
                f"height > {limit} or len(colour) % 2 == 0",
                lambda colour, height: height > limit or len(colour) % 2 == 0,
            ),
        )
    )
    return Growth(text, holds, rng.randrange(1, 4), -rng.randrange(2))


def _bars(colours: Sequence[str], numbers: Sequence[int]) -> Lines:
    return tuple(f"{colour} {number}" for colour, number in zip(colours, numbers, strict=True))


HEADINGS: Final = ("up", "right", "down", "left")
STEERED: Final = """
ways = ["up", "right", "down", "left"]
way = <start>
for order in "<orders>":
    if order == "<right>":
        way = (way + 1) % 4
    elif order == "<left>":
        way = (way - 1) % 4
    else:
<code>
"""
GOING: Final = (
    "        print(ways[way])",
    "        for _ in range(<times>):\n            print(ways[way])",
    "        if way % 2 == 0:\n            print(ways[way])\n        print(ways[way])",
    "        if way < 2:\n            print(ways[way])\n        print(ways[way])",
)


def steered(rng: Chance, depth: int, objects: int) -> Sketch:
    """Letters steer a way: two of them turn it, another goes on."""
    right, left, on = rng.sample("ABCDEFGHJKLMNPRSTUVWXYZ", 3)
    start, times, form = rng.randrange(4), rng.choice((2, 3)), rng.choice((0, 1) if depth == 1 else (2, 3))
    turns = [rng.choice((right, left)) for _ in range(min(rng.choice((2, 3)) + depth, objects) - 1)]
    orders = on + "".join(turn + on * rng.choice((1, 1, 2)) for turn in turns)
    code = GOING[form].replace("<times>", str(times))
    source = filled(STEERED, start=start, orders=orders, right=right, left=left, code=code)

    def gone(first: int, sign: int, whole: bool = True) -> Lines:
        way, shown = first, list[str]()
        for order in orders:
            if order != on:
                way = (way + (sign if order == right else -sign)) % 4
                continue
            twice = (1, times, 1 + (way % 2 == 0), 1 + (way < 2))[form] if whole else 1
            shown += [HEADINGS[way]] * twice
        return tuple(shown)

    steps = gone(start, 1)
    if not Path("red", steps).fits() or len(Path("red", steps).runs) > objects:
        return steered(rng, depth, objects)
    wrong = (gone(start, -1), gone(0, 1), gone(start, 1, whole=False), steps[:-1])
    chosen = tuple(each for each in dict.fromkeys(wrong) if each != steps)
    return sketch(rng, Program(source, steps, chosen), stepped(rng))
