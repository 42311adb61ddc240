"""Sizes, weights, parts, pairs, piles, dials, clock hands."""

from __future__ import annotations

import re
from functools import partial
from typing import Final

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.reference.refining.ordering import order
from pytest_realunify.procedural.reference.refining.phrases import N, Solver, number, pictured
from pytest_realunify.procedural.reference.refining.tallying import tally
from pytest_realunify.procedural.world.figures.pair import Pair
from pytest_realunify.procedural.world.reading import mentions
from pytest_realunify.procedural.world.scene import DIRECTIONS, SHAPES, Arrow, Scene, Shape, row
from pytest_realunify.procedural.world.words import COLOUR

TABLE: Final = "commonsense_reasoning/common_objects"
_KIND: Final = "|".join(SHAPES)
_POINTING: Final = "|".join(sorted(DIRECTIONS, key=len, reverse=True))
_LOOSE: Final = re.compile(rf"\b({N}) ({COLOUR}) (?:socks|knitting needles|chopsticks)\b", re.IGNORECASE)
_MOVES: Final = re.compile(
    rf"(?P<under>topmost one is slid under)|(?P<over>lowest one is pulled out and laid on top)|(?P<turn>upside down)"
    rf"|(?P<away>topmost one is taken away)|an? (?P<more>{COLOUR}) one is added on top"
)
_TURN: Final = re.compile(r"(an eighth of a|a quarter|half a|three quarters of a) turn (clockwise|counterclockwise)")
_EIGHTHS: Final = {"an eighth of a": 1, "a quarter": 2, "half a": 4, "three quarters of a": 6}


def _sized(text: str) -> Scene | None:
    if "large" not in text or not re.search(r"in life|follow life|biggest thing", text):
        return None
    for entry in facts(TABLE)["size"]:
        looks = pictured(text, entry["names"])
        by_size = sorted(looks, key=entry["names"].index)
        steps = ("small", "large") if len(by_size) == 2 else ("small", "medium", "large")
        size = dict(zip(by_size, steps, strict=True))
        return row(*(Shape(look.kind, look.colour, size[name]) for name, look in looks.items()))
    return None


def _paired(text: str) -> Scene | None:
    kind = re.search(rf"\bone ({_KIND})\b", text)
    loose = [(number(n.lower()) // 2, colour) for n, colour in _LOOSE.findall(text)]
    if "pairs" not in text or kind is None or not loose:
        return None
    return Scene(tuple((Shape(kind[1], colour),) * pairs for pairs, colour in loose if pairs))


def _piled(text: str) -> Scene | None:
    stacked = re.search(rf"\ban? ({COLOUR}) \w+ on the floor((?:(?:,| and) an? {COLOUR} one on top of that)+)", text)
    kind = re.search(rf"\bone ({_KIND})\b", text)
    if stacked is None or kind is None:
        return None
    pile = [stacked[1], *re.findall(rf"an? ({COLOUR}) one", stacked[2])]
    for match in _MOVES.finditer(text):
        if match["turn"]:
            pile.reverse()
        elif match["over"]:
            pile = pile[1:] + pile[:1]
        elif match["more"]:
            pile.append(match["more"])
        else:
            top = pile.pop()
            pile = [top, *pile] if match["under"] else pile
    return Scene(tuple((Shape(kind[1], colour),) for colour in reversed(pile)))


def _dialled(text: str) -> Scene | None:
    start = re.search(rf"\b(?:points|pointing) (?:to the )?({_POINTING})\b", text)
    colour = re.search(rf"\b({COLOUR}) arrow\b", text)
    turns = _TURN.findall(text)
    if start is None or colour is None or not turns or not re.search(r"pointer|the mark of", text):
        return None
    eighths = sum(_EIGHTHS[part] * (1 if way == "clockwise" else -1) for part, way in turns)
    names = list(DIRECTIONS)
    return row(Arrow(colour[1], names[(names.index(start[1]) + eighths) % 8]))


def _minute_hands(text: str) -> Scene | None:
    colour = re.search(rf"\b({COLOUR}) arrows?\b", text)
    times = re.findall(r"\b\d{1,2}:(\d\d)\b", text)
    if "minute hand" not in text or colour is None or not times:
        return None
    quarters = facts(TABLE)["hands"]["quarters"]
    return row(*(Arrow(colour[1], quarters[minute]) for minute in times))


_PLACED: Final = re.compile(
    r"\bis (?:(?P<inside>packed away in|put into)|(?P<on>set down on)|(?P<behind>pushed behind))\b"
    r"|(?P<top>comes to lie on top of)|(?P<hidden>ends up half hidden by)"
)


def _put(text: str) -> Scene | None:
    looks = list(mentions(text))
    places = list(_PLACED.finditer(text))
    if not places or len(looks) != 2 or "inside its shape" not in text:
        return None
    thing, box = looks if re.match(r"An? ", text) else looks[::-1]
    last = places[-1]
    relation = "inside" if last["inside"] else "behind" if last["behind"] or last["hidden"] else "on top of"
    return row(Pair(thing, relation, box))


SOLVERS: Final[tuple[Solver, ...]] = (
    partial(order, table=TABLE),
    partial(tally, table=TABLE),
    _sized,
    _paired,
    _piled,
    _dialled,
    _minute_hands,
    _put,
)
