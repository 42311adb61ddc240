"""Text on a screen: how wide it is, and how it is made to fit, whatever script it is in."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from typing import Final

from pytest_realunify.text import width as cells

PAGE: Final = 100
"""Columns of text that goes into a file, or to nobody's screen."""

_UNBROKEN: Final = re.compile(
    r"(?:`[^`]*`|\([-+\d.]+ to [-+\d.]+\)"
    r"|\(?(?:(?<=: )|(?<=\()|^)(?:realunify|pytest|pip install|python -m) [^;,()]*[^;,()\s]|\S)\S*"
)
"""A word; a command, which is to be pasted, what stands in backticks and an interval are one word each."""


def screen_width() -> int:
    """Of the terminal that standard output is, or what COLUMNS says; PAGE where neither is known."""
    return shutil.get_terminal_size((PAGE, 24)).columns if sys.stdout is sys.__stdout__ else PAGE


def cut(text: str, width: int) -> str:
    """At most so many cells of it, ending in … when cut."""
    if cells(text) <= width:
        return text
    kept, room = "", width - 1
    for letter in text:
        room -= cells(letter)
        if room < 0:
            break
        kept += letter
    return kept.rstrip() + "…"


def wrapped(line: str, width: int) -> list[str]:
    """The line in as many as it takes, those after the first indented by two more.

    What cannot be parted, such as a path or a command, may be longer than `width`.
    """
    if cells(line) <= width:
        return [line.rstrip()]
    margin = " " * (len(line) - len(line.lstrip()))
    lines, room = [margin], width - len(margin)
    for gap, word in _words(line.lstrip(), width - len(margin) - 2):
        needed = cells(gap) + cells(word)
        if needed > room and lines[-1].strip():
            lines.append(f"{margin}  ")
            gap, needed, room = "", cells(word), width - len(margin) - 2
        lines[-1] += gap + word
        room -= needed
    return lines


def _words(line: str, width: int) -> Iterator[tuple[str, str]]:
    """With what stands before each. Of a word in a script without blanks, parts that fit."""
    end = 0
    for found in _UNBROKEN.finditer(line):
        gap, end = line[end : found.start()], found.end()
        for part in _parts(found[0], width):
            yield gap, part
            gap = ""


def _parts(word: str, width: int) -> Iterable[str]:
    if cells(word) <= width or cells(word) == len(word):
        return [word]
    parts = [""]
    for letter in word:
        if cells(parts[-1]) + cells(letter) > width:
            parts.append("")
        parts[-1] += letter
    return parts
