"""The last sentences of a prompt: words that a painter may read otherwise, and that there is nothing else to see."""

from __future__ import annotations

import re
from typing import Final

from pytest_realunify.procedural.suite.base import Chance
from pytest_realunify.procedural.world.scene import Arrow, Flag, Glass, Halves, Pie, Scene, Shape, Sign
from pytest_realunify.procedural.world.words import COLOUR, listed

CLOSINGS: Final = (
    ("Nothing else is in the picture.", "Draw nothing else."),
    ("Nothing else belongs in the picture.", "Leave the rest of the picture empty and add nothing else."),
    ("There is nothing else to be seen.", "The picture shows nothing else."),
)
"""Pairs that take turns from one index to the next: easy, medium and hard instances are dealt from pools of their own,
and the same prompt may come out of two of them."""
EXCLUDED: Final = re.compile(r"\band nothing else\.(?:\s|$)", re.IGNORECASE)
"""Where a prompt has said it already."""
PLAIN_WORDS: Final = {
    "bar": "a bar is a flat, wide rectangle",
    "ring": "a ring is a circle with a round hole",
    "diamond": "a diamond is a slim square that stands on a corner",
    "cross": "a cross looks like a plus sign",
}
OUTLINED: Final = "Everything white has a dark outline."
_COLOUR_ASKED: Final = re.compile(r"\b(?:in|has|of) the colours?\b")
"""Where it is said of white things alone, it would say that there are some."""
_WHITE_SAID: Final = re.compile(r"\bwhite\b")
STRAIGHT: Final = "Glasses have straight, upright sides."
_SAID: Final = re.compile(rf"(?:\b(?:{COLOUR}|an?|one|each|single)[ -]|\")(?P<kind>{'|'.join(PLAIN_WORDS)})(?:s|es)?\b")
"""In programs a kind stands alone, in quotes."""


def closed(rng: Chance, prompt: str, scene: Scene) -> str:
    """The prompt with what it leaves unsaid: plain words for shapes, outlines for what is white, that this is all."""
    kinds = {match["kind"] for match in _SAID.finditer(prompt.lower())} - ({"bar"} if "bar chart" in prompt else set())
    said = [PLAIN_WORDS[kind] for kind in PLAIN_WORDS if kind in kinds]
    notes = [f"{_capital(listed(said))}."] if said else []
    if any(map(_white, scene)) or _COLOUR_ASKED.search(prompt) or _WHITE_SAID.search(prompt):
        notes.append(OUTLINED)
    if any(isinstance(item, Glass) for item in scene):
        notes.append(STRAIGHT)
    if not EXCLUDED.search(prompt):
        notes.append(rng.choice(CLOSINGS[rng.pack[1] % len(CLOSINGS)]))
    gap = "\n\n" if prompt.endswith("```") else " "
    return f"{prompt}{gap if notes else ''}{' '.join(notes)}"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _white(item: object) -> bool:
    """Whether white is seen in it, or may be, that would not stand out from the paper without an outline."""
    if isinstance(item, Shape | Arrow):
        return item.colour == "white"
    if isinstance(item, Flag):
        return True  # so that the sentence does not say which flags have white in them
    if isinstance(item, Halves):
        return "white" in (item.first, item.second)
    return isinstance(item, Sign | Pie) or (isinstance(item, Glass) and item.liquid == "white")
