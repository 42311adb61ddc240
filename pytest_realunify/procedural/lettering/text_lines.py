"""Where text may stand in a picture: two-tone things in a row on a flat background. Finds, does not read (see ocr)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage
from scipy.sparse.csgraph import connected_components

from pytest_realunify.procedural.drawing import RGB
from pytest_realunify.procedural.graphs import graph

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels; right and bottom exclusive."""

_Pixels = NDArray[np.uint8]
_LEAST, _MOST = 3, 260  # ink heights in pixels that may be a glyph
_CROWD: Final = 20_000  # more separate spots than this are a screen or a texture, and would take minutes to pair


@dataclass(frozen=True, slots=True)
class Strip:
    """A candidate line: how much ink each pixel holds (0 to 1), with a blank margin all round `box`."""

    box: Box
    ink: RGB
    background: RGB
    coverage: NDArray[np.float32]


def find_strips(image: Image.Image, wanted: Callable[[Box], bool] = lambda _: True) -> list[Strip]:
    """Candidate lines of an RGB picture, from top to bottom and left to right. Some will not be text.

    `wanted` may leave out, by their boxes, those that nobody will look at: a crowded picture has hundreds.
    """
    pixels = np.asarray(image.convert("RGB"))
    if min(pixels.shape[:2]) < 3:
        return []
    boxes, backgrounds = _spots(packed(image))
    rows = _in_rows(boxes, backgrounds)
    found = (_strip(pixels, box, background) for box, background in rows if wanted(box))
    return sorted((strip for strip in found if strip), key=lambda strip: (strip.box[1], strip.box[0]))


def packed(image: Image.Image) -> NDArray[np.uint32]:
    """One integer per pixel, red in the lowest byte: colours become comparable in one step. `unpacked` undoes it."""
    # Pillow keeps RGB in four bytes anyway, so this is a copy: ten times faster than shifting and adding channels.
    return np.asarray(image.convert("RGB").convert("RGBA")).view("<u4")[..., 0]


def unpacked(colour: int) -> RGB:
    """Red, green and blue of a packed colour."""
    return colour & 255, (colour >> 8) & 255, (colour >> 16) & 255


def _busy(colours: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Pixels that differ from one of their eight neighbours."""
    across = np.zeros(colours.shape, bool)
    differs = colours[:, 1:] != colours[:, :-1]
    across[:, 1:] |= differs
    across[:, :-1] |= differs
    busy = across.copy()
    below = colours[1:] != colours[:-1]
    busy[1:] |= below | across[:-1]
    busy[:-1] |= below | across[1:]
    return busy


def _spots(colours: NDArray[np.uint32]) -> tuple[NDArray[np.intp], NDArray[np.uint32]]:
    """Glyph-sized things wholly on one flat colour: boxes (n, 4) of left, top, right, bottom, and that colour (n,).

    A busy component reaches one pixel beyond its ink, so the rim of its box shows the background exactly.
    """
    labels, count = ndimage.label(_busy(colours), structure=np.ones((3, 3), int))
    boxes, backgrounds = [], []
    for down, across in ndimage.find_objects(labels) if count <= _CROWD else ():
        height, width = down.stop - down.start - 2, across.stop - across.start - 2
        if not (_LEAST <= height <= _MOST and 1 <= width <= 20 * height):
            continue
        patch = colours[down, across]
        rim = np.concatenate([patch[0], patch[-1], patch[:, 0], patch[:, -1]])
        values, counts = np.unique(rim, return_counts=True)
        if counts.max() >= 0.85 * len(rim):
            boxes.append((across.start + 1, down.start + 1, across.stop - 1, down.stop - 1))
            backgrounds.append(values[counts.argmax()])
    return np.array(boxes, np.intp).reshape(-1, 4), np.array(backgrounds, np.uint32)


def _in_rows(boxes: NDArray[np.intp], backgrounds: NDArray[np.uint32]) -> list[tuple[Box, RGB]]:
    """Join neighbours on the same background that overlap in height and stand closer than half a line."""
    if not len(boxes):
        return []
    left, top, right, bottom = boxes.T
    height = bottom - top
    first, second = np.nonzero(backgrounds[:, None] == backgrounds[None, :]) if len(boxes) < 400 else _near(boxes)
    same = backgrounds[first] == backgrounds[second]
    gap = np.maximum(left[first], left[second]) - np.minimum(right[first], right[second])
    shared = np.minimum(bottom[first], bottom[second]) - np.maximum(top[first], top[second])
    tall, low = np.maximum(height[first], height[second]), np.minimum(height[first], height[second])
    # Small marks (stops, dashes) overlap their neighbours by little: the shared rows are measured against the lower.
    joined = same & (gap <= 0.55 * tall) & (shared >= 0.5 * low) & (tall <= 1.55 * low.clip(_LEAST + 1))
    joined |= same & (gap <= 0.35 * tall) & (shared >= 0.8 * low)
    links = np.column_stack([first[joined], second[joined]])
    count, group = connected_components(graph(links, len(boxes)), directed=False)
    low_corner, high_corner = np.full((count, 2), np.iinfo(np.intp).max), np.zeros((count, 2), np.intp)
    np.minimum.at(low_corner, group, boxes[:, :2])
    np.maximum.at(high_corner, group, boxes[:, 2:])
    colour = np.zeros(count, np.uint32)
    colour[group] = backgrounds
    return [
        ((int(corner[0]), int(corner[1]), int(far[0]), int(far[1])), unpacked(int(packed_colour)))
        for corner, far, packed_colour in zip(low_corner, high_corner, colour, strict=True)
    ]


def _near(boxes: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pairs of boxes that overlap in height at all and are at most `_MOST` apart: candidates for one row."""
    order = np.argsort(boxes[:, 1], kind="stable")
    top, bottom = boxes[order, 1], boxes[order, 3]
    last = np.searchsorted(top, bottom, side="left")
    counts = (last - np.arange(len(order)) - 1).clip(0)
    first = np.repeat(np.arange(len(order)), counts)
    second = first + 1 + np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return order[first], order[second]


def margin(height: int) -> int:
    """Blank pixels on each side of a strip whose ink is so high."""
    return 3 + height // 6


def _strip(pixels: _Pixels, box: Box, background: RGB) -> Strip | None:
    """Coverage by projecting every colour on the line from background to ink; None if the colours leave that line."""
    left, top, right, bottom = box
    inner = pixels[top:bottom, left:right].astype(np.float32) - np.array(background, np.float32)
    distance = np.sqrt((inner * inner).sum(axis=2))
    strongest = np.unravel_index(int(distance.argmax()), distance.shape)
    axis = inner[strongest]
    if distance[strongest] < 60:
        return None
    coverage = (inner @ axis) / float(axis @ axis)
    strayed = np.sqrt(((inner - coverage[..., None] * axis) ** 2).sum(axis=2)) > 28
    if strayed.mean() > 0.03:
        return None
    # Blank all round: glyphs own up to 0.1 em beside their ink, and templates reach beyond a line without descenders.
    framed = np.pad(coverage.clip(0, 1), margin(bottom - top))
    ink = tuple(int(value) for value in np.rint(axis + np.array(background)))
    return Strip((left, top, right, bottom), (ink[0], ink[1], ink[2]), background, framed)
