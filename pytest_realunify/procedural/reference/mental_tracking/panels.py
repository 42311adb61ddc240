"""Seven-segment panels in pixels: a panel is a patch of one plain colour with exactly seven holes.

Three of them lie and four stand; each is a segment with its antialiased edge.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from pytest_realunify.procedural.drawing import DIGIT_SEGMENTS, PALETTE, RGB

Pixels = npt.NDArray[np.uint8]
Codes = npt.NDArray[np.int32]
"""Red, green and blue of each pixel in one number."""
Mask = npt.NDArray[np.bool_]
Box = tuple[slice, slice]

_FACES: Final = 8
"""Plain colours tried as a panel's face, the most frequent first: there are walls, faces, rims, shadows, segments."""

_LEAST_PANEL: Final = 0.004
"""Smallest face looked into, as a part of the picture: about a tenth of the smallest that we draw."""

_MOST_PIECES: Final = 500
"""Patches of one colour, or holes of one patch, beyond which a picture is noise: labelling them all takes seconds."""

_SPECK: Final = 12
"""Pixels of a hole that is too small to be a segment."""

_PALETTE_SPREAD: Final = 40.0
"""Distance in RGB up to which a colour has a palette name: half that of the closest two, orange and yellow."""


@dataclass(frozen=True, slots=True)
class Segment:
    colour: str
    rgb: RGB
    box: Box
    mask: Mask

    @property
    def centre(self) -> tuple[float, float]:
        """Row and column of the box's middle."""
        rows, columns = self.box
        return (rows.start + rows.stop) / 2, (columns.start + columns.stop) / 2

    @property
    def lies(self) -> bool:
        rows, columns = self.box
        return bool(columns.stop - columns.start > rows.stop - rows.start)


@dataclass(frozen=True, slots=True)
class Panel:
    """`segments` run from a to g: clockwise from the top, the middle bar last."""

    face: RGB
    left: int
    segments: tuple[Segment, ...]

    def digit(self, colour: str) -> str | None:
        """The digit that the segments of a colour form."""
        named = zip("abcdefg", self.segments, strict=True)
        shown = "".join(name for name, segment in named if segment.colour == colour)
        return str(DIGIT_SEGMENTS.index(shown)) if shown in DIGIT_SEGMENTS else None


def panels_in(pixels: Pixels) -> list[Panel]:
    """The panels of a picture, from left to right."""
    red, green, blue = (pixels[..., channel].astype(np.int32) for channel in range(3))
    packed = (red << 16) + (green << 8) + blue
    codes, counts = np.unique(packed, return_counts=True)
    frequent = [index for index in np.argsort(-counts)[:_FACES] if counts[index] > _LEAST_PANEL * packed.size]
    found = [panel for index in frequent for panel in _panels_with_face(packed, int(codes[index]))]
    return sorted(found, key=lambda panel: panel.left)


def _panels_with_face(packed: Codes, face: int) -> Iterator[Panel]:
    labels, count = ndimage.label(packed == face)
    if count > _MOST_PIECES:
        return
    areas = np.bincount(labels.ravel(), minlength=count + 1)
    for label, box in enumerate(ndimage.find_objects(labels), start=1):
        if areas[label] > _LEAST_PANEL * packed.size:
            holes = list(_holes(labels[box] == label, (box[0].start, box[1].start)))
            segments = [_segment(packed, *hole) for hole in holes] if len(holes) == len("abcdefg") else []
            if ordered := _in_order([segment for segment in segments if segment]):
                yield Panel(_rgb(face), box[1].start, ordered)


def _holes(face: Mask, corner: tuple[int, int]) -> Iterator[tuple[Box, Mask]]:
    """What the face encloses, specks apart. Boxes, and the corner of the face's own, are in picture coordinates."""
    labels, count = ndimage.label(~face)
    if count > _MOST_PIECES:
        return
    top, left = corner
    for label, (rows, columns) in enumerate(ndimage.find_objects(labels), start=1):
        edges = (rows.start, columns.start, face.shape[0] - rows.stop, face.shape[1] - columns.stop)
        mask = labels[rows, columns] == label
        if all(edges) and mask.sum() > _SPECK:
            yield (slice(rows.start + top, rows.stop + top), slice(columns.start + left, columns.stop + left)), mask


def _segment(packed: Codes, box: Box, mask: Mask) -> Segment | None:
    codes, counts = np.unique(packed[box][mask], return_counts=True)
    rgb = _rgb(int(codes[counts.argmax()]))
    name = _name(rgb)
    return Segment(name, rgb, box, mask) if name else None


def _in_order(segments: list[Segment]) -> tuple[Segment, ...]:
    """Seven segments as a to g; empty when they are not laid out as a digit."""
    lying = sorted((segment for segment in segments if segment.lies), key=lambda segment: segment.centre)
    standing = sorted((segment for segment in segments if not segment.lies), key=lambda segment: segment.centre)
    if len(lying) != 3 or len(standing) != 4:
        return ()
    upper, lower = (sorted(pair, key=lambda segment: segment.centre[1]) for pair in (standing[:2], standing[2:]))
    return lying[0], upper[1], lower[1], lying[2], lower[0], upper[0], lying[1]


def repaint(pixels: Pixels, segment: Segment, face: RGB, target: RGB) -> None:
    """Each pixel keeps its share of face: the share is read off the line between the face's and the old colour."""
    ground = np.array(face, dtype=np.float64)
    old = np.array(segment.rgb, dtype=np.float64) - ground
    values = pixels[segment.box][segment.mask].astype(np.float64) - ground
    share = np.clip(values @ old / (old @ old), 0.0, 1.0)[:, None]
    pixels[segment.box][segment.mask] = np.rint(ground + share * (np.array(target) - ground)).astype(np.uint8)


def _name(rgb: RGB) -> str | None:
    distance, name = min((float(np.hypot.reduce(np.subtract(rgb, value))), name) for name, value in PALETTE.items())
    return name if distance <= _PALETTE_SPREAD else None


def _rgb(code: int) -> RGB:
    return code >> 16, code >> 8 & 255, code & 255
