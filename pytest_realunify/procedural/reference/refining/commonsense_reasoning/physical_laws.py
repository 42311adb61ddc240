"""Buoyancy, gravity, mirrors, shadows, and liquid that is neither lost nor gained."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.reference.refining.phrases import Solver, arrow_colours, named, pictured
from pytest_realunify.procedural.world.figures.balance import Balance
from pytest_realunify.procedural.world.reading import mentions
from pytest_realunify.procedural.world.scene import DIRECTIONS, LEVELS, Arrow, Glass, Item, Scene, Shape, row
from pytest_realunify.procedural.world.words import COLOUR

_LEVEL: Final = "|".join(sorted(LEVELS, key=len, reverse=True))
_LIQUID: Final = re.compile(rf"\b({COLOUR}) liquid\b")
_ITEM: Final = re.compile(
    rf"\ban? (?P<colour>{COLOUR}) (?:arrow pointing (?:to the )?"
    rf"(?P<direction>{'|'.join(sorted(DIRECTIONS, key=len, reverse=True))})|(?P<kind>[a-z]+))\b"
)
_STATE: Final = re.compile(rf"\bthe (left|middle|right) one is ({_LEVEL})")
_POUR: Final = re.compile(
    rf"all the \w+ in the (?P<giver>\w+) glass is poured into the (?P<taker>\w+) one"
    rf"|is poured from the (?P<from>\w+) glass into the (?P<to>\w+) one until "
    rf"the (?P<told>\w+) one is (?P<level>{_LEVEL})"
)


def _entries(kind: str) -> Mapping[str, dict[str, Any]]:
    """What the table says of a thing, by its name."""
    table = facts("commonsense_reasoning/physical_laws")[kind]
    return {name: entry for entry in table for name in entry["things"]}


def _immersed(text: str) -> Scene | None:
    if not re.search(r"pushed (?:right )?under|pushes one thing right under", text):
        return None
    level, liquid = re.search(rf"\b({_LEVEL}) of fresh water", text), _LIQUID.search(text)
    known = _entries("float")
    if level is None or liquid is None:
        return None
    return row(
        *(
            Glass(LEVELS.index(level[1]), liquid[1], look, known[name]["floats"])
            for name, look in pictured(text, known).items()
        )
    )


def _released(text: str) -> Scene | None:
    if "let go at the same moment" not in text and "released in still surroundings" not in text:
        return None
    known = _entries("release")
    pairs = zip(arrow_colours(text), named(text, known), strict=True)
    return row(*(Arrow(colour, known[name]["moves"]) for colour, name in pairs))


def _reflected(text: str) -> Scene | None:
    upright = re.search(r"looking-glass|mirror that stands upright", text)
    if not upright and not re.search(r"reflection in the water|its reflection", text):
        return None
    told = text.split(". ", maxsplit=1)[0]
    items = [_seen(match, sideways=upright is not None) for match in _ITEM.finditer(told)][::-1]
    return row(*items) if upright else Scene(tuple((item,) for item in items))


def _seen(match: re.Match[str], sideways: bool) -> Item:
    """An item in the mirror, which exchanges left and right, or up and down."""
    if match["direction"] is None:
        return Shape(match["kind"], match["colour"])
    exchange = {"left": "right", "right": "left"} if sideways else {"up": "down", "down": "up", **_UPPER_LOWER}
    return Arrow(match["colour"], " ".join(exchange.get(word, word) for word in match["direction"].split()))


_UPPER_LOWER: Final = {"upper": "lower", "lower": "upper"}


def _shaded(text: str) -> Scene | None:
    told = re.search(r"\b(?:the (sun|moon|street lamp) shines from|the shadow falls to) the (left|right)", text, re.I)
    looks = {shape.kind: shape for shape in mentions(text)}
    if told is None or "shadow" not in text or len(looks) != 3:
        return None
    shadow = looks.pop("bar")
    lights = [look for look in looks.values() if _is_light(look, text)]
    if len(lights) != 1:
        return None
    light, thing = lights[0], next(look for look in looks.values() if look != lights[0])
    light_left = (told[2] == "left") == (told[1] is not None)
    return row(light, thing, shadow) if light_left else row(shadow, thing, light)


def _is_light(look: Shape, text: str) -> bool:
    """Whether the look is the one of `the sun as …` or `… for the sun`."""
    phrase, source = rf"an? {look.colour} {look.kind}", r"the (?:sun|moon|street lamp)"
    return re.search(rf"{source} as {phrase}|{phrase} for {source}", text) is not None


def _poured(text: str) -> Scene | None:
    levels = {name: LEVELS.index(level) for name, level in _STATE.findall(text.split(" poured ", maxsplit=1)[0])}
    liquid, pours = _LIQUID.search(text), list(_POUR.finditer(text))
    if liquid is None or not pours or len(levels) < 2:
        return None
    for pour in pours:
        _pour(levels, pour)
    order = [name for name in ("left", "middle", "right") if name in levels]
    return row(*(Glass(levels[name], liquid[1] if levels[name] else None) for name in order))


def _pour(levels: dict[str, int], pour: re.Match[str]) -> None:
    giver, taker = pour["giver"] or pour["from"], pour["taker"] or pour["to"]
    both = levels[giver] + levels[taker]
    if pour["told"] is None:
        levels[giver], levels[taker] = 0, both
        return
    told = pour["told"]
    other = taker if told == giver else giver
    levels[told] = LEVELS.index(pour["level"])
    levels[other] = both - levels[told]


_PUT: Final = re.compile(
    r"(?P<swap>lies on the left pan and what lies on the right pan change places)"
    r"|what lies on the (?P<off>left|right) pan is taken off"
    r"|(?P<new>[^.]+?) takes the place of what lies on the (?P<on>left|right) pan"
)


def _weighed(text: str) -> Scene | None:
    things: list[str] = facts("commonsense_reasoning/physical_laws")["weight"]["things"]
    start = re.search(r"left pan lies ([^,]+), on its|puts (.+?) on the left pan of a balance and", text)
    after = re.search(r"on its right pan ([^.]+)\.|of a balance and (.+?) on its right pan\.", text)
    if start is None or after is None:
        return None
    told = named(start[1] or start[2], things) + named(after[1] or after[2], things)
    pans: dict[str, int | None] = {"left": things.index(told[0]), "right": things.index(told[-1])}
    for match in _PUT.finditer(text):
        if match["swap"]:
            pans = {"left": pans["right"], "right": pans["left"]}
        elif match["off"]:
            pans[match["off"]] = None
        else:
            pans[match["on"]] = things.index(named(match["new"], things)[0])
    left, right = (-1 if pans[side] is None else pans[side] or 0 for side in ("left", "right"))
    return row(Balance("neither" if left == right else "left" if left > right else "right"))


SOLVERS: Final[tuple[Solver, ...]] = (_immersed, _released, _reflected, _shaded, _poured, _weighed)
