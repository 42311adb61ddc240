"""Text made harmless and short, whoever wrote it: replies, names and messages come from anywhere."""

from __future__ import annotations

import re
import shlex
import unicodedata
from functools import lru_cache
from typing import Any, Final

from pytest_realunify.unsaid import without_secrets

_GITHUB: Final = (
    "add-mask|add-matcher|add-path|debug|echo|endgroup|error|group|notice|remove-matcher|save-state|set-env|set-output|"
    "stop-commands|warning"
)
"""https://docs.github.com/actions/reference/workflow-commands-for-github-actions, and those it has had."""

_COMMAND: Final = re.compile(
    r"#(?=#\w*\[)"
    r"|(?:^|(?<=\s)):(?=:)"
    rf"|:(?=:(?:{_GITHUB})(?![\w-]))|(?<!\w):(?=:(?i:{_GITHUB})(?![\w-]))"
)
"""The first letter of what a CI runner obeys in a log: `##[…]` and `##vso[…]` (Azure, and GitHub of old, which look for
them anywhere in a line), `##teamcity[…]`, and `::error …::` (GitHub, which passes over blanks before it). Not the `::`
of node ids and C++ names."""

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 (as Excel in Japanese reads them)


def shortened(text: str, width: int) -> str:
    """On one line, ending in … when cut."""
    flat = " ".join(text.split())
    return flat if len(flat) <= width else flat[: width - 1].rstrip() + "…"


def number_of(number: int, one: str, many: str = "") -> str:
    """Such as `1 case` and `2 cases`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def width(text: str) -> int:
    """In columns of a terminal: letters of East Asia take two, accents that stand on another letter none."""
    return len(text) if text.isascii() else sum(map(_columns, text))


@lru_cache(4096)
def _columns(letter: str) -> int:
    if unicodedata.category(letter) in ("Mn", "Me", "Cf") or "\u1160" <= letter <= "\u11ff":
        return 0  # (vowels and final consonants of Hangul, too, which stand within the letter before them)
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def padded(text: str, columns: int, right: bool = False) -> str:
    """Filled with blanks to so many columns; at its left where it is to stand at the `right`."""
    blanks = " " * max(0, columns - width(text))
    return blanks + text if right else text + blanks


def harmless(text: str) -> str:
    """One line, without secrets. What a terminal or a CI's log would obey instead of showing (escapes, bells, text that
    runs backwards; workflow commands) as its `\\x1b` form."""
    text = without_secrets(text)
    if "##" in text or "::" in text:
        text = _COMMAND.sub(lambda found: f"\\x{ord(found[0]):02x}", text)
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)


def pasteable(word: str) -> str:
    """One word of a command line, as it can be pasted into a shell: in quotes where it holds what one might not leave
    alone. (Brackets are patterns, and zsh refuses those that match no file.)"""
    return shlex.quote(harmless(word))


def quoted(value: str) -> str:
    """The same for a value of several lines, or with whatever else no terminal shows as it is: as bash and zsh write
    them, so that what is pasted is what was meant."""
    if harmless(value) == value:
        return shlex.quote(value)
    quoted = "".join(_ESCAPED.get(each, each) for each in value)
    return f"$'{disarmed(quoted)}'"


_ESCAPED: Final = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "'": "\\'", "\\": "\\\\"}


def disarmed(text: str) -> str:
    """What `harmless` would take the power of, as escapes that TOML, JSON (below U+10000) and shells read: within their
    strings it is the same text."""
    text = _COMMAND.sub(lambda found: _escaped(found[0]), text)
    return text if text.isprintable() else "".join(each if each.isprintable() else _escaped(each) for each in text)


def _escaped(letter: str) -> str:
    number = ord(letter)
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def harmless_lines(text: str) -> str:
    """The same of a text with lines, which stay."""
    return "\n".join(map(harmless, text.split("\n")))


def tabular(value: object) -> object:
    """A cell of a CSV file: harmless, and text that a spreadsheet would run as a formula gets an apostrophe, which it
    hides. (No bare carriage return, which csv writes and then reads no row of the file.)"""
    if isinstance(value, float):
        return value + 0.0  # nothing has no sign
    if not isinstance(value, str):
        return value
    text = harmless_lines(value)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def encodable(text: str) -> str:
    """Exactly a `str` that UTF-8 can hold, as journal and xdist need it: a lone surrogate becomes `?`, and a subclass
    (such as numpy.str_) its text."""
    if type(text) is str and text.isascii():
        return text
    return text.encode("utf-8", "replace").decode("utf-8")


def encodable_within(value: Any) -> Any:
    """The same of all text in lists and dicts, keys too, as JSON has them; anything else as it is."""
    if isinstance(value, str):
        return encodable(value)
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, dict):
        return {encodable_within(key): encodable_within(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(encodable_within, value)) if type(value) in (list, tuple) else value
    return value
