"""What the words of a question or an edit prompt ask for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from pytest_realunify.procedural.drawing import PALETTE

Ask = Literal["count", "read", "main colour", "emblem colour", "emblem shape", "frame"]

_NOUN: Final = r"the (?P<noun>stall|house|panel)"
_NAME: Final = r'"(?P<name>[^"\n]+)"'
_SIDE: Final = r"(?P<side>left|right)"
_ADDRESSES: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_NOUN} immediately to the {_SIDE} of the one whose sign says {_NAME}",
        rf"the next (?P<noun>stall|house|panel) to the {_SIDE} of the one with the sign {_NAME}",
        rf"the (?P<ordinal>\w+) (?P<noun>stall|house|panel)(?:, counted)? from the {_SIDE},? in the row headed {_NAME}",
        rf"{_NOUN} (?:whose sign says|with the sign) {_NAME}",
    )
)
_ORDINALS: Final = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_THINGS: Final = re.compile(rf"\b(lemons|limes|oranges|tomatoes|plums|blueberries|lit|dark|{'|'.join(PALETTE)})\b")
_CARD: Final = re.compile(r"\b(yellow|white) (?:tag|card|sticker)\b")


@dataclass(frozen=True, slots=True)
class Task:
    """Which item, and what about it. `detail` is the thing to count or the colour of the card to read."""

    noun: str
    name: str
    side: str  # "left", "right" or "" when the name is on the item itself
    ordinal: int  # from 0, in the row called `name`; -1 when the item is not addressed by a row
    ask: Ask
    detail: str = ""


def parse(prompt: str) -> Task | None:
    """None when the prompt is not of this kind."""
    for pattern in _ADDRESSES:
        if found := pattern.search(prompt):
            break
    else:
        return None
    words = found.groupdict()
    ordinal = words.get("ordinal")
    if ordinal is not None and ordinal not in _ORDINALS:
        return None
    asked = _asked(prompt[: found.start()] + prompt[found.end() :])
    if asked is None:
        return None
    place = _ORDINALS.index(ordinal) if ordinal else -1
    return Task(words["noun"], words["name"], words.get("side") or "", place, *asked)


def _asked(words: str) -> tuple[Ask, str] | None:
    """The detail asked for, from the words around the address. Options are not looked at."""
    question = words.partition("\n\nA.")[0].lower()
    if "magenta frame" in question:
        return "frame", ""
    if "how many" in question:
        thing = _THINGS.search(question)
        return ("count", thing.group(1)) if thing else None
    if "emblem" in question:
        return ("emblem shape", "") if "shape" in question else ("emblem colour", "")
    if card := _CARD.search(question):
        return "read", card.group(1)
    if re.search(r"\b(awning|door|dial)\b", question):
        return "main colour", ""
    return None
