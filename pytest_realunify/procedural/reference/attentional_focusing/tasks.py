"""What the words of a question or an edit prompt ask for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from pytest_realunify.procedural.drawing import PALETTE

Ask = Literal["count", "count items", "read", "main colour", "emblem colour", "emblem shape", "frame", "enlarge"]

_NOUN: Final = r"(?P<noun>stall|house|panel)"
_NAME: Final = r'"(?P<name>[^"\n]+)"'
_SIDE: Final = r"to the (?P<side>left|right)"
_LOOK: Final = r"(?P<look>an? \w+ (?:awning|door|dial) and an? [a-z ]+? emblem|an? \w+ \w+ as its emblem)"
_ADDRESSES: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"the (?P<ordinal>\w+) {_NOUN}(?:, counted,?)?,? from the (?P<side>left|right),? in the row headed {_NAME}",
        rf"the {_NOUN} immediately {_SIDE} of the only one with {_LOOK}",
        rf"the next {_NOUN} {_SIDE} of the one that, alone of all, has {_LOOK}",
        rf"the (?:only|one) {_NOUN} (?:with|of all that has) {_LOOK}",
        rf"the {_NOUN} immediately {_SIDE} of the one whose sign says {_NAME}",
        rf"the (?P<steps>\w+) {_NOUN} {_SIDE} of the one (?:whose sign says|with the sign) {_NAME}",
        rf"the {_NOUN} (?P<steps>\w+) places {_SIDE} of the one with the sign {_NAME}",
        rf'the {_NOUN} [a-z ]+ between the \w+ [a-z ]*signs?(?: say)? {_NAME} and "(?P<other>[^"\n]+)"',
        rf"the {_NOUN} (?:whose sign says|with the sign) {_NAME}",
        rf"the (?:whole )?row (?:that is )?headed {_NAME}",
    )
)
_ORDINALS: Final = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_STEPS: Final = {"": 1, "next": 1, "two": 2, "three": 3, "four": 4, "five": 5} | {
    word: number for number, word in enumerate(_ORDINALS, start=1)
}
_COLOURS: Final = "|".join(PALETTE)
_MAIN: Final = re.compile(rf"\b({_COLOURS}) (?:awning|door|dial)\b")
_MAIN_LATER: Final = re.compile(rf"\b(?:in white and|that is) ({_COLOURS})\b")
_EMBLEM: Final = re.compile(rf"\ban? (?:({_COLOURS}) )?(?:(\w+) as its )?emblem\b")
_THINGS: Final = re.compile(rf"\b(lemons|limes|oranges|tomatoes|plums|blueberries|lit|dark|{_COLOURS})\b")
_PLURAL: Final = re.compile(r"\b(stall|house|panel)s\b")
_CARD: Final = re.compile(r"\b(yellow|white) (?:tag|card|sticker)\b")


@dataclass(frozen=True, slots=True)
class Task:
    """Which item, or which row of them, and what about it. `detail`: the thing or colour to count, or the card to read.

    The item is found from a landmark: what has the sign `name`, or the row of that name, or whoever has the `looks`.
    """

    noun: str  # "" in an edit of a whole row
    ask: Ask
    detail: str = ""
    name: str = ""  # "" where the landmark is known by its looks
    other: str = ""  # the sign of a second landmark: the item is halfway between the two
    looks: Mapping[str, str] = field(default_factory=dict)  # of "main", "emblem", "shape": two
    steps: int = 0  # places to the right of the landmark; negative: to the left
    ordinal: int | None = None  # from 0, in the row called `name`
    from_right: bool = False
    is_row: bool = False  # all of it is meant


def parse(prompt: str) -> Task | None:
    """None when the prompt is not of this kind."""
    for pattern in _ADDRESSES:
        if found := pattern.search(prompt):
            break
    else:
        return None
    words = {name: value for name, value in found.groupdict().items() if value}
    asked = _asked(prompt[: found.start()] + prompt[found.end() :], words)
    if asked is None or words.get("ordinal", "first") not in _ORDINALS or words.get("steps", "") not in _STEPS:
        return None
    plural = _PLURAL.search(prompt)
    steps = _STEPS[words.get("steps", "")] if "side" in words and "ordinal" not in words else 0
    return Task(
        words.get("noun") or (plural[1] if plural else ""),
        *asked,
        name=words.get("name", ""),
        other=words.get("other", ""),
        looks=_looks(words.get("look", "")),
        steps=steps if words.get("side") == "right" else -steps,
        ordinal=_ORDINALS.index(words["ordinal"]) if "ordinal" in words else None,
        from_right=words.get("side") == "right",
        is_row="noun" not in words,
    )


def _looks(words: str) -> dict[str, str]:
    """Such as `a red awning and a star as its emblem`."""
    main, emblem = _MAIN.search(words), _EMBLEM.search(words)
    found = {"main": main and main[1], "emblem": emblem and emblem[1], "shape": emblem and emblem[2]}
    return {part: value for part, value in found.items() if value}


def _asked(words: str, address: Mapping[str, str]) -> tuple[Ask, str] | None:
    """The detail asked for, from the words around the address. Options are not looked at."""
    question = words.partition("\n\nA.")[0].lower()
    if "magenta frame" in question:
        return ("enlarge", "") if re.search(r"\btwice\b", question) else ("frame", "")
    if "noun" not in address:
        if not _PLURAL.search(question):
            return None
        colour = _MAIN.search(question) or _MAIN_LATER.search(question)
        return ("count items", colour[1]) if colour and "how many" in question else None
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
