"""Knobs that are turned, and minute hands."""

from __future__ import annotations

from itertools import product
from typing import Final

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.suite.asking import pose
from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.suite.looks import INKS
from pytest_realunify.procedural.suite.turning import CLOCKWISE, TURNS, turned
from pytest_realunify.procedural.world.english import direction_phrase
from pytest_realunify.procedural.world.scene import DIRECTIONS, Arrow, row
from pytest_realunify.procedural.world.words import listed, with_article

TABLE: Final = "commonsense_reasoning/common_objects"


def dialled(rng: Chance, steps: int) -> Sketch:
    """The pointer of a knob, turned and turned again."""
    thing, colour, start = rng.deal(list(product(_KNOBS, INKS, DIRECTIONS)))
    turns = [rng.choice(list(product(TURNS, CLOCKWISE))) for _ in range(steps)]
    while turned(start, turns) == start:
        turns = [rng.choice(list(product(TURNS, CLOCKWISE))) for _ in range(steps)]
    told = ", then ".join(f"{part} {way}" for part, way in turns)
    prompt = rng.choice(_DIALS).format(
        thing=thing, colour=colour, arrow=with_article(f"{colour} arrow"), told=told, start=direction_phrase(start)
    )
    backwards = [(part, CLOCKWISE[way == CLOCKWISE[0]]) for part, way in turns]
    wrong = [start, turned(start, backwards), turned(start, turns[:-1]), turned(start, [*turns, turns[-1]])]
    scenes = [row(Arrow(colour, direction)) for direction in wrong]
    return pose(rng, prompt, row(Arrow(colour, turned(start, turns))), scenes)


_KNOBS: Final = ("cooker knob", "radio dial", "thermostat", "combination lock", "kitchen timer", "washing-machine dial")
_DIALS: Final = (
    """The pointer on a {thing} points {start} to begin with. It is turned by {told}. Draw the pointer as {arrow}, \
the way it points in the end.""",
    """Seen from the front, the mark of a {thing} starts out pointing {start}. Somebody turns it by {told}. Where \
does it point now? Show it as one {colour} arrow.""",
)


def minute_hands(rng: Chance, steps: int) -> Sketch:
    """The minute hands of clocks side by side."""
    quarters: dict[str, str] = facts(TABLE)["hands"]["quarters"]
    minutes = list(quarters)
    colour, first, hour = rng.deal(list(product(INKS, minutes, range(1, 13))))
    other = rng.choice([minute for minute in minutes if minute != first])
    more = [other, *(rng.choice(minutes) for _ in range(steps - 1))]
    rng.shuffle(more)
    times = [(hour, first), *((rng.randint(1, 12), minute) for minute in more)]
    shown = [Arrow(colour, quarters[minute]) for _, minute in times]
    told = listed([f"{hour}:{minute}" for hour, minute in times])
    prompt = rng.choice(_HANDS).format(told=told, colour=colour, arrow=with_article(f"{colour} arrow"))
    slip = rng.randrange(len(shown))
    turn = {"up": "down", "down": "up", "left": "right", "right": "left"}
    wrong = [
        [Arrow(colour, turn[each.direction] if place == slip else each.direction) for place, each in enumerate(shown)],
        [Arrow(colour, "up") for _ in shown],
        shown[::-1],
    ]
    return pose(rng, prompt, row(*shown), [row(*each) for each in wrong])


_HANDS: Final = (
    """Round wall clocks hang side by side; from left to right they show {told}. For each draw just its minute hand, \
as {arrow} from the middle of the dial outwards.""",
    """Draw a row of {colour} arrows, one for each of these times in this order from left to right: {told}. Every \
arrow points where the minute hand of an ordinary dial points then.""",
)
