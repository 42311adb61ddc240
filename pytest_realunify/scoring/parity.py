"""The data set's own reply parsers, reproduced to the character: for numbers comparable with published ones.

They are known to misread ("Based on …, the answer is C" -> B); `strict` is the scorer to believe.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal

PHRASES: Final = (
    "The best answer is",
    "The correct answer is",
    "The answer is",
    "The answer",
    "The best option is",
    "The correct option is",
    "Best answer:",
    "Best option:",
    "Answer",
)
"""Removed in this order, wherever they stand, capitals as written."""


def choice(reply: str | Sequence[str], options: Sequence[str] = ()) -> str | None:  # noqa: ARG001 (one signature for both scorers)
    """The first capital A-D left after removing the phrases, inside words too. A list means its first element."""
    text = first_of(reply).strip()
    if len(text) == 1:  # which holds no phrase
        return text if text in "ABCD" else None
    for phrase in PHRASES:
        text = text.replace(phrase, "")
    found = re.search("[ABCD]", text)
    return found.group() if found else None


def verdict_text(reply: str | Sequence[str]) -> str:
    """What is compared with the gold `yes`/`no`: one of the two, or the lower-cased reply, which equals neither."""
    text = first_of(reply).lower()
    for word in ("yes", "no"):
        if word in text:
            return word
    return text


def yes_no(reply: str | Sequence[str]) -> Literal["yes", "no"] | None:
    """Substring test, `yes` before `no`: "eyes" is yes and "unknown" is no. None where neither occurs."""
    text = verdict_text(reply)
    return "yes" if text == "yes" else "no" if text == "no" else None


def first_of(reply: str | Sequence[str]) -> str:
    """A reply as one text: the first element of a list; "" for an empty one."""
    if isinstance(reply, str):
        return reply
    return reply[0] if reply and isinstance(reply[0], str) else ""
