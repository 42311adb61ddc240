"""The answer sheet of one multiple-choice question: which letters exist and which text stands behind each."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pytest_realunify.scoring.cleaning import NEEDS_CLEANING, clean
from pytest_realunify.scoring.patterns import late

_EDGES: Final = " \t\n\"'.,;:!?()[]{}。"
_SEPARATOR: Final = late(r"[\s.):,;\]}\"']*")
_DASH: Final = late(r"(?:[-—=]+\s+|[(])")
_BEYOND: Final = 32
"""Characters of punctuation and blanks that may well stand around an option's text."""
_ARTICLE: Final = late(r"\A(?:the|a|an)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sheet:
    """`texts` are normalised and in letter order; empty where the options are not known."""

    letters: str
    texts: tuple[str, ...]

    @classmethod
    def of(cls, options: Sequence[str]) -> Sheet:
        """A-D, and further letters only for data with more than four options."""
        letters = letters_for(options)
        texts = tuple(_plain(_unlettered(letter, text)) for letter, text in zip(letters, options, strict=False))
        return cls(letters, texts)

    def letter_of(self, text: str) -> str | None:
        """The letter whose option reads exactly so, apart from case, spacing and outer punctuation."""
        plain = _plain(text)
        found = [letter for letter, option in zip(self.letters, self.texts, strict=False) if plain and option == plain]
        return found[0] if len(found) == 1 else None

    def letter_said(self, text: str) -> str | None:
        """The option that the text, its first sentence, or either without a leading article, is."""
        if not self.texts:
            return None
        line = text.strip().partition("\n")[0][:2000]
        if not any(self._may_begin(form, self.texts) for form in (line, _ARTICLE.sub("", line, count=1))):
            return None
        for said in (line, re.split(r"[.!?]\s", line, maxsplit=1)[0]):
            for form in (said, _ARTICLE.sub("", said, count=1)):
                if letter := self.letter_of(form):
                    return letter
        return None

    def follows(self, letter: str, rest: str) -> bool | None:
        """Whether `rest`, what stands after a letter on its line, is that letter's option text.

        False when it is another option's text instead: letter and text contradict one another. None when it is neither.
        """
        rest = rest[_match_end(_SEPARATOR, rest) :]
        for form in (rest, rest[_match_end(_DASH, rest) :]):
            if self._is_text_of(letter, form):
                return True
            if other := self.letter_said(form):
                return other == letter
        return None

    def _is_text_of(self, letter: str, text: str) -> bool:
        place = self.letters.find(letter)
        if not (0 <= place < len(self.texts) and self.texts[place]):
            return False
        line = text.partition("\n")[0]
        return self._may_begin(line, self.texts[place : place + 1]) and _plain(line) == self.texts[place]

    def _may_begin(self, line: str, texts: Sequence[str]) -> bool:
        """Whether the line's beginning is one that these texts allow. It is asked once per announcement, so a look at
        the whole line would make the time of a reply that loops grow with its square."""
        head = line[: 2 * max(map(len, texts)) + _BEYOND]
        tagged = ("<" in head or "◁" in head) and (">" in line or "▷" in line)
        if tagged or NEEDS_CLEANING.search(head) or not unicodedata.is_normalized("NFC", head):
            return True
        plain = " ".join(head.casefold().split()).lstrip(_EDGES)
        return any(text.startswith(plain) or plain.startswith(text) for text in texts if text)


def letters_for(options: Sequence[str]) -> str:
    """A-D, and further letters only for data with more than four options."""
    return string.ascii_uppercase[: max(4, len(options))]


def _unlettered(letter: str, text: str) -> str:
    """`A. cat` as the first option -> `cat`."""
    prefix = re.match(rf"\s*\(?{letter}\s*[.):]\s*(?=\S)", text)
    return text[prefix.end() :] if prefix else text


def _plain(text: str) -> str:
    return " ".join(clean(text).casefold().split()).strip(_EDGES)


def _match_end(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.match(text)
    return match.end() if match else 0
