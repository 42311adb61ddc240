"""Rows of which a rule implies the rest."""

from __future__ import annotations

import re
from typing import Final

from pytest_realunify.procedural.reference.refining.logical_reasoning.wording import KIND, colours_in, shape
from pytest_realunify.procedural.world.scene import MAX_PER_ROW, Scene, row
from pytest_realunify.procedural.world.words import COLOUR, NUMBER, ORDINALS, value_of

_ORDINAL: Final = "|".join(ORDINALS)


def alternation(request: str) -> Scene | None:
    """Two colours, neighbours never alike, one place told."""
    told = re.search(
        rf"(?:(?P<at>{_ORDINAL}) from the left|from the left, the (?P<bead>{_ORDINAL}) bead) is (?P<colour>{COLOUR})",
        request,
    )
    count = re.search(rf"(?:row|string) of (?P<n>{NUMBER}) (?:{KIND}|beads)", request)
    pair = re.search(rf"(?:is|uses only) ({COLOUR}) (?:or|and) ({COLOUR})", request)
    kind = re.search(rf"\b({KIND})\b", request)
    if not (told and count and pair and kind and re.search("no two neighbours are alike|never touch", request)):
        return None
    known = ORDINALS.index(told["at"] or told["bead"])
    length = value_of(count["n"])
    if told["colour"] not in pair.groups() or not known < length <= MAX_PER_ROW:
        return None
    start = pair.groups().index(told["colour"]) + known
    return row(*(shape(pair[1 + (start + at) % 2], kind[1]) for at in range(length)))


def mirror(request: str) -> Scene | None:
    """The row reads the same from both ends; one half and the middle are told."""
    if not re.search("reads the same from both ends|match itself colour for colour", request):
        return None
    half = re.search(rf"(?:it begins with|towards it follow) ((?:{COLOUR}(?:, | and )?)+)", request)
    middle = re.search(rf"(?:a single|In the middle is an?) ({COLOUR})", request)
    kind = re.search(rf"\b({KIND})\b", request)
    if not (half and middle and kind):
        return None
    hues = colours_in(half[1])
    if 2 * len(hues) + 1 > MAX_PER_ROW:
        return None
    return row(*(shape(hue, kind[1]) for hue in (*hues, middle[1], *reversed(hues))))


def repeat(request: str) -> Scene | None:
    """Colours that repeat, of which a stretch and the first are told."""
    stretch = re.search(rf"(?:come|at some place) ((?:{COLOUR}(?:, | and )?)+)", request)
    first = re.search(rf"(?:begins with|very first is) ({COLOUR})", request)
    wanted = re.search(rf"Draw (?:just its first|the beginning of it,) (?P<n>{NUMBER}) ({KIND})", request)
    if not (stretch and first and wanted) or ("over and over" not in request and "endless" not in request):
        return None
    hues = colours_in(stretch[1])
    length = value_of(wanted["n"])
    if first[1] not in hues or length > MAX_PER_ROW:
        return None
    start = hues.index(first[1])
    return row(*(shape(hues[(start + at) % len(hues)], wanted[2]) for at in range(length)))
