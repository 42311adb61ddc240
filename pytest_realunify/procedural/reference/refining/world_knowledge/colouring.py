"""Which colours: those of things, of flags, of orders laid down; and a list's things told apart by their kind."""

from __future__ import annotations

import re
from typing import Final

from pytest_realunify.procedural.reference.refining.world_knowledge import knowing
from pytest_realunify.procedural.reference.refining.world_knowledge.counting import KIND, LOOK
from pytest_realunify.procedural.world.scene import SHAPES, Flag, Halves, Item, Shape
from pytest_realunify.procedural.world.words import COLOUR, singular

_OBJECT: Final = re.compile(
    rf"\ban? (?:(?P<colour>{COLOUR}) (?P<kind>{'|'.join(SHAPES)})\b|(?P<like>{'|'.join(SHAPES)}) in the colour of )",
    re.IGNORECASE,
)
_HALF: Final = re.compile(r"\b(?P<side>left|right|upper|lower) (?:half has|one in) the colour of ", re.IGNORECASE)
_REPAINTED: Final = re.compile(
    rf"\bits (?P<place>top|bottom|left|right|middle) stripe painted (?P<colour>{COLOUR})\b", re.IGNORECASE
)
_PLACES: Final = {"top": 0, "left": 0, "bottom": -1, "right": -1}


def flag(text: str) -> list[Item] | None:
    """A national flag, perhaps with stripes exchanged or painted anew."""
    known = knowing.found(text, knowing.flags())
    if len(known) != 1 or "national flag" not in text:
        return None
    cut, order = known[0].value
    colours = list(order)
    if match := _REPAINTED.search(text):
        colours[_PLACES.get(match["place"].lower(), len(colours) // 2)] = match["colour"].lower()
    if "outermost stripes exchanged" in text:
        colours[0], colours[-1] = colours[-1], colours[0]
    return [Flag("vertical" if cut == "vertical" else "horizontal", tuple(colours))]


def halves(text: str) -> list[Item] | None:
    """A circle of two colours."""
    sides: dict[str, str] = {}
    for match in _HALF.finditer(text):
        named = [each.value for each in knowing.found(text[match.end() :], knowing.colours()) if each.start == 0]
        sides |= {match["side"].lower(): colour for colour in named}
    if set(sides) == {"left", "right"}:
        return [Halves("vertical", sides["left"], sides["right"])]
    return [Halves("horizontal", sides["upper"], sides["lower"])] if set(sides) == {"upper", "lower"} else None


def sequence(text: str) -> list[Item] | None:
    """A shape for every colour of an order, and what is to follow it."""
    known = knowing.found(text, knowing.sequences())
    kind = re.search(rf"\b(?:{KIND})\b", text, re.IGNORECASE)
    if len(known) != 1 or kind is None or kind.start() > known[0].start:
        return None
    shapes = [Shape(singular(kind[0]), colour) for colour in known[0].value]
    more = [Shape(singular(each["kind"]), each["colour"].lower()) for each in LOOK.finditer(text[known[0].end :])]
    return ordered(text, [*shapes, *more])


def row(text: str) -> list[Item] | None:
    """Objects named one after the other, each by its colour or by what has this colour."""
    items: list[Shape] = []
    done, likened = 0, False
    while match := _OBJECT.search(text, done):
        done = match.end()
        if match["colour"]:
            items.append(Shape(match["kind"].lower(), match["colour"].lower()))
            continue
        named = [each for each in knowing.found(text[done:], knowing.colours()) if each.start == 0]
        if not named:
            return None
        items.append(Shape(match["like"].lower(), named[0].value))
        done, likened = done + named[0].end, True
    return ordered(text, items) if likened else None


def ordered(text: str, items: list[Shape]) -> list[Item]:
    """As they stand from left to right."""
    return [*(items[::-1] if "from right to left" in text.lower() else items)]


def sorted_out(text: str) -> list[Item] | None:
    """The list after the colon: one look for what belongs to the kind named before it, the other for the rest."""
    before, colon, after = text.partition(": ")
    known = knowing.found(before, knowing.kinds())
    looks = [Shape(singular(each["kind"]), each["colour"].lower()) for each in LOOK.finditer(before)]
    if not colon or len(known) != 1 or len(looks) != 2 or "list" not in before:
        return None
    mine, theirs = looks
    return [mine if thing.strip().lower() in known[0].value else theirs for thing in after.split(",")]
