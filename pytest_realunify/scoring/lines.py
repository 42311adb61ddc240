"""Answers without an announcement: a lone letter, a letter with its option's text, the text alone, a plain mention."""

from __future__ import annotations

import re
from typing import Final

from pytest_realunify.scoring import cues
from pytest_realunify.scoring.letters import NOTHING, is_denied, is_named, letter_at, letters_in
from pytest_realunify.scoring.patterns import late
from pytest_realunify.scoring.sheet import Sheet

_BARE: Final = late(cues.DECORATED)
_OPENING: Final = late(
    rf"[\s\[(\"'<>\-•]*{cues.LETTER}(?P<closed>{cues.CLOSE}(?:\(?))(?P<separator>[.:,;、]|\s?[-—=]+\s|)"
)
_NAMES_LETTER: Final = late(r"(?:\A|[:(]|(?i:option|choice|answer|letter))\s*[(\"'\[]*$")
_SENTENCES: Final = late(r"(?<=[.!?])\s+|\n+")


def standing_alone(text: str, sheet: Sheet) -> str | None:
    """The letter that the first or the last line consists of, if no line consists of another."""
    lines = _lines(text)
    bare = [_bare(line, sheet) for line in lines]
    letters = {letter for letter in bare if letter}
    if len(letters) != 1 or not (bare[0] or bare[-1]):
        return None
    return letters.pop()


def opening(text: str, sheet: Sheet) -> str | None:
    """The letter that the reply opens with, followed by its option's text or a reason: "B. Monkey", "C because …"."""
    lines = _lines(text)
    letter = _opens_with(lines[0], sheet) if lines else None
    if letter is None:
        return None
    following = _opens_with(lines[1], sheet) if len(lines) > 1 else None
    return letter if following in (None, letter) else None


def as_text(text: str, sheet: Sheet) -> str | None:
    """The letter of the one option whose text the reply is: "monkey", "It's a monkey.", "monkey (B)"."""
    if not sheet.texts:
        return None
    lettered = re.fullmatch(rf"(.+?)\s*[\[(]{cues.LETTER}[)\]][\s.]*", text, re.DOTALL)
    if lettered and lettered[2].upper() in sheet.letters:
        return lettered[2].upper() if sheet.letter_of(lettered[1]) == lettered[2].upper() else None
    if (letter := sheet.letter_of(text)) or "\n" in text:
        return letter
    lead = cues.LEAD.match(text)
    return sheet.letter_said(text) or sheet.letter_said(text[lead.end() if lead else 0 :])


def mentioned(text: str, sheet: Sheet) -> str | None:
    """A letter that the reply settles on without announcing it, if it names no other that it does not rule out."""
    letters = letters_in(text, sheet)
    clean, ruled_out = _mentions(text, sheet)
    if len(clean) == 1 and letters - ruled_out <= clean:
        return clean.pop()
    if len(letters) != 1 or ruled_out:
        return None
    letter = letters.pop()
    sentences = [sentence for sentence in _SENTENCES.split(text) if sentence.strip()]
    if any(_bare(sentence, sheet) == letter or _opens_with(sentence, sheet) == letter for sentence in sentences):
        return letter
    return letter if _is_called_right(text, letter) or _concludes(text, sheet) else None


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if re.search(r"\w", line)]


def _bare(line: str, sheet: Sheet) -> str | None:
    """The letter of a line that says nothing else: "**B**", "(b)", "So, B."."""
    lead = cues.LEAD.match(line)
    start = lead.end() if lead else 0
    match = _BARE.fullmatch(line, start)
    if not match or match[1].upper() not in sheet.letters:
        return None
    if match[1] == "a" and not _NAMES_LETTER.search(line[: match.start(1)]):
        return None
    return match[1].upper()


def _opens_with(line: str, sheet: Sheet) -> str | None:
    """The letter of "B. Monkey", "(b) Monkey", "B - Monkey", "B because …"; NOTHING when that text is another
    option's; None when the line names other letters too.
    """
    lead = cues.LEAD.match(line)
    match = _OPENING.match(line, lead.end() if lead else 0)
    if not match:
        return None
    letter, rest = match[1].upper(), line[match.end() :]
    if letter not in sheet.letters:
        return None
    agrees = sheet.follows(letter, rest)
    if agrees:
        return letter
    if not _is_set_off(match, rest):
        return None
    if agrees is False:
        return NOTHING
    if letter_at(line, match, sheet) != letter:
        return None
    wrong = cues.VERB_AFTER.match(rest) and not cues.RIGHT_AFTER.match(rest)
    explained = lead and _NAMES_LETTER.search(lead.group().rstrip(" :,.")) and cues.REASON.match(rest)
    return None if wrong or (letters_in(rest, sheet) - {letter} and not explained) else letter


def _is_set_off(match: re.Match[str], rest: str) -> bool:
    """Whether the letter is parted from what follows as an option's letter is: a dog has none, "a. dog" has."""
    written, separator = match[1], match["separator"].strip()
    bracketed = ")" in match["closed"] or "]" in match["closed"]
    if written.islower():
        return bracketed or separator in (".", ":")
    if bracketed or separator or cues.REASON.match(rest):
        return True
    spaced = match.group()[-1:].isspace() and re.match(r"[A-Z0-9]", rest)
    return bool(spaced and written not in "AI") or match.group().endswith("(")


def _mentions(text: str, sheet: Sheet) -> tuple[set[str], set[str]]:
    """Letters called "option X" and left standing, and letters called so and denied."""
    clean: set[str] = set()
    ruled_out: set[str] = set()
    for match in cues.MENTION.finditer(text):
        letter, rest = match[1].upper(), text[match.end() :]
        if letter not in sheet.letters:
            continue
        stands = cues.RIGHT_AFTER.match(rest) or cues.ENDS.match(rest) or sheet.follows(letter, rest)
        if is_denied(text, match.start()) or cues.DENIED_AFTER.match(rest):
            ruled_out.add(letter)
        elif stands and letter_at(text, match, sheet) == letter:
            clean.add(letter)
    return clean - ruled_out, ruled_out - clean


def _is_called_right(text: str, letter: str) -> bool:
    """ "B is correct"."""
    for match in cues.TOKEN.finditer(text):
        right = match[1] == letter and cues.RIGHT_AFTER.match(text, match.end())
        if right and is_named(text, match) and not is_denied(text, match.start()):
            return True
    return False


def _concludes(text: str, sheet: Sheet) -> bool:
    """ "Based on the image, B."."""
    intro = cues.INTRO.match(text)
    return bool(intro and _bare(text[intro.end() :], sheet))
