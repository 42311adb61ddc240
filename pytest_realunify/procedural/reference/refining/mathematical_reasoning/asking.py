"""What a request wants drawn, once the amounts it speaks of are known."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from pytest_realunify.procedural.reference.refining.mathematical_reasoning.grammar import FLAGS, Text, rule
from pytest_realunify.procedural.world.figures.base import Figure
from pytest_realunify.procedural.world.figures.chart import BarChart
from pytest_realunify.procedural.world.figures.clock import Clock
from pytest_realunify.procedural.world.figures.counted import Cake, House, Wire
from pytest_realunify.procedural.world.figures.die import Die, Domino
from pytest_realunify.procedural.world.scene import SHAPES, TEXT_COLOURS, Glass, Pie, Scene, Shape, Sign, group, row
from pytest_realunify.procedural.world.words import COLOUR, plural, singular

KIND: Final = rf"(?:{'|'.join(form for kind in SHAPES for form in (plural(kind), kind))})"
_LABEL: Final = "[^,;]+"
_SLOTS: Final = tuple(
    re.compile(pattern, FLAGS)
    for pattern in (
        rf"\bone (?P<colour>{COLOUR}) (?P<kind>{KIND}) for (?:every|each) (?P<label>{_LABEL})",
        rf"\b(?P<colour>{COLOUR}) (?P<kind>{KIND})(?: on an empty ground)?, one for (?:every|each) (?P<label>{_LABEL})",
        rf"\bas many (?P<colour>{COLOUR}) (?P<kind>{KIND}) as (?P<label>{_LABEL})",
        rf"^For (?:every|each) (?P<label>{_LABEL}), draw one (?P<colour>{COLOUR}) (?P<kind>{KIND})",
    )
)
_FIGURES: Final[dict[str, Callable[[int], Figure]]] = {
    "a cake with one candle": Cake,
    "a house with one window": House,
    "a wire with one bird sitting on it": Wire,
    "the face of one die with one dot": Die,
}
_COUNTABLE: Final = re.compile(rf"(?:Draw|Show) (?P<what>{'|'.join(_FIGURES)}) for (?:every|each) (?P<label>.+)", FLAGS)
_NUMBERED: Final = tuple(
    re.compile(pattern.replace("COLOUR", "|".join(TEXT_COLOURS)), FLAGS)
    for pattern in (
        "Draw one white sign with a number in (?P<colour>COLOUR) figures that counts every (?P<label>.+)",
        "Paint a white sign; the number on it, in (?P<colour>COLOUR) figures, counts each (?P<label>.+)",
    )
)
_BAR: Final = re.compile(rf"an? (?P<colour>{COLOUR}) bar one unit high for every (?P<label>{_LABEL})", FLAGS)
_DOMINO: Final = re.compile(
    rf"Draw a domino that lies flat: on its left half one dot for every (?P<left>{_LABEL}), on its right half one dot "
    rf"for every (?P<right>{_LABEL})",
    FLAGS,
)
_SIGN: Final = tuple(
    pattern.replace("COLOUR", "|".join(TEXT_COLOURS))
    for pattern in (
        "Draw a white sign that shows (?P<label>.+) in (?P<colour>COLOUR), and nothing else",
        "Show (?P<label>.+) in (?P<colour>COLOUR) on a white sign",
        "Paint just a white sign with (?P<label>.+) in (?P<colour>COLOUR)",
    )
)
_CLOCK: Final = (
    "Draw a round clock face with two hands that shows (?P<label>.+)",
    "Show (?P<label>.+) on a round clock face with an hour hand and a minute hand",
)
_GLASS: Final = (
    rf"Draw (?P<label>.+) with (?P<colour>{COLOUR}) liquid in it, standing as high as it must, and nothing else",
    rf"Show (?P<label>.+), the liquid (?P<colour>{COLOUR}) and at the right height",
    rf"Paint just (?P<label>.+), filled with (?P<colour>{COLOUR}) liquid up to its true level",
)


@dataclass(frozen=True, slots=True)
class Slot:
    """One shape for every unit of what the label names."""

    shape: Shape
    label: str


Values = Mapping[str, Fraction]
"""Rules for the labels of amounts, and the amounts."""


def slots(text: Text) -> list[Slot]:
    """The amounts to be drawn, in order; the sentence that names them is taken."""
    for place, sentence in enumerate(text.sentences):
        for pattern in _SLOTS:
            if found := list(pattern.finditer(sentence)):
                del text.sentences[place]
                return [Slot(shape_of(match), match["label"].strip()) for match in found]
    return []


def shape_of(match: re.Match[str], kind: str = "kind", colour: str = "colour") -> Shape:
    """`red stars` -> a red star."""
    return Shape(singular(match[kind]), match[colour].lower())


def value(label: str, values: Values) -> Fraction | None:
    """The amount whose rule describes the label."""
    return next((amount for pattern, amount in values.items() if rule(pattern).fullmatch(label)), None)


def counted(text: Text, values: Values) -> Scene | None:
    """As the request wants it: a group for one amount, else a row for each; a figure with as many parts; a number on a
    sign. None unless every word was understood and comes out whole."""
    figured = _figured(text, values)
    if figured is not None:
        return figured if not text.sentences else None
    wanted = slots(text)
    amounts = [value(slot.label, values) for slot in wanted]
    if text.sentences or not wanted:
        return None
    whole = [int(amount) for amount in amounts if amount is not None and amount.denominator == 1 and 0 < amount <= 60]
    if len(whole) != len(wanted):
        return None
    if len(whole) == 1:
        return group(wanted[0].shape, whole[0])
    return scene([[slot.shape] * amount for slot, amount in zip(wanted, whole, strict=True)])


def _figured(text: Text, values: Values) -> Scene | None:
    for place, sentence in enumerate(text.sentences):
        found = _in_figure(sentence, values)
        if found is not None:
            del text.sentences[place]
            return found
    return None


def _in_figure(sentence: str, values: Values) -> Scene | None:
    if match := _COUNTABLE.fullmatch(sentence):
        many = _whole(match["label"], values)
        return row(_FIGURES[match["what"].lower()](many)) if many else None
    for pattern in _NUMBERED:
        if match := pattern.fullmatch(sentence):
            many = _whole(match["label"], values)
            return row(Sign(str(many), match["colour"].lower())) if many else None
    if match := _DOMINO.fullmatch(sentence):
        left, right = (_whole(match[side], values) for side in ("left", "right"))
        return row(Domino(left, right)) if left is not None and right is not None else None
    if sentence.startswith("Draw a bar chart"):
        bars = [(bar["colour"].lower(), _whole(bar["label"].strip(), values)) for bar in _BAR.finditer(sentence)]
        heights = [height for _, height in bars if height]
        return row(BarChart(tuple(colour for colour, _ in bars), tuple(heights)))
    return None


def _whole(label: str, values: Values) -> int | None:
    amount = value(label, values)
    return int(amount) if amount is not None and amount.denominator == 1 and 0 <= amount <= 999 else None


def scene(rows: Sequence[Sequence[Shape]]) -> Scene | None:
    """None for rows that are too many or too long."""
    try:
        return Scene(tuple(tuple(each) for each in rows))
    except ValueError:  # the words lead to more than a picture holds
        return None


def written(text: Text, texts: Mapping[str, str]) -> Scene | None:
    """A sign with the text whose rule describes what it is to show, or a clock that shows the time."""
    face = text.take(*_CLOCK)
    match = face or text.take(*_SIGN)
    if match is None or text.sentences:
        return None
    found = next((written for pattern, written in texts.items() if rule(pattern).fullmatch(match["label"])), None)
    if face:
        hour, colon, minute = (found or "").partition(":")
        return row(Clock(int(hour) % 12 or 12, int(minute))) if colon else None
    return row(Sign(found, match["colour"].lower())) if found and len(found) <= 8 else None


def filled(text: Text, label: str, level: Fraction) -> Scene | None:
    """A glass; `level` is a part of its height."""
    match = text.take(*_GLASS)
    quarters = level * 4
    if match is None or text.sentences or not rule(label).fullmatch(match["label"]):
        return None
    if quarters.denominator != 1 or not 1 <= quarters <= 4:
        return None
    return row(Glass(int(quarters), match["colour"].lower()))


def cut(sectors: Fraction, coloured: Fraction, colour: str) -> Scene | None:
    """A circle of equal sectors, some of them coloured."""
    if sectors.denominator != 1 or coloured.denominator != 1 or not 2 <= sectors <= 12 or not 0 <= coloured <= sectors:
        return None
    if colour.lower() in ("white", "black"):
        return None
    return row(Pie(int(sectors), int(coloured), colour.lower()))
