"""Texts of others on their way into LaTeX: shown as they are, and obeyed by no engine."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final

from pytest_realunify.text import harmless, shortened

LETTER: Final = r"\realunifyletter"
"""Our command for a letter that pdfTeX's fonts lack: the letter where the engine reads Unicode, else its number."""

_SPECIAL: Final[Mapping[str, str]] = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    # In the fonts that LaTeX begins with these are other letters.
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': "''",
    # After the `\\` of a row the first would be a length, the second a star.
    "[": "{[}",
    "]": "{]}",
    "*": "{*}",
    "`": r"\textasciigrave{}",
}

_JOINED: Final = "-',"
"""Letters of which two would be one: a dash, a quote."""


def _paired(letters: str, names: str) -> dict[str, str]:
    return dict(zip(letters, names.split(), strict=True))


_MATHS: Final = {
    **{letter: unicodedata.name(letter).split()[-1].lower() for letter in "αβγδεζηθικμνξπρστυφχψω"},
    **{letter: unicodedata.name(letter).split()[-1].capitalize() for letter in "ΓΔΘΞΠΣΦΨΩ"},
    **_paired("λΛ\u00d7·±→≤≥∞†≈≠", "lambda Lambda times cdot pm rightarrow leq geq infty dagger approx neq"),
}

_LETTERS: Final[Mapping[str, str]] = {
    **{letter: rf"$\{name}$" for letter, name in _MATHS.items()},
    **{
        letter: rf"\{name}{{}}"
        for letter, name in _paired("ßæÆœŒøØłŁåÅ…", "ss ae AE oe OE o O l L aa AA ldots").items()
    },
    **_paired("\u00b0\u2212\u2013\u2014\u2018\u2019\u201c\u201d", r"$^\circ$ $-$ -- --- `{} '{} `` ''"),
}

_ACCENTS: Final[Mapping[str, str]] = {
    "\u0300": "`",
    "\u0301": "'",
    "\u0302": "^",
    "\u0303": "~",
    "\u0304": "=",
    "\u0306": "u",
    "\u0307": ".",
    "\u0308": '"',
    "\u030a": "r",
    "\u030b": "H",
    "\u030c": "v",
    "\u0327": "c",
}
"""Unicode's combining marks and LaTeX's commands that set them over, or under, a letter."""


def escaped(text: str, longest: int = 200) -> str:
    """On one line, within `longest` letters before they are spelled."""
    plain = unicodedata.normalize("NFC", harmless(shortened(text, longest)))
    pairs = zip(plain, f"{plain[1:]} ", strict=False)
    return "".join(_spelled(one) + ("{}" if one == other and one in _JOINED else "") for one, other in pairs)


def needs_letters(text: str) -> bool:
    """Whether what `escaped` returned holds our command."""
    return LETTER in text


def definition() -> Iterator[str]:
    """Of our command; twice in a document it means the same."""
    yield rf"\providecommand{{{LETTER}}}[2]{{\ifdefined\Umathcode #1\else{{\footnotesize[U+#2]}}\fi}}"


def _spelled(letter: str) -> str:
    if letter in _SPECIAL:
        return _SPECIAL[letter]
    if letter.isascii():
        return letter
    if letter in _LETTERS:
        return _LETTERS[letter]
    apart = unicodedata.normalize("NFD", letter)
    base, mark = apart[0], apart[1:]
    if mark in _ACCENTS and base.isascii() and base.isalpha():
        return rf"\{_ACCENTS[mark]}{{{base}}}"
    return rf"{LETTER}{{{letter}}}{{{ord(letter):04X}}}"
