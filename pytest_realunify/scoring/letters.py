"""Whether a letter that stands by itself is meant as one: not an article, not one of several, not an echoed option."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from pytest_realunify.scoring import cues
from pytest_realunify.scoring.sheet import Sheet

NOTHING: Final = ""
"""An announcement was made and names no single letter. It stands: nothing weaker may overrule it."""


def letter_at(text: str, match: re.Match[str], sheet: Sheet) -> str | None:
    """The letter in group 1 of a match; NOTHING when it is one of several or none of the sheet's; None for a word."""
    written, end = match[1], match.end(1)
    letter, rest = written.upper(), text[end:]
    closing = cues.CLOSING.match(rest)
    tail = rest[closing.end() if closing else 0 :]
    agrees = sheet.follows(letter, tail)
    if agrees:
        return letter
    if is_article(written, rest) or (cues.VERB_AFTER.match(tail) and not cues.RIGHT_AFTER.match(tail)):
        return None
    if (
        agrees is False
        or letter not in sheet.letters
        or _is_one_of_several(letter, rest, sheet)
        or _opens_a_list(letter, tail)
    ):
        return NOTHING
    return letter


def is_article(written: str, rest: str) -> bool:
    """ "A picture", "I see", and any small letter that a word follows: "a dog", "d be"."""
    word = re.match(r"[ \t]+(?=[^\W\d_]{2}|[^\W\d_]\s)", rest)
    if not word or (written.isupper() and written not in "AI"):
        return False
    return not cues.FUNCTION_WORD.match(rest, word.end())


def _is_one_of_several(letter: str, rest: str, sheet: Sheet) -> bool:
    """ "B or C", "B/C", "A, B and D"."""
    if re.match(r"[.):]\s?(?:(?!because|since|neither|not)[^.\n]){1,60}? or [\[(]?[A-Z][.):\]]", rest):
        return True
    also = cues.ALSO.match(rest)
    if not also or also[2].upper() == letter or also[2].upper() not in sheet.letters:
        return False
    after = rest[also.end(2) :]
    if is_article(also[2], after) or cues.VERB_AFTER.match(after):
        return "or" in also["by"] and not is_article(also[2], after)
    loose = re.fullmatch(r"\s*[,~-]?\s*", also["by"])
    return not loose or bool(re.match(r"\s*(?:$|[.,;!?)\]\n/]|(?:or|and)\b)", after))


def _opens_a_list(letter: str, tail: str) -> bool:
    """An echo of the options: "A. cat B. dog C. cow"."""
    second, third = (re.escape(chr(ord(letter) + step)) for step in (1, 2))
    return bool(re.match(rf"[.):][^\n]{{0,200}}\n?\s*\b{second}[.):]\s[^\n]{{0,200}}\n?\s*\b{third}[.):]\s", tail))


def is_named(text: str, match: re.Match[str]) -> bool:
    """Whether a statement about the capital in group 1 is about the option: not about "plan B" or "a type A person"."""
    before = cues.PRECEDING_WORD.search(text[max(0, match.start(1) - 30) : match.start(1)])
    return match[1].isupper() and not (before and not cues.MAY_PRECEDE.fullmatch(before[1]))


def is_denied(text: str, start: int) -> bool:
    """Whether what begins at `start` is: "The wrong answer is …", "I don't think it is …", "if the answer is …"."""
    return _is_negation(text[max(0, start - 90) : start])


@lru_cache(maxsize=8_192)
def _is_negation(before: str) -> bool:
    return bool(cues.NEGATED.search(before))


def letters_in(text: str, sheet: Sheet) -> set[str]:
    """Every letter of the sheet that the text names: capitals that are no article, small ones in brackets."""
    found: set[str] = set()
    for match in cues.TOKEN.finditer(text):
        written, rest = match[1], text[match.end(1) :]
        named = not is_article(written, rest) if written.isupper() else bool(re.match(r"[)\]]", rest))
        if named and written.upper() in sheet.letters:
            found.add(written.upper())
    return found
