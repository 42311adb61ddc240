"""Explicit announcements of an answer: "the answer is B", "I'd go with (C)", "D is the correct option"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pytest_realunify.scoring import cues
from pytest_realunify.scoring.letters import NOTHING, is_denied, is_named, letter_at
from pytest_realunify.scoring.sheet import Sheet

_BEHIND: Final = 8
_REACH: Final = 240
"""Characters before and after an announcing word that decide what it leads to; no pattern of ours goes further in a
text that is not all punctuation."""


def announced(text: str, sheet: Sheet) -> str | None:
    """The last announcement's letter, NOTHING when it names none or takes it back, None when there is none at all."""
    found = sorted((*_by_noun(text, sheet), *_by_verb(text, sheet), *_by_predicate(text, sheet)))
    if not found:
        return None
    end, letter = found[-1]
    return NOTHING if _taken_back(text[end:], letter) else letter


def _by_noun(text: str, sheet: Sheet) -> Iterator[tuple[int, str]]:
    """ "The correct answer is B"."""
    return _led_to(cues.NOUN, cues.NOUN_THEN, text, sheet)


def _by_verb(text: str, sheet: Sheet) -> Iterator[tuple[int, str]]:
    """ "I would choose (C)"."""
    return _led_to(cues.VERB, cues.VERB_THEN, text, sheet)


def _led_to(
    word: re.Pattern[str], announcement: cues.Announcement, text: str, sheet: Sheet
) -> Iterator[tuple[int, str]]:
    """What each such word leads to. A reply that loops says the same many times over: it is read once."""
    reach = _REACH + 2 * max(map(len, sheet.texts), default=0)
    read: dict[tuple[str, str], tuple[int, str] | None] = {}
    for said in word.finditer(text):
        if is_denied(text, said.start()):
            continue
        end = said.end()
        here = text[max(0, end - _BEHIND) : end], text[end : end + reach]
        if here not in read:
            found = _after(announcement, text, end, sheet)
            read[here] = (found[0] - end, found[1]) if found else None
        if known := read[here]:
            yield end + known[0], known[1]


def _by_predicate(text: str, sheet: Sheet) -> Iterator[tuple[int, str]]:
    """ "C is the correct answer"."""
    for match in cues.PREDICATE.finditer(text):
        letter = match[1].upper()
        if letter in sheet.letters and is_named(text, match) and not is_denied(text, match.start(1)):
            yield match.end(), NOTHING if cues.OR_BEFORE.search(text[: match.start(1)][-12:]) else letter


def _after(announcement: cues.Announcement, text: str, start: int, sheet: Sheet) -> tuple[int, str] | None:
    """The letter, option text or refusal that an announcement ending at `start` leads to, and where that ends."""
    if target := announcement.letter.match(text, start):
        letter = letter_at(text, target, sheet)
        if letter is not None and not cues.HEDGED.search(target.group()):
            return target.end(1), letter
    if refusal := announcement.void.match(text, start):
        return refusal.end(), NOTHING
    link = announcement.link.match(text, start) if sheet.texts else None
    if link and (letter := sheet.letter_said(text[link.end() :].lstrip(" \t\n:\"'(-"))):
        return link.end(), letter
    return None


def _taken_back(rest: str, letter: str) -> bool:
    """ "… A. Wait, that is wrong", "… A. No, B"."""
    for match in cues.RETRACTED.finditer(rest):
        others = {found.group() for found in cues.TOKEN.finditer(rest[match.end() : match.end() + 40])}
        if match["flat"] or any(other in "ABCD" and other != letter for other in others):
            return True
    return False
