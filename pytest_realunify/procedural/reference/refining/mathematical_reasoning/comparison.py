"""Shares, levels and rates, compared."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.reference.refining.mathematical_reasoning.asking import KIND, filled
from pytest_realunify.procedural.reference.refining.mathematical_reasoning.chances import shown
from pytest_realunify.procedural.reference.refining.mathematical_reasoning.grammar import (
    Text,
    minutes,
    number,
    numbers,
    rule,
)
from pytest_realunify.procedural.reference.refining.mathematical_reasoning.proportion import (
    LIST,
    TABLE,
    amounts_by_name,
)
from pytest_realunify.procedural.world.scene import Glass, Scene, Shape, row
from pytest_realunify.procedural.world.words import COLOUR, singular


def share(text: Text) -> Scene | None:
    """The part of a class."""
    told = text.take("Of the <whole> pupils in [a-z]+'s class, (?P<what>.+)")
    come = amounts_by_name(told["what"], "<n> (?:come )?(?P<what>by [a-z]+)") if told else None
    if told is None or not come or not text.take("All the others walk") or not (whole := number(told["whole"])):
        return None
    shares = {f"of the pupils who come {way}": count / whole for way, count in come.items()}
    shares["of the pupils who walk"] = 1 - sum(come.values()) / whole
    return shown(text, shares.get, "the share")


_TANK: Final = "holds <whole> litres and contains <now>"


_TANKS: Final = (
    (
        "Draw the tanks as glasses in one row, in the order in which they are named from left to right, each filled "
        "with liquid of its colour as high as the tank is"
    ),
    (
        "Show each tank as a glass, side by side in the order of mention, with liquid in the tank's colour standing "
        "at the right height"
    ),
)


def tanks(text: Text) -> Scene | None:
    """How full something is."""
    if alone := text.take(f"[a-z]+'s tank {_TANK}"):
        whole, now = numbers(alone, "whole", "now")
        return filled(text, "[a-z]+'s tank as a glass", now / whole) if whole else None
    if not text.take("[a-z]+ has tanks for paint of different colours") or not text.take(*_TANKS):
        return None
    if len(text.sentences) != 1:
        return None
    drawn = []
    for entry in text.sentences[0].split("; "):
        match = rule(f"the (?P<colour>{COLOUR}) one {_TANK}").fullmatch(entry)
        level = number(match["now"]) / number(match["whole"]) * 4 if match and number(match["whole"]) else Fraction(0)
        if match is None or level.denominator != 1 or not 1 <= level <= 4:
            return None
        drawn.append(Glass(int(level), match["colour"].lower()))
    return row(*drawn) if len(drawn) <= 6 else None


_SIZED: Final = (
    (
        rf"Draw one (?P<kind>{KIND}) for each of them, side by side in the order in which they are named first, "
        r"(?P<colours>[^:]+): large for the fastest, (?:medium for the next, )?small for the slowest"
    ),
    (
        rf"Show each of them as one (?P<kind>{KIND}), in a row from left to right in the order of first mention, "
        rf"(?P<colours>[^;]+); the faster they are, the larger the {KIND}, from small (?:over medium )?to large"
    ),
)


def pace(text: Text) -> Scene | None:
    """Distance by time, and who is fastest."""
    wanted = text.take(*_SIZED)
    if wanted is None or len(text.sentences) != 1:
        return None
    speeds: dict[str, Fraction] = {}
    hour = facts(TABLE)["time"]["in_minutes"]["hour"]
    for entry in re.split(r", (?=[A-Z])| and (?=[A-Z])", text.sentences[0]):
        match = rule("<who:who> covers <n> kilometres? in <t:span>").fullmatch(entry)
        if match is None or not minutes(match["t"]):
            return None
        speeds[match["who"]] = number(match["n"]) / minutes(match["t"]) * hour
    colours = re.findall(rf"({COLOUR}) for ([A-Z][a-z]+)", wanted["colours"])
    sizes = {2: ("large", "small"), 3: ("large", "medium", "small")}.get(len(speeds))
    if sizes is None or [who for _, who in colours] != list(speeds):
        return None
    ranks = sorted(speeds, key=speeds.__getitem__, reverse=True)
    return row(*(Shape(singular(wanted["kind"]), colour, sizes[ranks.index(who)]) for colour, who in colours))


_FIRST: Final = "(?P<first>cheapest|most expensive)"
_LAST: Final = "(?P<last>cheapest|most expensive)"
_PRICED: Final = (
    (
        rf"Draw one (?P<kind>{KIND}) in the colour of each pack, in a single row from the pack where a piece is "
        rf"{_FIRST} on the left to the one where it is {_LAST} on the right"
    ),
    (
        rf"Draw one (?P<kind>{KIND}) per pack in its colour, side by side: at the left end the pack with the "
        rf"{_FIRST} pieces, at the right end the one with the {_LAST}, "
        r"anything else in order between"
    ),
)


def value(text: Text) -> Scene | None:
    """Price by piece."""
    packs = text.take("[a-z]+ compares packs of [a-z]+: (?P<packs>.+)")
    wanted = text.take(*_PRICED)
    if packs is None or wanted is None or text.sentences or wanted["first"] == wanted["last"]:
        return None
    prices: dict[str, Fraction] = {}
    for entry in LIST.split(packs["packs"]):
        match = rule(f"an? (?P<colour>{COLOUR}) one with <n> for <price> euros?").fullmatch(entry)
        if match is None or not number(match["n"]):
            return None
        prices[match["colour"].lower()] = number(match["price"]) / number(match["n"])
    ordered = sorted(prices, key=prices.__getitem__, reverse=wanted["first"] == "most expensive")
    return row(*(Shape(singular(wanted["kind"]), colour) for colour in ordered)) if len(ordered) <= 12 else None


READERS: Final = (share, tanks, pace, value)
