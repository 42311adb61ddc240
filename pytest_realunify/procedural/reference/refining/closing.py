"""What requests end with and say nothing new by: plain words for shapes, outlines, and that there is nothing else."""

from __future__ import annotations

import re
from typing import Final

_WORDS: Final = (
    "a bar is a flat, wide rectangle",
    "a ring is a circle with a round hole",
    "a diamond is a slim square that stands on a corner",
    "a cross looks like a plus sign",
)
_ENDINGS: Final = (
    "Nothing else is in the picture",
    "Nothing else belongs in the picture",
    "There is nothing else to be seen",
    "The picture shows nothing else",
    "Draw nothing else",
    "Leave the rest of the picture empty and add nothing else",
    "Everything white has a dark outline",
    "Glasses have straight, upright sides",
)
_SAID: Final = re.compile(
    rf"\s+(?:(?:{'|'.join(_WORDS)})(?:(?:, | and )(?:{'|'.join(_WORDS)}))*|{'|'.join(_ENDINGS)})\.(?=\s|\Z)",
    re.IGNORECASE,
)


def without_closing(request: str) -> str:
    """The request without such sentences."""
    return _SAID.sub("", request)
