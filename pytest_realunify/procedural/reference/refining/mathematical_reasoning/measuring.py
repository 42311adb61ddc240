"""Word problems of time, distance, content and area."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.reference.refining.mathematical_reasoning.asking import (
    KIND,
    counted,
    cut,
    filled,
    scene,
    shape_of,
    written,
)
from pytest_realunify.procedural.reference.refining.mathematical_reasoning.calculation import LEAD, SUBJECT
from pytest_realunify.procedural.reference.refining.mathematical_reasoning.grammar import (
    Text,
    minutes,
    number,
    numbers,
    rule,
)
from pytest_realunify.procedural.world.scene import Scene
from pytest_realunify.procedural.world.words import COLOUR


def clock(text: Text) -> Scene | None:
    """Spans of time after a time of day."""
    start = text.take(r"[a-z]+ leaves home at (?P<hour>\d\d?):(?P<minute>\d\d) in the morning and [a-z ]+ for <t:span>")
    if start is None:
        return None
    now = 60 * int(start["hour"]) + int(start["minute"]) + minutes(start["t"])
    while leg := text.take(rf"{LEAD}(?:she|he) [a-z ]+ for <t:span>"):
        now += minutes(leg["t"])
    shown = f"{int(now) // 60 % 24}:{int(now) % 60:02d}"
    return written(text, {"the time of arrival|the time at the end of the journey": shown})


def calendar(text: Text) -> Scene | None:
    """Days, weeks and fortnights after a date."""
    table = facts("mathematical_reasoning/numerical_calculation")
    months, units = table["months"], "|".join(table["spans"]["days"])
    today = text.take(f"Today is (?P<day>\\d+) (?P<month>{'|'.join(months['days'])})")
    start = text.take(f"[a-z]+'s [a-z]+ is to begin in <n> (?P<unit>{units})s?")
    if today is None or start is None:
        return None
    moves = [(1, start)]
    while move := text.take(f"{LEAD}it is put off(?: again,)? by <n> (?P<unit>{units})s?"):
        moves.append((1, move))
    while move := text.take(f"{LEAD}it is brought forward by <n> (?P<unit>{units})s?"):
        moves.append((-1, move))
    spans = table["spans"]["days"]
    day = int(today["day"]) + sum(way * int(number(said["n"])) * spans[said["unit"].lower()] for way, said in moves)
    month: str = today["month"].capitalize()
    while day > months["days"][month]:
        if month not in months["after"]:
            return None
        day, month = day - months["days"][month], months["after"][month]
    if day < 1:
        return None
    return written(text, {"the day of the month on which the [a-z]+ (?:finally )?begins": str(day)})


def journey(text: Text) -> Scene | None:
    """Time by speed, leg after leg."""
    total = Fraction(0)
    while leg := text.take(f"{SUBJECT} [a-z ]+ for <t:span> at <speed> kilometres an hour"):
        total += minutes(leg["t"]) / 60 * number(leg["speed"])
    return counted(text, {"kilometre of the whole tour|there are kilometres in the whole tour": total})


def posts(text: Text) -> Scene | None:
    """A line with something at both ends and in between."""
    line = text.take(
        "Along a straight [a-z]+ in [a-z]+'s village, <length> metres long, (?P<things>[a-z]+) stand <gap> metres apart"
        "(?P<both> on both sides)?, the first at one end and the last at the other"
    )
    if line is None or not number(line["gap"]):
        return None
    have = (number(line["length"]) / number(line["gap"]) + 1) * (2 if line["both"] else 1)
    if storm := text.take("A storm knocks down <n> of them"):
        have -= number(storm["n"])
    if new := text.take("After the storm, <n> new ones? (?:are|is) put up"):
        have += number(new["n"])
    there = "stands? there(?: in the end)?"
    return counted(text, {f"{line['things'].removesuffix('s')} that {there}|{line['things']} {there}": have})


def tank(text: Text) -> Scene | None:
    """Millilitres in and out of a glass."""
    glass = text.take("[a-z]+'s empty glass holds <n> millilitres when full")
    first = text.take("(?:she|he) pours in (?:<ladles> ladles of <size> millilitres each|<n> millilitres)")
    if glass is None or first is None or not number(glass["n"]):
        return None
    have = number(first["n"]) if first["n"] else number(first["ladles"]) * number(first["size"])
    while more := text.take(f"{LEAD}(?:she|he) (?:pours in|adds) <n> millilitres more"):
        have += number(more["n"])
    while less := text.take(f"{LEAD}(?:she|he) (?:drinks|spills|pours out) <n> millilitres"):
        have -= number(less["n"])
    return filled(text, "the glass as it is in the end", have / number(glass["n"]))


def cake(text: Text) -> Scene | None:
    """Slices for guests, and slices gone."""
    made = text.take(
        "[a-z]+ cuts a round [a-z]+ into equal slices, (?:<n> of them|exactly one for each of (?P<guests>.+))"
    )
    noon = text.take("By noon, <n> slices? (?:has|have) been eaten")
    if made is None or noon is None:
        return None
    guests = rule(r"<n> (?:girls?|boys?|grown-ups?)\b").findall(made["guests"] or "")
    slices = number(made["n"]) if made["n"] else sum((number(found) for found in guests), Fraction(0))
    left = slices - number(noon["n"])
    if more := text.take("In the afternoon, <n> more slices? (?:is|are) eaten"):
        left -= number(more["n"])
    wanted = text.take(
        "Draw it as a circle cut into as many equal sectors as there were slices, with the sectors of the slices that "
        f"remain in (?P<colour>{COLOUR}) and the others white",
        "Show one circle with an equal sector for every slice that was cut: those still uneaten at the end are "
        f"(?P<colour>{COLOUR}), the rest white",
    )
    return cut(slices, left, wanted["colour"]) if wanted and not text.sentences else None


def tiles(text: Text) -> Scene | None:
    """How often a tile fits along each side of what is not left bare."""
    panel = text.take("[a-z]+ tiles a panel <wide> centimetres wide and <high> centimetres high")
    tile = text.take(
        "Every tile is <wide> centimetres wide and <high> centimetres high",
        "The tiles are squares with sides of <wide> centimetres",
    )
    if panel is None or tile is None:
        return None
    wide, high = numbers(panel, "wide", "high")
    across = number(tile["wide"])
    up = number(tile["high"]) if "high" in tile.re.groupindex else across
    if bare := text.take("A strip of <n> centimetres along the lower edge stays bare"):
        high -= number(bare["n"])
    if bare := text.take("So does a strip of <n> centimetres along the left edge, over the full height"):
        wide -= number(bare["n"])
    wanted = text.take(
        f"Draw one (?P<colour>{COLOUR}) (?P<kind>{KIND}) for every tile, in the same rows and columns as on the panel",
        f"Show the tiles in their rows and columns, each as one (?P<colour>{COLOUR}) (?P<kind>{KIND})",
    )
    if wanted is None or text.sentences or not across or not up:
        return None
    return scene([[shape_of(wanted)] * min(int(wide // across), 60)] * min(int(high // up), 60))


READERS: Final = (clock, calendar, journey, posts, tank, cake, tiles)
