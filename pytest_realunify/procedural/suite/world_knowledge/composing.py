"""From lines to pictures: as many as it takes to combine the wanted number of facts, and a prompt that places them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Final

from pytest_realunify.procedural.suite.asking import pose
from pytest_realunify.procedural.suite.base import Chance, Knob, Sketch, Subtask
from pytest_realunify.procedural.suite.objects import OBJECTS, WIDEST, cost
from pytest_realunify.procedural.suite.statements import named
from pytest_realunify.procedural.suite.world_knowledge.lines import Items, Line, Room, Way
from pytest_realunify.procedural.suite.world_knowledge.tables import Tables, tables
from pytest_realunify.procedural.world.scene import MAX_PER_ROW, Scene

CATEGORY: Final = "world_knowledge"
VERSION: Final = 2
FACTS: Final = Knob(1, 1, 3, "facts that one picture combines", hard=2)

ALONE: Final = (
    "Draw {0}.",
    "Please draw {0}.",
    "Paint {0}.",
    "Show {0}.",
    "On a plain page, draw {0}.",
    "Make a picture of {0}.",
)
PLACED_ALONE: Final = tuple(
    frame.replace("{0}", "in one row {0}") for frame in ALONE if not frame.startswith("Make a picture of")
)
"""A picture is made of things, not of places."""
TOGETHER: Final = {
    2: (
        "Top row: {0}. Bottom row: {1}.",
        "In the bottom row, draw {1}. In the top row, draw {0}.",
        "Draw in one row {0}; below that, in a row of its own, draw {1}.",
        "Draw in one row {1}. Above that, in another row, draw {0}.",
        "The picture has two rows: the upper row shows {0}; the lower row shows {1}.",
    ),
    3: (
        "Top row: {0}. Middle row: {1}. Bottom row: {2}.",
        "Bottom row: {2}. Middle row: {1}. Top row: {0}.",
        "Draw in one row {0}; below that, in a row of its own, draw {1}; below that again, draw {2}.",
        "The upper row shows {0}; the middle row shows {1}; the lower row shows {2}.",
    ),
}

TRIES: Final = 40
"""Lines that are looked at for one picture: where three facts take six things and five are allowed, none may fit."""


def subtask(called: str, ways: Callable[[Tables, Room], Sequence[Way]], place: int) -> Subtask:
    """A subtask of this category. Facts are read when the first instance is built."""
    found = cache(lambda objects: tuple(ways(tables(called), Room.of(objects))))

    def build(rng: Chance, difficulty: Mapping[str, int]) -> Sketch:
        objects = difficulty["objects"]
        return _sketch(rng, _lines(rng, found(objects), difficulty["facts"], objects))

    return Subtask(CATEGORY, called, VERSION, {"facts": FACTS, "objects": OBJECTS}, build, place)


def _lines(rng: Chance, ways: Sequence[Way], facts: int, objects: int) -> list[Line]:
    """The first line is dealt; others fill up the number of facts, as far as there is room for them."""
    ways = [way for way in ways if len(way.pool)]
    firsts = [way for way in ways if way.facts <= facts and not (way.alone and way.facts < facts)]
    way = rng.deal([way for way in firsts for _ in range(way.weight)])
    several = way.facts < facts
    lines = [way.line(rng, rng.deal(way.starts(several)))]
    left = facts - way.facts
    for _ in range(TRIES):
        if not left:
            break
        added = rng.choice([way for way in ways if way.facts <= left and not way.alone for _ in range(way.weight)])
        line = added.line(rng, rng.choice(added.starts(True)))
        if _fits(line, lines, objects):
            lines.append(line)
            left -= added.facts
    rng.shuffle(lines)
    return lines


def _fits(line: Line, lines: Sequence[Line], objects: int) -> bool:
    """Nothing of it looks like anything else, so that every number is one line's; and there is room for it."""
    taken = {named(item) for other in lines for item in other.items}
    fresh = not taken & {named(item) for item in line.items}
    many = sum(cost(item) for each in (line, *lines) for item in each.items)
    return fresh and len(line.items) <= WIDEST and many <= objects


def _sketch(rng: Chance, lines: Sequence[Line]) -> Sketch:
    phrases = [line.phrase for line in lines]
    if len(lines) == 1:
        line = lines[0]
        frame = rng.choice(PLACED_ALONE if line.placed else ALONE)
        prompt = frame.format(*phrases)
        wrong = [line.scene(items) for items in line.wrong]
        return pose(rng, prompt, line.scene(line.items), wrong, free=not line.placed and len(line.items) > 1)
    prompt = rng.choice(TOGETHER[len(lines)]).format(*phrases)
    rows = [line.items for line in lines]
    return pose(rng, prompt, Scene(tuple(rows)), [*_slips(rng, lines, rows), Scene(tuple(rows[::-1]))])


def _slips(rng: Chance, lines: Sequence[Line], rows: Sequence[Items]) -> list[Scene]:
    """For each line a picture in which it alone is wrong."""
    found = []
    for place, line in enumerate(lines):
        slip = rng.choice([items for items in line.wrong if len(items) <= MAX_PER_ROW])
        found.append(Scene((*rows[:place], slip, *rows[place + 1 :])))
    return found
