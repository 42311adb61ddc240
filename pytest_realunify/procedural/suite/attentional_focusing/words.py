"""The words of the scenes: invented names, what there is to ask of each scene kind, and how questions are put."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

_BEGINNINGS: Final = (
    "Ash Bar Bel Bram Bren Cal Cor Cul Dal Dor Dun Ell Far Fen Gal Hal Har Hes Hol Jar Kel Ken Lan Lin Mar Mer Mor Nor "
    "Pel Pen Ros Sel Tal Tor Vel Wen Wil Yar Zel"
)
_ENDINGS: Final = "by combe den ford ham land ley low mere more ney sett stow ton vale wick worth"

NAMES: Final = tuple(
    name
    for start in _BEGINNINGS.split()
    for end in _ENDINGS.split()
    if len(name := start + end) + sum(name.lower().count(wide) for wide in "mw") / 2 <= 8
)
"""What signs say; short enough for a sign to hold any of them at the largest print."""

ROW_NAMES: Final = (
    *("Abbey", "Bridge", "Canal", "Castle", "Chapel", "Ferry", "Forge"),
    *("Garden", "Meadow", "Mill", "North", "Quay", "South", "Tower"),
)

COLOURS: Final = ("red", "orange", "green", "blue", "purple", "pink", "brown", "black")
"""Of awnings, doors, dials and emblems, as named in the palette."""

SHAPES: Final = ("circle", "square", "triangle", "diamond", "star", "heart", "cross", "crescent")

ORDINALS: Final = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")


def related(one: str, other: str) -> bool:
    """Whether two different names are easily taken for each other: they begin or end alike."""
    return one != other and (one[:3] == other[:3] or one[-3:] == other[-3:])


def relatives(name: str) -> list[str]:
    """All names that are easily taken for this one."""
    alike = dict.fromkeys((*_groups()[name[:3]], *_groups()[name[-3:]]))
    return [other for other in alike if other != name]


@cache
def _groups() -> dict[str, list[str]]:
    """Names by their first three letters (which begin with a capital) and by their last three (which do not)."""
    groups: dict[str, list[str]] = {}
    for name in NAMES:
        groups.setdefault(name[:3], []).append(name)
        groups.setdefault(name[-3:], []).append(name)
    return groups


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of scene: what it is full of, and how each of its details is asked for ({place} is the address)."""

    noun: str
    row_suffix: str
    things: tuple[str, ...]
    counting: tuple[str, ...]
    reading: tuple[str, ...]
    yellow: str
    white: str
    part: str
    """What has the main colour."""
    main_colour: tuple[str, ...]
    row_counting: tuple[str, ...]


STALL: Final = Kind(
    noun="stall",
    row_suffix="Row",
    things=("lemons", "limes", "oranges", "tomatoes", "plums", "blueberries"),
    counting=(
        "How many {thing} lie in the crate of {place}?",
        "Look at the crate of {place}. How many {thing} does it hold?",
        "Count the {thing} in the crate of {place}. How many are there?",
    ),
    reading=(
        "What is printed on the {card} of {place}?",
        "Which price is printed on the {card} of {place}?",
        "Read the {card} of {place}. What does it say?",
    ),
    yellow="yellow tag",
    white="white tag",
    part="awning",
    main_colour=(
        "Besides white, what colour is the striped awning of {place}?",
        "The awning of {place} is striped in white and one more colour. Which one?",
    ),
    row_counting=(
        "How many stalls of {place} have an awning in white and {colour}?",
        "Look along {place}. How many of its stalls have {a_colour} awning (striped with white)?",
    ),
)

