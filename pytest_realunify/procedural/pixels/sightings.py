"""What was made out in a picture: every thing with all that it may be, and why it may be more than one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from pytest_realunify.procedural.world.scene import (
    COLOURS,
    DIRECTIONS,
    SHAPES,
    TEXT_COLOURS,
    Arrow,
    Item,
    Shape,
    Sign,
    text_kind,
)
from pytest_realunify.procedural.world.words import NOUNS, plural


@dataclass(frozen=True, slots=True)
class Written:
    """A sign that could not be read, or not surely; its writing has one of the colours."""

    colours: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outlined:
    """A thing of no known kind, of one of the colours; of any where there are none. Perhaps but a scribble; where it is
    `plain`, surely a thing of one colour without any parts."""

    colours: tuple[str, ...] = ()
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Absent:
    """Perhaps there is nothing: dirt, a shadow."""


Reading = Item | Written | Outlined | Absent


@dataclass(frozen=True, slots=True)
class Sighting:
    """A thing: the middle of its box and its longer side in pixels of the picture, and what it may be, the likeliest
    first. `doubt` says why there is more than one reading; `alike` is shared by things that are the same, whatever
    they are."""

    x: float
    y: float
    extent: float
    readings: tuple[Reading, ...]
    doubt: str = ""
    alike: int = -1


@dataclass(frozen=True)
class Vocabulary:
    """The words of a question: what a thing in doubt need be told from. `text` is the question."""

    text: str
    words: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", frozenset(re.findall(r"[a-z]+", self.text.lower())))

    @cached_property
    def colours(self) -> tuple[str, ...]:
        """Those that are named, and one that is not."""
        return _named(COLOURS, self.words)

    @cached_property
    def nouns(self) -> tuple[str, ...]:
        """Kinds of things that are named."""
        said = self.text.lower()
        return tuple(noun for noun in NOUNS if re.search(rf"\b(?:{noun}|{plural(noun)})\b", said))

    @cached_property
    def directions(self) -> tuple[str, ...]:
        """Those that are named, and one that is not."""
        said = [way for way in DIRECTIONS if re.search(rf"\b{way}\b", self.text.lower())]
        return (*said, next(way for way in DIRECTIONS if way not in said))

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """What signs may be asked to bear, and something else."""
        said = [text for text in re.findall(r"[A-Z]+|[0-9]+:[0-9]{2}|[0-9]+", self.text) if text_kind(text)]
        return (*dict.fromkeys(said), "QZXJ")

    @property
    def asks_of_parts(self) -> bool:
        """Whether it asks of things that are more than an outline, or what one consists of: then anything unknown may
        be that thing."""
        return (
            bool(self.words & _PARTS)
            or "on top of" in self.text
            or any(noun not in (*SHAPES, *_SIMPLE) for noun in self.nouns)
        )


_SIMPLE: Final = ("arrow", "sign", "object")
_PARTS: Final = frozenset(
    (
        *("stripe", "stripes", "liquid", "half", "halves", "sector", "sectors", "parts", "level", "full", "empty"),
        *("inside", "behind"),
    )
)
_BLOB: Final = "blob"
"""A kind that no question names."""


def _named(values: Sequence[str], words: frozenset[str]) -> tuple[str, ...]:
    said = [value for value in values if value in words]
    return (*said, next(value for value in values if value not in said))


Seen = Item | tuple[Item, ...] | None
"""What a thing may stand for: an item, several side by side that run into one another, or nothing at all."""


def expanded(reading: Reading, said: Vocabulary) -> tuple[Seen, ...]:
    """What a reading stands for, as far as a question tells that apart."""
    if isinstance(reading, Absent):
        return (None,)
    if isinstance(reading, Written):
        return tuple(Sign(text, colour) for text in said.texts for colour in reading.colours or TEXT_COLOURS[:1])
    if isinstance(reading, Outlined):
        colours = reading.colours or said.colours
        found: list[Item] = [Shape(_BLOB, colour) for colour in colours]
        for noun in said.nouns:
            if noun in SHAPES:
                found += [Shape(noun, colour) for colour in colours]
            elif noun == "arrow":
                found += [Arrow(colour, way) for colour in colours for way in said.directions]
        if "sign" in said.nouns or len(said.texts) > 1:
            found += [Sign(text) for text in said.texts]
        several = () if reading.colours else tuple((item,) * many for item in found for many in (2, 3))
        return tuple(found) if reading.plain else (*found, None, *several)
    return (reading,)
