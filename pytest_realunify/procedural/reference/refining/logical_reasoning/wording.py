"""What the readers of this field share: clauses, listings, and which thing a phrase means."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pytest_realunify.procedural.world.scene import SHAPES, Shape
from pytest_realunify.procedural.world.words import COLOUR, plural

KIND: Final = rf"(?:{'|'.join(form for kind in SHAPES for form in (plural(kind), kind))})"
SHAPE: Final = rf"an? {COLOUR} {KIND}"
NAME: Final = r"[A-Z][a-z]{1,11}"
_SHAPE: Final = re.compile(rf"\b(?P<colour>{COLOUR}) (?P<kind>{KIND})\b")
_JOINT: Final = re.compile(r"\.\s+|;\s+|, and |\.$")
_COLOURS: Final = re.compile(rf"\b{COLOUR}\b")


def clauses(text: str) -> list[str]:
    """The text in pieces that state one thing each, beginning in lower case."""
    found = [piece.strip() for piece in _JOINT.split(text)]
    return [piece[0].lower() + piece[1:] for piece in found if piece]


def shapes_in(text: str) -> list[Shape]:
    """The coloured shapes a text mentions, in order."""
    return [shape(match["colour"], match["kind"]) for match in _SHAPE.finditer(text)]


def shape(colour: str, kind: str) -> Shape:
    """From words; the kind may be a plural."""
    return Shape(next(each for each in SHAPES if kind in (each, plural(each))), colour)


def colours_in(text: str) -> list[str]:
    """The colours a text mentions, in order."""
    return _COLOURS.findall(text)


def meant(phrase: str, things: Sequence[Sequence[str]]) -> int | None:
    """Which one a phrase such as `the red shape` means: the only thing that all its words fit. None where no single
    one fits."""
    words = set(phrase.lower().split()) - {"the", "shape", "one"}
    fitting = [place for place, thing in enumerate(things) if words <= set(thing)]
    return fitting[0] if words and len(fitting) == 1 else None
