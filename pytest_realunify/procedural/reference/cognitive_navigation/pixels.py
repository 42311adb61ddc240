"""What mazes and maps have in common for the eye: colours, blobs, and letters or numbers read by template matching."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy import ndimage

from pytest_realunify.procedural.drawing import font

Pixels = NDArray[np.int16]
"""Height x width x 3."""
Mask = NDArray[np.bool_]
Labels = NDArray[np.int32]
Grey = NDArray[np.float32]

ROUND: Final = np.ones((3, 3), dtype=bool)
"""Diagonal neighbours belong together."""

TEMPLATE: Final = (24, 40)
"""Height and width to which glyphs are fitted: wide enough for three digits."""

LIKELY: Final = 10
"""Words that are looked at closely, after a first look at all."""

CLEARLY: Final = 0.06
"""A word this much more similar than any other at first is looked at no more: of 1,350 numbers and letters four were
mistaken at first, none by half as much. It saves nine looks of ten."""

ALIKE: Final = 0.82
"""Least similarity of a glyph to its template: generated pictures stay above it."""


@dataclass(frozen=True, slots=True)
class Blob:
    """One connected part of a mask. `box` is top, bottom, left, right in pixels, ends excluded."""

    number: int
    area: int
    box: tuple[int, int, int, int]

    @property
    def height(self) -> int:
        return self.box[1] - self.box[0]

    @property
    def width(self) -> int:
        return self.box[3] - self.box[2]

    @property
    def middle(self) -> tuple[float, float]:
        """x, y."""
        top, bottom, left, right = self.box
        return (left + right - 1) / 2, (top + bottom - 1) / 2

    def window(self) -> tuple[slice, slice]:
        """Rows and columns for slicing arrays."""
        top, bottom, left, right = self.box
        return slice(top, bottom), slice(left, right)


def pixels(image: Image.Image) -> Pixels:
    """Any picture as signed RGB values, so that differences do not wrap around."""
    return np.asarray(image.convert("RGB")).astype(np.int16)


def extremes(picture: Pixels) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """Brightest and darkest channel of every pixel, channel by channel: along the last axis that is slow."""
    red, green, blue = picture[..., 0], picture[..., 1], picture[..., 2]
    return np.maximum(np.maximum(red, green), blue), np.minimum(np.minimum(red, green), blue)


def marked(picture: Pixels) -> Mask:
    """Where the magenta marker is, blended with white up to about half."""
    red, green, blue = picture[..., 0], picture[..., 1], picture[..., 2]
    return (red > 225) & (blue > 170) & (green < 150)


def blobs(mask: Mask, least: int, most: int, at_most: int = 400) -> tuple[Labels, list[Blob]]:
    """Connected parts whose area is within limits, and the label of each pixel. Too many parts are noise: none."""
    labels: Labels = ndimage.label(mask, ROUND)[0].astype(np.int32)
    areas = np.bincount(labels.ravel())
    wanted = [int(each) for each in np.flatnonzero((areas >= least) & (areas <= most)) if each]
    if len(wanted) > at_most:
        return labels, []
    boxes = ndimage.find_objects(labels)
    found = []
    for number in wanted:
        rows, columns = boxes[number - 1]
        found.append(Blob(number, int(areas[number]), (rows.start, rows.stop, columns.start, columns.stop)))
    return labels, found


def read(strength: Grey, words: tuple[str, ...]) -> str | None:
    """The word that the patch shows best (1 = ink, 0 = ground), or None if it shows none of them well."""
    down, across = _extent(strength.max(axis=1, initial=0)), _extent(strength.max(axis=0, initial=0))
    if down is None or across is None or down[1] - down[0] < 4:
        return None
    patch = Image.fromarray((np.clip(strength, 0, 1) * 255).astype(np.uint8))
    templates = _templates(words)
    first = _similarity(_fits(patch, [across[0]], [down[0]], [across[1]], [down[1]]), templates)
    likely = np.argsort(-first)[:LIKELY]
    if first[likely[0]] >= ALIKE and first[likely[0]] - first[likely[1:2]].max(initial=0) >= CLEARLY:
        return words[int(likely[0])]
    edges = (_around(edge) for edge in (across[0], down[0], across[1], down[1]))
    similar = _similarity(_fits(patch, *edges), templates[likely])
    best = int(similar.argmax())
    return words[likely[best]] if similar[best] >= ALIKE else None


def _similarity(fits: Grey, templates: Grey) -> Grey:
    """Of each template to the fit most like it. Not by BLAS, whose threads cost more than products this small."""
    similar: Grey = np.einsum("ij,kj->ik", fits, templates).max(axis=0)
    return similar


def _fits(patch: Image.Image, *edges: list[float]) -> Grey:
    """One row for each choice of left, top, right and bottom edge."""
    fits = [
        _fitted(patch, (max(left, 0), max(top, 0), min(right, patch.width), min(bottom, patch.height)))
        for left, top, right, bottom in product(*edges)
    ]
    return _unit(np.stack(fits), 0.8)


def _around(edge: float) -> list[float]:
    """The edge of print this small is uncertain by a third of a pixel, which decides between 3 and 8."""
    return [edge - 0.3, edge + 0.3]


def _extent(profile: Grey) -> tuple[float, float] | None:
    """Where the ink begins and ends, to fractions of a pixel: a border pixel half as dark is half covered."""
    inked = np.flatnonzero(profile > 0.2)
    if len(inked) == 0:
        return None
    first, last = int(inked[0]), int(inked[-1])
    full = float(profile.max())
    return first + 1 - float(profile[first]) / full, last + float(profile[last]) / full


@cache
def _templates(words: tuple[str, ...]) -> Grey:
    """One row per word, blurred about as much as print of ten to twenty pixels is by its own pixels."""
    printed = [_printed(word) for word in words]
    return _unit(np.stack([_fitted(glyph, (0, 0, glyph.width, glyph.height)) for glyph in printed]), 1.4)


def _printed(word: str) -> Image.Image:
    face = font(64)
    left, top, right, bottom = face.getbbox(word)
    sheet = Image.new("L", (int(right - left) + 8, int(bottom - top) + 8))
    ImageDraw.Draw(sheet).text((4 - left, 4 - top), word, fill=255, font=face)
    return sheet.crop(sheet.getbbox())


def _fitted(glyph: Image.Image, box: tuple[float, float, float, float]) -> Grey:
    """The box scaled to the template's height, in the middle of the template's width."""
    height, width = TEMPLATE
    wide = min(width, max(2, round((box[2] - box[0]) * height / max(box[3] - box[1], 1))))
    sheet = np.zeros(TEMPLATE, dtype=np.float32)
    left = (width - wide) // 2
    sheet[:, left : left + wide] = np.asarray(glyph.resize((wide, height), Image.Resampling.BILINEAR, box)) / 255
    return sheet


def _unit(sheets: Grey, blur: float) -> Grey:
    """Sheets as rows without mean and of length 1: products of rows are correlations."""
    rows = ndimage.gaussian_filter(sheets, (0, blur, blur)).reshape(len(sheets), -1)
    rows -= rows.mean(axis=1, keepdims=True)
    units: Grey = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)
    return units
