"""Orders of places, courses on a map, phases of the Moon, day and night, solar time, seasons."""

from __future__ import annotations

import re
from functools import partial
from typing import Final

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.reference.refining.ordering import order
from pytest_realunify.procedural.reference.refining.phrases import N, Solver, named, number, pictured
from pytest_realunify.procedural.world.figures.thermometer import Thermometer
from pytest_realunify.procedural.world.figures.tree import Tree
from pytest_realunify.procedural.world.scene import DIRECTIONS, Arrow, Halves, Scene, Shape, Sign, row
from pytest_realunify.procedural.world.words import COLOUR

TABLE: Final = "scientific_reasoning/geography"
_TURN: Final = re.compile(r"(an eighth of a|a quarter|half a|three quarters of a) turn to the (left|right)")
_EIGHTHS: Final = {"an eighth of a": 1, "a quarter": 2, "half a": 4, "three quarters of a": 6}
_SUN: Final = re.compile(r"the Sun (?:is )?far (?:away on the (left|right)|(above|below) the \w+ edge)", re.IGNORECASE)


def _headed(text: str) -> Scene | None:
    table = facts(TABLE)
    starts = {f"due {point}": point for point in table["compass"]["points"]}
    starts |= {heading["told"]: heading["point"] for heading in table["heading"]}
    start, colour, turns = named(text, starts), re.search(rf"\b({COLOUR}) arrow\b", text), _TURN.findall(text)
    if len(start) != 1 or colour is None or not turns:
        return None
    eighths = sum(_EIGHTHS[part] * (1 if side == "right" else -1) for part, side in turns)
    names = list(DIRECTIONS)
    facing = table["compass"]["points"][starts[start[0]]]
    return row(Arrow(colour[1], names[(names.index(facing) + eighths) % 8]))


def _inks(text: str) -> dict[str, str] | None:
    """The colours of what is lit and what is not."""
    bright = re.search(
        rf"\b({COLOUR}) (?:where it is lit|for the sunlit part)|it is day is ({COLOUR})|day in ({COLOUR})", text
    )
    dark = re.search(
        rf"\b({COLOUR}) (?:where it is in shade|for the part in shade)|it is night is ({COLOUR})|night in ({COLOUR})",
        text,
    )
    if bright is None or dark is None:
        return None
    return {"bright": next(filter(None, bright.groups())), "dark": next(filter(None, dark.groups()))}


def _phased(text: str) -> Scene | None:
    table, inks = facts(TABLE), _inks(text)
    moons = {told: moon["north"] for moon in table["moon"] for told in moon["told"]}
    sides = {city: entry["side"] for entry in table["hemisphere"] for city in entry["cities"]}
    moment, city = named(text, moons), named(text, sides)
    if inks is None or len(moment) != 1 or len(city) != 1:
        return None
    left, right = moons[moment[0]]
    if sides[city[0]] == "south":  # there the same Moon stands on its head
        left, right = right, left
    return _disc("left", inks[left], inks[right])


def _disc(side: str, first: str, second: str) -> Scene:
    if first == second:
        return row(Shape("circle", first))
    return row(Halves("vertical" if side in ("left", "right") else "horizontal", first, second))


def _sunlit(text: str) -> Scene | None:
    """The half towards the Sun has day, however the globe has turned."""
    sun, inks = _SUN.search(text), _inks(text)
    if sun is None or inks is None:
        return None
    side = (sun[1] or sun[2]).lower()
    halves = inks["bright"], inks["dark"]
    return _disc(side, *(halves if side in ("left", "above") else halves[::-1]))


def _timed(text: str) -> Scene | None:
    """The Earth turns by 15 degrees an hour, and eastern clocks are ahead."""
    start = re.search(r"\b(\d{1,2}):(\d\d)\b", text)
    place = re.search(r"\b(\d{1,3}) degrees (?:to the )?(east|west)\b", text)
    colour = re.search(rf"\bin ({COLOUR})\b|\b({COLOUR}) figures", text)
    if start is None or place is None or colour is None or not re.search(r"mean (?:sun|solar)", text):
        return None
    shift = int(place[1]) * 60 // 15 * (1 if place[2] == "east" else -1)
    hour, minute = divmod((int(start[1]) * 60 + int(start[2]) + shift) % (24 * 60), 60)
    return row(Sign(f"{hour}:{minute:02d}", colour[1] or colour[2]))


def _seasonal(text: str) -> Scene | None:
    table = facts(TABLE)
    if "season" not in text.lower() and "blossom" not in text:
        return None
    months = {month: season for season in table["season"] for month in season["months"]}
    sides = {city: entry["side"] for entry in table["hemisphere"] for city in entry["cities"]}
    visits = re.findall(rf"\b({'|'.join(sides)}) in ({'|'.join(months)})\b", text)
    if visits and "pink blossom" in text:
        return row(*(Tree(months[month]["name" if sides[city] == "north" else "opposite"]) for city, month in visits))
    looks = pictured(text, [season["name"] for season in table["season"]])
    if not visits or len(looks) != len(table["season"]):
        return None
    return row(*(looks[months[month]["name" if sides[city] == "north" else "opposite"]] for city, month in visits))


_CLIMB: Final = re.compile(rf"\b({N}) kilometres? (up|down)\b")


def _risen(text: str) -> Scene | None:
    per = re.search(rf"\b({N}) degrees colder\b", text)
    start = re.search(r"\bis (\d{1,2}) degrees Celsius\b", text)
    climbs = _CLIMB.findall(text)
    if per is None or start is None or not climbs:
        return None
    height = sum(number(many) * (1 if way == "up" else -1) for many, way in climbs)
    return row(Thermometer(int(start[1]) - number(per[1]) * height))


SOLVERS: Final[tuple[Solver, ...]] = (
    partial(order, table=TABLE),
    _headed,
    _phased,
    _sunlit,
    _timed,
    _seasonal,
    _risen,
)
