"""The reference model on mazes and town maps: editing finds the way, understanding only reads what is marked.

On an unmarked picture understanding goes by a glance along the straight line, as people do who do not trace the way.
"""

from __future__ import annotations

import re
from typing import Final

from PIL import Image

from pytest_realunify.procedural.reference.cognitive_navigation import maze_sight, town_sight
from pytest_realunify.procedural.reference.prompts import options_of, pick

_MAZE: Final = re.compile(r"\bmaze\b", re.IGNORECASE)
_MAP: Final = re.compile(r"\b(?:shortest|quickest) route\b", re.IGNORECASE)


def matches(prompt: str) -> bool:
    """Whether the prompt speaks of a maze or of a shortest route."""
    return bool(_MAZE.search(prompt) or _MAP.search(prompt))


def understand(prompt: str, image: Image.Image, seed: int) -> str:
    """A reply such as "The answer is C."; a guess where the picture cannot be read."""
    options = options_of(prompt)
    answer = maze_sight.answer if _MAZE.search(prompt) else town_sight.answer
    return f"The answer is {pick(answer(prompt, image, options), options, seed)}."


def edit(prompt: str, image: Image.Image, seed: int) -> Image.Image:
    """The picture with the way marked in magenta; unchanged where no way is found."""
    del seed  # nothing here is left to chance
    return maze_sight.mark(image) if _MAZE.search(prompt) else town_sight.mark(prompt, image)
