"""Codes, keyboards, calendars, clocks and boards: what is worked out rather than looked up in one place."""

from __future__ import annotations

import re
from typing import Final

from pytest_realunify.procedural.reference.refining.world_knowledge import knowing
from pytest_realunify.procedural.reference.refining.world_knowledge.counting import KIND, LOOK, ink_of
from pytest_realunify.procedural.world.figures.clock import Clock
from pytest_realunify.procedural.world.figures.die import Die
from pytest_realunify.procedural.world.figures.tree import Tree
from pytest_realunify.procedural.world.scene import DIRECTIONS, Arrow, Item, Shape, Sign
from pytest_realunify.procedural.world.words import COLOUR, NUMBERS, singular, value_of

_ANY: Final = re.IGNORECASE
_LETTER: Final = re.compile(
    r"\bthe letter (?P<letter>[A-Z])\b.*\bMorse\b|\bMorse code of the letter (?P<other>[A-Z])\b"
)
_BINARY: Final = re.compile(r"\bthe number (?P<value>\d{1,4}) in binary\b", _ANY)
_NEIGHBOUR: Final = re.compile(
    r"\bto the (?P<side>left|right) of (?P<letter>[A-Z])\b|"
    r"\b(?P<hand>left|right)-hand neighbour of the letter (?P<of>[A-Z])\b"
)
_SPELT: Final = re.compile(r"\b(?:spells|for the letters) (?P<word>[A-Z]{1,8})\b")
_DIGITS: Final = re.compile(r"\bresistor colour code for the digits (?P<digits>[\d, and]+)", _ANY)
_BANDS: Final = re.compile(
    rf"\bthe three-digit number that (?P<bands>{COLOUR}(?:(?:, | and ){COLOUR})*) stand for in the resistor "
    r"colour code",
    _ANY,
)
_NAMED: Final = re.compile(
    rf"\b(?:the|which) (?P<of>day|month) (?:comes )?(?:directly|(?P<away>{'|'.join(NUMBERS)}) \w+) "
    r"(?P<side>after|before) (?P<name>\w+)",
    _ANY,
)
_TIME: Final = re.compile(
    rf"\b(?:at|is) (?:(?P<part>half|quarter) (?P<side>past|to) )?(?P<hour>{'|'.join(NUMBERS)})\b", _ANY
)
_HANDS: Final = re.compile(rf"\ban? (?P<colour>{COLOUR}) arrow\b", _ANY)
_SQUARES: Final = re.compile(r"\bsquares (?P<a>[a-h])(?P<rank>[1-8]) to (?P<b>[a-h])(?P<other>[1-8])\b")


_DICE: Final = re.compile(
    r"\bthree ordinary dice, (?:seen from above, that rest on their faces|each from the side opposite to its face) "
    r"with (?P<dots>[a-z, ]+?) dots",
    _ANY,
)
_CLOCK: Final = re.compile(r"\bclock face\b.* (?P<hour>\d\d):(?P<minute>\d\d) of the twenty-four-hour clock", _ANY)


def dice(text: str) -> list[Item] | None:
    """The opposite faces."""
    match = _DICE.search(text)
    if match is None:
        return None
    total = int(knowing.own("die")["opposite"])
    return [Die(total - NUMBERS.index(word)) for word in re.findall("|".join(NUMBERS[1:7]), match["dots"].lower())]


def face(text: str) -> list[Item] | None:
    """A time of the afternoon on a face of twelve hours."""
    match = _CLOCK.search(text)
    return [Clock(int(match["hour"]) % 12 or 12, int(match["minute"]))] if match else None


def tree(text: str) -> list[Item] | None:
    """A tree by the time of year and the half of the Earth."""
    lowered = text.lower()
    if not any(name in lowered for each in knowing.own("tree") for name in each["names"]):
        return None
    sides = {each["side"] for each in knowing.own("place") for name in each["names"] if name.lower() in lowered}
    months = [each for each in knowing.own("month") if any(told in lowered for told in map(str.lower, each["told"]))]
    return [Tree(months[0][sides.pop()])] if len(sides) == 1 and len(months) == 1 else None


def morse(text: str) -> list[Item] | None:
    match, dot, dash = _LETTER.search(text), _standing_for("dot", text), _standing_for("dash", text)
    code = knowing.own("morse").get(match["letter"] or match["other"]) if match else None
    return [dot if sign == "." else dash for sign in code] if code and dot and dash else None