HOUSE: Final = Kind(
    noun="house",
    row_suffix="Lane",
    things=("lit", "dark"),
    counting=(
        "How many windows are {thing} in {place}?",
        "Look at the windows of {place}. How many of them are {thing}?",
        "Count the windows that are {thing} in {place}. How many are there?",
    ),
    reading=(
        "Which number is printed on the {card} of {place}?",
        "What is the number on the {card} of {place}?",
        "Read the {card} of {place}. Which number does it show?",
    ),
    yellow="yellow card below the clock",
    white="white card below the lantern",
    part="door",
    main_colour=("What colour is the door of {place}?", "In which colour is the door of {place} painted?"),
    row_counting=(
        "How many houses of {place} have {a_colour} door?",
        "Look along {place}. How many of its houses have a door that is {colour}?",
    ),
)

PANEL: Final = Kind(
    noun="panel",
    row_suffix="Bank",
    things=("red", "green", "blue", "orange"),
    counting=(
        "How many lamps glow {thing} on {place}?",
        "Look at the lamps of {place}. How many of them glow {thing}?",
        "Count the lamps that glow {thing} on {place}. How many are there?",
    ),
    reading=(
        "What is printed on the {card} of {place}?",
        "Which code is printed on the {card} of {place}?",
        "Read the {card} of {place}. What does it say?",
    ),
    yellow="yellow sticker",
    white="white sticker",
    part="dial",
    main_colour=("What colour is the round dial of {place}?", "Which colour is the round dial of {place}?"),
    row_counting=(
        "How many panels of {place} have {a_colour} dial?",
        "Look along {place}. How many of its panels have a dial that is {colour}?",
    ),
)

KINDS: Final = (STALL, HOUSE, PANEL)

EMBLEM_COLOUR: Final = (
    "What colour is the small emblem beside the name of {place}?",
    "Look at the small emblem beside the name of {place}. What colour is it?",
)
EMBLEM_SHAPE: Final = (
    "What shape is the small emblem beside the name of {place}?",
    "Look at the small emblem beside the name of {place}. Which shape does it have?",
)

COUNTS: Final = {2: "two", 3: "three", 4: "four", 5: "five"}

BY_SIGN: Final = ('the {noun} whose sign says "{name}"', 'the {noun} with the sign "{name}"')
BY_NEIGHBOUR: Final = (
    'the {noun} immediately to the {side} of the one whose sign says "{name}"',
    'the next {noun} to the {side} of the one with the sign "{name}"',
)
BY_STEPS: Final = (
    'the {ordinal} {noun} to the {side} of the one whose sign says "{name}"',
    'the {noun} {count} places to the {side} of the one with the sign "{name}"',
)
BY_MIDDLE: Final = (
    'the {noun} halfway between the two whose signs say "{name}" and "{other}"',
    'the {noun} in the very middle between the ones with the signs "{name}" and "{other}"',
)
BY_ROW: Final = (
    'the {ordinal} {noun} from the {side} in the row headed "{name}"',
    'the {ordinal} {noun}, counted from the {side}, in the row headed "{name}"',
)
BY_LOOK: Final = ("the only {noun} with {look}", "the one {noun} of all that has {look}")
BESIDE_LOOK: Final = (
    "the {noun} immediately to the {side} of the only one with {look}",
    "the next {noun} to the {side} of the one that, alone of all, has {look}",
)
WHOLE_ROW: Final = ('the row headed "{name}"', 'the whole row that is headed "{name}"')

EDITS: Final = (
    (
        "In this picture, find {place}. Draw a thick magenta frame around this whole {noun} and dim everything outside "
        "the frame. Change nothing inside the frame."
    ),
    (
        "Mark {place} with a thick magenta frame that encloses the whole {noun}, and darken the rest of the picture. "
        "Leave what is inside the frame exactly as it is."
    ),
    (
        "Highlight {place}: surround the whole {noun} with a thick magenta frame and dim all the rest. What lies "
        "inside the frame must stay unchanged."
    ),
)
ENLARGING: Final = (
    (
        "In this picture, find {place}. Show this whole {noun} twice as large, about where it stands, within a thick "
        "magenta frame, and dim everything outside the frame. Change nothing else about it."
    ),
    (
        "Highlight {place}: show the whole {noun} twice as large about where it stands, put a thick magenta frame "
        "around it, and darken the rest of the picture. All its details must stay as they are."
    ),
)
