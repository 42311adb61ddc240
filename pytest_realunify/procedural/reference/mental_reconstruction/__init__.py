"""The reference model on mental reconstruction: restores pictures by their borders, and reads pictures literally."""

from __future__ import annotations

import math
import re
from typing import Final

import numpy as np
from PIL import Image

from pytest_realunify.procedural.reference.mental_reconstruction import reading
from pytest_realunify.procedural.reference.mental_reconstruction.restoring import restored
from pytest_realunify.procedural.reference.mental_reconstruction.turning import turned_back
from pytest_realunify.procedural.reference.prompts import options_of, pick

_TILES: Final = re.compile(r"\btiles\b", re.IGNORECASE)
_MIXED: Final = re.compile(r"\b(mixed up|shuffled)\b", re.IGNORECASE)
_GRID: Final = re.compile(r"\b([1-9]\d?) (?:x|rows and) ([1-9]\d?) (?:grid|columns)\b")
_TURNED: Final = re.compile(r"\b(?:quarter turns?|90)\b")
_COAT: Final = re.compile(r"\bthe person in the (\w+) coat\b")
_SIDE: Final = re.compile(r"\b(?:on|to) the (left|right)\b")
_KIND: Final = re.compile(r"\b(star|triangle|cross|circle|diamond)(?:s|es)\b")
_CORNER: Final = re.compile(r"\b(top|bottom)-(left|right) corner\b")

ROW: Final = 0.1
"""Parts of the picture's height: coats that are less apart are in one row."""


def matches(prompt: str) -> bool:
    """Whether it asks about, or asks to undo, a shuffling of tiles."""
    return bool(_TILES.search(prompt) and _MIXED.search(prompt))


def edit(prompt: str, image: Image.Image, seed: int) -> Image.Image:  # noqa: ARG001 (every field's signature)
    """The picture with its tiles put back; unchanged where the prompt names no square grid that fits it."""
    grid = _GRID.search(prompt)
    if grid is None or grid[1] != grid[2]:
        return image
    put_back = turned_back if _TURNED.search(prompt) else restored
    return put_back(image.convert("RGB"), int(grid[1]))


def understand(prompt: str, image: Image.Image, seed: int) -> str:
    """The answer that the picture shows as it lies there, shuffled or not; a guess where it shows none."""
    options = options_of(prompt)
    question = prompt.split("\n", 1)[0]
    return f"The answer is {pick(_seen(question, set(options.values()), image), options, seed)}."


def _seen(question: str, options: set[str], image: Image.Image) -> str | None:
    pixels = np.asarray(image.convert("RGB")).astype(np.int16)
    if (coat := _COAT.search(question)) and (side := _SIDE.search(question)):
        return _neighbour(pixels, coat[1], side[1])
    if corner := _CORNER.search(question):
        height, width = pixels.shape[:2]
        return _nearest(pixels, options, (width * float(corner[2] == "right"), height * float(corner[1] == "bottom")))
    if kind := _KIND.search(question):
        return _number(pixels, kind[1], reading.house(pixels) if "river" in question else None)
    home = reading.house(pixels)
    if home is None:
        return None
    return _exit(pixels, home) if "edge" in question else _nearest(pixels, options, home)


def _nearest(pixels: reading.Pixels, options: set[str], landmark: tuple[float, float]) -> str | None:
    offered = [shape for shape in reading.shapes(pixels) if shape.label in options]
    return min(offered, key=lambda shape: math.dist((shape.x, shape.y), landmark)).label if offered else None


def _neighbour(pixels: reading.Pixels, coat: str, side: str) -> str | None:
    """Whose coat is nearest on that side, in the same row: about level with it."""
    coats = reading.coats(pixels)
    if coat not in coats:
        return None
    x, y = coats.pop(coat)
    level = [(abs(across - x), colour) for colour, (across, down) in coats.items() if abs(down - y) < ROW * len(pixels)]
    there = [each for each in level if (coats[each[1]][0] < x) == (side == "left")]
    return f"the person in the {min(there)[1]} coat" if there else None


def _number(pixels: reading.Pixels, kind: str, home: tuple[float, float] | None) -> str:
    """How many of a kind: on the same stretch of land as `home` when it is given."""
    found = [shape for shape in reading.shapes(pixels) if shape.kind == kind]
    if home is None:
        return str(len(found))
    land = reading.dry_land(pixels)
    here = land[int(home[1]), int(home[0])]
    return str(sum(bool(land[int(shape.y), int(shape.x)] == here) for shape in found))


def _exit(pixels: reading.Pixels, home: tuple[float, float]) -> str | None:
    edges = reading.road_edges(pixels, home)
    return f"the {max(edges, key=edges.__getitem__)} edge" if edges else None
