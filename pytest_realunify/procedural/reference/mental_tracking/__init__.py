"""The reference model on tracking puzzles: pictures are read by their pixels, rules by their words.

Editing follows the rules. Understanding never does: it says what the picture shows as it is, which is nothing while
segments have colours, balls are under cups and sheets are not punched.
"""

from __future__ import annotations

import re
from types import ModuleType
from typing import Final

from PIL import Image

from pytest_realunify.procedural.reference.mental_tracking import cups, paper, segments
from pytest_realunify.procedural.reference.prompts import options_of, pick

_KINDS: Final[tuple[tuple[re.Pattern[str], ModuleType], ...]] = (
    (re.compile(r"\bseven-segment\b", re.IGNORECASE), segments),
    (re.compile(r"\bglass cups\b", re.IGNORECASE), cups),
    (re.compile(r"\bfolded\b", re.IGNORECASE), paper),
)


def matches(prompt: str) -> bool:
    """Whether the words are about digits that change colour, cups that are moved, or paper that is folded."""
    return _kind(prompt) is not None


def understand(prompt: str, image: Image.Image, seed: int) -> str:
    """The option that this very picture shows; a guess where it shows none."""
    kind, options = _kind(prompt), options_of(prompt)
    seen = kind.seen(prompt, image.convert("RGB"), tuple(options.values())) if kind else None
    return f"The answer is {pick(seen, options, seed)}."


def edit(prompt: str, image: Image.Image, seed: int) -> Image.Image:  # noqa: ARG001 (nothing here is left to chance)
    """The picture as the rules leave it; unchanged where it does not show what they are about."""
    kind = _kind(prompt)
    picture: Image.Image = kind.edited(prompt, image.convert("RGB")) if kind else image
    return picture


def _kind(prompt: str) -> ModuleType | None:
    return next((kind for words, kind in _KINDS if words.search(prompt) and kind.understood(prompt)), None)
