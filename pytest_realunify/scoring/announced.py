"""Explicit announcements of an answer: "the answer is B", "I'd go with (C)", "D is the correct option"."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_realunify.scoring import cues
from pytest_realunify.scoring.letters import NOTHING, is_named, letter_at
from pytest_realunify.scoring.sheet import Sheet


def announced(text: str, sheet: Sheet) -> str | None:
    """The last announcement's letter, NOTHING when it names none or takes it back, None when there is none at all."""
    found = sorted((*_by_noun(text, sheet), *_by_verb(text, sheet), *_by_predicate(text, sheet)))
    if not found:
        return None
    end, letter = found[-1]
    return NOTHING if _taken_back(text[end:], letter) else letter


def _by_noun(text: str, sheet: Sheet) -> Iterator[tuple[int, str]]:
    """ "The correct answer is B"."""
    for noun in cues.NOUN.finditer(text):
        if not _denied(text, noun.start()):
            yield from _after(cues.NOUN_THEN, text, noun.end(), sheet)


def _by_verb(text: str, sheet: Sheet) -> Iterator[tuple[int, str]]:
    """ "I would choose (C)"."""
    for verb in cues.VERB.finditer(text):
        if not _denied(text, verb.start()):
            yield from _after(cues.VERB_THEN, text, verb.end(), sheet)


def _by_predicate(text: str, sheet: Sheet) -> Iterator[tuple[int, str]]:
    """ "C is the correct answer"."""
    for match in cues.PREDICATE.finditer(text):
        letter = match[1].upper()
        if letter in sheet.letters and is_named(text, match) and not _denied(text, match.start(1)):
            yield match.end(), NOTHING if cues.OR_BEFORE.search(text[: match.start(1)][-12:]) else letter


def _after(announcement: cues.Announcement, text: str, start: int, sheet: Sheet) -> Iterator[tuple[int, str]]:
    """The letter, option text or refusal that an announcement ending at `start` leads to."""
    if target := announcement.letter.match(text, start):
        letter = letter_at(text, target, sheet)
        if letter is not None and not cues.HEDGED.search(target.group()):
            yield target.end(1), letter
            return
    if refusal := announcement.void.match(text, start):
        yield refusal.end(), NOTHING
        return
    link = announcement.link.match(text, start) if sheet.texts else None
    if link and (letter := sheet.letter_said(text[link.end() :].lstrip(" \t\n:\"'(-"))):
        yield link.end(), letter


def _denied(text: str, start: int) -> bool:
    """ "The wrong answer is …", "I don't think the answer is …", "if the answer is …"."""
    return bool(cues.NEGATED.search(text[max(0, start - 90) : start]))


def _taken_back(rest: str, letter: str) -> bool:
    """ "… A. Wait, that is wrong", "… A. No, B"."""
    for match in cues.RETRACTED.finditer(rest):
        others = {found.group() for found in cues.TOKEN.finditer(rest[match.end() : match.end() + 40])}
        if match["flat"] or any(other in "ABCD" and other != letter for other in others):
            return True
    return False
