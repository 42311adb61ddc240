"""Bags of many colours: what they hold, and what to expect of a blind hand."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from pytest_realunify.procedural.reference.refining.mathematical_reasoning.asking import KIND, counted
from pytest_realunify.procedural.reference.refining.mathematical_reasoning.chances import shown
from pytest_realunify.procedural.reference.refining.mathematical_reasoning.grammar import Text, number, part, rule
from pytest_realunify.procedural.world.scene import Scene, Shape, row
from pytest_realunify.procedural.world.words import COLOUR, singular

_THINGS: Final = "(?P<thing>balls|marbles|counters|beads|tickets)"
_COMMA: Final = re.compile(r", | and ")
_ENTRIES: Final = tuple(
    pattern.replace("COLOUR", f"(?P<colour>{COLOUR})").replace("THAN", f"(?P<than>{COLOUR})").replace("THINGS", _THINGS)
    for pattern in (
        "<n> COLOUR(?: ones| THINGS)?",
        "<n> (?P<more>more) COLOUR than THAN ones",
        "<n> (?P<fewer>fewer) COLOUR than THAN ones",
        "(?P<times>twice|half) as many COLOUR as THAN ones",
    )
)


def contents(said: str) -> dict[str, Fraction] | None:
    """`4 red balls, 2 more blue than red ones and …`: how many of each colour, in order of mention."""
    held: dict[str, Fraction] = {}
    for entry in _COMMA.split(said):
        match = next((found for pattern in _ENTRIES if (found := rule(pattern).fullmatch(entry))), None)
        if match is None:
            return None
        told = match.groupdict()
        than = held.get(str(told.get("than")).lower())
        if "than" in told and than is None:
            return None
        held[told["colour"].lower()] = _amount(told, than or Fraction(0))
    return held


def _amount(told: dict[str, str | None], than: Fraction) -> Fraction:
    if times := told.get("times"):
        return than * 2 if times.lower() == "twice" else than / 2
    count = number(str(told["n"]))
    if told.get("more"):
        return than + count
    return than - count if told.get("fewer") else count


def drawing(text: Text) -> Scene | None:
    """Taking out and putting back."""
    bag = text.take(f"[a-z]+'s bag holds (?P<held>.+ {_THINGS})")
    trials = text.take("Without looking, (?:she|he) takes one out, notes its colour and puts it back, <n> times in all")
    held = contents(bag["held"]) if bag else None
    if trials is None or not held or not (whole := sum(held.values())):
        return None
    many = number(trials["n"])
    values = {f"time that an? {colour} [a-z]+ can be expected": many * count / whole for colour, count in held.items()}
    values |= {
        f"draws? (?:that )?can be expected to bring no {colour} [a-z]+": many * (1 - count / whole)
        for colour, count in held.items()
    }
    return counted(text, values)


def remaining(text: Text) -> Scene | None:
    """The colour whose chance is not told has the rest."""
    bag = text.take(f"[a-z]+'s bag holds <n> {_THINGS}")
    told = text.take(
        f"The chance of drawing one blindly is (?P<chances>.+); all the others are (?P<rest>{COLOUR})",
    )
    if bag is None or told is None:
        return None
    known = Fraction(0)
    for chance in _COMMA.split(told["chances"]):
        match = rule(f"<p:part> for an? {COLOUR} one").fullmatch(chance)
        if match is None:
            return None
        known += part(match["p"])
    label = f"(?:there are )?{told['rest']} [a-z]+ in the bag"
    return counted(text, {label: number(bag["n"]) * (1 - known)})


def bag_share(text: Text) -> Scene | None:
    """The chance of a colour, or of any other."""
    bag = text.take(f"[a-z]+ draws a [a-z]+ blindly from a bag of (?P<held>.+ {_THINGS})")
    held = contents(bag["held"]) if bag else None
    if not held or not (whole := sum(held.values())):
        return None

    def chance(of: str) -> Fraction | None:
        said = rule(f"of drawing (?:an? (?P<colour>{COLOUR}) one|one that is not (?P<other>{COLOUR}))").fullmatch(of)
        if said is None or (count := held.get((said["colour"] or said["other"]).lower())) is None:
            return None
        return count / whole if said["colour"] else 1 - count / whole

    return shown(text, chance)


_LIKELY: Final = "(?P<first>likeliest|least likely)"
_ORDERED: Final = (
    (
        rf"One [a-z]+ will be drawn blindly: draw one (?P<kind>{KIND}) in each of the colours, in a single row from "
        rf"the {_LIKELY} colour on the left to the (?P<last>likeliest|least likely) one on the right"
    ),
    (
        rf"Draw one (?P<kind>{KIND}) per colour, side by side, so that the colour {_LIKELY} to be drawn blindly "
        r"stands at the left end and the (?P<last>likeliest|least likely) one at the right end, the others between "
        r"them in order"
    ),
)
_SIZED: Final = (
    (
        rf"From left to right, in the order in which the colours are first named, draw one (?P<kind>{KIND}) in each "
        r"colour: a large one for the colour that is most likely to be drawn blindly(?:, a medium one for the "
        r"next)? and a small one for the least likely"
    ),
    (
        rf"Draw one (?P<kind>{KIND}) in each colour, side by side in the order of first mention: large where the "
        r"chance of drawing the colour blindly is greatest(?:, medium where it is second)? and small where it is "
        r"least"
    ),
)


def ranked(text: Text) -> Scene | None:
    """Colours in a row, by chance or sized by it."""
    bag = text.take("In [a-z]+'s bag there are (?P<held>.+)")
    held = contents(bag["held"]) if bag else None
    if not held or len(set(held.values())) != len(held):
        return None
    falling = sorted(held, key=held.__getitem__, reverse=True)
    if (wanted := text.take(*_ORDERED)) and not text.sentences and wanted["first"] != wanted["last"]:
        ordered = falling if wanted["first"].lower() == "likeliest" else falling[::-1]
        return row(*(Shape(singular(wanted["kind"]), colour) for colour in ordered))
    sizes = {2: ("large", "small"), 3: ("large", "medium", "small")}.get(len(held))
    if (wanted := text.take(*_SIZED)) and not text.sentences and sizes:
        kind = singular(wanted["kind"])
        return row(*(Shape(kind, colour, sizes[falling.index(colour)]) for colour in held))
    return None


READERS: Final = (drawing, remaining, bag_share, ranked)
