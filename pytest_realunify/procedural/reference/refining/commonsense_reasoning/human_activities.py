"""Orders of doing things, traffic lights, clocks, shares of a cake, what people hold."""

from __future__ import annotations

import re
from functools import partial
from typing import Final

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.reference.refining.ordering import order
from pytest_realunify.procedural.reference.refining.phrases import N, Solver, named, number
from pytest_realunify.procedural.world.figures.clock import Clock
from pytest_realunify.procedural.world.figures.counted import Cake
from pytest_realunify.procedural.world.figures.traffic_light import TrafficLight
from pytest_realunify.procedural.world.reading import mentions
from pytest_realunify.procedural.world.scene import SHAPES, Pie, Scene, Shape, Sign, group, row
from pytest_realunify.procedural.world.words import COLOUR

TABLE: Final = "commonsense_reasoning/human_activities"
_KIND: Final = "|".join(SHAPES)
_TIME: Final = re.compile(r"\b(?:at|by) (\d{1,2}):(\d\d)\b")
_DURATION: Final = re.compile(
    r"(?P<hours>\ban hour(?! hand)|\btwo hours)(?: and (?:(?P<some>\d+) minutes|(?P<part>a half|a quarter)))?"
    r"|(?P<minutes>\d+) minutes|(?P<fraction>a quarter of an hour|half an hour|three quarters of an hour)"
)
_PARTS: Final = {"a quarter": 15, "a half": 30, "a quarter of an hour": 15, "half an hour": 30}
_EATEN: Final = re.compile(
    r"(?P<who>[A-Z][a-z]+) eats (?:as many as (?P<same>[A-Z][a-z]+)|one more than (?P<more>[A-Z][a-z]+)"
    r"|twice as many as (?P<twice>[A-Z][a-z]+)|(?P<half>half of what is left)|(?:only )?(?P<some>[a-z]+)\b)"
)


def _signalled(text: str) -> Scene | None:
    if "traffic light" not in text:
        return None
    table = facts(TABLE)
    lit = [signal["light"] for signal in table["signal"] if named(text, signal["moments"])]
    if len(lit) == 1 and "three lamps" in text:
        return row(TrafficLight(lit[0]))
    kind = re.search(rf"\b({_KIND})\b", text)
    dark = re.search(rf"(?:a dark lamp is|those that are off in|the ones that are off are) ({COLOUR})", text)
    if len(lit) != 1 or kind is None or dark is None:
        return None
    return Scene(tuple((Shape(kind[1], lamp if lamp == lit[0] else dark[1]),) for lamp in table["lamps"]["order"]))


def _timed(text: str) -> Scene | None:
    start, colour = _TIME.search(text), re.search(rf"\bin ({COLOUR})\b", text)
    face = re.search(r"\bround clock\b", text)
    if start is None or not (face or (colour and "twelve-hour clock" in text)):
        return None
    spent = sum(_minutes(match) for match in _DURATION.finditer(text))
    must = re.search(r"\b(?:has to|must)\b", text) is not None
    hour, minute = divmod((60 * int(start[1]) + int(start[2]) + (-spent if must else spent)) % 720, 60)
    if face or colour is None:
        return row(Clock(hour or 12, minute))
    return row(Sign(f"{hour or 12}:{minute:02d}", colour[1]))


def _minutes(match: re.Match[str]) -> int:
    if match["minutes"]:
        return int(match["minutes"])
    if match["fraction"]:
        return _PARTS.get(match["fraction"], 45)
    hours = 120 if match["hours"].startswith("two") else 60
    return hours + int(match["some"] or 0) + _PARTS.get(match["part"] or "", 0)


def _shared(text: str) -> Scene | None:
    cut = re.search(rf"\binto ({N}) (?:equal pieces|pieces of one size)", text)
    colour = re.search(rf"\b({COLOUR})(?:, the place of every eaten one| where there is still a piece)", text)
    if cut is None or colour is None:
        return None
    sectors = left = number(cut[1])
    eaten: dict[str, int] = {}
    for match in _EATEN.finditer(text):
        if match["half"]:
            pieces = left // 2
        elif match["some"]:
            pieces = number(match["some"])
        else:
            pieces = eaten.get(match["same"] or "", 0) or (
                eaten[match["more"]] + 1 if match["more"] else 2 * eaten[match["twice"]]
            )
        eaten[match["who"]] = pieces
        left -= pieces
    return row(Pie(sectors, left, colour[1]))


def _equipped(text: str) -> Scene | None:
    table = facts(TABLE)
    each = [kit["each"] for kit in table["kit"] if f"each {kit['part']} " in text and kit["doing"] in text]
    people = sum(party["people"] * len(named(text, party["names"])) for party in table["party"])
    look = next(mentions(text), None)
    return group(look, people * each[0]) if each and look and 0 < people * each[0] <= 36 else None


_AGE: Final = re.compile(rf"\b([A-Z][a-z]+) is ({N}) years old\.")
_YOUNGER: Final = re.compile(
    rf"\b(?P<one>[A-Z][a-z]+) is (?:(?P<n>{N}) years younger than|half as old as) (?P<other>[A-Z][a-z]+)\."
)


def _birthday(text: str) -> Scene | None:
    start = _AGE.search(text)
    if start is None or "candle" not in text:
        return None
    ages = {start[1]: number(start[2])}
    for match in _YOUNGER.finditer(text):
        other = ages[match["other"]]
        ages[match["one"]] = other - number(match["n"]) if match["n"] else other // 2
    child = re.search(r"\bToday is ([A-Z][a-z]+)'s birthday|\bToday ([A-Z][a-z]+) has turned", text)
    return row(Cake(ages[child[1] or child[2]])) if child else None


SOLVERS: Final[tuple[Solver, ...]] = (
    partial(order, table=TABLE),
    _signalled,
    _birthday,
    _timed,
    _shared,
    _equipped,
)
