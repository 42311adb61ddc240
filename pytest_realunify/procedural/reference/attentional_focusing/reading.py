"""Details of one item in view: counts, print, colours, shapes. The view may be a whole picture, seen too small."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from pytest_realunify.procedural.drawing import PALETTE, RGB
from pytest_realunify.procedural.lettering.ocr import CAPITALS, DIGITS, read_strips
from pytest_realunify.procedural.lettering.text_lines import Box, Strip, find_strips
from pytest_realunify.procedural.reference.attentional_focusing.standing import items_of
from pytest_realunify.procedural.reference.attentional_focusing.tasks import Task

_Pixels = NDArray[np.int16]
_Mask = NDArray[np.bool_]

_LOOKS: Final[dict[str, RGB]] = {
    "lemons": PALETTE["yellow"],
    "limes": PALETTE["green"],
    "oranges": PALETTE["orange"],
    "tomatoes": PALETTE["red"],
    "plums": PALETTE["purple"],
    "blueberries": PALETTE["blue"],
    "lit": (255, 226, 128),
    "dark": (64, 78, 100),
    **PALETTE,
}
"""What things that can be counted look like: knowledge of the world, not of the picture."""
_HOLDERS: Final[dict[str, RGB]] = {"stall": (201, 158, 104), "panel": (38, 40, 46)}
"""Crates are of light wood, lamps sit in a dark bay; windows are wherever they are."""
_LEAST_THING: Final = 15  # pixels: below, a blob is an edge or a gleam
_LEAST_PART: Final = 0.3  # of the largest thing's area: below, a blob is something else that shines

_COLOURS: Final = ("red", "orange", "green", "blue", "purple", "pink", "brown", "black")
_PLACES: Final = {
    "stall": (0.05, 0.02, 0.95, 0.16),
    "house": (0.44, 0.75, 0.56, 0.97),
    "panel": (0.43, 0.75, 0.57, 0.87),
}
"""Where an item has its awning, door or dial: left, top, right, bottom as parts of its size."""
_GRID: Final = 24


def answer(task: Task, view: Image.Image, options: Sequence[str]) -> str | None:
    """What the view shows, as text; None if it cannot be made out."""
    if task.ask == "count":
        return str(_count(np.asarray(view, np.int16), task))
    if task.ask == "count items":
        return str(sum(look_of(view, item, (), "main", task.noun) == task.detail for item in items_of(view)))
    if task.ask == "read":
        return _read(view, PALETTE[task.detail], options)
    part = {"main colour": "main", "emblem colour": "emblem", "emblem shape": "shape"}[task.ask]
    return look_of(view, (0, 0, *view.size), find_strips(view), part, task.noun)


def look_of(image: Image.Image, item: Box, strips: Sequence[Strip], part: str, noun: str) -> str | None:
    """The colour of the `main` part or of the `emblem`, or the emblem's `shape`, of the item in that box; `strips` are
    those found on it."""
    if part == "main":
        left, top, right, bottom = _PLACES[noun]
        across, down = item[2] - item[0], item[3] - item[1]
        place = (item[0] + left * across, item[1] + top * down, item[0] + right * across, item[1] + bottom * down)
        return _colour(np.asarray(image.crop(place), np.int16).reshape(-1, 3))
    emblem = _emblem(strips)
    if emblem is None:
        return None
    if part == "shape":
        return _shape(emblem.coverage)
    return _colour(np.asarray(image.crop(emblem.box), np.int16).reshape(-1, 3))


def _near(pixels: _Pixels, colour: RGB, tolerance: int) -> _Mask:
    close: _Mask = np.abs(pixels - np.array(colour, np.int16)).max(axis=-1) <= tolerance
    return close


def _count(pixels: _Pixels, task: Task) -> int:
    """Blobs of the thing's colour within the crate or the bay."""
    if task.noun in _HOLDERS:
        labels, count = ndimage.label(_near(pixels, _HOLDERS[task.noun], 10))
        if not count:
            return 0
        largest = int(np.bincount(labels.ravel())[1:].argmax())
        pixels = pixels[ndimage.find_objects(labels)[largest]]
    labels, _ = ndimage.label(_near(pixels, _LOOKS[task.detail], 22))
    blobs = zip(np.bincount(labels.ravel())[1:], ndimage.find_objects(labels), strict=True)
    areas = [int(area) for area, place in blobs if area >= _LEAST_THING and _compact(place)]
    return sum(area >= _LEAST_PART * max(areas) for area in areas)


