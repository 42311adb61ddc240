"""What a request wants drawn, once the amounts it speaks of are known."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from pytest_realunify.procedural.reference.refining.mathematical_reasoning.grammar import FLAGS, Text, rule
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
_CLOSINGS: Final = ("Nothing else belongs in the picture", "Leave out everything else", "Add nothing else")
_SIGN: Final = tuple(
    pattern.replace("COLOUR", "|".join(TEXT_COLOURS))
    for pattern in (
        "Draw a white sign that shows (?P<label>.+) in (?P<colour>COLOUR), and nothing else",
        "Show (?P<label>.+) in (?P<colour>COLOUR) on a white sign",
        "Paint nothing but a white sign with (?P<label>.+) in (?P<colour>COLOUR)",
    )
)
_GLASS: Final = (
    rf"Draw (?P<label>.+) with (?P<colour>{COLOUR}) liquid in it, standing as high as it must, and nothing else",
    rf"Show (?P<label>.+), the liquid (?P<colour>{COLOUR}) and at the right height",
    rf"Paint nothing but (?P<label>.+), filled with (?P<colour>{COLOUR}) liquid up to its true level",
)


@dataclass(frozen=True, slots=True)
class Slot:
    """One shape for every unit of what the label names."""

    shape: Shape
    label: str


Values = Mapping[str, Fraction]
"""Rules for the labels of amounts, and the amounts."""


def without_closing(text: Text) -> Text:
    """What is left when the wish for nothing else has been heard."""
    return Text([sentence for sentence in text.sentences if sentence not in _CLOSINGS])


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
    """One group for one amount, else a row for each. None unless every word was understood and comes out whole."""
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


def scene(rows: Sequence[Sequence[Shape]]) -> Scene | None:
    """None for rows that are too many or too long."""
    try:
        return Scene(tuple(tuple(each) for each in rows))
    except ValueError:  # the words lead to more than a picture holds
        return None


def written(text: Text, texts: Mapping[str, str]) -> Scene | None:
    """A sign with the text whose rule describes what it is to show."""
    match = text.take(*_SIGN)
    if match is None or text.sentences:
        return None
    found = next((written for pattern, written in texts.items() if rule(pattern).fullmatch(match["label"])), None)
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
