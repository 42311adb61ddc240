"""How many: numbers of the tables, doubled, halved, added up or taken away from one another, or a sum of points."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from pytest_realunify.procedural.reference.refining.world_knowledge import knowing
from pytest_realunify.procedural.world.figures.base import Figure
from pytest_realunify.procedural.world.figures.counted import Cake, House, Wire
from pytest_realunify.procedural.world.scene import SHAPES, TEXT_COLOURS, Item, Pie, Shape, Sign
from pytest_realunify.procedural.world.words import COLOUR, NUMBER, plural, singular, value_of

KIND: Final = "|".join(sorted((*SHAPES, *map(plural, SHAPES)), key=len, reverse=True))
LOOK: Final = re.compile(rf"\b(?P<colour>{COLOUR}) (?P<kind>{KIND})\b", re.IGNORECASE)
_LIKE: Final = re.compile(rf"\b(?P<kind>{KIND}) in the colour of ", re.IGNORECASE)
_SHAPED: Final = re.compile(rf"\b(?P<colour>{COLOUR}) figures? in the shape of ", re.IGNORECASE)
_INK: Final = re.compile(rf"\bin (?P<colour>{'|'.join(TEXT_COLOURS)})\b", re.IGNORECASE)
_SECTORS: Final = re.compile(
    rf"\bone (?P<one>{COLOUR}) sector per\b|\bas many (?P<many>{COLOUR}) ones as\b", re.IGNORECASE
)
_ROMAN: Final = re.compile(r"\bRoman numeral (?P<letters>[IVXLCDM]+)\b")
_FEATS: Final = re.compile(
    rf"\b(?:as|that) (?P<feats>{NUMBER} [a-z ]+ and {NUMBER} [a-z ]+) (?:are worth in points|bring) in ", re.IGNORECASE
)
MOST: Final = 36


def counted(text: str) -> list[Item] | None:
    """A number of equal shapes."""
    look, number = _look(text), _roman(text) or _points(text) or _number(text)
    if look is None or number is None or not 0 < number <= MOST:
        return None
    return [look] * number


def figured(text: str) -> list[Item] | None:
    """Candles on a cake, windows of a house, birds on a wire."""
    figure = next((make for what, make in _FIGURES.items() if re.search(what, text, re.IGNORECASE)), None)
    number = _number(text)
    return [figure(number)] if figure and number else None


_FIGURES: Final[dict[str, Callable[[int], Figure]]] = {
    r"\ba cake (?:with|that has|and on it)\b.*\bcandle": Cake,
    r"\ba house (?:with|that has|and in it)\b.*\bwindow": House,
    r"\ba wire (?:with|that has|on which|and on it)\b.*\bbird": Wire,
}


def sign(text: str) -> list[Item] | None:
    """A number in figures."""
    ink = ink_of(text)
    number = _roman(text) or _points(text) or _number(text)
    return [Sign(str(number), ink)] if ink and number and "sign" in text else None


def pie(text: str) -> list[Item] | None:
    """Sectors for the one number, coloured ones for the other."""
    match = _SECTORS.search(text)
    numbers = [each.value for each in knowing.found(text, knowing.counts())]
    if match is None or len(numbers) != 2 or "equal sectors" not in text:
        return None
    return [Pie(numbers[0], numbers[1], (match["one"] or match["many"]).lower())]


def ink_of(text: str) -> str | None:
    """The colour of the writing on a sign."""
    match = _INK.search(text)
    return match["colour"].lower() if match else None


def _look(text: str) -> Shape | None:
    """What each object looks like: by plain words, or like something in colour or in shape."""
    if match := _SHAPED.search(text):
        shape = _begins(text[match.end() :], knowing.shapes())
        return Shape(shape, match["colour"].lower()) if shape else None
    if match := _LIKE.search(text):
        colour = _begins(text[match.end() :], knowing.colours())
        return Shape(singular(match["kind"]), colour) if colour else None
    match = LOOK.search(text)
    return Shape(singular(match["kind"]), match["colour"].lower()) if match else None


def _begins(text: str, known: Mapping[str, str]) -> str | None:
    """The fact that a text begins with."""
    return next((each.value for each in knowing.found(text, known) if each.start == 0), None)


def _number(text: str) -> int | None:
    numbers = [each.value for each in knowing.found(text, knowing.counts())]
    if len(numbers) == 2 and "taken away from" in text:
        return numbers[1] - numbers[0]
    if len(numbers) == 2 and ("together" in text or "another for each" in text):
        return sum(numbers)
    if len(numbers) != 1:
        return None
    if "twice as many" in text.lower():
        return 2 * numbers[0]
    return numbers[0] // 2 if "half as many" in text.lower() else numbers[0]


def _roman(text: str) -> int | None:
    """A smaller letter before a larger one is taken away."""
    match = _ROMAN.search(text)
    if match is None:
        return None
    worth = {each["letter"]: int(each["worth"]) for each in knowing.own("roman")}
    values = [worth[letter] for letter in match["letters"]]
    return sum(-one if one < other else one for one, other in zip(values, [*values[1:], 0], strict=True))


def _points(text: str) -> int | None:
    """`a try and two penalty goals` of a game named."""
    lowered = text.lower()
    game = next((game for game, _ in knowing.feats() if f" in {game}" in lowered), None)
    match = _FEATS.search(lowered)
    if game is None or match is None:
        return None
    total = 0
    for part in match["feats"].split(" and "):
        times, _, feat = part.partition(" ")
        if (game, feat) not in knowing.feats():
            return None
        total += value_of(times) * knowing.feats()[game, feat]
    return total