def _compact(place: tuple[slice, ...]) -> bool:
    """Fruit, lamps and windows are about as high as wide; beams, stripes and outlines are not."""
    height, width = (side.stop - side.start for side in place)
    return bool(height <= 2.5 * width and width <= 2.5 * height)


def _read(view: Image.Image, card: RGB, options: Sequence[str]) -> str | None:
    """The option most like the print on the card of that colour."""
    strips = [strip for strip in find_strips(view) if max(_differences(strip.background, card)) <= 16]
    lines = [line for line in read_strips(strips, alphabet=CAPITALS + DIGITS + ".-") if line.confidence >= 0.6]
    if not lines or not options:
        return None
    line = max(lines, key=lambda line: line.confidence)
    alike = {option: SequenceMatcher(None, line.text, option).ratio() for option in options}
    best = max(alike, key=lambda option: alike[option])
    return best if alike[best] >= 0.6 else None


def _differences(one: RGB, other: RGB) -> tuple[int, ...]:
    return tuple(abs(a - b) for a, b in zip(one, other, strict=True))


def _colour(pixels: _Pixels) -> str | None:
    """The named colour that most of the pixels (n, 3) have."""
    votes = {name: int(_near(pixels, PALETTE[name], 24).sum()) for name in _COLOURS}
    best = max(votes, key=lambda name: votes[name])
    return best if votes[best] >= 8 else None


def _emblem(strips: Sequence[Strip]) -> Strip | None:
    """What stands before the topmost line, level with it and on the same plate."""
    pairs = [(name, emblem) for name in strips for emblem in strips if _leads(emblem, name)]
    return min(pairs, key=lambda pair: pair[0].box[1])[1] if pairs else None


def _leads(emblem: Strip, name: Strip) -> bool:
    """A name is much wider than high; two screws are not a name and its emblem."""
    left, top, right, bottom = name.box
    level = emblem.box[1] < (top + bottom) / 2 < emblem.box[3]
    wide = right - left > 2 * (bottom - top)
    return level and wide and emblem.box[2] < left and emblem.background == name.background


def _shape(coverage: NDArray[np.float32]) -> str:
    """The nearest of the ideal shapes, both stretched to the same square."""
    rows, columns = np.flatnonzero(coverage.max(axis=1) > 0.3), np.flatnonzero(coverage.max(axis=0) > 0.3)
    cut = coverage[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    grey = Image.fromarray((cut * 255).astype(np.uint8))
    seen = np.asarray(grey.resize((_GRID, _GRID), Image.Resampling.BILINEAR), np.float64) / 255
    return min(_ideals(), key=lambda name: float(((_ideals()[name] - seen) ** 2).sum()))


@cache
def _ideals() -> dict[str, NDArray[np.float64]]:
    """Shapes by their equations on -1..1 (y downwards), cut to their extent."""
    y, x = np.mgrid[-1.1:1.1:220j, -1.1:1.1:220j]
    turn = np.mod(np.arctan2(x, -y), np.pi * 2 / 5)
    bent = np.minimum(turn, np.pi * 2 / 5 - turn)  # angle to the nearest tip of a five-pointed star
    radius = np.hypot(x, y)
    masks = {
        "circle": radius <= 1,
        "square": np.maximum(abs(x), abs(y)) <= 1,
        "triangle": (y <= 1) & (abs(x) <= (y + 1) / 2),
        "diamond": abs(x) + abs(y) <= 1,
        "cross": (np.maximum(abs(x), abs(y)) <= 1) & (np.minimum(abs(x), abs(y)) <= 1 / 3),
        "star": radius * (np.cos(bent) * 0.24 + np.sin(bent) * 0.76) <= 0.24,
        "heart": ((1.2 * x) ** 2 + (1.2 * y) ** 2 - 1) ** 3 + (1.2 * x) ** 2 * (1.2 * y) ** 3 <= 0,
        "crescent": (radius <= 1) & (np.hypot(x - 0.42, y) > 0.73),
    }
    return {name: _stretched(mask) for name, mask in masks.items()}


def _stretched(mask: _Mask) -> NDArray[np.float64]:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    cut = mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    grey = Image.fromarray(cut.astype(np.uint8) * 255)
    return np.asarray(grey.resize((_GRID, _GRID), Image.Resampling.BOX), np.float64) / 255