def binary(text: str) -> list[Item] | None:
    match, one, zero = _BINARY.search(text), _standing_for("1", text), _standing_for("0", text)
    if match is None or one is None or zero is None:
        return None
    bits: list[Item] = []
    value = int(match["value"])
    while value:
        value, bit = divmod(value, 2)
        bits.insert(0, one if bit else zero)
    return bits


def chess(text: str) -> list[Item] | None:
    """Dark and light take turns from the corner a1, along files and ranks."""
    match, dark, light = _SQUARES.search(text), _standing_for("dark", text), _standing_for("light", text)
    if match is None or dark is None or light is None or match["rank"] != match["other"]:
        return None
    corner, other = (dark, light) if knowing.own("chess")["a1"] == "dark" else (light, dark)
    first, last = "abcdefgh".index(match["a"]), "abcdefgh".index(match["b"])
    return [(corner, other)[(file + int(match["rank"]) - 1) % 2] for file in range(first, last + 1)]


def _standing_for(what: str, text: str) -> Shape | None:
    """The look next to what it stands for: `each dash as a red bar`, `a red bar for every dash`."""
    look = LOOK.pattern
    match = re.search(rf"{look} (?:standing )?for (?:every|each) {what}\b", text, _ANY)
    match = match or re.search(rf"\b(?:every|each) {what} as an? {look}", text, _ANY)
    return Shape(singular(match["kind"]), match["colour"].lower()) if match else None


def neighbour(text: str) -> list[Item] | None:
    """A letter's neighbour on the keyboard."""
    match, ink = _NEIGHBOUR.search(text), ink_of(text)
    if match is None or ink is None or "keyboard" not in text:
        return None
    letter, step = match["letter"] or match["of"], -1 if "left" in (match["side"], match["hand"]) else 1
    row = next(row for row in knowing.own("keyboard")["rows"] if letter in row)
    place = row.index(letter) + step
    return [Sign(row[place], ink)] if 0 <= place < len(row) else None


def dialled(text: str) -> list[Item] | None:
    """A word in the digits of a telephone's keys."""
    match, ink = _SPELT.search(text), ink_of(text)
    if match is None or ink is None:
        return None
    keys = {letter: each["digit"] for each in knowing.own("keypad") for letter in each["letters"]}
    return [Sign("".join(keys[letter] for letter in match["word"]), ink)]


def bands(text: str) -> list[Item] | None:
    """Digits as colours, in shapes."""
    match, kind = _DIGITS.search(text), re.search(rf"\b(?:{KIND})\b", text, _ANY)
    if match is None or kind is None:
        return None
    inks = knowing.own("resistor")["colours"]
    return [Shape(singular(kind[0]), inks[int(digit)]) for digit in re.findall(r"\d", match["digits"])]


def banded(text: str) -> list[Item] | None:
    """Colours as digits, on a sign."""
    match, ink = _BANDS.search(text), ink_of(text)
    if match is None or ink is None:
        return None
    inks = knowing.own("resistor")["colours"]
    return [Sign("".join(str(inks.index(band.lower())) for band in re.findall(COLOUR, match["bands"], _ANY)), ink)]


def calendar(text: str) -> list[Item] | None:
    match, ink = _NAMED.search(text), ink_of(text)
    if match is None or ink is None:
        return None
    names: list[str] = next(each["names"] for each in knowing.entries("cycle") if each["of"] == match["of"].lower())
    if match["name"] not in names:
        return None
    step = value_of(match["away"]) if match["away"] else 1
    place = names.index(match["name"]) + (step if match["side"].lower() == "after" else -step)
    return [Sign(names[place % len(names)].upper(), ink)]


def clock(text: str) -> list[Item] | None:
    """Angles from the time: half a degree a minute for the hour hand, six for the minute hand."""
    match, colours = _TIME.search(text), [each["colour"].lower() for each in _HANDS.finditer(text)]
    if match is None or len(colours) != 2 or "hour hand" not in text:
        return None
    minutes = 60 * NUMBERS.index(match["hour"].lower())
    if match["part"]:
        part = 30 if match["part"].lower() == "half" else 15
        minutes += part if match["side"].lower() == "past" else -part
    degrees = (minutes / 2 % 360, minutes * 6 % 360)
    if any(angle % 45 for angle in degrees):
        return None
    ways = [list(DIRECTIONS)[int(angle / 45)] for angle in degrees]
    return [Arrow(colour, way) for colour, way in zip(colours, ways, strict=True)]
