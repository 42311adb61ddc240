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
from pytest_realunify.procedural.lettering.text_lines import Strip, find_strips
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

_COLOURS: Final = ("red", "orange", "green", "blue", "purple", "pink", "brown", "black")
_PLACES: Final = {"stall": (0.05, 0.0, 0.95, 0.25), "house": (0.42, 0.66, 0.58, 0.98), "panel": (0.42, 0.6, 0.58, 0.95)}
"""Where an item has its awning, door or dial: left, top, right, bottom as parts of its size."""
_GRID: Final = 24


def answer(task: Task, view: Image.Image, options: Sequence[str]) -> str | None:
    """What the view shows, as text; None if it cannot be made out."""
    pixels = np.asarray(view, np.int16)
    if task.ask == "count":
        return str(_count(pixels, task))
    if task.ask == "read":
        return _read(view, PALETTE[task.detail], options)
    if task.ask == "main colour":
        left, top, right, bottom = _PLACES[task.noun]
        height, width = pixels.shape[:2]
        part = pixels[int(top * height) : int(bottom * height), int(left * width) : int(right * width)]
        return _colour(part.reshape(-1, 3))
    return _emblem(view, pixels, task.ask == "emblem shape")


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
    return sum(bool(area >= _LEAST_THING) and _compact(place) for area, place in blobs)


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


def _emblem(view: Image.Image, pixels: _Pixels, shape: bool) -> str | None:
    """Colour or shape of the emblem: what stands before the topmost line, level with it and on the same plate."""
    strips = find_strips(view)
    pairs = [(name, emblem) for name in strips for emblem in strips if _leads(emblem, name)]
    if not pairs:
        return None
    _, emblem = min(pairs, key=lambda pair: pair[0].box[1])
    left, top, right, bottom = emblem.box
    return _shape(emblem.coverage) if shape else _colour(pixels[top:bottom, left:right].reshape(-1, 3))


def _leads(emblem: Strip, name: Strip) -> bool:
    middle = (name.box[1] + name.box[3]) / 2
    level = emblem.box[1] < middle < emblem.box[3]
    return level and emblem.box[2] < name.box[0] and emblem.background == name.background


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
